/* The stored tables as exports see them: names, columns, rows in a fixed order. Their reading: rows.c. */
#include "sim/store/table.h"

#include <string.h>

#include "sim/store/sql.h"

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
    {"p", FRAME_REAL, "1",
     "p of no difference: paired t, corrected for skewness; exact sign test where most pairs are equal, and of events",
     "p van geen verschil: gepaarde t, gecorrigeerd voor scheefheid; exacte tekentoets waar de meeste paren gelijk "
     "zijn, en van gebeurtenissen"},
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
    {"lowest", FRAME_REAL, "outcome", "least that an outcome can be in a run",
     "minste dat een uitkomst in een run kan zijn"},
    {"highest", FRAME_REAL, "outcome", "most that an outcome can be in a run",
     "meeste dat een uitkomst in een run kan zijn"},
};

#define DEFINE(name, columns, en, nl)                                        \
    {                                                                        \
        name, en, nl, (columns), sizeof(columns) / sizeof(columns)[0], false \
    }
/* In the queries of one outcome, "+" keeps SQLite from taking the limit on replications for a limit on the values, for
 * which it would read the whole arm again for each run. */
const struct store_table_plan store_tables[STORE_N_TABLES] = {
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
    [STORE_SUMMARY] =
        {DEFINE("summary", summary_columns, "outcomes by arm, over the replications",
                "uitkomsten per arm, over de herhalingen"),
         AT_ONCE, -1, -1, "SELECT * FROM summary ORDER BY rowid", NULL,
         "CREATE TABLE IF NOT EXISTS summary(arm TEXT, outcome TEXT, unit TEXT, n INTEGER, mean, sd, lo, hi,"
         " q05, q50, q95); DELETE FROM summary",
         "INSERT INTO summary VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [STORE_CONTRASTS] = {DEFINE("contrasts", contrast_columns,
                                "differences with the reference arm, paired by replication",
                                "verschillen met de referentie-arm, gepaard per herhaling"),
                         AT_ONCE, -1, -1, "SELECT * FROM contrasts ORDER BY rowid", NULL,
                         "CREATE TABLE IF NOT EXISTS contrasts(arm TEXT, reference TEXT, outcome TEXT, unit TEXT,"
                         " n INTEGER, diff, lo, hi, p_better, p, p_holm, verdict TEXT); DELETE FROM contrasts",
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
    struct frame_definition definition = store_tables[table].definition;
    if (store_tables[table].order == BY_ITEM && contents->n_factors == 0) {
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
        if (strcmp(name, store_tables[i].definition.name) == 0)
            return true;
    return false;
}
