#include "sim/store/columns.h"
#include "sim/study/sensitivity.h"

#include <math.h>

#define LEVEL 0.95

static const struct frame_column morris_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    COLUMN_PARAMETER,
    COLUMN_UNIT,
    {"mu_star", FRAME_REAL, "outcome", "effect", "effect"},
    {"mu_star_lo", FRAME_REAL, "outcome", "lower 95 % limit of size", "ondergrens 95% grootte"},
    {"mu_star_hi", FRAME_REAL, "outcome", "upper 95 % limit of size", "bovengrens 95% grootte"},
    {"chance", FRAME_REAL, "outcome", "by chance", "door toeval"},
    {"p", FRAME_REAL, "1", "p of no effect", "p geen effect"},
    {"mu", FRAME_REAL, "outcome", "mean", "gemiddeld"},
    {"mu_lo", FRAME_REAL, "outcome", "lower 95 % limit of mean", "ondergrens 95% gemiddelde"},
    {"mu_hi", FRAME_REAL, "outcome", "upper 95 % limit of mean", "bovengrens 95% gemiddelde"},
    {"sigma", FRAME_REAL, "outcome", "sd", "sd"},
};
static const struct frame_definition morris_frame = {
    .name = "indices",
    .en = "What each parameter does, the most important first (elementary effects of Morris)",
    .nl = "Wat elke parameter doet, de belangrijkste voorop (elementaire effecten van Morris)",
    .columns = morris_columns,
    .n_columns = sizeof morris_columns / sizeof morris_columns[0],
};

static const struct frame_column sobol_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    COLUMN_PARAMETER,
    COLUMN_UNIT,
    {"total", FRAME_REAL, "1", "total", "totaal"},
    {"total_lo", FRAME_REAL, "1", "lower 95 % limit of total", "ondergrens 95% totaal"},
    {"total_hi", FRAME_REAL, "1", "upper 95 % limit of total", "bovengrens 95% totaal"},
    {"first", FRAME_REAL, "1", "by itself", "op zichzelf"},
    {"first_lo", FRAME_REAL, "1", "lower 95 % limit of first", "ondergrens 95% eerste"},
    {"first_hi", FRAME_REAL, "1", "upper 95 % limit of first", "bovengrens 95% eerste"},
    {"interaction", FRAME_REAL, "1", "with others", "samen"},
};
static const struct frame_definition sobol_frame = {
    .name = "indices",
    .en = "Share of the spread that goes with each parameter, the most important first (indices of Sobol)",
    .nl = "Aandeel van elke parameter in de spreiding, de belangrijkste voorop (indices van Sobol)",
    .columns = sobol_columns,
    .n_columns = sizeof sobol_columns / sizeof sobol_columns[0],
};

static const struct frame_column variance_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    COLUMN_UNIT,
    {"rows", FRAME_INTEGER, "", "rows", "rijen"},
    {"dropped", FRAME_INTEGER, "", "left out", "vervallen"},
    COLUMN_MEAN,
    {"variance", FRAME_REAL, "outcome squared", "variance", "variantie"},
    {"sd", FRAME_REAL, "outcome", "sd", "sd"},
    {"noise_share", FRAME_REAL, "1", "chance", "toeval"},
    {"contenders", FRAME_INTEGER, "", "rivals for 1st", "mogelijk nr 1"},
    {"rows_needed", FRAME_REAL, "rows", "rows to tell", "rijen nodig"},
};
static const struct frame_definition variance_frame = {
    .name = "variance",
    .en = "How much there is to explain, and how much of it is chance",
    .nl = "Hoeveel er te verklaren is, en hoeveel daarvan toeval is",
    .columns = variance_columns,
    .n_columns = sizeof variance_columns / sizeof variance_columns[0],
};

static const struct frame_column together_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    {"together", FRAME_REAL, "1", "together", "samen"},
    {"together_lo", FRAME_REAL, "1", "lower 95 % limit of it", "ondergrens 95% daarvan"},
    {"together_hi", FRAME_REAL, "1", "upper 95 % limit of it", "bovengrens 95% daarvan"},
};
static const struct frame_definition together_frame = {
    .name = "together",
    .en = "Share of the spread that parameters have together",
    .nl = "Aandeel van de spreiding dat parameters samen hebben",
    .columns = together_columns,
    .n_columns = sizeof together_columns / sizeof together_columns[0],
    .bulk = true,
};

