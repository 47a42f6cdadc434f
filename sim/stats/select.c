#include "sim/stats/select.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"

static size_t best_of(const struct select_arm *known, size_t arms, int better)
{
    size_t best = 0;
    for (size_t k = 1; k < arms; k++) {
        if (better < 0 ? known[k].mean < known[best].mean : known[k].mean > known[best].mean)
            best = k;
    }
    return best;
}

static double squared_error(const struct select_arm *a, const struct select_arm *b)
{
    return a->variance / (double)a->n + b->variance / (double)b->n;
}

/* The part of every arm in all replications, up to a factor. */
static void ratios(const struct select_arm *known, size_t arms, size_t best, double *part)
{
    double sum = 0.0, largest = 0.0;
    for (size_t k = 0; k < arms; k++) {
        part[k] = 0.0;
        if (k == best || !(known[k].variance > 0.0))
            continue;
        const double distance = known[k].mean - known[best].mean;
        const double squared = fmax(distance * distance, 0.01 * squared_error(&known[k], &known[best]));
        part[k] = known[k].variance / squared;
        sum += part[k] * part[k] / known[k].variance;
        largest = fmax(largest, part[k]);
    }
    part[best] = sqrt(known[best].variance * sum);
    largest = fmax(largest, part[best]);
    if (largest > 0.0)
        return;
    /* At most the best varies: all to it, or, when nothing varies, even parts. */
    for (size_t k = 0; k < arms; k++)
        part[k] = known[best].variance > 0.0 ? (k == best ? 1.0 : 0.0) : 1.0;
}

/* Targets that share out all replications among the arms by part; arms that have more already drop out of the sharing,
 * which makes the rest smaller, so this goes on until none drops out. Gives what each gets now. */
static void share_out(const struct select_arm *known, size_t arms, size_t increment, double *part, double *gets)
{
    double total = (double)increment, parts = 0.0;
    for (size_t k = 0; k < arms; k++) {
        total += (double)known[k].n;
        parts += part[k];
    }
    for (bool again = true; again;) {
        again = false;
        const double unit = total / parts;
        for (size_t k = 0; k < arms; k++) {
            gets[k] = part[k] < 0.0 ? 0.0 : part[k] * unit - (double)known[k].n;
        }
        for (size_t k = 0; k < arms; k++) {
            if (part[k] < 0.0 || gets[k] >= 0.0)
                continue;
            total -= (double)known[k].n;
            part[k] = -1.0;
            again = true;
        }
        parts = 0.0;
        for (size_t k = 0; k < arms; k++)
            parts += fmax(part[k], 0.0);
    }
}

/* Whole numbers near gets that sum to increment. */
static void round_off(double *gets, size_t arms, size_t increment, size_t *next)
{
    size_t given = 0;
    for (size_t k = 0; k < arms; k++) {
        const double whole = fmin(floor(gets[k]), (double)(increment - given));
        next[k] = (size_t)whole;
        gets[k] -= whole;
        given += next[k];
    }
    for (; given < increment; given++) {
        size_t first = 0;
        for (size_t k = 1; k < arms; k++) {
            if (gets[k] > gets[first])
                first = k;
        }
        next[first]++;
        gets[first] -= 1.0;
    }
}

int select_ocba(const struct select_arm *known, size_t arms, int better, size_t increment, size_t *next,
                struct sim_err *err)
{
    int status = SIM_OK;
    double *part = sim_calloc(arms, sizeof *part), *gets = sim_calloc(arms, sizeof *gets);
    if (part == NULL || gets == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory while allotting replications to %zu arms", arms);
        goto cleanup;
    }
    if (arms == 0 || better == 0) {
        status = sim_fail(err, SIM_E_INPUT, "allotting replications: no arms, or no direction");
        goto cleanup;
    }
    for (size_t k = 0; k < arms; k++) {
        if (isfinite(known[k].mean) && isfinite(known[k].variance) && known[k].variance >= 0.0 && known[k].n > 0)
            continue;
        status = sim_fail(err, SIM_E_INPUT, "allotting replications: arm %zu has no mean or variance yet", k);
        goto cleanup;
    }
    ratios(known, arms, best_of(known, arms, better), part);
    share_out(known, arms, increment, part, gets);
    round_off(gets, arms, increment, next);

cleanup:
    free(part);
    free(gets);
    return status;
}

double select_apcs(const struct select_arm *known, size_t arms, int better)
{
    double wrong = 0.0;
    if (arms == 0)
        return (double)NAN;
    const size_t best = best_of(known, arms, better);
    for (size_t k = 0; k < arms; k++) {
        if (k == best)
            continue;
        const double distance = fabs(known[k].mean - known[best].mean),
                     se = sqrt(squared_error(&known[k], &known[best]));
        if (isnan(distance) || isnan(se))
            return (double)NAN;
        if (se > 0.0)
            wrong += gsl_cdf_ugaussian_Q(distance / se);
    }
    return fmax(0.0, 1.0 - wrong);
}
