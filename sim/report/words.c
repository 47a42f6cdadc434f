#include "sim/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const words[WORD_N][2] = {
    [WORD_ARM] = {"arm", "variant"},
    [WORD_OUTCOME] = {"outcome", "uitkomst"},
    [WORD_UNIT] = {"unit", "eenheid"},
    [WORD_MEAN] = {"mean", "gemiddeld"},
    [WORD_MEAN_SHORT] = {"mean", "gem."},
    [WORD_INTERVAL] = {"95 % interval", "95%-interval"},
    [WORD_DIFFERENCE] = {"difference", "verschil"},
    [WORD_RUNS_BETTER] = {"runs better", "runs beter"},
    [WORD_CHANCE_BEST] = {"chance best", "kans beste"},
    [WORD_PER_CENT] = {" %", "%"},
    [WORD_VERDICT] = {"verdict", "oordeel"},
    [WORD_NINE_IN_TEN] = {"9 in 10 runs between", "9 op de 10 runs tussen"},
    [WORD_TO] = {"to", "tot"},
    [WORD_OF] = {"of", "van"},
    [WORD_REFERENCE] = {"(reference)", "(referentie)"},
    [WORD_BETTER] = {"better", "beter"},
    [WORD_WORSE] = {"worse", "slechter"},
    [WORD_HIGHER] = {"higher", "hoger"},
    [WORD_LOWER] = {"lower", "lager"},
    [WORD_NO_CLEAR] = {"no clear difference", "geen duidelijk verschil"},
    [WORD_NOT_CLEAR] = {"not clear", "niet duidelijk"},
    [WORD_NEGLIGIBLE] = {"negligible", "verwaarloosbaar"},
    [WORD_EQUAL] = {"equal", "gelijk"},
    [WORD_ALL_EQUAL] = {"all equal", "alle gelijk"},
    [WORD_RUNS_EQUAL] = {"runs equal", "runs gelijk"},
    [WORD_EVERY] = {"all", "alle"},
    [WORD_MORE] = {"more", "meer"},
    [WORD_LESS] = {"less", "minder"},
    [WORD_HIGHER_BETTER] = {"higher is better", "hoger is beter"},
    [WORD_LOWER_BETTER] = {"lower is better", "lager is beter"},
    [WORD_NEITHER_BETTER] = {"neither higher nor lower is better", "hoger noch lager is beter"},
    [WORD_CONCLUSION] = {"In short", "Kort samengevat"},
    [WORD_HOW_TO_READ] = {"How to read this", "Zo leest u dit"},
    [WORD_AND] = {"and", "en"},
    [WORD_PARTY] = {"party", "partij"},
    [WORD_KIND] = {"kind of party", "soort partij"},
    [WORD_ALL_PARTIES] = {"all parties together", "alle partijen samen"},
    [WORD_MARGIN] = {"95 % +-", "95% +-"},
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
    [WORD_RANGE] = {"range", "bereik"},
    [WORD_FROM] = {"from", "vanaf"},
    [WORD_AT_MOST] = {"at most", "hoogstens"},
    [WORD_A_MONTH] = {"a month", "per maand"},
};

