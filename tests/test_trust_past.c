/* The list network.history of a scenario: whom its words mean, what overrides what, and that it reaches the network; and
 * members' locations, and the outcomes of trust. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

/* Midden-Limburg with these lines, at its start. */
static struct bed open_with(const char *lines)
{
    char folder[256], path[512], text[4096];
    struct bed bed = {0};
    workdir_make(folder, sizeof folder);
    (void)snprintf(text, sizeof text, "base = \"%s/scenarios/midden-limburg.cfg\";\n%s\n", SAMENSPEL_SOURCE_DIR, lines);
    workdir_write(folder, "past.cfg", text, path, sizeof path);
    bed.scenario = region_bed_single(path, NULL, 0);
    bed.region = region_bed_create(bed.scenario, 0, 0);
    workdir_remove(folder);
    return bed;
}

static size_t member_of(const struct region *region, const char *name)
{
    for (size_t i = 0; i < region->n_members; i++)
        if (strcmp(region->network->member[i].name, name) == 0)
            return i;
    fail_msg("no member %s", name);
    return 0;
}

struct tie {
    double trust, familiarity, seen, habit;
};

static struct tie tie_of(const struct region *region, const char *from, const char *to)
{
    const struct network *network = region->network;
    const size_t at = member_of(region, from) * network->n + member_of(region, to);
    return (struct tie){network->trust[at], network->familiarity[at], network->seen[at], network->habit[at]};
}

static void assert_tie(struct tie tie, double trust, double familiarity, double expected)
{
    assert_close(tie.trust, trust, 1e-12);
    assert_close(tie.familiarity, familiarity, 1e-12);
    assert_close(tie.seen, expected, 1e-12);
    assert_close(tie.habit, expected, 1e-12);
}

static void test_words_of_a_history(void **state)
{
    (void)state;
    struct bed bed = open_with("network = { history = (\n"
                               "  { from = \"all\"; to = \"all\"; familiarity = 0.6; },\n"
                               "  { from = \"hospital\"; to = \"nursing\"; trust = 0.8; },\n"
                               "  { from = \"vgz\"; to = \"hospital\"; trust = 0.15; mutual = true; },\n"
                               "  { from = \"sjg-weert\"; to = \"de-zorggroep\"; trust = 0.1; expected = 0.5; },\n"
                               "  { from = \"laurentius\"; to = \"sjg-weert\"; trust = 0.0; familiarity = 0.9; }\n"
                               "); };");
    const struct region *region = bed.region;
    const double base = 0.3, seen = 0.8, start = 0.5;
    assert_tie(tie_of(region, "wel-kom", "meditta"), start, 0.6, seen);
    assert_tie(tie_of(region, "laurentius", "de-zorggroep"), 0.8, 0.6, seen);
    assert_tie(tie_of(region, "laurentius", "proteion"), 0.8, 0.6, seen);
    assert_tie(tie_of(region, "proteion", "laurentius"), start, 0.6, seen); /* not mutual */
    assert_tie(tie_of(region, "vgz", "laurentius"), 0.15, 0.6, seen * 0.15 / base);
    assert_tie(tie_of(region, "laurentius", "vgz"), 0.15, 0.6, seen * 0.15 / base);
    assert_tie(tie_of(region, "sjg-weert", "vgz"), 0.15, 0.6, seen * 0.15 / base);
    assert_tie(tie_of(region, "sjg-weert", "de-zorggroep"), 0.1, 0.6, 0.5); /* the later one, and what it says */
    assert_tie(tie_of(region, "laurentius", "sjg-weert"), 0.0, 0.9, 0.0);
    assert_tie(tie_of(region, "laurentius", "laurentius"), 1.0, 0.3, seen);
    region_bed_close(&bed);
}

/* A history that says what is so anyhow changes nothing. */
static void test_a_history_of_nothing(void **state)
{
    (void)state;
    struct bed none = open_with(""),
               said = open_with("network = { history = ( { from = \"all\"; to = \"all\"; trust = 0.5; "
                                "familiarity = 0.3; expected = 0.8; } ); };");
    struct bed bad = open_with("network = { history = ( { from = \"all\"; to = \"all\"; trust = 0.1; } ); };");
    double a[N_OUTCOMES], b[N_OUTCOMES], c[N_OUTCOMES];
    region_bed_run(none.region, 0, REGION_BED_MONTHS);
    region_bed_run(said.region, 0, REGION_BED_MONTHS);
    region_bed_run(bad.region, 0, REGION_BED_MONTHS);
    samenspel_observe(none.region, a);
    samenspel_observe(said.region, b);
    samenspel_observe(bad.region, c);
    for (int k = 0; k < N_OUTCOMES; k++)
        assert_true(region_bed_same(a[k], b[k]));
    assert_true(c[OUTCOME_TRUST] < a[OUTCOME_TRUST] - 10.0);
    region_bed_close(&none);
    region_bed_close(&said);
    region_bed_close(&bad);
}

