/* The stored tables as exports see them: names, columns, rows in a fixed order. */
#include "sim/store/read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/config/suggest.h"
#include "sim/store/sql.h"

static const char doing[] = "read the result";

#define POINT                                                                                      \
    {                                                                                              \
        "point", FRAME_INTEGER, "", "point of the design, from 0", "punt van het ontwerp, vanaf 0" \
    }
#define ARM                                 \
    {                                       \
        "arm", FRAME_TEXT, "", "arm", "arm" \
    }
#define REPLICATION                                                                   \
    {                                                                                 \
        "replication", FRAME_INTEGER, "", "replication, from 0", "herhaling, vanaf 0" \
    }
#define MONTH                                                                                            \
    {                                                                                                    \
        "month", FRAME_INTEGER, "month", "month of the horizon, from 0", "maand van de horizon, vanaf 0" \
    }
#define OUTCOME                                          \
    {                                                    \
        "outcome", FRAME_TEXT, "", "outcome", "uitkomst" \
    }
#define UNIT                                                                     \
    {                                                                            \
        "unit", FRAME_TEXT, "", "unit of the outcome", "eenheid van de uitkomst" \
    }
#define FROM                                                            \
    {                                                                   \
        "from", FRAME_TEXT, "", "party that pays", "partij die betaalt" \
    }
#define TO                                                                \
    {                                                                     \
        "to", FRAME_TEXT, "", "party that is paid", "partij die ontvangt" \
    }
#define PURPOSE                                                                    \
    {                                                                              \
        "purpose", FRAME_TEXT, "", "what the money is for", "waarvoor het geld is" \
    }
#define CENTS                                                  \
    {                                                          \
        "cents", FRAME_INTEGER, "0.01 EUR", "amount", "bedrag" \
    }

