/* Templates of events filled in: names, numbers as people say them, and the reasons that weigh most. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/report/story.h"
#include "sim/report/words.h"

enum { MOST_REASONS = 2 };
#define LEAST_REASON 0.02 /* smaller ones are no reason to anybody */
#define NEXT_REASON 0.25  /* of the largest: smaller ones are not worth a mention */

struct telling {
    const struct sim_model *model;
    const struct sim_event *event;
    enum report_lang lang;
    double part; /* of the reason at hand; NaN outside reasons */
};

static void fill(struct text *out, const struct telling *telling, const char *template, const char *end);

int story_number(const char *names, const char *name, size_t length)
{
    for (int k = 0; *names != '\0'; k++) {
        const size_t n = strcspn(names, " ");
        if (n == length && strncmp(names, name, n) == 0)
            return k;
        names += n + (names[n] == ' ');
    }
    return -1;
}

/* A multiple of what follows, in words: "about a third of what". Twice or more in numbers. */
static void add_part(struct text *out, double size, enum report_lang lang)
{
    static const struct {
        double size;
        const char *en, *nl;
    } parts[] = {
        {0.05, "about a twentieth of what", "ongeveer een twintigste van"},
        {0.1, "about a tenth of what", "ongeveer een tiende van"},
        {0.2, "about a fifth of what", "ongeveer een vijfde van"},
        {0.25, "about a quarter of what", "ongeveer een kwart van"},
        {0.333, "about a third of what", "ongeveer een derde van"},
        {0.5, "about half of what", "ongeveer de helft van"},
        {0.667, "about two thirds of what", "ongeveer twee derde van"},
        {0.75, "about three quarters of what", "ongeveer driekwart van"},
        {1.0, "about as much as", "ongeveer evenveel als"},
        {1.25, "somewhat more than", "iets meer dan"},
        {1.5, "about one and a half times what", "ongeveer anderhalf keer"},
    };
    const size_t n = sizeof parts / sizeof parts[0];
    size_t nearest = 0;
    char number[WORDS_NUMBER_SIZE];
    for (size_t k = 1; k < n; k++)
        if (fabs(log(size / parts[k].size)) < fabs(log(size / parts[nearest].size)))
            nearest = k;
    if (size < 0.035) {
        text_add(out, lang == REPORT_NL ? "een fractie van" : "a fraction of what");
        return;
    }
    if (size < 1.75) {
        text_add(out, lang == REPORT_NL ? parts[nearest].nl : parts[nearest].en);
        return;
    }
    words_number(number, size, size < 4.0 ? 1 : 0, lang);
    text_printf(out, lang == REPORT_NL ? "%s keer" : "%s times what", number);
}

/* Thousands of euros, in steps that people would name. */
static void add_kilo(struct text *out, double euros, enum report_lang lang)
{
    char number[WORDS_NUMBER_SIZE];
    const double size = fabs(euros), step = size < 10000.0 ? 100.0 : size < 100000.0 ? 1000.0 : 10000.0;
    words_number(number, step * round(euros / step), 0, lang);
    text_printf(out, lang == REPORT_NL ? "€\u00a0%s" : "€%s", number);
}

static void add_decimal(struct text *out, double value, enum report_lang lang)
{
    char number[WORDS_NUMBER_SIZE];
    words_number(number, value, 0, lang);
    text_add(out, number);
}

/* False when the number has no value, so that the brackets around it fall away. A count of none has none when it comes
 * with its noun. `form`: ":share", "|month|months" or nothing, up to the closing brace. */
static bool add_number(struct text *out, const struct telling *telling, double value, const char *form)
{
    const enum report_lang lang = telling->lang;
    if (isnan(value))
        return false;
    if (strncmp(form, ":share}", 7) == 0) {
        add_decimal(out, 100.0 * value, lang);
        text_add(out, lang == REPORT_NL ? "\u00a0%" : "%");
    } else if (strncmp(form, ":trust}", 7) == 0) {
        add_decimal(out, 100.0 * value, lang);
    } else if (strncmp(form, ":part}", 6) == 0) {
        add_part(out, fabs(value), lang);
    } else if (strncmp(form, ":kilo}", 6) == 0) {
        add_kilo(out, value, lang);
    } else if (*form == '|') {
        const size_t one = strcspn(form + 1, "|}");
        const char *many = form + 1 + one + 1;
        if (round(value) == 0.0)
            return false;
        add_decimal(out, value, lang);
        text_add(out, " ");
        if (round(value) == 1.0)
            text_bytes(out, form + 1, one);
        else
            text_bytes(out, many, strcspn(many, "}"));
    } else {
        add_decimal(out, value, lang);
    }
    return true;
}

static bool add_names(struct text *out, const struct telling *telling)
{
    const struct sim_event *event = telling->event;
    for (size_t k = 0; k < event->n_names; k++) {
        text_add(out, k == 0 ? "" : k + 1 < event->n_names ? ", " : telling->lang == REPORT_NL ? " en " : " and ");
        text_add(out, event->names[k].name);
    }
    return event->n_names > 0;
}

