/* Interest and effort (M5): what members gain by a coalition, what they believe of it and of each other, and what they
 * give. */
#ifndef MODELS_NETWORK_EFFORT_H
#define MODELS_NETWORK_EFFORT_H

#include "models/network/internal.h"

/* effort.c (M5) ---------------------------------------------------------------------------------------------------- */

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

/* belief.c (M5): how large a coalition's gains are believed to be -------------------------------------------------- */

/* The size of gains at which each member starts. */
void belief_begin(struct network *network, const struct rng_stream *stream);
/* What coalitions delivered moves beliefs about their size. */
void belief_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month);
/* Mean familiarity of i with those who play in c, or could when it does not run; 1 when there is nobody else. */
double belief_familiarity(const struct network *network, size_t i, size_t c);
/* Loss that i suspects of working in c, in units of its full effort, >= 0. */
double belief_fear(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);

/* precedent.c (M5): joint effort of the past as what partners will do ---------------------------------------------- */

void precedent_begin(struct network *network, const struct rng_stream *stream);
/* A coalition that starts has the record of the network; one who enters knows part of the coalition's. */
void precedent_launch(struct network *network, size_t c);
void precedent_enter(struct network *network, size_t i, size_t c);
/* How unsure i is of what j will give in c, as a standard deviation of its belief: 0 unless effort.doubt > 0. */
double precedent_doubt(const struct network *network, size_t i, size_t j, size_t c);
/* What i believes that j gives in c, x being what j's pledge is worth to i. */
double precedent_belief(const struct network *network, size_t i, size_t j, size_t c, double x);
/* Joint effort of c this month, without what craft and ramp take: moves the records of those who play. */
void precedent_observe(struct network *network, size_t c, double joint);
/* The network's own record, of the mean over its coalitions this month. */
void precedent_month(struct network *network);

/* address.c (M5): a partner that falls short is spoken to, and one that learns what is forgiven -------------------- */

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

/* pull.c (M5): attention, values and visibility -------------------------------------------------------------------- */

/* What is left of the felt health gain of i in c where values differ, [0,1]. */
double pull_fit(const struct network *network, size_t i, size_t c);
/* Factor, >= 1, on the cost of effort of one who is steered otherwise than it wishes. */
double pull_steering(const struct network *network, size_t i);
/* Hours that other networks leave. */
double pull_hours(const struct network *network, size_t i, double hours_free);
/* Value of being part of something visible, whatever one gives. */
double pull_visible(const struct network *network, size_t i);

#endif
