/* The precision that a command is asked for: on the command line, else in the scenario. */
#include <stddef.h>

#include "models/model.h"
#include "sim/base/mem.h"
#include "sim/cli/cli.h"
#include "sim/config/scenario.h"

static int read_wish(const char *text, struct precision_wish *out, struct sim_err *err)
{
    struct sim_err why = {SIM_OK, ""};
    const int status = precision_read(text, &samenspel_model, out, &why);
    return status == SIM_OK ? SIM_OK : sim_fail(err, (enum sim_status)status, "--precision: %s", why.text);
}

int cli_wishes(const struct cli_options *options, const struct scenario *scenario, struct precision_wish **wishes,
               size_t *n, struct sim_err *err)
{
    const char *const *texts = options->precisions;
    int status = SIM_OK;
    *wishes = NULL;
    *n = options->n_precisions;
    if (*n == 0)
        *n = settings_texts_at(scenario->arms[0].settings, "experiment.precision", 0, &texts);
    if (*n == 0)
        return SIM_OK;
    *wishes = sim_calloc(*n, sizeof **wishes);
    if (*wishes == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    for (size_t i = 0; status == SIM_OK && i < *n; i++) /* those of the scenario were read before, with their place */
        status = read_wish(texts[i], &(*wishes)[i], err);
    return status;
}
