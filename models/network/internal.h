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
    bool shown;    /* what i lets others believe, not what it means: a loss that it hides is left out */
};
/* Effort that i means to give beside this line-up (which need not contain i), and the utility it expects then. A member
 * without a role gives none and values the output as a bystander. */
double effort_reply(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                    const struct line_up *line_up, double *utility);
/* The proposal for c among `players`: pledges (network->draft) and everybody's value of it (network->draft_value). */
void effort_draft(struct network *network, const struct network_inputs *inputs, size_t c, bool sharing,
                  const int *players, size_t n_players);
/* Full effort of i in c in its own unit. */
double effort_stake(const struct network *network, size_t i, size_t c);
/* Value for member i of how c runs now; 0 when it does not. */
double effort_value_now(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);
/* Everybody revises its efforts, within its hours. */
void effort_revise(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                   size_t month);
/* Own net benefit of the month: satisfaction, and `earned` for trust. */
void effort_account(struct network *network, const struct network_inputs *inputs);

/* belief.c (M5): how large a coalition's gains are believed to be
 * ------------------------------------------------------------------------------------------------------- */

/* The size of gains at which each member starts. */
void belief_begin(struct network *network, const struct rng_stream *stream);
/* What coalitions delivered moves beliefs about their size. */
void belief_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month);
/* Mean familiarity of i with those who play in c, or could when it does not run; 1 when there is nobody else. */
double belief_familiarity(const struct network *network, size_t i, size_t c);
/* Loss that i suspects of working in c, in units of its full effort, >= 0. */
double belief_fear(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);

/* precedent.c (M5): joint effort of the past as what partners will do
 * ------------------------------------------------------------------------------------------------------- */

void precedent_begin(struct network *network, const struct rng_stream *stream);
/* A coalition that starts has the record of the network; one who enters knows part of the coalition's. */
void precedent_launch(struct network *network, size_t c);
void precedent_enter(struct network *network, size_t i, size_t c);
/* What i believes that j gives in c, x being what j's pledge is worth to i. */
/* How unsure i is of what j will give in c, as a standard deviation of its belief: 0 unless effort.doubt > 0. */
double precedent_doubt(const struct network *network, size_t i, size_t j, size_t c);
double precedent_belief(const struct network *network, size_t i, size_t j, size_t c, double x);
/* Joint effort of c this month, without what craft and ramp take: moves the records of those who play. */
void precedent_observe(struct network *network, size_t c, double joint);
/* The network's own record, of the mean over its coalitions this month. */
void precedent_month(struct network *network);

/* address.c (M5): a partner that falls short is spoken to, and one that learns what is forgiven
 * ------------------------------------------------------------------------------------------------------- */

/* Loss of utility of i per unit of its shortfall in c, beside these players. */
double address_pressure(const struct network *network, size_t i, size_t c, const int *players, size_t n_players);
/* Hours of talk about shortfalls of this month. */
void address_talk(struct network *network);
/* trust.excuse, with what addressing adds to it. */
double address_excuse(const struct network_params *p);
/* What i delivers of what it would deliver in c. */
double address_exploit(const struct network *network, size_t i, size_t c, double delivered);
/* Exploiters learn what their partners forgive. */
void address_learn(struct network *network);

/* pull.c (M5): attention, values and visibility
 * ------------------------------------------------------------------------------------------------------- */

/* What is left of the felt health gain of i in c where values differ, [0,1]. */
double pull_fit(const struct network *network, size_t i, size_t c);
/* Factor, >= 1, on the cost of effort of one who is steered otherwise than it wishes. */
double pull_steering(const struct network *network, size_t i);
/* Hours that other networks leave. */
double pull_hours(const struct network *network, size_t i, double hours_free);
/* Value of being part of something visible, whatever one gives. */
double pull_visible(const struct network *network, size_t i);

/* coalition.c (M8)
 * ---------------------------------------------------------------------------------------------------- */

