/* "In short": the answer in sentences, made by rule. Only what is clear is said to be better, worse, paid or gained. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/writer.h"

enum { MOST = 2 }; /* payers and gainers that are named */

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

static void add_arms(const struct writer *w, struct text *out, const bool *chosen)
{
    const size_t n = count(chosen, w->a->n_listed);
    size_t done = 0;
    for (size_t i = 0; i < w->a->n_listed; i++)
        if (chosen[i])
            writer_listed(w, out, &done, n, writer_arm(w, i));
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
        add_arms(w, &names, ranking.best);
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
        text_printf(&one, "%s %s (+-%s) %s", writer_arm(w, i), number, margin,
                    writer_word(w, c->verdict == VERDICT_WORSE ? WORD_MORE : WORD_LESS));
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
    struct analysis_contrast *contrasts; /* [n_outcomes] */
    struct text counts;
    size_t n_arms;
};

static void duel_one(const struct writer *w, struct duel *duel, size_t i, size_t without)
{
    const struct analysis *a = w->a;
    size_t better = 0, worse = 0;
    analysis_contrasts(a, a->listed[i], a->listed[without], true, duel->contrasts);
    for (size_t o = 0; o < a->n_outcomes; o++) {
        const enum analysis_verdict verdict = duel->contrasts[o].verdict;
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
    add_arms(w, &names, duel->beats);
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
                        .contrasts = sim_calloc(a->n_outcomes, sizeof *duel.contrasts)};
    int status = SIM_OK;
    if (duel.beats == NULL || duel.better == NULL || duel.worse == NULL || duel.contrasts == NULL) {
        status = no_memory(w);
        goto cleanup;
    }
    for (size_t i = 0; i < a->n_listed; i++)
        if (!analysis_own_twin(a, a->listed[i]))
            duel_one(w, &duel, i, without);
    if (duel.n_arms > 0)
        say_duel(w, &duel, without);
cleanup:
    free(duel.beats);
    free(duel.better);
    free(duel.worse);
    free(duel.contrasts);
    text_free(&duel.counts);
    return status;
}

/* The kinds of party that clearly pay or gain most in an arm; arms with the same ones share a sentence. */
struct purse {
    bool told, compensated;
    int payers[MOST], gainers[MOST]; /* kinds; -1: none */
};

/* The next kind in size after those already in `most`, of those that clearly gain (sign 1) or pay (-1). */
static int next_kind(const struct incidence *incidence, int sign, const int most[MOST])
{
    int best = -1;
    for (size_t k = 0; k < incidence->n_kinds; k++) {
        const struct stats_moments *net = &incidence->kinds[k].net;
        const struct stats_interval interval = stats_mean_interval(net, ANALYSIS_LEVEL);
        bool taken = false;
        for (int i = 0; i < MOST; i++)
            taken = taken || most[i] == (int)k;
        if (!taken && (sign > 0 ? interval.lo > 0.0 : interval.hi < 0.0)
            && (best < 0 || sign * net->mean > sign * incidence->kinds[best].net.mean))
            best = (int)k;
    }
    return best;
}

static struct purse open_purse(const struct writer *w, size_t i)
{
    const struct incidence *incidence = &w->a->incidence[w->a->listed[i]];
    struct purse purse = {.told = money_told(w, i), .payers = {-1, -1}, .gainers = {-1, -1}};
    if (!purse.told)
        return purse;
    purse.compensated = money_compensated(incidence);
    for (int k = 0; k < MOST; k++) {
        purse.payers[k] = next_kind(incidence, -1, purse.payers);
        purse.gainers[k] = next_kind(incidence, 1, purse.gainers);
    }
    return purse;
}

static bool has_kind(const int kinds[MOST], int kind)
{
    return kinds[0] == kind || kinds[1] == kind;
}

/* The same ones, in whatever order. */
static bool same_purse(const struct purse *a, const struct purse *b)
{
    return a->told && b->told && a->compensated == b->compensated && has_kind(b->payers, a->payers[0])
           && has_kind(b->payers, a->payers[1]) && has_kind(a->payers, b->payers[0])
           && has_kind(a->payers, b->payers[1]) && has_kind(b->gainers, a->gainers[0])
           && has_kind(b->gainers, a->gainers[1]) && has_kind(a->gainers, b->gainers[0])
           && has_kind(a->gainers, b->gainers[1]);
}

/* "611 to 710", or "651" when they look the same. */
static void add_range(const struct writer *w, struct text *out, double lo, double hi, int decimals)
{
    char from[WORDS_NUMBER_SIZE], to[WORDS_NUMBER_SIZE];
    words_number(from, lo, decimals, w->lang);
    words_number(to, hi, decimals, w->lang);
    if (strcmp(from, to) == 0)
        text_add(out, from);
    else
        text_printf(out, "%s %s %s", from, writer_word(w, WORD_TO), to);
}

/* Largest and smallest over the arms of a group. */
struct range {
    double lo, hi;
};

