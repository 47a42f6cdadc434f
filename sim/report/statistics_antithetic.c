/* What antithetic pairs gained against as many independent runs: a table, and a sentence's worth of it. */
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/report/statistics.h"
#include "sim/stats/variance.h"
#include "sim/store/columns.h"

static const struct frame_column columns[] = {
    COLUMN_ARM,
    {"reference", FRAME_TEXT, "", "less; empty: the mean itself", "min; leeg: het gemiddelde zelf"},
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    {"n", FRAME_INTEGER, "", "antithetic pairs of runs", "tegengestelde paren van runs"},
    {"correlation", FRAME_REAL, "1", "correlation within pairs", "correlatie binnen paren"},
    {"variance_ratio", FRAME_REAL, "1", "variance of the mean of as many independent runs, over that of pairs",
     "variantie van het gemiddelde van evenveel onafhankelijke runs, gedeeld door die van paren"},
    {"variance_ratio_lo", FRAME_REAL, "1", "lower 95 % limit of that ratio", "ondergrens 95% daarvan"},
    {"variance_ratio_hi", FRAME_REAL, "1", "upper 95 % limit of that ratio", "bovengrens 95% daarvan"},
};
const struct frame_definition statistics_antithetic_frame = {
    .name = "antithetic",
    .en = "What antithetic pairs gained against independent runs",
    .nl = "Wat tegengestelde paren opleverden naast onafhankelijke runs",
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};

/* Room for both partners of all pairs, and what came out. */
struct pairs {
    double *first, *second; /* [n] */
    size_t n;
    struct variance_antithetic found;
};

static int start(struct pairs *pairs, const struct analysis *a, struct sim_err *err)
{
    *pairs = (struct pairs){.n = a->n_runs / 2};
    pairs->first = sim_calloc(pairs->n, 2 * sizeof *pairs->first);
    pairs->second = pairs->first != NULL ? pairs->first + pairs->n : NULL;
    return pairs->first != NULL ? SIM_OK : sim_fail(err, SIM_E_NOMEM, "out of memory for the antithetic pairs");
}

/* Of an arm, or of its difference in the same runs from `reference` (n_arms: none). False: no single runs have it. */
static bool compare(struct pairs *pairs, const struct analysis *a, size_t arm, size_t reference, size_t outcome)
{
    const bool difference = reference < a->contents.n_arms;
    const double *own = analysis_runs(a, arm, outcome);
    const double *other = difference ? analysis_runs(a, reference, outcome) : NULL;
    if (own == NULL || (difference && other == NULL))
        return false;
    for (size_t k = 0; k < pairs->n; k++) {
        pairs->first[k] = own[2 * k] - (difference ? other[2 * k] : 0.0);
        pairs->second[k] = own[2 * k + 1] - (difference ? other[2 * k + 1] : 0.0);
    }
    variance_antithetic(pairs->first, pairs->second, pairs->n, ANALYSIS_LEVEL, &pairs->found);
    return true;
}

static void add(struct frame *frame, struct pairs *pairs, const struct analysis *a, size_t arm, size_t reference,
                size_t outcome)
{
    const struct sim_outcome *o = &a->outcomes[outcome];
    if (!compare(pairs, a, arm, reference, outcome))
        return;
    const struct variance_antithetic *v = &pairs->found;
    frame_add(frame, a->contents.arms[arm].name, reference < a->contents.n_arms ? a->contents.arms[reference].name : "",
              o->name, o->unit, (int64_t)v->n, v->correlation, v->variance_ratio, v->ratio_lo, v->ratio_hi);
}

int statistics_antithetic_add(struct frame *frame, const struct analysis *a, size_t outcome, struct sim_err *err)
{
    struct pairs pairs;
    const int status = start(&pairs, a, err);
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++)
        add(frame, &pairs, a, a->listed[i], a->contents.n_arms, outcome);
    for (size_t i = 0; status == SIM_OK && a->reference < a->contents.n_arms && i < a->n_listed; i++)
        if (a->listed[i] != a->reference)
            add(frame, &pairs, a, a->listed[i], a->reference, outcome);
    free(pairs.first);
    return status;
}

static double median(double *values, size_t n)
{
    stats_sort(values, n);
    return stats_quantile(values, n, 0.5);
}

int statistics_antithetic_gain(const struct analysis *a, double *means, double *differences, struct sim_err *err)
{
    struct pairs pairs;
    size_t n_means = 0, n_differences = 0;
    const size_t none = a->contents.n_arms, most = a->n_listed * a->n_outcomes;
    double *of_means = sim_calloc(most + 1, 2 * sizeof *of_means);
    int status = start(&pairs, a, err);
    if (status == SIM_OK && of_means == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the antithetic pairs");
    double *of_differences = of_means != NULL ? of_means + most : NULL;
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++)
        for (size_t o = 0; o < a->n_outcomes; o++) {
            const size_t arm = a->listed[i];
            if (!a->outcomes[o].main)
                continue;
            if (compare(&pairs, a, arm, none, o) && !isnan(pairs.found.variance_ratio))
                of_means[n_means++] = pairs.found.variance_ratio;
            if (arm != a->reference && a->reference < none && compare(&pairs, a, arm, a->reference, o)
                && !isnan(pairs.found.variance_ratio))
                of_differences[n_differences++] = pairs.found.variance_ratio;
        }
    if (status == SIM_OK) {
        *means = median(of_means, n_means);
        *differences = median(of_differences, n_differences);
    }
    free(of_means);
    free(pairs.first);
    return status;
}