static const struct frame_column outcome_columns[] = {
    POINT,
    ARM,
    REPLICATION,
    OUTCOME,
    {"value", FRAME_REAL, "outcome", "value over the horizon", "waarde over de horizon"},
};
static const struct frame_column series_columns[] = {
    POINT, ARM,     REPLICATION,
    MONTH, OUTCOME, {"value", FRAME_REAL, "outcome", "value in the month", "waarde in de maand"},
};
static const struct frame_column flow_columns[] = {POINT, ARM, REPLICATION, FROM, TO, PURPOSE, CENTS};
static const struct frame_column flow_month_columns[] = {POINT, ARM, REPLICATION, MONTH, FROM, TO, PURPOSE, CENTS};
static const struct frame_column event_columns[] = {
    POINT,
    ARM,
    REPLICATION,
    MONTH,
    {"event", FRAME_TEXT, "", "what happened", "wat er gebeurde"},
    {"level", FRAME_INTEGER, "", "1: turning point, 2: told by default, 3: told when everything is asked for",
     "1: keerpunt, 2: gewoonlijk verteld, 3: verteld als om alles wordt gevraagd"},
    {"who", FRAME_TEXT, "", "party or coalition that does it", "partij of coalitie die het doet"},
    {"whom", FRAME_TEXT, "", "party that it is done to", "partij die het aangaat"},
    {"thing", FRAME_TEXT, "", "coalition or subject that it is about", "coalitie of onderwerp waar het om gaat"},
    {"detail", FRAME_TEXT, "", "words, numbers, names and reasons, as JSON",
     "woorden, getallen, namen en redenen, als JSON"},
};
static const struct frame_column parameter_columns[] = {
    ARM,
    {"path", FRAME_TEXT, "", "parameter", "parameter"},
    {"value", FRAME_TEXT, "", "value as a scenario says it", "waarde zoals in een scenario"},
    {"stated", FRAME_INTEGER, "", "1: stated by the scenario, 0: default", "1: in het scenario genoemd, 0: standaard"},
};
static const struct frame_column summary_columns[] = {
    ARM,
    OUTCOME,
    UNIT,
    {"n", FRAME_INTEGER, "", "replications with a value", "herhalingen met een waarde"},
    {"mean", FRAME_REAL, "outcome", "mean", "gemiddelde"},
    {"sd", FRAME_REAL, "outcome", "standard deviation between single runs", "standaardafwijking tussen losse runs"},
    {"lo", FRAME_REAL, "outcome",
     "95 % confidence interval of the mean, lower bound; none where most runs are equal and few differ",
     "95%-betrouwbaarheidsinterval van het gemiddelde, ondergrens; geen waar de meeste runs gelijk zijn en weinige "
     "niet"},
    {"hi", FRAME_REAL, "outcome", "95 % confidence interval of the mean, upper bound",
     "95%-betrouwbaarheidsinterval van het gemiddelde, bovengrens"},
    {"q05", FRAME_REAL, "outcome", "5 % quantile", "5%-kwantiel"},
    {"q50", FRAME_REAL, "outcome", "median", "mediaan"},
    {"q95", FRAME_REAL, "outcome", "95 % quantile", "95%-kwantiel"},
};
static const struct frame_column contrast_columns[] = {
    ARM,
    {"reference", FRAME_TEXT, "", "arm that the arm is compared with", "arm waarmee de arm wordt vergeleken"},
    OUTCOME,
    UNIT,
    {"n", FRAME_INTEGER, "", "pairs of replications with a value", "paren van herhalingen met een waarde"},
    {"diff", FRAME_REAL, "outcome", "mean paired difference, arm minus reference",
     "gemiddeld gepaard verschil, arm min referentie"},
    {"lo", FRAME_REAL, "outcome",
     "95 % confidence interval of the difference, lower bound; none where most pairs are equal and few differ",
     "95%-betrouwbaarheidsinterval van het verschil, ondergrens; geen waar de meeste paren gelijk zijn en weinige "
     "niet"},
    {"hi", FRAME_REAL, "outcome", "95 % confidence interval of the difference, upper bound",
     "95%-betrouwbaarheidsinterval van het verschil, bovengrens"},
    {"p_better", FRAME_REAL, "1", "share of single runs in which the arm is better, ties counted half",
     "aandeel losse runs waarin de arm beter is, gelijk telt half"},
    {"p", FRAME_REAL, "1", "p of no difference: paired t; exact sign test where most pairs are equal, and of events",
     "p van geen verschil: gepaarde t; exacte tekentoets waar de meeste paren gelijk zijn, en van gebeurtenissen"},
    {"p_holm", FRAME_REAL, "1", "p adjusted for all arms and main outcomes, or for all arms and other outcomes (Holm)",
     "p gecorrigeerd voor alle varianten en hoofduitkomsten, of voor alle varianten en andere uitkomsten (Holm)"},
    {"verdict", FRAME_TEXT, "", "better, worse, higher, lower, no clear difference, negligible or equal",
     "better (beter), worse (slechter), higher (hoger), lower (lager), no clear difference (niet duidelijk), "
     "negligible "
     "(verwaarloosbaar) of equal (gelijk)"},
};
static const struct frame_column design_columns[] = {
    POINT,
    {"parameter", FRAME_TEXT, "", "parameter that is varied", "parameter die wordt gevarieerd"},
    {"value", FRAME_TEXT, "", "value as a scenario says it", "waarde zoals in een scenario"},
};
static const struct frame_column failure_columns[] = {
    POINT,
    ARM,
    REPLICATION,
    {"seed", FRAME_INTEGER, "", "seed of the experiment", "seed van het experiment"},
    {"error", FRAME_TEXT, "", "why the run failed", "waarom de run mislukte"},
};
static const struct frame_column dictionary_columns[] = {
    {"table", FRAME_TEXT, "", "table; empty for outcomes", "tabel; leeg voor uitkomsten"},
    {"column", FRAME_TEXT, "", "column or outcome; empty for the table itself",
     "kolom of uitkomst; leeg voor de tabel zelf"},
    {"type", FRAME_TEXT, "", "text, integer, real, table or outcome", "text, integer, real, table of outcome"},
    {"unit", FRAME_TEXT, "", "unit; outcome: that of the outcome of the row",
     "eenheid; outcome: die van de uitkomst van de rij"},
    {"en", FRAME_TEXT, "", "what it is, in English", "wat het is, in het Engels"},
    {"nl", FRAME_TEXT, "", "what it is, in Dutch", "wat het is, in het Nederlands"},
};

/* How the rows of a table are read. */
enum order {
    BY_ITEM, /* a query for each point and arm: ?1 point, ?2 key of the arm, ?3 number of replications, ?4 outcome */
    AT_ONCE,
    DESCRIBED, /* not from the file */
};

#define DEFINE(name, columns, en, nl)                                        \
    {                                                                        \
        name, en, nl, (columns), sizeof(columns) / sizeof(columns)[0], false \
    }
