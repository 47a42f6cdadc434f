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
#include <sqlite3.h>

#include "sim/report/incidence.h"
#include "sim/report/report.h"
#include "sim/report/words.h"
#include "sim/store/sql.h"
#include "tests/support/expect.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

static char forwards[300], backwards[300];

static int set_up(void **state)
{
    (void)workdir_set_up(state);
    (void)snprintf(forwards, sizeof forwards, "%s/forwards.db", workdir);
    (void)snprintf(backwards, sizeof backwards, "%s/backwards.db", workdir);
    store_example_make(forwards, false);
    store_example_make(backwards, true);
    return 0;
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* Party A invests 100, party B gains 300; B then pays A. */
static void test_index_of_two_parties(void **state)
{
    (void)state;
    static const struct {
        double paid, after;
    } cases[] = {
        {0, 1.0},
        {50, 0.5},        /* cost 50, 50; benefit 0, 300 */
        {100, 0.0},       /* cost 0, 100: the one who gains bears it */
        {200, 1.0 / 3.0}, /* cost 0, 100; benefit 100, 200 */
    };
    const double invested[] = {100, 0}, gain[] = {0, 300};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double compensation[] = {cases[i].paid, -cases[i].paid};
        struct incidence_index index;
        incidence_index(2, invested, gain, compensation, &index);
        near(index.before, 1.0);
        near(index.after, cases[i].after);
        near(index.social_return, 3.0);
    }
}

static void test_index_of_more_parties(void **state)
{
    (void)state;
    struct incidence_index index;
    /* Costs 100, 0, 0 become 0, 80, 20 and benefits stay 0, 50, 50. */
    incidence_index(3, (const double[]){100, 0, 0}, (const double[]){0, 50, 50}, (const double[]){100, -80, -20},
                    &index);
    near(index.before, 1.0);
    near(index.after, 0.3);
    near(index.social_return, 1.0);
    /* B pays 60 out of a benefit of 40: its cost rises from 10 to 30, A's benefit to 60. */
    incidence_index(2, (const double[]){0, 10}, (const double[]){0, 40}, (const double[]){60, -60}, &index);
    near(index.before, 0.0);
    near(index.after, 1.0);
    /* A loss made good is not a benefit. */
    incidence_index(2, (const double[]){100, 0}, (const double[]){200, -50}, (const double[]){-50, 50}, &index);
    near(index.before, 0.0);
    near(index.after, 0.0);
    near(index.social_return, 1.5);
    /* Who is paid for the work bears no cost. Cost shares 3/4, 1/4, 0; benefit shares 1/4, 1/4, 1/2. */
    incidence_index(3, (const double[]){75, 25, -100}, (const double[]){10, 10, 20}, (const double[]){0, 0, 0}, &index);
    near(index.before, 0.5);
    near(index.after, 0.5);
    near(index.social_return, 0.4);
}

static void test_index_undefined(void **state)
{
    (void)state;
    struct incidence_index index;
    incidence_index(2, (const double[]){0, -5}, (const double[]){10, 0}, (const double[]){0, 0}, &index);
    assert_true(isnan(index.before) && isnan(index.after) && isnan(index.social_return));
    incidence_index(2, (const double[]){5, 0}, (const double[]){-10, 0}, (const double[]){0, 0}, &index);
    assert_true(isnan(index.before) && isnan(index.after));
    near(index.social_return, -2.0);
    incidence_index(0, NULL, NULL, NULL, &index);
    assert_true(isnan(index.before));
}

