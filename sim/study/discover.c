/* Which arm wins where: `samenspel discover`. */
#include "sim/study/discover.h"

#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/bounded.h"
#include "sim/store/columns.h"

#define LEVEL 0.95

static const struct frame_column robustness_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_ARM,
    COLUMN_MEAN,
    {"regret", FRAME_REAL, "outcome", "mean regret", "gemiddelde spijt"},
    {"regret_heldout", FRAME_REAL, "outcome", "regret held out", "spijt, apart gehouden"},
    {"regret_lo", FRAME_REAL, "outcome", "lower 95 % limit of the mean regret",
     "ondergrens 95% van de gemiddelde spijt"},
    {"regret_hi", FRAME_REAL, "outcome", "upper 95 % limit of the mean regret",
     "bovengrens 95% van de gemiddelde spijt"},
    {"max_regret", FRAME_REAL, "outcome", "largest regret", "grootste spijt"},
    {"max_regret_heldout", FRAME_REAL, "outcome", "largest held out", "grootste, apart gehouden"},
    {"max_regret_lo", FRAME_REAL, "outcome", "lower 95 % limit of the largest regret of these points",
     "ondergrens 95% van de grootste spijt op deze punten"},
    {"max_regret_hi", FRAME_REAL, "outcome", "upper 95 % limit of the largest regret of these points",
     "bovengrens 95% van de grootste spijt op deze punten"},
    {"max_regret_point", FRAME_INTEGER, "", "at point", "op punt"},
};
static const struct frame_definition robustness_frame = {
    .name = "robustness",
    .en = "How each arm does over all points",
    .nl = "Hoe elke variant het doet over alle punten",
    .columns = robustness_columns,
    .n_columns = sizeof robustness_columns / sizeof robustness_columns[0],
};

static const struct frame_column averages_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_ARM,
    {"mean", FRAME_REAL, "outcome", "mean over points", "gemiddelde over punten"},
    {"mean_lo", FRAME_REAL, "outcome", "lower 95 % limit of the mean", "ondergrens 95% van het gemiddelde"},
    {"mean_hi", FRAME_REAL, "outcome", "upper 95 % limit of the mean", "bovengrens 95% van het gemiddelde"},
    {"behind", FRAME_REAL, "outcome", "behind the best on average", "achter op de gemiddeld beste"},
    {"behind_lo", FRAME_REAL, "outcome", "lower 95 % limit of what it is behind, of all arms together",
     "ondergrens 95% van de achterstand, van alle varianten samen"},
    {"behind_hi", FRAME_REAL, "outcome", "upper 95 % limit of what it is behind, of all arms together",
     "bovengrens 95% van de achterstand, van alle varianten samen"},
    {"interval", FRAME_TEXT, "", "intervals over", "intervallen over"},
};
static const struct frame_definition averages_frame = {
    .name = "averages",
    .en = "Every arm on average over all points",
    .nl = "Elke variant gemiddeld over alle punten",
    .columns = averages_columns,
    .n_columns = sizeof averages_columns / sizeof averages_columns[0],
};

static const struct frame_column shares_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_POINTS,
    {"won", FRAME_REAL, "1", "leads at", "voorop op"},
    {"won_lo", FRAME_REAL, "1", "lower 95 % limit of the share where it is the best",
     "ondergrens 95% van het deel waar die de beste is"},
    {"won_hi", FRAME_REAL, "1", "upper 95 % limit of the share where it is the best",
     "bovengrens 95% van het deel waar die de beste is"},
    {"told", FRAME_REAL, "1", "clearly best", "duidelijk beste"},
    {"expected", FRAME_REAL, "1", "chance best", "kans op beste"},
    {"meets", FRAME_REAL, "1", "good enough", "goed genoeg"},
    {"meets_lo", FRAME_REAL, "1", "lower 95 % limit of the share where it is good enough",
     "ondergrens 95% van het deel waar die goed genoeg is"},
    {"meets_hi", FRAME_REAL, "1", "upper 95 % limit of the share where it is good enough",
     "bovengrens 95% van het deel waar die goed genoeg is"},
    {"meets_expected", FRAME_REAL, "1", "chance of it", "kans daarop"},
};
static const struct frame_definition shares_frame = {
    .name = "shares",
    .en = "At which share of the points each arm is the best",
    .nl = "Op welk deel van de punten elke variant de beste is",
    .columns = shares_columns,
    .n_columns = sizeof shares_columns / sizeof shares_columns[0],
};