static bool add_text(struct text *out, const struct telling *telling, const char *part)
{
    if (part == NULL || part[0] == '\0')
        return false;
    fill(out, telling, part, part + strlen(part));
    return true;
}

/* The largest reasons of `party` on one side, largest first. */
static bool add_reasons(struct text *out, const struct telling *telling, const char *party, double sign)
{
    const struct sim_event *event = telling->event;
    double last = INFINITY, largest = 0.0;
    size_t told = 0;
    for (; told < MOST_REASONS; told++) {
        const struct sim_event_reason *best = NULL;
        for (size_t k = 0; k < event->n_reasons && party != NULL; k++) {
            const struct sim_event_reason *reason = &event->reasons[k];
            const double size = sign * reason->value;
            if (strcmp(reason->party, party) == 0 && size < last && (best == NULL || size > sign * best->value))
                best = reason;
        }
        if (best == NULL || sign * best->value < fmax(LEAST_REASON, NEXT_REASON * largest))
            break;
        last = sign * best->value;
        largest = fmax(largest, last);
        const struct sim_term *term = &telling->model->terms[best->term];
        struct telling inner = *telling;
        inner.part = last;
        text_add(out, told == 0 ? "" : telling->lang == REPORT_NL ? " en " : " and ");
        (void)add_text(out, &inner,
                       telling->lang == REPORT_NL ? (sign > 0.0 ? term->nl : term->nl_minus)
                                                  : (sign > 0.0 ? term->en : term->en_minus));
    }
    return told > 0;
}

static bool add_word(struct text *out, const struct telling *telling, int term)
{
    const struct sim_term *word = &telling->model->terms[term];
    return term > 0 && add_text(out, telling, telling->lang == REPORT_NL ? word->nl : word->en);
}

static bool is(const char *name, const char *word)
{
    const size_t n = strlen(word);
    return strncmp(name, word, n) == 0 && name[n] == '}';
}

/* What stands in braces; false when the event does not have it. */
static bool add_placeholder(struct text *out, const struct telling *telling, const char *name)
{
    const struct sim_event *event = telling->event;
    const char *plain = is(name, "who")     ? event->who
                        : is(name, "whom")  ? event->whom
                        : is(name, "thing") ? event->thing
                                            : "";
    if (plain == NULL || plain[0] != '\0') {
        text_add(out, plain != NULL ? plain : "");
        return plain != NULL;
    }
    if (is(name, "word1") || is(name, "word2"))
        return add_word(out, telling, event->word[name[4] - '1']);
    if (is(name, "names"))
        return add_names(out, telling);
    if (is(name, "part"))
        return add_number(out, telling, telling->part, ":part}");
    if (is(name, "for") || is(name, "for:whom"))
        return add_reasons(out, telling, is(name, "for") ? event->who : event->whom, 1.0);
    if (is(name, "against") || is(name, "against:whom"))
        return add_reasons(out, telling, is(name, "against") ? event->who : event->whom, -1.0);
    const size_t length = strcspn(name, ":|}");
    const int k = story_number(telling->model->events[event->kind].numbers, name, length);
    return k >= 0 && k < SIM_EVENT_NUMBERS && add_number(out, telling, event->number[k], name + length);
}

/* From `template` to `end`; true when every placeholder had a value. */
static bool fill_plain(struct text *out, const struct telling *telling, const char *template, const char *end)
{
    bool all = true;
    while (template <end) {
        const size_t n = strcspn(template, "{");
        const size_t plain = n < (size_t)(end - template) ? n : (size_t)(end - template);
        text_bytes(out, template, plain);
        template += plain;
        if (template <end) {
            all = add_placeholder(out, telling, template + 1) && all;
            template += strcspn(template, "}") + 1;
        }
    }
    return all;
}

static void fill(struct text *out, const struct telling *telling, const char *template, const char *end)
{
    while (template <end) {
        const size_t plain = strcspn(template, "["), left = (size_t)(end - template);
        (void)fill_plain(out, telling, template, template + (plain < left ? plain : left));
        if (plain >= left)
            return;
        template += plain + 1;
        const size_t inside = strcspn(template, "]"), before = out->n;
        if (!fill_plain(out, telling, template, template + inside) && !out->failed)
            text_cut(out, before);
        template += inside + 1;
    }
}

void story_sentence(struct text *out, const struct sim_model *model, const struct sim_event *event,
                    enum report_lang lang)
{
    const struct telling telling = {model, event, lang, (double)NAN};
    const struct sim_event_kind *kind = &model->events[event->kind];
    const char *template = lang == REPORT_NL ? kind->nl : kind->en;
    const size_t before = out->n;
    fill(out, &telling, template, template + strlen(template));
    /* A sentence begins with a capital, a name as it is written. */
    if (!out->failed && out->n > before && strncmp(template, "{who", 4) != 0 && strncmp(template, "{thing", 6) != 0)
        out->s[before] = (char)toupper((unsigned char)out->s[before]);
}
