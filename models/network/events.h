/* What the network's files call where something happens that is worth telling (models/story.def), and why it happened:
 * utilities, views, satisfaction and trust taken apart into terms while they are computed. Nothing is done, and nothing
 * is changed, unless network_trace has given the network a sink. */
#ifndef MODELS_NETWORK_EVENTS_H
#define MODELS_NETWORK_EVENTS_H

#include "models/network/effort.h"
#include "models/network/internal.h"
#include "models/story.h"

/* The last vote on an issue that failed. */
struct failed_vote {
    bool told;
    size_t least; /* who was most against */
    double terms[N_REASONS];
    size_t n_others; /* who else was against: others[slot * n ..] */
};

/* How many lost trust in somebody or were ignored, and their trust before and after, summed. */
struct blame {
    size_t n;
    double before, after;
};

/* Arrays of terms are [.. * N_REASONS + term]. */
struct story {
    const struct sim_sink *sink;
    double reply[N_REASONS];    /* of the utility that effort_reply found last */
    double *draft, *view;       /* [n] of the value of a proposal, of the view of the issue at hand */
    double *kept;               /* [n] of views that are put aside */
    double *form;               /* [GOVERNANCE_FORMS * n] of the value of a form of governance */
    double *utility;            /* [n * n_coalitions] of the utility that effort was last revised by */
    double *satisfaction;       /* [n] of the slow mean */
    double *net;                /* [n] of this month's net utility */
    double *trust_then;         /* [n * n] at the start of the year */
    double *cause;              /* [n * n] of the change of trust since then */
    double *block;              /* all of the above */
    int *short_months;          /* [n * n_coalitions] in which much less was done than pledged */
    struct failed_vote *failed; /* [capacity of the agenda] by slot */
    int *others;                /* [capacity * n] */
    size_t *since;              /* [n] months of membership */
    size_t *lag_told;           /* [n_coalitions] month in which lagging was last told; 0: never */
    struct sim_event_name *names;
    struct sim_event_reason *reasons;
    size_t months, decided, blocked;
    double phase;
    /* incidents.c */
    struct blame *blame;           /* [n] for the issue that was put off last */
    int *side;                     /* [n] of the two camps as last measured: -1, 1, 0: not in */
    double *size_told;             /* [n * n_coalitions] size of gains that was last told; 0: never */
    size_t *talked, *ignored_told; /* [n_coalitions] how often that was told */
    size_t unfair_told;            /* 1 + member, last year */
    struct blame ignored;          /* losses told in the coalition at hand, names in `names` */
    bool vetoed;                   /* the vote that failed last */
    bool crowded, camps, distrust;
    int staff;  /* -1: told that it is distrusted, 1: trusted */
    double gap; /* furthest that terms have been from what they should add up to, for tests */
};

/* effort.c: what a reply was made of. */
struct reply_made {
    double partners, status;           /* per unit of effort */
    const double *utilities, *outputs; /* of the levels of effort */
    size_t levels;
    bool held;                   /* to its pledge */
    double pressure, commitment; /* per unit of shortfall: of partners who address it, of having decided oneself */
    double utility;              /* that is expected */
};
/* views.c: what a view is made of besides a proposal and how things run now. */
struct view_made {
    double relief, visible, set_up;
    double success; /* output by which it judges the plan instead of its own reply; 0: it does not */
};
/* mode_change.c: what the value of a form is made of; output: with its craft and time to decide, craft: the part of it
 * that does not hang on that time. */
struct form_made {
    double output, craft, hours, decides, carries, status;
};
void events_reply(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                  const struct line_up *line_up, const struct reply_made *made);
void events_bystander(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                      bool sharing, double felt, double utility);
void events_drafted(const struct network *network, size_t i);           /* the last reply values a proposal */
void events_revised(const struct network *network, size_t i, size_t c); /* the last reply is i's effort in c */
/* Net utility of i this month: in coalition c (pull: of partners and of being seen, there), beside the coalitions, all
 * of it; then the slow mean has taken it in. */
void events_earned(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c, double pull);
void events_settled(const struct network *network, size_t i, double beside, double net);

