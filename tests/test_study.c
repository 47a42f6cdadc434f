/* Sweep, selection, wished precision and failed runs through scenario, engine and store, on functions known on paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/design/profile.h"
#include "sim/report/study.h"
#include "sim/rng/rng.h"
#include "sim/study/precision.h"
#include "tests/support/analytic_model.h"
#include "tests/support/workdir.h"

#ifdef SAMENSPEL_SANITIZED
enum { N_SEEDS = 5 };
#else
enum { N_SEEDS = 40 };
#endif

static char dir[256];

static int set_up(void **state)
{
    (void)state;
    workdir_make(dir, sizeof dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    workdir_remove(dir);
    return 0;
}

static const char *in_dir(char path[512], const char *name)
{
    (void)snprintf(path, 512, "%s/%s", dir, name);
    return path;
}

struct result {
    struct frame frames[STUDY_MOST_FRAMES];
    size_t n;
};

typedef int procedure_fn(struct study *study, struct sim_err *err);

static struct result run(const struct study_request *request, procedure_fn *procedure)
{
    struct result result = {.n = 0};
    struct sim_err err = {SIM_OK, ""};
    const int status = analytic_study(request, procedure, result.frames, &result.n, &err);
    if (status != SIM_OK)
        fail_msg("status %d: %s", status, err.text);
    return result;
}

static void release(struct result *result)
{
    for (size_t i = 0; i < result->n; i++)
        frame_free(&result->frames[i]);
}

static const struct frame *table(const struct result *result, const char *name)
{
    for (size_t i = 0; i < result->n; i++)
        if (strcmp(result->frames[i].definition->name, name) == 0)
            return &result->frames[i];
    fail_msg("no table %s", name);
    return NULL;
}

static const union frame_cell *cell(const struct frame *frame, size_t row, const char *column)
{
    assert_true(row < frame->n_rows);
    return &frame_row(frame, row)[frame_column(frame->definition, column)];
}

static size_t find_effect(const struct frame *frame, const char *arm, const char *reference, const char *parameter)
{
    for (size_t r = 0; r < frame->n_rows; r++)
        if (strcmp(cell(frame, r, "outcome")->text, "value") == 0 && strcmp(cell(frame, r, "arm")->text, arm) == 0
            && strcmp(cell(frame, r, "reference")->text, reference) == 0
            && strcmp(cell(frame, r, "parameter")->text, parameter) == 0)
            return r;
    fail_msg("no row %s %s %s", arm, reference, parameter);
    return 0;
}

static void near(double value, double expected, double error, const char *what)
{
    if (!(fabs(value - expected) <= error))
        fail_msg("%s: %.17g, expected %.17g within %g", what, value, expected, error);
}

#define TWO_ARMS "arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { shift = 1.0; slope = 2.0; }; } ); "
#define X1_X2                                                                 \
    "vary = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; }," \
    " { parameter = \"analytic.x2\"; lowest = 0.0; highest = 1.0; } ); "

/* value = x1 + 2 x2 and constants; all combinations of four levels. */
static void test_factorial(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario =
        analytic_scenario(dir,
                          "analytic = { function = \"linear\"; };\n"
                          "experiment = { replications = 1; design = \"factorial\"; levels = 4; " TWO_ARMS X1_X2 "};");
    const struct study_request request = analytic_request(scenario, in_dir(path, "f.db"));
    struct result result = run(&request, sweep);
    const struct frame *effects = table(&result, "effects");
    const size_t x1 = find_effect(effects, "a", "", "analytic.x1"), x2 = find_effect(effects, "a", "", "analytic.x2");
    near(cell(effects, x1, "change")->real, 1.0, 1e-12, "x1 from 0 to 1");
    near(cell(effects, x2, "change")->real, 2.0, 1e-12, "x2 from 0 to 1");
    assert_string_equal(cell(effects, x1, "from")->text, "0");
    assert_string_equal(cell(effects, x1, "to")->text, "1");
    assert_true(isnan(cell(effects, x1, "lo")->real)); /* what the other does is no error, and chance is not seen */
    assert_string_equal(cell(effects, x1, "interval")->text, "replications");
    /* Balanced: shares of 1 and 4 fifths, up to the correction for 4 groups of 16 points. */
    near(cell(effects, x1, "share")->real, 1.0 - 0.8 * 15.0 / 12.0, 1e-12, "share of x1");
    near(cell(effects, x2, "share")->real, 1.0 - 0.2 * 15.0 / 12.0, 1e-12, "share of x2");
    /* b - a = 1 + 2 (x1 - 1/2): nothing of it is x2's. */
    near(cell(effects, find_effect(effects, "b", "a", "analytic.x1"), "change")->real, 2.0, 1e-12, "difference by x1");
    near(cell(effects, find_effect(effects, "b", "a", "analytic.x1"), "share")->real, 1.0, 1e-12, "its share");
    near(cell(effects, find_effect(effects, "b", "a", "analytic.x2"), "change")->real, 0.0, 1e-12, "difference by x2");
    assert_int_equal(table(&result, "point-summary")->n_rows, 16 * 2 * 2);   /* points, arms, main outcomes */
    assert_int_equal(table(&result, "point-contrasts")->n_rows, 16 * 1 * 2); /* one contrast each */
    release(&result);
    scenario_free(scenario);
}

