/* The comparison of arms as people read it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "sim/report/layout.h"
#include "sim/report/words.h"
#include "tests/support/expect.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

static char example[300], path[300];

static int set_up(void **state)
{
    (void)workdir_set_up(state);
    (void)snprintf(example, sizeof example, "%s/example.db", workdir);
    (void)snprintf(path, sizeof path, "%s/other.db", workdir);
    store_example_make(example, false);
    return 0;
}

static void expect_order(const char *text, const char *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *found = strstr(text, parts[i]);
        if (found == NULL)
            fail_msg("\"%s\" is not in, or not after the part before it:\n%s", parts[i], text);
        else
            text = found + 1;
    }
}

static char *print_other(const struct example_other *other, enum report_lang lang)
{
    store_example_make_other(path, other);
    return store_example_print(path, NULL, REPORT_TEXT, lang, REPORT_COMPARE);
}

static void test_english(void **state)
{
    (void)state;
    char *text = store_example_print(example, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    static const char answer[] =
        "A small region\n"
        "2 arms, 4 runs each, 12 months after a run-in of 6, seed 7, model example 1.2.\n"
        "\n"
        "In short\n"
        "  - Population health: best served by pooled.\n"
        "  - Network: no clear difference between the arms.\n"
        "  - All main outcomes together: pooled is beaten by no other arm, every other arm is beaten.\n"
        "  - With pooled, on balance (thousand euro a year): most is paid by municipality (0.9); most is gained by "
        "payer "
        "(2.7).\n"
        "    Of every euro invested, 100 cents sit in the wrong pocket before compensation and 75 after.\n"
        "\n"
        "Net result per kind of party (thousand euro a year)\n"
        "  kind of party         pooled   95 % +-\n"
        "  municipality            -0.9*      0.0\n"
        "  payer                    2.7*      0.0\n"
        "  all parties together     1.8*      0.0\n"
        "  * The 95 % interval does not hold 0. A minus: the party pays on balance. +-: half of the row's widest "
        "interval.\n"
        "\n"
        "Emergency visits (1/year; lower is better)\n"
        "  arm     mean  95 % interval  chance best  difference  95 % interval  runs better  verdict\n"
        "  today   11.5    9.4 to 13.6          1 %                                          (reference)\n"
        "  pooled  10.2    7.7 to 12.9         99 %        -1.2   -2.1 to -0.4       4 of 4  better\n"
        "\n"
        "Trust (higher is better)\n";
    static const char *const parts[] = {
        "  pooled  0.55   0.46 to 0.64         50 %        0.00  -0.18 to 0.18       2 of 4  no clear difference\n",
        "\nWho pays and who gains, per arm\n",
        "\nWho pays and who gains: today\n  No money moved between the listed parties",
        "\nWho pays and who gains: pooled\n",
        "  city                      1.2             0.0    0.0           0.3  -0.9   -0.9 to -0.9\n",
        "  all parties together      1.2             0.0    3.0           0.0   1.8     1.8 to 1.8\n",
        "100 cents sit in the wrong pocket before compensation and 75 after: they are paid by parties\n",
        "gain 2.50 euro per euro invested",
        "\nHow to read this\n  - Each mean is taken over the runs",
        "(Holm, p < 0.05",
        "less than 0.01 % of the mean of the reference",
        "made the differences 8.1 times as precise",
        "median correlation of paired runs -0.03).\n",
        "about five are marked by chance.\n",
    };
    assert_int_equal(strncmp(text, answer, sizeof answer - 1), 0);
    expect_order(text, parts, sizeof parts / sizeof parts[0]);
    expect_not_in(text, "Workload"); /* not a main outcome */
    expect_not_in(text, "today~twin");
    expect_not_in(text, "\033");
    expect_narrow(text);
    free(text);
}

