#include <stdlib.h>
#include <string.h>

#include "sim/report/words.h"

/* Words that tables hold as codes, the same in every language, and what people read instead. Arms, outcomes, parameters
 * and values are names and stay as they are, so words are known by their column. */
static const struct {
    const char *columns; /* their names, each between blanks */
    const char *word, *en, *nl;
} codes[] = {
    {" met inside reachable stable dense where together ", "yes", "yes", "ja"},
    {" met inside reachable stable dense where together ", "no", "no", "nee"},
    {" together ", "not shown", "not shown", "niet aangetoond"},
    {" together ", "tension", "tension", "spanning"},
    {" current ", "now", "now", "nu"},
    {" edge ", "lowest", "lowest", "laagste"},
    {" edge ", "highest", "highest", "hoogste"},
    {" own ", "limit", "at the limit", "op de grens"},
    {" own ", "outside", "outside", "erbuiten"},
    {" own ", "inside", "inside", "erbinnen"},
    {" own ", "untold", "untold", "niet te zeggen"},
    {" own ", "beyond", "beyond", "buiten bereik"},
    {" interval ", "replications", "replications", "herhalingen"},
    {" interval ", "points", "points", "punten"},
    {" interval ", "both", "both", "beide"},
    {" interval ", "alike", "none: alike", "geen: gelijk"},
    {" stopped ", "tolerance", "tolerance", "tolerantie"},
    {" stopped ", "acceptance", "few come nearer", "weinig komt dichterbij"},
    {" stopped ", "budget", "budget", "budget"},
    {" verdict ", "best", "best", "beste"},
    {" verdict ", "same", "same as best", "gelijk aan beste"},
    {" verdict ", "in", "may be best", "mogelijk beste"},
    {" verdict ", "out", "out", "afgevallen"},
    {" verdict ", "no value", "no value", "geen waarde"},
    {" verdict ", "better", "better", "beter"},
    {" verdict ", "worse", "worse", "slechter"},
    {" verdict ", "higher", "higher", "hoger"},
    {" verdict ", "lower", "lower", "lager"},
    {" verdict ", "equal", "equal", "gelijk"},
    {" verdict ", "negligible", "negligible", "verwaarloosbaar"},
    {" verdict ", "no clear difference", "no clear difference", "geen duidelijk verschil"},
    {" basis ", "sd", "sd", "sd"},
    {" basis ", "events", "events", "voorvallen"},
    {" basis ", "equal", "all equal", "alle gelijk"},
    {" basis lack ", "alike", "nearly all equal", "bijna alle gelijk"},
    {" lack ", "wide", "too wide", "te breed"},
    {" lack ", "mean is 0", "mean is 0", "gemiddelde is 0"},
    {" basis lack ", "same arm", "same settings", "zelfde instellingen"},
    {" lack ", "few", "too few values", "te weinig waarden"},
    {" lack ", "no value", "no value", "geen waarde"},
    {" tail ", "lower", "lower", "onder"},
    {" tail ", "upper", "upper", "boven"},
};

/* Whether `name` stands in the list, between blanks. */
static bool is_listed(const char *list, const char *name)
{
    const size_t n = strlen(name);
    for (const char *at = strstr(list, name); at != NULL; at = strstr(at + 1, name))
        if (at[-1] == ' ' && at[n] == ' ')
            return true;
    return false;
}

const char *words_cell(const char *column, const char *word, enum report_lang lang)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(codes[i].word, word) == 0 && is_listed(codes[i].columns, column))
            return lang == REPORT_NL ? codes[i].nl : codes[i].en;
    return word;
}

bool words_is_value(const char *column)
{
    return is_listed(" from to value across_value up_value ", column);
}

const char *words_value(char room[WORDS_NUMBER_SIZE], const char *value, enum report_lang lang)
{
    const size_t n = strlen(value);
    char *end = NULL;
    (void)strtod(value, &end);
    /* strtod also reads "inf" and "nan", which are words here, and without a point there is nothing to change. */
    const char *const point =
        lang == REPORT_NL && n < WORDS_NUMBER_SIZE && end == value + n ? strchr(value, '.') : NULL;
    if (point == NULL)
        return value;
    memcpy(room, value, n + 1);
    room[point - value] = ',';
    return room;
}
