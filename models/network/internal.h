/* State of a network, shared by the files of models/network and by nothing else.
 *
 * Members are 0..n-1, coalitions 0..n_coalitions-1. Arrays over pairs of members are row-major, [from * n + to];
 * arrays over members and coalitions are [member * n_coalitions + coalition], as in struct network_inputs. Everything
 * is allocated at create. Within a phase all act on the state at its start, so no result depends on the order of
 * members. */
#ifndef MODELS_NETWORK_INTERNAL_H
#define MODELS_NETWORK_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/network/network.h"
#include "models/network/params.h"

enum { PLEDGE_ISSUES = 4, DECISION_WINDOW = 12, GOVERNANCE_FORMS = 3 };
#define DEAD_OUTPUT 0.1

/* Who decides, who meets, who sees, who carries. */
enum deciders { DECIDERS_ALL, DECIDERS_LEAD, DECIDERS_BOARD };
enum contact { CONTACT_ALL, CONTACT_STAR, CONTACT_BROKERED };
enum visibility { VISIBILITY_CONTACT, VISIBILITY_LEAD, VISIBILITY_ALL };
enum carrier { CARRIER_MEMBERS, CARRIER_LEAD, CARRIER_STAFF };

struct governance {
    enum deciders deciders;
    enum contact contact;
    enum visibility visibility;
    enum carrier carrier;
    bool equal_hours; /* the same ceiling of hours whoever carries */
    bool spent;       /* and all of it is worked, so that totals are the same */
};

struct member {
    const char *name;
    double size;       /* relative, mean 1 */
    double unit_hours; /* its full effort in a coalition, mean of those it has a role in: what it counts hours in */
    double finance, mission, status, relation; /* interest weights, 1 = average */
    double mandate, orientation;
    double data, exploit, formality;  /* as in struct network_member_setup */
    double other_networks, attention; /* networks besides this one; part of its attention that they leave */
    double skill;                     /* coordination craft, [0,1] */
    double time_left;                 /* hours left for decision meetings, unused ones of a month included */
    double volunteer;                 /* weight in the division of volunteer work */
    double meeting, carrying, other;  /* own coordination hours of this month */
    double contribution;              /* hours paid (+) or received (-) */
    double net, satisfaction;         /* net utility this month and its memory */
    double overruled;                 /* share of recent decisions taken over its objection */
    double staff_trust;               /* trust in paid staff, [0,1] */
    double introduced, duty; /* hours of introduction this month; part of its chance of leaving that is barred */
    double briefed;          /* part of its introduction that it has had, [0,1] */
    size_t joins;            /* 1 + month of the horizon, 0: by its own application */
    size_t new_months;       /* months of introduction still to come */
    int domain;              /* 0: none */
    int place;               /* first member with the same location, -1: by itself */
    bool founder, payer;
    bool in;       /* member now */
    bool gone;     /* has left: does not come back */
    bool enforced; /* has once been held to its pledge */
    bool ready;    /* its introduction has just ended: takes part from now on */
};

struct coalition {
    const char *name;
    size_t n_roles;
    double role_hours[NETWORK_MAX_ROLES];
    double start_month;
    bool running;       /* live before the horizon began */
    bool live, sharing; /* sharing: the division of savings is agreed */
    bool want_sharing;  /* a party blocked it that compensation would help */
    size_t age;         /* months live */
    size_t wait;        /* months until a launch may be proposed (again) */
    size_t n_players;
    double theme;               /* mean orientation of those who can play a role */
    double factor;              /* of the output: craft, ramp, open issues */
    double output, output_mean; /* this month and mean of about a year */
    double paid;                /* share of its hours that is paid for, this month */
    double structural;          /* the part of that without an end date */
    double joint;               /* CES of role efforts this month */
    double record, unproven;    /* precedent.c: what joint effort has been, and how far that is still a guess */
    double practice;            /* ways of working, data and agreements that joint work has built, [0,1] */
    double promise; /* what members count with, over the output there is: patience with practice still to come, >= 1 */
    size_t after;   /* 1 + coalition that must deliver first, 0: none */
    double after_months;
    size_t months_delivered; /* with output of coalition.stop_output or more, whenever */
    size_t least_roles;      /* filled roles with which it can do; 0: all */
};

