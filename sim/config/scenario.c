#include "sim/config/scenario.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/config/arms.h"
#include "sim/config/compose.h"
#include "sim/config/describe.h"
#include "sim/config/design.h"
#include "sim/config/findings.h"
#include "sim/config/override.h"
#include "sim/config/schema.h"

/* What scenario_load gives out: everything lives in the pool. */
struct box {
    struct scenario scenario; /* first, so that a pointer to it is one to the box */
    struct pool pool;
};

struct loader {
    struct reading reading;
    const struct scenario_rules *rules;
    struct table table;
    struct arm_plans plans;
    struct scenario *scenario;
    struct settings **twins; /* [plans.n], NULL without counterfactual */
};

static int check_settings(struct loader *loader, const struct tree *tree, struct settings **settings)
{
    const size_t messages = loader->reading.messages->n;
    const int status = schema_resolve(&loader->reading, &loader->table, tree, loader->scenario->path, settings);

    if (status == SIM_OK && loader->rules->check && !reading_said(&loader->reading, messages))
        loader->rules->check(*settings, loader->reading.messages);
    return status;
}

static bool found_already(const struct findings *findings, const char *text)
{
    for (size_t i = 0; i < findings->n; i++)
        if (strcmp(findings->items[i].text, text) == 0)
            return true;
    return false;
}

/* Faults of the scenario that no arm shows because every arm replaces the value. What is missing may be left to arms. */
static int check_replaced(struct loader *loader, const struct findings *findings, struct sim_messages *messages)
{
    struct sim_messages own = {0};
    struct settings *settings = NULL;

    loader->reading.messages = &own;
    const int status =
        schema_resolve(&loader->reading, &loader->table, loader->plans.base, loader->scenario->path, &settings);
    loader->reading.messages = messages;
    for (size_t i = 0; i < own.n && status == SIM_OK; i++)
        if (!strstr(own.text[i], ": is missing;") && !found_already(findings, own.text[i]))
            sim_messages_add(messages, "%s (though every arm replaces it)", own.text[i]);
    messages->lost += own.lost;
    sim_messages_free(&own);
    return status;
}

/* Resolves every arm and its twin, and adds what is wrong with them to `messages`. */
static int resolve_arms(struct loader *loader)
{
    struct sim_messages *messages = loader->reading.messages;
    const struct arm_plans *plans = &loader->plans;
    struct findings findings = {0};
    int status = SIM_OK;
    size_t done = 0;

    for (; done < plans->n && status == SIM_OK && findings.n < FINDINGS_ENOUGH; done++) {
        struct sim_messages own = {0};

        loader->reading.messages = &own;
        status = check_settings(loader, plans->arms[done].tree, &loader->scenario->arms[done].settings);
        if (status == SIM_OK && plans->arms[done].twin)
            status = check_settings(loader, plans->arms[done].twin, &loader->twins[done]);
        if (status == SIM_OK && !findings_add(&findings, &own, done))
            status = reading_nomem(&loader->reading);
        sim_messages_free(&own);
    }
    loader->reading.messages = messages;
    for (size_t i = 0; i < findings.n && status == SIM_OK; i++) {
        const struct finding *finding = &findings.items[i];
        const char *name = plans->arms[finding->first].name;

        if (finding->n == done)
            sim_messages_add(messages, "%s", finding->text);
        else if (finding->n == 1)
            sim_messages_add(messages, "%s (arm '%s')", finding->text, name);
        else
            sim_messages_add(messages, "%s (arm '%s' and %zu more)", finding->text, name, finding->n - 1);
    }
    if (status == SIM_OK)
        status = check_replaced(loader, &findings, messages);
    findings_free(&findings);
    return status;
}

/* Index of the arm with these settings: `own` if it can be, else the first one; n_arms when there is none. */
static size_t find_equal(const struct scenario *scenario, const struct settings *settings, uint64_t hash, size_t own)
{
    if (scenario->arms[own].hash == hash && settings_equal(scenario->arms[own].settings, settings))
        return own;
    for (size_t i = 0; i < scenario->n_arms; i++)
        if (scenario->arms[i].hash == hash && settings_equal(scenario->arms[i].settings, settings))
            return i;
    return scenario->n_arms;
}