static const union frame_cell *summary_of(const struct result *result, int64_t point, const char *column)
{
    const struct frame *summary = table(result, "point-summary");
    for (size_t r = 0; r < summary->n_rows; r++)
        if (cell(summary, r, "point")->integer == point && strcmp(cell(summary, r, "outcome")->text, "value") == 0)
            return cell(summary, r, column);
    fail_msg("no summary of point %d", (int)point);
    return NULL;
}

static double width(const struct frame *frame, size_t row)
{
    return cell(frame, row, "hi")->real - cell(frame, row, "lo")->real;
}

/* The row of arm a's own value; fails when there is none, or more than one. */
static size_t find_profile(const struct frame *profiles, const char *parameter, const char *value)
{
    size_t found = profiles->n_rows, n = 0;
    for (size_t r = 0; r < profiles->n_rows; r++)
        if (strcmp(cell(profiles, r, "outcome")->text, "value") == 0 && strcmp(cell(profiles, r, "arm")->text, "a") == 0
            && cell(profiles, r, "reference")->text[0] == '\0'
            && strcmp(cell(profiles, r, "parameter")->text, parameter) == 0
            && (value == NULL || strcmp(cell(profiles, r, "value")->text, value) == 0)) {
            found = r;
            n++;
        }
    if (value != NULL && n != 1)
        fail_msg("%zu rows of %s = %s", n, parameter, value);
    return value != NULL ? found : n;
}

/* Noise that all points of a replication share falls out of every change; noise in proportion to x1 stays in that of x1,
 * which then is as unsure as a point where x1 is 1. */
static void test_factorial_intervals(void **state)
{
    (void)state;
    for (int grows = 0; grows < 2; grows++) {
        char path[512], text[1024];
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; %s = 3.0; };\n"
                       "experiment = { replications = 6; design = \"factorial\"; levels = 4; " TWO_ARMS X1_X2 "};",
                       grows ? "noise_x1" : "noise");
        struct scenario *scenario = analytic_scenario(dir, text);
        const struct study_request request = analytic_request(scenario, in_dir(path, grows ? "fg.db" : "fn.db"));
        struct result result = run(&request, sweep);
        const struct frame *effects = table(&result, "effects"), *profiles = table(&result, "profiles");
        const size_t x1 = find_effect(effects, "a", "", "analytic.x1");
        const size_t x2 = find_effect(effects, "a", "", "analytic.x2");
        const double of_a_point = summary_of(&result, 15, "hi")->real - summary_of(&result, 15, "lo")->real;
        assert_true(of_a_point > 1.0);
        near(width(effects, x1), grows ? of_a_point : 0.0, 1e-12, "interval of x1");
        near(width(effects, x2), 0.0, 1e-12, "interval of x2");
        near(cell(effects, x2, "change")->real, 2.0, 1e-12, "x2");
        near(cell(effects, x1, "change")->real,
             summary_of(&result, 15, "mean")->real - summary_of(&result, 3, "mean")->real, 1e-12, "x1");
        near(width(effects, find_effect(effects, "b", "a", "analytic.x1")), 0.0, 1e-12, "interval of the difference");
        /* A mean over points that share their noise is as unsure as one of them. */
        near(width(profiles, find_profile(profiles, "analytic.x1", "1")), of_a_point, 1e-12, "profile at 1");
        near(width(profiles, find_profile(profiles, "analytic.x1", "0")), grows ? 0.0 : of_a_point, 1e-12,
             "profile at 0");
        assert_int_equal(cell(profiles, find_profile(profiles, "analytic.x1", "0"), "points")->integer, 4);
        assert_string_equal(cell(profiles, 0, "interval")->text, "replications");
        release(&result);
        scenario_free(scenario);
    }
}

static double normal(uint32_t data, uint32_t replication, uint32_t draw)
{
    const struct rng_stream stream = {.seed = 11, .replication = replication};
    const struct rng_words words = rng_draw(&stream, data, 0, 1, draw);
    return sqrt(-2.0 * log(rng_unit(words.w[0]))) * cos(2.0 * acos(-1.0) * rng_unit(words.w[1]));
}