enum issue_kind {
    ISSUE_LAUNCH,
    ISSUE_PLEDGES,
    ISSUE_SHARE,
    ISSUE_STOP,
    ISSUE_ADMIT,
    ISSUE_AMBITION,
    ISSUE_MODE,
};

struct issue {
    enum issue_kind kind;
    size_t subject;               /* coalition, member to admit, or form of governance */
    uint32_t key;                 /* kind, subject and serial number: keys its draws */
    size_t slot;                  /* row in issue_shift and issue_asked */
    size_t entered, sleeps_until; /* months */
    int rounds, returns;
    bool heard;          /* all members have been, by who decides for them */
    double work;         /* hours of preparation still to be done */
    int formed;          /* rounds spent on making a shared ambition, before the vote */
    bool with_sharing;   /* package: a launch with sharing agreed at once */
    size_t with_partner; /* package: a launch together with that of coalition with_partner - 1; 0: none */
};

/* Is the issue's subject a coalition? */
static inline bool issue_about_coalition(const struct issue *issue)
{
    return issue->kind != ISSUE_ADMIT && issue->kind != ISSUE_AMBITION && issue->kind != ISSUE_MODE;
}

struct agenda {
    struct issue *issue; /* in order of entry */
    bool *slot_used;
    size_t n, capacity;
    size_t decided_month[DECISION_WINDOW]; /* decided, and the months that took, per month of the last year */
    double waited_month[DECISION_WINDOW];
    size_t decided, blocked; /* this month */
};

/* What one member sees of another this month in the coalitions that both take part in. */
struct shared_work {
    double pledged, delivered; /* by the other, summed over coalitions */
    double earned;             /* own net benefit, summed */
    int count;
    double unfair; /* own loss in money that is also the other's gain, summed; only while trust.fairness > 0 */
};

/* What a change of phase waits for, and what it was. */
struct development {
    int direction;     /* of the readings that differ from the phase: higher 1, lower -1 */
    size_t held;       /* months in a row in that direction */
    double reached;    /* as far as all of them go */
    double steps_back; /* phases lost this month */
};

/* State of what members know of each other's interests, of packages, of the shared ambition and of gatherings outside
 * the regular meetings (talk.c, package.c, ambition.c, gather.c). */
struct deciding {
    bool *disclosed;       /* [n*n_coalitions] has told the others its stake, or it is on paper */
    size_t *to_answer;     /* [n*n_coalitions] month + 1 in which a loss was told; 0: none, or answered */
    double *talked;        /* [n*n_coalitions] part of the other parties that were open to this one, [0,1] */
    size_t *talk_month;    /* [n_coalitions] month + 1 of the last open talk; 0: never */
    bool *unexplained;     /* [n] the issue at hand: objects for a reason that the others do not know */
    double *package_view;  /* [n] scratch: view of what is joined */
    double *package_best;  /* [n] scratch */
    double *gather_met;    /* [n*n] hours met this month in talks and broad meetings */
    double gathered;       /* member hours of these */
    bool results_shown;    /* a broad meeting showed everybody's results this month */
    double ambition;       /* strength of the shared ambition, [0,1] */
    bool ambition_made;    /* it has once been agreed */
    double value_conflict; /* effort.value_conflict and coalition.launch_effort under the ambition of the month */
    double launch_effort;
    size_t talks, packages; /* held, carried out, so far */
};

/* What members remember of how they are governed: slow means of a year. */
struct mode_memory {
    double wait, adequacy;          /* months that open issues have waited; coordination hours done / needed */
    double inflow, rounds, decided; /* a month: issues that come, rounds held, decisions */
    size_t entered, rounds_month;   /* this month */
    size_t raised, now, changes;    /* month of the last proposal or change, this month, changes so far */
};

/* What a form of governance would mean now (governance_foresee). Per member: foreseen_hours, foreseen_seat (at the
 * table of plenary issues) and foreseen_carry (hours) of the network. */
struct governance_forecast {
    double craft, months, open; /* in the long run; to decide an issue; issues open at a time */
    size_t leader;              /* who would stand out as the lead; n: nobody */
    bool staffed;               /* paid staff would carry the work */
};

