/* The collaboration: members with trust, interests and effort, the network's governance, and its coalitions (M5-M8,
 * M10).
 *
 * The part that knows no care, no citizens and no contracts: what they mean to a member reaches it as struct
 * network_inputs, in units of effort; what it does leaves as hours, outputs and shares. One replication owns one
 * network.
 *
 * Month's order (synchronous: everybody acts on the state at the start of a phase):
 *   network_meet    6 agenda, deliberation, decisions (governance.c), joining and leaving
 *   network_work    7-8 effort (effort.c), output of coalitions (coalition.c)
 *   network_reflect 9 observation, beliefs (belief.c), trust and familiarity (trust.c), competence, legitimacy, phase
 * The governance mode is read in governance.c alone. */
#ifndef MODELS_NETWORK_NETWORK_H
#define MODELS_NETWORK_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/settings.h"
#include "sim/rng/rng.h"

enum { NETWORK_MAX_ROLES = 64 };

/* Who can be a member: built by the region from organisations and payers of the scenario, in their order. */
struct network_member_setup {
    const char *name;                                                      /* borrowed, outlives the network */
    double size_fte;                                                       /* > 0 */
    double weight_finance, weight_mission, weight_status, weight_relation; /* >= 0; 1 = average */
    double mandate;     /* [0,1] chance that its delegate can decide without going back home */
    double orientation; /* [0,1] position on the value axis medical (0) - social (1), for alignment */
    bool founder;       /* member from the start; others may be admitted later */
    bool payer;
    int domain;                /* whose money and rules it works under (a law), > 0; 0: none. For the phase alone */
    const double *history;     /* [n_members] starting trust of this one in each member, NaN = network.trust_start */
    const double *familiarity; /* [n_members] starting familiarity with each, NaN = trust.familiarity_start; or NULL */
    const double *expected; /* [n_members] share of a pledge that it expects of each, NaN = trust.seen_start; or NULL */
    const char *location;   /* where its people sit; equal texts: together; NULL or empty: by itself */
    double data;            /* [0,1] maturity of its data: how well it sees what coalitions bring */
    double exploit;         /* [0,1] part of effort.exploit that it has: takes what partners forgive */
    double other_networks;  /* >= 0, networks it sits in besides this one */
    double formality;       /* [0,1] wish for rules (1) or for trust (0) */
    size_t joins; /* 1 + month of the horizon in which one who is no founder becomes a member; 0: by application */
    double duty;  /* [0,1] part of its own chance of leaving that law or duty takes away */
};

struct network_coalition_setup {
    const char *name;
    size_t n_roles;            /* 1..NETWORK_MAX_ROLES */
    const int *role_of_member; /* [n_members] role that the member can play, -1 none */
    const double *role_hours;  /* [n_roles] hours a month of full effort for an average member */
    double start_month;        /* month of the horizon from which it may be put on the agenda; < 0: never */
    bool running;              /* already live at the start of the horizon (existing practice) */
    size_t after;              /* 1 + coalition that must have delivered before this one may be proposed; 0: none */
    double after_months;       /* months for which it must have */
    size_t least_roles;        /* filled roles with which it can do, of which it then is the work; 0: all of them */
};

/* A crisis that all members share. */
struct network_shock {
    double month, months; /* first month of the horizon, and how many */
    double urgency;       /* rise of the health value that members see in joint work, as a share of it */
    double workload;      /* added to the workload of every member */
    double contact_hours; /* hours a month that each spends with all others */
    double turnover;      /* added to the monthly chance that a contact person leaves */
};

/* Fed by the region before each month; arrays of [n_members] or [n_members * n_coalitions] (row = member). */
struct network_inputs {
    const double *workload;     /* hours demanded / hours available of the member's staff, 1 = full */
    const double *hours_free;   /* most hours a month that the member's staff can give to the network */
    const double *own_gain;     /* phi: change of the member's own monthly result at full output of the coalition by the
                                        volumes it believes will change, at its contracts' marginal revenue minus marginal
                                        cost; in units of the cost of its full effort; negative = it loses */
    const double *compensation; /* agreed transfer at full output, same unit */
    const double *paid_share;   /* [0,1] share of the hours of effort that a title, subsidy or cashier pays */
    const double *health_gain;  /* [n_coalitions] believed health value at full output, 1 = reference intervention */
    const double *structural; /* part of paid_share without an end date (no subsidy, project or reserve); NULL: none */
    const double
        *on_paper; /* > 0: the offered arrangement itself states the member's stake, so that all know it without
                                 being told; NULL: nobody's */
    /* [n_coalitions] true size relative to the business case, >= 0; NULL = 1: of the health gain, of volume changes */
    const double *true_effect, *true_volume;
    const struct network_shock *shocks; /* [n_shocks] of the whole horizon; NULL: none */
    size_t n_shocks;
};