/* In the queries of one outcome, "+" keeps SQLite from taking the limit on replications for a limit on the values, for
 * which it would read the whole arm again for each run.
 *
 * The first column of `columns` is POINT for what only a design has. Queries by item give what follows the arm;
 * `outcome` and `purpose` say which of these holds the number of one, in place of which the row gets its name. */
static const struct {
    struct frame_definition definition;
    enum order order;
    int outcome, purpose;   /* -1: none */
    const char *rows, *one; /* all outcomes; one, looked up run by run, which reads only what belongs to it */
    const char *clear, *add;
} tables[STORE_N_TABLES] = {
    [STORE_OUTCOMES] = {DEFINE("outcomes", outcome_columns, "outcomes of every run, over the horizon",
                               "uitkomsten van elke run, over de horizon"),
                        BY_ITEM, 1, -1,
                        "SELECT v.replication, v.outcome, v.value FROM outcome_values v"
                        " WHERE v.point = ?1 AND v.arm = ?2 AND v.replication < ?3 AND ?4 IS NULL"
                        " ORDER BY v.replication, v.outcome",
                        "SELECT v.replication, v.outcome, v.value FROM done d CROSS JOIN outcome_values v"
                        " ON v.point = d.point AND v.arm = d.arm AND v.replication = +d.replication AND v.outcome = ?4"
                        " WHERE d.point = ?1 AND d.arm = ?2 AND d.replication < ?3 ORDER BY d.replication",
                        NULL, NULL},
    [STORE_SUMMARY] = {DEFINE("summary", summary_columns, "outcomes by arm, over the replications",
                              "uitkomsten per arm, over de herhalingen"),
                       AT_ONCE, -1, -1, "SELECT * FROM summary ORDER BY rowid", NULL, "DELETE FROM summary",
                       "INSERT INTO summary VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [STORE_CONTRASTS] = {DEFINE("contrasts", contrast_columns,
                                "differences with the reference arm, paired by replication",
                                "verschillen met de referentie-arm, gepaard per herhaling"),
                         AT_ONCE, -1, -1, "SELECT * FROM contrasts ORDER BY rowid", NULL, "DELETE FROM contrasts",
                         "INSERT INTO contrasts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [STORE_SERIES] = {DEFINE("series", series_columns, "outcomes of every run by month",
                             "uitkomsten van elke run per maand"),
                      BY_ITEM, 2, -1,
                      "SELECT v.replication, v.month, v.outcome, v.value FROM series_values v"
                      " WHERE v.point = ?1 AND v.arm = ?2 AND v.replication < ?3 AND ?4 IS NULL"
                      " ORDER BY v.replication, v.month, v.outcome",
                      "SELECT v.replication, v.month, v.outcome, v.value FROM done d CROSS JOIN series_values v"
                      " ON v.point = d.point AND v.arm = d.arm AND v.replication = +d.replication AND v.outcome = ?4"
                      " WHERE d.point = ?1 AND d.arm = ?2 AND d.replication < ?3 ORDER BY d.replication, v.month",
                      NULL, NULL},
    /* By names: the keys of parties depend on the order of writing. */
    [STORE_FLOWS] = {DEFINE("flows", flow_columns, "money that moved between parties over the horizon",
                            "geld dat tussen partijen ging over de horizon"),
                     BY_ITEM, -1, 3,
                     "SELECT v.replication, f.name, t.name, v.purpose, v.cents FROM flow_values v"
                     " CROSS JOIN parties f ON f.party = v.from_party CROSS JOIN parties t ON t.party = v.to_party"
                     " WHERE v.point = ?1 AND v.arm = ?2 AND v.replication < ?3 AND ?4 IS NULL"
                     " ORDER BY v.replication, f.name, t.name, v.purpose",
                     NULL, NULL, NULL},
    /* The table comes first in the join, so that only the rows of one month are sorted at a time. */
    [STORE_FLOW_SERIES] = {DEFINE("flow-series", flow_month_columns,
                                  "money that moved between parties by month; months without are left out",
                                  "geld dat tussen partijen ging per maand; maanden zonder ontbreken"),
                           BY_ITEM, -1, 4,
                           "SELECT v.replication, v.month, f.name, t.name, v.purpose, v.cents FROM flow_month_values v"
                           " CROSS JOIN parties f ON f.party = v.from_party"
                           " CROSS JOIN parties t ON t.party = v.to_party"
                           " WHERE v.point = ?1 AND v.arm = ?2 AND v.replication < ?3 AND ?4 IS NULL"
                           " ORDER BY v.replication, v.month, f.name, t.name, v.purpose",
                           NULL, NULL, NULL},
    [STORE_EVENTS] = {DEFINE("events", event_columns, "what happened in every run, and why",
                             "wat er in elke run gebeurde, en waarom"),
                      BY_ITEM, -1, -1,
                      "SELECT v.replication, v.month, k.name, v.level, f.text, g.text, h.text, v.detail"
                      " FROM events_kept v CROSS JOIN event_kinds k ON k.event = v.event"
                      " LEFT JOIN event_names f ON f.name = v.who LEFT JOIN event_names g ON g.name = v.whom"
                      " LEFT JOIN event_names h ON h.name = v.thing"
                      " WHERE v.point = ?1 AND v.arm = ?2 AND v.replication < ?3 AND ?4 IS NULL"
                      " ORDER BY v.replication, v.number",
                      NULL, NULL, NULL},
    [STORE_PARAMETERS] = {DEFINE("parameters", parameter_columns, "every parameter of every arm",
                                 "elke parameter van elke arm"),
                          AT_ONCE, -1, -1,
                          "SELECT p.arm, p.path, p.value, p.stated FROM parameters p JOIN arms a ON a.name = p.arm"
                          " ORDER BY a.position, p.path",
                          NULL, NULL, NULL},
    [STORE_DESIGN] = {DEFINE("design", design_columns, "values of the parameters that are varied, by point",
                             "waarden van de gevarieerde parameters, per punt"),
                      AT_ONCE, -1, -1,
                      "SELECT v.point, f.parameter, v.text FROM point_values v"
                      " CROSS JOIN factors f ON f.factor = v.factor"
                      " WHERE v.point < " STORE_ASKED("points") /* as contents.n_points */
                      " ORDER BY v.point, v.factor",
                      NULL, NULL, NULL},
    [STORE_FAILURES] = {DEFINE("failures", failure_columns, "runs that failed", "runs die mislukten"), BY_ITEM, -1, -1,
                        "SELECT v.replication, v.seed, v.error FROM failed_runs v"
                        " WHERE v.point = ?1 AND v.arm = ?2 AND v.replication < ?3 AND ?4 IS NULL"
                        " ORDER BY v.replication",
                        NULL, NULL, NULL},
    [STORE_DICTIONARY] = {DEFINE("dictionary", dictionary_columns, "what every table, column and outcome is",
                                 "wat elke tabel, kolom en uitkomst is"),
                          DESCRIBED, -1, -1, NULL, NULL, NULL, NULL},
};