/* CES mean of n role efforts with exponent rho (see coalition.substitution); 0 when a needed role is empty. */
double coalition_ces(const double *roles, size_t n, double rho);
/* The CES taken apart, for a reply over many own efforts: one role's term, and output from the sum of terms. */
double coalition_term(double effort, double rho);
double coalition_output_of(double sum, size_t n, double rho);
bool coalition_can_play(const struct network *network, size_t c, size_t i);
/* Which of the roles the n players fill (filled: [n_roles]); returns how many. */
size_t coalition_fill(const struct network *network, size_t c, const int *players, size_t n, bool *filled);
/* Everybody who can play, is a member and is `willing` (NULL: all); returns the number, *complete when the roles
 * that it cannot do without are filled. */
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

/* weakest.c (M5, M8): coalition.substitution of -50 or less
 * ---------------------------------------------------------------------------------------------------------------- */

enum { WEAKEST_STEPS = 100 }; /* of effort, fine enough that a reply does not round up */
/* What i believes of the other roles: effort and how unsure it is of that (standard deviation, 0: certain). */
struct weak_links {
    double mean[NETWORK_MAX_ROLES], doubt[NETWORK_MAX_ROLES];
    size_t n;
};
bool weakest_link(double rho);
/* The least of n role efforts; 0 without roles. */
double weakest_of(const double *roles, size_t n);
/* expected[k]: joint effort to be expected when the own role gives k / WEAKEST_STEPS, k = 0..WEAKEST_STEPS. */
void weakest_expect(const struct weak_links *others, double *expected);
/* The same at any effort in [0,1], linear between steps. */
double weakest_at(const double *expected, double effort);

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
/* Part of trust and familiarity between i and j that is lost when a contact person of either leaves (E209, E216): in
 * every coalition that the two share others work together, who introduce the successor. */
double trust_turnover_loss(const struct network *network, size_t i, size_t j);

/* trust_judge.c (M6): what members read into what befalls them
 * ------------------------------------------------------------------------------------------------------- */

/* Own loss while others gain, without an agreement to share. */
void trust_judge_fairness(struct network *network, const struct network_inputs *inputs);
/* A round about `issue` has failed, and network->issue_view holds what all think of it. Scratch: table, willing. */
void trust_after_block(struct network *network, const struct issue *issue);

/* trust_staff.c (M6): paid staff and leaders
 * ------------------------------------------------------------------------------------------------------- */

/* Factor in [0,1] on what paid staff can do with member i; 1 without staff. */
double trust_staff_factor(const struct network *network, size_t i);
void trust_staff_month(struct network *network);
/* Member i was overruled by those that staff serves. */
void trust_staff_overruled(struct network *network, size_t i);
void trust_leader_month(struct network *network, const struct rng_stream *stream, size_t month);

/* trust_measures.c: read off trust, steering nothing
 * ------------------------------------------------------------------------------------------------------- */

/* Share of ordered pairs of members with trust below .2; NaN with fewer than two members. */
double trust_distrust(const struct network *network);
/* Mean trust in staff; NaN without staff or when trust in it is not modelled. */
double trust_in_staff(const struct network *network);
/* Fills network->camps; scratch: table and drafts. */
void trust_measure_camps(struct network *network);

/* reporting.c (M7)
 * ------------------------------------------------------------------------------------------------------- */

/* Part in [0,1] of i's hours for reports and formal administration that trust saves. */
double reporting_relief(const struct network *network, size_t i);

/* governance.c (M7): the only file that reads the mode
 * ------------------------------------------------------------------ */

struct governance governance_read(const struct settings *settings);
/* The forms that members can choose from, with the elements that the scenario sets by themselves kept. */
void governance_read_forms(const struct settings *settings, struct network *network);
/* Index of the present form, and whether another is the same in all four elements. */
size_t governance_form(const struct network *network);
bool governance_same(const struct network *network, size_t form);
void governance_adopt(struct network *network, size_t form);
/* What the form would mean with the agenda, members and trust of now, by the functions that run the month; leaves the
 * network as it was but for the foreseen_ arrays. */
void governance_foresee(struct network *network, size_t form, struct governance_forecast *forecast);
/* Deciders in plenary / members. */
double governance_decider_share(const struct network *network);
/* Does i stand out as the lead: decides, meets all or carries alone? */
bool governance_leads(const struct network *network, size_t i);
size_t governance_lead(const struct network *network, const char *name);
/* Puts the deciders of the issue in `table`; returns their number. *consult: when the vote fails, all members are
 * heard. *chair: index into members of the one who decides under the rule "single". */