struct network {
    struct network_params p;
    struct governance governance;
    size_t n, n_coalitions, lead;
    const char *lead_name; /* borrowed from the settings; may be empty */
    struct member *member;
    struct coalition *coalition;
    struct agenda agenda;
    bool begun, dead;
    size_t idle_months;                                    /* without a coalition that delivers */
    double *trust, *familiarity, *seen, *habit;            /* [n*n] */
    double *met, *contact;                                 /* [n*n] hours met, and 1 - exp(-hours) */
    double *pledge, *effort, *delivered, *routine, *usual; /* [n*n_coalitions] */
    double *earned;                           /* [n*n_coalitions] realised net benefit this month, clipped to [-1,1] */
    struct shared_work *shared;               /* [n*n] */
    int *role;                                /* [n_coalitions*n] or -1 */
    int *players;                             /* [n_coalitions*n], the first n_players: member indices */
    bool *plays;                              /* [n*n_coalitions] */
    double *issue_shift;                      /* [capacity*n] how far deliberation has moved a view */
    bool *issue_asked;                        /* [capacity*n] has the delegate got its mandate */
    double *issue_view;                       /* [n] the issue at hand */
    double *vote;                             /* [n] of the table, with the chair's pull */
    bool *present, *willing;                  /* [n] has a mandate, of the table; takes part in a launch */
    double *draft, *draft_next, *draft_value; /* [n] pledges and values of a proposal */
    double *trusted;                          /* [n] scratch: mean trust of each in the table, reputation */
    int *table, *draft_players, *order;       /* [n] scratch lists of members; order: by size, largest first */
    double meeting_mean;                      /* slow mean of the decision hours of all members */
    double staff_hours, staff_skill, staff_work; /* paid (office included), craft, worked */
    double adequacy, craft;                      /* coordination hours done / needed; level of craft, [0,1] */
    double legitimacy_internal, legitimacy_external;
    double ambition; /* share of (member, role) with a felt benefit above 0 */
    double phase;
    struct development development;
    double *structural; /* [n*n_coalitions] share of hours that is paid structurally, this month */
    size_t months;      /* lived so far */
    double camps;       /* of struct network_view */
    /* belief.c, [n*n_coalitions]: believed size of health gain and volumes, 1 = business case; how far it is known */
    double *size_health, *size_volume, *known;
    double *record, *unproven;                     /* precedent.c, [n*n_coalitions]: the same, to each member */
    double *hunch;                                 /* [n*n] standard normal: first belief about a partner */
    double record_of_network, unproven_of_network; /* of all its coalitions */
    double *slack;                                 /* address.c, [n*n_coalitions]: shortfall that partners forgive */
    struct deciding deciding;
    struct {
        size_t applicant, admitted, month; /* 1 + member, 1 + month of the last admission, this month */
        double score;
    } joining;
    size_t granted;             /* member to whom the lead is granted */
    int *seats;                 /* [n] members in the order of their claim to the board */
    struct network_shock shock; /* of this month, summed; months > 0: there is one */
    struct network_inputs shocked;
    double *shock_workload, *shock_health;    /* [n], [n_coalitions] */
    struct governance form[GOVERNANCE_FORMS]; /* that members can choose from */
    struct mode_memory change;
    struct member *member_saved;                             /* [n] scratch of governance_foresee */
    double *foreseen_hours, *foreseen_seat, *foreseen_carry; /* [n] scratch */
    double *form_value;                                      /* [GOVERNANCE_FORMS*n] scratch */
    double *offered;                                         /* [n*n_coalitions] scratch of membership.c */
    bool *joins_now;                                         /* [n] scratch of membership.c */
    double *owned;       /* ownership.c, [n*n_coalitions]: part that a player had in deciding on its coalition, [0,1] */
    struct story *story; /* events.h: NULL unless somebody traces */
};

/* chronicle.c: forgets the story. */
void network_trace_end(struct network *network);

/* A standard normal-like number from one block: sum of four uniforms, mean 0, variance 1, within +-3.5 (no tail, and no
 * library call per pair). */
double network_noise(struct rng_words words);
static inline double network_clip(double x, double lowest, double highest)
{
    return x < lowest ? lowest : x > highest ? highest : x;
}

#endif
