/* The laboratory in the program: modes are nothing but their elements, reports leave out what has no value, and no
 * region is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/laboratory_bed.h"
#include "tests/support/region_bed.h"
#include "tests/support/scenario_file.h"
#include "tests/support/workdir.h"

/* Three arms, with what follows in each beside the mode. */
static void write_modes(const char *elements)
{
    static const char *const modes[] = {"self-governed", "lead", "nao"};
    char text[4096];
    int n = snprintf(text, sizeof text, "%slaboratory = { active = true; members = 9; };\nexperiment = { arms = (",
                     laboratory_bed_header);
    for (size_t k = 0; k < 3; k++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s { name = \"%s\"; network = { mode = \"%s\"; %s }; }",
                      k > 0 ? "," : "", modes[k], modes[k], elements);
    n += snprintf(text + n, sizeof text - (size_t)n, " ); };\n");
    assert_true(n < (int)sizeof text);
    workdir_write(workdir, "modes.cfg", text, NULL, 0);
}

/* Rows of the exported table that belong to an arm, without its name; to be freed. */
static char *rows_of(const char *table, const char *arm)
{
    char *rows = calloc(strlen(table) + 1, 1), *to = rows;
    const size_t n = strlen(arm);
    assert_non_null(rows);
    for (const char *line = table; *line != '\0'; line += strcspn(line, "\n") + 1) {
        const size_t length = strcspn(line, "\n");
        if (strncmp(line, arm, n) != 0 || line[n] != ',')
            continue;
        memcpy(to, line + n, length - n);
        to += length - n;
        *to++ = '\n';
    }
    assert_true(to > rows);
    return rows;
}

static bool modes_equal(const char *table)
{
    struct command_result run, exported;
    RUN(&run, "compare", "modes.cfg", "--replications", "5", "--quiet", "--fresh", "--series", "--out", "modes.db");
    if (run.status != 0)
        fail_msg("%s", run.err);
    command_free(&run);
    RUN(&exported, "export", "modes.db", "--table", table);
    assert_int_equal(exported.status, 0);
    char *self = rows_of(exported.out, "self-governed"), *lead = rows_of(exported.out, "lead"),
         *nao = rows_of(exported.out, "nao");
    const bool equal = strcmp(self, lead) == 0 && strcmp(self, nao) == 0;
    free(self);
    free(lead);
    free(nao);
    command_free(&exported);
    return equal;
}

/* A mode is its four elements and nothing else: with these set alike its name changes not one bit of any month. */
static void test_a_mode_is_nothing_but_its_elements(void **state)
{
    (void)state;
    static const char *const elements[] = {
        "deciders = \"all\"; contact = \"all\"; visibility = \"contact\"; carrier = \"members\";",
        "deciders = \"lead\"; contact = \"star\"; visibility = \"lead\"; carrier = \"lead\";",
        "deciders = \"board\"; contact = \"brokered\"; visibility = \"all\"; carrier = \"staff\";",
        ("deciders = \"board\"; contact = \"star\"; visibility = \"all\"; carrier = \"members\"; "
         "structure = \"coalitions\";"),
    };
    for (size_t k = 0; k < sizeof elements / sizeof elements[0]; k++) {
        write_modes(elements[k]);
        assert_true(modes_equal("series"));
    }
    write_modes(""); /* each element by mode: they differ */
    assert_false(modes_equal("outcomes"));
}

static void test_report_leaves_out_what_has_no_value(void **state)
{
    (void)state;
    struct command_result result;
    write_modes("");
    for (int nl = 0; nl < 2; nl++) {
        RUN(&result, "compare", "modes.cfg", "--replications", "8", "--quiet", "--out", nl ? "nl.db" : "en.db",
            "--lang", nl ? "nl" : "en");
        assert_int_equal(result.status, 0);
        expect_in(result.out, nl ? "Kort samengevat\n  - Samenwerking: " : "In short\n  - Collaboration: ");
        expect_in(result.out, nl ? "Overschot" : "Surplus");
        expect_not_in(result.out, nl ? "Gezonde jaren" : "Healthy years");
        expect_not_in(result.out, nl ? "Wie betaalt" : "Who pays");
        expect_not_in(result.out, "euro");
        expect_not_in(result.out, "nan");
        command_free(&result);
    }
    RUN(&result, "run", "modes.cfg", "--replications", "8", "--quiet", "--out", "run.db");
    assert_int_equal(result.status, 0);
    expect_in(result.out, "Surplus");
    expect_not_in(result.out, "Healthy years");
    command_free(&result);
}

static void test_json_leaves_out_what_has_no_value(void **state)
{
    (void)state;
    struct command_result result;
    write_modes("");
    for (int k = 0; k < 2; k++) {
        RUN(&result, k ? "run" : "compare", "modes.cfg", "--replications", "4", "--quiet", "--format", "json", "--out",
            k ? "json-run.db" : "json.db");
        assert_int_equal(result.status, 0);
        json_t *root = json_loads(result.out, 0, NULL);
        const json_t *outcomes = json_object_get(root, "outcomes");
        assert_in_range(json_array_size(outcomes), 25, 40);
        bool surplus = false;
        for (size_t o = 0; o < json_array_size(outcomes); o++) {
            const char *name = json_string_value(json_object_get(json_array_get(outcomes, o), "name"));
            const json_t *arms = json_object_get(json_array_get(outcomes, o), "arms");
            json_int_t most = 0;
            for (size_t a = 0; a < json_array_size(arms); a++) {
                const json_int_t n = json_integer_value(json_object_get(json_array_get(arms, a), "n"));
                most = n > most ? n : most;
            }
            assert_true(most > 0);
            surplus = surplus || strcmp(name, "surplus") == 0;
        }
        assert_true(surplus);
        json_decref(root);
        command_free(&result);
    }
}

/* A laboratory needs no word about a region; anything else does. The resolved scenario gives the same one again. */
static void test_no_region_is_needed(void **state)
{
    (void)state;
    struct command_result result;
    struct scenario *scenario = laboratory_bed_scenario("", NULL, 0), *again;
    const struct scenario_rules rules = region_bed_rules();
    again = scenario_file_make(workdir, "again.cfg", scenario->resolved, &rules);
    assert_true(again->hash == scenario->hash && again->arms[0].hash == scenario->arms[0].hash);
    assert_string_equal(again->resolved, scenario->resolved);
    scenario_free(again);
    scenario_free(scenario);
    workdir_write(workdir, "neither.cfg", "title = \"x\"; horizon_months = 12; laboratory = { active = false; };", NULL,
                  0);
    RUN(&result, "check", "neither.cfg");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "region.name: is missing");
    expect_in(result.err, "health.chronic: is missing");
    command_free(&result);
    /* In a laboratory what is stated is still checked, and what the engine needs still asked for. */
    workdir_write(workdir, "wrong.cfg", "title = \"x\"; laboratory = { active = true; members = 61; };", NULL, 0);
    RUN(&result, "check", "wrong.cfg");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "laboratory.members");
    expect_in(result.err, "horizon_months: is missing");
    expect_not_in(result.err, "region.name");
    command_free(&result);
}

static void test_scenarios_of_the_laboratory(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t arms;
    } scenarios[] = {{"laboratory", 3},
                     {"laboratory-governance-map", 162},
                     {"laboratory-rules", 24},
                     {"laboratory-size", 4}};
    const struct scenario_rules rules = region_bed_rules();
    for (size_t k = 0; k < sizeof scenarios / sizeof scenarios[0]; k++) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/scenarios/%s.cfg", SAMENSPEL_SOURCE_DIR, scenarios[k].name);
        struct scenario *scenario = scenario_file_read(path, NULL, 0, &rules);
        assert_int_equal(scenario->n_listed, scenarios[k].arms);
        scenario_free(scenario);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mode_is_nothing_but_its_elements),
        cmocka_unit_test(test_report_leaves_out_what_has_no_value),
        cmocka_unit_test(test_json_leaves_out_what_has_no_value),
        cmocka_unit_test(test_no_region_is_needed),
        cmocka_unit_test(test_scenarios_of_the_laboratory),
    };
    return cmocka_run_group_tests_name("laboratory program", tests, workdir_set_up, workdir_tear_down);
}