static bool name_taken(const struct scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->n_arms; i++)
        if (scenario->arms[i].name && strcmp(scenario->arms[i].name, name) == 0)
            return true;
    return false;
}

/* Names the hidden twin `index`: after its arm when that is the only one, else "without" or "without-1". */
static char *name_twin(struct loader *loader, size_t index, size_t n_shared, size_t *number)
{
    const struct scenario *scenario = loader->scenario;
    size_t users = 0, user = 0;
    char *name;

    for (size_t i = 0; i < scenario->n_listed; i++)
        if (scenario->arms[i].twin == (int)index) {
            users++;
            user = i;
        }
    if (users == 1)
        name = pool_format(loader->reading.pool, "without:%s", scenario->arms[user].name);
    else if (n_shared == 1)
        name = pool_text(loader->reading.pool, "without");
    else
        name = pool_format(loader->reading.pool, "without-%zu", ++*number);
    while (name && name_taken(scenario, name))
        name = pool_format(loader->reading.pool, "without-%zu", ++*number);
    return name;
}

static int name_twins(struct loader *loader)
{
    struct scenario *scenario = loader->scenario;
    size_t n_shared = 0, number = 0;

    for (size_t h = scenario->n_listed; h < scenario->n_arms; h++) {
        size_t users = 0;

        for (size_t i = 0; i < scenario->n_listed; i++)
            users += scenario->arms[i].twin == (int)h;
        n_shared += users > 1;
    }
    for (size_t h = scenario->n_listed; h < scenario->n_arms; h++) {
        scenario->arms[h].name = name_twin(loader, h, n_shared, &number);
        if (!scenario->arms[h].name)
            return reading_nomem(&loader->reading);
    }
    return SIM_OK;
}

/* Gives every arm its hash, name and twin. */
static int finish_arms(struct loader *loader)
{
    struct scenario *scenario = loader->scenario;

    scenario->n_listed = scenario->n_arms = loader->plans.n;
    for (size_t i = 0; i < scenario->n_listed; i++) {
        struct scenario_arm *arm = &scenario->arms[i];

        arm->hash = settings_hash(arm->settings);
        arm->twin = -1;
        arm->name = pool_text(loader->reading.pool, loader->plans.arms[i].name);
        if (!arm->name)
            return reading_nomem(&loader->reading);
    }
    for (size_t i = 0; i < scenario->n_listed && loader->plans.counterfactual; i++) {
        const uint64_t hash = settings_hash(loader->twins[i]);
        const size_t twin = find_equal(scenario, loader->twins[i], hash, i);

        if (twin == scenario->n_arms)
            scenario->arms[scenario->n_arms++] =
                (struct scenario_arm){.settings = loader->twins[i], .hash = hash, .twin = -1, .hidden = true};
        scenario->arms[i].twin = (int)twin;
    }
    return name_twins(loader);
}

static bool is_run_length(const struct column *column)
{
    return strcmp(column->row->path, "horizon_months") == 0 || strcmp(column->row->path, "spinup_months") == 0;
}

static bool is_arms_own(const struct column *column)
{
    return settings_counts(column) && !is_run_length(column);
}

