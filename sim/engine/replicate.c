#include "sim/engine/replicate.h"

#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/engine/experiment.h"
#include "sim/engine/trace.h"

/* Counter words of the random numbers hold a month in 16 bits (sim/rng/rng.h). */
enum { MOST_MONTHS = 65535 };

static bool stopped(const volatile int *stop)
{
    return stop != NULL && __atomic_load_n(stop, __ATOMIC_RELAXED) != 0;
}

static bool of_the_end(const struct sim_outcome *outcome)
{
    return outcome->aggregate == SIM_AGGREGATE_END || outcome->aggregate == SIM_AGGREGATE_EVENT;
}

/* Takes one month's values into the aggregates: sums and, for means, the number of months that had a value. */
static void aggregate_month(const struct sim_model *model, const double *month, double *values, size_t *counts)
{
    for (size_t k = 0; k < model->n_outcomes; k++) {
        if (of_the_end(&model->outcomes[k])) {
            values[k] = month[k];
        } else if (!isnan(month[k])) {
            values[k] += month[k];
            counts[k]++;
        }
    }
}

/* A mean or sum over no months at all is no value. */
static void aggregate_finish(const struct sim_model *model, double *values, const size_t *counts)
{
    for (size_t k = 0; k < model->n_outcomes; k++) {
        if (of_the_end(&model->outcomes[k]))
            continue;
        if (counts[k] == 0)
            values[k] = NAN;
        else if (model->outcomes[k].aggregate == SIM_AGGREGATE_MEAN)
            values[k] /= (double)counts[k];
    }
}

/* Reports give events the intervals of shares, so other values must not reach them. */
static int check_events(const struct sim_model *model, const double *values, struct sim_err *err)
{
    for (size_t k = 0; k < model->n_outcomes; k++)
        if (model->outcomes[k].aggregate == SIM_AGGREGATE_EVENT && !isnan(values[k]) && values[k] != 0.0
            && values[k] != 100.0)
            return sim_fail(err, SIM_E_MODEL, "outcome \"%s\" is %g: an event is 0 or 100", model->outcomes[k].name,
                            values[k]);
    return SIM_OK;
}

/* Reports cut intervals off at what an outcome can be, so nothing may lie beyond it. Every value of every month is looked
 * at, and with these what the months add up to. */
static int check_ranges(const struct sim_model *model, const double *month, struct sim_err *err)
{
#ifdef SAMENSPEL_CHECKED
    for (size_t k = 0; k < model->n_outcomes; k++) {
        const struct sim_outcome *outcome = &model->outcomes[k];
        if (!sim_range_holds(outcome->range, month[k]))
            return sim_fail(err, SIM_E_MODEL, "outcome \"%s\" is %.12g: it can be %g to %g in a month", outcome->name,
                            month[k], outcome->range.lowest, outcome->range.highest);
    }
#else
    (void)model;
    (void)month;
    (void)err;
#endif
    return SIM_OK;
}

/* All months of one replication on a state that was just created. */
static int simulate(const struct sim_model *model, const struct scenario *scenario, const volatile int *stop,
                    void *state, struct harvest *harvest, size_t *month, struct sim_err *err)
{
    const size_t spinup = scenario->spinup_months, months = spinup + scenario->horizon_months;
    const size_t n = model->n_outcomes;
    double *observed = sim_calloc(n, sizeof *observed);
    size_t *counts = sim_calloc(n, sizeof *counts);
    int status = SIM_OK;

    if (observed == NULL || counts == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
        goto cleanup;
    }
    for (size_t k = 0; k < n; k++)
        harvest->values[k] = 0.0;
    for (*month = 0; *month < months; ++*month) {
        if (stopped(stop)) {
            status = sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
            goto cleanup;
        }
        if (harvest->trace != NULL)
            harvest->trace->month = *month < spinup ? 0 : *month - spinup;
        status = model->step(state, *month, err);
        if (status == SIM_OK && harvest->trace != NULL && harvest->trace->failed)
            status = sim_fail(err, SIM_E_NOMEM, "out of memory for the events of a run");
        if (status != SIM_OK)
            goto cleanup;
        if (model->agents != NULL)
            harvest->agent_months += (double)model->agents(state);
        if (*month < spinup)
            continue;
        double *row = harvest->series == NULL ? observed : harvest->series + (*month - spinup) * n;
        model->observe(state, row);
        status = check_ranges(model, row, err);
        if (status != SIM_OK)
            goto cleanup;
        aggregate_month(model, row, harvest->values, counts);
        if (harvest->flows != NULL)
            status = flow_months_add(harvest->flows, model, state, *month - spinup, err);
        if (status != SIM_OK)
            goto cleanup;
    }
    aggregate_finish(model, harvest->values, counts);
    status = check_events(model, harvest->values, err);

cleanup:
    free(counts);
    free(observed);
    return status;
}

int replicate(const struct sim_model *model, const struct scenario *scenario, const struct settings *settings,
              size_t arm, uint64_t seed, size_t replication, const volatile int *stop, struct harvest *harvest,
              void **state, struct sim_err *err)
{
    const bool antithetic = settings_bool(settings, "experiment.antithetic");
    const struct rng_stream stream = {.seed = seed,
                                      .replication = (uint32_t)(antithetic ? replication / 2 : replication),
                                      .mask = antithetic && replication % 2 == 1 ? UINT32_MAX : 0};
    struct sim_err inner = {SIM_OK, ""};
    size_t month = 0;
    void *own = NULL;
    int status;

    if (state != NULL)
        *state = NULL;
    if (replication > UINT32_MAX || scenario->spinup_months > MOST_MONTHS
        || scenario->horizon_months > MOST_MONTHS - scenario->spinup_months)
        return sim_fail(err, SIM_E_INPUT, "at most %d months and %u replications can be run", MOST_MONTHS, UINT32_MAX);
    status = model->create(settings, &stream, &own, &inner);
    if (status == SIM_OK && harvest->trace != NULL)
        status = model->trace(own, &harvest->trace->sink, &inner);
    if (status == SIM_OK)
        status = simulate(model, scenario, stop, own, harvest, &month, &inner);
    if (status == SIM_OK && state != NULL) {
        *state = own;
        return SIM_OK;
    }
    if (own != NULL)
        model->destroy(own);
    if (status == SIM_OK)
        return SIM_OK;
    if (status == SIM_E_INTERRUPTED)
        return sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
    return sim_fail(err, (enum sim_status)status, "arm \"%s\", replication %zu, seed %llu, month %zu: %s",
                    scenario->arms[arm].name, replication, (unsigned long long)seed, month,
                    inner.text[0] != '\0' ? inner.text : "the model failed without a reason");
}

int experiment_replicate(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
                         size_t replication, const volatile int *stop, double *values, double *series, void **state,
                         struct sim_err *err)
{
    struct harvest harvest = {.values = values, .series = series};
    return replicate(model, scenario, scenario->arms[arm].settings, arm, seed, replication, stop, &harvest, state, err);
}

int experiment_tell(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
                    size_t replication, const volatile int *stop, double *values, struct trace *trace,
                    struct sim_err *err)
{
    struct harvest harvest = {.values = values, .trace = trace};
    return replicate(model, scenario, scenario->arms[arm].settings, arm, seed, replication, stop, &harvest, NULL, err);
}
