/* The events of runs in the file: names and kinds as whole numbers, the rest as text. */
#include "sim/store/sql.h"

static const char doing[] = "store the events of a replication";

static int keep_name(struct store *store, const char *name, struct sim_err *err)
{
    sqlite3_stmt *statement;
    if (name == NULL)
        return SIM_OK;
    const int status = store_statement(store, STORE_INSERT_EVENT_NAME, &statement, err);
    return status == SIM_OK ? store_sql_insert(store, statement, doing, err, "t", name) : status;
}

int store_write_events(struct store *store, const int64_t keys[3], const struct store_record *record,
                       struct sim_err *err)
{
    sqlite3_stmt *statement;
    int status = store_statement(store, STORE_INSERT_EVENT, &statement, err);
    for (size_t i = 0; status == SIM_OK && i < record->n_events; i++) {
        const struct store_event *event = &record->events[i];
        status = keep_name(store, event->who, err);
        if (status == SIM_OK)
            status = keep_name(store, event->whom, err);
        if (status == SIM_OK)
            status = keep_name(store, event->thing, err);
        if (status == SIM_OK)
            status = store_sql_insert(store, statement, doing, err, "iiiiiiitttt", keys[0], keys[1], keys[2],
                                      (int64_t)i, (int64_t)event->month, (int64_t)event->kind, (int64_t)event->level,
                                      event->who, event->whom, event->thing, event->detail);
    }
    return status;
}

int store_write_event_kinds(struct store *store, const struct sim_model *model, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = store_sql_prepare(store, "INSERT INTO event_kinds VALUES(?, ?)", &statement, doing, err);
    for (size_t i = 0; status == SIM_OK && i < model->n_events; i++)
        status = store_sql_insert(store, statement, doing, err, "it", (int64_t)i, model->events[i].name);
    sqlite3_finalize(statement);
    return status;
}