static const char *const sentences[SAY_N][2] = {
    /* arms, replications, months, months of run-in, seed, model, version */
    [SAY_HEADER] = {"%zu %s, %zu runs each, %zu months after a run-in of %zu, seed %s, model %s %s.",
                    "%zu %s, elk %zu runs, %zu maanden na een aanloop van %zu, seed %s, model %s %s."},
    [SAY_FAILED] =
        {"Failed and left out: %zu of %zu runs (%s). A mean is of the runs that are there, a difference of the "
         "replications that both arms have. Seeds and reasons: samenspel export %s --table failures",
         "Mislukt en niet meegeteld: %zu van %zu runs (%s). Een gemiddelde is van de runs die er zijn, een "
         "verschil van de herhalingen die beide varianten hebben. Seeds en redenen: samenspel export %s "
         "--table failures"},
    [SAY_FAILED_PAIRS] = {"Failed and left out, with the run that each makes a pair with: %zu of %zu runs (%s). A mean "
                          "is of the pairs that are there, a difference of the pairs that both arms have. Seeds and "
                          "reasons: samenspel export %s --table failures",
                          "Mislukt en niet meegeteld, met de run waarmee elk een paar vormt: %zu van %zu runs (%s). "
                          "Een gemiddelde is van de paren die er zijn, een verschil van de paren die beide varianten "
                          "hebben. Seeds en redenen: samenspel export %s --table failures"},
    [SAY_UNFINISHED] = {"NOT FINISHED: the numbers are those of the runs stored so far.",
                        "NIET AF: de cijfers zijn die van de runs die al zijn opgeslagen."},
    [SAY_ONE_RUN] = {"One run cannot tell an effect from chance: ask for more of them (--replications).",
                     "Met \u00e9\u00e9n run is een effect niet van toeval te onderscheiden: vraag er meer "
                     "(--replications)."},
    /* aim or "all main outcomes together", arm or arms */
    [SAY_AIM_NONE] = {"%s: no clear difference between the arms.", "%s: geen duidelijk verschil tussen de varianten."},
    [SAY_AIM_BEST] = {"%s: best served by %s.", "%s: het best gediend door %s."},
    [SAY_AIM_SAME] = {"%s: best served by %s; between them no clear difference.",
                      "%s: het best gediend door %s; onderling geen duidelijk verschil."},
    [SAY_AIM_DIFFER] = {"%s: best served by %s; each of these has its own strong side.",
                        "%s: het best gediend door %s; elk daarvan heeft een eigen sterke kant."},
    [SAY_AIM_MIXED] = {"%s: a trade-off: what one arm does better, another does worse.",
                       "%s: een afruil: wat de ene variant beter doet, doet een andere slechter."},
    [SAY_ALL_NONE] = {"%s: no clear difference between the arms.", "%s: geen duidelijk verschil tussen de varianten."},
    [SAY_ALL_BEST] = {"%s: %s is beaten by no other arm, every other arm is beaten.",
                      "%s: %s wordt door geen andere variant verslagen, elke andere variant wel."},
    [SAY_ALL_SAME] = {"%s: %s are beaten by no other arm; between them no clear difference.",
                      "%s: %s worden door geen andere variant verslagen; onderling geen duidelijk verschil."},
    [SAY_ALL_DIFFER] = {"%s: %s are beaten by no other arm; the choice between them is one of values.",
                        "%s: %s worden door geen andere variant verslagen; de keuze daartussen is er een van waarden."},
    [SAY_ALL_MIXED] = {"%s: no arm beats another; whoever chooses, gives up something.",
                       "%s: geen variant verslaat een andere; wie kiest, levert iets in."},
    [SAY_ALL_BEATEN] = {"%s: another arm beats %s; the choice between the others is one of values.",
                        "%s: een andere variant verslaat %s; de keuze tussen de overige is er een van waarden."},
    /* outcomes */
    [SAY_NEGLIGIBLE] = {"Sure but negligible differences, not counted: %s.",
                        "Zekere maar verwaarloosbare verschillen, niet meegeteld: %s."},
    /* reference arm, outcome, unit, arms with differences */
    [SAY_COST] = {"What it costs, compared with %s (%s, %s): %s.", "Wat het kost, vergeleken met %s (%s, %s): %s."},
    [SAY_COST_OTHERS] = {"The others: no clear difference, or a negligible one.",
                         "De overige: geen duidelijk verschil, of een verwaarloosbaar."},
    /* arm without what is studied, arms */
    [SAY_BEATS] = {"Against %s (without what is studied): better on some main outcome and worse on none: %s.",
                   "Tegenover %s (zonder wat wordt onderzocht): op een of meer hoofduitkomsten beter en op geen enkele "
                   "slechter: %s."},
    [SAY_BEATS_NONE] =
        {"Against %s (without what is studied): no arm is better on some main outcome without being worse on another.",
         "Tegenover %s (zonder wat wordt onderzocht): geen variant is op een hoofduitkomst beter zonder op een andere "
         "slechter te zijn."},
    /* arms with two numbers each */
    [SAY_BEATS_COUNTS] = {"Main outcomes better/worse: %s.", "Hoofduitkomsten beter/slechter: %s."},
    /* outcomes */
    [SAY_ALL_BETTER_ON] = {"All are better on: %s.", "Alle zijn beter op: %s."},
    [SAY_ALL_WORSE_ON] = {"All are worse on: %s.", "Alle zijn slechter op: %s."},
    /* arms */
    [SAY_SHORT_MONEY] = {"With %s, on balance (thousand euro a year): ", "Bij %s, per saldo (duizend euro per jaar): "},
    /* kinds of party with amounts */
    [SAY_PAID_BY] = {"most is paid by %s; ", "het meest wordt betaald door %s; "},
    [SAY_PAID_NONE] = {"nobody clearly pays; ", "niemand betaalt duidelijk; "},
    [SAY_GAINED_BY] = {"most is gained by %s.", "het meest wordt gewonnen door %s."},
    [SAY_GAINED_NONE] = {"nobody clearly gains.", "niemand wint duidelijk."},
    /* cents before, cents after */
    [SAY_SHORT_POCKET] =
        {"Of every euro invested, %s cents sit in the wrong pocket before compensation and %s after.",
         "Van elke ge\u00efnvesteerde euro zit voor verrekening %s cent in de verkeerde zak en erna %s."},
    [SAY_SHORT_POCKET_SAME] =
        {"Of every euro invested, %s cents sit in the wrong pocket; nobody compensates anybody.",
         "Van elke ge\u00efnvesteerde euro zit %s cent in de verkeerde zak; niemand verrekent iets."},
    [SAY_MATRIX_TITLE] = {"Net result per kind of party (thousand euro a year)",
                          "Resultaat per saldo per soort partij (duizend euro per jaar)"},
    [SAY_MATRIX_MARK] =
        {"* The 95 % interval does not hold 0. A minus: the party pays on balance. +-: half of the row's "
         "widest interval.",
         "* Het 95%-interval bevat 0 niet. Een min: de partij betaalt per saldo. +-: de helft van het "
         "breedste interval van de rij."},
    [SAY_MONEY_ALL] = {"Who pays and who gains, per arm", "Wie betaalt en wie wint, per variant"},
    [SAY_MONEY_ONE] = {"Who pays and who gains", "Wie betaalt en wie wint"},
    /* arm */
    [SAY_MONEY_TITLE] = {"Who pays and who gains: %s", "Wie betaalt en wie wint: %s"},
    [SAY_MONEY_UNIT] =
        {"Thousand euro per year, mean of the runs. Gains: the change of the party's ordinary income minus expenses "
         "against the same region without what is studied. Net: gains - invests + is paid for it + compensation.",
         "Duizend euro per jaar, gemiddelde van de runs. Wint: de verandering van gewone inkomsten min uitgaven van "
         "de partij ten opzichte van dezelfde regio zonder wat wordt onderzocht. Per saldo: wint - investeert + krijgt "
         "betaald + verrekening."},
    /* list */
    [SAY_MONEY_MARGINS] = {"95 %% margins of the means, at most: %s.",
                           "95%%-marges van de gemiddelden, hoogstens: %s."},
    /* arm */
    [SAY_OWN_TWIN] = {"%s is without what is studied: nobody pays or gains because of it.",
                      "%s is zonder wat wordt onderzocht: niemand betaalt of wint erdoor."},
    [SAY_NO_TWIN] = {"Nothing can be said of gains: the scenario has no counterfactual (experiment.counterfactual) to "
                     "compare with.",
                     "Over winst valt niets te zeggen: het scenario heeft geen tegenhanger zonder wat wordt onderzocht "
                     "(experiment.counterfactual)."},
    /* cents before, cents after */
    [SAY_WRONG_POCKET] =
        {"Of every euro invested, %s cents sit in the wrong pocket before compensation and %s after: they are "
         "paid by parties that do not get the matching share of the gains.",
         "Van elke ge\u00efnvesteerde euro zitten voor verrekening %s cent in de verkeerde zak en erna %s: ze worden "
         "betaald door partijen die niet het bijbehorende deel van de opbrengst krijgen."},
    /* cents */
    [SAY_WRONG_POCKET_SAME] =
        {"Of every euro invested, %s cents sit in the wrong pocket: they are paid by parties that do not "
         "get the matching share of the gains. Nobody compensates anybody.",
         "Van elke ge\u00efnvesteerde euro zitten %s cent in de verkeerde zak: ze worden betaald door partijen "
         "die niet het bijbehorende deel van de opbrengst krijgen. Niemand verrekent iets."},
    [SAY_NOBODY_INVESTS] = {"The wrong-pocket index is undefined: no listed party invested anything.",
                            "De wrong-pocketindex is niet bepaald: geen van de partijen investeerde iets."},
    [SAY_NOBODY_GAINS] = {"The wrong-pocket index is undefined: no listed party gains anything.",
                          "De wrong-pocketindex is niet bepaald: geen van de partijen wint iets."},
    /* euro, lo, hi */
    [SAY_RETURN] =
        {"All parties together gain %s euro per euro invested (95 %% interval %s to %s); losses are subtracted.",
         "Alle partijen samen winnen %s euro per ge\u00efnvesteerde euro (95%%-interval %s tot %s); verliezen zijn "
         "eraf getrokken."},
    [SAY_PAYERS_RETURN] =
        {"Payers alone save %s euro per euro that all parties invest (%s to %s), providers' lost revenue included.",
         "Financiers alleen besparen %s euro per euro die alle partijen investeren (%s tot %s), gederfde omzet van "
         "aanbieders meegerekend."},
    [SAY_NO_MONEY] = {"No money moved between the listed parties because of what is studied.",
                      "Tussen de partijen bewoog geen geld om wat wordt onderzocht."},
    [SAY_READ_MEAN] = {"Each mean is taken over the runs, which differ by chance alone. The 95 % interval, or half of "
                       "it behind +-, shows how "
                       "far chance may have moved the mean; more runs make it narrower. It does not say how well the "
                       "model fits reality.",
                       "Elk gemiddelde is genomen over de runs, die alleen door toeval verschillen. Het 95%-interval, "
                       "of de helft ervan "
                       "achter +-, laat zien hoeveel het toeval het gemiddelde kan hebben verschoven; met meer runs "
                       "wordt het smaller. Het zegt niet hoe "
                       "goed het model de werkelijkheid beschrijft."},
    [SAY_READ_PAIRS] = {"The runs are antithetic pairs: the second has the opposite luck of the first. Intervals, "
                        "differences and counts "
                        "of runs are therefore those of the means of pairs, half as many as there are runs.",
                        "De runs vormen tegengestelde paren: de tweede heeft het omgekeerde toeval van de eerste. "
                        "Intervallen, verschillen "
                        "en tellingen van runs gaan daarom over gemiddelden van paren, half zoveel als er runs zijn."},
    [SAY_READ_SKEWED] =
        {"~ behind an interval: a few runs lie so far off, on one side, that the interval may be too narrow for their "
         "number (of those that were tried 85 to 95 % held); more runs tell.",
         "~ achter een interval: enkele runs liggen, aan een kant, zo ver weg dat het interval voor hun aantal te smal "
         "kan zijn (van die zijn beproefd klopte 85 tot 95%); met meer runs wordt het beter."},
    [SAY_READ_THIN] =
        {"\"57 of 60 runs equal\", or \"57/60 equal\", stands in the place of an interval where most runs are equal "
         "and fewer "
         "than ten differ: how far chance may have moved such a mean cannot be told from so few; more runs tell. Of "
         "what "
         "happens or does not (networks that are dead) the interval is that of a share, which holds then too.",
         "\"57 van 60 runs gelijk\", of \"57/60 gelijk\", staat op de plaats van een interval waar de meeste runs "
         "gelijk zijn "
         "en minder dan tien verschillen: hoeveel het toeval zo'n gemiddelde kan hebben verschoven, is uit zo weinig "
         "niet "
         "op te maken, met meer runs wel. Van wat gebeurt of niet (netwerken die dood zijn) is het interval dat van "
         "een "
         "aandeel, en dat geldt ook dan."},
    /* ratio */
    [SAY_READ_OPPOSITE] =
        {"Opposite luck made the variance of a mean %s times smaller than as many independent runs would have (median "
         "over arms and main outcomes; below 1 it costs). The table antithetic has the figure of each.",
         "Omgekeerd toeval maakte de variantie van een gemiddelde %s keer zo klein als evenveel onafhankelijke runs "
         "zouden doen (mediaan over varianten en hoofduitkomsten; onder 1 kost het). De tabel antithetic heeft het "
         "getal "
         "van elk."},
    /* ratio of means, of differences */
    [SAY_READ_OPPOSITE_BOTH] =
        {"Opposite luck made the variance of a mean %s times, and that of a difference %s times smaller than as many "
         "independent runs would have (medians over arms and main outcomes; below 1 it costs). The table antithetic "
         "has "
         "the figure of each.",
         "Omgekeerd toeval maakte de variantie van een gemiddelde %s keer, en die van een verschil %s keer zo klein "
         "als "
         "evenveel onafhankelijke runs zouden doen (medianen over varianten en hoofduitkomsten; onder 1 kost het). De "
         "tabel antithetic heeft het getal van elk."},
    /* p, percentage */
    [SAY_READ_DIFFERENCE] =
        {"A difference compares the same run of both arms, with the same citizens and the same luck. Who makes many "
         "comparisons finds some difference by chance; so better and worse are only said of what stands after "
         "correction for the number of arms and main outcomes together (Holm, p < %s, of a paired t-test that takes "
         "skewness along; where most runs are equal, and of what happens or does not, of an exact sign test). An "
         "interval just beside 0 may "
         "therefore go with \"no clear difference\". Negligible: less than %s %% of the mean of the reference, "
         "however sure.",
         "Een verschil vergelijkt dezelfde run van beide varianten, met dezelfde inwoners en hetzelfde toeval. Wie "
         "veel vergelijkt, vindt door toeval altijd wel een verschil; daarom heet alleen beter of slechter wat "
         "overeind blijft na correctie voor het aantal varianten en hoofduitkomsten samen (Holm, p < %s, van een "
         "gepaarde t-toets die scheefheid meeneemt; waar de meeste runs gelijk zijn, en van wat gebeurt of niet, van "
         "een exacte tekentoets). Bij een "
         "interval net naast 0 kan dus \"geen duidelijk verschil\" staan. Verwaarloosbaar: minder dan %s %% van het "
         "gemiddelde van de referentie, hoe zeker ook."},
    [SAY_READ_BEST] =
        {"One arm beats another when it is better on at least one of the outcomes of the aim and worse on none, after "
         "correction for all pairs of arms on all main outcomes. An aim is best served by the arms that no other arm "
         "beats.",
         "Een variant verslaat een andere als ze op minstens een van de uitkomsten van het doel beter is en op geen "
         "enkele slechter, na correctie voor alle paren van varianten op alle hoofduitkomsten. Een doel wordt het best "
         "gediend door de varianten die door geen andere worden verslagen."},
    [SAY_READ_CHANCE] =
        {"Chance best: how sure it is, after these runs, that the arm has the best mean; arms that are equal share "
         "their "
         "chance. It goes to 0 or 100 % with more runs, unless arms are equal, and says nothing of how much better.",
         "Kans beste: hoe zeker het na deze runs is dat de variant het beste gemiddelde heeft; varianten die gelijk "
         "zijn "
         "delen hun kans. Ze gaat met meer runs naar 0 of 100%, tenzij varianten gelijk zijn, en zegt niets over "
         "hoeveel "
         "beter."},
    [SAY_READ_EFFECT] =
        {"How large a difference is beside the spread between runs (Cohen's d), in how many runs an arm is better and "
         "which "
         "arm is best, all with intervals: samenspel export RESULT.db --table effect-sizes, --table best.",
         "Hoe groot een verschil is naast de spreiding tussen runs (Cohens d), in hoeveel runs een variant beter is en "
         "welke de beste is, alles met intervallen: samenspel export RESULTAAT.db --table effect-sizes, --table best."},
    /* ratio, correlation */
    [SAY_READ_LUCK] =
        {"The same luck in all arms made the differences %s times as precise: without it that many times more runs "
         "would be needed (ratio of variances, median over the main outcomes; median correlation of paired runs %s).",
         "Hetzelfde toeval in alle varianten maakte de verschillen %s keer zo nauwkeurig: zonder dat waren zoveel keer "
         "meer runs nodig (verhouding van varianties, mediaan over de hoofduitkomsten; mediane correlatie van gepaarde "
         "runs %s)."},
    [SAY_READ_MONEY] =
        {"Who pays and who gains is marked, and named above, by 95 % intervals one at a time: of a hundred amounts "
         "that are really 0, about five are marked by chance.",
         "Wie betaalt en wie wint is gemarkeerd, en hierboven genoemd, op grond van losse 95%-intervallen: van honderd "
         "bedragen die in werkelijkheid 0 zijn, krijgen er door toeval ongeveer vijf een merkteken."},
};

const char *words_get(enum word word, enum report_lang lang)
{
    return words[word][lang == REPORT_NL];
}

const char *words_say(enum sentence sentence, enum report_lang lang)
{
    return sentences[sentence][lang == REPORT_NL];
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