/* Points far apart by plan, with luck that they share and luck of their own; a tenth of the values missing. */
static void test_profile_coverage(void **state)
{
    (void)state;
    enum { SETS = 2000, POINTS = 6, REPLICATIONS = 12 };
    size_t covered[2] = {0, 0};
    double y[POINTS * REPLICATIONS], sum[REPLICATIONS];
    struct stats_interval interval, expected;
    size_t filled;
    for (uint32_t set = 0; set < SETS; set++)
        for (size_t missing = 0; missing < 2; missing++) {
            struct stats_moments moments = {0};
            memset(sum, 0, sizeof sum);
            for (uint32_t p = 0; p < POINTS; p++)
                for (uint32_t r = 0; r < REPLICATIONS; r++) {
                    const double value = 100.0 * p + normal(set, r, 0) + 0.7 * normal(set, r, 1 + p);
                    sum[r] += value / POINTS;
                    y[p * REPLICATIONS + r] =
                        missing && normal(set, r, 100 + p) > 1.2816 ? (double)NAN : value; /* 1 of 10 */
                }
            for (size_t r = 0; r < REPLICATIONS; r++)
                stats_add(&moments, sum[r]);
            const double mean = profile_mean(y, POINTS, REPLICATIONS, 0.95, &interval, &filled);
            assert_int_equal(filled, POINTS);
            covered[missing] += interval.lo <= 250.0 && interval.hi >= 250.0;
            if (missing)
                continue;
            expected = stats_mean_interval(&moments, 0.95); /* nothing missing: the usual interval */
            near(mean, stats_mean(&moments), 1e-10, "mean");
            near(interval.lo, expected.lo, 1e-10, "lower limit");
            near(interval.hi, expected.hi, 1e-10, "upper limit");
        }
    for (size_t missing = 0; missing < 2; missing++) /* a standard error is half a per cent */
        near((double)covered[missing] / SETS, 0.95, 0.02, missing ? "coverage, some missing" : "coverage");

    /* By hand: means 3 and 2; the replications move their mean by -.75, .5 and .25; t of 2 degrees of freedom. */
    double some[] = {0.0, 6.0, 3.0, 1.0, (double)NAN, 3.0};
    near(profile_mean(some, 2, 3, 0.95, &interval, &filled), 2.5, 1e-12, "mean of 3 and 2");
    near(interval.hi, 2.5 + 4.302652729911275 * sqrt(1.5 * 0.875), 1e-9, "limit with a value missing");

    double few[] = {1.0, 3.0, (double)NAN, 5.0, (double)NAN, (double)NAN};
    assert_true(profile_mean(few, 3, 2, 0.95, &interval, &filled) == 3.5); /* of 2 and 5 */
    assert_true(filled == 2 && isnan(interval.lo));                        /* one value says nothing of chance */
    assert_true(isnan(profile_mean(few, 0, 2, 0.95, &interval, &filled)) && filled == 0 && isnan(interval.hi));
}

/* What one at a time finds of x1 and x2 (at .5 unless said) with 3 levels of 0 to 1: points 1 to 3 change x1 when its own
 * value is no level. */
static struct result one_at_a_time(const char *analytic, const char *vary, size_t replications)
{
    static int n_results = 0;
    char path[512], text[1024], name[32];
    (void)snprintf(text, sizeof text,
                   "analytic = { %s };\nexperiment = { replications = %zu; design = \"one-at-a-time\"; %s"
                   " arms = ( { name = \"a\"; } ); };",
                   analytic, replications, vary);
    (void)snprintf(name, sizeof name, "o%d.db", n_results++);
    struct scenario *scenario = analytic_scenario(dir, text);
    const struct study_request request = analytic_request(scenario, in_dir(path, name));
    struct result result = run(&request, sweep);
    scenario_free(scenario);
    return result;
}

