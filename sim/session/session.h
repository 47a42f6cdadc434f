/* What every way into the simulator does between a scenario file and a complete result: read and check the scenario, run
 * what is missing, close the result. The command line (sim/cli) and the library (sim/api) are built on it; neither
 * terminals nor signals are known here, and nothing is printed. */
#ifndef SIM_SESSION_SESSION_H
#define SIM_SESSION_SESSION_H

#include <stdbool.h>

#include "sim/base/err.h"
#include "sim/config/scenario.h"
#include "sim/engine/experiment.h"
#include "sim/engine/model.h"
#include "sim/study/precision.h"

/* scenario_load by the rules of `model`, and the check of what needs the model's outcomes. SIM_OK means without faults:
 * otherwise *out is NULL, `messages` holds every fault of the files (SIM_E_INPUT), and *err may say what else went
 * wrong. Release `messages` in any case. */
int session_scenario(const struct sim_model *model, const char *path, const char *const *sets, size_t n_sets,
                     struct scenario **out, struct sim_messages *messages, struct sim_err *err)
    __attribute__((warn_unused_result));

/* How precise a result should be; see sim/study/precision.h. */
struct session_precision {
    struct precision_wish *wishes; /* [n_wishes], at least one */
    size_t n_wishes, maximum;
    struct frame table; /* what was reached; release with frame_free */
    bool met;
};

/* Opens the result `path` (as store_create does; `fresh` discards what it holds; a result of the first of several arms is
 * another one than that of all of them), runs what is missing, marks it complete
 * and stores the computed tables. A result that was complete for just as many replications (and, with `precision`, the
 * same wishes) is left untouched to the last byte, and may be read-only. On entry
 * experiment->store is ignored. A result that keeps series or events that are not asked for goes on keeping them: then
 * experiment->series and ->events are true on return. On return it is the open store, to be read from and released with store_close, also after
 * a failure; NULL when the file could not be opened. `precision`, when not NULL, decides on the number of replications,
 * which is then in experiment->replications. *progress tells how many runs are stored: after
 * SIM_E_INTERRUPTED the same call goes on where this one stopped. With shards in the experiment (not with `precision`), the
 * result is left unfinished. Runs that fail are
 * dealt with as experiment->on_failure says; where they are recorded, the result is complete without them. The errors of
 * store_create and experiment_run. */
int session_run(struct experiment *experiment, const char *path, bool fresh, struct session_precision *precision,
                struct experiment_progress *progress, struct sim_err *err) __attribute__((warn_unused_result));

#endif