static const struct frame_column part_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    COLUMN_PARAMETER,
    {"part", FRAME_REAL, "outcome squared", "variance if all others were known",
     "variantie als alle andere bekend waren"},
    {"part_lo", FRAME_REAL, "outcome squared", "lower 95 % limit of it", "ondergrens 95% daarvan"},
    {"part_hi", FRAME_REAL, "outcome squared", "upper 95 % limit of it", "bovengrens 95% daarvan"},
    {"undefined", FRAME_INTEGER, "", "bootstrap resamples without variance, left out of the shares",
     "bootstraptrekkingen zonder variantie, die niet meetellen bij de aandelen"},
};
static const struct frame_definition part_frame = {
    .name = "parts",
    .en = "Variance that goes with each parameter, in the order of the shares",
    .nl = "Variantie die bij elke parameter hoort, in de volgorde van de aandelen",
    .columns = part_columns,
    .n_columns = sizeof part_columns / sizeof part_columns[0],
    .bulk = true,
};

static const struct frame_column sign_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    COLUMN_UNIT,
    COLUMN_POINTS,
    COLUMN_MEAN,
    {"lowest", FRAME_REAL, "outcome", "lowest", "laagste"},
    {"highest", FRAME_REAL, "outcome", "highest", "hoogste"},
    {"above_0", FRAME_REAL, "1", "share above 0", "aandeel boven 0"},
    {"clearly_above", FRAME_REAL, "1", "clearly above 0", "duidelijk boven 0"},
    {"clearly_below", FRAME_REAL, "1", "clearly below 0", "duidelijk onder 0"},
};
static const struct frame_definition sign_frame = {
    .name = "signs",
    .en = "Differences between arms over all points: does their sign hold?",
    .nl = "Verschillen tussen varianten over alle punten: houdt hun teken stand?",
    .columns = sign_columns,
    .n_columns = sizeof sign_columns / sizeof sign_columns[0],
};

static const struct frame_column design_columns[] = {
    {"method", FRAME_TEXT, "", "method", "methode"},
    {"rows", FRAME_INTEGER, "", "trajectories or rows", "trajecten of rijen"},
    {"points_each", FRAME_INTEGER, "", "points of each", "punten van elk"},
    {"parameters", FRAME_INTEGER, "", "parameters", "parameters"},
    {"replications", FRAME_INTEGER, "", "replications of a point", "herhalingen per punt"},
    {"uneven", FRAME_TEXT, "", "uneven values", "ongelijk verdeelde waarden"},
};
static const struct frame_definition design_frame = {
    .name = "sensitivity-design",
    .en = "The design of the sensitivity analysis",
    .nl = "De opzet van de gevoeligheidsanalyse",
    .columns = design_columns,
    .n_columns = sizeof design_columns / sizeof design_columns[0],
    .bulk = true,
};

void sensitivity_tables_start(struct sensitivity_tables *tables, bool morris)
{
    frame_start(&tables->indices, morris ? &morris_frame : &sobol_frame);
    frame_start(&tables->variance, &variance_frame);
    frame_start(&tables->signs, &sign_frame);
    frame_start(&tables->design, &design_frame);
    frame_start(&tables->together, &together_frame);
    frame_start(&tables->parts, &part_frame);
}

void sensitivity_tables_free(struct sensitivity_tables *tables)
{
    frame_free(&tables->indices);
    frame_free(&tables->variance);
    frame_free(&tables->signs);
    frame_free(&tables->design);
    frame_free(&tables->together);
    frame_free(&tables->parts);
}

void sensitivity_tables_describe(struct sensitivity_tables *tables, const struct sensitivity_work *work,
                                 const char *uneven)
{
    frame_add(&tables->design, work->morris ? "morris" : "sobol", (int64_t)work->n, (int64_t)work->per_row,
              (int64_t)work->k, (int64_t)work->block.replications, uneven);
}

/* The most important first; without a size last; equal ones as in the scenario. */
static void sort(struct sensitivity_work *work)
{
    for (size_t i = 0; i < work->k; i++) {
        const double size = work->importance[i].size;
        size_t at = i;
        for (; at > 0; at--) {
            const double before = work->importance[work->order[at - 1]].size;
            if (isnan(size) || before >= size)
                break;
            work->order[at] = work->order[at - 1];
        }
        work->order[at] = i;
    }
}

/* How many parameters may be the most important, as far as the intervals say, and how many rows would tell: an interval
 * gets narrower with the root of their number. Of Sobol's rows the power of two above, which is what one would run. NaN
 * when it cannot be said. */