static void test_one_at_a_time(void **state)
{
    (void)state;
    struct result result = one_at_a_time("function = \"box\"; x2 = 0.3;", "levels = 3; " X1_X2, 1);
    const struct frame *effects = table(&result, "effects"), *profiles = table(&result, "profiles");
    /* With x2 = .3 the function is 1 where x1 > .6; with x1 = .5 it is 0 whatever x2. */
    near(cell(effects, find_effect(effects, "a", "", "analytic.x1"), "change")->real, 1.0, 0.0, "x1");
    near(cell(effects, find_effect(effects, "a", "", "analytic.x2"), "change")->real, 0.0, 0.0, "x2");
    /* Of x2 (at .3 in the base, levels 0, .5, 1) speak the base and three points, not those that change x1. */
    static const char *const values[] = {"0", "0.5", "1", "0.3"};
    assert_int_equal(find_profile(profiles, "analytic.x2", NULL), 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(cell(profiles, find_profile(profiles, "analytic.x2", values[i]), "points")->integer, 1);
    assert_int_equal(find_profile(profiles, "analytic.x1", NULL), 3); /* its .5 is a level */
    assert_true(isnan(cell(effects, 0, "share")->real));
    release(&result);
}

/* The base lies near a level and counts for none: a change is that between two runs, no more and no less. */
static void test_one_at_a_time_change(void **state)
{
    (void)state;
    struct result result = one_at_a_time("function = \"ishigami\"; x1 = 0.1; noise = 5.0;", "levels = 3; " X1_X2, 1);
    const struct frame *effects = table(&result, "effects"), *profiles = table(&result, "profiles");
    const size_t x1 = find_effect(effects, "a", "", "analytic.x1");
    assert_true(cell(effects, x1, "change")->real
                == summary_of(&result, 3, "mean")->real - summary_of(&result, 1, "mean")->real);
    assert_true(isnan(cell(effects, x1, "lo")->real));
    assert_true(cell(profiles, find_profile(profiles, "analytic.x1", "0"), "mean")->real
                == summary_of(&result, 1, "mean")->real);
    assert_true(cell(profiles, find_profile(profiles, "analytic.x1", "0.1"), "mean")->real
                == summary_of(&result, 0, "mean")->real);
    release(&result);

    result = one_at_a_time("function = \"linear\"; x1 = 0.1; noise = 5.0; noise_x1 = 2.0;", "levels = 3; " X1_X2, 5);
    effects = table(&result, "effects");
    /* Of the noise at x1 = 1, which is 7, only the 2 that go with x1 are in its change. */
    near(width(effects, find_effect(effects, "a", "", "analytic.x1")),
         2.0 / 7.0 * (summary_of(&result, 3, "hi")->real - summary_of(&result, 3, "lo")->real), 1e-12,
         "interval of x1");
    near(width(effects, find_effect(effects, "a", "", "analytic.x2")), 0.0, 1e-12, "interval of x2");
    near(cell(effects, find_effect(effects, "a", "", "analytic.x2"), "change")->real, 2.0, 1e-12, "x2");
    release(&result);
}

/* A base that is a level but for rounding (.3 of .2 to .8 by tenths), at an end, or of whole numbers of which levels
 * coincide (1, 1, 2, 3, 3). */
static void test_one_at_a_time_base(void **state)
{
    (void)state;
    struct result result =
        one_at_a_time("function = \"linear\"; x1 = 0.3;",
                      "levels = 7; vary = ( { parameter = \"analytic.x1\"; lowest = 0.2; highest = 0.8; } );", 1);
    assert_int_equal(find_profile(table(&result, "profiles"), "analytic.x1", NULL), 7);
    assert_int_equal(table(&result, "point-summary")->n_rows, 7 * 2);
    near(cell(table(&result, "effects"), 0, "change")->real, 0.6, 1e-12, "x1 of .2 to .8");
    release(&result);

    result = one_at_a_time("function = \"linear\"; x1 = 1.0;", "levels = 3; " X1_X2, 1);
    assert_int_equal(find_profile(table(&result, "profiles"), "analytic.x1", NULL), 3);
    near(cell(table(&result, "effects"), 0, "change")->real, 1.0, 1e-12, "to the base");
    assert_string_equal(cell(table(&result, "effects"), 0, "to")->text, "1");
    release(&result);

    result = one_at_a_time("function = \"zero\"; count = 1;",
                           "levels = 5; vary = ( { parameter = \"analytic.count\"; lowest = 1; highest = 3; } );", 1);
    near(cell(table(&result, "effects"), 0, "change")->real, 0.2, 1e-12, "count of 1 to 3");
    assert_string_equal(cell(table(&result, "effects"), 0, "to")->text, "3");
    assert_int_equal(find_profile(table(&result, "profiles"), "analytic.count", NULL), 3);
    release(&result);
}

/* What the report says an interval is. */
static void test_reading(void **state)
{
    (void)state;
    static const struct {
        const char *design;
        size_t replications;
        const char *expected[2], *absent[2];
    } cases[] = {
        {"factorial", 3, {"Monte Carlo error only", "over herhalingen"}, {"over points", "over punten"}},
        {"factorial", 1, {"No interval", "Geen interval"}, {"Monte Carlo", "Monte Carlo"}},
        {"lhs", 3, {"tell little of luck", "Uit minder dan vier"}, {"Carlo", "Carlo"}},
        {"lhs", 4, {"over points and replications", "over punten en herhalingen"}, {"little", "vier"}},
        {"sobol", 4, {"which all points share", "dat alle punten delen"}, {"Carlo", "Carlo"}},
        {"sobol", 1, {"replication is not", "herhaling niet"}, {"over points and", "over punten en"}},
        {"one-at-a-time", 3, {"as the scenario says", "zoals het scenario zegt"}, {"hare", "andeel"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[512], text[1024], name[32];
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; };\nexperiment = { replications = %zu; points = 20;"
                       " design = \"%s\"; arms = ( { name = \"a\"; } ); " X1_X2 "};",
                       cases[i].replications, cases[i].design);
        (void)snprintf(name, sizeof name, "reading%zu.db", i);
        struct scenario *scenario = analytic_scenario(dir, text);
        const struct study_request request = analytic_request(scenario, in_dir(path, name));
        struct result result = run(&request, sweep);
        for (int lang = 0; lang < 2; lang++) {
            const struct report_study report = {.command = "sweep",
                                                .title = "t",
                                                .path = "t.db",
                                                .model = &analytic_model,
                                                .points = 20,
                                                .replications = cases[i].replications,
                                                .arms = 1,
                                                .frames = result.frames,
                                                .n_frames = result.n,
                                                .format = REPORT_TEXT,
                                                .lang = lang == 0 ? REPORT_EN : REPORT_NL};
            char *said = NULL;
            size_t size = 0;
            FILE *out = open_memstream(&said, &size);
            assert_non_null(out);
            assert_int_equal(report_study_print(out, &report, NULL), SIM_OK);
            assert_int_equal(fclose(out), 0);
            for (char *c = said; *c != '\0'; c++) /* sentences are broken into lines */
                if (*c == '\n' && c[1] == ' ' && c[2] == ' ' && c[3] == ' ' && c[4] == ' ')
                    memmove(c, c + 4, strlen(c + 4) + 1);
            if (strstr(said, cases[i].expected[lang]) == NULL)
                fail_msg("\"%s\" is not in:\n%s", cases[i].expected[lang], said);
            if (strstr(said, cases[i].absent[lang]) != NULL)
                fail_msg("\"%s\" is in:\n%s", cases[i].absent[lang], said);
            free(said);
        }
        release(&result);
        scenario_free(scenario);
    }
}

static void test_spread_designs(void **state)
{
    (void)state;
    static const char *const designs[] = {"lhs", "sobol"};
    for (size_t d = 0; d < 2; d++) {
        char path[512], text[1024], name[32];
        (void)snprintf(
            text, sizeof text,
            "analytic = { function = \"linear\"; };\nexperiment = { replications = 2; design = \"%s\"; points = 100;"
            " arms = ( { name = \"a\"; } ); " X1_X2 "};",
            designs[d]);
        (void)snprintf(name, sizeof name, "%s.db", designs[d]);
        struct scenario *scenario = analytic_scenario(dir, text);
        const struct study_request request = analytic_request(scenario, in_dir(path, name));
        struct result result = run(&request, sweep);
        const struct frame *effects = table(&result, "effects");
        /* From the middle of the lowest fifth to that of the highest. */
        const size_t x2 = find_effect(effects, "a", "", "analytic.x2");
        near(cell(effects, x2, "change")->real, 1.6, 0.15, "x2");
        assert_true(cell(effects, x2, "lo")->real < 1.6 && cell(effects, x2, "hi")->real > 1.6);
        assert_string_equal(cell(effects, x2, "interval")->text, "both");
        near(cell(effects, x2, "share")->real, 0.8 * 0.96, 0.06, "share of x2");
        release(&result);
        scenario_free(scenario);
    }
}

/* What a replication does to all points alike is in the means over points, however many these are; what it does to x1 in
 * the change with x1. One replication says nothing of it. */
static void test_spread_luck(void **state)
{
    (void)state;
    for (int grows = 0; grows < 2; grows++) {
        char path[512], text[1024];
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; %s = 3.0; };\n"
                       "experiment = { replications = 6; design = \"lhs\"; points = 100; " TWO_ARMS X1_X2 "};",
                       grows ? "noise_x1" : "noise");
        struct scenario *scenario = analytic_scenario(dir, text);
        struct study_request request = analytic_request(scenario, in_dir(path, grows ? "sg.db" : "sn.db"));
        struct result result = run(&request, sweep);
        const struct frame *effects = table(&result, "effects"), *profiles = table(&result, "profiles");
        const size_t x1 = find_effect(effects, "a", "", "analytic.x1");
        const double of_a_point = summary_of(&result, 0, "hi")->real - summary_of(&result, 0, "lo")->real;
        const size_t top = find_profile(profiles, "analytic.x1", "0.9");
        assert_string_equal(cell(profiles, top, "interval")->text, "both");
        assert_int_equal(cell(profiles, top, "points")->integer, 20);
        if (grows) {
            assert_true(width(effects, x1) > 0.8 * width(profiles, top) && width(profiles, top) > 2.0);
        } else {
            assert_true(width(profiles, top) >= of_a_point && of_a_point > 1.0);
            assert_true(width(profiles, top) < 1.1 * of_a_point);
            assert_true(width(effects, x1) < 1.0); /* it is the same at both ends */
        }
        release(&result);
        request.replications = 1;
        request.path = in_dir(path, grows ? "sg1.db" : "sn1.db");
        result = run(&request, sweep);
        assert_string_equal(cell(table(&result, "profiles"), top, "interval")->text, "points");
        assert_string_equal(cell(table(&result, "sweep-design"), 0, "interval")->text, "points");
        assert_true(width(table(&result, "profiles"), top) < 1.5);
        release(&result);
        scenario_free(scenario);
    }
}