/* decision.c, agenda.c */
void events_entered(const struct network *network, const struct issue *issue);
void events_lapsed(const struct network *network, const struct issue *issue);
/* The view of i has been formed from its draft and from how c runs now. */
void events_view(const struct network *network, const struct network_inputs *inputs, const struct issue *issue,
                 size_t i, const struct view_made *made);
void events_view_of_applicant(const struct network *network, size_t i, size_t applicant, double needed);
void events_view_of_ambition(const struct network *network, size_t i, double nearness, double benefits);
void events_form(const struct network *network, size_t form, size_t i, const struct form_made *made);
void events_view_of_form(const struct network *network, size_t i, size_t form, double cost);
/* Its own people's view, and what talks have done so far: issue_view is complete. */
void events_view_shifted(const struct network *network, size_t i, double own, double shift);
/* Views are put aside, joined with those of a partner in a package, or taken back. */
void events_keep_views(const struct network *network);
void events_join_views(const struct network *network);
void events_restore_views(const struct network *network);
void events_moved(const struct network *network, size_t i, double move); /* by deliberation */
/* A vote of the n deciders in network->table failed, or what it decided could not be done. */
void events_blocked(const struct network *network, const struct issue *issue, size_t n, size_t chair);
/* pledged: mean pledge in the coalition before the decision. */
double events_mean_pledge(const struct network *network, const struct issue *issue);
void events_decided(const struct network *network, const struct issue *issue, size_t month, double pledged);
void events_stopping(const struct network *network, size_t c); /* before it is stopped */
/* i lost trust in those of the n deciders who agree, `loss` of it. */
void events_overruled(const struct network *network, const struct issue *issue, size_t i, size_t n, double loss);
void events_put_off(const struct network *network, const struct issue *issue, size_t month, int rounds, bool dropped);

/* membership.c, network.c, trust.c */
void events_begin(const struct network *network);
void events_leaving(const struct network *network, size_t i); /* before it withdraws */
void events_joined(const struct network *network, size_t i, size_t c, double pledge);
void events_dying(const struct network *network);
void events_trust(const struct network *network, size_t i, size_t j, enum story_term cause, double change);
/* A month of i with j has brought trust to `now`; parts: of trust_update. */
void events_trust_lived(const struct network *network, size_t i, size_t j, const double *parts, double now);
void events_contact_left(const struct network *network, size_t i, double before);
double events_trust_in(const struct network *network, size_t i); /* mean of the other members'; 0 when nobody tells */
void events_held(const struct network *network, size_t i);
void events_month(const struct network *network);

/* incidents.c: what befalls a network beside its decisions
 * ---------------------------------------------------------------------------------------------------- */

/* The n parties in `list` have talked about c; network->present[k]: the k-th has told its stake. proposer: SIZE_MAX when
 * nobody had to propose it. */
void events_talked(const struct network *network, const struct network_inputs *inputs, size_t c, const int *list,
                   size_t n, size_t proposer);
double events_trust_in_partners(const struct network *network, size_t i, size_t c); /* mean; 0 when nobody tells */
void events_ignored(const struct network *network, size_t i, size_t c, double before);
void events_ignored_told(const struct network *network, size_t c); /* all of them in c this month */
/* The name of what the issue is about; NULL when it is the network. */
const char *events_subject(const struct network *network, const struct issue *issue);
void events_package_proposed(const struct network *network, const struct issue *issue);
void events_package_done(const struct network *network, const struct issue *issue);
void events_vetoed(const struct network *network, const struct issue *issue, size_t by);
/* i blames j for a block; then all of it. */
void events_blamed(const struct network *network, size_t i, size_t j, double before, double now);
void events_blame_told(const struct network *network, const struct issue *issue);
void events_sides(const struct network *network, const int *list, size_t n, const double *side);
void events_ambition_wanted(const struct network *network);
void events_gathered(const struct network *network, size_t n);
void events_came(const struct network *network, size_t i); /* by the calendar */
void events_newcomers(const struct network *network, size_t n);
void events_introduced(const struct network *network, size_t i);
void events_crisis(const struct network *network, bool before, bool now);
void events_leader_left(const struct network *network, size_t i, double before);
double events_trust_in_staff(const struct network *network);
void events_staff_left(const struct network *network, double before);
void events_year(const struct network *network); /* camps, distrust, unfair shares, staff, beliefs */

#endif