static void test_dutch(void **state)
{
    (void)state;
    char *text = store_example_print(example, NULL, REPORT_TEXT, REPORT_NL, REPORT_COMPARE);
    static const char *const parts[] = {
        "\nKort samengevat\n  - Gezondheid bevolking: het best gediend door pooled.\n",
        "  - Netwerk: geen duidelijk verschil tussen de varianten.\n",
        "  - Bij pooled, per saldo (duizend euro per jaar): het meest wordt betaald door gemeenten (0,9); het meest ",
        "erna 75.\n",
        "\nResultaat per saldo per soort partij (duizend euro per jaar)\n  soort partij         pooled   95% +-\n",
        "  gemeenten              -0,9*     0,0\n  payer                   2,7*     0,0\n",
        "\nSpoedbezoeken (1/jaar; lager is beter)\n",
        "  variant  gemiddeld  95%-interval  kans beste  verschil   95%-interval  runs beter  oordeel\n",
        "  today         11,5  9,4 tot 13,6          1%                                       (referentie)\n",
        "  pooled        10,2  7,7 tot 12,9         99%      -1,2  -2,1 tot -0,4     4 van 4  beter\n",
        "2 van 4  geen duidelijk verschil\n",
        "\nWie betaalt en wie wint: pooled\n",
        "Van elke ge\u00efnvesteerde euro zitten voor verrekening 100 cent in de verkeerde zak en erna 75",
        "\nZo leest u dit\n",
        "minder dan 0,01 % van het\n    gemiddelde van de referentie",
        "de verschillen 8,1 keer zo nauwkeurig",
    };
    expect_order(text, parts, sizeof parts / sizeof parts[0]);
    expect_narrow(text);
    free(text);
}

static void test_run(void **state)
{
    (void)state;
    char *text = store_example_print(example, NULL, REPORT_TEXT, REPORT_EN, REPORT_RUN);
    static const char *const parts[] = {
        "1 arm, 4 runs each",
        "  outcome           unit    mean  95 % interval  9 in 10 runs between\n",
        "  Emergency visits  1/year  11.5    9.4 to 13.6          10.2 to 12.8\n",
        "\nWho pays and who gains\n",
        "No money moved between the listed parties",
        "\nHow to read this\n",
    };
    expect_order(text, parts, sizeof parts / sizeof parts[0]);
    expect_not_in(text, "pooled");
    expect_not_in(text, "In short");
    expect_not_in(text, "Holm");
    free(text);
}

/* Two outcomes with p = 0.04 each: clear one at a time, not together. */
static void test_many_comparisons(void **state)
{
    (void)state;
    static const struct example_other other = {
        .n_arms = 2,
        .runs = 4,
        .names = {"today", "pooled"},
        .twins = {-1, -1},
        .visits = {{11, 13, 11, 13}, {10, 10, 10, 10}},
        .trust = {{10, 10, 10, 10}, {11, 13, 11, 13}},
    };
    char *text = print_other(&other, REPORT_EN);
    expect_in(text, "-3.8 to -0.2       4 of 4  no clear difference\n");
    expect_in(text, "0.16 to 3.84       4 of 4  no clear difference\n");
    expect_in(text, "  - Population health: no clear difference between the arms.\n");
    expect_in(text, "  - All main outcomes together: no clear difference between the arms.\n");
    expect_in(text, "Nothing can be said of gains");
    expect_not_in(text, "Net result");
    free(text);
}