static const struct frame_column stability_columns[] = {
    COLUMN_OUTCOME,
    {"best", FRAME_TEXT, "", "best on average", "gemiddeld de beste"},
    {"second", FRAME_TEXT, "", "runner-up", "tweede"},
    {"minimax", FRAME_TEXT, "", "least largest regret", "minste grootste spijt"},
    {"stays", FRAME_REAL, "1", "stays best", "blijft beste"},
    {"stays_lo", FRAME_REAL, "1", "lower 95 % limit of the share where it is the best",
     "ondergrens 95% van het deel waar die de beste is"},
    {"stays_hi", FRAME_REAL, "1", "upper 95 % limit of the share where it is the best",
     "bovengrens 95% van het deel waar die de beste is"},
    {"stays_expected", FRAME_REAL, "1", "chance", "kans"},
    {"overturned", FRAME_REAL, "1", "another best", "ander beste"},
    {"not_told", FRAME_REAL, "1", "not told", "onbeslist"},
    {"stable", FRAME_TEXT, "", "stable", "stabiel"},
    COLUMN_POINTS,
    {"left_out", FRAME_INTEGER, "", "left out", "weggelaten"},
};
static const struct frame_definition stability_frame = {
    .name = "stability",
    .en = "Does the arm that is best on average stay the best?",
    .nl = "Blijft de variant die gemiddeld de beste is de beste?",
    .columns = stability_columns,
    .n_columns = sizeof stability_columns / sizeof stability_columns[0],
};

static const struct frame_column more_columns[] = {
    COLUMN_OUTCOME,
    {"replications", FRAME_INTEGER, "", "replications per point", "herhalingen per punt"},
    {"told", FRAME_REAL, "1", "told apart at", "te onderscheiden op"},
};
static const struct frame_definition more_frame = {
    .name = "more-replications",
    .en = "At which share of points the best can be told, with more replications at most about",
    .nl = "Op welk deel van de punten de beste aan te wijzen is, bij meer herhalingen hooguit ongeveer",
    .columns = more_columns,
    .n_columns = sizeof more_columns / sizeof more_columns[0],
};

static const struct frame_column regimes_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_POINT,
    {"n", FRAME_INTEGER, "", "replications compared", "vergeleken herhalingen"},
    {"leader", FRAME_TEXT, "", "best mean", "beste gemiddelde"},
    {"winner", FRAME_TEXT, "", "clearly best", "duidelijk de beste"},
    {"p_best", FRAME_REAL, "1", "chance that it is best", "kans dat dit de beste is"},
    {"second", FRAME_TEXT, "", "runner-up", "tweede"},
    {"lead", FRAME_REAL, "outcome", "ahead of the runner-up", "voorsprong op de tweede"},
};
static const struct frame_definition regimes_frame = {
    .name = "regimes",
    .en = "Who wins at every point",
    .nl = "Wie wint op elk punt",
    .columns = regimes_columns,
    .n_columns = sizeof regimes_columns / sizeof regimes_columns[0],
    .bulk = true,
};

static const struct frame_column regret_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    COLUMN_POINT,
    COLUMN_ARM,
    COLUMN_MEAN,
    {"p_best", FRAME_REAL, "1", "chance to be best", "kans de beste te zijn"},
    {"regret", FRAME_REAL, "outcome", "regret: behind the best", "spijt: achter op de beste"},
    {"p_meets", FRAME_REAL, "1", "chance of good enough", "kans op goed genoeg"},
};
static const struct frame_definition regret_frame = {
    .name = "regret",
    .en = "Every arm at every point: how far behind the best",
    .nl = "Elke variant op elk punt: hoe ver achter op de beste",
    .columns = regret_columns,
    .n_columns = sizeof regret_columns / sizeof regret_columns[0],
    .bulk = true,
};

static void add_robustness(struct discover *d)
{
    for (size_t a = 0; a < d->block.n_arms; a++) {
        const struct regime_arm *arm = &d->regime.arm[a];
        const struct regime_arm_limits *sure = &d->limits[a];
        frame_add(&d->tables[DISCOVER_ROBUSTNESS], d->outcome->name, d->outcome->unit, discover_arm(d, a), arm->mean,
                  arm->regret, arm->regret_heldout, sure->regret.lo, sure->regret.hi, arm->max_regret,
                  arm->max_regret_heldout, sure->max_regret.lo, sure->max_regret.hi,
                  arm->max_regret_point == REGIME_NONE ? (int64_t)-1 : (int64_t)arm->max_regret_point);
        frame_add(&d->tables[DISCOVER_AVERAGES], d->outcome->name, d->outcome->unit, discover_arm(d, a), arm->mean,
                  sure->mean.lo, sure->mean.hi, sure->behind, sure->behind_limits.lo, sure->behind_limits.hi,
                  points_are_planned(&d->points) ? "replications" : "both");
        frame_add(&d->tables[DISCOVER_SHARES], d->outcome->name, discover_arm(d, a), (int64_t)arm->points,
                  arm->share_won, sure->won.lo, sure->won.hi, arm->told, arm->share_expected, arm->share_meets,
                  sure->meets.lo, sure->meets.hi, arm->share_meets_expected);
    }
}