static void widen(struct range *range, double value)
{
    range->lo = isnan(range->lo) ? value : fmin(range->lo, value);
    range->hi = isnan(range->hi) ? value : fmax(range->hi, value);
}

static void add_kinds(const struct writer *w, struct text *out, const bool *group, const int kinds[MOST])
{
    size_t done = 0;
    for (int k = 0; k < MOST && kinds[k] >= 0; k++) {
        struct range range = {(double)NAN, (double)NAN};
        struct text one = {0};
        const char *kind = "";
        char margin[WORDS_NUMBER_SIZE];
        double most = (double)NAN;
        for (size_t i = 0; i < w->a->n_listed; i++)
            if (group[i]) {
                const struct incidence_row *row = &w->a->incidence[w->a->listed[i]].kinds[kinds[k]];
                widen(&range, fabs(stats_mean(&row->net)));
                most = fmax(most, money_margin(&row->net));
                kind = row->kind;
            }
        text_printf(&one, "%s (", words_kind(kind, w->lang));
        add_range(w, &one, range.lo, range.hi, range.hi < 10.0 ? 1 : 0);
        money_margin_text(w, margin, most, range.hi < 10.0 ? 1 : 0);
        if (most > 0.0)
            text_printf(&one, ", +-%s", margin);
        text_add(&one, ")");
        writer_listed(w, out, &done, kinds[1] >= 0 ? 2 : 1, text_get(&one));
        out->failed = out->failed || one.failed;
        text_free(&one);
    }
}

/* "35 to 38 (+-1)" cents, with the largest margin. */
static void add_cents(const struct writer *w, struct text *out, const struct range *range, double margin)
{
    char number[WORDS_NUMBER_SIZE];
    add_range(w, out, range->lo, range->hi, 0);
    money_margin_text(w, number, margin, 0);
    if (margin > 0.0)
        text_printf(out, " (+-%s)", number);
}

static void add_pocket(const struct writer *w, struct text *sentence, const bool *group, bool compensated)
{
    struct range before = {(double)NAN, (double)NAN}, after = before;
    double margin_before = (double)NAN, margin_after = (double)NAN;
    struct text first = {0}, second = {0};
    for (size_t i = 0; i < w->a->n_listed; i++)
        if (group[i]) {
            const struct incidence *incidence = &w->a->incidence[w->a->listed[i]];
            struct stats_moments moments;
            widen(&before, 100.0 * money_mean(w, incidence->before, &moments));
            margin_before = fmax(margin_before, 100.0 * money_margin(&moments));
            widen(&after, 100.0 * money_mean(w, incidence->after, &moments));
            margin_after = fmax(margin_after, 100.0 * money_margin(&moments));
        }
    if (!isnan(before.lo)) {
        add_cents(w, &first, &before, margin_before);
        add_cents(w, &second, &after, margin_after);
        text_add(sentence, " ");
        text_printf(sentence, writer_say(w, compensated ? SAY_SHORT_POCKET : SAY_SHORT_POCKET_SAME), text_get(&first),
                    text_get(&second));
    }
    sentence->failed = sentence->failed || first.failed || second.failed;
    text_free(&first);
    text_free(&second);
}

static void say_purse(const struct writer *w, const bool *group, const struct purse *purse)
{
    struct text names = {0}, payers = {0}, gainers = {0}, sentence = {0};
    add_arms(w, &names, group);
    add_kinds(w, &payers, group, purse->payers);
    add_kinds(w, &gainers, group, purse->gainers);
    text_printf(&sentence, writer_say(w, SAY_SHORT_MONEY), text_get(&names));
    text_printf(&sentence, writer_say(w, payers.n > 0 ? SAY_PAID_BY : SAY_PAID_NONE), text_get(&payers));
    text_printf(&sentence, writer_say(w, gainers.n > 0 ? SAY_GAINED_BY : SAY_GAINED_NONE), text_get(&gainers));
    add_pocket(w, &sentence, group, purse->compensated);
    sentence.failed = sentence.failed || names.failed || payers.failed || gainers.failed;
    text_free(&names);
    text_free(&payers);
    text_free(&gainers);
    writer_item(w, &sentence);
}

static int who_pays(const struct writer *w)
{
    const size_t n = w->a->n_listed;
    bool *group = sim_calloc(2 * n, sizeof *group);
    if (group == NULL)
        return no_memory(w);
    bool *done = group + n;
    for (size_t i = 0; i < n; i++) {
        const struct purse purse = open_purse(w, i);
        if (!purse.told || done[i])
            continue;
        for (size_t j = 0; j < n; j++) {
            const struct purse other = open_purse(w, j);
            group[j] = !done[j] && same_purse(&purse, &other);
            done[j] = done[j] || group[j];
        }
        say_purse(w, group, &purse);
    }
    free(group);
    return SIM_OK;
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
    return status == SIM_OK ? who_pays(w) : status;
}
