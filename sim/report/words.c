#include "sim/report/words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const words[WORD_N][2] = {
    [WORD_ARM] = {"arm", "variant"},
    [WORD_OUTCOME] = {"outcome", "uitkomst"},
    [WORD_UNIT] = {"unit", "eenheid"},
    [WORD_MEAN] = {"mean", "gemiddeld"},
    [WORD_INTERVAL] = {"95 % interval", "95%-interval"},
    [WORD_DIFFERENCE] = {"difference", "verschil"},
    [WORD_BETTER_IN] = {"better in", "beter in"},
    [WORD_VERDICT] = {"verdict", "oordeel"},
    [WORD_NINE_IN_TEN] = {"9 in 10 runs between", "9 op de 10 runs tussen"},
    [WORD_TO] = {"to", "tot"},
    [WORD_OF] = {"of", "van"},
    [WORD_RUNS] = {"runs", "runs"},
    [WORD_REFERENCE] = {"(reference)", "(referentie)"},
    [WORD_BETTER] = {"better", "beter"},
    [WORD_WORSE] = {"worse", "slechter"},
    [WORD_HIGHER] = {"higher", "hoger"},
    [WORD_LOWER] = {"lower", "lager"},
    [WORD_NO_CLEAR] = {"no clear difference", "geen duidelijk verschil"},
    [WORD_HIGHER_BETTER] = {"higher is better", "hoger is beter"},
    [WORD_LOWER_BETTER] = {"lower is better", "lager is beter"},
    [WORD_NEITHER_BETTER] = {"neither higher nor lower is better", "hoger noch lager is beter"},
    [WORD_CONCLUSION] = {"In short", "Kort samengevat"},
    [WORD_AND] = {"and", "en"},
    [WORD_PARTY] = {"party", "partij"},
    [WORD_KIND] = {"kind of party", "soort partij"},
    [WORD_INVESTS] = {"invests", "investeert"},
    [WORD_REIMBURSED] = {"is paid for it", "krijgt betaald"},
    [WORD_GAINS] = {"gains", "wint"},
    [WORD_COMPENSATION] = {"compensation", "verrekening"},
    [WORD_NET] = {"net", "per saldo"},
    [WORD_ALL] = {"all main outcomes together", "alle hoofduitkomsten samen"},
    [WORD_NAME] = {"name", "naam"},
    [WORD_AIM] = {"aim", "doel"},
    [WORD_DIRECTION] = {"better", "beter"},
    [WORD_LABEL] = {"meaning", "betekenis"},
    [WORD_MAIN] = {"main", "hoofduitkomst"},
    [WORD_YES] = {"yes", "ja"},
    [WORD_NO] = {"no", "nee"},
};