/* Mean trust after three years of the same members, with this past of all in all. */
static double trust_after(size_t months, double past, double familiarity, double expected)
{
    double of_trust[6], of_familiarity[6], of_expected[6], sum = 0.0;
    for (size_t j = 0; j < 6; j++) {
        of_trust[j] = past;
        of_familiarity[j] = familiarity;
        of_expected[j] = expected;
    }
    for (uint32_t r = 0; r < 5; r++) {
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, NULL, 0);
        network_bed_fill(&bed, 6, 2, 4, r, true);
        for (size_t i = 0; i < 6; i++) {
            bed.member[i].history = of_trust;
            bed.member[i].familiarity = of_familiarity;
            bed.member[i].expected = of_expected;
        }
        network_bed_start(&bed);
        for (size_t month = 0; month < months; month++)
            network_bed_month(&bed, month);
        network_observe(bed.network, &view);
        sum += view.trust_mean / 5.0;
        network_bed_stop(&bed);
    }
    return sum;
}

static void test_history_lasts(void **state)
{
    (void)state;
    const double none = trust_after(36, (double)NAN, (double)NAN, (double)NAN);
    assert_close(none, trust_after(36, 0.5, 0.3, 0.8), 0.0); /* the defaults, said aloud */
    assert_true(trust_after(36, 0.1, (double)NAN, (double)NAN) < none - 0.05);
    assert_true(trust_after(36, 0.8, (double)NAN, (double)NAN) > none + 0.05);
    assert_true(trust_after(36, (double)NAN, 0.9, (double)NAN) > none);
    /* Who was expected to give little disappoints no more for long, and then surprises. */
    assert_true(trust_after(2, (double)NAN, (double)NAN, 0.2) < trust_after(2, (double)NAN, (double)NAN, (double)NAN));
}

static void test_locations_reach_the_network(void **state)
{
    (void)state;
    const char *const sets[] = {"organisations.wel-kom.location=\"centre\"",
                                "organisations.proteion.location=\"centre\"", "payers.vgz.location=\"centre\"",
                                "organisations.meditta.location=\"elsewhere\"", "trust.colocation_hours=5"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_MONTHS);
    struct bed apart = region_bed_open(sets, REGION_BED_COUNT(sets) - 1, 0, REGION_BED_MONTHS);
    const struct network *network = bed.region->network;
    const size_t a = member_of(bed.region, "wel-kom"), b = member_of(bed.region, "proteion"),
                 p = member_of(bed.region, "vgz"), other = member_of(bed.region, "meditta");
    assert_true(network->member[a].place >= 0 && network->member[a].place == network->member[b].place);
    assert_int_equal(network->member[p].place, network->member[a].place);
    assert_int_equal(network->member[other].place, (int)other);
    assert_int_equal(network->member[member_of(bed.region, "menswel")].place, -1);
    assert_true(network_contact_hours(network, a, b) >= 5.0);
    assert_true(network_contact_hours(network, a, b) > network_contact_hours(apart.region->network, a, b) + 4.0);
    assert_true(network_contact_hours(network, a, other) < 4.0);
    region_bed_close(&bed);
    region_bed_close(&apart);
}

/* What the outcome table shows is what the network says, in percent. */
static void test_outcomes_of_trust(void **state)
{
    (void)state;
    const char *const sets[] = {"network.mode=\"nao\"", "trust.staff=0.5", "network.trust_start=0.15"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct network_view view;
    double values[N_OUTCOMES];
    network_observe(bed.region->network, &view);
    samenspel_observe(bed.region, values);
    assert_true(view.distrust > 0.5 && view.camps >= 0.0 && view.staff_trust > 0.1);
    assert_close(values[OUTCOME_DISTRUST], 100.0 * view.distrust, 1e-12);
    assert_close(values[OUTCOME_CAMPS], 100.0 * view.camps, 1e-12);
    assert_close(values[OUTCOME_STAFF_TRUST], 100.0 * view.staff_trust, 1e-12);
    region_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_of_a_history), cmocka_unit_test(test_a_history_of_nothing),
        cmocka_unit_test(test_history_lasts),      cmocka_unit_test(test_locations_reach_the_network),
        cmocka_unit_test(test_outcomes_of_trust),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
