#include <string.h>

#include "sim/config/suggest.h"
#include "sim/session/session.h"

static void check_outcome(const struct sim_model *model, const char *word, const char *where,
                          struct sim_messages *messages)
{
    for (size_t k = 0; k < model->n_outcomes; k++)
        if (strcmp(model->outcomes[k].name, word) == 0)
            return;
    const char *near = suggest_nearest(word, &model->outcomes[0].name, model->n_outcomes, sizeof model->outcomes[0]);
    sim_messages_add(messages,
                     "%s: the model has no outcome \"%s\"; allowed: those that samenspel outcomes lists%s%s%s", where,
                     word, near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
                     near == NULL ? "" : "\"?");
}

static void check_precision(const struct sim_model *model, const struct settings *settings,
                            struct sim_messages *messages)
{
    const char *const *texts;
    const size_t n = settings_texts_at(settings, "experiment.precision", 0, &texts);
    for (size_t i = 0; i < n; i++) {
        struct precision_wish wish;
        struct sim_err why = {SIM_OK, ""};
        if (precision_read(texts[i], model, &wish, &why) != SIM_OK)
            sim_messages_add(messages, "%s: %s", settings_where(settings, "experiment.precision", 0), why.text);
    }
}

/* Outcomes that the scenario asks for but the model does not have: the one check that needs both tables. */
static void check_outcomes(const struct sim_model *model, const struct scenario *scenario,
                           struct sim_messages *messages)
{
    const struct settings *settings = scenario->arms[0].settings;
    for (size_t i = 0; i < scenario->n_main_outcomes; i++)
        check_outcome(model, scenario->main_outcomes[i], settings_where(settings, "experiment.main_outcomes", 0),
                      messages);
    for (size_t j = 0; j < scenario->n_targets; j++)
        check_outcome(model, scenario->targets[j].outcome, settings_where(settings, "experiment.targets[].outcome", j),
                      messages);
    check_precision(model, settings, messages);
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
    check_outcomes(model, *out, messages);
    if (messages->n + messages->lost == 0)
        return SIM_OK;
    scenario_free(*out);
    *out = NULL;
    return SIM_E_INPUT;
}