struct frame_definition store_table_definition(const struct store_contents *contents, enum store_table table)
{
    struct frame_definition definition = tables[table].definition;
    if (tables[table].order == BY_ITEM && contents->n_factors == 0) {
        definition.columns++;
        definition.n_columns--;
    }
    return definition;
}

bool store_table_held(const struct store_contents *contents, enum store_table table)
{
    switch (table) {
    case STORE_SERIES:
    case STORE_FLOW_SERIES:
        return contents->has_series;
    case STORE_EVENTS:
        return contents->has_events;
    case STORE_SUMMARY:
    case STORE_CONTRASTS:
        return contents->n_factors == 0;
    case STORE_DESIGN:
        return contents->n_factors > 0;
    default:
        return true;
    }
}

bool store_table_reserved(const char *name)
{
    for (int i = 0; i < STORE_N_TABLES; i++)
        if (strcmp(name, tables[i].definition.name) == 0)
            return true;
    return false;
}

static struct store_cell cell(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return (struct store_cell){.type = STORE_INTEGER, .integer = sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
        return (struct store_cell){.type = STORE_REAL, .real = sqlite3_column_double(statement, column)};
    case SQLITE_TEXT:
        return (struct store_cell){.type = STORE_TEXT, .text = (const char *)sqlite3_column_text(statement, column)};
    default:
        return (struct store_cell){.type = STORE_NULL};
    }
}

static struct store_cell text_cell(const char *text)
{
    return (struct store_cell){.type = STORE_TEXT, .text = text};
}

static struct store_cell number_cell(size_t number)
{
    return (struct store_cell){.type = STORE_INTEGER, .integer = (int64_t)number};
}

