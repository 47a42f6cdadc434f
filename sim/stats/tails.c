#include "sim/stats/tails.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/stats/stats.h"

/* Values that are there, ascending; NULL when out of memory. */
static double *sorted_of(const double *values, size_t n, size_t *kept)
{
    double *sorted = sim_calloc(n, sizeof *sorted);
    *kept = 0;
    if (sorted == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i]))
            sorted[(*kept)++] = values[i];
    }
    stats_sort(sorted, *kept);
    return sorted;
}

/* Number of order statistics below the lower limit: the largest l with P(fewer than l values below the quantile)
 * <= tail. 0: no limit. P(B <= l - 1) grows with l, so halving finds it. */
static size_t lower_rank(size_t n, double p, double tail)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        const size_t l = lo + (hi - lo + 1) / 2;
        if (gsl_cdf_binomial_P((unsigned)(l - 1), p, (unsigned)n) <= tail)
            lo = l;
        else
            hi = l - 1;
    }
    return lo;
}

int tails_quantile(const double *values, size_t n, double p, double level, struct tails_quantile *out,
                   struct sim_err *err)
{
    size_t kept;
    double *sorted = sorted_of(values, n, &kept);
    if (sorted == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while sorting %zu values", n);
    /* The upper limit is the lower limit of the mirrored column. */
    const double tail = 0.5 - 0.5 * level;
    const size_t below = lower_rank(kept, p, tail), above = lower_rank(kept, 1.0 - p, tail);
    *out = (struct tails_quantile){
        .n = kept,
        .missing = n - kept,
        .value = stats_quantile(sorted, kept, p),
        .lo = below > 0 ? sorted[below - 1] : (double)NAN,
        .hi = above > 0 ? sorted[kept - above] : (double)NAN,
    };
    free(sorted);
    return SIM_OK;
}

struct tail {
    const double *outwards; /* the values, the most extreme first */
    size_t *count;          /* how often each occurs in the resample */
    size_t n;
    double share;
};

/* Products such as .29 * 100 miss a whole number by a rounding. */
static double values_in(size_t n, double share)
{
    const double exact = share * (double)n, whole = round(exact);
    return fabs(exact - whole) <= 1e-9 * whole ? whole : exact;
}

/* Position in `outwards` of the tail's edge: the first value that is not wholly in the tail. Where equal values lie on both
 * sides of it and end within one standard error of the number beyond a quantile, it is the value after them: the quantile
 * may well be that one, and the spread would be much too small. */
static size_t edge_of(const struct tail *tail, double wanted)
{
    const double reach = wanted + sqrt(wanted * (1.0 - tail->share));
    double seen = 0.0;
    size_t edge = 0;
    for (size_t i = 0; i < tail->n && seen <= wanted; i++) {
        seen += (double)tail->count[i];
        edge = tail->count[i] > 0 ? i : edge;
    }
    const double value = tail->outwards[edge];
    const bool before = edge > 0 && tail->outwards[edge - 1] == value,
               after = edge + 1 < tail->n && tail->outwards[edge + 1] == value;
    /* One value that is often in a resample is no tie. */
    if (!before && !after)
        return edge;
    double own = 0.0;
    for (size_t i = edge + 1; i-- > 0 && tail->outwards[i] == value;)
        own += (double)tail->count[i];
    if (seen - own >= wanted)
        return edge;
    size_t next = edge + 1;
    for (; next < tail->n && (tail->outwards[next] == value || tail->count[next] == 0); next++)
        seen += (double)tail->count[next];
    return next < tail->n && seen <= reach ? next : edge;
}

/* Mean of a tail and its standard error. The values are in order, so counting them replaces sorting every resample. */
static struct bootstrap_pair tail_mean(const size_t *index, size_t n, void *data)
{
    const struct tail *tail = data;
    const double size = (double)n, wanted = values_in(n, tail->share);
    double left = wanted, sum = 0.0, excess = 0.0, squares = 0.0;
    memset(tail->count, 0, tail->n * sizeof *tail->count);
    for (size_t i = 0; i < n; i++)
        tail->count[index[i]]++;
    const size_t edge = edge_of(tail, wanted);
    for (size_t i = 0; i <= edge && left > 0.0; i++) {
        const double taken = fmin((double)tail->count[i], left);
        sum += taken * tail->outwards[i];
        left -= taken;
    }
    for (size_t i = 0; i < edge; i++) {
        const double count = (double)tail->count[i], beyond = fabs(tail->outwards[i] - tail->outwards[edge]);
        excess += count * beyond;
        squares += count * beyond * beyond;
    }
    const double spread = squares / size - excess / size * (excess / size);
    return (struct bootstrap_pair){sum / wanted, sqrt(fmax(spread, 0.0) / (size - 1.0)) / tail->share};
}

static void set_interval(struct tails_mean *out, const struct bootstrap_studentised *result)
{
    out->lo = result->interval.lo;
    out->hi = result->interval.hi;
    out->lack = isnan(out->lo) ? TAILS_ALIKE : TAILS_NONE;
}

int tails_mean(const struct bootstrap_plan *plan, const double *values, size_t n, double share, enum tails_side side,
               double level, struct tails_mean *out, struct sim_err *err)
{
    int status = SIM_OK;
    size_t kept;
    double *sorted = sorted_of(values, n, &kept);
    size_t *count = sim_calloc(n, sizeof *count), *every = sim_calloc(n, sizeof *every);
    if (sorted == NULL || count == NULL || every == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the tail of %zu values", n);
        goto cleanup;
    }
    if (!(share > 0.0 && share <= 1.0)) {
        status = sim_fail(err, SIM_E_INPUT, "tail of %g: not above 0 and at most 1", share);
        goto cleanup;
    }
    for (size_t i = 0; side == TAILS_UPPER && i < kept / 2; i++) {
        const double value = sorted[i];
        sorted[i] = sorted[kept - 1 - i];
        sorted[kept - 1 - i] = value;
    }
    struct tail tail = {sorted, count, kept, share};
    for (size_t i = 0; i < kept; i++)
        every[i] = i;
    *out = (struct tails_mean){
        .n = kept,
        .missing = n - kept,
        .in_tail = values_in(kept, share),
        .value = kept > 0 ? tail_mean(every, kept, &tail).value : (double)NAN,
        .lo = (double)NAN,
        .hi = (double)NAN,
        .lack = TAILS_FEW,
    };
    if (out->in_tail >= TAILS_FEWEST) {
        struct bootstrap_studentised result;
        status = bootstrap_studentise(plan, kept, tail_mean, &tail, level, &result, err);
        if (status == SIM_OK)
            set_interval(out, &result);
    }

cleanup:
    free(sorted);
    free(count);
    free(every);
    return status;
}
