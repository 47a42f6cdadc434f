#include "tests/support/analytic_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/mem.h"
#include "sim/report/report.h"
#include "sim/store/read.h"
#include "sim/store/store.h"
#include "tests/support/scenario_file.h"

static const double pi = 3.14159265358979323846;

#define REAL(name, default_value, low, high)                                                                      \
    {                                                                                                             \
        .path = "analytic." name, .type = PARAM_REAL, .unit = "1", .fallback = (default_value), .lowest = (low),  \
        .highest = (high), .en = "as analytic_model.h says", .nl = "zie analytic_model.h", .source = "assumption" \
    }
#define WHOLE(name, default_value, low, high)                                                                     \
    {                                                                                                             \
        .path = "analytic." name, .type = PARAM_INT, .unit = "1", .fallback = (default_value), .lowest = (low),   \
        .highest = (high), .en = "as analytic_model.h says", .nl = "zie analytic_model.h", .source = "assumption" \
    }
#define WORD(name, default_word, words)                                                                            \
    {                                                                                                              \
        .path = "analytic." name, .type = PARAM_CHOICE, .unit = "", .fallback_text = (default_word),               \
        .choices = (words), .en = "as analytic_model.h says", .nl = "zie analytic_model.h", .source = "assumption" \
    }

static const struct param params[] = {
    WORD("function", "linear", "linear|ishigami|g|branin|box|zero"),
    REAL("x1", 0.5, 0, 1),
    REAL("x2", 0.5, 0, 1),
    REAL("x3", 0.5, 0, 1),
    REAL("x4", 0.5, 0, 1),
    REAL("x5", 0.5, 0, 1),
    REAL("x6", 0.5, 0, 1),
    REAL("x7", 0.5, 0, 1),
    REAL("x8", 0.5, 0, 1),
    REAL("shift", 0, -1e6, 1e6),
    REAL("slope", 0, -1e6, 1e6),
    REAL("step", 0, -1e6, 1e6),
    REAL("noise", 0, 0, 1e6),
    REAL("noise_x1", 0, 0, 1e6),
    WHOLE("luck", 0, 0, 1000),
    WHOLE("count", 0, 0, 10),
    WORD("mode", "self", "self|lead|nao"),
    {.path = "analytic.on",
     .type = PARAM_BOOL,
     .unit = "",
     .fallback = 1,
     .lowest = 0,
     .highest = 1,
     .en = "as analytic_model.h says",
     .nl = "zie analytic_model.h",
     .source = "assumption"},
    {.path = "analytic.fails_both",
     .type = PARAM_BOOL,
     .unit = "",
     .fallback = 0,
     .lowest = 0,
     .highest = 1,
     .en = "as analytic_model.h says",
     .nl = "zie analytic_model.h",
     .source = "assumption"},
    REAL("fails_above", 2, -1, 2),
    WHOLE("fails_at", -1, -1, 1e6),
};
enum { N_PARAMS = sizeof params / sizeof params[0] };

static const struct sim_outcome outcomes[ANALYTIC_N_OUTCOMES] = {
    [ANALYTIC_VALUE] = {"value", "point", 1, SIM_AGGREGATE_END, SIM_ANY, 1, 2, "value", "value", "waarde"},
    [ANALYTIC_COST] = {"cost", "EUR", -1, SIM_AGGREGATE_END, SIM_ANY, 1, 2, "cost", "cost", "kosten"},
    [ANALYTIC_NEVER] = {"never", "1", 0, SIM_AGGREGATE_END, SIM_ANY, 0, 0, "never", "never", "nooit"},
};

static const struct sim_purpose purposes[] = {{"nothing", SIM_PURPOSE_ORDINARY, "nothing", "niets"}};

static double linear(const double *x)
{
    double sum = 0.0;
    for (size_t i = 0; i < ANALYTIC_N_X; i++)
        sum += (double)(i + 1) * x[i];
    return sum;
}

