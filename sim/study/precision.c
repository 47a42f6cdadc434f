#include "sim/study/precision.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/config/suggest.h"
#include "sim/store/columns.h"

/* The first look is at this many replications: with fewer, the spread itself is a guess (sim/stats/precision.h). */
enum { FIRST_LOOK = 20, LOOK_AHEAD = 1 };

static const struct frame_column columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    COLUMN_UNIT,
    {"wished", FRAME_REAL, "outcome", "wished half-width", "gewenste halve breedte"},
    {"share", FRAME_REAL, "1", "as share of", "als deel van"},
    {"share_of", FRAME_REAL, "outcome", "the mean", "het gemiddelde"},
    {"half_width", FRAME_REAL, "outcome", "half-width", "halve breedte"},
    COLUMN_MEAN,
    {"replications", FRAME_INTEGER, "", "decided at replications", "besloten bij herhalingen"},
    {"equal", FRAME_INTEGER, "", "equal", "gelijk"},
    {"met", FRAME_TEXT, "", "met", "gehaald"},
    {"lack", FRAME_TEXT, "", "why not", "waarom niet"},
};
static const struct frame_definition definition = {
    .name = PRECISION_TABLE,
    .en = "Wished and reached precision (half-widths of 95 % intervals)",
    .nl = "Gewenste en gehaalde nauwkeurigheid (halve breedten van 95%-intervallen)",
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};

/* The outcome that a text begins with is none of the model's: which one may be meant? */
static int no_outcome(const char *text, size_t n, const struct sim_model *model, struct sim_err *err)
{
    char word[64];
    (void)snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), text);
    const char *near = suggest_nearest(word, &model->outcomes[0].name, model->n_outcomes, sizeof model->outcomes[0]);
    return sim_fail(err, SIM_E_INPUT, "\"%s\": the model has no outcome \"%s\"; %s%s%s", text, word,
                    near != NULL ? "did you mean \"" : "see samenspel outcomes", near != NULL ? near : "",
                    near != NULL ? "\"?" : "");
}

int precision_read(const char *text, const struct sim_model *model, struct precision_wish *out, struct sim_err *err)
{
    const char *colon = strchr(text, ':');
    char *end = NULL;
    *out = (struct precision_wish){.outcome = model->n_outcomes};
    for (size_t k = 0; colon != NULL && k < model->n_outcomes; k++)
        if (strncmp(model->outcomes[k].name, text, (size_t)(colon - text)) == 0
            && model->outcomes[k].name[colon - text] == '\0')
            out->outcome = k;
    if (colon == NULL)
        return sim_fail(err, SIM_E_INPUT, "\"%s\": must be OUTCOME:HALFWIDTH, such as \"%s:0.5\"", text,
                        model->outcomes[0].name);
    if (out->outcome == model->n_outcomes)
        return no_outcome(text, (size_t)(colon - text), model, err);
    out->half = strtod(colon + 1, &end);
    out->relative = *end == '%';
    if (out->relative) {
        out->half /= 100.0;
        end++;
    }
    if (end == colon + 1 || *end != '\0' || !(out->half > 0.0) || !isfinite(out->half))
        return sim_fail(err, SIM_E_INPUT,
                        "\"%s\": \"%s\" must be a half-width above 0 in the unit of the outcome, or a percentage "
                        "of its mean in the reference arm",
                        text, colon + 1);
    return SIM_OK;
}

/* What is looked at between batches. */
struct look {
    const struct experiment *experiment;
    struct store_item *items;
    double *values, *reference;
};

static int read_column(const struct look *look, size_t outcome, size_t arm, double *values, struct sim_err *err)
{
    const size_t n = look->experiment->replications;
    for (size_t r = 0; r < n; r++)
        look->items[r] = (struct store_item){.arm = arm, .replication = r};
    return store_values(look->experiment->store, outcome, look->items, n, values, err);
}

struct precision_plan precision_plan_of(const struct precision_wish *wish, size_t maximum, const double *reference)
{
    return (struct precision_plan){
        .first = FIRST_LOOK < maximum ? FIRST_LOOK : maximum,
        .maximum = maximum,
        .look_ahead = LOOK_AHEAD,
        .level = 0.95,
        .absolute = wish->relative ? 0.0 : wish->half,
        .relative = wish->relative ? wish->half : 0.0,
        .base = reference,
    };
}

/* Why a wish is not met, or why there was nothing to meet; "" when it is. */
static const char *lack_of(const struct precision_wish *wish, const struct precision *decision, bool same)
{
    if (same)
        return "same arm";
    if (decision->state == PRECISION_MET)
        return "";
    if (decision->n < 2)
        return "no value";
    if (thin_is(&decision->sample))
        return "alike";
    return wish->relative && decision->base == 0.0 ? "mean is 0" : "wide";
}

