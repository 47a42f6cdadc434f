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

enum { PLEDGE_ISSUES = 4, DECISION_WINDOW = 12, DEAD_MEMBERS = 3, DEAD_MONTHS = 24 };
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
    bool equal_hours;
};

struct member {
    const char *name;
    double size;       /* relative, mean 1 */
    double unit_hours; /* its full effort in a coalition, mean of those it has a role in: what it counts hours in */
    double finance, mission, status, relation; /* interest weights, 1 = average */
    double mandate, orientation;
    bool founder, payer;
    bool in;                         /* member now */
    bool gone;                       /* has left: does not come back */
    bool enforced;                   /* has once been held to its pledge */
    double skill;                    /* coordination craft, [0,1] */
    double time_left;                /* hours left for decision meetings, unused ones of a month included */
    double volunteer;                /* weight in the division of volunteer work */
    double meeting, carrying, other; /* own coordination hours of this month */
    double contribution;             /* hours paid (+) or received (-) */
    double net, satisfaction;        /* net utility this month and its memory */
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
};

enum issue_kind { ISSUE_LAUNCH, ISSUE_PLEDGES, ISSUE_SHARE, ISSUE_STOP, ISSUE_ADMIT };

struct issue {
    enum issue_kind kind;
    size_t subject;               /* coalition, or member to admit */
    uint32_t key;                 /* kind, subject and serial number: keys its draws */
    size_t slot;                  /* row in issue_shift and issue_asked */
    size_t entered, sleeps_until; /* months */
    int rounds, returns;
    double work; /* hours of preparation still to be done */
};

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
    struct story *story; /* events.h: NULL unless somebody traces */
};

/* effort.c (M5)
 * ------------------------------------------------------------------------------------------------------- */

/* Felt benefit of member i at full output of c, in units of the cost of its full effort. */
double effort_felt(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                   bool sharing);
/* Who plays and what they pledged: pledge[j * stride] of member j. */
struct line_up {
    const int *players;
    size_t n;
    const double *pledge;
    size_t stride;
    bool sharing;  /* compensation counts */
    bool standing; /* the pledges have been made, so formal steering can hold i to its own */
};
/* Effort that i means to give beside this line-up (which need not contain i), and the utility it expects then. A member
 * without a role gives none and values the output as a bystander. */
double effort_reply(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                    const struct line_up *line_up, double *utility);
/* The proposal for c among `players`: pledges (network->draft) and everybody's value of it (network->draft_value). */
void effort_draft(struct network *network, const struct network_inputs *inputs, size_t c, bool sharing,
                  const int *players, size_t n_players);
/* Value for member i of how c runs now; 0 when it does not. */
double effort_value_now(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);
/* Everybody revises its efforts, within its hours. */
void effort_revise(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                   size_t month);
/* Own net benefit of the month: satisfaction, and `earned` for trust. */
void effort_account(struct network *network, const struct network_inputs *inputs);

/* coalition.c (M8)
 * ---------------------------------------------------------------------------------------------------- */

/* CES mean of n role efforts with exponent rho (see coalition.substitution); 0 when a needed role is empty. */
double coalition_ces(const double *roles, size_t n, double rho);
/* The CES taken apart, for a reply over many own efforts: one role's term, and output from the sum of terms. */
double coalition_term(double effort, double rho);
double coalition_output_of(double sum, size_t n, double rho);
bool coalition_can_play(const struct network *network, size_t c, size_t i);
/* Everybody who can play, is a member and is `willing` (NULL: all); returns the number, *complete when every role is
 * filled. */
size_t coalition_gather(const struct network *network, size_t c, const bool *willing, int *list, bool *complete);
/* Makes c live with `players` and the pledges of network->draft. set_up: participants spend the hours of a launch. */
void coalition_launch(struct network *network, size_t c, const int *players, size_t n_players, bool set_up);
void coalition_stop(struct network *network, size_t c);
/* i takes part in c from now on with `pledge`. */
void coalition_enter(struct network *network, size_t c, size_t i, double pledge);
void coalition_withdraw(struct network *network, size_t i);
/* Factors before effort is chosen, and outputs after it. */
void coalition_prepare(struct network *network);
void coalition_deliver(struct network *network, const struct network_inputs *inputs);