static const char *const sentences[SAY_N][2] = {
    /* arms, replications, months, months of run-in, seed, model, version */
    [SAY_HEADER] = {"%zu %s, %zu runs each, %zu months after a run-in of %zu, seed %s, model %s %s.",
                    "%zu %s, elk %zu runs, %zu maanden na een aanloop van %zu, seed %s, model %s %s."},
    [SAY_UNFINISHED] = {"This experiment is not finished: the numbers are those of the runs stored so far.",
                        "Dit experiment is niet af: de cijfers zijn die van de runs die al zijn opgeslagen."},
    [SAY_INTERVAL] =
        {"Each mean is taken over the runs, which differ by chance alone. The 95 % interval shows how far chance "
         "may have moved the mean; more runs make it narrower. It does not say how well the model fits reality.",
         "Elk gemiddelde is genomen over de runs, die alleen door toeval verschillen. Het 95%-interval laat zien "
         "hoeveel het toeval het gemiddelde kan hebben verschoven; met meer runs wordt het smaller. Het zegt niet "
         "hoe goed het model de werkelijkheid beschrijft."},
    [SAY_CHANCE] =
        {"Differences compare the same run of both arms, with the same citizens and the same luck. A difference is "
         "called better or worse only when its interval does not hold 0. Where there is no difference at all, that "
         "still happens by chance in about one of twenty comparisons.",
         "Verschillen vergelijken dezelfde run van beide varianten, met dezelfde inwoners en hetzelfde toeval. Een "
         "verschil heet pas beter of slechter als zijn interval 0 niet bevat. Waar helemaal geen verschil is, gebeurt "
         "dat toch nog door toeval bij ongeveer een op de twintig vergelijkingen."},
    /* aim, arm or arms */
    [SAY_AIM_BEST] =
        {"%s: %s does best: clearly better than each other arm somewhere, clearly worse nowhere.",
         "%s: %s doet het het best: ergens duidelijk beter dan elke andere variant, nergens duidelijk slechter."},
    [SAY_AIM_SOME] =
        {"%s: %s come out ahead; between them there is no clear difference, or each has its own strong side.",
         "%s: %s komen als beste uit de bus; onderling is er geen duidelijk verschil, of elk heeft een eigen "
         "sterke kant."},
    [SAY_AIM_NONE] = {"%s: no clear difference between the arms.", "%s: geen duidelijk verschil tussen de varianten."},
    [SAY_AIM_MIXED] = {"%s: a trade-off: what one arm does better, another does worse.",
                       "%s: een afruil: wat de ene variant beter doet, doet een andere slechter."},
    [SAY_ALL_BEST] =
        {"%s: %s is clearly worse on none and clearly better than every other arm on at least one.",
         "%s: %s is op geen ervan duidelijk slechter en op minstens een duidelijk beter dan elke andere variant."},
    [SAY_ALL_SOME] =
        {"%s: %s are beaten by no other arm; the choice between them is one of values. The other arms are beaten: "
         "some arm does better somewhere and worse nowhere.",
         "%s: %s worden door geen andere variant verslagen; de keuze daartussen is er een van waarden. De overige "
         "varianten zijn wel verslagen: een andere doet het ergens beter en nergens slechter."},
    [SAY_ALL_NONE] = {"%s: no clear difference between the arms.", "%s: geen duidelijk verschil tussen de varianten."},
    [SAY_ALL_MIXED] = {"%s: no arm is beaten by another; whoever chooses, gives up something.",
                       "%s: geen variant wordt door een andere verslagen; wie kiest, levert iets in."},
    /* arm */
    [SAY_MONEY_TITLE] = {"Who pays and who gains: %s", "Wie betaalt en wie wint: %s"},
    [SAY_MONEY_UNIT] =
        {"Thousand euro per year, mean of the runs. Gains: the change of the party's ordinary income minus expenses "
         "against the same region without what is studied.",
         "Duizend euro per jaar, gemiddelde van de runs. Wint: de verandering van gewone inkomsten min uitgaven van "
         "de partij ten opzichte van dezelfde regio zonder wat wordt onderzocht."},
    [SAY_NO_TWIN] = {"Nothing can be said of gains: the scenario has no counterfactual (experiment.counterfactual) to "
                     "compare with.",
                     "Over winst valt niets te zeggen: het scenario heeft geen tegenhanger zonder wat wordt onderzocht "
                     "(experiment.counterfactual)."},
    /* cents before, cents after */
    [SAY_WRONG_POCKET] =
        {"Of every euro invested, %s cents sit in the wrong pocket before compensation and %s after: they are "
         "paid by parties that do not get the matching share of the gains.",
         "Van elke geïnvesteerde euro zitten voor verrekening %s cent in de verkeerde zak en erna %s: ze worden "
         "betaald door partijen die niet het bijbehorende deel van de opbrengst krijgen."},
    /* cents */
    [SAY_WRONG_POCKET_SAME] =
        {"Of every euro invested, %s cents sit in the wrong pocket: they are paid by parties that do not "
         "get the matching share of the gains. Nobody compensates anybody.",
         "Van elke geïnvesteerde euro zitten %s cent in de verkeerde zak: ze worden betaald door partijen "
         "die niet het bijbehorende deel van de opbrengst krijgen. Niemand verrekent iets."},
    [SAY_NOBODY_INVESTS] = {"The wrong-pocket index is undefined: no listed party invested anything.",
                            "De wrong-pocketindex is niet bepaald: geen van de partijen investeerde iets."},
    [SAY_NOBODY_GAINS] = {"The wrong-pocket index is undefined: no listed party gains anything.",
                          "De wrong-pocketindex is niet bepaald: geen van de partijen wint iets."},
    /* euro, lo, hi */
    [SAY_RETURN] =
        {"All parties together gain %s euro per euro invested (95 %% interval %s to %s); losses are subtracted.",
         "Alle partijen samen winnen %s euro per geïnvesteerde euro (95%%-interval %s tot %s); verliezen zijn eraf "
         "getrokken."},
    /* arm */
    [SAY_NO_MONEY] = {"No money moved between the listed parties because of what is studied.",
                      "Tussen de partijen bewoog geen geld om wat wordt onderzocht."},
};

