/* Scenarios of the toy model, and their runs. A fault is a test failure. */
#ifndef TESTS_SUPPORT_TOY_BED_H
#define TESTS_SUPPORT_TOY_BED_H

#include "sim/engine/experiment.h"
#include "tests/support/toy_model.h"

/* For `more` below: a herd of a thousand. */
#define TOY_THOUSAND "toy = { animals = 1000; death = 0.1; fee = 25; };\n"

/* A herd, 2 months of spin-up and 5 of horizon, with `more` behind it, by way of a file in workdir. */
struct scenario *toy_scenario(const char *more);

/* Runs into `path`, with series; the status, and what the experiment said. */
int toy_run_into(const char *path, const struct scenario *scenario, struct experiment experiment,
                 struct experiment_progress *progress, struct sim_err *err);

#endif