/* Every value of every arm, as a scenario file that gives the same scenario. */
static int write_resolved(struct loader *loader)
{
    struct scenario *scenario = loader->scenario;
    const struct settings *first = scenario->arms[0].settings;
    struct text text = {0};

    text_add(&text, "title = ");
    describe_quoted(&text, scenario->title);
    text_add(&text, ";\n");
    settings_write(&text, first, is_run_length, 0);
    text_add(&text, "experiment = {\n  reference = ");
    describe_quoted(&text, scenario->arms[scenario->reference].name);
    text_add(&text, ";\n  main_outcomes = ");
    settings_write_value(&text, settings_column(first, "experiment.main_outcomes"), 0);
    text_add(&text, ";\n");
    if (loader->plans.counterfactual) {
        text_add(&text, "  counterfactual = {\n");
        tree_write(&text, loader->plans.counterfactual, 4);
        text_add(&text, "  };\n");
    }
    text_add(&text, "  arms = (\n");
    for (size_t i = 0; i < scenario->n_listed; i++) {
        text_add(&text, "    {\n      name = ");
        describe_quoted(&text, scenario->arms[i].name);
        text_add(&text, ";\n");
        settings_write(&text, scenario->arms[i].settings, is_arms_own, 6);
        text_printf(&text, "    }%s\n", i + 1 < scenario->n_listed ? "," : "");
    }
    text_add(&text, "  );\n};\n");
    scenario->resolved = text.failed ? NULL : pool_text(loader->reading.pool, text_get(&text));
    text_free(&text);
    if (!scenario->resolved)
        return reading_nomem(&loader->reading);
    scenario->hash = settings_fnv(FNV_START, scenario->resolved, strlen(scenario->resolved) + 1);
    scenario->hash = settings_fnv(scenario->hash, loader->rules->model, strlen(loader->rules->model) + 1);
    return SIM_OK;
}

/* Copies the engine's own values out of the settings. */
static int fill_scenario(struct loader *loader)
{
    struct scenario *scenario = loader->scenario;
    struct pool *pool = loader->reading.pool;
    const struct settings *settings = scenario->arms[0].settings;
    const char *const *outcomes;
    const char *slash = strrchr(scenario->path, '/');
    const char *name = slash ? slash + 1 : scenario->path;
    const char *dot = strrchr(name, '.');

    scenario->name = pool_format(pool, "%.*s", dot && dot != name ? (int)(dot - name) : (int)strlen(name), name);
    scenario->title = pool_text(pool, settings_text(settings, "title"));
    scenario->horizon_months = (size_t)settings_int(settings, "horizon_months");
    scenario->spinup_months = (size_t)settings_int(settings, "spinup_months");
    scenario->replications = (size_t)settings_int(settings, "experiment.replications");
    scenario->seed = (uint64_t)settings_int(settings, "experiment.seed");
    scenario->reference = loader->plans.reference;
    scenario->n_main_outcomes = settings_texts_at(settings, "experiment.main_outcomes", 0, &outcomes);
    scenario->main_outcomes = pool_alloc(pool, scenario->n_main_outcomes, sizeof *scenario->main_outcomes);
    if (!scenario->name || !scenario->title || !scenario->main_outcomes)
        return reading_nomem(&loader->reading);
    for (size_t i = 0; i < scenario->n_main_outcomes; i++) {
        scenario->main_outcomes[i] = pool_text(pool, outcomes[i]);
        if (!scenario->main_outcomes[i])
            return reading_nomem(&loader->reading);
    }
    return SIM_OK;
}

/* The designed experiments that the scenario describes. */
static int read_design(struct loader *loader)
{
    struct scenario *scenario = loader->scenario;
    struct scenario_factor *vary = NULL, *calibrate = NULL;
    struct scenario_target *targets = NULL;
    int status =
        design_factors(&loader->reading, &loader->table, scenario, "experiment.vary", &vary, &scenario->n_vary);
    if (status == SIM_OK)
        status = design_factors(&loader->reading, &loader->table, scenario, "experiment.calibrate", &calibrate,
                                &scenario->n_calibrate);
    if (status == SIM_OK)
        status = design_targets(&loader->reading, scenario, &targets, &scenario->n_targets);
    scenario->vary = vary;
    scenario->calibrate = calibrate;
    scenario->targets = targets;
    return status;
}

/* SIM_E_INPUT when anything was said about the input since there were `before` messages. */
static int verdict(struct loader *loader, size_t before)
{
    struct reading *reading = &loader->reading;
    const size_t n = reading->messages->n - before;

    if (reading->messages->lost > 0)
        return reading_nomem(reading);
    if (n == 0)
        return SIM_OK;
    return sim_fail(reading->err, SIM_E_INPUT, "%s: %zu error%s", loader->scenario->path, n, n == 1 ? "" : "s");
}