int store_each_result(struct store *store, const char *sql, store_row_fn *each, void *context, struct sim_err *err)
{
    struct store_cell *cells = NULL;
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    int status = store_sql_prepare(store, sql, &statement, doing, err);
    const size_t n = status == SIM_OK ? (size_t)sqlite3_column_count(statement) : 0;
    if (status == SIM_OK && (cells = sim_calloc(n, sizeof *cells)) == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory while reading the result", store->path);
    while (status == SIM_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        for (size_t i = 0; i < n; i++)
            cells[i] = cell(statement, (int)i);
        status = each(context, cells, n, err);
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    free(cells);
    return status;
}

/* The reading of a table item by item. */
struct by_item {
    struct store *store;
    const struct store_contents *contents;
    enum store_table table;
    sqlite3_stmt *statement;
    int64_t outcome; /* -1: all */
    store_row_fn *each;
    void *context;
};

/* A number becomes the name that it stands for. */
static int name_cell(const struct by_item *b, struct store_cell *numbered, bool outcome, struct sim_err *err)
{
    const struct store_contents *c = b->contents;
    const int64_t i = numbered->integer;
    if (i < 0 || (size_t)i >= (outcome ? c->n_outcomes : c->n_purposes))
        return sim_fail(err, SIM_E_STORE, "%s: the result is inconsistent: it refers to what it does not hold",
                        b->store->path);
    *numbered = text_cell(outcome ? c->outcomes[i].name : c->purposes[i].name);
    return SIM_OK;
}

static int bind_item(const struct by_item *b, size_t point, size_t arm, struct sim_err *err)
{
    const struct store_contents *c = b->contents;
    /* An unfinished experiment speaks of whatever failed as well. */
    const bool all = b->table == STORE_FAILURES && !c->complete;
    int rc = sqlite3_bind_int64(b->statement, 1, (int64_t)point);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(b->statement, 2, b->store->arm_ids[arm]);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(b->statement, 3, all ? INT64_MAX : (int64_t)c->replications);
    if (rc == SQLITE_OK)
        rc = b->outcome < 0 ? sqlite3_bind_null(b->statement, 4) : sqlite3_bind_int64(b->statement, 4, b->outcome);
    return rc == SQLITE_OK ? SIM_OK : store_sql_fail(b->store, rc, doing, err);
}

static int each_of_item(const struct by_item *b, size_t point, size_t arm, struct sim_err *err)
{
    struct store_cell cells[STORE_MAX_COLUMNS];
    const int n = sqlite3_column_count(b->statement);
    const int outcome = tables[b->table].outcome, purpose = tables[b->table].purpose;
    size_t first = 0;
    int rc = SQLITE_DONE;
    int status = bind_item(b, point, arm, err);
    if (b->contents->n_factors > 0)
        cells[first++] = number_cell(point);
    cells[first++] = text_cell(b->contents->arms[arm].name);
    while (status == SIM_OK && (rc = sqlite3_step(b->statement)) == SQLITE_ROW) {
        for (int i = 0; i < n; i++)
            cells[first + (size_t)i] = cell(b->statement, i);
        if (outcome >= 0)
            status = name_cell(b, &cells[first + (size_t)outcome], true, err);
        if (purpose >= 0)
            status = name_cell(b, &cells[first + (size_t)purpose], false, err);
        if (status == SIM_OK)
            status = b->each(b->context, cells, first + (size_t)n, err);
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(b->store, rc, doing, err);
    (void)sqlite3_reset(b->statement);
    return status;
}

/* Points and arms in order, each with its own query: no sorting, whatever the keys of the arms in the file are. */
static int each_by_item(struct by_item *b, const char *arm_name, struct sim_err *err)
{
    const struct store_contents *c = b->contents;
    int status = store_sql_prepare(b->store, b->outcome < 0 ? tables[b->table].rows : tables[b->table].one,
                                   &b->statement, doing, err);
    for (size_t point = 0; status == SIM_OK && point < c->n_points; point++)
        for (size_t arm = 0; status == SIM_OK && arm < c->n_arms; arm++)
            if (arm_name == NULL || strcmp(arm_name, c->arms[arm].name) == 0)
                status = each_of_item(b, point, arm, err);
    sqlite3_finalize(b->statement);
    return status;
}

/* The result has no `what` of this name; of those that it has (as suggest_nearest takes them) one may be meant. */
static int fail_name(const char *what, const char *name, const void *words, size_t n, size_t stride,
                     struct sim_err *err)
{
    const char *near = suggest_nearest(name, words, n, stride);
    return sim_fail(err, SIM_E_INPUT, "this result has no %s \"%s\"%s%s%s", what, name,
                    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* SIM_E_INPUT when the selection names what the table or the result does not have. */
static int resolve(const struct store_contents *c, enum store_table table, const struct store_selection *selection,
                   int64_t *outcome, struct sim_err *err)
{
    size_t o = 0, arm = 0;
    *outcome = -1;
    if (selection == NULL || (selection->arm == NULL && selection->outcome == NULL))
        return SIM_OK;
    if (tables[table].order != BY_ITEM)
        return sim_fail(err, SIM_E_INPUT, "rows of one arm or outcome cannot be chosen from the table %s",
                        tables[table].definition.name);
    while (selection->arm != NULL && arm < c->n_arms && strcmp(c->arms[arm].name, selection->arm) != 0)
        arm++;
    if (arm == c->n_arms)
        return fail_name("arm", selection->arm, &c->arms[0].name, c->n_arms, sizeof c->arms[0], err);
    if (selection->outcome == NULL)
        return SIM_OK;
    if (tables[table].outcome < 0)
        return sim_fail(err, SIM_E_INPUT, "the table %s has no outcomes to choose from", tables[table].definition.name);
    while (o < c->n_outcomes && strcmp(c->outcomes[o].name, selection->outcome) != 0)
        o++;
    if (o == c->n_outcomes)
        return fail_name("outcome", selection->outcome, &c->outcomes[0].name, c->n_outcomes, sizeof c->outcomes[0],
                         err);
    *outcome = (int64_t)o;
    return SIM_OK;
}

int store_selection_check(const struct store_contents *contents, enum store_table table,
                          const struct store_selection *selection, struct sim_err *err)
{
    int64_t outcome;
    return resolve(contents, table, selection, &outcome, err);
}

int store_each_selected(struct store *store, const struct store_contents *contents, enum store_table table,
                        const struct store_selection *selection, store_row_fn *each, void *context, struct sim_err *err)
{
    struct by_item b = {
        .store = store, .contents = contents, .table = table, .outcome = -1, .each = each, .context = context};
    const int status = resolve(contents, table, selection, &b.outcome, err);
    if (status != SIM_OK)
        return status;
    if (tables[table].order == AT_ONCE)
        return store_each_result(store, tables[table].rows, each, context, err);
    if (tables[table].order == DESCRIBED)
        return store_each_description(contents, each, context, err);
    return each_by_item(&b, selection != NULL ? selection->arm : NULL, err);
}

int store_each_row(struct store *store, const struct store_contents *contents, enum store_table table,
                   store_row_fn *each, void *context, struct sim_err *err)
{
    return store_each_selected(store, contents, table, NULL, each, context, err);
}

/* Only the computed tables can be filled from outside. */
static int computed(struct store *store, enum store_table table, struct sim_err *err)
{
    if (tables[table].add != NULL && store->in_batch)
        return SIM_OK;
    return sim_fail(err, SIM_E_STORE, "%s: the table %s is not open for writing", store->path,
                    tables[table].definition.name);
}

int store_table_clear(struct store *store, enum store_table table, struct sim_err *err)
{
    const int status = computed(store, table, err);
    return status == SIM_OK ? store_sql_run(store, tables[table].clear, "empty a table", err) : status;
}

int store_table_add(struct store *store, enum store_table table, const struct store_cell *cells, struct sim_err *err)
{
    static const char adding[] = "store a table";
    int status = computed(store, table, err);
    if (status != SIM_OK)
        return status;
    sqlite3_stmt **statement = &store->add_row[table == STORE_SUMMARY ? 0 : 1];
    if (*statement == NULL)
        status = store_sql_prepare(store, tables[table].add, statement, adding, err);
    if (status != SIM_OK)
        return status;
    int rc = SQLITE_OK;
    for (size_t i = 0; rc == SQLITE_OK && i < tables[table].definition.n_columns; i++) {
        const int position = (int)i + 1;
        if (cells[i].type == STORE_TEXT)
            rc = sqlite3_bind_text(*statement, position, cells[i].text, -1, SQLITE_TRANSIENT);
        else if (cells[i].type == STORE_INTEGER)
            rc = sqlite3_bind_int64(*statement, position, cells[i].integer);
        else if (cells[i].type == STORE_REAL && !isnan(cells[i].real))
            rc = sqlite3_bind_double(*statement, position, cells[i].real);
        else
            rc = sqlite3_bind_null(*statement, position);
    }
    return rc == SQLITE_OK ? store_sql_step(store, *statement, adding, err) : store_sql_fail(store, rc, adding, err);
}
