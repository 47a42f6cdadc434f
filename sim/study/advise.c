/* How many replications for which precision, from a pilot: `samenspel advise`. */
#include "sim/stats/advice.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/config/settings.h"
#include "sim/stats/stats.h"
#include "sim/stats/thin.h"
#include "sim/store/read.h"
#include "sim/study/precision.h"
#include "sim/study/study.h"

#define LEVEL 0.95
#define POWER 0.8
/* The chance that the true sd is below the bound that the numbers are computed with: with the sd of the pilot itself the
 * promise would be broken in about half the cases. */
#define CONFIDENCE 0.9
#define SMALL_EFFECT 0.1

static const struct frame_column pilot_columns[] = {
    {"arm", FRAME_TEXT, "", "arm", "variant"},
    {"reference", FRAME_TEXT, "", "less", "min"},
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"n", FRAME_INTEGER, "", "runs", "runs"},
    {"equal", FRAME_INTEGER, "", "equal", "gelijk"},
    {"mean", FRAME_REAL, "outcome", "mean", "gemiddelde"},
    {"half_width", FRAME_REAL, "outcome", "95 % +-", "95% +-"},
    {"sd", FRAME_REAL, "outcome", "sd", "sd"},
    {"sd_bound", FRAME_REAL, "outcome", "sd, 90 % sure below", "sd, 90% zeker onder"},
    {"correlation", FRAME_REAL, "1", "correlation", "correlatie"},
    {"saving", FRAME_REAL, "1", "runs saved, times", "minder runs, keer"},
    {"basis", FRAME_TEXT, "", "rests on", "berust op"},
};
static const struct frame_definition pilot_frame = {
    .name = "advice-pilot",
    .en = "What the pilot shows",
    .nl = "Wat de proef laat zien",
    .columns = pilot_columns,
    .n_columns = sizeof pilot_columns / sizeof pilot_columns[0],
};

static const struct frame_column advice_columns[] = {
    {"arm", FRAME_TEXT, "", "arm", "variant"},
    {"reference", FRAME_TEXT, "", "less", "min"},
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"wished", FRAME_REAL, "outcome", "asked +-", "gevraagd +-"},
    {"n_wished", FRAME_REAL, "replications", "n asked", "n gevraagd"},
    {"n_command", FRAME_REAL, "replications", "--precision stops at", "--precision stopt bij"},
    {"n_command_most", FRAME_REAL, "replications", "or at", "of bij"},
    {"small", FRAME_REAL, "outcome", "small +-", "klein +-"},
    {"n_small", FRAME_REAL, "replications", "n small", "n klein"},
    {"n_half", FRAME_REAL, "replications", "n half", "n half"},
    {"n_found", FRAME_REAL, "replications", "n to find it", "n om te vinden"},
    {"delta", FRAME_REAL, "outcome", "delta", "delta"},
    {"n_delta", FRAME_REAL, "replications", "n delta", "n delta"},
    {"found_100", FRAME_REAL, "outcome", "found at 100", "te vinden bij 100"},
    {"found_1000", FRAME_REAL, "outcome", "at 1,000", "bij 1.000"},
};
static const struct frame_definition advice_frame = {
    .name = "advice",
    .en = "Replications (n) for a wished precision",
    .nl = "Herhalingen (n) voor een gewenste nauwkeurigheid",
    .columns = advice_columns,
    .n_columns = sizeof advice_columns / sizeof advice_columns[0],
};

struct advising {
    struct study *study;
    size_t n;                       /* replications of the pilot */
    double *own, *other, *quantity; /* [n] */
    bool event;                     /* the outcome takes two values in all runs of all arms, each at least twice */
    struct frame pilot, advice;
};

/* What is there is taken, all of it: more is better, and costs nothing. An unfinished comparison is not finished: it may
 * take hours, and people ask beforehand. */
static size_t pilot_size(const struct study_request *request, const struct study_held *held)
{
    return held->replications > request->replications ? held->replications : request->replications;
}