static void test_words(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario =
        analytic_scenario(dir, "analytic = { function = \"zero\"; step = 1.0; };\n"
                               "experiment = { replications = 1; design = \"factorial\"; arms = ( { name = \"a\"; } );"
                               " vary = ( { parameter = \"analytic.mode\"; words = [ \"nao\", \"self\" ]; },"
                               " { parameter = \"analytic.count\"; values = [ 0, 5, 10 ]; } ); };");
    const struct study_request request = analytic_request(scenario, in_dir(path, "w.db"));
    struct result result = run(&request, sweep);
    const struct frame *effects = table(&result, "effects");
    const size_t mode = find_effect(effects, "a", "", "analytic.mode");
    near(cell(effects, mode, "change")->real, -2.0, 1e-12, "from nao (2) to self (0)");
    assert_string_equal(cell(effects, mode, "from")->text, "nao");
    near(cell(effects, find_effect(effects, "a", "", "analytic.count"), "change")->real, 1.0, 1e-12, "count / 10");
    release(&result);
    scenario_free(scenario);
}

/* Interrupted in the middle and gone on with other threads: the same bytes as in one go. */
static int stop_after_some;
static size_t runs_seen;
static void stop_soon(void *context, const struct experiment_progress *progress)
{
    (void)context;
    (void)progress;
    if (++runs_seen == 17)
        __atomic_store_n(&stop_after_some, 1, __ATOMIC_RELAXED);
}

static void interrupt_and_compare(const char *text, procedure_fn *procedure, const char *method, double delta)
{
    char whole[512], cut[512];
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = analytic_scenario(dir, text);
    struct study_request request = analytic_request(scenario, in_dir(whole, "whole.db"));
    request.method = method;
    request.delta = delta;
    request.fresh = true;
    struct result result = run(&request, procedure);
    release(&result);
    request.path = in_dir(cut, "cut.db");
    request.progress = stop_soon;
    request.stop = &stop_after_some;
    stop_after_some = 0;
    runs_seen = 0;
    assert_int_equal(analytic_study(&request, procedure, NULL, NULL, &err), SIM_E_INTERRUPTED);
    request.progress = NULL;
    request.stop = NULL;
    request.fresh = false;
    request.threads = 2;
    result = run(&request, procedure);
    release(&result);
    char *a = analytic_export(whole), *b = analytic_export(cut);
    assert_string_equal(a, b);
    free(a);
    free(b);
    scenario_free(scenario);
}

