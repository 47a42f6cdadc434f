/* The words of models and scenarios in Dutch. The reports do not depend on any of them. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "sim/report/words.h"

/* The Dutch of the first `length` bytes of `word`; NULL when unknown. */
static const char *find(const char *const (*pairs)[2], size_t n, const char *word, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(pairs[i][0]) == length && strncmp(pairs[i][0], word, length) == 0)
            return pairs[i][1];
    return NULL;
}

const char *words_aim(const char *aim, enum report_lang lang)
{
    static const char *const pairs[][2] = {
        {"population health", "gezondheid bevolking"},
        {"experienced quality", "ervaren kwaliteit"},
        {"cost per head", "kosten per inwoner"},
        {"professionals", "professionals"},
        {"equity", "gelijkheid"},
        {"collaboration", "samenwerking"},
        {"network", "netwerk"},
        {"who pays and who gains", "wie betaalt en wie wint"},
    };
    const char *dutch = lang == REPORT_NL ? find(pairs, sizeof pairs / sizeof pairs[0], aim, strlen(aim)) : NULL;
    return dutch != NULL ? dutch : aim;
}

const char *words_kind(const char *kind, enum report_lang lang)
{
    static const char *const pairs[][2] = {
        {"hospital", "ziekenhuis"},
        {"nursing", "verpleging en thuiszorg"},
        {"gp", "huisartsen"},
        {"mental-health", "ggz"},
        {"welfare", "welzijn"},
        {"municipal-team", "wijkteams"},
        {"youth", "jeugdhulp"},
        {"debt-help", "schuldhulp"},
        {"other-care", "overige zorg"},
        {"patient-association", "pati\u00ebntenvereniging"},
        {"citizen-initiative", "burgerinitiatief"},
        {"insurer", "zorgverzekeraars"},
        {"care-office", "zorgkantoor"},
        {"municipality", "gemeenten"},
        {"state", "rijk"},
    };
    const char *dutch = lang == REPORT_NL ? find(pairs, sizeof pairs / sizeof pairs[0], kind, strlen(kind)) : NULL;
    return dutch != NULL ? dutch : kind;
}

/* One word of a unit in Dutch. */
static const char *unit_word(const char *word, size_t length)
{
    static const char *const pairs[][2] = {
        {"month", "maand"},     {"months", "maanden"},    {"year", "jaar"},
        {"years", "jaar"},      {"hour", "uur"},          {"hours", "uur"},
        {"day", "dag"},         {"days", "dagen"},        {"week", "week"},
        {"people", "mensen"},   {"person", "inwoner"},    {"persons", "inwoners"},
        {"citizen", "inwoner"}, {"citizens", "inwoners"}, {"member", "lid"},
        {"members", "leden"},   {"visits", "bezoeken"},   {"events", "gebeurtenissen"},
        {"million", "miljoen"}, {"thousand", "duizend"},  {"point", "punt"},
    };
    return find(pairs, sizeof pairs / sizeof pairs[0], word, length);
}

void words_unit(char out[WORDS_UNIT_SIZE], const char *unit, enum report_lang lang)
{
    size_t n = 0;
    out[0] = '\0';
    if (strcmp(unit, "1") == 0)
        return;
    while (*unit != '\0' && n + 1 < WORDS_UNIT_SIZE) {
        size_t length = 0;
        while (isalpha((unsigned char)unit[length]))
            length++;
        const char *word = lang == REPORT_NL && length > 0 ? unit_word(unit, length) : NULL;
        const size_t take = length > 0 ? length : 1;
        const int added = word != NULL ? snprintf(out + n, WORDS_UNIT_SIZE - n, "%s", word)
                                       : snprintf(out + n, WORDS_UNIT_SIZE - n, "%.*s", (int)take, unit);
        n += added > 0 ? (size_t)added : 0;
        unit += take;
    }
}
