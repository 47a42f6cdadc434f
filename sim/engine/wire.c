#include "sim/engine/wire.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum { ALIGNMENT = 8, FIRST_CAPACITY = 1024 };

/* What stands before an array or text that is not there at all. */
static const size_t NOTHING = SIZE_MAX;

static size_t padded(size_t n)
{
    return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void wire_free(struct wire *wire)
{
    free(wire->bytes);
    *wire = (struct wire){0};
}

/* Room for n more bytes and their padding; NULL when out of memory. */
static unsigned char *extend(struct wire *wire, size_t n)
{
    if (wire->failed || n > SIZE_MAX / 4 - wire->n) {
        wire->failed = true;
        return NULL;
    }
    const size_t needed = wire->n + padded(n);
    if (needed > wire->capacity) {
        size_t capacity = wire->capacity > 0 ? wire->capacity : FIRST_CAPACITY;
        while (capacity < needed)
            capacity *= 2;
        unsigned char *bytes = sim_realloc(wire->bytes, capacity, 1);
        if (bytes == NULL) {
            wire->failed = true;
            return NULL;
        }
        wire->bytes = bytes;
        wire->capacity = capacity;
    }
    unsigned char *place = wire->bytes + wire->n;
    memset(place + n, 0, padded(n) - n);
    wire->n = needed;
    return place;
}

static void put(struct wire *wire, const void *from, size_t n)
{
    unsigned char *place = n > 0 ? extend(wire, n) : NULL;
    if (place != NULL)
        memcpy(place, from, n);
}

void wire_size(struct wire *wire, size_t number)
{
    put(wire, &number, sizeof number);
}

void wire_real(struct wire *wire, double value)
{
    put(wire, &value, sizeof value);
}

void wire_text(struct wire *wire, const char *text)
{
    wire_array(wire, text, text != NULL ? strlen(text) + 1 : 0, 1);
}

void wire_array(struct wire *wire, const void *array, size_t n, size_t size)
{
    wire_size(wire, array != NULL ? n : NOTHING);
    if (array == NULL)
        return;
    if (size > 0 && n > SIZE_MAX / size)
        wire->failed = true;
    else
        put(wire, array, n * size);
}

/* The next n bytes, borrowed; NULL when there are fewer. */
static const unsigned char *take(struct wire_reader *reader, size_t n)
{
    if (reader->failed || n > reader->n - reader->at || padded(n) > reader->n - reader->at) {
        reader->failed = true;
        return NULL;
    }
    const unsigned char *place = reader->bytes + reader->at;
    reader->at += padded(n);
    return place;
}

size_t wire_read_size(struct wire_reader *reader)
{
    size_t number = 0;
    const unsigned char *place = take(reader, sizeof number);
    if (place != NULL)
        memcpy(&number, place, sizeof number);
    return number;
}

double wire_read_real(struct wire_reader *reader)
{
    double value = 0.0;
    const unsigned char *place = take(reader, sizeof value);
    if (place != NULL)
        memcpy(&value, place, sizeof value);
    return value;
}

const void *wire_read_array(struct wire_reader *reader, size_t size, size_t *n)
{
    *n = 0;
    const size_t count = wire_read_size(reader);
    if (reader->failed || count == NOTHING)
        return NULL;
    if (size > 0 && count > SIZE_MAX / size) {
        reader->failed = true;
        return NULL;
    }
    const unsigned char *place = take(reader, count * size);
    if (place != NULL)
        *n = count;
    return place;
}

const char *wire_read_text(struct wire_reader *reader)
{
    size_t n;
    const char *text = wire_read_array(reader, 1, &n);
    if (text == NULL)
        return NULL;
    if (n == 0 || text[n - 1] != '\0') {
        reader->failed = true;
        return NULL;
    }
    return text;
}

/* -- records --------------------------------------------------------------------------------------------------------- */

/* A flow as it travels: the names as positions in a list, since a few parties make many flows. */
struct sent_flow {
    size_t from, to;
    int64_t purpose, cents;
};

/* The position of `name` in names[*n], added when it is not there. Names that are the same text at different places
 * become one. */
static size_t name_position(const char **names, size_t *n, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (names[i] == name)
            return i;
    for (size_t i = 0; i < *n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    names[*n] = name;
    return (*n)++;
}

static void write_names(struct wire *wire, const char *const *names, size_t n)
{
    wire_size(wire, n);
    for (size_t k = 0; k < n; k++)
        wire_text(wire, names[k]);
}

static void write_flows(struct wire *wire, const struct sim_flow *flows, size_t n)
{
    struct sent_flow *sent = sim_calloc(n, sizeof *sent);
    const char **names = sim_calloc(n, 2 * sizeof *names);
    size_t n_names = 0;
    if (sent == NULL || names == NULL) {
        wire->failed = true;
        goto cleanup;
    }
    for (size_t i = 0; i < n; i++) {
        sent[i].from = name_position(names, &n_names, flows[i].from);
        sent[i].to = name_position(names, &n_names, flows[i].to);
        sent[i].purpose = flows[i].purpose;
        sent[i].cents = flows[i].cents;
    }
    write_names(wire, names, n_names);
    wire_array(wire, sent, n, sizeof *sent);

cleanup:
    free(names);
    free(sent);
}

/* An event as it travels, without its detail; names as in flows. */
enum { N_EVENT_NAMES = 3 };
struct sent_event {
    size_t month, name[N_EVENT_NAMES];
    int64_t kind, level;
};

static void write_events(struct wire *wire, const struct store_event *events, size_t n)
{
    struct sent_event *sent = sim_calloc(n, sizeof *sent);
    const char **names = sim_calloc(n, N_EVENT_NAMES * sizeof *names);
    size_t n_names = 0;
    if (sent == NULL || names == NULL) {
        wire->failed = true;
        goto cleanup;
    }
    for (size_t i = 0; i < n; i++) {
        const char *const own[N_EVENT_NAMES] = {events[i].who, events[i].whom, events[i].thing};
        sent[i].month = events[i].month;
        sent[i].kind = events[i].kind;
        sent[i].level = events[i].level;
        for (size_t k = 0; k < N_EVENT_NAMES; k++)
            sent[i].name[k] = own[k] != NULL ? name_position(names, &n_names, own[k]) : NOTHING;
    }
    write_names(wire, names, n_names);
    wire_array(wire, sent, n, sizeof *sent);
    for (size_t i = 0; i < n; i++)
        wire_text(wire, events[i].detail);

cleanup:
    free(names);
    free(sent);
}

void wire_record(struct wire *wire, const struct store_record *record, size_t n_outcomes)
{
    wire_size(wire, record->item.point);
    wire_size(wire, record->item.arm);
    wire_size(wire, record->item.replication);
    wire_size(wire, record->months);
    wire_text(wire, record->failure);
    if (record->failure != NULL)
        return;
    wire_array(wire, record->outcomes, n_outcomes, sizeof *record->outcomes);
    wire_array(wire, record->series, record->months * n_outcomes, sizeof *record->series);
    write_flows(wire, record->flows, record->n_flows);
    wire_array(wire, record->flow_series, record->n_flows * record->months, sizeof *record->flow_series);
    wire_size(wire, record->n_parties);
    for (size_t i = 0; i < record->n_parties; i++) {
        wire_text(wire, record->parties[i].name);
        wire_text(wire, record->parties[i].kind);
        wire_size(wire, (size_t)record->parties[i].listed);
    }
    write_events(wire, record->events, record->n_events);
}

static int cut_off(struct wire_reader *reader, struct sim_err *err)
{
    reader->failed = true;
    return sim_fail(err, SIM_E_IO, "a message about a run is cut off or damaged");
}

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory for a message about a run");
}

/* The number of things of at least `size` bytes each that follow: never more than the message has room for. */
static size_t read_count(struct wire_reader *reader, size_t size)
{
    const size_t n = wire_read_size(reader);
    if (!reader->failed && n <= (reader->n - reader->at) / size)
        return n;
    reader->failed = true;
    return 0;
}

static int read_names(struct wire_reader *reader, struct pool *pool, const char ***names, size_t *n,
                      struct sim_err *err)
{
    *n = read_count(reader, ALIGNMENT);
    *names = pool_alloc(pool, *n, sizeof **names);
    if (*names == NULL)
        return no_memory(err);
    for (size_t k = 0; k < *n; k++) {
        (*names)[k] = wire_read_text(reader);
        if ((*names)[k] == NULL)
            return cut_off(reader, err);
    }
    return SIM_OK;
}

static int read_flows(struct wire_reader *reader, struct pool *pool, struct store_record *record, struct sim_err *err)
{
    const char **names = NULL;
    size_t n_names = 0;
    const int status = read_names(reader, pool, &names, &n_names, err);
    if (status != SIM_OK)
        return status;
    const struct sent_flow *sent = wire_read_array(reader, sizeof *sent, &record->n_flows);
    struct sim_flow *flows = pool_alloc(pool, record->n_flows, sizeof *flows);
    if (flows == NULL)
        return no_memory(err);
    for (size_t i = 0; i < record->n_flows; i++) {
        if (sent[i].from >= n_names || sent[i].to >= n_names)
            return cut_off(reader, err);
        flows[i] = (struct sim_flow){.from = names[sent[i].from],
                                     .to = names[sent[i].to],
                                     .purpose = (int)sent[i].purpose,
                                     .cents = sent[i].cents};
    }
    record->flows = flows;
    return SIM_OK;
}

static int read_parties(struct wire_reader *reader, struct pool *pool, struct store_record *record, struct sim_err *err)
{
    const size_t n = read_count(reader, (size_t)3 * ALIGNMENT);
    struct sim_party *parties = pool_alloc(pool, n, sizeof *parties);
    if (parties == NULL)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        parties[i].name = wire_read_text(reader);
        parties[i].kind = wire_read_text(reader);
        parties[i].listed = (int)wire_read_size(reader);
        if (parties[i].name == NULL || parties[i].kind == NULL)
            return cut_off(reader, err);
    }
    record->parties = parties;
    record->n_parties = n;
    return SIM_OK;
}