static size_t count_contenders(const struct sensitivity_work *work, double *rows_needed)
{
    const struct importance *first = &work->importance[work->order[0]];
    double worst = 1.0;
    size_t n = 1;
    for (size_t i = 1; i < work->k; i++) {
        const struct importance *other = &work->importance[work->order[i]];
        const double overlap =
            (first->size - first->interval.lo + other->interval.hi - other->size) / (first->size - other->size);
        n += !(other->interval.hi < first->interval.lo);
        worst = isnan(overlap) || overlap > worst ? overlap : worst; /* once it cannot be said, it stays so */
    }
    const double needed = ceil((double)work->n * worst * worst);
    *rows_needed = !isfinite(worst) || !isfinite(first->interval.lo) ? (double)NAN
                   : work->morris || n == 1                          ? needed
                                                                     : exp2(ceil(log2(needed)));
    return n;
}

static void add_indices(struct sensitivity_tables *tables, const struct sensitivity_work *work,
                        const struct sim_outcome *outcome, const char *arm, const char *reference)
{
    for (size_t i = 0; i < work->k; i++) {
        const struct importance *it = &work->importance[work->order[i]];
        const char *parameter = work->study->request->factors[work->order[i]].parameter;
        if (work->morris)
            frame_add(&tables->indices, outcome->name, arm, reference, parameter, outcome->unit, it->size,
                      it->interval.lo, it->interval.hi, it->chance, it->p, it->effect.mu, it->effect.mu_interval.lo,
                      it->effect.mu_interval.hi, it->effect.sigma);
        else
            frame_add(&tables->indices, outcome->name, arm, reference, parameter, outcome->unit, it->size,
                      it->interval.lo, it->interval.hi, it->index.first, it->index.first_interval.lo,
                      it->index.first_interval.hi, it->index.total - it->index.first);
        if (!work->morris)
            frame_add(&tables->parts, outcome->name, arm, reference, parameter, it->index.part,
                      it->index.part_interval.lo, it->index.part_interval.hi, (int64_t)work->variance.undefined);
    }
}

/* Points of Sobol's rows after the first two repeat these but for one parameter: left out. */
static void add_signs(struct sensitivity_tables *tables, const struct sensitivity_work *work,
                      const struct sim_outcome *outcome, const char *arm, const char *reference)
{
    const size_t replications = work->block.replications;
    struct stats_moments all = {0};
    double lowest = (double)NAN, highest = (double)NAN;
    size_t above = 0, clearly_above = 0, clearly_below = 0, tested = 0;
    for (size_t p = 0; p < work->block.n_points; p++) {
        struct stats_moments moments = {0};
        for (size_t r = 0; r < replications; r++)
            if (isfinite(work->quantity[p * replications + r]))
                stats_add(&moments, work->quantity[p * replications + r]);
        if (moments.n == 0 || (!work->morris && p % work->per_row > 1))
            continue;
        const double mean = stats_mean(&moments);
        const struct stats_interval interval = stats_mean_interval(&moments, LEVEL);
        stats_add(&all, mean);
        lowest = fmin(lowest, mean); /* a number where the other is none */
        highest = fmax(highest, mean);
        above += mean > 0.0;
        tested += moments.n > 1;
        clearly_above += interval.lo > 0.0;
        clearly_below += interval.hi < 0.0;
    }
    const double n = all.n > 0 ? (double)all.n : (double)NAN, n_tested = tested > 0 ? (double)tested : (double)NAN;
    frame_add(&tables->signs, outcome->name, arm, reference, outcome->unit, (int64_t)all.n, stats_mean(&all), lowest,
              highest, (double)above / n, (double)clearly_above / n_tested, (double)clearly_below / n_tested);
}

void sensitivity_tables_add(struct sensitivity_tables *tables, struct sensitivity_work *work,
                            const struct study_quantity *quantity)
{
    const struct study_request *request = work->study->request;
    const struct sim_outcome *outcome = &request->model->outcomes[quantity->outcome];
    const char *arm = request->scenario->arms[quantity->arm].name;
    const char *reference = quantity->reference >= 0 ? request->scenario->arms[quantity->reference].name : "";
    const struct sensitivity_variance *v = &work->variance;
    double rows_needed = (double)NAN;
    sort(work);
    const size_t contenders = count_contenders(work, &rows_needed);
    add_indices(tables, work, outcome, arm, reference);
    frame_add(&tables->variance, outcome->name, arm, reference, outcome->unit, (int64_t)v->rows, (int64_t)v->dropped,
              v->mean, v->variance,
              v->variance > 0.0    ? sqrt(v->variance)
              : v->variance == 0.0 ? 0.0
                                   : (double)NAN,
              v->noise_share, (int64_t)contenders, rows_needed);
    if (!work->morris)
        frame_add(&tables->together, outcome->name, arm, reference, v->together, v->together_interval.lo,
                  v->together_interval.hi);
    if (quantity->reference >= 0)
        add_signs(tables, work, outcome, arm, reference);
}
