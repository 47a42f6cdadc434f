/* The story of a replication: telling it changes nothing, its reasons add up to what they explain, its sentences say what
 * happened, and a result keeps it as it is told. */
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

#include "models/model.h"
#include "models/network/coalition.h"
#include "models/network/effort.h"
#include "models/network/events.h"
#include "sim/base/mem.h"
#include "sim/engine/experiment.h"
#include "sim/engine/trace.h"
#include "sim/report/story.h"
#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";
enum { MEMBERS = 12, COALITIONS = 5, MONTHS = 60 };

static void open_bed(struct network_bed *bed, const char *const *sets, size_t n_sets, bool same, struct trace *trace)
{
    struct sim_err err = {SIM_OK, ""};
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, MEMBERS, COALITIONS, 4, 3, same);
    for (size_t k = 0; k < MEMBERS * COALITIONS && !same; k++)
        bed->compensation[k] = k % 3 == 0 ? 0.2 : 0.0;
    bed->workload[2] = 1.3;
    for (size_t r = 0; r < NETWORK_MAX_ROLES && !same; r++)
        bed->role_hours[r] = 20.0 + 10.0 * (double)r;
    network_bed_start(bed);
    trace_start(trace);
    if (network_trace(bed->network, &trace->sink, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

static void close_bed(struct network_bed *bed, struct trace *trace)
{
    assert_false(trace->failed);
    network_bed_stop(bed);
    trace_free(trace);
}

/* -- nothing changes ----------------------------------------------------------------------------------------------- */

static void test_network_is_the_same(void **state)
{
    (void)state;
    static const char *const sets[][2] = {{"network.mode=\"lead\"", "governance.rule=\"single\""},
                                          {"network.mode=\"nao\"", "network.steering=\"formal\""}};
    for (size_t k = 0; k < 2; k++) {
        struct network_bed traced, plain;
        struct trace trace, unused;
        const size_t n_sets = k == 0 ? 1 : 2;
        open_bed(&traced, sets[k], n_sets, false, &trace);
        open_bed(&plain, sets[k], n_sets, false, &unused);
        network_trace_end(plain.network);
        for (size_t month = 0; month < MONTHS; month++) {
            network_bed_month(&traced, month);
            network_bed_month(&plain, month);
            for (size_t i = 0; i < MEMBERS; i++) {
                for (size_t j = 0; j < MEMBERS; j++)
                    assert_true(network_trust(traced.network, i, j) == network_trust(plain.network, i, j));
                for (size_t c = 0; c < COALITIONS; c++)
                    assert_true(network_effort(traced.network, i, c) == network_effort(plain.network, i, c));
            }
        }
        assert_true(trace.n > 20);
        assert_int_equal(unused.n, 0);
        close_bed(&plain, &unused);
        close_bed(&traced, &trace);
    }
}

static void test_outcomes_are_the_same(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.01", "horizon_months=30"};
    struct scenario *scenario = region_bed_scenario(midden_limburg, sets, REGION_BED_COUNT(sets));
    static const char *const arms[] = {"self-governed+today", "lead+cashier", "nao+cashier"};
    const size_t n = samenspel_model.n_outcomes;
    double *plain = sim_calloc(n, sizeof *plain), *traced = sim_calloc(n, sizeof *traced);
    if (plain == NULL || traced == NULL) {
        fail();
        return;
    }
    for (size_t k = 0; k < 3; k++) {
        struct sim_err err = {SIM_OK, ""};
        struct trace trace;
        const size_t arm = region_bed_arm(scenario, arms[k]);
        trace_start(&trace);
        if (experiment_replicate(&samenspel_model, scenario, arm, 7, 2, NULL, plain, NULL, NULL, &err) != SIM_OK
            || trace_run(&samenspel_model, scenario, arm, 7, 2, NULL, &trace, traced, &err) != SIM_OK)
            fail_msg("%s", err.text);
        for (size_t j = 0; j < n; j++)
            if (!region_bed_same(plain[j], traced[j]))
                fail_msg("%s: %s is %.17g, traced %.17g", arms[k], samenspel_model.outcomes[j].name, plain[j],
                         traced[j]);
        assert_true(trace.n > 5);
        for (size_t e = 0; e < trace.n; e++)
            assert_true(trace.events[e].month < 30 && (e == 0 || trace.events[e].month >= trace.events[e - 1].month));
        assert_true(trace.events[trace.n - 1].month >= 23); /* at the latest the line of the second year */
        trace_free(&trace);
    }
    free(plain);
    free(traced);
    scenario_free(scenario);
}

/* -- reasons add up ------------------------------------------------------------------------------------------------ */

/* Utilities of proposals and of coalitions as they run, satisfaction, and changes of trust. */
static void check_sums(struct network_bed *bed)
{
    struct network *network = bed->network;
    struct story *story = network->story;
    for (size_t i = 0; i < MEMBERS; i++) {
        if (!network->member[i].in)
            continue;
        assert_near("satisfaction", network_bed_sum_of_terms(story->satisfaction + i * N_REASONS),
                    network->member[i].satisfaction, 1e-9);
        for (size_t c = 0; c < COALITIONS; c++)
            if (network->coalition[c].live) {
                const double value = effort_value_now(network, &bed->inputs, i, c);
                assert_near("utility", network_bed_sum_of_terms(story->reply), value, 1e-9);
            }
        for (size_t j = 0; j < MEMBERS; j++)
            if (i != j && network->member[j].in)
                assert_near("trust", network_bed_sum_of_terms(story->cause + (i * MEMBERS + j) * N_REASONS),
                            network->trust[i * MEMBERS + j] - story->trust_then[i * MEMBERS + j], 1e-6);
    }
    for (size_t c = 0; c < COALITIONS; c++) {
        bool complete;
        const size_t n = coalition_gather(network, c, NULL, network->draft_players, &complete);
        effort_draft(network, &bed->inputs, c, c % 2 == 0, network->draft_players, n);
        for (size_t i = 0; i < MEMBERS; i++)
            if (network->member[i].in)
                assert_near("proposal", network_bed_sum_of_terms(story->draft + i * N_REASONS), network->draft_value[i],
                            1e-9);
    }
}

/* A view that is told is the sum of the reasons that are told with it. */
static size_t check_views(const struct trace *trace, bool chair_pulls)
{
    size_t views = 0;
    for (size_t e = 0; e < trace->n; e++) {
        const struct sim_event *event = &trace->events[e];
        const bool failed = event->kind == TOLD_BLOCKED || event->kind == TOLD_ROLE_EMPTY;
        const double view = failed ? event->number[1] : event->kind == TOLD_OVERRULED ? event->number[0] : (double)NAN;
        double sum = 0.0;
        if (isnan(view) || (chair_pulls && event->kind == TOLD_ROLE_EMPTY))
            continue;
        for (size_t k = 0; k < event->n_reasons; k++)
            sum += event->reasons[k].value;
        assert_near(story_events[event->kind].name, sum, view, 1e-9);
        views++;
    }
    return views;
}

static void test_reasons_add_up(void **state)
{
    (void)state;
    static const char *const sets[][2] = {
        {"network.mode=\"self-governed\"", "network.rule=\"consensus\""},
        {"network.mode=\"nao\"", "network.rule=\"consensus\""},
        {"network.steering=\"formal\"", "network.rule=\"majority\""},
    };
    for (size_t k = 0; k < sizeof sets / sizeof sets[0]; k++) {
        struct network_bed bed;
        struct trace trace;
        open_bed(&bed, sets[k], 2, false, &trace);
        for (size_t c = 0; c < COALITIONS; c++) /* some lose by each */
            for (size_t i = 1; i < MEMBERS; i += k == 1 ? 1 : 6)
                bed.own_gain[i * COALITIONS + c] = k == 1 ? -2.0 : -1.0;
        for (size_t month = 0; month < MONTHS; month++) {
            trace.month = month;
            network_bed_month(&bed, month);
            if (!bed.network->dead)
                check_sums(&bed);
        }
        const size_t views = check_views(&trace, k == 1);
        if (views < 5)
            fail_msg("setting %zu: only %zu views were told", k, views);
        close_bed(&bed, &trace);
    }
}

/* -- sentences ----------------------------------------------------------------------------------------------------- */

static const struct sim_event *find(const struct trace *trace, enum story_kind kind, const char *who)
{
    for (size_t e = 0; e < trace->n; e++)
        if (trace->events[e].kind == (int)kind && (who == NULL || strcmp(trace->events[e].who, who) == 0))
            return &trace->events[e];
    fail_msg("no event %s", story_events[kind].name);
    return NULL;
}

static void assert_says(const struct sim_event *event, const char *english, const char *dutch)
{
    for (int lang = REPORT_EN; lang <= REPORT_NL; lang++) {
        struct text text = {0};
        story_sentence(&text, &samenspel_model, event, (enum report_lang)lang);
        assert_string_equal(text_get(&text), lang == REPORT_EN ? english : dutch);
        text_free(&text);
    }
}

/* One party loses twice what its effort costs, in a coalition that everybody else wants. */
static void test_a_known_block(void **state)
{
    (void)state;
    static const char *const sets[] = {"governance.vote_noise=0", "trust.turnover=0", "network.structure=plenary",
                                       "network.rule=consensus", "governance.deliberation=0"};
    struct network_bed bed;
    struct trace trace;
    network_bed_settings(&bed, sets, 5);
    network_bed_fill(&bed, MEMBERS, 1, 4, 0, true);
    bed.own_gain[1] = -3.0;
    bed.member[1].weight_finance = 1.0;
    network_bed_start(&bed);
    trace_start(&trace);
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(network_trace(bed.network, &trace.sink, &err), SIM_OK);
    for (size_t month = 0; month < 12; month++)
        network_bed_month(&bed, month);
    const struct sim_event *block = find(&trace, TOLD_BLOCKED, NULL);
    assert_string_equal(block->who, "m1");
    struct text text = {0};
    story_sentence(&text, &samenspel_model, block, REPORT_EN);
    assert_non_null(strstr(text_get(&text), "m1 blocks the start of theme: it expects to lose about"));
    text_cut(&text, 0);
    story_sentence(&text, &samenspel_model, block, REPORT_NL);
    assert_non_null(strstr(text_get(&text), "m1 houdt de start van theme tegen: men verwacht zelf ongeveer"));
    text_cut(&text, 0);
    story_sentence(&text, &samenspel_model, find(&trace, TOLD_PUT_OFF, "m1"), REPORT_EN);
    assert_non_null(strstr(text_get(&text), "the start of theme is put off for 6 months. m1 stands in the way most"));
    text_free(&text);
    close_bed(&bed, &trace);
}

/* Everybody leaves for certain, and the network ends. */
static void test_a_known_exit(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.exit_rate=1", "membership.exit_level=3",
                                       "membership.exit_width=0.01"};
    struct network_bed bed;
    struct trace trace;
    open_bed(&bed, sets, 3, true, &trace);
    network_bed_month(&bed, 0);
    assert_says(find(&trace, TOLD_LEFT, "m4"), "m4 leaves the network. The others' trust in it was 50.",
                "m4 verlaat het netwerk. Het vertrouwen van de anderen was 50.");
    assert_near("satisfaction", find(&trace, TOLD_LEFT, "m4")->number[1], 0.2, 1e-12);
    assert_says(find(&trace, TOLD_DIED_FEW, NULL), "The network ends: with 0 left, there are too few members.",
                "Het netwerk houdt op: er zijn met 0 te weinig leden over.");
    close_bed(&bed, &trace);
}

/* Every kind has sentences without holes, with all that it can hold and with nothing; every reason has words for both
 * signs, every name is there once. */
static void test_every_kind_can_be_told(void **state)
{
    (void)state;
    const struct sim_event_name names[] = {{"alpha", 0.4}, {"beta", 0.5}};
    for (int kind = 0; kind < N_TOLD; kind++)
        for (int full = 0; full < 2; full++) {
            struct sim_event_reason reasons[2 * N_REASONS];
            struct sim_event event = story_event((enum story_kind)kind);
            struct text text[2] = {{0}, {0}};
            if (full) {
                event.who = "who-name";
                event.whom = "whom-name";
                event.word[0] = TERM_ISSUE_LAUNCH;
                event.word[1] = TERM_CARRIED_BY_LEAD;
                event.names = names;
                event.n_names = 2;
                for (int k = 0; k < SIM_EVENT_NUMBERS; k++)
                    event.number[k] = 2.0 + k;
                for (int t = 1; t < N_REASONS; t++)
                    for (int side = 0; side < 2; side++)
                        reasons[event.n_reasons++] =
                            (struct sim_event_reason){side ? "whom-name" : "who-name", t, t % 2 ? 0.1 * t : -0.1 * t};
                event.reasons = reasons;
                event.thing = "thing-name";
            }
            for (int lang = REPORT_EN; lang <= REPORT_NL; lang++) {
                story_sentence(&text[lang], &samenspel_model, &event, (enum report_lang)lang);
                if (strpbrk(text_get(&text[lang]), "{}[]|") != NULL || (full && text[lang].n < 20)
                    || (full && strstr(text_get(&text[lang]), "  ") != NULL))
                    fail_msg("%s: %s", story_events[kind].name, text_get(&text[lang]));
            }
            assert_string_not_equal(text_get(&text[0]), text_get(&text[1]));
            text_free(&text[0]);
            text_free(&text[1]);
        }
    for (int t = 1; t < N_TERMS; t++) {
        const struct sim_term *term = &story_terms[t];
        if (t == TERM_REASONS_END)
            continue;
        assert_true(term->en[0] != '\0' && term->nl[0] != '\0');
        if (t < N_REASONS)
            assert_true(term->en_minus[0] != '\0' && term->nl_minus[0] != '\0');
        for (int other = 1; other < t; other++)
            assert_string_not_equal(term->name, story_terms[other].name);
    }
    for (int kind = 0; kind < N_TOLD; kind++)
        for (int other = 0; other < kind; other++)
            assert_string_not_equal(story_events[kind].name, story_events[other].name);
}

/* Sizes in words, counts with their noun, brackets around what is missing. */
static void test_numbers_in_words(void **state)
{
    (void)state;
    static const struct {
        double size;
        const char *en, *nl;
    } sizes[] = {
        {-0.34, "about a third of what its", "ongeveer een derde van wat"},
        {-0.02, "a fraction of what its", "een fractie van wat"},
        {-0.97, "about as much as its", "ongeveer evenveel als wat"},
        {-2.5, "2.5 times what its", "2,5 keer wat"},
    };
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        const struct sim_event_reason reason = {"a", TERM_OWN, sizes[k].size};
        struct sim_event event = story_event(TOLD_LEFT);
        char en[200], nl[200];
        event.who = "a";
        event.number[0] = k == 0 ? 1.0 : 12.0;
        event.reasons = &reason;
        event.n_reasons = 1;
        (void)snprintf(en, sizeof en, "a leaves the network after %s: it expects to lose %s full effort costs.",
                       k == 0 ? "1 month" : "12 months", sizes[k].en);
        (void)snprintf(nl, sizeof nl,
                       "a verlaat het netwerk na %s: men verwacht zelf %s volle inzet kost te verliezen.",
                       k == 0 ? "1 maand" : "12 maanden", sizes[k].nl);
        assert_says(&event, en, nl);
    }
}

