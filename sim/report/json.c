/* The comparison of arms as JSON: untranslated keys, a `schema` number that is raised when a key changes its
 * meaning. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/analysis.h"

enum { SCHEMA = 3 };

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *count(size_t n)
{
    return json_integer((json_int_t)n);
}

/* A text that is not UTF-8 is taken as Latin-1, which can always be shown. */
static json_t *string(const char *text)
{
    struct text utf8 = {0};
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        const char pair[2] = {(char)(0xc0 | byte >> 6), (char)(0x80 | (byte & 0x3f))};
        if (byte < 0x80)
            text_bytes(&utf8, text, 1);
        else
            text_bytes(&utf8, pair, 2);
    }
    value = utf8.failed ? NULL : json_string(text_get(&utf8));
    text_free(&utf8);
    return value;
}

/* Adds to an object; false when out of memory (value NULL included). Takes the value. */
static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static json_t *contrast_object(const struct analysis_contrast *c)
{
    const char *verdict = analysis_verdict_name(c->verdict);
    const struct stats_contrast *x = &c->x;
    json_t *object = json_object();
    if (set(object, "n", count(x->n)) && set(object, "diff", number(x->diff)) && set(object, "lo", number(x->lo))
        && set(object, "hi", number(x->hi)) && set(object, "skewed", json_boolean(x->skewed))
        && set(object, "p", number(c->p)) && set(object, "p_holm", number(c->p_holm))
        && set(object, "wins", count(c->wins)) && set(object, "ties", count(c->ties))
        && set(object, "p_better", number(x->p_better)) && set(object, "correlation", number(x->correlation))
        && set(object, "variance_ratio", number(x->variance_ratio))
        && set(object, "verdict", verdict != NULL ? json_string(verdict) : json_null()))
        return object;
    json_decref(object);
    return NULL;
}