const char *words_get(enum word word, enum report_lang lang)
{
    return words[word][lang == REPORT_NL];
}

const char *words_say(enum sentence sentence, enum report_lang lang)
{
    return sentences[sentence][lang == REPORT_NL];
}

const char *words_aim(const char *aim, enum report_lang lang)
{
    static const char *const dutch_aims[][2] = {
        {"population health", "gezondheid van de bevolking"},
        {"experience of care", "ervaren kwaliteit van zorg"},
        {"patient experience", "ervaren kwaliteit van zorg"},
        {"costs", "kosten"},
        {"cost", "kosten"},
        {"workforce", "werkplezier en bezetting van zorgverleners"},
        {"work of professionals", "werk van zorgverleners"},
        {"equity", "gelijke kansen op gezondheid"},
        {"collaboration", "samenwerking"},
        {"network", "netwerk"},
        {"money", "geld"},
        {"who pays and who gains", "wie betaalt en wie wint"},
    };
    for (size_t i = 0; lang == REPORT_NL && i < sizeof dutch_aims / sizeof dutch_aims[0]; i++)
        if (strcmp(dutch_aims[i][0], aim) == 0)
            return dutch_aims[i][1];
    return aim;
}

void words_number(char out[WORDS_NUMBER_SIZE], double value, int decimals, enum report_lang lang)
{
    char digits[WORDS_NUMBER_SIZE / 2 + 140];
    const char thousands = lang == REPORT_NL ? '.' : ',', point = lang == REPORT_NL ? ',' : '.';
    if (!isfinite(value)) {
        (void)snprintf(out, WORDS_NUMBER_SIZE, "%s", isnan(value) ? "-" : value > 0 ? "inf" : "-inf");
        return;
    }
    const int places = decimals < 0 ? 0 : decimals > 15 ? 15 : decimals;
    (void)snprintf(digits, sizeof digits, fabs(value) < 1e15 ? "%.*f" : "%.*e", places, fabs(value));
    const size_t whole = strspn(digits, "0123456789");
    size_t n = 0;
    if (value < 0 && digits[strspn(digits, "0.")] != '\0')
        out[n++] = '-';
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            out[n++] = thousands;
        out[n++] = digits[i];
    }
    for (size_t i = whole; digits[i] != '\0'; i++)
        out[n++] = digits[i] == '.' ? point : digits[i];
    out[n] = '\0';
}

/* One word of a unit in Dutch. */
static const char *dutch(const char *word, size_t length)
{
    static const char *const pairs[][2] = {
        {"month", "maand"},      {"months", "maanden"},    {"year", "jaar"},
        {"years", "jaar"},       {"hour", "uur"},          {"hours", "uur"},
        {"day", "dag"},          {"days", "dagen"},        {"week", "week"},
        {"citizen", "inwoner"},  {"citizens", "inwoners"}, {"person", "persoon"},
        {"persons", "personen"}, {"member", "lid"},        {"members", "leden"},
        {"per", "per"},          {"visits", "bezoeken"},   {"events", "gebeurtenissen"},
        {"million", "miljoen"},  {"thousand", "duizend"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (strlen(pairs[i][0]) == length && strncmp(pairs[i][0], word, length) == 0)
            return pairs[i][1];
    return NULL;
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
        const char *word = lang == REPORT_NL && length > 0 ? dutch(unit, length) : NULL;
        const size_t take = length > 0 ? length : 1;
        const int added = word != NULL ? snprintf(out + n, WORDS_UNIT_SIZE - n, "%s", word)
                                       : snprintf(out + n, WORDS_UNIT_SIZE - n, "%.*s", (int)take, unit);
        n += added > 0 ? (size_t)added : 0;
        unit += take;
    }
}

bool report_format_find(const char *word, enum report_format *out)
{
    static const char *const names[] = {
        [REPORT_TEXT] = "text", [REPORT_JSON] = "json", [REPORT_CSV] = "csv", [REPORT_MARKDOWN] = "markdown"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], word) == 0) {
            *out = (enum report_format)i;
            return true;
        }
    return false;
}

bool report_lang_find(const char *word, enum report_lang *out)
{
    if (strcmp(word, "en") != 0 && strcmp(word, "nl") != 0)
        return false;
    *out = strcmp(word, "nl") == 0 ? REPORT_NL : REPORT_EN;
    return true;
}
