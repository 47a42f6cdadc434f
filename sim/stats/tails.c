#include "sim/stats/tails.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
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

/* The values are in order, so counting them replaces sorting every resample. */
static double tail_mean(const size_t *index, size_t n, void *data)
{
    const struct tail *tail = data;
    const double wanted = tail->share * (double)n;
    double left = wanted, sum = 0.0;
    memset(tail->count, 0, tail->n * sizeof *tail->count);
    for (size_t i = 0; i < n; i++)
        tail->count[index[i]]++;
    for (size_t i = 0; i < tail->n && left > 0.0; i++) {
        const double taken = fmin((double)tail->count[i], left);
        sum += taken * tail->outwards[i];
        left -= taken;
    }
    return wanted > 0.0 ? sum / wanted : (double)NAN;
}

int tails_mean(const struct bootstrap_plan *plan, const double *values, size_t n, double share, enum tails_side side,
               double level, struct tails_mean *out, struct sim_err *err)
{
    int status = SIM_OK;
    size_t kept;
    double *sorted = sorted_of(values, n, &kept);
    size_t *count = sim_calloc(n, sizeof *count);
    if (sorted == NULL || count == NULL) {
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
    struct bootstrap_result result;
    status = bootstrap_interval(plan, kept, tail_mean, &tail, level, &result, err);
    if (status != SIM_OK)
        goto cleanup;
    const int enough = (double)kept * share >= 5.0;
    *out = (struct tails_mean){
        .n = kept,
        .missing = n - kept,
        .value = result.estimate,
        .lo = enough ? result.bca.lo : (double)NAN,
        .hi = enough ? result.bca.hi : (double)NAN,
    };

cleanup:
    free(sorted);
    free(count);
    return status;
}