/* The example: 1200 euro invested by the city, 3000 gained and 300 paid by the insurer, in one year. */
static void test_incidence_from_flows(void **state)
{
    (void)state;
    struct store *store = NULL;
    struct store_contents c;
    struct incidence x;
    bool done[EXAMPLE_N_ARMS * 4];
    assert_int_equal(store_open(forwards, &store, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(store_done_all(store, &c, done, NULL), SIM_OK);
    done[EXAMPLE_TWIN * 4 + 3] = false; /* without its twin a replication says nothing */
    assert_int_equal(incidence_read(store, &c, done, EXAMPLE_POOLED, &x, NULL), SIM_OK);
    assert_true(x.has_twin);
    assert_int_equal(x.n, 3);
    assert_int_equal(x.n_parties, 3);
    assert_int_equal(x.n_kinds, 3);
    assert_string_equal(x.parties[0].name, "city");
    near(x.parties[0].invests.mean, 1.2);
    near(x.parties[0].gain.mean, 0.0);
    near(x.parties[0].compensation.mean, 0.3);
    near(x.parties[0].net.mean, -0.9);
    near(x.parties[1].invests.mean, 0.0);
    near(x.parties[1].gain.mean, 3.0);
    near(x.parties[1].net.mean, 2.7);
    near(x.parties[2].net.mean, 0.0);
    near(x.kinds[1].net.mean, 2.7);
    near(x.all.invests.mean, 1.2);
    near(x.all.compensation.mean, 0.0);
    near(x.all.net.mean, 1.8);
    near(x.before[0], 1.0);
    near(x.after[0], 0.75); /* cost shares 3/4, 1/4; benefit shares 0, 1 */
    near(x.social_return[2], 2.5);
    near(x.payers_return[2], 2.5);
    assert_true(isnan(x.before[3]) && isnan(x.payers_return[3]));
    incidence_free(&x);
    c.parties[1].listed = SIM_LISTED; /* who gains is no payer */
    assert_int_equal(incidence_read(store, &c, done, EXAMPLE_POOLED, &x, NULL), SIM_OK);
    near(x.social_return[2], 2.5);
    near(x.payers_return[2], 0.0);
    incidence_free(&x);
    store_contents_free(&c);
    store_close(store);
}

static void test_csv(void **state)
{
    (void)state;
    char *text = store_example_print(forwards, NULL, REPORT_CSV, REPORT_NL, REPORT_COMPARE);
    expect_in(text,
              "arm,reference,outcome,unit,n,diff,lo,hi,p_better,p,p_holm,verdict\npooled,today,visits,1/year,4,-1.25,");
    free(text);
    text = store_example_print(forwards, NULL, REPORT_CSV, REPORT_EN, REPORT_RUN);
    expect_in(text, "arm,outcome,unit,n,mean,sd,lo,hi,q05,q50,q95\ntoday,visits,1/year,4,11.5,1.2909944487358056,");
    expect_not_in(text, "pooled");
    free(text);
    text = store_example_print(forwards, "outcomes", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "arm,replication,outcome,value\ntoday,0,visits,10\ntoday,0,trust,0.5\ntoday,0,load,1234.5\n");
    expect_in(text, "\ntoday,2,load,\n"); /* no value */
    expect_in(text, "\ntoday~twin,3,visits,14\n");
    free(text);
    text = store_example_print(forwards, "flows", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "\npooled,0,city,market,work,120000\npooled,0,clinic,market,care,700000\n"
                    "pooled,0,insurer,city,settle,30000\npooled,0,insurer,clinic,care,700000\npooled,1,");
    free(text);
    text = store_example_print(forwards, "summary", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "\ntoday,wrong_pocket_before,1,0,,,,,,,\n"); /* nobody invests in today */
    expect_in(text, "\npooled,wrong_pocket_after,1,4,0.75,0,,,0.75,0.75,0.75\n");
    expect_in(text, "\npooled,social_return,EUR/EUR,4,2.5,0,");
    expect_in(text, "\npooled,payers_return,EUR/EUR,4,2.5,0,");
    expect_not_in(text, "twin");
    free(text);
}

/* The bytes do not depend on the order in which the records were written. */
static void test_order_of_writing(void **state)
{
    (void)state;
    static const char *const tables[] = {"outcomes", "summary", "contrasts", "series", "flows", "parameters", NULL};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (int json = 0; json < 2; json++) {
            const enum report_format format = json ? REPORT_JSON : tables[i] == NULL ? REPORT_TEXT : REPORT_CSV;
            char *a = store_example_print(forwards, tables[i], format, REPORT_EN, REPORT_COMPARE);
            char *b = store_example_print(backwards, tables[i], format, REPORT_EN, REPORT_COMPARE);
            assert_string_equal(a, b);
            assert_true(strlen(a) > 3);
            free(a);
            free(b);
        }
}

static void test_json(void **state)
{
    (void)state;
    json_error_t error;
    char *text = store_example_print(forwards, "outcomes", REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    assert_int_equal(json_array_size(root), EXAMPLE_N_ARMS * 4 * EXAMPLE_N_OUTCOMES);
    assert_true(json_is_null(json_object_get(json_array_get(root, 2 * 3 + 2), "value")));
    json_decref(root);
    free(text);
    text = store_example_print(forwards, NULL, REPORT_JSON, REPORT_NL, REPORT_COMPARE);
    root = json_loads(text, 0, &error);
    assert_non_null(root);
    assert_int_equal(json_integer_value(json_object_get(root, "schema")), 3);
    const json_t *visits = json_array_get(json_object_get(root, "outcomes"), 0);
    const json_t *pooled = json_array_get(json_object_get(visits, "arms"), 1);
    const json_t *contrast = json_object_get(pooled, "contrast");
    assert_true(json_real_value(json_object_get(contrast, "diff")) == -1.25);
    assert_string_equal(json_string_value(json_object_get(contrast, "verdict")), "better");
    assert_int_equal(json_integer_value(json_object_get(contrast, "wins")), 4);
    assert_int_equal(json_integer_value(json_object_get(contrast, "ties")), 0);
    /* t = 5 with 3 degrees of freedom, .01539 by Student; the differences are skewed (sim/stats/skew.h, computed
     * elsewhere). The smaller of the p of two main outcomes. */
    assert_true(fabs(json_real_value(json_object_get(contrast, "p")) - 0.01686407566788308) < 1e-12);
    assert_true(fabs(json_real_value(json_object_get(contrast, "p_holm")) - 2 * 0.01686407566788308) < 1e-12);
    assert_null(json_object_get(json_array_get(json_object_get(visits, "arms"), 0), "contrast"));
    const json_t *ranking = json_array_get(json_object_get(root, "rankings"), 0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(ranking, "not_beaten"), 0)), "pooled");
    assert_int_equal(json_array_size(json_object_get(ranking, "not_beaten")), 1);
    const json_t *money = json_array_get(json_object_get(root, "incidence"), 1);
    near(json_real_value(json_object_get(json_object_get(money, "wrong_pocket_after"), "mean")), 0.75);
    const json_t *all = json_object_get(json_object_get(money, "all"), "net");
    near(json_real_value(json_object_get(all, "mean")), 1.8);
    json_decref(root);
    free(text);
}

static void expect_refused(const char *path, const char *table, enum report_format format, const char *message)
{
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(report_export(out, store, table, format, &err), SIM_E_INPUT);
    expect_in(err.text, message);
    store_close(store);
    (void)fclose(out);
}

static void test_refusals(void **state)
{
    (void)state;
    char path[300];
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    const struct scenario scenario = store_example_scenario();
    const struct report_options options = {.format = REPORT_TEXT};
    expect_refused(forwards, "events", REPORT_CSV, "this result holds no events");
    expect_refused(forwards, "design", REPORT_CSV, "this result holds no design");
    expect_refused(forwards, "flow", REPORT_CSV,
                   "there is no table \"flow\"; allowed: outcomes, summary, contrasts, series, flows, "
                   "flow-series, parameters, failures, dictionary; did you mean \"flows\"?");
    expect_refused(forwards, "flows", REPORT_TEXT, "csv or json");
    (void)snprintf(path, sizeof path, "%s/empty.db", workdir);
    assert_int_equal(store_create(path, &store_example_model, &scenario, 7, false, false, &store, NULL), SIM_OK);
    assert_int_equal(report_compare(stderr, store, &options, &err), SIM_E_INPUT);
    expect_in(err.text, "no replications yet");
    store_close(store);
    expect_refused(path, "series", REPORT_CSV, "no monthly series");
    expect_refused(path, "serie", REPORT_CSV,
                   "allowed: outcomes, summary, contrasts, flows, parameters, failures, "
                   "dictionary");
}

static void test_full_disk(void **state)
{
    (void)state;
    static const enum report_format formats[] = {REPORT_TEXT, REPORT_JSON, REPORT_CSV};
    struct store *store = NULL;
    assert_int_equal(store_open(forwards, &store, NULL), SIM_OK);
    for (size_t i = 0; i < 3; i++) {
        const struct report_options options = {.format = formats[i], .kind = REPORT_COMPARE};
        struct sim_err err = {SIM_OK, ""};
        FILE *full = fopen("/dev/full", "w");
        assert_non_null(full);
        assert_int_equal(report_compare(full, store, &options, &err), SIM_E_IO);
        expect_in(err.text, "No space left on device");
        (void)fclose(full);
        full = fopen("/dev/full", "w");
        assert_non_null(full);
        assert_int_equal(report_export(full, store, "series", i == 0 ? REPORT_CSV : REPORT_JSON, NULL), SIM_E_IO);
        (void)fclose(full);
    }
    store_close(store);
}

static int see_cell(void *text, int n, char **values, char **names)
{
    (void)n;
    (void)names;
    (void)snprintf(text, 64, "%s", values[0]);
    return 0;
}

static void expect_sql(const char *path, const char *sql, const char *expected)
{
    char value[64] = "";
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, see_cell, value, NULL), SQLITE_OK);
    assert_string_equal(value, expected);
    sqlite3_close(db);
}