struct network_view { /* what outcomes show; NaN where undefined (no living network) */
    double members, trust_mean, trust_density, reciprocity, goal_consensus, effort_mean, foot_dragging,
        free_rider_share;
    double coalitions_live, output_mean, institutionalised_share, phase;
    double decision_months, decisions, blocked, agenda_length;
    double coordination_hours, coordination_share, legitimacy_internal, legitimacy_external, competence, alive;
    double steps_back, broadened;          /* phases lost this month; 1 in phase 3 or 4 */
    double structural_share, regime_share; /* of hours in coalitions; of their output: worn in and paid structurally */
    double distrust;                       /* share of ordered pairs of members with trust below .2 */
    double camps;       /* [0,1] trust within minus between the two groups that a network falls apart in, once a year */
    double staff_trust; /* mean trust of the members in paid staff; undefined without staff or when trust.staff = 0 */
    double memberships; /* networks that a member sits in, this one included */
    double mode_changes, decider_share; /* changes of form so far; deciders in plenary / members */
};

struct network;

/* Reads the network.* parameters. SIM_E_NOMEM on failure, *out NULL. */
int network_create(const struct settings *settings, const struct network_member_setup *members, size_t n_members,
                   const struct network_coalition_setup *coalitions, size_t n_coalitions, struct network **out,
                   struct sim_err *err);
void network_destroy(struct network *network);

/* `month` counts from the start of the run and keys the draws; `horizon_month` counts from the start of the horizon.
 * The region calls none of these during the spin-up or when network.active is false. */
void network_meet(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month, size_t horizon_month);
void network_work(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month);
void network_reflect(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                     size_t month);

/* Results of the month. */
bool network_live(const struct network *network, size_t coalition);
double network_age_months(const struct network *network, size_t coalition); /* since it went live; 0 when it is not */
bool network_sharing(const struct network *network, size_t coalition);      /* live, and agreed to share savings */
double network_output(const struct network *network, size_t coalition);     /* Y, fidelity, [0,1] */
double network_effort(const struct network *network, size_t member, size_t coalition); /* e, [0,1]; 0 when not in it */
double network_effort_hours(const struct network *network, size_t member); /* all coalitions, hours this month */
double network_coalition_hours(const struct network *network, size_t member, size_t coalition);
double network_coordination_hours(const struct network *network,
                                  size_t member);          /* meetings, carrying work: own staff */
double network_staff_hours(const struct network *network); /* paid staff of the network (with its office, as hours) */
double network_contribution_hours(const struct network *network, size_t member); /* paid (+) or received (-) for the
                                                            coordination work of others; sums to staff hours */
double network_trust(const struct network *network, size_t from, size_t to);     /* [0,1] */
double network_contact_hours(const struct network *network, size_t a, size_t b); /* met this month */
bool network_member(const struct network *network, size_t member);               /* is a member now */
/* Share of the coalition's roles that somebody fills; 0 when it does not live. */
double network_reach(const struct network *network, size_t coalition);
/* Standing outside, [0,1]: mean of what it delivers (slow) and the structurally paid share of its hours; 0 when dead. */
double network_standing(const struct network *network);
/* How far open talk about the coalition has taken away what the member imagined of the others: [0,1], 0 = no talk. */
double network_talked(const struct network *network, size_t member, size_t coalition);
void network_observe(const struct network *network, struct network_view *view);

/* Invariants: T, F, e, p, Y, q in [0,1], hours >= 0, contributions sum to staff hours. SIM_E_MODEL with the reason. */
int network_check(const struct network *network, struct sim_err *err);

/* Tells `sink`, which outlives the network, what happens from now on and why (models/story.def); call it before the first
 * month. Changes no result. SIM_E_NOMEM: the network is as it was. */
struct sim_sink;
int network_trace(struct network *network, const struct sim_sink *sink, struct sim_err *err);

#endif