/* Counts the points that are checked, and stops at one of them. */
static size_t points_checked, stop_at_point;
static void check_and_stop(const struct settings *settings, struct sim_messages *messages)
{
    (void)settings;
    (void)messages;
    if (++points_checked == stop_at_point)
        __atomic_store_n(&stop_after_some, 1, __ATOMIC_RELAXED);
}

/* While many points are checked and stored a stop is heeded soon, and afterwards they can be asked for again. */
static void test_stop_between_points(void **state)
{
    (void)state;
    enum { N = 5000 };
    char path[512];
    struct sim_model model = analytic_model;
    model.check = check_and_stop;
    struct scenario *scenario = analytic_scenario(
        dir, "analytic = { function = \"linear\"; };\nexperiment = { arms = ( { name = \"a\"; } ); vary = ("
             " { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } ); };");
    struct study_request request = analytic_request(scenario, in_dir(path, "points.db"));
    struct study study;
    double unit[N];
    request.model = &model;
    request.stop = &stop_after_some;
    for (size_t i = 0; i < N; i++)
        unit[i] = (double)i / N;
    const size_t stops[] = {1500, N};
    for (size_t i = 0; i < 2; i++) {
        struct sim_err err = {SIM_OK, ""};
        stop_after_some = 0;
        points_checked = 0;
        stop_at_point = stops[i];
        assert_int_equal(study_open(&study, &request, &err), SIM_OK);
        assert_int_equal(study_add_points(&study, unit, N, &err), SIM_E_INTERRUPTED);
        assert_int_equal(study.n_points, 0);
        assert_in_range(points_checked, stops[i], i == 0 ? stops[i] + 1000 : N);
        study_close(&study);
    }
    struct sim_err err = {SIM_OK, ""};
    stop_after_some = 0;
    stop_at_point = 0;
    assert_int_equal(study_open(&study, &request, &err), SIM_OK);
    assert_int_equal(study_add_points(&study, unit, N, &err), SIM_OK);
    assert_int_equal(study.n_points, N);
    study_close(&study);
    scenario_free(scenario);
}

static void test_resume(void **state)
{
    (void)state;
    interrupt_and_compare("analytic = { function = \"ishigami\"; noise = 1.0; };\nexperiment = { replications = 3;"
                          " points = 10; " TWO_ARMS X1_X2 "};",
                          sweep, NULL, (double)NAN);
}

#define FOUR_ARMS                                                                                                     \
    "arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { shift = 0.5; luck = 1; }; },"                           \
    " { name = \"c\"; analytic = { shift = 2.0; luck = 2; }; }, { name = \"d\"; analytic = { shift = 1.8; luck = 3; " \
    "}; } ); "

static void test_select(void **state)
{
    (void)state;
    static const char text[] =
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 100; " FOUR_ARMS "};";
    char path[512];
    struct scenario *scenario = analytic_scenario(dir, text);
    struct study_request request = analytic_request(scenario, in_dir(path, "s.db"));
    request.delta = (double)NAN;
    request.budget = 400;
    struct result result = run(&request, select_arms);
    const struct frame *selection = table(&result, "selection");
    int64_t runs = 0;
    for (size_t r = 0; r < 4; r++)
        runs += cell(selection, r, "replications")->integer;
    assert_int_equal(runs, 400);
    /* The rivals are looked at most, those clearly behind least. */
    assert_true(cell(selection, 2, "replications")->integer + cell(selection, 3, "replications")->integer > 300);
    assert_true(cell(selection, 0, "replications")->integer < 40);
    assert_string_equal(cell(selection, 2, "verdict")->text, "best");
    release(&result);

    request.method = "kn";
    request.delta = 0.8;
    request.budget = 4000;
    request.path = in_dir(path, "kn.db");
    request.procedure = "kn";
    result = run(&request, select_arms);
    selection = table(&result, "selection");
    assert_string_equal(cell(selection, 0, "verdict")->text, "out");
    assert_string_equal(cell(selection, 1, "verdict")->text, "out");
    assert_true(cell(selection, 0, "replications")->integer <= cell(selection, 2, "replications")->integer);
    near(cell(table(&result, "selection-chance"), 0, "p_correct")->real, 0.95, 0.0, "promise");
    release(&result);
    scenario_free(scenario);
    interrupt_and_compare(text, select_arms, NULL, (double)NAN);
    interrupt_and_compare(text, select_arms, "kn", 0.4);
}

/* Luck that the arms share drowns the difference of means over different replications, and cancels in pairs. */
static void test_select_paired(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = analytic_scenario(
        dir, "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 30; arms = ( { name = "
             "\"a\"; }, { name = \"b\"; analytic = { shift = 0.02; }; }, { name = \"c\"; analytic = { shift = 0.04; "
             "}; } ); };");
    struct study_request request = analytic_request(scenario, in_dir(path, "paired.db"));
    request.fresh = true;
    request.budget = 40;
    size_t right = 0;
    for (request.seed = 1; request.seed <= N_SEEDS; request.seed++) {
        struct result result = run(&request, select_arms);
        const struct frame *selection = table(&result, "selection");
        right += strcmp(cell(selection, 2, "verdict")->text, "best") == 0;
        if (right == request.seed) {
            assert_string_equal(cell(selection, 0, "verdict")->text, "out");
            near(cell(selection, 0, "behind")->real, 0.04, 1e-9, "behind");
            near(cell(table(&result, "selection-chance"), 0, "p_correct")->real, 1.0, 1e-6, "probability");
        }
        release(&result);
    }
    assert_int_equal(right, N_SEEDS);
    scenario_free(scenario);
}

