#include "sim/stats/thin.h"

#include <math.h>

static double at(const double *values, const double *less, size_t i)
{
    return less != NULL ? values[i] - less[i] : values[i];
}

/* The vote of Boyer and Moore (1991): a value that more than half have is the last candidate, in one pass and without
 * memory; a second pass counts it. */
static void count(const double *values, const double *less, size_t n, struct thin *out)
{
    size_t lead = 0;
    *out = (struct thin){.common = (double)NAN};
    for (size_t i = 0; i < n; i++) {
        const double value = at(values, less, i);
        if (isnan(value))
            continue;
        out->n++;
        if (lead == 0)
            out->common = value;
        if (value == out->common)
            lead++;
        else
            lead--;
    }
    for (size_t i = 0; i < n; i++)
        out->equal += at(values, less, i) == out->common ? 1 : 0;
    out->any = 2 * out->equal > out->n;
}

void thin_count(const double *values, size_t n, struct thin *out)
{
    count(values, NULL, n, out);
}

void thin_count_pairs(const double *arm, const double *reference, size_t n, struct thin *out)
{
    count(arm, reference, n, out);
}

bool thin_is(const struct thin *sample)
{
    return sample->any && sample->n - sample->equal < THIN_FEWEST;
}
