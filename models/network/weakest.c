/* The weakest link itself (M5, M8): joint effort as the least of all roles, and what a member expects of it who is not
 * sure of its partners (Van Huyck, Battalio & Beil 1990; Weber 2006).
 *
 * i takes the effort of role r to lie evenly around what it believes, with standard deviation s_r. Then
 *   E[min(e, X_1, ..., X_m)] = integral from 0 to e of prod_r P(X_r >= t) dt,
 * so own effort is worth what it costs up to the point where all others together are still likely enough to be there:
 * with a pair that lies above what is believed, with many below it. Nothing here knows how many there are; it follows
 * from the product. Without doubt the result is min(e, least belief), and every level is then as good as its own reply.
 */
#include "models/network/coalition.h"

#include <math.h>

#define WEAKEST_RHO \
    (-50.0) /* from here down the CES is its limit: with 64 roles within 8 % of it, and then without pow() */
#define ROOT_THREE 1.7320508075688772

bool weakest_link(double rho)
{
    return rho <= WEAKEST_RHO;
}

double weakest_of(const double *roles, size_t n)
{
    double least = 1.0;
    for (size_t r = 0; r < n; r++)
        least = roles[r] < least ? roles[r] : least;
    return n > 0 ? least : 0.0;
}

/* Mean over one step of [0,1] around `middle` of the chance that all others give more. */
static double all_there(const struct weak_links *others, double middle)
{
    const double half_step = 0.5 / WEAKEST_STEPS;
    double chance = 1.0;
    for (size_t r = 0; r < others->n && chance > 0.0; r++) {
        const double half = fmax(ROOT_THREE * others->doubt[r], half_step);
        chance *= network_clip((others->mean[r] + half - middle) / (2.0 * half), 0.0, 1.0);
    }
    return chance;
}

void weakest_expect(const struct weak_links *others, double *expected)
{
    double doubt = 0.0, least = 1.0, sum = 0.0;
    for (size_t r = 0; r < others->n; r++) {
        doubt = fmax(doubt, others->doubt[r]);
        least = fmin(least, others->mean[r]);
    }
    for (int k = 0; k <= WEAKEST_STEPS; k++) {
        expected[k] = doubt > 0.0 ? sum / WEAKEST_STEPS : fmin(k / (double)WEAKEST_STEPS, least);
        sum += all_there(others, (k + 0.5) / WEAKEST_STEPS);
    }
}

double weakest_at(const double *expected, double effort)
{
    const double place = network_clip(effort, 0.0, 1.0) * WEAKEST_STEPS;
    const int below = place < WEAKEST_STEPS ? (int)place : WEAKEST_STEPS - 1;
    return expected[below] + (place - below) * (expected[below + 1] - expected[below]);
}