size_t governance_table(const struct network *network, const struct issue *issue, int *table, size_t *chair);
/* True when one decider stands for many, so that a failed vote is followed by a consultation of the affected. */
bool governance_consults(const struct network *network, const struct issue *issue);
/* Weight of all members' mean view in that of a decider. */
double governance_chair_pull(const struct network *network, const struct issue *issue);
/* Coordination work of the month: who does how much of it, who pays; returns the hours of preparation that each open
 * issue gets: all of them when there are hours enough. */
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
/* Hours of one round for each of m deciders who trust each other so much. */
double decision_round_hours(const struct network *network, size_t m, double trust);
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

/* views.c (M7)
 * -------------------------------------------------------------------------------------------------------- */

/* Everybody's view of the issue, with what deliberation has moved: fills issue_view (0 of those who are not in). */
void views_form(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                const struct issue *issue);
/* Views of a coalition's issue before noise and deliberation. */
void views_of_coalition(struct network *network, const struct network_inputs *inputs, const struct issue *issue);
/* Mean view of all members as the others hear it: an unexplained objection is heard as 0. */
double views_mean(const struct network *network);
/* One round of deliberation: the n at network->table move towards those they hear, all members (`consults`) or the
 * table. Remembered in issue_shift. */
void views_move(struct network *network, const struct issue *issue, size_t n, bool consults);

/* rule.c (M7): what the vote of a table needs beside decision_passes
 * ---------------------------------------------------------------------------------------------------------- */

/* The rule of this round: under network.veto none the last round before return is decided by majority. */
enum network_rule rule_of_round(const struct network *network, const struct issue *issue);
/* Does somebody with a right of veto object with a reason? Where a coalition decides, only those at its table can. */
bool rule_vetoed(const struct network *network, const struct issue *issue, const int *table, size_t n);

/* talk.c (M7)
 * -------------------------------------------------------------------------------------------------------- */

/* Do the others know what i stands to lose or gain by c? Always, unless talk.hidden. */
bool talk_known(const struct network *network, size_t i, size_t c);
/* Part of its loss by c that i keeps to itself and denies by what it pledges, [0,1]; 0 without a hidden loss. What that
 * adds to the utility at full output that it shows, >= 0. */
double talk_pretence(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);
double talk_shown(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);
/* Stakes that the month's arrangements state are known from now on. */
void talk_read_papers(struct network *network, const struct network_inputs *inputs);
/* Open talks of the month, and disclosed losses that were not answered. */
void talk_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                size_t month);
/* Sharing answers the losses told about c. */
void talk_answered(struct network *network, size_t c);

/* package.c (M7)
 * ----------------------------------------------------------------------------------------------------- */

/* Lets go of a partner that can no longer be joined. */
void package_refresh(struct network *network, struct issue *issue);
/* Adds the views of the partner's launch to issue_view, which holds those of the issue's own coalition. */
void package_add_views(struct network *network, const struct network_inputs *inputs, const struct issue *issue);
/* Those who can play in the partner sit at the coalition's table too; returns the new number. */
size_t package_widen_table(const struct network *network, const struct issue *issue, int *table, size_t n);
/* After a blocked launch, with the n deciders in network->table: joins it with what takes the objections away. */
void package_propose(struct network *network, const struct network_inputs *inputs, struct issue *issue, size_t n);

/* ambition.c (M7)
 * ---------------------------------------------------------------------------------------------------- */

/* May coalitions be launched? Under network.content ambition not before one has been agreed. */
bool ambition_allows_launch(const struct network *network);
/* Fades, and is put on the agenda when it is missing or weak. */
void ambition_month(struct network *network, size_t month);
void ambition_views(struct network *network, const struct network_inputs *inputs);
/* Is this round one of making the ambition, before it can be voted on? Counts it. */
bool ambition_forming(const struct network *network, struct issue *issue);
void ambition_agree(struct network *network);
/* Puts what efforts are chosen with in `deciding`, from the strength of the ambition. */
void ambition_apply(struct network *network);

/* gather.c (M7): meetings outside the regular ones
 * ---------------------------------------------------------------------------------------------------------- */

/* Clears last month's and holds the broad meetings of this one. */
void gather_month(struct network *network, size_t horizon_month);
/* Each of the n members in `list` spends `hours` together with the others. */
void gather_book(struct network *network, const int *list, size_t n, double hours);
/* Adds this month's hours of pairs to network->met. */
void gather_contact(struct network *network);

