#include "sim/report/statistics.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/frame.h"
#include "sim/base/mem.h"
#include "sim/stats/bounded.h"
#include "sim/stats/convergence.h"
#include "sim/stats/effect.h"
#include "sim/stats/multiple.h"
#include "sim/stats/share.h"
#include "sim/stats/tails.h"
#include "sim/stats/variance.h"
#include "sim/store/columns.h"

enum { MOST_COUNTS = 256 };

#define COLUMNS(array) .columns = (array), .n_columns = sizeof(array) / sizeof(array)[0]

static const struct frame_column quantile_columns[] = {
    COLUMN_ARM,
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_VALUES,
    {"p", FRAME_REAL, "1", "probability of the quantile", "kans van het kwantiel"},
    {"value", FRAME_REAL, "outcome", "quantile", "kwantiel"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit, by order statistics", "ondergrens 95%, uit de rangorde"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit, by order statistics", "bovengrens 95%, uit de rangorde"},
};
static const struct frame_definition quantile_frame = {.name = "quantiles",
                                                       .en = "Quantiles over replications",
                                                       .nl = "Kwantielen over herhalingen",
                                                       COLUMNS(quantile_columns)};

static const struct frame_column tail_columns[] = {
    COLUMN_ARM,
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_VALUES,
    {"tail", FRAME_TEXT, "", "tail: lower or upper", "staart: lower (onder) of upper (boven)"},
    {"share", FRAME_REAL, "1", "share of the replications in it", "deel van de herhalingen erin"},
    {"in_tail", FRAME_REAL, "1", "values in the tail", "waarden in de staart"},
    {"mean", FRAME_REAL, "outcome", "mean of the tail (expected shortfall)", "gemiddelde van de staart"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit, by bootstrap-t", "ondergrens 95%, met bootstrap-t"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit, by bootstrap-t", "bovengrens 95%, met bootstrap-t"},
    {"lack", FRAME_TEXT, "",
     "why no interval: few (fewer than 10 values in the tail), alike (too few of them differ); empty: there is one",
     "waarom geen interval: few (minder dan 10 waarden in de staart), alike (te weinig ervan verschillen); leeg: het "
     "is "
     "er"},
};
static const char *const lacks[] = {[TAILS_NONE] = "", [TAILS_FEW] = "few", [TAILS_ALIKE] = "alike"};
static_assert(TAILS_FEWEST == 10, "the number stands in the dictionary");
static const struct frame_definition tail_frame = {.name = "tails",
                                                   .en = "Means of the tails",
                                                   .nl = "Gemiddelden van de staarten",
                                                   COLUMNS(tail_columns)};

static const struct frame_column convergence_columns[] = {
    COLUMN_ARM,
    {"reference", FRAME_TEXT, "", "less; empty: the mean itself", "min; leeg: het gemiddelde zelf"},
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    {"replications", FRAME_INTEGER, "", "first replications", "eerste herhalingen"},
    COLUMN_VALUES,
    {"mean", FRAME_REAL, "outcome", "mean, or mean difference", "gemiddelde, of gemiddeld verschil"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit", "ondergrens 95%"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit", "bovengrens 95%"},
};
static const struct frame_definition convergence_frame = {.name = "convergence",
                                                          .en = "Means by number of replications",
                                                          .nl = "Gemiddelden naar aantal herhalingen",
                                                          COLUMNS(convergence_columns)};