/* Ishigami and Homma (1990), a = 7, b = 0.1. */
static double ishigami(const double *x)
{
    const double a = pi * (2.0 * x[0] - 1.0), b = pi * (2.0 * x[1] - 1.0), c = pi * (2.0 * x[2] - 1.0);
    return sin(a) + 7.0 * sin(b) * sin(b) + 0.1 * pow(c, 4.0) * sin(a);
}

/* The g-function of Sobol: prod (|4 x - 2| + a) / (1 + a). */
static double g_function(const double *x)
{
    static const double a[ANALYTIC_N_X] = {0, 1, 4.5, 9, 99, 99, 99, 99};
    double product = 1.0;
    for (size_t i = 0; i < ANALYTIC_N_X; i++)
        product *= (fabs(4.0 * x[i] - 2.0) + a[i]) / (1.0 + a[i]);
    return product;
}

/* Branin, over [-5, 10] x [0, 15]; lowest 0.3979 in three places. */
static double branin(const double *x)
{
    const double u = 15.0 * x[0] - 5.0, v = 15.0 * x[1];
    const double root = v - 5.1 / (4.0 * pi * pi) * u * u + 5.0 / pi * u - 6.0;
    return root * root + 10.0 * (1.0 - 1.0 / (8.0 * pi)) * cos(u) + 10.0;
}

double analytic_function(const char *name, const double *x)
{
    if (strcmp(name, "linear") == 0)
        return linear(x);
    if (strcmp(name, "ishigami") == 0)
        return ishigami(x);
    if (strcmp(name, "g") == 0)
        return g_function(x);
    if (strcmp(name, "branin") == 0)
        return branin(x);
    if (strcmp(name, "box") == 0)
        return x[0] > 0.6 && x[1] < 0.4 ? 1.0 : 0.0;
    return 0.0;
}

struct analytic {
    double value, cost;
    bool fails;
};

static double normal(const struct rng_stream *stream, uint32_t luck)
{
    const struct rng_words words = rng_draw(stream, luck, 0, 1, 0);
    return sqrt(-2.0 * log(rng_unit(words.w[0]))) * cos(2.0 * pi * rng_unit(words.w[1]));
}