/* -- the command --------------------------------------------------------------------------------------------------- */

#define SHORT "--set", "horizon_months=24", "--set", "spinup_months=12", "--set", "region.scale=0.02"
#define TRACE(result, ...)                                                                                            \
    command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, "trace", midden_limburg, SHORT, __VA_ARGS__, NULL}, \
                (result))

static void assert_refused(struct command_result *result, const char *reason)
{
    assert_int_equal(result->status, 2);
    assert_string_equal(result->out, "");
    if (strstr(result->err, reason) == NULL)
        fail_msg("\"%s\" is not in: %s", reason, result->err);
    command_free(result);
}

static void test_refusals(void **state)
{
    (void)state;
    struct command_result result;
    TRACE(&result, "--arm", "lead+tody");
    assert_refused(&result, "--arm=lead+tody: the scenario has no such arm; its arms are self-governed+today, ");
    TRACE(&result, "--arm", "lead+tody");
    assert_refused(&result, "did you mean lead+today?");
    TRACE(&result, "--replication", "100");
    assert_refused(&result, "--replication=100: the scenario has 100 replications, numbered 0 to 99");
    TRACE(&result, "--from", "25");
    assert_refused(&result, "--from=25: the scenario has 24 months");
    TRACE(&result, "--from", "12", "--to", "11");
    assert_refused(&result, "the first month must not be later than the last");
    TRACE(&result, "--about", "nobody");
    assert_refused(&result, "--about=nobody: nothing happens to a party or coalition of this name");
    TRACE(&result, "--format", "csv");
    assert_refused(&result, "--format=csv: must be text or json");
}

