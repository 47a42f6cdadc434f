#include "sim/stats/thin.h"

#include <math.h>

struct columns {
    const double *values, *less; /* less: NULL for none */
};

static double at(const void *of, size_t i)
{
    const struct columns *columns = of;
    return columns->less != NULL ? columns->values[i] - columns->less[i] : columns->values[i];
}

static bool same(double a, double b, double rounding)
{
    return a == b || fabs(a - b) <= rounding;
}

/* The vote of Boyer and Moore (1991): a value that more than half have is the last candidate, in one pass and without
 * memory; a second pass counts it. */
void thin_count_of(thin_value value, const void *of, size_t n, double rounding, struct thin *out)
{
    size_t lead = 0;
    *out = (struct thin){.common = (double)NAN};
    for (size_t i = 0; i < n; i++) {
        const double x = value(of, i);
        if (isnan(x))
            continue;
        out->n++;
        if (lead == 0)
            out->common = x;
        if (same(x, out->common, rounding))
            lead++;
        else
            lead--;
    }
    for (size_t i = 0; i < n; i++)
        out->equal += same(value(of, i), out->common, rounding) ? 1 : 0;
    out->any = 2 * out->equal > out->n;
}

void thin_count(const double *values, size_t n, struct thin *out)
{
    thin_count_of(at, &(struct columns){values, NULL}, n, 0.0, out);
}

void thin_count_pairs(const double *arm, const double *reference, size_t n, struct thin *out)
{
    thin_count_of(at, &(struct columns){arm, reference}, n, 0.0, out);
}

bool thin_is(const struct thin *sample)
{
    return sample->any && sample->n - sample->equal < THIN_FEWEST;
}
