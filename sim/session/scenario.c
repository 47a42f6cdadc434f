#include <string.h>

#include "sim/config/suggest.h"
#include "sim/session/session.h"

/* Outcomes that the scenario asks for but the model does not have: the one check that needs both tables. */
static void check_main_outcomes(const struct sim_model *model, const struct scenario *scenario,
                                struct sim_messages *messages)
{
    for (size_t i = 0; i < scenario->n_main_outcomes; i++) {
        struct suggestion near = {.word = scenario->main_outcomes[i]};
        bool known = false;
        for (size_t k = 0; k < model->n_outcomes && !known; k++) {
            known = strcmp(model->outcomes[k].name, near.word) == 0;
            suggest_consider(&near, model->outcomes[k].name, strlen(model->outcomes[k].name));
        }
        if (known)
            continue;
        sim_messages_add(messages,
                         "%s: the model has no outcome \"%s\"; allowed: those that samenspel outcomes lists%s%s%s",
                         settings_where(scenario->arms[0].settings, "experiment.main_outcomes", 0), near.word,
                         near.n == 0 ? "" : "; did you mean \"", near.n == 0 ? "" : near.best,
                         near.n == 0 ? "" : "\"?");
    }
}

int session_scenario(const struct sim_model *model, const char *path, const char *const *sets, size_t n_sets,
                     struct scenario **out, struct sim_messages *messages, struct sim_err *err)
{
    const struct scenario_rules rules = {
        .model = model->name,
        .params = model->params,
        .n_params = model->n_params,
        .check = model->check,
    };
    int status = scenario_load(path, sets, n_sets, &rules, out, messages, err);

    if (status != SIM_OK)
        return status;
    check_main_outcomes(model, *out, messages);
    if (messages->n + messages->lost == 0)
        return SIM_OK;
    scenario_free(*out);
    *out = NULL;
    return SIM_E_INPUT;
}
