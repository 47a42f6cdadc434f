#include <gsl/gsl_version.h>
#include <libconfig.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "sim/base/mem.h"
#include "sim/cli/cli.h"
#include "sim/config/paramtext.h"
#include "sim/mpi/start.h"

/* The parameters of the engine and those of the model, as one table. */
enum cli_exit cli_params(const struct cli_options *options)
{
    const size_t n = scenario_n_params + samenspel_model.n_params;
    struct param *rows = sim_calloc(n, sizeof *rows);
    const enum params_format format = options->format == REPORT_JSON       ? PARAMS_JSON
                                      : options->format == REPORT_MARKDOWN ? PARAMS_MARKDOWN
                                                                           : PARAMS_TEXT;
    if (rows == NULL) {
        cli_warn("out of memory");
        return CLI_FAILED;
    }
    memcpy(rows, scenario_params, scenario_n_params * sizeof *rows);
    memcpy(rows + scenario_n_params, samenspel_model.params, samenspel_model.n_params * sizeof *rows);
    const int status = params_print(stdout, rows, n, format, options->lang == REPORT_NL ? PARAMS_NL : PARAMS_EN);
    free(rows);
    if (status == SIM_E_NOMEM)
        cli_warn("out of memory");
    /* A failed write is told once, when standard output is closed. */
    return cli_exit_of(status);
}

enum cli_exit cli_outcomes(const struct cli_options *options)
{
    struct sim_err err = {SIM_OK, ""};
    const int status = outcomes_print(stdout, samenspel_model.outcomes, samenspel_model.n_outcomes, options->format,
                                      options->lang, &err);
    if (status != SIM_OK && status != SIM_E_IO)
        return cli_fail(&err);
    return cli_exit_of(status);
}

#ifdef __clang__
static const char compiler[] = __VERSION__;
#else
static const char compiler[] = "gcc " __VERSION__;
#endif

enum cli_exit cli_version(const struct cli_options *options)
{
    (void)options;
    (void)printf("samenspel %s, model %s %s\n", SAMENSPEL_VERSION, samenspel_model.name, samenspel_model.version);
    (void)printf("%s; OpenMP %d; GSL %s; libconfig %d.%d.%d; SQLite %s; %s\n", compiler, _OPENMP, gsl_version,
                 LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION, sqlite3_libversion(), mpi_library());
    return CLI_DONE;
}