/* Fails unless the report has these words; line ends count as blanks. */
static void expect_words(const struct result *result, enum report_lang lang, const char *words)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const struct report_study report = {.command = "select",
                                        .title = "arms",
                                        .path = "x.db",
                                        .model = &analytic_model,
                                        .frames = result->frames,
                                        .n_frames = result->n,
                                        .format = REPORT_TEXT,
                                        .lang = lang};
    assert_non_null(out);
    assert_int_equal(report_study_print(out, &report, NULL), SIM_OK);
    assert_int_equal(fclose(out), 0);
    for (char *c = text; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c;
    if (strstr(text, words) == NULL)
        fail_msg("no \"%s\" in: %s", words, text);
    free(text);
}

/* An arm without values is left out; the others are told apart. */
static void test_select_without_values(void **state)
{
    (void)state;
    static const char *const methods[] = {NULL, "kn"};
    static const char *const said[][2] = {
        {": c: with a probability of at least 99.9 % it is the best. Left out,",
         ": c: met een kans van ten minste 99,9% is dat de beste. Buiten de keuze"},
        {": c: with a probability of at least 95 % it is the best, or within 0.5 point of the best.",
         ": c: met een kans van ten minste 95% is dat de beste, of scheelt het minder dan 0,5 "}};
    static const char *const left_out[] = {"more than half of their runs: none.", "hun runs geen waarde heeft: none."};
    char path[512];
    struct scenario *scenario = analytic_scenario(
        dir, "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 100; arms = ( { name = "
             "\"none\"; analytic = { on = false; shift = 9.0; }; }, { name = \"b\"; }, { name = \"c\"; analytic = { "
             "shift = 1.0; luck = 1; }; } ); };");
    struct study_request request = analytic_request(scenario, in_dir(path, "left.db"));
    request.fresh = true;
    for (size_t i = 0; i < 2; i++) {
        request.method = methods[i];
        request.delta = i == 0 ? (double)NAN : 0.5;
        struct result result = run(&request, select_arms);
        const struct frame *selection = table(&result, "selection");
        assert_string_equal(cell(selection, 0, "verdict")->text, "no value");
        assert_int_equal(cell(selection, 0, "replications")->integer, 10);
        assert_true(isnan(cell(selection, 0, "behind")->real));
        assert_string_equal(cell(selection, 1, "verdict")->text, "out");
        assert_string_equal(cell(selection, 2, "verdict")->text, "best");
        assert_true(cell(table(&result, "selection-chance"), 0, "p_correct")->real > 0.9);
        for (size_t k = 0; k < 2; k++) {
            expect_words(&result, k == 0 ? REPORT_EN : REPORT_NL, said[i][k]);
            expect_words(&result, k == 0 ? REPORT_EN : REPORT_NL, left_out[k]);
        }
        release(&result);
    }
    scenario_free(scenario);
}

static void test_select_refuses(void **state)
{
    (void)state;
    char path[512];
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario =
        analytic_scenario(dir, "analytic = { on = false; };\nexperiment = { replications = 100; " FOUR_ARMS "};");
    struct study_request request = analytic_request(scenario, in_dir(path, "r.db"));
    request.delta = (double)NAN;
    request.method = "kn";
    assert_int_equal(analytic_study(&request, select_arms, NULL, NULL, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "--delta"));
    err = (struct sim_err){SIM_OK, ""};
    request.method = NULL;
    request.budget = 20;
    assert_int_equal(analytic_study(&request, select_arms, NULL, NULL, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "at least 44"));
    err = (struct sim_err){SIM_OK, ""};
    request.budget = 100;
    /* No value at all: known after the runs only, so not a fault of the input. */
    static const char *const methods[] = {NULL, "kn"};
    for (size_t i = 0; i < 2; i++) {
        err = (struct sim_err){SIM_OK, ""};
        request.method = methods[i];
        request.delta = 0.5;
        assert_int_equal(analytic_study(&request, select_arms, NULL, NULL, &err), SIM_E_MODEL);
        assert_non_null(strstr(err.text, "0 of 4 arms have a value of value"));
    }
    scenario_free(scenario);
}

/* Half-width z sd / sqrt(n) with sd 1: about 400 replications for .1; the difference of arms with the same luck needs the
 * least that is looked at. */