static const struct frame_column effect_columns[] = {
    COLUMN_ARM,
    COLUMN_REFERENCE,
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_PAIRS,
    {"diff", FRAME_REAL, "outcome", "mean difference", "gemiddeld verschil"},
    {"simultaneous_lo", FRAME_REAL, "outcome", "lower limit, 95 % for all arms at once",
     "ondergrens, 95% voor alle varianten tegelijk"},
    {"simultaneous_hi", FRAME_REAL, "outcome", "upper limit, 95 % for all arms at once",
     "bovengrens, 95% voor alle varianten tegelijk"},
    {"p", FRAME_REAL, "1", "p as in contrasts", "p als in contrasts"},
    {"p_all", FRAME_REAL, "1", "p adjusted for all arms (max t, Bonferroni of an exact p)",
     "p gecorrigeerd voor alle varianten (max t, Bonferroni van een exacte p)"},
    {"p_holm", FRAME_REAL, "1", "p adjusted for all arms and main outcomes, or for all arms and other outcomes (Holm)",
     "p gecorrigeerd voor alle varianten en hoofduitkomsten, of voor alle varianten en andere uitkomsten (Holm)"},
    {"d", FRAME_REAL, "1", "Cohen's d, by the sd between single runs", "Cohens d, met de sd tussen losse runs"},
    {"d_lo", FRAME_REAL, "1", "lower 95 % limit of d; none of antithetic pairs",
     "ondergrens 95% van d; niet bij tegengestelde paren"},
    {"d_hi", FRAME_REAL, "1", "upper 95 % limit of d; none of antithetic pairs",
     "bovengrens 95% van d; niet bij tegengestelde paren"},
    {"dz", FRAME_REAL, "1", "d of the paired differences; none of antithetic pairs",
     "d van de gepaarde verschillen; niet bij tegengestelde paren"},
    {"dz_lo", FRAME_REAL, "1", "lower 95 % limit of dz", "ondergrens 95% van dz"},
    {"dz_hi", FRAME_REAL, "1", "upper 95 % limit of dz", "bovengrens 95% van dz"},
    {"superiority", FRAME_REAL, "1", "share of single runs in which it is better",
     "deel van de losse runs waarin beter"},
    {"superiority_lo", FRAME_REAL, "1", "lower 95 % limit of that share; none of antithetic pairs",
     "ondergrens 95% van dat deel; niet bij tegengestelde paren"},
    {"superiority_hi", FRAME_REAL, "1", "upper 95 % limit of that share; none of antithetic pairs",
     "bovengrens 95% van dat deel; niet bij tegengestelde paren"},
};
static const struct frame_definition effect_frame = {.name = "effect-sizes",
                                                     .en = "Size and certainty of the differences",
                                                     .nl = "Grootte en zekerheid van de verschillen",
                                                     COLUMNS(effect_columns)};

static const struct frame_column pairing_columns[] = {
    COLUMN_ARM,
    COLUMN_REFERENCE,
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_PAIRS,
    {"correlation", FRAME_REAL, "1", "correlation between the arms", "correlatie tussen de varianten"},
    {"variance_ratio", FRAME_REAL, "1", "variance of the difference if independent, over as paired",
     "variantie van het verschil indien onafhankelijk, gedeeld door gepaard"},
    {"equal_runs", FRAME_INTEGER, "", "pairs without any difference", "paren zonder enig verschil"},
    {"control_mean", FRAME_REAL, "1", "variance of the mean, over that with the reference as a control of known mean",
     "variantie van het gemiddelde, gedeeld door die met de referentie als controle met bekend gemiddelde"},
    {"control_diff", FRAME_REAL, "1", "the same of the paired difference", "hetzelfde van het gepaarde verschil"},
};
static const struct frame_definition pairing_frame = {.name = "pairing",
                                                      .en = "What common random numbers gained",
                                                      .nl = "Wat gedeeld toeval opleverde",
                                                      COLUMNS(pairing_columns)};

/* What is being filled. */
struct filling {
    const struct analysis *a;
    struct bootstrap_plan plan;
    struct frame quantiles, tails, convergence, effects, best, pairing;
    double *differences;           /* [contrasts][replications] */
    struct multiple_contrast *all; /* [contrasts] */
    struct multi_t draws;
    size_t n_contrasts, replications;
};

static const char *name_of(const struct filling *f, size_t arm)
{
    return f->a->contents.arms[arm].name;
}

static int add_quantiles(struct filling *f, size_t arm, const struct sim_outcome *o, const double *values,
                         struct sim_err *err)
{
    static const double probabilities[] = {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < sizeof probabilities / sizeof probabilities[0]; i++) {
        struct tails_quantile q;
        status = tails_quantile(values, f->replications, probabilities[i], ANALYSIS_LEVEL, &q, err);
        if (status == SIM_OK)
            frame_add(&f->quantiles, name_of(f, arm), o->name, o->unit, (int64_t)q.n, probabilities[i], q.value, q.lo,
                      q.hi);
    }
    return status;
}

