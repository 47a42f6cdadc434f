/* What the network's files call where something happens that is worth telling (models/story.def), and why it happened:
 * utilities, views, satisfaction and trust taken apart into terms while they are computed. Nothing is done, and nothing
 * is changed, unless network_trace has given the network a sink. */
#ifndef MODELS_NETWORK_EVENTS_H
#define MODELS_NETWORK_EVENTS_H

#include "models/network/internal.h"
#include "models/story.h"

/* The last vote on an issue that failed. */
struct failed_vote {
    bool told;
    size_t least; /* who was most against */
    double terms[N_REASONS];
    size_t n_others; /* who else was against: others[slot * n ..] */
};

/* Arrays of terms are [.. * N_REASONS + term]. */
struct story {
    const struct sim_sink *sink;
    double reply[N_REASONS];    /* of the utility that effort_reply found last */
    double *draft, *view;       /* [n] of the value of a proposal, of the view of the issue at hand */
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
};

/* effort.c: what a reply was made of. */
struct reply_made {
    double felt, partners, status, scale; /* partners, status: per unit of effort */
    const double *utilities, *outputs;    /* of the levels of effort */
    size_t levels;
    bool held;                   /* to its pledge */
    double pressure, commitment; /* per unit of shortfall: of partners who address it, of having decided oneself */
};
void events_reply(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                  const struct line_up *line_up, const struct reply_made *made);
void events_bystander(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                      bool sharing, double felt, double utility);
void events_drafted(const struct network *network, size_t i);           /* the last reply values a proposal */
void events_revised(const struct network *network, size_t i, size_t c); /* the last reply is i's effort in c */
/* Net utility of i this month: in coalition c, beside the coalitions, all of it; then the slow mean has taken it in. */
void events_earned(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c, double felt,
                   double benefit, double pull, double stake);
void events_settled(const struct network *network, size_t i, double beside);

/* decision.c */
void events_entered(const struct network *network, const struct issue *issue);
void events_lapsed(const struct network *network, const struct issue *issue);
/* The view of i has been formed from its draft and from how c runs now; what is left is set-up or relief. */
void events_view(const struct network *network, const struct issue *issue, size_t i);
void events_view_of_applicant(const struct network *network, size_t i, size_t applicant);
void events_view_of_network(const struct network *network, size_t i); /* of an ambition, of a change of form */
void events_view_shifted(const struct network *network, size_t i, double shift); /* talks so far; the rest is its own */
void events_moved(const struct network *network, size_t i, double move);         /* by deliberation */
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
void events_contact_left(const struct network *network, size_t i, double before);
double events_trust_in(const struct network *network, size_t i); /* mean of the other members'; 0 when nobody tells */
void events_held(const struct network *network, size_t i);
void events_month(const struct network *network);

#endif
