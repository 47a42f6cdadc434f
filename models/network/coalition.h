/* Coalitions (M8): who plays, and what comes of their efforts. */
#ifndef MODELS_NETWORK_COALITION_H
#define MODELS_NETWORK_COALITION_H

#include "models/network/internal.h"

/* coalition.c (M8) ------------------------------------------------------------------------------------------------- */

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

/* weakest.c (M5, M8): coalition.substitution of -50 or less -------------------------------------------------------- */

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

#endif