/* Sure but small; sure to be small; equal; mostly equal. */
static void test_small_and_equal(void **state)
{
    (void)state;
    static const struct example_other other = {
        .n_arms = 4,
        .runs = 4,
        .names = {"today", "small", "smaller", "tied"},
        .twins = {-1, -1, -1, -1},
        .visits = {{100000, 100001, 100002, 100003},
                   {99998.7, 99999.8, 100000.75, 100001.85},
                   {100001, 100000, 100002, 100003},
                   {100000, 100001, 100002, 100004}},
        .trust = {{0.5, 0.6, 0.7, 0.8}, {0.5, 0.6, 0.7, 0.8}, {0.6, 0.71, 0.795, 0.905}, {0.5, 0.6, 0.7, 0.79}},
    };
    char *text = print_other(&other, REPORT_EN);
    expect_in(text, "-1.2   -1.3 to -1.1           4 of 4  negligible\n");
    expect_in(text, "0.0    -1.3 to 1.3  1 of 4, 2 equal  negligible\n");
    expect_in(text, "      3/4 equal  0 of 4, 3 equal  not clear\n"); /* one run that differs is no interval */
    expect_in(text, "\"57/60 equal\", stands in the place of an interval");
    expect_in(text, "        all equal  equal\n");
    expect_in(text, "Population health: no clear difference between the arms. Sure but negligible differences, not "
                    "counted: Emergency\n    visits.\n");
    expect_in(text, "  - Network: best served by smaller.\n");
    free(text);
    text = store_example_print(path, NULL, REPORT_TEXT, REPORT_NL, REPORT_COMPARE);
    expect_in(text, "1 van 4, 2 gelijk  verwaarloosbaar\n");
    expect_in(text, "      alle gelijk  gelijk\n");
    free(text);
}

/* An arm that is its own twin: others are held against it, and it has no table of who pays. */
static void test_own_twin(void **state)
{
    (void)state;
    static const struct example_other other = {
        .n_arms = 3,
        .runs = 4,
        .names = {"none", "today", "pooled"},
        .twins = {0, 0, 0},
        .visits = {{10, 12, 11, 13}, {8, 10.1, 8.9, 10.95}, {6, 8.1, 7.05, 8.95}},
        .trust = {{0.5, 0.6, 0.7, 0.8}, {0.4, 0.51, 0.595, 0.705}, {0.5, 0.6, 0.7, 0.8}},
        .cost = {{100, 101, 102, 103}, {100, 101, 102, 103}, {90, 90, 92, 94}},
    };
    char *text = print_other(&other, REPORT_EN);
    expect_in(text,
              "  - What it costs, compared with none (Cost, EUR/person/year): pooled 10.0 (+-1.3) less. The others: no "
              "clear\n    difference, or a negligible one.\n");
    expect_in(text,
              "  - Against none (without what is studied): better on some main outcome and worse on none: pooled. "
              "Main outcomes\n    better/worse: today 1/1, pooled 2/0. All are better on: Emergency visits.\n");
    expect_in(text,
              "  - With today and pooled, on balance (thousand euro a year): most is paid by municipality (0.9); ");
    expect_in(text, "\n  kind of party         today   pooled   95 % +-\n");
    expect_in(text, "\n  none is without what is studied: nobody pays or gains because of it.\n");
    expect_not_in(text, "Who pays and who gains: none");
    free(text);
    text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_RUN);
    expect_in(text,
              "\nWho pays and who gains\n  none is without what is studied: nobody pays or gains because of it.\n\n");
    free(text);
    text = store_example_print(path, NULL, REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *none = json_array_get(json_object_get(root, "incidence"), 0);
    assert_string_equal(json_string_value(json_object_get(none, "arm")), "none");
    assert_true(json_is_null(json_object_get(json_object_get(none, "wrong_pocket_before"), "mean")));
    json_decref(root);
    free(text);
}

/* What the reference as a control would give, computed by hand from visits: residual variance 0.35, variance of the mean
 * 0.5625 without and 0.0875 with it, of the paired difference 0.0625. */