/* What the user sets on the command line wins over what arms say; the counterfactual stays on top of it. Faults in the
 * sets have been reported when they were laid over the files. */
static int set_in_arms(struct loader *loader, const char *const *sets, size_t n_sets)
{
    struct reading *reading = &loader->reading;
    for (size_t a = 0; a < loader->plans.n; a++) {
        struct arm_plan *arm = &loader->plans.arms[a];
        for (size_t i = 0; i < n_sets; i++) {
            if (strncmp(sets[i], "experiment.", strlen("experiment.")) == 0)
                continue;
            const int status = override_apply(reading, &loader->table, sets[i], &arm->tree);
            if (status != SIM_OK)
                return status;
        }
        if (arm->twin)
            arm->twin = tree_overlay(reading, arm->tree, loader->plans.counterfactual);
        if (loader->plans.counterfactual && !arm->twin)
            return reading_nomem(reading);
    }
    return SIM_OK;
}

/* From files to arms, all in the loader. */
static int load(struct loader *loader, const char *const *sets, size_t n_sets, size_t before)
{
    struct reading *reading = &loader->reading;
    struct scenario *scenario = loader->scenario;
    struct tree *root = NULL;
    int status = compose_read(reading, scenario->path, &root);

    if (status == SIM_OK && !root) /* a file that can be read is checked as a whole, whatever was said of it */
        status = verdict(loader, before);
    for (size_t i = 0; i < n_sets && status == SIM_OK; i++)
        status = override_apply(reading, &loader->table, sets[i], &root);
    if (status == SIM_OK)
        status = arms_plan(reading, root, &loader->plans);
    if (status == SIM_OK && reading->messages->n == before && reading->messages->lost == 0)
        status = set_in_arms(loader, sets, n_sets);
    if (status != SIM_OK)
        return status;
    scenario->arms = pool_alloc(reading->pool, 2 * loader->plans.n, sizeof *scenario->arms);
    loader->twins = pool_alloc(reading->pool, loader->plans.n, sizeof(struct settings *));
    if (!scenario->arms || !loader->twins)
        return reading_nomem(reading);
    status = resolve_arms(loader);
    if (status == SIM_OK)
        status = verdict(loader, before);
    if (status == SIM_OK)
        status = finish_arms(loader);
    if (status == SIM_OK)
        status = read_design(loader);
    if (status == SIM_OK)
        status = verdict(loader, before);
    if (status == SIM_OK)
        status = fill_scenario(loader);
    return status == SIM_OK ? write_resolved(loader) : status;
}

int scenario_load(const char *path, const char *const *sets, size_t n_sets, const struct scenario_rules *rules,
                  struct scenario **out, struct sim_messages *messages, struct sim_err *err)
{
    const size_t before = messages->n;
    struct box *box = sim_calloc(1, sizeof *box);
    struct loader loader = {.reading = {.messages = messages, .err = err}, .rules = rules};
    int status;

    *out = NULL;
    if (!box)
        return reading_nomem(&loader.reading);
    loader.reading.pool = &box->pool;
    loader.scenario = &box->scenario;
    box->scenario.path = pool_text(&box->pool, path);
    status = box->scenario.path ? table_build(&loader.reading, scenario_params, scenario_n_params, rules->params,
                                              rules->n_params, &loader.table)
                                : reading_nomem(&loader.reading);
    if (status == SIM_OK)
        status = load(&loader, sets, n_sets, before);
    if (status == SIM_OK)
        *out = &box->scenario;
    else
        scenario_free(&box->scenario);
    return status;
}

void scenario_free(struct scenario *scenario)
{
    struct box *box = (struct box *)scenario;

    if (!box)
        return;
    pool_free(&box->pool);
    free(box);
}

bool scenario_same_arm(const struct scenario *scenario, size_t a, size_t b)
{
    const struct scenario_arm *x = &scenario->arms[a], *y = &scenario->arms[b];
    return a == b || (x->hash == y->hash && settings_equal(x->settings, y->settings));
}
