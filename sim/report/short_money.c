/* "In short": who pays and who gains, in sentences. Only what is clear is said to be paid or gained. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/writer.h"

enum { MOST = 2 }; /* payers and gainers that are named */

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
        const struct stats_interval interval = money_interval(net);
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
    writer_arms(w, &names, group);
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

int short_money(const struct writer *w)
{
    const size_t n = w->a->n_listed;
    bool *group = sim_calloc(2 * n, sizeof *group);
    if (group == NULL)
        return sim_fail(w->err, SIM_E_NOMEM, "out of memory while writing the report");
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