static void test_text_of_the_command(void **state)
{
    (void)state;
    struct command_result result;
    TRACE(&result, "--lang", "nl");
    assert_int_equal(result.status, 0);
    assert_string_equal(result.err, "");
    assert_non_null(strstr(result.out, "arm self-governed+today, replicatie 0, seed 20231"));
    assert_non_null(strstr(result.out, "\nJaar 1\n    1  Het netwerk begint met 21 leden"));
    assert_non_null(strstr(result.out, "\n   24  Het jaar in het kort: "));
    assert_null(strstr(result.out, "On the agenda"));
    assert_null(strstr(result.out, "Op de agenda"));
    command_free(&result);
    TRACE(&result, "--all", "--from", "1", "--to", "12");
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "On the agenda: the start of case-management-dementia."));
    assert_null(strstr(result.out, "Year 2"));
    command_free(&result);
    TRACE(&result, "--arm", "none+today");
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "There is no collaboration in this arm"));
    command_free(&result);
}

static void test_json_of_the_command(void **state)
{
    (void)state;
    struct command_result result;
    TRACE(&result, "--format", "json", "--arm", "lead+cashier", "--replication", "3", "--seed", "5", "--about",
          "case-management-dementia");
    assert_int_equal(result.status, 0);
    json_t *root = json_loads(result.out, 0, NULL);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "arm")), "lead+cashier");
    assert_int_equal(json_integer_value(json_object_get(root, "replication")), 3);
    assert_int_equal(json_integer_value(json_object_get(root, "seed")), 5);
    assert_non_null(json_string_value(json_object_get(root, "version")));
    const json_t *events = json_object_get(root, "events");
    assert_true(json_array_size(events) >= 2);
    for (size_t k = 0; k < json_array_size(events); k++) {
        const json_t *event = json_array_get(events, k);
        assert_true(json_integer_value(json_object_get(event, "month")) >= 1);
        assert_true(json_is_string(json_object_get(event, "en")) && json_is_string(json_object_get(event, "nl")));
        assert_true(json_is_object(json_object_get(event, "numbers"))
                    && json_is_array(json_object_get(event, "reasons")));
        assert_string_equal(json_string_value(json_object_get(event, "thing")), "case-management-dementia");
    }
    json_decref(root);
    command_free(&result);
}