static int look_what_is_held(struct study *study, struct study_held *held, struct sim_err *err)
{
    struct experiment *e = &study->experiment;
    struct store_contents contents = {0};
    struct store_item *items = NULL;
    bool *done = NULL;
    size_t n = 0;
    *held = (struct study_held){.replications = 0};
    int status = store_contents_read(e->store, &contents, err);
    e->replications = contents.replications;
    held->unfinished = contents.replications > 0 && !contents.complete;
    store_contents_free(&contents);
    if (status == SIM_OK)
        status = experiment_items(e, &items, &n, err);
    if (status == SIM_OK && (done = sim_calloc(n, sizeof *done)) == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
    if (status == SIM_OK)
        status = store_done(e->store, items, n, e->on_failure == EXPERIMENT_RECORD, done, err);
    if (status == SIM_OK) {
        size_t i = 0;
        while (i < n && done[i])
            i++;
        held->replications = i < n ? items[i].replication : e->replications;
        for (i = 0; i < n; i++)
            held->beyond += done[i] && items[i].replication >= pilot_size(study->request, held);
    }
    free(done);
    free(items);
    return status;
}

static int run_pilot(struct study *study, struct study_held *held, struct sim_err *err)
{
    int status = study_open_result(study, err);
    if (status == SIM_OK)
        status = look_what_is_held(study, held, err);
    if (status != SIM_OK)
        return status;
    study->replications = pilot_size(study->request, held);
    study->experiment.replications = study->replications;
    return experiment_run(&study->experiment, &study->progress, err);
}

static int read_column(const struct advising *a, size_t arm, size_t outcome, double *values, struct sim_err *err)
{
    const struct study_block block = {.n_points = 1, .first_arm = arm, .n_arms = 1, .replications = a->n};
    return study_values(a->study, &block, outcome, values, err);
}

/* Replications for that many values (pairs), when some of the pilot's have none. NaN: no number will do. */
static double replications_for(const struct advising *a, size_t needed, size_t values)
{
    return needed > 0 ? ceil((double)needed * (double)a->n / (double)values) : (double)NAN;
}

/* The half-width that was asked for this outcome; NaN when none was. `base`: the mean that a percentage is one of. */
static double wished_half(const struct study_request *request, size_t outcome, double base)
{
    double half = (double)NAN;
    for (size_t w = 0; w < request->n_wishes; w++)
        if (request->wishes[w].outcome == outcome)
            half = fmin(isnan(half) ? (double)INFINITY : half,
                        request->wishes[w].relative ? request->wishes[w].half * fabs(base) : request->wishes[w].half);
    return half;
}

/* Where `compare --precision` is expected to stop for these values, all wishes of the outcome met; NaN: not within
 * `maximum`, or nothing was asked. */
static double command_stops(const struct advising *a, size_t outcome, const double *reference, double sd,
                            size_t maximum)
{
    const struct study_request *request = a->study->request;
    double most = (double)NAN;
    for (size_t w = 0; w < request->n_wishes; w++) {
        if (request->wishes[w].outcome != outcome)
            continue;
        const struct precision_plan plan = precision_plan_of(&request->wishes[w], maximum, reference);
        const size_t count = precision_expected(&plan, a->quantity, a->n, sd);
        if (count == 0)
            return (double)NAN;
        most = fmax(isnan(most) ? 0.0 : most, (double)count);
    }
    return most;
}

/* What the spread of a quantity is known from. */
struct spread_seen {
    struct thin sample;
    double sd, bound; /* of the values; what the true one lies below with CONFIDENCE, NaN: nothing says so */
    const char *basis;
};

/* The share below which the true one lies with CONFIDENCE after k events in n runs (Clopper and Pearson 1934). */
static double share_bound(size_t k, size_t n)
{
    return k < n ? gsl_cdf_beta_Pinv(CONFIDENCE, (double)k + 1.0, (double)(n - k)) : 1.0;
}

/* Of a thin sample the sd says nothing. Of an event, that happens or not, the number of times bounds its share, and with
 * that the spread: the worst case of a share up to the bound, either way when it is a difference. */
static struct spread_seen look_at_spread(const struct advising *a, const struct stats_moments *m, bool paired)
{
    struct spread_seen seen = {.sd = stats_sd(m), .basis = "sd"};
    double step = 0.0;
    thin_count(a->quantity, a->n, &seen.sample);
    seen.bound = advice_sd_bound(seen.sd, m->n, CONFIDENCE);
    if (!thin_is(&seen.sample))
        return seen;
    for (size_t r = 0; r < a->n; r++)
        step = fmax(step, fabs(a->quantity[r] - seen.sample.common));
    const double share = share_bound(seen.sample.n - seen.sample.equal, seen.sample.n), even = fmin(share, 0.5);
    const bool known = a->event && step > 0.0;
    seen.bound = known ? step * (paired ? sqrt(share) : sqrt(even * (1.0 - even))) : (double)NAN;
    seen.basis = known ? "events" : seen.sample.equal == seen.sample.n ? "equal" : "alike";
    return seen;
}

/* Replications for a half-width. Of events also so many that their spread is known. */
static double replications_for_half(const struct advising *a, const struct spread_seen *seen, double half,
                                    size_t values)
{
    const double n = replications_for(a, advice_for_half_width(seen->bound, half, LEVEL), values);
    if (!thin_is(&seen->sample))
        return n;
    return isnan(n) ? n
                    : fmax(n, ceil((double)THIN_FEWEST * (double)a->n / (double)(seen->sample.n - seen->sample.equal)));
}

/* Rows of one outcome of an arm, or of its difference with the reference. `spread`: sd between runs, of the reference. */
static void add_rows(struct advising *a, const struct study_quantity *q, const struct stats_contrast *c, double spread)
{
    const struct study_request *request = a->study->request;
    const struct sim_outcome *o = &request->model->outcomes[q->outcome];
    const char *arm = request->scenario->arms[q->arm].name;
    const char *reference = q->reference >= 0 ? request->scenario->arms[q->reference].name : "";
    const size_t maximum = (size_t)settings_int(request->scenario->arms[0].settings, "experiment.max_replications");
    struct stats_moments m = {0}, base = {0};
    const bool paired = c != NULL;
    for (size_t r = 0; r < a->n; r++) {
        stats_add(&m, a->quantity[r]);
        stats_add(&base, paired ? a->other[r] : a->quantity[r]);
    }
    struct spread_seen seen = look_at_spread(a, &m, paired);
    if (paired && scenario_same_arm(request->scenario, q->arm, (size_t)q->reference))
        seen.basis = "same arm";
    const bool thin = thin_is(&seen.sample);
    const double mean = stats_mean(&m), bound = seen.bound;
    /* A reference arm without spread gives no measure: then what varies itself does. */
    const double wished = wished_half(request, q->outcome, stats_mean(&base)),
                 small = SMALL_EFFECT * (spread > 0.0 ? spread : seen.sd);
    /* The t test, and what a pilot makes of a size that rests on a few runs, say nothing of thin samples. */
    const double t_bound = thin ? (double)NAN : bound;
    const double effect = paired ? mean : (double)NAN, delta = paired ? request->delta : (double)NAN;
    /* Of several arms the command looks at the differences, and of events at those that it has seen. */
    const bool looks = !isnan(wished) && (paired || request->scenario->n_listed == 1) && !isnan(bound);
    const double *other = paired ? a->other : NULL;
    const struct stats_interval interval = stats_mean_interval(&m, LEVEL);
    frame_add(&a->pilot, arm, reference, o->name, o->unit, (int64_t)m.n,
              (int64_t)(seen.sample.any ? seen.sample.equal : 0), mean,
              thin ? (double)NAN : 0.5 * (interval.hi - interval.lo), seen.sd, bound,
              paired ? c->correlation : (double)NAN, paired ? c->variance_ratio : (double)NAN, seen.basis);
    frame_add(&a->advice, arm, reference, o->name, o->unit, wished, replications_for_half(a, &seen, wished, m.n),
              looks ? command_stops(a, q->outcome, other, seen.sd, maximum) : (double)NAN,
              looks ? command_stops(a, q->outcome, other, bound, maximum) : (double)NAN, small,
              replications_for_half(a, &seen, small, m.n),
              replications_for(a, advice_for_half_width(t_bound, 0.5 * fabs(mean), LEVEL), m.n),
              replications_for(a, advice_for_power(effect, t_bound, POWER, LEVEL), m.n), delta,
              replications_for(a, advice_for_power(delta, t_bound, POWER, LEVEL), m.n),
              paired ? advice_detectable(t_bound, 100, POWER, LEVEL) : (double)NAN,
              paired ? advice_detectable(t_bound, 1000, POWER, LEVEL) : (double)NAN);
}

/* Whether the outcome is an event. A value that is seen once may be one of many, of which the others are not seen yet. */
static int look_for_event(struct advising *a, size_t outcome, struct sim_err *err)
{
    double values[2] = {(double)NAN, (double)NAN};
    size_t seen[2] = {0, 0};
    int status = SIM_OK;
    a->event = true;
    for (size_t arm = 0; status == SIM_OK && arm < a->study->request->scenario->n_listed; arm++) {
        status = read_column(a, arm, outcome, a->own, err);
        for (size_t r = 0; status == SIM_OK && r < a->n; r++) {
            const double value = a->own[r];
            const size_t k = isnan(values[0]) || value == values[0] ? 0 : 1;
            if (isnan(value))
                continue;
            values[k] = isnan(values[k]) ? value : values[k];
            seen[k]++;
            a->event = a->event && value == values[k];
        }
    }
    a->event = a->event && seen[0] >= 2 && seen[1] >= 2;
    return status;
}

static int add_outcome(struct advising *a, size_t outcome, struct sim_err *err)
{
    const struct scenario *scenario = a->study->request->scenario;
    const size_t reference = scenario->reference;
    struct stats_moments spread = {0}, first = {0};
    int status = look_for_event(a, outcome, err);
    if (status == SIM_OK)
        status = read_column(a, reference, outcome, a->other, err);
    for (size_t r = 0; status == SIM_OK && r < a->n; r++)
        stats_add(&spread, a->other[r]);
    if (status == SIM_OK)
        status = read_column(a, 0, outcome, a->quantity, err);
    for (size_t r = 0; status == SIM_OK && r < a->n; r++)
        stats_add(&first, a->quantity[r]);
    if (status == SIM_OK && first.n >= 2)
        add_rows(a, &(struct study_quantity){outcome, 0, -1}, NULL, stats_sd(&first));
    for (size_t arm = 0; status == SIM_OK && arm < scenario->n_listed; arm++) {
        struct stats_contrast c;
        if (arm == reference)
            continue;
        status = read_column(a, arm, outcome, a->own, err);
        for (size_t r = 0; status == SIM_OK && r < a->n; r++)
            a->quantity[r] = a->own[r] - a->other[r];
        stats_compare(a->own, a->other, a->n, 0, LEVEL, &c);
        if (status == SIM_OK && c.n >= 2)
            add_rows(a, &(struct study_quantity){outcome, arm, (int)reference}, &c, stats_sd(&spread));
    }
    return status;
}

int advise_check(const struct study_request *request, struct sim_err *err)
{
    if (request->replications < 2)
        return sim_fail(err, SIM_E_INPUT, "advise: a pilot takes 2 replications or more, better 20");
    if (!isnan(request->delta) && request->n_outcomes != 1)
        return sim_fail(err, SIM_E_INPUT, "advise: --delta is in the unit of one outcome; name that with --outcome");
    for (size_t w = 0; w < request->n_wishes; w++) {
        bool chosen = false;
        for (size_t k = 0; k < request->n_outcomes; k++)
            chosen = chosen || request->outcomes[k] == request->wishes[w].outcome;
        if (!chosen)
            return sim_fail(err, SIM_E_INPUT,
                            "advise: --precision speaks of %s, which is not among the outcomes that are looked at; add "
                            "--outcome %s",
                            request->model->outcomes[request->wishes[w].outcome].name,
                            request->model->outcomes[request->wishes[w].outcome].name);
    }
    return SIM_OK;
}

int advise(struct study *study, struct sim_err *err)
{
    const struct study_request *request = study->request;
    struct advising a = {.study = study};
    bool goes_on = true;
    frame_start(&a.pilot, &pilot_frame);
    frame_start(&a.advice, &advice_frame);
    int status = advise_check(request, err);
    if (status == SIM_OK)
        status = run_pilot(study, &study->held, err);
    a.n = study->replications;
    if (status == SIM_OK)
        status = study_conclude(
            study, &(struct study_block){.n_points = 1, .n_arms = request->scenario->n_listed, .replications = a.n},
            &goes_on, err);
    if (!goes_on)
        goto cleanup;
    a.own = sim_calloc(a.n, sizeof *a.own);
    a.other = sim_calloc(a.n, sizeof *a.other);
    a.quantity = sim_calloc(a.n, sizeof *a.quantity);
    if (status == SIM_OK && (a.own == NULL || a.other == NULL || a.quantity == NULL))
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
    for (size_t k = 0; status == SIM_OK && k < study->n_outcomes; k++)
        status = add_outcome(&a, study->outcomes[k], err);
    if (status == SIM_OK)
        status = study_finish(study, err);
    if (status == SIM_OK)
        status = study_keep(study, &a.advice, err);
    if (status == SIM_OK)
        status = study_keep(study, &a.pilot, err);

cleanup:
    free(a.own);
    free(a.other);
    free(a.quantity);
    frame_free(&a.pilot);
    frame_free(&a.advice);
    return status;
}
