/* Records of runs as messages between ranks: there and back, and what is cut off or damaged does no harm. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/wire.h"

enum { N_OUTCOMES = 2, N_MONTHS = 3, N_FLOWS = 3 };

static const double outcomes[N_OUTCOMES] = {-0.0, 1.0 / 3.0};
static const double series[N_MONTHS * N_OUTCOMES] = {1, 2, 3, 4, 5, 6};
static const int64_t flow_series[N_FLOWS * N_MONTHS] = {1, 2, 3, 4, 5, 6, 7, INT64_MAX, 9};

/* The same name at two places. */
static const char twin[] = "caf\xc3\xa9 't Hoekje", other_twin[] = "caf\xc3\xa9 't Hoekje";

static const struct sim_flow flows[N_FLOWS] = {{twin, "zorgkantoor", 0, 123456789012345},
                                               {"zorgkantoor", other_twin, 2, 1},
                                               {"\xe2\x82\xac", twin, 1, 0}};

static const struct sim_party parties[2] = {{twin, "caf\xc3\xa9", SIM_LISTED}, {"", "", SIM_UNLISTED}};

static const struct store_event events[3] = {
    {.month = 0, .kind = 3, .level = 1, .who = twin, .whom = "zorgkantoor", .thing = other_twin, .detail = "{}"},
    {.month = 2, .kind = 0, .level = 3, .detail = "{\"words\":[\"caf\xc3\xa9\"]}"},
    {.month = 2, .kind = 1, .level = 2, .thing = "", .detail = ""},
};

static struct store_record full_record(void)
{
    return (struct store_record){.item = {.point = 7, .arm = 2, .replication = 4000000000},
                                 .outcomes = outcomes,
                                 .series = series,
                                 .months = N_MONTHS,
                                 .flows = flows,
                                 .n_flows = N_FLOWS,
                                 .flow_series = flow_series,
                                 .parties = parties,
                                 .n_parties = 2,
                                 .events = events,
                                 .n_events = 3};
}

static void assert_same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a != NULL && b != NULL)
        assert_string_equal(a, b);
}

static void assert_same_record(const struct store_record *a, const struct store_record *b)
{
    assert_int_equal(a->item.point, b->item.point);
    assert_int_equal(a->item.arm, b->item.arm);
    assert_int_equal(a->item.replication, b->item.replication);
    assert_int_equal(a->months, b->months);
    assert_memory_equal(a->outcomes, b->outcomes, N_OUTCOMES * sizeof *a->outcomes);
    assert_int_equal(a->series == NULL, b->series == NULL);
    if (a->series != NULL)
        assert_memory_equal(a->series, b->series, N_MONTHS * N_OUTCOMES * sizeof *a->series);
    assert_int_equal(a->n_flows, b->n_flows);
    for (size_t i = 0; i < a->n_flows; i++) {
        assert_string_equal(a->flows[i].from, b->flows[i].from);
        assert_string_equal(a->flows[i].to, b->flows[i].to);
        assert_int_equal(a->flows[i].purpose, b->flows[i].purpose);
        assert_true(a->flows[i].cents == b->flows[i].cents);
    }
    assert_int_equal(a->flow_series == NULL, b->flow_series == NULL);
    if (a->flow_series != NULL)
        assert_memory_equal(a->flow_series, b->flow_series, a->n_flows * N_MONTHS * sizeof *a->flow_series);
    assert_int_equal(a->n_parties, b->n_parties);
    for (size_t i = 0; i < a->n_parties; i++) {
        assert_string_equal(a->parties[i].name, b->parties[i].name);
        assert_string_equal(a->parties[i].kind, b->parties[i].kind);
        assert_int_equal(a->parties[i].listed, b->parties[i].listed);
    }
    assert_int_equal(a->n_events, b->n_events);
    for (size_t i = 0; i < a->n_events; i++) {
        assert_int_equal(a->events[i].month, b->events[i].month);
        assert_int_equal(a->events[i].kind, b->events[i].kind);
        assert_int_equal(a->events[i].level, b->events[i].level);
        assert_same_text(a->events[i].who, b->events[i].who);
        assert_same_text(a->events[i].whom, b->events[i].whom);
        assert_same_text(a->events[i].thing, b->events[i].thing);
        assert_same_text(a->events[i].detail, b->events[i].detail);
    }
}