/* -- events that a result keeps ------------------------------------------------------------------------------------- */

#define KEEP(result, command, ...)                                                                                    \
    command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, command, midden_limburg, SHORT, __VA_ARGS__, NULL}, \
                (result))
#define EXPORT(result, ...) \
    command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, "export", __VA_ARGS__, NULL}, (result))

static void assert_done(struct command_result *result)
{
    if (result->status != 0)
        fail_msg("exit status %d: %s", result->status, result->err);
}

/* A result with its events, of so many replications and threads. */
static void keep(const char *command, const char *name, const char *replications, const char *threads)
{
    struct command_result result;
    KEEP(&result, command, "--events", "--replications", replications, "--threads", threads, "--out", name);
    assert_done(&result);
    command_free(&result);
}

static void assert_same_field(const json_t *row, const char *column, const json_t *event, const char *key)
{
    const json_t *kept = json_object_get(row, column), *told = json_object_get(event, key);
    if (!json_equal(kept, told))
        fail_msg("%s is %s, told %s", column, json_string_value(kept), json_string_value(told));
}

/* The rows from `at` up to `end` are what trace tells of a run. */
static void check_story(const json_t *rows, size_t at, size_t end, const char *arm, int replication)
{
    static const char *const parts[] = {"words", "numbers", "names", "reasons"};
    struct command_result result;
    char number[16];
    (void)snprintf(number, sizeof number, "%d", replication);
    TRACE(&result, "--all", "--format", "json", "--arm", arm, "--replication", number);
    assert_done(&result);
    json_t *root = json_loads(result.out, 0, NULL);
    const json_t *events = json_object_get(root, "events");
    assert_int_equal(json_array_size(events), end - at);
    for (size_t k = 0; k < end - at; k++) {
        const json_t *event = json_array_get(events, k), *row = json_array_get(rows, at + k);
        json_t *detail = json_loads(json_string_value(json_object_get(row, "detail")), 0, NULL);
        assert_string_equal(json_string_value(json_object_get(row, "arm")), arm);
        assert_int_equal(json_integer_value(json_object_get(row, "replication")), replication);
        assert_int_equal(json_integer_value(json_object_get(row, "month")) + 1,
                         json_integer_value(json_object_get(event, "month")));
        assert_same_field(row, "event", event, "kind");
        assert_same_field(row, "level", event, "level");
        assert_same_field(row, "who", event, "who");
        assert_same_field(row, "whom", event, "whom");
        assert_same_field(row, "thing", event, "thing");
        for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++)
            assert_true(json_equal(json_object_get(detail, parts[p]), json_object_get(event, parts[p])));
        assert_int_equal(json_object_size(detail), 4);
        json_decref(detail);
    }
    json_decref(root);
    command_free(&result);
}

