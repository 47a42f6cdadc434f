/* Versions, outcomes and parameters: what can be said without a handle. */
#include <math.h>
#include <string.h>

#include "models/model.h"
#include "sim/api/api.h"
#include "sim/base/text.h"
#include "sim/config/paramtext.h"

int samenspel_api_version(void)
{
    return SAMENSPEL_API_VERSION;
}

const char *samenspel_version(void)
{
    return SAMENSPEL_VERSION;
}

const char *samenspel_model_version(void)
{
    return samenspel_model.version;
}

static const struct sim_outcome *outcome_at(size_t i)
{
    return i < samenspel_model.n_outcomes ? &samenspel_model.outcomes[i] : NULL;
}

size_t samenspel_outcome_count(void)
{
    return samenspel_model.n_outcomes;
}

size_t samenspel_find_outcome(const char *name)
{
    for (size_t i = 0; name != NULL && i < samenspel_model.n_outcomes; i++)
        if (strcmp(samenspel_model.outcomes[i].name, name) == 0)
            return i;
    return SAMENSPEL_NONE;
}

const char *samenspel_outcome_name(size_t outcome)
{
    const struct sim_outcome *row = outcome_at(outcome);
    return row != NULL ? row->name : NULL;
}

const char *samenspel_outcome_unit(size_t outcome)
{
    const struct sim_outcome *row = outcome_at(outcome);
    return row != NULL ? row->unit : NULL;
}

const char *samenspel_outcome_aim(size_t outcome)
{
    const struct sim_outcome *row = outcome_at(outcome);
    return row != NULL ? row->aim : NULL;
}

const char *samenspel_outcome_label(size_t outcome, const char *lang)
{
    const struct sim_outcome *row = outcome_at(outcome);
    if (row == NULL)
        return NULL;
    return api_dutch(lang) ? row->nl : row->en;
}

int samenspel_outcome_direction(size_t outcome)
{
    const struct sim_outcome *row = outcome_at(outcome);
    return row != NULL ? row->better : 0;
}

/* The parameters of the engine and those of the model, as one table. */
static const struct param *parameter_at(size_t i)
{
    if (i < scenario_n_params)
        return &scenario_params[i];
    i -= scenario_n_params;
    return i < samenspel_model.n_params ? &samenspel_model.params[i] : NULL;
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static bool is_number(const struct param *row)
{
    return row->type == PARAM_REAL || row->type == PARAM_INT || row->type == PARAM_REALS;
}

size_t samenspel_parameter_count(void)
{
    return scenario_n_params + samenspel_model.n_params;
}

const char *samenspel_parameter_path(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL ? row->path : NULL;
}

const char *samenspel_parameter_type(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL ? params_type(row->type) : NULL;
}

const char *samenspel_parameter_unit(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL ? or_empty(row->unit) : NULL;
}

const char *samenspel_parameter_choices(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL ? or_empty(row->choices) : NULL;
}

const char *samenspel_parameter_description(size_t parameter, const char *lang)
{
    const struct param *row = parameter_at(parameter);
    if (row == NULL)
        return NULL;
    return or_empty(api_dutch(lang) ? row->nl : row->en);
}

const char *samenspel_parameter_source(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL ? or_empty(row->source) : NULL;
}

double samenspel_parameter_lowest(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL && is_number(row) ? row->lowest : (double)NAN;
}

double samenspel_parameter_highest(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL && is_number(row) ? row->highest : (double)NAN;
}

int samenspel_parameter_required(size_t parameter)
{
    const struct param *row = parameter_at(parameter);
    return row != NULL && (row->flags & PARAM_REQUIRED) != 0;
}

int samenspel_parameter_default(size_t parameter, char *text, size_t size)
{
    const struct param *row = parameter_at(parameter);
    struct text written = {0};
    struct api_guard guard;

    if (row == NULL || text == NULL || size == 0)
        return SAMENSPEL_E_ARGUMENT;
    text[0] = '\0';
    if (samenspel_parameter_required(parameter))
        return SAMENSPEL_OK;
    int status = api_enter(&guard, NULL, 0);
    if (status != SAMENSPEL_OK)
        return status;
    params_add_default(&written, row, PARAMS_EN);
    if (written.failed)
        status = SAMENSPEL_E_NOMEM;
    else if (written.n >= size)
        status = SAMENSPEL_E_ARGUMENT;
    else
        memcpy(text, text_get(&written), written.n + 1);
    text_free(&written);
    api_leave(&guard);
    return status;
}