/* R and Python find the tables of the exports in the file itself. */
static void test_tables_in_the_file(void **state)
{
    (void)state;
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    assert_int_equal(store_create(backwards, &store_example_model, &scenario, 7, true, false, &store, NULL), SIM_OK);
    assert_int_equal(store_finish(store, 4, NULL), SIM_OK);
    assert_int_equal(report_store_tables(store, NULL), SIM_OK);
    assert_int_equal(report_store_tables(store, NULL), SIM_OK); /* replaces, does not add */
    store_close(store);
    expect_sql(backwards, "SELECT count(*) FROM summary", "14");
    expect_sql(backwards, "SELECT mean FROM summary WHERE arm = 'pooled' AND outcome = 'visits'", "10.25");
    expect_sql(backwards, "SELECT diff FROM contrasts WHERE outcome = 'visits'", "-1.25");
    expect_sql(backwards, "SELECT value FROM outcomes WHERE arm = 'today' AND replication = 3 AND outcome = 'visits'",
               "13.0");
    expect_sql(backwards,
               "SELECT value FROM series WHERE arm = 'today' AND replication = 3 AND month = 1 AND outcome = 'visits'",
               "14.0");
    expect_sql(backwards, "SELECT sum(cents) FROM flows WHERE \"from\" = 'city' AND purpose = 'work'", "480000");
    expect_sql(backwards, "SELECT value FROM meta WHERE key = 'status'", "complete");
    expect_sql(backwards, "SELECT listed FROM parties WHERE name = 'market'", "0");
    expect_sql(backwards, "PRAGMA application_id", "1396788563");
}

