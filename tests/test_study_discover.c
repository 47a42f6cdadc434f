/* samenspel discover: the map, the boxes and the regret are those of functions known on paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

enum { POINTS = 200 };

struct found {
    struct scenario *scenario;
    struct study_request request;
    struct study_result tables;
    char path[512];
};

/* Arms "flat" (value 0 but for its noise) and "steep" (slope (x1 - 1/2) = better where x1 > .5); noise of their own. */
static const char two_arms[] = "{ name = \"flat\"; }, { name = \"steep\"; analytic = { slope = 2.0; luck = 1; }; }";

static const char forked[] = "design = \"lhs\"; points = 24; on_failure = \"record\";";

static struct scenario *load(const char *arms, const char *analytic, const char *more, size_t n_vary)
{
    char vary[1024], text[3600];
    (void)snprintf(text, sizeof text,
                   "analytic = { function = \"zero\"; %s };\n"
                   "experiment = { replications = 5; seed = 5; arms = ( %s ); vary = %s; %s };",
                   analytic, arms, analytic_vary(n_vary, vary, sizeof vary), more);
    return analytic_scenario(workdir, text);
}

static size_t value_outcome[] = {ANALYTIC_VALUE};

static void prepare(struct found *f, struct scenario *scenario, const char *name)
{
    *f = (struct found){.scenario = scenario};
    (void)snprintf(f->path, sizeof f->path, "%s/%s.db", workdir, name);
    f->request = analytic_request(scenario, f->path);
    f->request.outcomes = value_outcome;
    f->request.n_outcomes = 1;
}