static int create(const struct settings *settings, const struct rng_stream *stream, void **state, struct sim_err *err)
{
    double x[ANALYTIC_N_X];
    char path[] = "analytic.x1";
    struct analytic *analytic = sim_calloc(1, sizeof *analytic);
    if (analytic == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    *state = analytic;
    for (size_t i = 0; i < ANALYTIC_N_X; i++) {
        path[sizeof path - 2] = (char)('1' + i);
        x[i] = settings_real(settings, path);
    }
    const double sd = settings_real(settings, "analytic.noise") + settings_real(settings, "analytic.noise_x1") * x[0];
    analytic->value = analytic_function(settings_text(settings, "analytic.function"), x)
                      + settings_real(settings, "analytic.shift")
                      + settings_real(settings, "analytic.slope") * (x[0] - 0.5)
                      + settings_real(settings, "analytic.step") * settings_choice(settings, "analytic.mode")
                      + (double)settings_int(settings, "analytic.count") / 10.0
                      + sd * normal(stream, (uint32_t)settings_int(settings, "analytic.luck"));
    if (!settings_bool(settings, "analytic.on"))
        analytic->value = (double)NAN;
    analytic->cost = 10.0 * x[0] + 5.0 * x[1] + x[2];
    const bool above = x[0] > settings_real(settings, "analytic.fails_above");
    const bool at = (int64_t)stream->replication == settings_int(settings, "analytic.fails_at");
    analytic->fails = settings_bool(settings, "analytic.fails_both") ? above && at : above || at;
    return SIM_OK;
}

static int step(void *state, size_t month, struct sim_err *err)
{
    const struct analytic *analytic = state;
    (void)month;
    return analytic->fails ? sim_fail(err, SIM_E_MODEL, "outside the domain of the function") : SIM_OK;
}

static void observe(const void *state, double *values)
{
    const struct analytic *analytic = state;
    values[ANALYTIC_VALUE] = analytic->value;
    values[ANALYTIC_COST] = analytic->cost;
    values[ANALYTIC_NEVER] = (double)NAN;
}

static void destroy(void *state)
{
    free(state);
}

const struct sim_model analytic_model = {
    .name = "analytic",
    .version = "1",
    .doc = "functions that are known on paper",
    .params = params,
    .n_params = N_PARAMS,
    .outcomes = outcomes,
    .n_outcomes = ANALYTIC_N_OUTCOMES,
    .purposes = purposes,
    .n_purposes = sizeof purposes / sizeof purposes[0],
    .create = create,
    .step = step,
    .observe = observe,
    .destroy = destroy,
};

const struct scenario_rules analytic_rules = {.model = "analytic", .params = params, .n_params = N_PARAMS};

struct scenario *analytic_scenario(const char *dir, const char *text)
{
    char whole[4096];
    assert_true(
        snprintf(whole, sizeof whole, "title = \"analytic\";\nspinup_months = 0;\nhorizon_months = 1;\n%s\n", text)
        < (int)sizeof whole);
    return scenario_file_make(dir, "analytic.cfg", whole, &analytic_rules);
}

const char *analytic_vary(size_t n, char *out, size_t size)
{
    size_t used = 0;
    assert_true(n >= 1 && n <= ANALYTIC_N_X);
    for (size_t i = 0; i < n; i++) {
        const int wrote =
            snprintf(out + used, size - used, "%s{ parameter = \"analytic.x%zu\"; lowest = 0.0; highest = 1.0; }",
                     i > 0 ? ", " : "( ", i + 1);
        assert_true(wrote > 0 && (size_t)wrote < size - used);
        used += (size_t)wrote;
    }
    assert_true(used + 3 < size);
    memcpy(out + used, " )", sizeof " )");
    return out;
}

struct study_request analytic_request(const struct scenario *scenario, const char *path)
{
    static const size_t main_outcomes[] = {ANALYTIC_VALUE, ANALYTIC_COST};
    return (struct study_request){
        .model = &analytic_model,
        .scenario = scenario,
        .factors = scenario->vary,
        .n_factors = scenario->n_vary,
        .procedure = "a test",
        .path = path,
        .seed = scenario->seed,
        .replications = scenario->replications,
        .points = (size_t)settings_int(scenario->arms[0].settings, "experiment.points"),
        .delta = (double)NAN,
        .threshold = (double)NAN,
        .threads = 1,
        .outcomes = main_outcomes,
        .n_outcomes = sizeof main_outcomes / sizeof main_outcomes[0],
    };
}

int analytic_study(const struct study_request *request, int (*procedure)(struct study *study, struct sim_err *err),
                   struct frame *frames, size_t *n_frames, struct sim_err *err)
{
    struct study study = {0};
    int status = study_open(&study, request, err);
    if (status == SIM_OK)
        status = procedure(&study, err);
    if (status == SIM_OK)
        status = study_end(&study, err);
    if (frames != NULL) {
        *n_frames = study.n_frames;
        memcpy(frames, study.frames, study.n_frames * sizeof *frames);
        study.n_frames = 0; /* handed over */
    }
    study_close(&study);
    return status;
}

char *analytic_export(const char *path)
{
    static const char *const own[] = {"outcomes", "design", "failures"};
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    struct store_contents contents;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(store_open(path, &store, &err), SIM_OK);
    assert_int_equal(store_contents_read(store, &contents, &err), SIM_OK);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (contents.n_factors > 0 || i != 1)
            assert_int_equal(report_export(out, store, own[i], REPORT_CSV, &err), SIM_OK);
    for (size_t i = 0; i < contents.n_frames; i++) {
        (void)fprintf(out, "%s\n", contents.frames[i].name);
        assert_int_equal(report_export(out, store, contents.frames[i].name, REPORT_CSV, &err), SIM_OK);
    }
    store_contents_free(&contents);
    store_close(store);
    assert_int_equal(fclose(out), 0);
    return text;
}