static int add_tails(struct filling *f, size_t arm, size_t outcome, const double *values, struct sim_err *err)
{
    static const double shares[] = {0.05, 0.1};
    const struct sim_outcome *o = &f->a->outcomes[outcome];
    const struct sim_range range = analysis_range(f->a, outcome, false);
    int status = SIM_OK;
    for (size_t i = 0; i < 4 && status == SIM_OK; i++) {
        const enum tails_side side = i % 2 == 0 ? TAILS_LOWER : TAILS_UPPER;
        struct tails_mean tail;
        status = tails_mean(&f->plan, values, f->replications, shares[i / 2], side, ANALYSIS_LEVEL, &tail, err);
        const struct stats_interval limits = bounded_within((struct stats_interval){tail.lo, tail.hi}, range);
        if (status == SIM_OK)
            frame_add(&f->tails, name_of(f, arm), o->name, o->unit, (int64_t)tail.n,
                      side == TAILS_LOWER ? "lower" : "upper", shares[i / 2], tail.in_tail, tail.value, limits.lo,
                      limits.hi, lacks[tail.lack]);
    }
    return status;
}

/* The intervals of shares in place of those of means. */
static void count_events(const double *values, const double *other, size_t n, struct convergence_point *points)
{
    for (size_t i = 0; i < n; i++) {
        struct stats_summary mean = {.n = points[i].n, .mean = points[i].mean};
        struct stats_contrast difference;
        share_summary(ANALYSIS_LEVEL, &mean);
        if (other != NULL) {
            stats_compare(values, other, points[i].count, 0, ANALYSIS_LEVEL, &difference);
            share_contrast(ANALYSIS_LEVEL, &difference);
        }
        points[i].lo = other != NULL ? difference.lo : mean.lo;
        points[i].hi = other != NULL ? difference.hi : mean.hi;
    }
}

static void add_convergence(struct filling *f, size_t arm, size_t reference, size_t outcome, const double *values,
                            const double *other)
{
    const struct sim_outcome *o = &f->a->outcomes[outcome];
    const bool events = analysis_events(f->a, arm, outcome) && analysis_events(f->a, reference, outcome);
    size_t counts[MOST_COUNTS];
    struct convergence_point points[MOST_COUNTS];
    size_t n = convergence_counts(f->replications, counts, MOST_COUNTS);
    n = n < MOST_COUNTS ? n : MOST_COUNTS;
    convergence_run(values, other, counts, n, ANALYSIS_LEVEL, points);
    if (events)
        count_events(values, other, n, points);
    const struct sim_range range = analysis_range(f->a, outcome, other != NULL);
    for (size_t i = 0; i < n; i++) {
        const struct stats_interval limits = bounded_within((struct stats_interval){points[i].lo, points[i].hi}, range);
        frame_add(&f->convergence, name_of(f, arm), other != NULL ? name_of(f, reference) : "", o->name, o->unit,
                  (int64_t)points[i].count, (int64_t)points[i].n, points[i].mean, limits.lo, limits.hi);
    }
}

/* The tables of one arm by itself. */
static int add_arm(struct filling *f, size_t arm, size_t outcome, struct sim_err *err)
{
    const struct sim_outcome *o = &f->a->outcomes[outcome];
    const double *values = analysis_column(f->a, arm, outcome);
    /* Their intervals are of independent runs, and pair means have another distribution. */
    const bool tails = !f->a->contents.antithetic;
    int status = tails ? add_quantiles(f, arm, o, values, err) : SIM_OK;
    if (status == SIM_OK && tails)
        status = add_tails(f, arm, outcome, values, err);
    add_convergence(f, arm, arm, outcome, values, NULL);
    return status;
}

/* What the same luck gained, and what regression on the reference arm would add if that were run without end. */
static int add_pairing(struct filling *f, size_t arm, size_t outcome, struct sim_err *err)
{
    const struct sim_outcome *o = &f->a->outcomes[outcome];
    const double *own = analysis_column(f->a, arm, outcome), *other = analysis_column(f->a, f->a->reference, outcome);
    struct stats_contrast c;
    int64_t equal = 0;
    analysis_compare(f->a, arm, f->a->reference, outcome, &c);
    for (size_t r = 0; r < f->replications; r++)
        equal += own[r] == other[r];
    struct stats_moments known = {0};
    for (size_t r = 0; r < f->replications; r++)
        stats_add(&known, isnan(own[r]) ? own[r] : other[r]);
    const double mean = known.n > 0 ? stats_mean(&known) : 0.0;
    struct variance_controlled controlled;
    const int status =
        variance_control(own, other, f->replications, 1, &mean, 0, ANALYSIS_LEVEL, NULL, &controlled, err);
    const double n = (double)c.n, variance = controlled.se * controlled.se;
    frame_add(&f->pairing, name_of(f, arm), name_of(f, f->a->reference), o->name, o->unit, (int64_t)c.n, c.correlation,
              c.variance_ratio, equal, controlled.variance_ratio,
              variance > 0.0 ? c.sd * c.sd / n / variance : (double)NAN);
    add_convergence(f, arm, f->a->reference, outcome, own, other);
    return status;
}