/* Quotes, commas and long names of arms. */
static void test_awkward_names(void **state)
{
    (void)state;
    char path[300],
        name[] = "a \"big\", very very very very very long name of an arm that nobody would choose, with \xc3\xa9";
    struct store *store = NULL;
    struct scenario scenario = store_example_scenario();
    struct scenario_arm arms[2] = {scenario.arms[0], scenario.arms[1]};
    double values[EXAMPLE_N_OUTCOMES] = {123456.5, 2, 3};
    arms[0].twin = arms[1].twin = -1;
    arms[1].name = name;
    scenario.arms = arms;
    scenario.n_arms = 2;
    (void)snprintf(path, sizeof path, "%s/names.db", workdir);
    assert_int_equal(store_create(path, &store_example_model, &scenario, 7, true, false, &store, NULL), SIM_OK);
    for (size_t i = 0; i < 4; i++) {
        const size_t replication = i / 2;
        values[0] = 123456.5 + (double)replication;
        store_example_write(store, i % 2, replication, values, NULL, 0);
    }
    store_close(store);
    char *text = store_example_print(path, "outcomes", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    expect_in(
        text,
        "\n\"a \"\"big\"\", very very very very very long name of an arm that nobody would choose, with \xc3\xa9\",0,");
    free(text);
    text = store_example_print(path, "outcomes", REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "{\"arm\": \"a \\\"big\\\", very");
    free(text);
    text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    /* The name is broken into lines so that the table fits the screen. */
    expect_in(text,
              "\n  a \"big\", very very very very    123,457.0  123,450.6 to 123,463.4         0.0      2/2 equal    "
              "all equal  equal\n    very long name of an arm\n    that nobody would choose, w\u2026\n");
    expect_narrow(text);
    free(text);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        enum report_lang lang;
        const char *text;
    } cases[] = {
        {1234.5, 1, REPORT_EN, "1,234.5"},
        {1234.5, 1, REPORT_NL, "1.234,5"},
        {-1234567, 0, REPORT_EN, "-1,234,567"},
        {999.96, 1, REPORT_EN, "1,000.0"},
        {-0.04, 1, REPORT_EN, "0.0"},
        {-0.06, 1, REPORT_NL, "-0,1"},
        {(double)NAN, 2, REPORT_EN, "-"},
        {0, 0, REPORT_EN, "0"},
        {123, 0, REPORT_NL, "123"},
        {(double)-INFINITY, 1, REPORT_EN, "-inf"},
        {1e300, 1, REPORT_EN, "1.0e+300"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[WORDS_NUMBER_SIZE];
        words_number(text, cases[i].value, cases[i].decimals, cases[i].lang);
        assert_string_equal(text, cases[i].text);
    }
    char unit[WORDS_UNIT_SIZE];
    words_unit(unit, "hour/month", REPORT_NL);
    assert_string_equal(unit, "uur/maand");
    words_unit(unit, "1", REPORT_EN);
    assert_string_equal(unit, "");
}

static char *print_outcomes(enum report_format format, enum report_lang lang)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    assert_int_equal(outcomes_print(out, store_example_model.outcomes, EXAMPLE_N_OUTCOMES, format, lang, NULL), SIM_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_outcome_table(void **state)
{
    (void)state;
    char *text = print_outcomes(REPORT_TEXT, REPORT_EN);
    expect_in(text, "  name    unit        range  better  main\n  visits  1/year      -      lower   yes\n");
    expect_in(text, "  visits: Emergency visits (population health)\n");
    free(text);
    text = print_outcomes(REPORT_MARKDOWN, REPORT_NL);
    expect_in(text, "| `trust` | 1 | - | hoger | netwerk | ja | Vertrouwen |\n");
    free(text);
    text = print_outcomes(REPORT_JSON, REPORT_EN);
    json_t *root = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(root), 3);
    assert_string_equal(json_string_value(json_object_get(json_array_get(root, 1), "aggregate")), "end");
    json_decref(root);
    free(text);
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(outcomes_print(stderr, NULL, 0, REPORT_CSV, REPORT_EN, &err), SIM_E_INPUT);
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_int_equal(outcomes_print(full, store_example_model.outcomes, 3, REPORT_TEXT, REPORT_EN, NULL), SIM_E_IO);
    (void)fclose(full);
}

static void test_options(void **state)
{
    (void)state;
    enum report_format format = REPORT_CSV;
    enum report_lang lang = REPORT_EN;
    assert_true(report_format_find("markdown", &format) && format == REPORT_MARKDOWN);
    assert_false(report_format_find("xml", &format));
    assert_int_equal(format, REPORT_MARKDOWN);
    assert_true(report_lang_find("nl", &lang) && lang == REPORT_NL);
    assert_false(report_lang_find("de", &lang));
}

/* An arm without values of an outcome does not empty the table of the others. */
static void test_best_without_values(void **state)
{
    (void)state;
    static const struct example_other other = {
        .n_arms = 4,
        .runs = 4,
        .tables = true,
        .names = {"today", "none", "half", "more"},
        .twins = {-1, -1, -1, -1},
        .visits = {{10, 12, 11, 13}, {9, 11, 9, 12}, {14, 14, 14, 14}, {1, 2, 3, 4}},
        .trust = {{0.5, 0.6, 0.5, 0.6},
                  {(double)NAN, (double)NAN, (double)NAN, 0.9},
                  {(double)NAN, 0.5, 0.5, (double)NAN},
                  {0.6, 0.75, 0.75, 0.7}},
        .cost = {{1, (double)NAN, (double)NAN, (double)NAN},
                 {1, (double)NAN, (double)NAN, (double)NAN},
                 {1, (double)NAN, (double)NAN, (double)NAN},
                 {1, 2, 3, 4}},
    };
    char path[512];
    (void)snprintf(path, sizeof path, "%s/without.db", workdir);
    store_example_make_other(path, &other);
    char *text = store_example_print(path, "best", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    assert_non_null(strstr(text, "none,visits,1/year,4,"));
    assert_non_null(strstr(text, "none,trust,1,0,,,,,"));
    assert_non_null(strstr(text, "today,trust,1,2,0.55"));
    assert_non_null(strstr(text, "half,trust,1,2,0.5,,0,,"));
    assert_non_null(strstr(text, "more,trust,1,2,0.75,"));
    assert_non_null(strstr(text, "more,cost,EUR/person/year,0,,,,,")); /* nothing to compare it with */
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index_of_two_parties),
        cmocka_unit_test(test_index_of_more_parties),
        cmocka_unit_test(test_index_undefined),
        cmocka_unit_test(test_incidence_from_flows),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_order_of_writing),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_tables_in_the_file),
        cmocka_unit_test(test_best_without_values),
        cmocka_unit_test(test_awkward_names),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_outcome_table),
        cmocka_unit_test(test_options),
    };
    return cmocka_run_group_tests(tests, set_up, workdir_tear_down);
}