/* `i`: position in `listed`. */
static json_t *arm_of_outcome(const struct analysis *a, size_t i, size_t outcome, struct sim_err *err)
{
    struct stats_summary s;
    const struct analysis_contrast *contrast = analysis_contrast(a, i, outcome);
    if (analysis_summarise(a, a->listed[i], outcome, &s, err) != SIM_OK)
        return NULL;
    json_t *object = json_object();
    bool good = set(object, "arm", string(a->contents.arms[a->listed[i]].name)) && set(object, "n", count(s.n))
                && set(object, "mean", number(s.mean)) && set(object, "sd", number(s.sd))
                && set(object, "lo", number(s.lo)) && set(object, "hi", number(s.hi))
                && set(object, "skewed", json_boolean(s.skewed)) && set(object, "q05", number(s.q05))
                && set(object, "q50", number(s.q50)) && set(object, "q95", number(s.q95));
    if (good && contrast != NULL)
        good = set(object, "contrast", contrast_object(contrast));
    if (good)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *outcomes(const struct analysis *a, struct sim_err *err)
{
    json_t *list = json_array();
    for (size_t o = 0; list != NULL && o < a->n_outcomes; o++) {
        const struct sim_outcome *outcome = &a->outcomes[o];
        if (analysis_empty(a, o))
            continue;
        const struct sim_range range = analysis_range(a, o, false);
        json_t *object = json_object(), *arms = json_array();
        bool good = set(object, "name", string(outcome->name)) && set(object, "unit", string(outcome->unit))
                    && set(object, "lowest", number(range.lowest)) && set(object, "highest", number(range.highest))
                    && set(object, "better", json_integer(outcome->better))
                    && set(object, "main", json_boolean(outcome->main)) && set(object, "aim", string(outcome->aim))
                    && set(object, "en", string(outcome->en)) && set(object, "nl", string(outcome->nl));
        for (size_t i = 0; good && i < a->n_listed; i++)
            good = json_array_append_new(arms, arm_of_outcome(a, i, o, err)) == 0;
        good = set(object, "arms", arms) && good;
        good = json_array_append_new(list, object) == 0 && good;
        if (!good) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

static json_t *ranking(const struct analysis *a, const char *aim, struct sim_err *err)
{
    struct analysis_ranking r;
    json_t *object = NULL, *best = NULL, *negligible = NULL;
    if (analysis_rank(a, aim, &r, err) != SIM_OK)
        goto cleanup;
    object = json_object();
    best = json_array();
    negligible = json_array();
    bool good = set(object, "aim", aim != NULL ? string(aim) : json_null())
                && set(object, "clear_difference", json_boolean(r.any_clear));
    for (size_t i = 0; good && i < a->n_listed; i++)
        if (r.best[i])
            good = json_array_append_new(best, string(a->contents.arms[a->listed[i]].name)) == 0;
    for (size_t o = 0; good && o < a->n_outcomes; o++)
        if (r.negligible[o])
            good = json_array_append_new(negligible, string(a->outcomes[o].name)) == 0;
    good = set(object, "not_beaten", best) && good;
    good = set(object, "negligible", negligible) && good;
    if (!good) {
        json_decref(object);
        object = NULL;
    }
cleanup:
    analysis_ranking_free(&r);
    return object;
}

/* One ranking per aim of a main outcome, then one over all main outcomes (aim null). */
static json_t *rankings(const struct analysis *a, struct sim_err *err)
{
    json_t *list = json_array();
    bool good = list != NULL;
    for (size_t o = 0; good && o < a->n_outcomes; o++) {
        if (a->outcomes[o].main && a->outcomes[o].aim[0] != '\0' && !analysis_aim_seen(a, o))
            good = json_array_append_new(list, ranking(a, a->outcomes[o].aim, err)) == 0;
    }
    if (good && json_array_append_new(list, ranking(a, NULL, err)) == 0)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *moments(const struct stats_moments *m)
{
    const struct stats_interval interval = stats_mean_interval(m, ANALYSIS_LEVEL);
    json_t *object = json_object();
    if (set(object, "mean", number(stats_mean(m))) && set(object, "lo", number(interval.lo))
        && set(object, "hi", number(interval.hi)))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *row_object(const struct incidence_row *row)
{
    json_t *object = json_object();
    if (set(object, "name", row->name != NULL ? string(row->name) : json_null())
        && set(object, "kind", row->kind != NULL ? string(row->kind) : json_null())
        && set(object, "parties", count(row->parties)) && set(object, "invests", moments(&row->invests))
        && set(object, "reimbursed", moments(&row->reimbursed)) && set(object, "gain", moments(&row->gain))
        && set(object, "compensation", moments(&row->compensation)) && set(object, "net", moments(&row->net)))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *rows(const struct incidence_row *row, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < n; i++)
        if (json_array_append_new(list, row_object(&row[i])) != 0) {
            json_decref(list);
            list = NULL;
        }
    return list;
}

static json_t *column(const struct analysis *a, const double *values)
{
    struct stats_moments m = {0};
    for (size_t r = 0; r < a->contents.replications; r++)
        stats_add(&m, values[r]);
    return moments(&m);
}

/* Amounts in thousand euro per year. */
static json_t *incidence(const struct analysis *a)
{
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < a->n_listed; i++) {
        const struct incidence *x = &a->incidence[a->listed[i]];
        json_t *object = json_object();
        bool good = set(object, "arm", string(a->contents.arms[a->listed[i]].name))
                    && set(object, "counterfactual", json_boolean(x->has_twin)) && set(object, "n", count(x->n))
                    && set(object, "unit", json_string("kEUR/year"))
                    && set(object, "parties", rows(x->parties, x->n_parties))
                    && set(object, "kinds", rows(x->kinds, x->n_kinds)) && set(object, "all", row_object(&x->all))
                    && set(object, "wrong_pocket_before", column(a, x->before))
                    && set(object, "wrong_pocket_after", column(a, x->after))
                    && set(object, "social_return", column(a, x->social_return))
                    && set(object, "payers_return", column(a, x->payers_return));
        good = json_array_append_new(list, object) == 0 && good;
        if (!good) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

/* The arms of which runs failed, twins that are not listed included. */
static json_t *failures(const struct store_contents *c)
{
    json_t *list = json_array();
    for (size_t i = 0; list != NULL && i < c->n_arms; i++) {
        json_t *object = c->arms[i].failed > 0 ? json_object() : NULL;
        if (c->arms[i].failed == 0)
            continue;
        bool good = set(object, "arm", string(c->arms[i].name)) && set(object, "failed", count(c->arms[i].failed))
                    && set(object, "runs", count(c->arms[i].done + c->arms[i].failed));
        good = json_array_append_new(list, object) == 0 && good;
        if (!good) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

static size_t count_failed(const struct store_contents *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_arms; i++)
        n += c->arms[i].failed;
    return n;
}

static bool set_header(json_t *root, const struct analysis *a, enum report_kind kind)
{
    const struct store_contents *c = &a->contents;
    char seed[32];
    (void)snprintf(seed, sizeof seed, "%llu", (unsigned long long)c->seed);
    /* The seed is a text: it may exceed what JSON readers hold exactly. */
    return set(root, "schema", json_integer(SCHEMA))
           && set(root, "kind", json_string(kind == REPORT_RUN ? "run" : "compare"))
           && set(root, "title", string(c->title)) && set(root, "scenario", string(c->scenario))
           && set(root, "model", string(c->model)) && set(root, "model_version", string(c->model_version))
           && set(root, "seed", json_string(seed)) && set(root, "replications", count(c->replications))
           && (!c->antithetic || set(root, "antithetic_runs", count(a->n_runs)))
           && set(root, "spinup_months", count(c->spinup_months))
           && set(root, "horizon_months", count(c->horizon_months)) && set(root, "complete", json_boolean(c->complete))
           && set(root, "failed", count(count_failed(c))) && set(root, "failures", failures(c))
           && set(root, "level", number(ANALYSIS_LEVEL))
           && set(root, "reference", a->reference < c->n_arms ? string(c->arms[a->reference].name) : json_null());
}

int compare_json(FILE *out, const struct analysis *a, enum report_kind kind, struct sim_err *err)
{
    int status = SIM_OK;
    char *bytes = NULL;
    json_t *root = json_object();
    const bool good = set_header(root, a, kind) && set(root, "outcomes", outcomes(a, err))
                      && set(root, "rankings", rankings(a, err)) && set(root, "incidence", incidence(a));
    if (good)
        bytes = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    if (bytes == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory while writing the report");
        goto cleanup;
    }
    (void)fputs(bytes, out);
    (void)fputc('\n', out);
    status = report_flush(out, err);
cleanup:
    free(bytes);
    json_decref(root);
    return status;
}