static void test_kept_events_are_those_told(void **state)
{
    (void)state;
    struct command_result result;
    keep("compare", "told.db", "2", "2");
    EXPORT(&result, "told.db", "--table", "events", "--format", "json");
    assert_done(&result);
    json_t *rows = json_loads(result.out, 0, NULL);
    size_t told = 0, end;
    for (size_t at = 0, run = 0; at < json_array_size(rows); at = end, run++) {
        const json_t *row = json_array_get(rows, at);
        const char *arm = json_string_value(json_object_get(row, "arm"));
        const json_t *replication = json_object_get(row, "replication");
        for (end = at; end < json_array_size(rows); end++)
            if (strcmp(arm, json_string_value(json_object_get(json_array_get(rows, end), "arm"))) != 0
                || !json_equal(replication, json_object_get(json_array_get(rows, end), "replication")))
                break;
        if (run % 3 != 0)
            continue;
        check_story(rows, at, end, arm, (int)json_integer_value(replication));
        told += end - at;
    }
    assert_true(told > 200);
    json_decref(rows);
    command_free(&result);
}

/* Threads, an interruption and an extension change nothing; keeping events changes no outcome. */
static void test_kept_events_are_always_the_same(void **state)
{
    (void)state;
    struct command_result one, other;
    keep("run", "one.db", "3", "1");
    keep("run", "more.db", "1", "2");
    keep("run", "more.db", "3", "2");
    static const char columns[] = "arm,replication,month,event,level,who,whom,thing,detail\n";
    static const char *const tables[] = {"events", "outcomes", "flows"};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        EXPORT(&one, "one.db", "--table", tables[t]);
        EXPORT(&other, "more.db", "--table", tables[t]);
        assert_done(&one);
        assert_string_equal(one.out, other.out);
        if (t == 0)
            assert_int_equal(strncmp(one.out, columns, strlen(columns)), 0);
        command_free(&one);
        command_free(&other);
    }
    KEEP(&other, "run", "--replications", "3", "--out", "plain.db");
    assert_done(&other);
    command_free(&other);
    EXPORT(&one, "one.db", "--table", "outcomes");
    EXPORT(&other, "plain.db", "--table", "outcomes");
    assert_string_equal(one.out, other.out);
    command_free(&one);
    command_free(&other);
    EXPORT(&other, "plain.db", "--table", "events");
    assert_refused(&other, "this result holds no events: run it with --events, or have samenspel trace tell");
    KEEP(&other, "run", "--replications", "3", "--out", "plain.db", "--events");
    assert_refused(&other, "different in the keeping of events (there: no, now: yes);");
    KEEP(&other, "run", "--replications", "3", "--out", "one.db");
    assert_refused(&other, "different in the keeping of events (there: yes, now: no);");
    EXPORT(&other, "one.db", "--table", "dictionary");
    assert_non_null(
        strstr(other.out,
               "\nevents,detail,text,,\"All words, numbers, names and reasons of the event, as one JSON object.\","));
    command_free(&other);
    EXPORT(&other, "one.db", "--table", "events", "--outcome", "trust");
    assert_refused(&other, "the table events has no outcomes to choose from");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network_is_the_same),
        cmocka_unit_test(test_outcomes_are_the_same),
        cmocka_unit_test(test_reasons_add_up),
        cmocka_unit_test(test_a_known_block),
        cmocka_unit_test(test_a_known_exit),
        cmocka_unit_test(test_every_kind_can_be_told),
        cmocka_unit_test(test_numbers_in_words),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_text_of_the_command),
        cmocka_unit_test(test_json_of_the_command),
        cmocka_unit_test(test_kept_events_are_those_told),
        cmocka_unit_test(test_kept_events_are_always_the_same),
    };
    return cmocka_run_group_tests_name("trace", tests, workdir_set_up, workdir_tear_down);
}
