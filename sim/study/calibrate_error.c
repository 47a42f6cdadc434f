#include <math.h>

#include "sim/store/columns.h"
#include "sim/study/calibrate.h"

static const struct frame_column columns[] = {
    COLUMN_PARAMETER,
    COLUMN_UNIT,
    {"ess", FRAME_REAL, "1", "effective number", "effectief aantal"},
    {"mean_se", FRAME_REAL, "", "of the mean", "van gem."},
    {"q05_se", FRAME_REAL, "", "of 5 %", "van 5%"},
    {"q50_se", FRAME_REAL, "", "of the median", "van mediaan"},
    {"q95_se", FRAME_REAL, "", "of 95 %", "van 95%"},
};
const struct frame_definition calibrate_error_frame = {
    .name = "posterior-error",
    .en = "Standard errors of these figures, by the number of particles they rest on",
    .nl = "Standaardfouten van die cijfers, door het aantal deeltjes waarop ze rusten",
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};

/* Standard error of the quantile p (Woodruff 1952): the share below it is known to +- sqrt(p (1 - p) / ess); half the
 * way between the quantiles at these two shares. Where one of them would lie beyond the outermost particle, the whole
 * way to the other. */
static int quantile_error(const struct calibration *c, size_t factor, double p, double ess, double *out,
                          struct sim_err *err)
{
    const struct scenario_factor *f = &c->study->request->factors[factor];
    const double error = sqrt(p * (1.0 - p) / ess), outermost = 0.5 / ess;
    const bool below = p - error > outermost, above = p + error < 1.0 - outermost;
    double low = 0.0, high = 0.0;
    int status = abc_quantile(c->abc, factor, below || !above ? fmax(p - error, 0.0) : p, &low, err);
    if (status == SIM_OK)
        status = abc_quantile(c->abc, factor, above || !below ? fmin(p + error, 1.0) : p, &high, err);
    if (status == SIM_OK)
        *out = (factor_value(f, high) - factor_value(f, low)) * (below == above ? 0.5 : 1.0);
    return status;
}

int calibrate_error(const struct calibration *c, size_t factor, double sd, double ess, struct calibrate_error *out,
                    struct sim_err *err)
{
    const enum param_type type = c->study->request->factors[factor].row->type;
    const double none = (double)NAN;
    *out = (struct calibrate_error){none, none, none, none};
    if (type == PARAM_CHOICE || type == PARAM_BOOL)
        return SIM_OK;
    out->mean = sd / sqrt(ess);
    int status = quantile_error(c, factor, 0.05, ess, &out->q05, err);
    if (status == SIM_OK)
        status = quantile_error(c, factor, 0.5, ess, &out->q50, err);
    return status == SIM_OK ? quantile_error(c, factor, 0.95, ess, &out->q95, err) : status;
}

/* Share of the spread that must be gone before a value is said to lie outside. */
#define NARROWED 0.2

const char *calibrate_own(const struct calibration *c, size_t f, const struct abc_marginal *m,
                          const struct calibrate_error *error, double narrowed)
{
    const struct scenario_factor *factor = &c->study->request->factors[f];
    if (factor->row->type == PARAM_CHOICE || factor->row->type == PARAM_BOOL)
        return "";
    const double own = factor_own(factor, c->study->request->scenario->arms[0].settings);
    const double low = factor_value(factor, m->q05), high = factor_value(factor, m->q95);
    if (factor->n_levels == 0 && (own < factor->lowest || own > factor->highest))
        return "beyond";
    if (own >= low && own <= high)
        return "inside";
    /* The prior has its own 5 % at 5 % from the edge: the posterior's must lie twice as far in. */
    const bool shared = own < low ? m->q05 < 0.1 : m->q95 > 0.9;
    if (!(narrowed >= NARROWED) || (factor->n_levels == 0 && shared))
        return "untold";
    return own >= low - error->q05 && own <= high + error->q95 ? "limit" : "outside";
}
