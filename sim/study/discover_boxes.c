/* Boxes of the parameters in which an arm is the best. */
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/design/prim.h"
#include "sim/store/columns.h"
#include "sim/study/discover.h"

/* A box of fewer points says little: a density of .8 among 10 has a standard error of .13. */
enum { FEWEST = 10, MOST_BOXES = 3, RESAMPLES = 100, FOLDS = 5 };

static const struct frame_column box_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    {"where", FRAME_TEXT, "", "best there", "daar de beste"},
    {"box", FRAME_INTEGER, "", "box", "vak"},
    COLUMN_POINTS,
    {"mass", FRAME_REAL, "1", "of all points", "van alle punten"},
    {"coverage", FRAME_REAL, "1", "of its wins", "van de winst"},
    {"density", FRAME_REAL, "1", "wins there", "wint daar"},
    {"density_heldout", FRAME_REAL, "1", "held out", "apart gehouden"},
    {"told", FRAME_REAL, "1", "clearly", "duidelijk"},
    {"lost", FRAME_REAL, "1", "another", "ander"},
    {"dense", FRAME_TEXT, "", "80 % or more", "80% of meer"},
};
const struct frame_definition discover_boxes_frame = {
    .name = "boxes",
    .en = "Where each arm does best: boxes in the space of parameters",
    .nl = "Waar elke variant het beste is: vakken in de ruimte van de parameters",
    .columns = box_columns,
    .n_columns = sizeof box_columns / sizeof box_columns[0],
};

static const struct frame_column limit_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    {"where", FRAME_TEXT, "", "best there", "daar de beste"},
    {"box", FRAME_INTEGER, "", "box", "vak"},
    COLUMN_PARAMETER,
    {"from", FRAME_REAL, "", "from", "van"},
    {"to", FRAME_REAL, "", "to", "tot en met"},
    {"words", FRAME_TEXT, "", "one of", "een van"},
    {"quasi_p", FRAME_REAL, "1", "quasi-p", "quasi-p"},
    {"reproduced", FRAME_REAL, "1", "found again in", "weer gevonden in"},
};
const struct frame_definition discover_limits_frame = {
    .name = "box-limits",
    .en = "The limits of the boxes",
    .nl = "De grenzen van de vakken",
    .columns = limit_columns,
    .n_columns = sizeof limit_columns / sizeof limit_columns[0],
};

/* What PRIM works on: the points that are not left out. */
struct search {
    struct prim_data data;
    double *x, *y;    /* [n][k], [n] */
    unsigned *levels; /* [k] */
    size_t *point;    /* [n] */
};

static bool is_words(const struct scenario_factor *factor)
{
    return (factor->row->type == PARAM_CHOICE || factor->row->type == PARAM_BOOL) && factor->n_levels >= 2
           && factor->n_levels <= 64;
}

/* A value as PRIM sees it: the place of a word in its list; a range laid out by ratio by its logarithm. */
static double seen(const struct scenario_factor *factor, double value)
{
    size_t l = 0;
    if (!is_words(factor))
        return factor->log ? log(value) : value;
    while (l + 1 < factor->n_levels && factor->levels[l] != value)
        l++;
    return (double)l;
}

