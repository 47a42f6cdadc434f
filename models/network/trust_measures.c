/* What is read off trust and steers nothing: distrust, camps, trust in staff.
 *
 * Camps: mutual trust M_ij = (T_ij + T_ji) / 2 less what members get and give from and to all, B_ij = M_ij - mean - a_i
 * - a_j (least squares, so that rows of B sum to zero and a popular member is no camp); the signs of B's leading
 * eigenvector split the members in two. */
#include "models/network/trust.h"

#include <math.h>

#include "models/network/events.h"
#include "models/network/membership.h"

enum { POWER_STEPS = 64, LEAST_OF_TWO_CAMPS = 4 };
#define DISTRUST 0.2

double trust_distrust(const struct network *network)
{
    const size_t n = network->n;
    size_t pairs = 0, distrust = 0;
    for (size_t at = 0; at < n * n; at++) {
        if (at / n == at % n || !network->member[at / n].in || !network->member[at % n].in)
            continue;
        pairs++;
        distrust += network->trust[at] < DISTRUST;
    }
    return pairs > 0 ? (double)distrust / (double)pairs : (double)NAN;
}

double trust_in_staff(const struct network *network)
{
    double sum = 0.0;
    if (network->p.trust.staff <= 0.0 || network->staff_work <= 0.0)
        return (double)NAN;
    for (size_t i = 0; i < network->n; i++)
        sum += network->member[i].in ? network->member[i].staff_trust : 0.0;
    return sum / (double)membership_count(network);
}

/* Members present, their extra mutual trust a, and the mean of all pairs. */
struct bonds {
    const struct network *network;
    const int *list;
    size_t n;
    const double *extra;
    double mean;
};

static double mutual(const struct bonds *bonds, size_t a, size_t b)
{
    const size_t n = bonds->network->n, i = (size_t)bonds->list[a], j = (size_t)bonds->list[b];
    return 0.5 * (bonds->network->trust[i * n + j] + bonds->network->trust[j * n + i]);
}

static double centred(const struct bonds *bonds, size_t a, size_t b)
{
    return a == b ? 0.0 : mutual(bonds, a, b) - bonds->mean - bonds->extra[a] - bonds->extra[b];
}

static void centre(struct bonds *bonds, double *extra)
{
    const double others = (double)(bonds->n - 1);
    for (size_t a = 0; a < bonds->n; a++) {
        extra[a] = 0.0;
        for (size_t b = 0; b < bonds->n; b++)
            extra[a] += a != b ? mutual(bonds, a, b) / others : 0.0;
        bonds->mean += extra[a] / (double)bonds->n;
    }
    for (size_t a = 0; a < bonds->n; a++)
        extra[a] = (extra[a] - bonds->mean) * others / (others - 1.0);
    bonds->extra = extra;
}

/* The largest sum of |B| in a row: added to the diagonal, it keeps the leading eigenvalue the one of most agreement.
 * *row: the row, where the iteration starts. */
static double widest_row(const struct bonds *bonds, size_t *row)
{
    double widest = 0.0;
    *row = 0;
    for (size_t a = 0; a < bonds->n; a++) {
        double sum = 0.0;
        for (size_t b = 0; b < bonds->n; b++)
            sum += fabs(centred(bonds, a, b));
        if (sum > widest) {
            widest = sum;
            *row = a;
        }
    }
    return widest;
}

/* One step of power iteration, scaled to a largest element of 1. */
static void power_step(const struct bonds *bonds, double shift, double *x, double *next)
{
    double largest = 0.0;
    for (size_t a = 0; a < bonds->n; a++) {
        next[a] = shift * x[a];
        for (size_t b = 0; b < bonds->n; b++)
            next[a] += centred(bonds, a, b) * x[b];
        largest = fmax(largest, fabs(next[a]));
    }
    for (size_t a = 0; a < bonds->n; a++)
        x[a] = largest > 0.0 ? next[a] / largest : 0.0;
}

/* Mean mutual trust within minus between the two sides of x; 0 when a side has fewer than two. */
static double split_between(const struct bonds *bonds, const double *x)
{
    double within = 0.0, between = 0.0;
    size_t n_within = 0, n_between = 0, up = 0;
    for (size_t a = 0; a < bonds->n; a++) {
        up += x[a] > 0.0;
        for (size_t b = a + 1; b < bonds->n; b++) {
            const bool together = (x[a] > 0.0) == (x[b] > 0.0);
            within += together ? mutual(bonds, a, b) : 0.0;
            between += together ? 0.0 : mutual(bonds, a, b);
            n_within += together;
            n_between += !together;
        }
    }
    if (up < 2 || bonds->n - up < 2)
        return 0.0;
    return network_clip(within / (double)n_within - between / (double)n_between, 0.0, 1.0);
}

void trust_measure_camps(struct network *network)
{
    struct bonds bonds = {.network = network, .list = network->table};
    double *x = network->draft, *next = network->draft_next;
    size_t row;
    network->camps = 0.0;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in)
            network->table[bonds.n++] = (int)i;
    if (bonds.n < LEAST_OF_TWO_CAMPS)
        return;
    centre(&bonds, network->draft_value);
    const double shift = widest_row(&bonds, &row);
    if (shift < 1e-9) /* all alike */
        return;
    for (size_t a = 0; a < bonds.n; a++)
        x[a] = centred(&bonds, row, a);
    for (int step = 0; step < POWER_STEPS; step++)
        power_step(&bonds, shift, x, next);
    network->camps = split_between(&bonds, x);
    events_sides(network, network->table, bonds.n, x);
}
