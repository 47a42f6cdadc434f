#include "tests/support/toy_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sim/store/store.h"
#include "tests/support/scenario_file.h"
#include "tests/support/workdir.h"

static const char herd[] = "title = \"herd\";\n"
                           "spinup_months = 2;\n"
                           "horizon_months = 5;\n";

struct scenario *toy_scenario(const char *more)
{
    char text[2048];
    assert_true(snprintf(text, sizeof text, "%s%s", herd, more) < (int)sizeof text);
    return scenario_file_make(workdir, "toy.cfg", text, &toy_rules);
}

int toy_run_into(const char *path, const struct scenario *scenario, struct experiment experiment,
                 struct experiment_progress *progress, struct sim_err *err)
{
    int status;
    experiment.model = &toy_model;
    experiment.scenario = scenario;
    experiment.series = true;
    *err = (struct sim_err){SIM_OK, ""};
    status = store_create(path, &toy_model, scenario, experiment.seed, true, false, &experiment.store, err);
    assert_int_equal(status, SIM_OK);
    status = experiment_run(&experiment, progress, err);
    if (status == SIM_OK)
        assert_int_equal(store_finish(experiment.store, experiment.replications, err), SIM_OK);
    store_close(experiment.store);
    return status;
}
