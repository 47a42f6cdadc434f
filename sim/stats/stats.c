#include "sim/stats/stats.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/share.h"
#include "sim/stats/skew.h"

void stats_add(struct stats_moments *moments, double value)
{
    if (isnan(value)) {
        moments->missing++;
        return;
    }
    moments->n++;
    const double before = value - moments->mean, n = (double)moments->n, step = before / n;
    const double added = before * step * (n - 1.0); /* to the squares, but for rounding */
    moments->mean += step;
    moments->fourths += added * step * step * (n * n - 3.0 * n + 3.0) + 6.0 * step * step * moments->squares
                        - 4.0 * step * moments->cubes;
    moments->cubes += added * step * (n - 2.0) - 3.0 * step * moments->squares;
    moments->squares += before * (value - moments->mean);
}

double stats_mean(const struct stats_moments *moments)
{
    return moments->n > 0 ? moments->mean : (double)NAN;
}

double stats_variance(const struct stats_moments *moments)
{
    return moments->n > 1 ? moments->squares / (double)(moments->n - 1) : (double)NAN;
}

double stats_sd(const struct stats_moments *moments)
{
    return sqrt(stats_variance(moments));
}

struct stats_interval stats_mean_interval(const struct stats_moments *moments, double level)
{
    if (moments->n < 2)
        return (struct stats_interval){(double)NAN, (double)NAN};
    return skew_interval(moments, gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, (double)(moments->n - 1)));
}

static struct stats_interval interval_unless_thin(const struct stats_moments *moments, const struct thin *sample,
                                                  double level)
{
    if (thin_is(sample))
        return (struct stats_interval){(double)NAN, (double)NAN};
    return stats_mean_interval(moments, level);
}

double stats_quantile(const double *sorted, size_t n, double p)
{
    return n > 0 ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, p) : (double)NAN;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void stats_sort(double *values, size_t n)
{
    qsort(values, n, sizeof *values, ascending);
}

int stats_summarise(const double *values, size_t n, double level, struct stats_summary *out, struct sim_err *err)
{
    struct stats_moments moments = {0};
    size_t kept = 0;
    double *sorted = sim_calloc(n, sizeof *sorted);
    if (sorted == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while sorting %zu values", n);
    for (size_t i = 0; i < n; i++) {
        stats_add(&moments, values[i]);
        if (!isnan(values[i]))
            sorted[kept++] = values[i];
    }
    stats_sort(sorted, kept);
    struct thin sample;
    thin_count(values, n, &sample);
    const struct stats_interval interval = interval_unless_thin(&moments, &sample, level);
    *out = (struct stats_summary){
        .n = moments.n,
        .missing = moments.missing,
        .mean = stats_mean(&moments),
        .sd = stats_sd(&moments),
        .lo = interval.lo,
        .hi = interval.hi,
        .skewed = !isnan(interval.lo) && skew_is_strong(&moments),
        .q05 = stats_quantile(sorted, kept, 0.05),
        .q50 = stats_quantile(sorted, kept, 0.50),
        .q95 = stats_quantile(sorted, kept, 0.95),
        .sample = sample,
    };
    free(sorted);
    return SIM_OK;
}

/* Of no difference. Differences that vary by no more than rounding are as good as equal. */
static double p_of(const struct stats_contrast *x, const struct stats_moments *differences, double scale)
{
    if (x->n < 2 || x->more + x->fewer == 0)
        return (double)NAN;
    if (thin_is(&x->sample) || !(x->sd > 1e-12 * scale))
        return share_sign_p(x->more, x->fewer);
    return skew_p(differences);
}

void stats_compare(const double *arm, const double *reference, size_t n, int better, double level,
                   struct stats_contrast *out)
{
    struct stats_moments a = {0}, b = {0}, diff = {0};
    size_t more = 0, fewer = 0;
    double products = 0.0; /* products: sum of (a - mean a)(b - mean b), updated as in Welford */
    for (size_t i = 0; i < n; i++) {
        if (isnan(arm[i]) || isnan(reference[i]))
            continue;
        const double a_before = arm[i] - a.mean;
        stats_add(&a, arm[i]);
        stats_add(&b, reference[i]);
        products += a_before * (reference[i] - b.mean);
        stats_add(&diff, arm[i] - reference[i]);
        more += arm[i] > reference[i] ? 1 : 0;
        fewer += arm[i] < reference[i] ? 1 : 0;
    }
    struct thin sample;
    thin_count_pairs(arm, reference, n, &sample);
    const struct stats_interval interval = interval_unless_thin(&diff, &sample, level);
    const double ties = (double)(diff.n - more - fewer), wins = (double)(better > 0 ? more : fewer) + 0.5 * ties;
    const double spread = sqrt(a.squares) * sqrt(b.squares), paired = stats_variance(&diff);
    *out = (struct stats_contrast){
        .n = diff.n,
        .diff = stats_mean(&diff),
        .sd = stats_sd(&diff),
        .lo = interval.lo,
        .hi = interval.hi,
        .skewed = !isnan(interval.lo) && skew_is_strong(&diff),
        .p_better = better != 0 && diff.n > 0 ? wins / (double)diff.n : (double)NAN,
        .correlation = diff.n > 1 && spread > 0.0 ? products / spread : (double)NAN,
        .variance_ratio = paired > 0.0 ? (stats_variance(&a) + stats_variance(&b)) / paired : (double)NAN,
        .more = more,
        .fewer = fewer,
        .sample = sample,
    };
    out->p = p_of(out, &diff, fabs(a.mean) + fabs(b.mean));
}
