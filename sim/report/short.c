/* "In short": the answer in sentences, made by rule. Only what is clear is said to be better, worse, paid or gained. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/writer.h"

static int no_memory(const struct writer *w)
{
    return sim_fail(w->err, SIM_E_NOMEM, "out of memory while writing the report");
}

static size_t count(const bool *chosen, size_t n)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += chosen[i];
    return sum;
}

/* Labels hold commas and "and": they are parted by semicolons. */
static void add_labels(const struct writer *w, struct text *out, const bool *chosen)
{
    bool any = false;
    for (size_t o = 0; o < w->a->n_outcomes; o++)
        if (chosen[o]) {
            text_printf(out, "%s%s", any ? "; " : "", writer_label(w, &w->a->outcomes[o]));
            any = true;
        }
}

static enum sentence aim_sentence(const struct analysis_ranking *ranking)
{
    if (!ranking->any_clear)
        return SAY_AIM_NONE;
    if (ranking->n_best == 1)
        return SAY_AIM_BEST;
    if (ranking->n_best == 0 || ranking->n_best == ranking->n_part)
        return SAY_AIM_MIXED;
    return ranking->best_differ ? SAY_AIM_DIFFER : SAY_AIM_SAME;
}

/* Main outcomes together: names the few that are beaten rather than the many that are not. */
static void name_beaten(const struct writer *w, struct analysis_ranking *ranking, enum sentence *which)
{
    if (*which != SAY_ALL_DIFFER || ranking->n_part - ranking->n_best >= ranking->n_best)
        return;
    for (size_t i = 0; i < w->a->n_listed; i++)
        ranking->best[i] = ranking->part[i] && !ranking->best[i];
    *which = SAY_ALL_BEATEN;
}

/* The sentence on one aim, or with aim NULL on all main outcomes. */
static int conclude(const struct writer *w, const char *aim)
{
    struct analysis_ranking ranking;
    struct text names = {0}, labels = {0}, sentence = {0};
    const int status = analysis_rank(w->a, aim, &ranking, w->err);
    if (status == SIM_OK && ranking.comparable) {
        const int shift = aim != NULL ? 0 : SAY_ALL_NONE - SAY_AIM_NONE; /* the sentences stand in the same order */
        enum sentence which = (enum sentence)((int)aim_sentence(&ranking) + shift);
        name_beaten(w, &ranking, &which);
        writer_arms(w, &names, ranking.best);
        text_printf(&sentence, writer_say(w, which), aim != NULL ? words_aim(aim, w->lang) : writer_word(w, WORD_ALL),
                    text_get(&names));
        if (sentence.n > 0)
            sentence.s[0] = (char)toupper((unsigned char)sentence.s[0]);
        if (aim != NULL && ranking.n_negligible > 0) {
            add_labels(w, &labels, ranking.negligible);
            text_add(&sentence, " ");
            text_printf(&sentence, writer_say(w, SAY_NEGLIGIBLE), text_get(&labels));
        }
        sentence.failed = sentence.failed || names.failed || labels.failed;
        writer_item(w, &sentence);
    }
    text_free(&names);
    text_free(&labels);
    analysis_ranking_free(&ranking);
    return status;
}

/* The first main outcome in money of which less is better; n_outcomes when there is none. */
static size_t cost_outcome(const struct analysis *a)
{
    size_t o = 0;
    while (o < a->n_outcomes
           && !(a->outcomes[o].main && a->outcomes[o].better < 0 && strncmp(a->outcomes[o].unit, "EUR", 3) == 0))
        o++;
    return o;
}

static bool clear(const struct analysis_contrast *c)
{
    return c != NULL && (c->verdict == VERDICT_BETTER || c->verdict == VERDICT_WORSE);
}

/* "pooled 12.3 more, nao 4.0 less". */
static void add_costs(const struct writer *w, struct text *out, size_t outcome, size_t n)
{
    size_t done = 0;
    for (size_t i = 0; i < w->a->n_listed; i++) {
        const struct analysis_contrast *c = analysis_contrast(w->a, i, outcome);
        struct text one = {0};
        char number[WORDS_NUMBER_SIZE], margin[WORDS_NUMBER_SIZE];
        if (!clear(c))
            continue;
        const double half = (c->x.hi - c->x.lo) / 2.0;
        const int decimals = writer_decimals(w->a->outcomes[outcome].decimals, half);
        words_number(number, fabs(c->x.diff), decimals, w->lang);
        words_number(margin, half, decimals, w->lang);
        text_printf(&one, "%s %s ", writer_arm(w, i), number);
        if (!isnan(half))
            text_printf(&one, "(+-%s) ", margin);
        text_add(&one, writer_word(w, c->verdict == VERDICT_WORSE ? WORD_MORE : WORD_LESS));
        writer_listed(w, out, &done, n, text_get(&one));
        out->failed = out->failed || one.failed;
        text_free(&one);
    }
}