/* That the arm leads at most points is not enough: where arms do alike luck gives one of them the lead, and as all points
 * share their replications, the same one everywhere. The mean chance that it is the best has no such flattery: where
 * nothing is told it is that of a draw, so that it reaches the limit only when most points tell the arms apart. */
static bool is_stable(const struct regime_result *r)
{
    return r->stays_best >= DISCOVER_STAYS_BEST && r->stays_best_expected >= DISCOVER_STAYS_BEST;
}

static void add_stability(struct discover *d)
{
    const struct regime_result *r = &d->regime;
    const double overturned = fabs(r->overturned) < 1e-9 ? 0.0 : r->overturned; /* it is what is left of shares */
    const double no = (double)NAN;
    const struct stats_interval stays =
        r->best_on_average == REGIME_NONE ? (struct stats_interval){no, no} : d->limits[r->best_on_average].won;
    frame_add(&d->tables[DISCOVER_STABILITY], d->outcome->name, discover_arm(d, r->best_on_average),
              discover_arm(d, regime_second(d->limits, d->block.n_arms)), discover_arm(d, r->minimax), r->stays_best,
              stays.lo, stays.hi, r->stays_best_expected, overturned, r->not_told, is_stable(r) ? "yes" : "no",
              (int64_t)(r->n_points - r->left_out), (int64_t)r->left_out);
}

static void add_more(struct discover *d)
{
    static const size_t times[] = {1, 2, 4, 10};
    const struct regime_data data = discover_data(d);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        const size_t n = times[i] * data.replications;
        frame_add(&d->tables[DISCOVER_MORE], d->outcome->name, (int64_t)n,
                  times[i] == 1 ? 1.0 - d->regime.not_told : regime_foresee(&data, &d->settings, &d->regime, n));
    }
}

static void add_points(struct discover *d)
{
    const size_t arms = d->block.n_arms;
    for (size_t p = 0; p < d->block.n_points; p++) {
        const struct regime_point *point = &d->regime.point[p];
        const struct regime_cell *cell = &d->regime.cell[p * arms];
        size_t second = REGIME_NONE;
        for (size_t a = 0; a < arms; a++) {
            frame_add(&d->tables[DISCOVER_REGRET], d->outcome->name, d->outcome->unit, (int64_t)p, discover_arm(d, a),
                      cell[a].mean, cell[a].p_best, cell[a].regret, cell[a].p_meets);
            if (a != point->leader && !isnan(cell[a].regret)
                && (second == REGIME_NONE || cell[a].regret < cell[second].regret))
                second = a;
        }
        frame_add(&d->tables[DISCOVER_REGIMES], d->outcome->name, d->outcome->unit, (int64_t)p, (int64_t)point->n,
                  discover_arm(d, point->leader), discover_arm(d, point->winner),
                  point->leader == REGIME_NONE ? (double)NAN : cell[point->leader].p_best, discover_arm(d, second),
                  second == REGIME_NONE ? (double)NAN : cell[second].regret);
    }
}

/* Means over points are as bounded as runs are, and what an arm is behind another is a difference of two. */
static void keep_within(struct discover *d)
{
    const struct sim_range range = sim_outcome_range(d->outcome, d->study->request->scenario->horizon_months);
    const struct sim_range behind = sim_range_of_difference(range);
    for (size_t a = 0; a < d->block.n_arms; a++) {
        struct regime_arm_limits *arm = &d->limits[a];
        arm->mean = bounded_within(arm->mean, range);
        arm->regret = bounded_within(arm->regret, behind);
        arm->max_regret = bounded_within(arm->max_regret, behind);
        arm->behind_limits = bounded_within(arm->behind_limits, behind);
    }
}