/* The position in the listing of a contrast: arms other than the reference in order. */
static size_t contrast_place(const struct filling *f, size_t contrast)
{
    size_t i = 0;
    for (size_t seen = 0; i + 1 < f->a->n_listed; i++)
        if (f->a->listed[i] != f->a->reference && seen++ == contrast)
            break;
    return i;
}

static size_t contrast_arm(const struct filling *f, size_t contrast)
{
    return f->a->listed[contrast_place(f, contrast)];
}

/* Events have their own intervals, which hold together at a level that is divided among them. */
static void share_the_error(struct filling *f, size_t outcome)
{
    const double m = (double)f->n_contrasts;
    for (size_t c = 0; c < f->n_contrasts; c++) {
        struct stats_contrast x = analysis_contrast(f->a, contrast_place(f, c), outcome)->x;
        share_contrast(1.0 - (1.0 - ANALYSIS_LEVEL) / m, &x);
        f->all[c] = (struct multiple_contrast){
            .n = x.n, .diff = x.diff, .lo = x.lo, .hi = x.hi, .p = isnan(x.p) ? x.p : fmin(1.0, m * x.p)};
    }
}

/* Simultaneous intervals of the contrasts of one outcome. */
static int fill_differences(struct filling *f, size_t outcome, struct sim_err *err)
{
    const double *other = analysis_column(f->a, f->a->reference, outcome);
    bool events = analysis_events(f->a, f->a->reference, outcome);
    for (size_t c = 0; c < f->n_contrasts; c++)
        events = events && analysis_events(f->a, contrast_arm(f, c), outcome);
    if (events) {
        share_the_error(f, outcome);
        return SIM_OK;
    }
    for (size_t c = 0; c < f->n_contrasts; c++) {
        const double *own = analysis_column(f->a, contrast_arm(f, c), outcome);
        for (size_t r = 0; r < f->replications; r++)
            f->differences[c * f->replications + r] = own[r] - other[r];
    }
    return multiple_max_t(&f->plan, f->differences, f->n_contrasts, f->replications, ANALYSIS_LEVEL, f->all, NULL, err);
}

/* Antithetic partners go against each other: their means vary less than half as much as runs do, and would make every
 * standardised size too large. So sizes are by the sd of single runs; without intervals, whose formulas are of independent
 * runs, and without dz, whose own sd is that of pairs. */
static int sizes_of_runs(const struct filling *f, size_t arm, size_t outcome, struct effect *out, struct sim_err *err)
{
    static const struct effect_size unknown = {(double)NAN, (double)NAN, (double)NAN};
    const double *own = analysis_runs(f->a, arm, outcome), *other = analysis_runs(f->a, f->a->reference, outcome);
    struct effect runs = {.d = unknown, .superiority = unknown};
    int status = SIM_OK;
    if (own != NULL && other != NULL)
        status = effect_paired(own, other, f->a->n_runs, f->a->outcomes[outcome].better, ANALYSIS_LEVEL, &runs, err);
    out->d = out->dz = out->superiority = unknown;
    out->d.value = runs.d.value;
    out->superiority.value = runs.superiority.value;
    return status;
}