static void test_controls(void **state)
{
    (void)state;
    static const char start[] = "pooled,today,visits,1/year,4,";
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    double numbers[5]; /* correlation, variance ratio, equal pairs, and the two that are checked */
    const struct scenario scenario = store_example_scenario();
    if (store_create(example, &store_example_model, &scenario, 7, true, false, &store, &err) != SIM_OK
        || store_finish(store, 4, &err) != SIM_OK || report_store_tables(store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    store_close(store);
    char *text = store_example_print(example, "pairing", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    const char *row = strstr(text, start);
    assert_non_null(row);
    const char *rest = row + sizeof start - 1;
    for (size_t i = 0; i < 5; i++) {
        char *end = NULL;
        numbers[i] = strtod(rest, &end);
        assert_true(end > rest);
        rest = end + 1;
    }
    assert_true(fabs(numbers[3] - 0.5625 / 0.0875) < 1e-9 && fabs(numbers[4] - 0.0625 / 0.0875) < 1e-9);
    free(text);
}

/* What the city invests differs from run to run: every mean of money has its margin, in the answer and in the tables. */
static void test_margins(void **state)
{
    (void)state;
    static const int64_t work[] = {100000, 112000, 120000, 140000}; /* sd 16,733: margin 0.27 thousand euro */
    const struct scenario scenario = store_example_scenario();
    const double values[EXAMPLE_N_OUTCOMES] = {1, 1, 1};
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    assert_int_equal(store_create(path, &store_example_model, &scenario, 7, true, true, &store, &err), SIM_OK);
    for (size_t r = 0; r < 4; r++)
        for (size_t arm = 0; arm < EXAMPLE_N_ARMS; arm++) {
            const bool pooled = arm == EXAMPLE_POOLED;
            const struct sim_flow flows[] = {
                {"insurer", "clinic", EXAMPLE_CARE, pooled ? 700000 : 1000000},
                {"clinic", "market", EXAMPLE_CARE, pooled ? 700000 + (int64_t)r * 10000 : 1000000},
                {"city", "market", EXAMPLE_WORK, work[r]},
            };
            store_example_write(store, arm, r, values, flows, pooled ? 3 : 2);
        }
    assert_int_equal(store_finish(store, 4, &err), SIM_OK);
    store_close(store);
    char *text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "most is paid by municipality (1.2, +-0.3)");
    expect_in(text, "municipality            -1.2*      0.3\n");
    expect_in(text, "payer                    3.0*      0.0\n");
    expect_in(text, "95 % margins of the means, at most: invests +-0.3; gains +-0.2.\n");
    expect_in(text, "or half of it behind +-");
    free(text);
    text = store_example_print(path, NULL, REPORT_TEXT, REPORT_NL, REPORT_COMPARE);
    expect_in(text, "95%-marges van de gemiddelden, hoogstens: investeert +-0,3; wint +-0,2.\n");
    free(text);
}

/* The margin of a column is that of its widest row, here the first: what the parties gain goes up and down against each
 * other, so that the last row, of all together, does not vary at all. */
static void test_margin_of_widest_row(void **state)
{
    (void)state;
    static const int64_t care[] = {700000, 712000, 720000, 740000}; /* sd 16,733: margin 0.27 thousand euro */
    const struct scenario scenario = store_example_scenario();
    const double values[EXAMPLE_N_OUTCOMES] = {1, 1, 1};
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    assert_int_equal(store_create(path, &store_example_model, &scenario, 7, true, true, &store, &err), SIM_OK);
    for (size_t r = 0; r < 4; r++)
        for (size_t arm = 0; arm < EXAMPLE_N_ARMS; arm++) {
            const bool pooled = arm == EXAMPLE_POOLED;
            const struct sim_flow flows[] = {
                {"city", "market", EXAMPLE_CARE, pooled ? care[r] : 1000000},
                {"insurer", "market", EXAMPLE_CARE, pooled ? 1700000 - care[r] : 1000000},
            };
            store_example_write(store, arm, r, values, flows, 2);
        }
    assert_int_equal(store_finish(store, 4, &err), SIM_OK);
    store_close(store);
    char *text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "95 % margins of the means, at most: gains +-0.3.\n");
    free(text);
}

/* Names of arms that take more room than there is beside full sentences, and a column per arm. */
static void test_many_arms(void **state)
{
    (void)state;
    struct example_other other = {
        .n_arms = 8,
        .runs = 4,
        .names = {"self-governed+today", "self-governed+cashier", "lead-organisation+today",
                  "lead-organisation+cashier", "administrative+today", "administrative+cashier", "lead+today",
                  "nao+today"},
    };
    for (size_t i = 0; i < other.n_arms; i++) {
        other.twins[i] = 8;
        for (size_t r = 0; r < 4; r++) {
            other.visits[i][r] = other.trust[i][r] = 12345.5 + (double)((i * 7 + r * r * 5) % 11) * 10.0;
        }
    }
    for (int lang = 0; lang < 2; lang++) {
        char *text = print_other(&other, lang ? REPORT_NL : REPORT_EN);
        expect_in(text, "\n  self-governed+today      ");
        expect_in(text, "\n  self-governed+cashier    ");
        expect_not_in(text, "\u2026");
        expect_in(text, lang ? "  niet duidelijk\n" : "  not clear\n");
        expect_in(text, "governed+");
        expect_narrow(text);
        free(text);
    }
}

/* Of arms whose names take that many characters. */
static char *print_long_names(size_t length, enum report_lang lang)
{
    struct example_other other = {.n_arms = 4, .runs = 4};
    char names[4][80];
    for (size_t i = 0; i < other.n_arms; i++) {
        (void)snprintf(names[i], sizeof names[i], "%zu%.*s", i, (int)length - 1,
                       "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
        other.names[i] = names[i];
        other.twins[i] = 4;
        for (size_t r = 0; r < 4; r++)
            other.visits[i][r] = other.trust[i][r] = 12345.5 + (double)((i * 7 + r * r * 5) % 11) * 10.0;
    }
    return print_other(&other, lang);
}

/* What a report shows may not depend on the length of the words of its language. */
static void test_same_in_both_languages(void **state)
{
    (void)state;
    size_t with = 0, without = 0, dense = 0;
    for (size_t length = 2; length < 50; length++) {
        char *en = print_long_names(length, REPORT_EN), *nl = print_long_names(length, REPORT_NL);
        const bool chances = strstr(en, "\n  - Chance best:") != NULL;
        const bool head = strstr(en, " best  difference") != NULL || strstr(en, " best\n") != NULL;
        assert_int_equal(strstr(nl, "\n  - Kans beste:") != NULL, chances);
        assert_int_equal(strstr(nl, " beste  verschil") != NULL || strstr(nl, " beste\n") != NULL, head);
        assert_int_equal(head, chances);
        with += chances;
        without += !chances;
        dense += chances && strstr(en, "chance best  ") == NULL && strstr(en, "chance best\n") == NULL;
        expect_narrow(en);
        expect_narrow(nl);
        free(en);
        free(nl);
    }
    assert_true(with > 0 && without > 0 && dense > 0);
}

/* The last two arms are one under two names, and better than the first. */
static void test_equal_arms(void **state)
{
    (void)state;
    struct example_other other = {.n_arms = 3, .runs = 4, .names = {"today", "pooled", "again"}, .twins = {-1, -1, -1}};
    for (size_t i = 0; i < other.n_arms; i++)
        for (size_t r = 0; r < 4; r++)
            other.visits[i][r] = (double)(10 * r) - (i > 0 ? (double)(100 + r % 2) : 0.0);
    char *text = print_other(&other, REPORT_EN);
    expect_in(text, "  again   -85.5  -105.6 to -65.4         50 %");
    expect_in(text, "  pooled  -85.5  -105.6 to -65.4         50 %");
    expect_in(text,
              "Chance best: how sure it is, after these runs, that the arm has the best mean; arms that are equal");
    expect_not_in(text, "no other arm has a better mean");
    free(text);
    text = print_other(&other, REPORT_NL);
    expect_in(text, "varianten die gelijk zijn delen");
    free(text);
}

/* The parts of crossed arms stay whole above their columns where that leaves all arms beside each other. */
static void test_crossed_heads(void **state)
{
    (void)state;
    struct example_other other = {
        .n_arms = 7,
        .runs = 4,
        .names = {"none", "self-governed+today", "self-governed+cashier", "lead+today", "lead+cashier", "nao+today",
                  "nao+cashier"},
    };
    for (size_t i = 0; i < other.n_arms; i++)
        other.twins[i] = 7;
    char *text = print_other(&other, REPORT_EN);
    expect_in(
        text,
        "  self-governed+   self-governed+   lead+     lead+    nao+      nao+\n"
        "  kind of party                  today          cashier   today   cashier   today   cashier   95 % +-\n");
    free(text);
    other.n_arms = 3;
    for (size_t i = 0; i < other.n_arms; i++)
        other.twins[i] = 3;
    text = print_other(&other, REPORT_EN);
    expect_in(text, "  kind of party         self-governed+today   self-governed+cashier   95 % +-\n");
    free(text);
}

static void test_unfinished(void **state)
{
    (void)state;
    struct example_other other = {
        .n_arms = 2,
        .runs = 1,
        .names = {"today", "pooled"},
        .twins = {-1, -1},
        .unfinished = true,
    };
    char *text = print_other(&other, REPORT_EN);
    assert_int_equal(strncmp(text, "NOT FINISHED: the numbers are those of the runs stored so far.\nA small", 70), 0);
    expect_in(text, "\nIn short\n  - One run cannot tell an effect from chance");
    free(text);
    text = print_other(&other, REPORT_NL);
    assert_int_equal(strncmp(text, "NIET AF: de cijfers", 19), 0);
    free(text);
}

static void test_break(void **state)
{
    (void)state;
    assert_int_equal(layout_break("self-governed+today", 10), 5);
    assert_int_equal(layout_break("self-governed+today", 14), 14);
    assert_int_equal(layout_break("self-governed+today", 19), 19);
    assert_int_equal(layout_break("one two", 3), 4);
    assert_int_equal(layout_break("one two", 2), 4);
    assert_int_equal(layout_break("unbreakable", 3), 11);
    assert_int_equal(layout_break("", 3), 0);
}

static void test_terms(void **state)
{
    (void)state;
    static const char *const kinds[][2] = {
        {"hospital", "ziekenhuis"},
        {"nursing", "verpleging en thuiszorg"},
        {"gp", "huisartsen"},
        {"insurer", "zorgverzekeraars"},
        {"care-office", "zorgkantoor"},
        {"state", "rijk"},
        {"bank", "bank"},
    };
    static const char *const units[][2] = {
        {"people/year", "mensen/jaar"},
        {"EUR/person/year", "EUR/inwoner/jaar"},
        {"month", "maand"},
        {"hour/month", "uur/maand"},
        {"QALY/1000 people/year", "QALY/1000 mensen/jaar"},
        {"furlong", "furlong"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_string_equal(words_kind(kinds[i][0], REPORT_NL), kinds[i][1]);
        assert_string_equal(words_kind(kinds[i][0], REPORT_EN), kinds[i][0]);
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char unit[WORDS_UNIT_SIZE];
        words_unit(unit, units[i][0], REPORT_NL);
        assert_string_equal(unit, units[i][1]);
    }
    assert_string_equal(words_aim("experienced quality", REPORT_NL), "ervaren kwaliteit");
    assert_string_equal(words_aim("cost per head", REPORT_NL), "kosten per inwoner");
    assert_string_equal(words_aim("fun", REPORT_NL), "fun");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_dutch),
        cmocka_unit_test(test_run),
        cmocka_unit_test(test_many_comparisons),
        cmocka_unit_test(test_small_and_equal),
        cmocka_unit_test(test_margins),
        cmocka_unit_test(test_margin_of_widest_row),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_own_twin),
        cmocka_unit_test(test_many_arms),
        cmocka_unit_test(test_same_in_both_languages),
        cmocka_unit_test(test_equal_arms),
        cmocka_unit_test(test_crossed_heads),
        cmocka_unit_test(test_unfinished),
        cmocka_unit_test(test_break),
        cmocka_unit_test(test_terms),
    };
    return cmocka_run_group_tests(tests, set_up, workdir_tear_down);
}