static void run(struct found *f)
{
    struct sim_err err = {SIM_OK, ""};
    if (analytic_study(&f->request, discover, f->tables.frames, &f->tables.n, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

static void release(struct found *f)
{
    study_result_release(&f->tables);
    scenario_free(f->scenario);
}

static void inside(const struct frame *frame, size_t row, const char *lo, double truth, const char *hi, double width)
{
    const double low = study_real(frame, row, lo), high = study_real(frame, row, hi);
    if (!(low <= truth && high >= truth && high - low <= width))
        fail_msg("%s: %g to %g, truth %g", lo, low, high, truth);
}

/* steep - flat = 2 (x1 - 1/2): the boundary is x1 = .5, x2 and x3 are idle. */
static void test_boundary(void **state)
{
    (void)state;
    struct found f;
    char more[64];
    (void)snprintf(more, sizeof more, "design = \"sobol\"; points = %d;", POINTS);
    prepare(&f, load(two_arms, "noise = 0.1;", more, 3), "boundary");
    f.request.threshold = 0.5;
    run(&f);
    /* Away from the boundary (nine standard errors) the winner is right; nearer, no wrong one is told at more than a
     * tenth. The map's columns are fifths of x1. */
    const struct frame *map = study_table(&f.tables, "map");
    assert_int_equal(map->n_rows, 25);
    for (size_t i = 0; i < 25; i++) {
        assert_string_equal(study_word(map, i, "across"), "analytic.x1");
        if (i % 5 != 2 && study_cell(map, i, "points")->integer > 0)
            assert_string_equal(study_word(map, i, "letter"), i % 5 < 2 ? "F" : "S");
    }
    assert_string_equal(study_word(map, 0, "across_value"), "0.1");
    assert_string_equal(study_word(map, 0, "up_value"), "0.9");
    const struct frame *drivers = study_table(&f.tables, "drivers");
    assert_true(study_real(drivers, 0, "share") > 0.7 && fabs(study_real(drivers, 1, "share")) < 0.15);
    assert_true(study_real(drivers, 0, "lo") > 0.6 && study_real(drivers, 0, "hi") < 0.95);
    assert_true(study_real(drivers, 1, "lo") > -0.1 && study_real(drivers, 1, "hi") < 0.1);
    /* One box each, by x1 alone. It is widened until 80 % of it are wins: up to .5 / .8 = .625. */
    const struct frame *boxes = study_table(&f.tables, "boxes"), *limits = study_table(&f.tables, "box-limits");
    assert_string_equal(study_word(boxes, 0, "arm"), "flat");
    assert_true(study_real(boxes, 0, "coverage") > 0.93 && study_real(boxes, 0, "density") >= 0.8);
    assert_true(study_real(boxes, 0, "density_heldout") > 0.7);
    assert_true(study_real(boxes, 0, "told") > 0.7 && study_real(boxes, 0, "lost") < 0.25);
    for (size_t i = 0; i < limits->n_rows; i++) {
        if (study_cell(limits, i, "box")->integer != 1 || strcmp(study_word(limits, i, "where"), "yes") != 0)
            continue;
        const bool flat = strcmp(study_word(limits, i, "arm"), "flat") == 0;
        assert_string_equal(study_word(limits, i, "parameter"), "analytic.x1");
        assert_true(isnan(study_real(limits, i, flat ? "from" : "to")));
        assert_close(study_real(limits, i, flat ? "to" : "from"), flat ? 0.6 : 0.4, 0.075);
        assert_true(study_real(limits, i, "quasi_p") < 1e-3 && study_real(limits, i, "reproduced") > 0.95);
    }
    /* flat is behind by 2 (x1 - 1/2) over half of the points: 1/4 on average, 1 at most. */
    const struct frame *robustness = study_table(&f.tables, "robustness"),
                       *stability = study_table(&f.tables, "stability");
    const struct frame *shares = study_table(&f.tables, "shares"), *averages = study_table(&f.tables, "averages");
    for (size_t a = 0; a < 2; a++) {
        assert_close(study_real(robustness, a, "regret"), 0.25, 0.04);
        assert_close(study_real(robustness, a, "max_regret"), 1.0, 0.12);
        assert_true(study_real(robustness, a, "regret_heldout") <= study_real(robustness, a, "regret"));
        assert_close(study_real(shares, a, "won"), 0.5, 0.08);
        assert_close(study_real(shares, a, "expected"), 0.5, 0.08);
        /* Limits hold the truth and are no wider than points and luck ask for. */
        inside(robustness, a, "regret_lo", 0.25, "regret_hi", 0.3);
        inside(robustness, a, "max_regret_lo", 1.0, "max_regret_hi", 0.5);
        inside(averages, a, "mean_lo", 0.0, "mean_hi", 0.5);
        inside(shares, a, "won_lo", 0.5, "won_hi", 0.4);
    }
    assert_close(study_real(shares, 0, "meets"), 0.0, 0.0); /* good enough from .5 on: never, and where x1 > .75 */
    assert_close(study_real(shares, 1, "meets"), 0.25, 0.06);
    inside(shares, 1, "meets_lo", 0.25, "meets_hi", 0.35);
    const size_t second = strcmp(study_word(stability, 0, "best"), "flat") == 0 ? 1 : 0; /* they are alike on average */
    assert_true(isnan(study_real(averages, 1 - second, "behind")));
    inside(averages, second, "behind_lo", 0.0, "behind_hi", 0.5);
    assert_string_equal(study_word(averages, 0, "interval"), "both");
    assert_string_equal(study_word(stability, 0, "stable"), "no");
    const struct frame *chances = study_table(&f.tables, "more-replications");
    assert_close(study_real(chances, 0, "told"), 1.0 - study_real(stability, 0, "not_told"), 1e-12);
    assert_true(study_real(chances, 3, "told") > study_real(chances, 0, "told")
                && study_real(chances, 3, "told") <= 1.0);
    assert_int_equal(study_cell(chances, 3, "replications")->integer, 50);
    /* Where the arm that is best on average is not: on the other side of the boundary. */
    const size_t last = boxes->n_rows - 1;
    assert_string_equal(study_word(boxes, last, "where"), "no");
    assert_string_equal(study_word(boxes, last, "arm"), study_word(stability, 0, "best"));
    assert_true(study_real(boxes, last, "lost") > 0.7);
    release(&f);
}

/* Limits of what decides who wins: how far other points and other luck, which all points share, move it. */
static void test_drivers_limits(void **state)
{
    (void)state;
    enum { SEEDS = 60 };
    static double share[SEEDS], lo[SEEDS], hi[SEEDS];
    double mean = 0.0, width = 0.0;
    size_t holds = 0;
    for (size_t i = 0; i < SEEDS; i++) {
        struct found f;
        char name[32];
        (void)snprintf(name, sizeof name, "drivers%zu", i);
        prepare(&f, load(two_arms, "noise = 1.0;", "design = \"lhs\"; points = 40;", 2), name);
        f.request.seed = 100 + i;
        run(&f);
        const struct frame *drivers = study_table(&f.tables, "drivers");
        share[i] = study_real(drivers, 0, "share");
        lo[i] = study_real(drivers, 0, "lo");
        hi[i] = study_real(drivers, 0, "hi");
        mean += share[i] / SEEDS;
        width += (hi[i] - lo[i]) / SEEDS;
        release(&f);
    }
    for (size_t i = 0; i < SEEDS; i++)
        holds += lo[i] <= mean && hi[i] >= mean;
    print_message("  share %.3f, width %.3f, inside %zu of %d\n", mean, width, holds, SEEDS);
    assert_true(holds >= SEEDS * 85u / 100u && width < 0.25);
    /* Two replications say nothing of luck when one is left out. */
    struct found two;
    prepare(&two, load(two_arms, "noise = 1.0;", forked, 2), "two");
    two.request.replications = 2;
    run(&two);
    assert_true(!isnan(study_real(study_table(&two.tables, "drivers"), 0, "share")));
    assert_true(isnan(study_real(study_table(&two.tables, "drivers"), 0, "lo"))
                && isnan(study_real(study_table(&two.tables, "drivers"), 0, "hi")));
    release(&two);
}

/* Without noise all is exact. Two factors of two levels: steep is ahead by 1 where x1 = 1, behind by 1 where x1 = 0. */
static void test_by_hand(void **state)
{
    (void)state;
    static const char three[] = "{ name = \"steep\"; analytic = { slope = 2.0; }; }, { name = \"safe\"; analytic = { "
                                "shift = -0.25; }; }, { name = \"shady\"; analytic = { slope = -2.0; }; }";
    struct found f;
    prepare(&f, load(three, "", "design = \"factorial\"; levels = 2;", 2), "hand");
    run(&f);
    const struct frame *r = study_table(&f.tables, "robustness"), *s = study_table(&f.tables, "stability"),
                       *regimes = study_table(&f.tables, "regimes");
    const struct frame *shares = study_table(&f.tables, "shares"), *averages = study_table(&f.tables, "averages");
    static const double mean[] = {0.0, -0.25, 0.0}, regret[] = {1.0, 1.25, 1.0}, largest[] = {2.0, 1.25, 2.0};
    for (size_t a = 0; a < 3; a++) {
        assert_close(study_real(r, a, "mean"), mean[a], 1e-12);
        assert_close(study_real(r, a, "regret"), regret[a], 1e-12);
        assert_close(study_real(r, a, "regret_heldout"), regret[a], 1e-12);
        assert_close(study_real(r, a, "max_regret"), largest[a], 1e-12);
        assert_close(study_real(shares, a, "told"), a == 1 ? 0.0 : 0.5, 1e-12);
        /* All that was planned, and no luck: nothing is unsure. */
        assert_close(study_real(averages, a, "mean_lo"), mean[a], 1e-12);
        assert_close(study_real(r, a, "regret_lo"), regret[a], 1e-12);
        assert_close(study_real(r, a, "regret_hi"), regret[a], 1e-12);
        assert_close(study_real(r, a, "max_regret_lo"), largest[a], 1e-12);
        assert_close(study_real(r, a, "max_regret_hi"), largest[a], 1e-12);
        assert_close(study_real(shares, a, "won_lo"), a == 1 ? 0.0 : 0.5, 1e-12);
        assert_close(study_real(shares, a, "won_hi"), a == 1 ? 0.0 : 0.5, 1e-12);
    }
    assert_string_equal(study_word(averages, 0, "interval"), "replications");
    assert_string_equal(study_word(s, 0, "second"), "shady");
    assert_close(study_real(averages, 2, "behind_hi"), 0.0, 1e-12);
    assert_close(study_real(averages, 1, "behind_lo"), 0.25, 1e-12);
    assert_string_equal(study_word(s, 0, "best"), "steep"); /* as good as shady: the first */
    assert_string_equal(study_word(s, 0, "minimax"), "safe");
    assert_close(study_real(s, 0, "stays"), 0.5, 1e-12);
    assert_close(study_real(s, 0, "overturned"), 0.5, 1e-12);
    assert_close(study_real(s, 0, "not_told"), 0.0, 1e-12);
    assert_int_equal(regimes->n_rows, 4);
    assert_string_equal(study_word(regimes, 0, "winner"), "shady");
    assert_string_equal(study_word(regimes, 0, "second"), "safe");
    assert_close(study_real(regimes, 0, "lead"), 1.25, 1e-12);
    assert_close(study_real(regimes, 0, "p_best"), 1.0, 1e-12);
    assert_int_equal(study_table(&f.tables, "regret")->n_rows, 12);
    /* The letters: S is taken by the first, A by the second, so that the third is H. */
    const struct frame *map = study_table(&f.tables, "map");
    assert_int_equal(map->n_rows, 4);
    assert_string_equal(study_word(map, 0, "letter"), "H");
    assert_string_equal(study_word(map, 1, "letter"), "S");
    assert_string_equal(study_word(map, 1, "across_value"), "1");
    assert_string_equal(study_word(map, 0, "up_value"), "1");
    for (size_t i = 0; i < study_table(&f.tables, "boxes")->n_rows; i++)
        assert_string_not_equal(study_word(study_table(&f.tables, "boxes"), i, "arm"), "safe"); /* it wins nowhere */
    release(&f);
}

/* A range by ratio and a list of values in a box; a list of words that does nothing is left out of it. */
static void test_kinds_of_factors(void **state)
{
    (void)state;
    struct found f;
    static const char text[] =
        "analytic = { function = \"zero\"; };\n"
        "experiment = { replications = 2; seed = 3; design = \"factorial\"; levels = 11;\n"
        " arms = ( { name = \"base\"; analytic = { shift = 0.1; }; }, { name = \"own\"; analytic = { function = "
        "\"box\"; "
        "}; } );\n"
        " vary = ( { parameter = \"analytic.x1\"; lowest = 0.1; highest = 1.0; scale = \"log\"; },\n"
        "  { parameter = \"analytic.x2\"; values = [ 0.1, 0.3, 0.7, 0.9 ]; },\n"
        "  { parameter = \"analytic.mode\"; words = [ \"self\", \"nao\" ]; } ); };";
    prepare(&f, analytic_scenario(workdir, text), "kinds");
    run(&f);
    /* own = base - .1 + (x1 > .6 and x2 < .4): x1 = .1 x 10^(l / 10), so that l = 8 and more are inside. */
    const struct frame *limits = study_table(&f.tables, "box-limits"), *boxes = study_table(&f.tables, "boxes");
    size_t found = 0;
    for (size_t i = 0; i < limits->n_rows; i++) {
        if (strcmp(study_word(limits, i, "arm"), "own") != 0 || strcmp(study_word(limits, i, "where"), "yes") != 0
            || study_cell(limits, i, "box")->integer != 1)
            continue;
        found++;
        if (strcmp(study_word(limits, i, "parameter"), "analytic.x1") == 0)
            assert_close(study_real(limits, i, "from"), 0.1 * pow(10.0, 0.75), 1e-9); /* half-way by ratio */
        else if (strcmp(study_word(limits, i, "parameter"), "analytic.x2") == 0)
            assert_close(study_real(limits, i, "to"), 0.5, 1e-12);
        else
            fail_msg("%s is idle", study_word(limits, i, "parameter"));
    }
    assert_int_equal(found, 2);
    for (size_t i = 0; i < boxes->n_rows; i++)
        if (strcmp(study_word(boxes, i, "arm"), "own") == 0 && strcmp(study_word(boxes, i, "where"), "yes") == 0) {
            assert_close(study_real(boxes, i, "told"), 1.0, 1e-12);
            assert_close(study_real(boxes, i, "density"), 1.0, 1e-12);
            assert_int_equal(study_cell(boxes, i, "points")->integer, 12);
        }
    release(&f);
}

/* Words that decide: in a box as words; whole numbers as the first that is inside. */
static void test_words_and_whole_numbers(void **state)
{
    (void)state;
    struct found f;
    static const char text[] =
        "analytic = { function = \"zero\"; };\n"
        "experiment = { replications = 2; seed = 3; design = \"factorial\"; levels = 11;\n"
        " arms = ( { name = \"base\"; analytic = { shift = 1.55; step = 0.0; }; }, { name = \"own\"; analytic = { step "
        "= 1.0; }; } );\n"
        " vary = ( { parameter = \"analytic.mode\"; words = [ \"self\", \"lead\", \"nao\" ]; },\n"
        "  { parameter = \"analytic.count\"; lowest = 0; highest = 10; } ); };";
    prepare(&f, analytic_scenario(workdir, text), "words");
    run(&f);
    const struct frame *limits = study_table(&f.tables, "box-limits");
    bool found = false;
    for (size_t i = 0; i < limits->n_rows; i++)
        if (strcmp(study_word(limits, i, "arm"), "own") == 0 && strcmp(study_word(limits, i, "where"), "yes") == 0) {
            assert_string_equal(study_word(limits, i, "parameter"), "analytic.mode");
            assert_string_equal(study_word(limits, i, "words"), "nao");
            assert_true(isnan(study_real(limits, i, "from")) && isnan(study_real(limits, i, "to")));
            found = true;
        }
    assert_true(found);
    release(&f);
}

/* Stops after half of the runs. */
struct halt {
    int flag;
    size_t after;
};
static void watch(void *context, const struct experiment_progress *progress)
{
    struct halt *halt = context;
    if (progress->done >= halt->after)
        halt->flag = 1;
}

static void test_resumed_and_threads(void **state)
{
    (void)state;
    struct found whole, half;
    struct halt halt = {0, 100};
    struct sim_err err = {SIM_OK, ""};
    prepare(&whole, load(two_arms, "noise = 0.3;", forked, 2), "whole");
    run(&whole);
    prepare(&half, load(two_arms, "noise = 0.3;", forked, 2), "half");
    half.request.threads = 2;
    half.request.progress = watch;
    half.request.progress_context = &halt;
    half.request.stop = &halt.flag;
    assert_int_equal(analytic_study(&half.request, discover, NULL, NULL, &err), SIM_E_INTERRUPTED);
    half.request.stop = NULL;
    half.request.progress = NULL;
    run(&half);
    char *a = analytic_export(whole.path), *b = analytic_export(half.path);
    assert_string_equal(a, b);
    free(a);
    free(b);
    release(&whole);
    release(&half);
}

static void test_failed_runs(void **state)
{
    (void)state;
    struct found f;
    struct sim_err err = {SIM_OK, ""};
    prepare(&f, load(two_arms, "noise = 0.05; fails_above = 0.75;", forked, 2), "failed");
    run(&f);
    const struct frame *stability = study_table(&f.tables, "stability"), *regimes = study_table(&f.tables, "regimes");
    assert_int_equal(study_cell(stability, 0, "left_out")->integer, 6); /* a quarter of a Latin hypercube */
    assert_int_equal(study_cell(stability, 0, "points")->integer, 18);
    assert_int_equal(study_cell(study_table(&f.tables, "shares"), 0, "points")->integer, 18);
    size_t without = 0;
    for (size_t p = 0; p < regimes->n_rows; p++)
        without += study_word(regimes, p, "leader")[0] == '\0';
    assert_int_equal(without, 6);
    release(&f);
    /* Nothing left at all. */
    prepare(&f, load(two_arms, "on = false;", forked, 2), "nothing");
    run(&f);
    assert_int_equal(study_table(&f.tables, "stability")->n_rows, 0);
    release(&f);
    /* Values, but no two in both arms at any point: replications 0 and 1, of which one fails everywhere. */
    prepare(&f, load(two_arms, "fails_at = 1;", forked, 2), "one");
    f.request.replications = 2;
    assert_int_equal(analytic_study(&f.request, discover, NULL, NULL, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "value: no point has two replications"));
    scenario_free(f.scenario);
}

static void expect_refusal(struct found *f, const char *message)
{
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(analytic_study(&f->request, discover, NULL, NULL, &err), SIM_E_INPUT);
    if (strstr(err.text, message) == NULL)
        fail_msg("\"%s\" is not in: %s", message, err.text);
    scenario_free(f->scenario);
}

static void test_bad_input(void **state)
{
    (void)state;
    static const size_t both[] = {ANALYTIC_VALUE, ANALYTIC_COST}, neutral[] = {ANALYTIC_VALUE, ANALYTIC_NEVER};
    struct found f;
    prepare(&f, load("{ name = \"alone\"; }", "", forked, 2), "alone");
    expect_refusal(&f, "two arms or more");
    prepare(&f, load(two_arms, "", forked, 2), "once");
    f.request.replications = 1;
    expect_refusal(&f, "two replications or more");
    prepare(&f, load(two_arms, "", "design = \"one-at-a-time\";", 2), "one");
    expect_refusal(&f, "points that fill the space");
    prepare(&f, load(two_arms, "", forked, 2), "neutral");
    f.request.outcomes = neutral;
    f.request.n_outcomes = 2;
    expect_refusal(&f, "of never neither higher nor lower is better");
    prepare(&f, load(two_arms, "", forked, 2), "threshold");
    f.request.outcomes = both;
    f.request.n_outcomes = 2;
    f.request.threshold = 1.0;
    expect_refusal(&f, "--threshold speaks of one outcome");
}

/* Lower is better, several outcomes, equal arms: nobody wins cost, which no arm changes. */
static void test_outcomes_in_turn(void **state)
{
    (void)state;
    static const size_t both[] = {ANALYTIC_VALUE, ANALYTIC_COST};
    struct found f;
    prepare(&f, load(two_arms, "noise = 0.1;", forked, 1), "turn");
    f.request.outcomes = both;
    f.request.n_outcomes = 2;
    run(&f);
    const struct frame *stability = study_table(&f.tables, "stability"), *map = study_table(&f.tables, "map");
    assert_int_equal(stability->n_rows, 2);
    assert_string_equal(study_word(stability, 1, "outcome"), "cost");
    assert_close(study_real(stability, 1, "not_told"), 1.0, 1e-12);
    assert_close(study_real(study_table(&f.tables, "more-replications"), 7, "told"), 0.0,
                 1e-12); /* a tie stays a tie */
    for (size_t i = 0; i < study_table(&f.tables, "boxes")->n_rows; i++)
        if (strcmp(study_word(study_table(&f.tables, "boxes"), i, "outcome"), "cost") == 0)
            assert_string_equal(study_word(study_table(&f.tables, "boxes"), i, "where"), "no");
    assert_int_equal(map->n_rows, 10); /* one factor: one row of five, for each outcome */
    assert_string_equal(study_word(map, 0, "up"), "");
    assert_string_equal(study_word(map, 0, "letter"), "F");
    assert_string_equal(study_word(map, 9, "letter"), "f"); /* an even chance for both */
    release(&f);
}

static char *read_text(const struct found *f, size_t points, enum report_lang lang)
{
    const struct report_study report = {
        .command = "discover", .points = points, .replications = 5, .arms = 2, .lang = lang};
    return study_text(&f->tables, report);
}

/* Luck that all points share makes one of two equal arms lead everywhere: no stable choice. A true lead is one. */
static void test_stable(void **state)
{
    (void)state;
    static const char equal[] = "{ name = \"one\"; }, { name = \"twin\"; analytic = { luck = 1; }; }";
    static const char better[] = "{ name = \"one\"; }, { name = \"twin\"; analytic = { luck = 1; shift = 1.0; }; }";
    static const char *const ahead[2][2] = {{" cannot be told.", " is niet te zeggen."},
                                            {" better than that of one (95 %: ", " beter dan dat van one (95%: "}};
    static const char *const expected[2][2] = {
        {"luck may have given it that lead, and the choice cannot be called stable.",
         "die voorsprong kan toeval zijn, en de keus is niet stabiel te noemen."},
        {"the choice is stable (both 80 % or more).", "de keus is stabiel (beide 80% of meer)."}};
    for (int lead = 0; lead < 2; lead++) {
        struct found f;
        prepare(&f, load(lead ? better : equal, "noise = 0.1;", forked, 2), lead ? "lead" : "equal");
        run(&f);
        const struct frame *stability = study_table(&f.tables, "stability");
        assert_close(study_real(stability, 0, "stays"), 1.0, 1e-12);
        assert_string_equal(study_word(stability, 0, "stable"), lead ? "yes" : "no");
        assert_true((study_real(stability, 0, "stays_expected") >= 0.8) == (lead == 1));
        for (int lang = 0; lang < 2; lang++) {
            char *text = read_text(&f, 24, lang == 0 ? REPORT_EN : REPORT_NL);
            expect_in(text, expected[lead][lang]);
            expect_in(text, ahead[lead][lang]);
            if (lead == 1)
                expect_not_in(text, ahead[0][lang]);
            free(text);
        }
        release(&f);
    }
}

/* What people read, in both languages. */
static void test_text(void **state)
{
    (void)state;
    struct found f;
    char more[64];
    (void)snprintf(more, sizeof more, "design = \"sobol\"; points = %d;", POINTS);
    prepare(&f, load(two_arms, "noise = 0.1;", more, 2), "text");
    run(&f);
    for (int lang = 0; lang < 2; lang++) {
        char *text = read_text(&f, POINTS, lang == 0 ? REPORT_EN : REPORT_NL);
        static const char *const expected[2][8] = {
            {"clearly the best: flat at ", "flat does best where analytic.x1 is at most 0.",
             " 0.9 F F f S S 0.7 F F f S S 0.5 ", "steep does best where analytic.x1 is at least 0.",
             "the choice is not stable (less than 80 %)", " short of the best arm, and at the worst of these points ",
             " (95 % intervals)", "which of them is the best on average cannot be told"},
            {"duidelijk de beste: flat op ", "flat is de beste waar analytic.x1 ten hoogste 0,", "F flat, S steep",
             "steep is de beste waar analytic.x1 ten minste 0,", "de keus is niet stabiel (minder dan 80%)",
             " achter bij de beste variant, en op het ongunstigste van deze punten ", " (95%-intervallen)",
             "welke van beide gemiddeld de beste is, is niet te zeggen"}};
        for (size_t i = 0; i < 8; i++)
            expect_in(text, expected[lang][i]);
        free(text);
    }
    release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_boundary, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_drivers_limits, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_by_hand, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_kinds_of_factors, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_words_and_whole_numbers, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_resumed_and_threads, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_failed_runs, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_bad_input, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_outcomes_in_turn, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_text, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_stable, workdir_set_up, workdir_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