static int add_effects(struct filling *f, size_t outcome, struct sim_err *err)
{
    const struct sim_outcome *o = &f->a->outcomes[outcome];
    const double *other = analysis_column(f->a, f->a->reference, outcome);
    const struct sim_range range = analysis_range(f->a, outcome, true);
    int status = fill_differences(f, outcome, err);
    for (size_t c = 0; status == SIM_OK && c < f->n_contrasts; c++) {
        const size_t arm = contrast_arm(f, c);
        const struct analysis_contrast *contrast = analysis_contrast(f->a, contrast_place(f, c), outcome);
        struct effect e;
        status = effect_paired(analysis_column(f->a, arm, outcome), other, f->replications, o->better, ANALYSIS_LEVEL,
                               &e, err);
        if (status == SIM_OK && f->a->contents.antithetic)
            status = sizes_of_runs(f, arm, outcome, &e, err);
        const struct stats_interval limits = bounded_within((struct stats_interval){f->all[c].lo, f->all[c].hi}, range);
        if (status == SIM_OK)
            frame_add(&f->effects, name_of(f, arm), name_of(f, f->a->reference), o->name, o->unit, (int64_t)e.n, e.diff,
                      limits.lo, limits.hi, contrast->p, f->all[c].p, contrast->p_holm, e.d.value, e.d.lo, e.d.hi,
                      e.dz.value, e.dz.lo, e.dz.hi, e.superiority.value, e.superiority.lo, e.superiority.hi);
    }
    return status;
}

static int fill_contrasts(struct filling *f, struct sim_err *err)
{
    int status = SIM_OK;
    for (size_t o = 0; status == SIM_OK && o < f->a->n_outcomes; o++) {
        if (analysis_empty(f->a, o))
            continue;
        status = add_effects(f, o, err);
        for (size_t c = 0; status == SIM_OK && c < f->n_contrasts; c++)
            status = add_pairing(f, contrast_arm(f, c), o, err);
        if (status == SIM_OK)
            status = statistics_best_add(&f->best, &f->draws, f->a, o, err);
    }
    return status;
}

static int reserve(struct filling *f, struct sim_err *err)
{
    const size_t m = f->n_contrasts > 0 ? f->n_contrasts : 1;
    f->differences = sim_calloc(m, f->replications * sizeof *f->differences);
    f->all = sim_calloc(m, sizeof *f->all);
    if (f->differences != NULL && f->all != NULL)
        return SIM_OK;
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the statistics of the comparison");
}

static int give(const struct frame *frame, statistics_take *take, void *context, struct sim_err *err)
{
    const int status = frame_check(frame, err);
    return status == SIM_OK ? take(context, frame, err) : status;
}

int statistics_compute(const struct analysis *a, statistics_take *take, void *context, struct sim_err *err)
{
    struct filling f = {
        .a = a,
        .plan = {.seed = a->contents.seed, .resamples = STATISTICS_RESAMPLES},
        .draws = {.seed = a->contents.seed, .draws = STATISTICS_RESAMPLES},
        .n_contrasts = a->reference < a->contents.n_arms && a->n_listed > 1 ? a->n_listed - 1 : 0,
        .replications = a->contents.replications,
    };
    struct frame *const frames[] = {&f.quantiles, &f.tails, &f.convergence, &f.effects, &f.best, &f.pairing};
    const struct frame_definition *const definitions[] = {&quantile_frame,        &tail_frame,
                                                          &convergence_frame,     &effect_frame,
                                                          &statistics_best_frame, &pairing_frame};
    const size_t n_frames = f.n_contrasts > 0 ? 6 : 3;
    struct frame antithetic;
    frame_start(&antithetic, &statistics_antithetic_frame);
    for (size_t i = 0; i < 6; i++)
        frame_start(frames[i], definitions[i]);
    int status = reserve(&f, err);
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++)
        for (size_t o = 0; status == SIM_OK && o < a->n_outcomes; o++)
            if (!analysis_empty(a, o))
                status = add_arm(&f, a->listed[i], o, err);
    if (status == SIM_OK && f.n_contrasts > 0)
        status = fill_contrasts(&f, err);
    for (size_t i = a->contents.antithetic ? 2 : 0; status == SIM_OK && i < n_frames; i++)
        status = give(frames[i], take, context, err);
    for (size_t o = 0; status == SIM_OK && a->contents.antithetic && o < a->n_outcomes; o++)
        if (!analysis_empty(a, o))
            status = statistics_antithetic_add(&antithetic, a, o, err);
    if (status == SIM_OK && a->contents.antithetic)
        status = give(&antithetic, take, context, err);
    frame_free(&antithetic);
    for (size_t i = 0; i < 6; i++)
        frame_free(frames[i]);
    free(f.differences);
    free(f.all);
    multi_t_free(&f.draws);
    return status;
}

static int keep(void *context, const struct frame *frame, struct sim_err *err)
{
    return store_frame(context, frame, err);
}

int statistics_store(struct store *store, const struct analysis *a, struct sim_err *err)
{
    return statistics_compute(a, keep, store, err);
}