static void say_cost(const struct writer *w)
{
    const struct analysis *a = w->a;
    const size_t outcome = cost_outcome(a);
    struct text list = {0}, sentence = {0};
    char unit[WORDS_UNIT_SIZE];
    size_t n = 0;
    if (outcome == a->n_outcomes || a->reference >= a->contents.n_arms)
        return;
    for (size_t i = 0; i < a->n_listed; i++)
        n += clear(analysis_contrast(a, i, outcome));
    if (n > 0)
        add_costs(w, &list, outcome, n);
    else
        text_add(&list, writer_word(w, WORD_NO_CLEAR));
    words_unit(unit, a->outcomes[outcome].unit, w->lang);
    text_printf(&sentence, writer_say(w, SAY_COST), a->contents.arms[a->reference].name,
                writer_label(w, &a->outcomes[outcome]), unit, text_get(&list));
    if (n > 0 && n + 1 < a->n_listed) {
        text_add(&sentence, " ");
        text_add(&sentence, writer_say(w, SAY_COST_OTHERS));
    }
    sentence.failed = sentence.failed || list.failed;
    text_free(&list);
    writer_item(w, &sentence);
}

/* All arms against the arm without what is being studied. */
struct duel {
    bool *beats;                         /* [n_listed] */
    bool *better, *worse;                /* [n_outcomes]: so in all arms */
    struct analysis_contrast *contrasts; /* [n_listed][n_outcomes] */
    struct text counts;
    size_t n_arms;
};

static void duel_one(const struct writer *w, struct duel *duel, size_t i)
{
    const struct analysis *a = w->a;
    size_t better = 0, worse = 0;
    for (size_t o = 0; o < a->n_outcomes; o++) {
        const enum analysis_verdict verdict = duel->contrasts[i * a->n_outcomes + o].verdict;
        const bool main = a->outcomes[o].main != 0;
        better += main && verdict == VERDICT_BETTER;
        worse += main && verdict == VERDICT_WORSE;
        duel->better[o] = (duel->n_arms == 0 || duel->better[o]) && main && verdict == VERDICT_BETTER;
        duel->worse[o] = (duel->n_arms == 0 || duel->worse[o]) && main && verdict == VERDICT_WORSE;
    }
    duel->beats[i] = better > 0 && worse == 0;
    text_printf(&duel->counts, "%s%s %zu/%zu", duel->n_arms > 0 ? ", " : "", writer_arm(w, i), better, worse);
    duel->n_arms++;
}

static void say_labels(const struct writer *w, struct text *sentence, enum sentence which, const bool *chosen)
{
    struct text labels = {0};
    if (count(chosen, w->a->n_outcomes) == 0)
        return;
    add_labels(w, &labels, chosen);
    text_add(sentence, " ");
    text_printf(sentence, writer_say(w, which), text_get(&labels));
    sentence->failed = sentence->failed || labels.failed;
    text_free(&labels);
}

static void say_duel(const struct writer *w, const struct duel *duel, size_t without)
{
    struct text names = {0}, sentence = {0};
    writer_arms(w, &names, duel->beats);
    text_printf(&sentence, writer_say(w, names.n > 0 ? SAY_BEATS : SAY_BEATS_NONE), writer_arm(w, without),
                text_get(&names));
    text_add(&sentence, " ");
    text_printf(&sentence, writer_say(w, SAY_BEATS_COUNTS), text_get(&duel->counts));
    say_labels(w, &sentence, SAY_ALL_BETTER_ON, duel->better);
    say_labels(w, &sentence, SAY_ALL_WORSE_ON, duel->worse);
    sentence.failed = sentence.failed || names.failed || duel->counts.failed;
    text_free(&names);
    writer_item(w, &sentence);
}

static int against(const struct writer *w, size_t without)
{
    const struct analysis *a = w->a;
    struct duel duel = {.beats = sim_calloc(a->n_listed, sizeof *duel.beats),
                        .better = sim_calloc(a->n_outcomes, sizeof *duel.better),
                        .worse = sim_calloc(a->n_outcomes, sizeof *duel.worse),
                        .contrasts = sim_calloc(a->n_listed * a->n_outcomes, sizeof *duel.contrasts)};
    int status = SIM_OK;
    if (duel.beats == NULL || duel.better == NULL || duel.worse == NULL || duel.contrasts == NULL) {
        status = no_memory(w);
        goto cleanup;
    }
    status = analysis_against(a, a->listed[without], true, duel.contrasts, w->err);
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++)
        if (!analysis_own_twin(a, a->listed[i]))
            duel_one(w, &duel, i);
    if (status == SIM_OK && duel.n_arms > 0)
        say_duel(w, &duel, without);
cleanup:
    free(duel.beats);
    free(duel.better);
    free(duel.worse);
    free(duel.contrasts);
    text_free(&duel.counts);
    return status;
}

int short_print(const struct writer *w)
{
    const struct analysis *a = w->a;
    int status = SIM_OK;
    writer_heading(w, writer_word(w, WORD_CONCLUSION));
    if (a->contents.replications < 2) {
        layout_item(w->out, writer_say(w, SAY_ONE_RUN));
        return SIM_OK;
    }
    for (size_t o = 0; status == SIM_OK && o < a->n_outcomes; o++)
        if (a->outcomes[o].main && a->outcomes[o].aim[0] != '\0' && !analysis_aim_seen(a, o))
            status = conclude(w, a->outcomes[o].aim);
    if (status == SIM_OK)
        status = conclude(w, NULL);
    if (status == SIM_OK)
        say_cost(w);
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++)
        if (analysis_own_twin(a, a->listed[i]))
            status = against(w, i);
    return status == SIM_OK ? short_money(w) : status;
}