static int read_events(struct wire_reader *reader, struct pool *pool, struct store_record *record, struct sim_err *err)
{
    const char **names = NULL;
    size_t n_names = 0;
    const int status = read_names(reader, pool, &names, &n_names, err);
    if (status != SIM_OK)
        return status;
    const struct sent_event *sent = wire_read_array(reader, sizeof *sent, &record->n_events);
    struct store_event *events = pool_alloc(pool, record->n_events, sizeof *events);
    if (events == NULL)
        return no_memory(err);
    for (size_t i = 0; i < record->n_events; i++) {
        const char *own[N_EVENT_NAMES] = {NULL};
        for (size_t k = 0; k < N_EVENT_NAMES; k++) {
            if (sent[i].name[k] != NOTHING && sent[i].name[k] >= n_names)
                return cut_off(reader, err);
            own[k] = sent[i].name[k] != NOTHING ? names[sent[i].name[k]] : NULL;
        }
        events[i] = (struct store_event){.month = sent[i].month,
                                         .kind = (int)sent[i].kind,
                                         .level = (int)sent[i].level,
                                         .who = own[0],
                                         .whom = own[1],
                                         .thing = own[2],
                                         .detail = wire_read_text(reader)};
        if (events[i].detail == NULL)
            return cut_off(reader, err);
    }
    record->events = events;
    return SIM_OK;
}