static int open_search(const struct discover *d, struct search *s, struct sim_err *err)
{
    const struct study_request *request = d->study->request;
    const size_t n = d->block.n_points, k = request->n_factors;
    *s = (struct search){.x = sim_calloc(n, k * sizeof *s->x),
                         .y = sim_calloc(n, sizeof *s->y),
                         .levels = sim_calloc(k, sizeof *s->levels),
                         .point = sim_calloc(n, sizeof *s->point)};
    if (s->x == NULL || s->y == NULL || s->levels == NULL || s->point == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the boxes");
    s->data = (struct prim_data){.k = k, .x = s->x, .y = s->y, .levels = s->levels};
    for (size_t f = 0; f < k; f++)
        s->levels[f] = is_words(&request->factors[f]) ? (unsigned)request->factors[f].n_levels : 0;
    for (size_t p = 0; p < n; p++) {
        if (d->regime.point[p].n < 2)
            continue;
        for (size_t f = 0; f < k; f++)
            s->x[s->data.n * k + f] = seen(&request->factors[f], d->study->points[p * k + f]);
        s->point[s->data.n++] = p;
    }
    return SIM_OK;
}

static void close_search(struct search *s)
{
    free(s->x);
    free(s->y);
    free(s->levels);
    free(s->point);
}

/* Of interest is the probability that the arm is the best there (or is not), not a verdict: a verdict would make the box
 * depend on how many replications there are and on where a limit of certainty was drawn, and count a point where two
 * arms are close as a loss for both. The density is then the share of points at which the arm may be expected to be the
 * best. An arm that takes no part at a point is not the best there. Returns the sum. */
static double label(const struct discover *d, struct search *s, size_t arm, bool best)
{
    double sum = 0.0;
    for (size_t i = 0; i < s->data.n; i++) {
        const double chance = d->regime.cell[s->point[i] * d->block.n_arms + arm].p_best;
        const double y = isnan(chance) ? 0.0 : fmin(1.0, fmax(0.0, chance));
        sum += s->y[i] = best ? y : 1.0 - y;
    }
    return sum;
}

/* The limits of a continuous factor in its own unit. They lie between two points; whole numbers are told as the first and
 * the last that are inside. */
static double told(const struct scenario_factor *factor, double limit, bool low)
{
    const double value = factor->log ? exp(limit) : limit;
    if (isnan(limit) || factor->row->type != PARAM_INT)
        return value;
    return low ? ceil(value) : floor(value);
}

static void add_limit(struct discover *d, size_t arm, const char *where, size_t box,
                      const struct scenario_factor *factor, const struct prim_limit *limit)
{
    struct text words = {0};
    char word[64];
    for (size_t l = 0; limit->levels != 0 && l < factor->n_levels; l++) {
        if ((limit->levels >> l & 1u) == 0)
            continue;
        factor_text(factor, factor->levels[l], word, sizeof word);
        text_printf(&words, "%s%s", words.n > 0 ? ", " : "", word);
    }
    struct frame *table = &d->tables[DISCOVER_LIMITS];
    frame_add(table, d->outcome->name, discover_arm(d, arm), where, (int64_t)box, factor->parameter,
              told(factor, limit->lo, true), told(factor, limit->hi, false), text_get(&words),
              floor(limit->p * 1e6 + 0.5) / 1e6, limit->reproduced); /* it ranks: more digits say nothing */
    table->failed = table->failed || words.failed;
    text_free(&words);
}

static void add_box(struct discover *d, const struct search *s, size_t arm, bool best, size_t number,
                    const struct prim_box *box, double heldout)
{
    const struct study_request *request = d->study->request;
    const char *where = best ? "yes" : "no";
    double inside = 0.0, wins = 0.0, losses = 0.0;
    for (size_t i = 0; i < s->data.n; i++) {
        const size_t winner = d->regime.point[s->point[i]].winner;
        if (!prim_inside(box->limit, s->data.k, s->x + i * s->data.k))
            continue;
        inside += 1.0;
        wins += winner == arm ? 1.0 : 0.0;
        losses += winner != arm && winner != REGIME_NONE ? 1.0 : 0.0;
    }
    frame_add(&d->tables[DISCOVER_BOXES], d->outcome->name, discover_arm(d, arm), where, (int64_t)number,
              (int64_t)box->score.n, box->score.mass, box->score.coverage, box->score.density, heldout, wins / inside,
              losses / inside, box->met ? "yes" : "no");
    /* The limits of a box that is not dense were not pruned: they are mostly chance. */
    for (size_t f = 0; f < request->n_factors; f++)
        if (box->met && box->limit[f].restricted)
            add_limit(d, arm, where, number, &request->factors[f], &box->limit[f]);
}

static int find(struct discover *d, struct search *s, size_t arm, bool best, struct sim_err *err)
{
    struct prim_settings settings = prim_defaults();
    struct prim_result result;
    double heldout = (double)NAN;
    if (!(label(d, s, arm, best) > 0.0))
        return SIM_OK;
    settings.min_mass = fmin(0.5, fmax(settings.min_mass, (double)FEWEST / (double)s->data.n));
    settings.max_boxes = best ? MOST_BOXES : 1;
    settings.bootstrap = RESAMPLES;
    settings.seed = d->study->request->seed;
    int status = prim_find(&s->data, &settings, &result, err);
    if (status != SIM_OK)
        return status;
    if (s->data.n >= FOLDS * 2)
        status = prim_heldout(&s->data, &settings, FOLDS, &heldout, err);
    for (size_t b = 0; status == SIM_OK && b < result.n_boxes; b++)
        add_box(d, s, arm, best, b + 1, &result.box[b], b == 0 ? heldout : (double)NAN);
    prim_free(&result);
    return status;
}

int discover_boxes(struct discover *d, struct sim_err *err)
{
    const size_t best = d->regime.best_on_average;
    struct search s;
    int status = open_search(d, &s, err);
    for (size_t a = 0; status == SIM_OK && a < d->block.n_arms; a++)
        if (d->regime.arm[a].told > 0.0)
            status = find(d, &s, a, true, err);
    if (status == SIM_OK && best != REGIME_NONE && d->regime.stays_best < DISCOVER_STAYS_BEST)
        status = find(d, &s, best, false, err);
    close_search(&s);
    return status;
}