/* One wish for one arm: *next becomes the number of replications it needs when that is more. */
static int decide(const struct look *look, const struct precision_wish *wish, size_t arm, int reference, size_t maximum,
                  struct precision *decision, struct sim_err *err)
{
    const struct precision_plan plan = precision_plan_of(wish, maximum, reference >= 0 ? look->reference : NULL);
    int status = read_column(look, wish->outcome, arm, look->values, err);
    if (status == SIM_OK && reference >= 0)
        status = read_column(look, wish->outcome, (size_t)reference, look->reference, err);
    if (status != SIM_OK)
        return status;
    for (size_t r = 0; reference >= 0 && r < look->experiment->replications; r++)
        look->values[r] -= look->reference[r];
    precision_decide(&plan, look->values, look->experiment->replications, decision);
    return SIM_OK;
}

/* All wishes at the present number of replications. *next: what they need, the present number when that is enough. */
static int look_at_all(const struct look *look, const struct precision_wish *wishes, size_t n_wishes, size_t maximum,
                       struct frame *table, size_t *next, bool *met, struct sim_err *err)
{
    const struct experiment *e = look->experiment;
    const int reference = e->n_arms > 1 ? (int)e->scenario->reference : -1;
    *next = e->replications;
    *met = true;
    frame_free(table);
    frame_start(table, &definition);
    for (size_t w = 0; w < n_wishes; w++)
        for (size_t a = 0; a < e->n_arms; a++) {
            const struct sim_outcome *outcome = &e->model->outcomes[wishes[w].outcome];
            struct precision decision;
            if ((int)a == reference)
                continue;
            const int status = decide(look, &wishes[w], a, reference, maximum, &decision, err);
            const bool same = reference >= 0 && scenario_same_arm(e->scenario, a, (size_t)reference);
            if (status != SIM_OK)
                return status;
            /* An arm with the settings of the reference differs in no run: there is nothing to wait for. */
            if (same) {
                decision.state = PRECISION_MET;
                decision.half = 0.0;
                decision.count = e->replications;
            }
            if (decision.state == PRECISION_MORE && decision.next > *next)
                *next = decision.next;
            *met = *met && decision.state == PRECISION_MET;
            frame_add(table, outcome->name, e->scenario->arms[a].name,
                      reference >= 0 ? e->scenario->arms[reference].name : "", outcome->unit,
                      wishes[w].relative ? wishes[w].half * fabs(decision.base) : wishes[w].half,
                      wishes[w].relative ? wishes[w].half : (double)NAN,
                      wishes[w].relative ? decision.base : (double)NAN, decision.half, decision.mean,
                      (int64_t)decision.count, (int64_t)(decision.sample.any ? decision.sample.equal : 0),
                      decision.state == PRECISION_MET ? "yes" : "no", lack_of(&wishes[w], &decision, same));
        }
    return frame_check(table, err);
}

static void add_progress(struct experiment_progress *sum, const struct experiment_progress *now)
{
    /* Each batch asks for the earlier ones again and finds them. */
    const size_t fresh = sum->done - sum->resumed + now->done - now->resumed;
    *sum = (struct experiment_progress){
        .done = now->done,
        .total = now->total,
        .failed = sum->failed + now->failed,
        .resumed = now->done - fresh,
        .seconds = sum->seconds + now->seconds,
        .agent_months = sum->agent_months + now->agent_months,
    };
}

int precision_run(struct experiment *experiment, const struct precision_wish *wishes, size_t n_wishes, size_t maximum,
                  struct experiment_progress *progress, struct frame *table, bool *met, struct sim_err *err)
{
    struct look look = {
        .experiment = experiment,
        .items = sim_calloc(maximum, sizeof *look.items),
        .values = sim_calloc(maximum, sizeof *look.values),
        .reference = sim_calloc(maximum, sizeof *look.reference),
    };
    size_t next = FIRST_LOOK < maximum ? FIRST_LOOK : maximum;
    bool first = true;
    int status = SIM_OK;
    *met = false;
    *progress = (struct experiment_progress){0};
    if (look.items == NULL || look.values == NULL || look.reference == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
    while (status == SIM_OK && (first || next > experiment->replications)) {
        struct experiment_progress now = {0};
        experiment->replications = next;
        status = experiment_run(experiment, &now, err);
        add_progress(progress, &now);
        first = false;
        if (status == SIM_OK)
            status = look_at_all(&look, wishes, n_wishes, maximum, table, &next, met, err);
    }
    free(look.reference);
    free(look.values);
    free(look.items);
    return status;
}