int wire_read_record(struct wire_reader *reader, size_t n_outcomes, struct pool *pool, struct store_record *record,
                     struct sim_err *err)
{
    size_t n = 0;
    *record = (struct store_record){0};
    record->item.point = wire_read_size(reader);
    record->item.arm = wire_read_size(reader);
    record->item.replication = wire_read_size(reader);
    record->months = wire_read_size(reader);
    record->failure = wire_read_text(reader);
    if (reader->failed)
        return cut_off(reader, err);
    if (record->failure != NULL)
        return SIM_OK;
    record->outcomes = wire_read_array(reader, sizeof *record->outcomes, &n);
    if (record->outcomes == NULL || n != n_outcomes)
        return cut_off(reader, err);
    record->series = wire_read_array(reader, sizeof *record->series, &n);
    if (record->series != NULL && n != record->months * n_outcomes)
        return cut_off(reader, err);
    int status = read_flows(reader, pool, record, err);
    if (status != SIM_OK)
        return status;
    record->flow_series = wire_read_array(reader, sizeof *record->flow_series, &n);
    if (record->flow_series != NULL && n != record->n_flows * record->months)
        return cut_off(reader, err);
    status = read_parties(reader, pool, record, err);
    if (status == SIM_OK)
        status = read_events(reader, pool, record, err);
    return status == SIM_OK && reader->failed ? cut_off(reader, err) : status;
}
