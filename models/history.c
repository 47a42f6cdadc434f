#include "models/history.h"

#include <math.h>
#include <string.h>

bool history_means(const struct settings *settings, const char *word, bool payer, size_t position)
{
    return strcmp(word, "all") == 0
           || strcmp(word, settings_text_at(settings, payer ? "payers[].name" : "organisations[].name", position)) == 0
           || strcmp(word, settings_text_at(settings, payer ? "payers[].kind" : "organisations[].kind", position)) == 0;
}

/* One history: NaN for what it does not say. */
struct past {
    const char *from, *to;
    double trust, familiarity, expected;
};

static double stated(const struct settings *settings, const char *path, size_t h)
{
    return settings_stated(settings, path, h) ? settings_real_at(settings, path, h) : (double)NAN;
}

static struct past read_past(const struct settings *settings, size_t h)
{
    struct past past = {
        .from = settings_text_at(settings, "network.history[].from", h),
        .to = settings_text_at(settings, "network.history[].to", h),
        .trust = stated(settings, "network.history[].trust", h),
        .familiarity = stated(settings, "network.history[].familiarity", h),
        .expected = stated(settings, "network.history[].expected", h),
    };
    const double base = settings_real(settings, "trust.base");
    if (isnan(past.expected) && past.trust < base)
        past.expected = settings_real(settings, "trust.seen_start") * past.trust / base;
    return past;
}

static void keep(double *to, double value)
{
    if (!isnan(value))
        *to = value;
}

void history_fill(const struct settings *settings, const struct history_party *parties, size_t n, double *trust,
                  double *familiarity, double *expected)
{
    for (size_t at = 0; at < n * n; at++)
        trust[at] = familiarity[at] = expected[at] = (double)NAN;
    for (size_t h = 0; h < settings_count(settings, "network.history"); h++) {
        const struct past past = read_past(settings, h);
        const bool mutual = settings_bool_at(settings, "network.history[].mutual", h);
        for (size_t at = 0; at < n * n; at++) {
            const struct history_party *i = &parties[at / n], *j = &parties[at % n];
            const bool there = history_means(settings, past.from, i->payer, i->position)
                               && history_means(settings, past.to, j->payer, j->position);
            const bool back = mutual && history_means(settings, past.from, j->payer, j->position)
                              && history_means(settings, past.to, i->payer, i->position);
            if (at / n == at % n || !(there || back))
                continue;
            keep(&trust[at], past.trust);
            keep(&familiarity[at], past.familiarity);
            keep(&expected[at], past.expected);
        }
    }
}