/* trust.c (M6)
 * -------------------------------------------------------------------------------------------------------- */

/* One observation: v is moved by what is seen. `vis` and `contact` in [0,1]; earned in [-1,1]. All by pointer: T,
 * seen, habit. */
struct trust_pair {
    double trust, familiarity, seen, habit;
};
struct trust_event {
    bool observed;
    double observed_share, observed_sd; /* delivered / pledged as seen, and its error */
    double pledge, visibility, contact, earned;
    double *parts; /* NULL, or what delivery, joint result and lack of contact did to trust: [3] */
};
void trust_update(const struct network_params *p, const struct trust_event *event, struct trust_pair *pair);
void trust_month(struct network *network, const struct rng_stream *stream, size_t month);
double trust_mean_of(const struct network *network, size_t i, const int *others, size_t n);

/* governance.c (M7): the only file that reads the mode
 * ------------------------------------------------------------------ */

struct governance governance_read(const struct settings *settings);
size_t governance_lead(const struct network *network, const char *name);
/* Puts the deciders of the issue in `table`; returns their number. *consult: when the vote fails, all members are
 * heard. *chair: index into members of the one who decides under the rule "single". */
size_t governance_table(const struct network *network, const struct issue *issue, int *table, size_t *chair);
/* True when one decider stands for many, so that a failed vote is followed by a consultation of the affected. */
bool governance_consults(const struct network *network, const struct issue *issue);
/* Weight of all members' mean view in that of a decider. */
double governance_chair_pull(const struct network *network, const struct issue *issue);
/* Coordination work of the month: who does how much of it, who pays; returns hours for the preparation of issues. */
double governance_carry(struct network *network);
/* Craft of those who carried the work. */
void governance_learn(struct network *network);
/* Hours that one member may spend on decisions in one month, unused ones included. */
double governance_time_cap(const struct network *network);
/* Hours met by each pair through the network's meetings: fills network->met. Needs network->shared. */
void governance_meetings(struct network *network);
/* How much of j's delivery i gets to see, [0,1], and with what error (*sd). contact and hours of the pair are given. */
double governance_visibility(const struct network *network, size_t i, double contact, double hours, double *sd);

/* decision.c (M7)
 * ----------------------------------------------------------------------------------------------------- */

void decision_begin_month(struct network *network, size_t month);
/* Puts an issue on the agenda; a full agenda refuses it (false). */
bool decision_enter(struct network *network, enum issue_kind kind, size_t subject, unsigned serial, size_t month);
bool decision_open(const struct network *network, enum issue_kind kind, size_t subject);
size_t decision_open_about(const struct network *network, size_t coalition);
/* New issues of the month, from the state of coalitions. */
void decision_collect(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                      size_t month, size_t horizon_month);
/* Prepares, deliberates and decides with the hours there are. */
void decision_meet(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                   size_t month, double preparation);
/* Does the table agree? views[k], asked[k] (has a mandate) of the k-th decider; chair: index into the table. */
bool decision_passes(enum network_rule rule, double threshold, const double *views, const bool *asked, size_t n,
                     size_t chair);

/* membership.c, phase.c (M10)
 * ----------------------------------------------------------------------------------------- */

void membership_begin(struct network *network);
void membership_leave(struct network *network, const struct rng_stream *stream, size_t month);
void membership_apply(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                      size_t month);
void membership_admit(struct network *network, const struct network_inputs *inputs, size_t i);
size_t membership_count(const struct network *network);
/* Dead when too few are left or nothing has been delivered for long. */
void membership_check_alive(struct network *network);
double phase_goal_consensus(const struct network *network);
void phase_update(struct network *network);

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