/* Everything about one outcome. */
static int judge(struct discover *d, size_t outcome, struct sim_err *err)
{
    const struct study_request *request = d->study->request;
    const struct regime_data data = discover_data(d);
    struct sim_err why = {SIM_OK, ""};
    d->outcome = &request->model->outcomes[outcome];
    d->settings = regime_defaults(d->outcome->better);
    d->settings.threshold = request->threshold;
    d->settings.seed = request->seed;
    int status = study_values(d->study, &d->block, outcome, d->values, err);
    if (status != SIM_OK)
        return status;
    status = regime_find(&data, &d->settings, &d->regime, &why);
    if (status != SIM_OK)
        return sim_fail(err, (enum sim_status)status, "discover: %s: %s", d->outcome->name, why.text);
    status = regime_limits(&data, &d->settings, &d->regime, !points_are_planned(&d->points), LEVEL, d->limits, err);
    if (status != SIM_OK) {
        regime_free(&d->regime);
        return status;
    }
    keep_within(d);
    add_robustness(d);
    add_stability(d);
    add_more(d);
    add_points(d);
    status = discover_boxes(d, err);
    if (status == SIM_OK)
        status = discover_map(d, err);
    regime_free(&d->regime);
    return status;
}

static int check(const struct study_request *request, struct sim_err *err)
{
    const enum points_kind kind =
        (enum points_kind)settings_choice(request->scenario->arms[0].settings, "experiment.design");
    if (request->scenario->n_listed < 2)
        return sim_fail(err, SIM_E_INPUT,
                        "discover needs two arms or more: which one does best where? List them in experiment.arms");
    if (request->replications < 2)
        return sim_fail(err, SIM_E_INPUT, "discover needs two replications or more to tell luck from difference");
    if (kind == POINTS_ONE_AT_A_TIME || kind == POINTS_POSTERIOR)
        return sim_fail(
            err, SIM_E_INPUT,
            "%s: must be \"lhs\", \"sobol\" or \"factorial\" here: discover needs points that fill the space",
            settings_where(request->scenario->arms[0].settings, "experiment.design", 0));
    for (size_t o = 0; o < request->n_outcomes; o++)
        if (request->model->outcomes[request->outcomes[o]].better == 0)
            return sim_fail(err, SIM_E_INPUT,
                            "discover: of %s neither higher nor lower is better; choose others with --outcome",
                            request->model->outcomes[request->outcomes[o]].name);
    if (!isnan(request->threshold) && request->n_outcomes != 1)
        return sim_fail(err, SIM_E_INPUT, "discover: --threshold speaks of one outcome; choose it with --outcome");
    return SIM_OK;
}

int discover(struct study *study, struct sim_err *err)
{
    static const struct frame_definition *const definitions[DISCOVER_N_TABLES] = {
        [DISCOVER_ROBUSTNESS] = &robustness_frame,
        [DISCOVER_AVERAGES] = &averages_frame,
        [DISCOVER_SHARES] = &shares_frame,
        [DISCOVER_STABILITY] = &stability_frame,
        [DISCOVER_BOXES] = &discover_boxes_frame,
        [DISCOVER_LIMITS] = &discover_limits_frame,
        [DISCOVER_DRIVERS] = &discover_drivers_frame,
        [DISCOVER_MORE] = &more_frame,
        [DISCOVER_MAP] = &discover_map_frame,
        [DISCOVER_REGIMES] = &regimes_frame,
        [DISCOVER_REGRET] = &regret_frame,
    };
    const struct study_request *request = study->request;
    struct discover d = {.study = study};
    bool goes_on = false;
    for (size_t t = 0; t < DISCOVER_N_TABLES; t++)
        frame_start(&d.tables[t], definitions[t]);
    int status = check(request, err);
    if (status == SIM_OK)
        status = points_make(request, &d.points, err);
    if (status == SIM_OK)
        status = study_add_points(study, d.points.unit, d.points.n, err);
    d.block = (struct study_block){.n_points = d.points.n,
                                   .n_arms = request->scenario->n_listed,
                                   .replications = request->replications};
    if (status == SIM_OK)
        status = study_run(study, &d.block, err);
    if (status == SIM_OK)
        status = study_conclude(study, &d.block, &goes_on, err);
    if (!goes_on)
        goto cleanup;
    if (status == SIM_OK) {
        d.values = sim_calloc(study_size(&d.block), sizeof *d.values);
        d.limits = sim_calloc(d.block.n_arms, sizeof *d.limits);
        if (d.values == NULL || d.limits == NULL)
            status = sim_fail(err, SIM_E_NOMEM, "out of memory for the values of all runs");
    }
    for (size_t o = 0; status == SIM_OK && o < study->n_outcomes; o++)
        status = judge(&d, study->outcomes[o], err);
    if (status == SIM_OK)
        status = study_finish(study, err);
    for (size_t t = 0; status == SIM_OK && t < DISCOVER_N_TABLES; t++)
        status = study_keep(study, &d.tables[t], err);

cleanup:
    for (size_t t = 0; t < DISCOVER_N_TABLES; t++)
        frame_free(&d.tables[t]);
    free(d.values);
    free(d.limits);
    points_free(&d.points);
    return status;
}