static void test_precision(void **state)
{
    (void)state;
    char path[512], again[512];
    struct scenario *scenario = analytic_scenario(
        dir, "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 5; arms = ( { name = "
             "\"a\"; },"
             " { name = \"same\"; analytic = { shift = 1.0; }; }, { name = \"own\"; analytic = { luck = 1; }; } ); };");
    struct precision_wish wish;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(precision_read("value:0.1", &analytic_model, &wish, &err), SIM_OK);
    for (int threads = 1; threads <= 2; threads++) {
        struct experiment experiment = {
            .model = &analytic_model, .scenario = scenario, .n_arms = 1, .seed = 3, .threads = threads};
        struct experiment_progress progress;
        struct frame reached;
        bool met = false;
        frame_start(&reached, &(const struct frame_definition){0});
        assert_int_equal(store_create(in_dir(threads == 1 ? path : again, threads == 1 ? "p1.db" : "p2.db"),
                                      &analytic_model, scenario, 3, false, true, &experiment.store, &err),
                         SIM_OK);
        assert_int_equal(precision_run(&experiment, &wish, 1, 2000, &progress, &reached, &met, &err), SIM_OK);
        assert_true(met);
        assert_in_range(experiment.replications, 320, 640); /* the counts on either side of 384, and one look ahead */
        assert_int_equal(progress.total, experiment.replications);
        assert_true(cell(&reached, 0, "half_width")->real <= 0.1);
        /* Of the arms with the same luck the difference has no spread. */
        experiment.n_arms = 2;
        const size_t before = experiment.replications;
        assert_int_equal(precision_run(&experiment, &wish, 1, 2000, &progress, &reached, &met, &err), SIM_OK);
        assert_true(met && experiment.replications <= 30);
        experiment.n_arms = 3;
        assert_int_equal(precision_run(&experiment, &wish, 1, 2000, &progress, &reached, &met, &err), SIM_OK);
        assert_true(met && experiment.replications > before);
        assert_int_equal(precision_run(&experiment, &wish, 1, 100, &progress, &reached, &met, &err), SIM_OK);
        assert_false(met);
        assert_int_equal(experiment.replications, 100);
        frame_free(&reached);
        store_close(experiment.store);
    }
    char *a = analytic_export(path), *b = analytic_export(again);
    assert_string_equal(a, b);
    free(a);
    free(b);
    scenario_free(scenario);
}

static void test_precision_words(void **state)
{
    (void)state;
    struct precision_wish wish;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(precision_read("cost:1.5%", &analytic_model, &wish, &err), SIM_OK);
    assert_true(wish.relative && wish.outcome == ANALYTIC_COST);
    near(wish.half, 0.015, 1e-15, "1.5 %");
    static const char *const wrong[] = {"value",   "value:",   "value:0", "value:-1",
                                        "value:x", "value:1x", "valu:1",  "value:inf"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        err = (struct sim_err){SIM_OK, ""};
        assert_int_equal(precision_read(wrong[i], &analytic_model, &wish, &err), SIM_E_INPUT);
        assert_non_null(strstr(err.text, wrong[i]));
    }
}

/* Runs at x1 > .5 fail. */
static void test_failures(void **state)
{
    (void)state;
    static const struct {
        const char *policy;
        int status;
        size_t stored; /* of 8 */
    } cases[] = {{"stop", SIM_E_MODEL, 4}, {"finish", SIM_E_MODEL, 4}, {"record", SIM_OK, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[512], text[1024], name[32];
        struct sim_err err = {SIM_OK, ""};
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; fails_above = 0.5; };\nexperiment = { replications = 2;"
                       " design = \"factorial\"; on_failure = \"%s\"; arms = ( { name = \"a\"; } ); vary = ("
                       " { parameter = \"analytic.x1\"; values = [ 0.2, 0.8, 0.4, 0.9 ]; } ); };",
                       cases[i].policy);
        (void)snprintf(name, sizeof name, "fail-%s.db", cases[i].policy);
        struct scenario *scenario = analytic_scenario(dir, text);
        const struct study_request request = analytic_request(scenario, in_dir(path, name));
        struct study study;
        assert_int_equal(study_open(&study, &request, &err), SIM_OK);
        assert_int_equal(sweep(&study, &err), cases[i].status);
        const struct store_item items[] = {{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, {1, 0, 1},
                                           {2, 0, 0}, {2, 0, 1}, {3, 0, 0}, {3, 0, 1}};
        bool done[8], counted[8];
        double values[8];
        assert_int_equal(store_done(study.experiment.store, items, 8, false, done, &err), SIM_OK);
        assert_int_equal(store_done(study.experiment.store, items, 8, true, counted, &err), SIM_OK);
        assert_int_equal(store_values(study.experiment.store, ANALYTIC_VALUE, items, 8, values, &err), SIM_OK);
        assert_true(done[0] && done[1] && !done[2] && counted[2]);
        assert_true(isnan(values[2]) && !isnan(values[0]));
        if (strcmp(cases[i].policy, "stop") == 0) {
            assert_false(counted[3]); /* nothing new was started */
            assert_non_null(strstr(err.text, "replication 0"));
        } else {
            for (size_t k = 0; k < 8; k++) {
                assert_int_equal(done[k], k / 2 % 2 == 0);
                assert_true(counted[k]);
            }
        }
        if (cases[i].status == SIM_OK)
            assert_int_equal(study.progress.failed, 4);
        else if (strcmp(cases[i].policy, "finish") == 0)
            assert_non_null(strstr(err.text, "4 of 8 runs failed"));
        study_close(&study);
        scenario_free(scenario);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factorial),
        cmocka_unit_test(test_factorial_intervals),
        cmocka_unit_test(test_profile_coverage),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_one_at_a_time_change),
        cmocka_unit_test(test_one_at_a_time_base),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_spread_designs),
        cmocka_unit_test(test_spread_luck),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_resume),
        cmocka_unit_test(test_select),
        cmocka_unit_test(test_select_refuses),
        cmocka_unit_test(test_precision),
        cmocka_unit_test(test_precision_words),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_select_paired),
        cmocka_unit_test(test_select_without_values),
        cmocka_unit_test(test_stop_between_points),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