/* ownership.c (M5)
 * ---------------------------------------------------------------------------------------------------- */

/* The n_table members in network->table have decided on c; heard: all members were, before. */
void ownership_decided(struct network *network, size_t c, size_t n_table, bool heard);
/* What a shortfall of its whole pledge costs i, in units of full effort. */
double ownership_commitment(const struct network *network, size_t i, size_t c);

/* membership.c, phase.c (M10)
 * ----------------------------------------------------------------------------------------- */

void membership_begin(struct network *network);
void membership_leave(struct network *network, const struct rng_stream *stream, size_t month);
void membership_apply(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                      size_t month);
void membership_admit(struct network *network, const struct network_inputs *inputs, size_t i);
size_t membership_count(const struct network *network);
/* Does a coalition that is not running wait for somebody in the role of i? */
bool membership_missed(const struct network *network, size_t i);
/* Would i gain in a coalition that runs? */
bool membership_would_gain(const struct network *network, const struct network_inputs *inputs, size_t i);
/* Dead when too few are left or nothing has been delivered for long. */
void membership_check_alive(struct network *network);

/* joining.c (M8), leadership.c, mode_change.c (M7), shock.c
 * -------------------------------------------------------------------------------------- */

/* Who is no founder, and has no history, starts unknown. */
void joining_set_strangers(struct network *network, const struct network_member_setup *setups);
void joining_by_calendar(struct network *network, const struct network_inputs *inputs, size_t horizon_month);
/* Would the outsider i come; and is it asked without applying? */
bool joining_wants(const struct network *network, const struct network_inputs *inputs, size_t i);
bool joining_by_plan(const struct network *network, size_t i);
/* i applies (chance: its draw of the month); joining_close puts on the agenda whom the policy admits. */
void joining_apply(struct network *network, size_t i, double chance, size_t month);
void joining_close(struct network *network, size_t month);
void joining_enter(struct network *network, size_t i);
/* Hours that introductions ask of the carriers this month; booked as far as there are hours; their effect. */
double joining_hours(const struct network *network);
void joining_book(struct network *network);
void joining_introduce(struct network *network);
void joining_end_month(struct network *network);
/* With membership.introduce_first: how much of the record i has been told, [0,1]; is it still being introduced; and, once,
 * has its introduction just ended? */
double joining_briefed(const struct network *network, size_t i);
bool joining_waits(const struct network *network, size_t i);
bool joining_takes_up(struct network *network, size_t i);
/* Has the coalition that must come first delivered long enough? */
bool joining_may_start(const struct network *network, size_t c);

void leadership_begin(struct network *network);
void leadership_month(struct network *network, size_t horizon_month);
/* What leading is worth to i now, in units of utility a month. */
double leadership_status(const struct network *network, size_t i);

/* Nobody has been failed yet, and the spell of the first form begins. */
void mode_change_begin(struct network *network, size_t month);
void mode_change_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                       size_t month);
void mode_change_views(struct network *network, const struct network_inputs *inputs, size_t form);
void mode_change_adopt(struct network *network, size_t form);
void mode_change_remember(struct network *network, size_t month);

void shock_begin_month(struct network *network, const struct network_inputs *inputs, size_t horizon_month);
/* The inputs as members see them in a shock; valid for the month. */
const struct network_inputs *shock_inputs(struct network *network, const struct network_inputs *inputs);
void shock_book(struct network *network);
void shock_meet(struct network *network);
double shock_turnover(const struct network *network);

double phase_goal_consensus(const struct network *network);
void phase_update(struct network *network);
void phase_observe(const struct network *network, struct network_view *view);

/* legitimacy.c (M10)
 * ------------------------------------------------------------------------------------------------------------- */

void legitimacy_update(struct network *network);
/* After a decision, with views in network->issue_view: who was overruled. */
void legitimacy_decided(struct network *network);
/* Added to the satisfaction that keeps i in; 0 when membership is not weighed so. */
double legitimacy_holds(const struct network *network, size_t i);
/* Factor on the chance that an outsider applies; 1 when legitimacy has no weight. */
double legitimacy_attracts(const struct network *network);

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