/* There and back. */
static void check_round_trip(const struct store_record *record)
{
    struct wire wire = {0};
    struct pool pool = {0};
    struct sim_err err = {SIM_OK, ""};
    struct store_record back;
    wire_size(&wire, 1); /* records lie behind each other */
    wire_record(&wire, record, N_OUTCOMES);
    assert_false(wire.failed);
    struct wire_reader reader = {.bytes = wire.bytes, .n = wire.n};
    assert_int_equal(wire_read_size(&reader), 1);
    assert_int_equal(wire_read_record(&reader, N_OUTCOMES, &pool, &back, &err), SIM_OK);
    assert_int_equal(reader.at, reader.n);
    assert_null(back.failure);
    assert_same_record(record, &back);
    pool_free(&pool);
    wire_free(&wire);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct store_record record = full_record();
    check_round_trip(&record);
    record.series = NULL;
    record.flow_series = NULL;
    check_round_trip(&record);
    record.flows = NULL;
    record.n_flows = 0;
    record.parties = NULL;
    record.n_parties = 0;
    record.events = NULL;
    record.n_events = 0;
    check_round_trip(&record);
    const double nothing[N_OUTCOMES] = {NAN, -NAN};
    record.outcomes = nothing;
    check_round_trip(&record);
}

static void test_failure(void **state)
{
    (void)state;
    const struct store_record record = {.item = {1, 2, 3}, .failure = "de kudde is weg\xe2\x80\xa6"};
    struct wire wire = {0};
    struct pool pool = {0};
    struct sim_err err = {SIM_OK, ""};
    struct store_record back;
    wire_record(&wire, &record, N_OUTCOMES);
    struct wire_reader reader = {.bytes = wire.bytes, .n = wire.n};
    assert_int_equal(wire_read_record(&reader, N_OUTCOMES, &pool, &back, &err), SIM_OK);
    assert_string_equal(back.failure, record.failure);
    assert_int_equal(back.item.replication, 3);
    assert_null(back.outcomes);
    pool_free(&pool);
    wire_free(&wire);
}

/* Reads `n` bytes from a block of just that size, so that a sanitizer sees a step beyond it. */
static int read_bytes(const unsigned char *bytes, size_t n)
{
    struct pool pool = {0};
    struct sim_err err = {SIM_OK, ""};
    struct store_record back;
    unsigned char *own = malloc(n > 0 ? n : 1);
    assert_non_null(own);
    memcpy(own, bytes, n);
    struct wire_reader reader = {.bytes = own, .n = n};
    const int status = wire_read_record(&reader, N_OUTCOMES, &pool, &back, &err);
    if (status != SIM_OK)
        assert_true(reader.failed && err.text[0] != '\0');
    pool_free(&pool);
    free(own);
    return status;
}

static void test_truncated(void **state)
{
    (void)state;
    const struct store_record record = full_record();
    struct wire wire = {0};
    wire_record(&wire, &record, N_OUTCOMES);
    for (size_t n = 0; n < wire.n; n++)
        assert_int_equal(read_bytes(wire.bytes, n), SIM_E_IO);
    assert_int_equal(read_bytes(wire.bytes, wire.n), SIM_OK);
    wire_free(&wire);
}

/* A damaged message may be read as something else, but nothing outside of it. */
static void test_damaged(void **state)
{
    (void)state;
    const struct store_record record = full_record();
    struct wire wire = {0};
    size_t refused = 0;
    wire_record(&wire, &record, N_OUTCOMES);
    for (size_t i = 0; i < wire.n; i++) {
        const unsigned char kept = wire.bytes[i];
        wire.bytes[i] ^= 0xff;
        refused += read_bytes(wire.bytes, wire.n) != SIM_OK;
        wire.bytes[i] = kept;
    }
    assert_true(refused > wire.n / 8);
    wire_free(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_failure),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
