/* What `samenspel select` found, in sentences. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/study.h"
#include "sim/report/words.h"

static const struct sim_outcome *find_outcome(const struct report_study *study, const char *name)
{
    for (size_t k = 0; k < study->model->n_outcomes; k++)
        if (strcmp(study->model->outcomes[k].name, name) == 0)
            return &study->model->outcomes[k];
    return NULL;
}

/* Adds `start`, the arms with this verdict, and a full stop; nothing when there are none. */
static void name_arms(struct text *out, const struct frame *selection, const char *verdict, const char *start)
{
    bool any = false;
    for (size_t r = 0; r < selection->n_rows; r++)
        if (strcmp(frame_at(selection, r, "verdict")->text, verdict) == 0) {
            text_printf(out, "%s%s", any ? "; " : start, frame_at(selection, r, "arm")->text);
            any = true;
        }
    if (any)
        text_add(out, ".");
}

/* Arms that take part and of which some runs gave no value: what is said of them is of the others. */
static void name_missing(struct text *out, const struct report_study *study, const struct frame *selection)
{
    const bool dutch = study->lang == REPORT_NL;
    bool any = false;
    for (size_t r = 0; r < selection->n_rows; r++) {
        const int64_t given = frame_at(selection, r, "replications")->integer, n = frame_at(selection, r, "n")->integer;
        if (n == given || strcmp(frame_at(selection, r, "verdict")->text, "no value") == 0)
            continue;
        text_printf(out, dutch ? "%s%s %" PRId64 " van %" PRId64 " runs" : "%s%s %" PRId64 " of %" PRId64 " runs",
                    any     ? "; "
                    : dutch ? " Zonder waarde, en dus niet in gemiddelde en interval: "
                            : " Without a value, and so not in mean and interval: ",
                    frame_at(selection, r, "arm")->text, given - n, given);
        any = true;
    }
    if (any)
        text_add(out, ".");
}

/* Downwards: "at least" must stay true. */
static void percentage(char text[WORDS_NUMBER_SIZE], double share, enum report_lang lang)
{
    const double tenths = floor(share * 1000.0 + 1e-9);
    const bool fine = tenths > 950.0;
    words_number(text, fine ? fmin(tenths, 999.0) / 10.0 : floor(tenths / 10.0), fine ? 1 : 0, lang);
}

static void say_kn(struct text *out, const struct report_study *study, const struct frame *chance, double p)
{
    const bool dutch = study->lang == REPORT_NL;
    const double delta = frame_at(chance, 0, "delta")->real;
    int decimals = 0;
    for (double rest = delta; decimals < 8 && fabs(rest - round(rest)) > 1e-6 * rest; rest *= 10.0)
        decimals++;
    char number[WORDS_NUMBER_SIZE], percent[WORDS_NUMBER_SIZE], unit[WORDS_UNIT_SIZE];
    const struct sim_outcome *outcome = find_outcome(study, frame_at(chance, 0, "outcome")->text);
    words_unit(unit, outcome != NULL ? outcome->unit : "", study->lang);
    words_number(number, delta, decimals, study->lang);
    if (isnan(p)) {
        text_add(out, dutch ? ". De runs waren op voordat duidelijk was welke de beste is: er is geen kans bij te "
                              "geven, en met meer runs (--budget) kan de keuze nog veranderen."
                            : ". The runs were used up before it was clear which is best: no probability goes with it, "
                              "and with more runs (--budget) the choice may still change.");
        return;
    }
    percentage(percent, p, study->lang);
    text_printf(out,
                dutch ? ": met een kans van ten minste %s%% is dat de beste, of scheelt het minder dan %s%s%s met de "
                        "beste."
                      : ": with a probability of at least %s %% it is the best, or within %s%s%s of the best.",
                percent, number, unit[0] != '\0' ? " " : "", unit);
}

static void say_ocba(struct text *out, const struct report_study *study, double p)
{
    const bool dutch = study->lang == REPORT_NL;
    char percent[WORDS_NUMBER_SIZE];
    percentage(percent, p, study->lang);
    if (p < 0.5)
        text_add(out, dutch ? ", maar dat kan toeval zijn: de kans dat dit de beste is kan kleiner zijn dan 50%. Meer "
                              "runs (--budget) maken het duidelijker, als het verschil maakt."
                            : ", but that may be chance: the probability that it is the best may be below 50 %. More "
                              "runs (--budget) will tell, if there is a difference.");
    else
        text_printf(out,
                    dutch ? ": met een kans van ten minste %s%% is dat de beste."
                          : ": with a probability of at least %s %% it is the best.",
                    percent);
}

static void finding(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    const struct frame *selection = report_study_frame(study, "selection"),
                       *chance = report_study_frame(study, "selection-chance");
    struct text sentence = {0};
    if (selection == NULL || chance == NULL || chance->n_rows == 0)
        return;
    const struct sim_outcome *outcome = find_outcome(study, frame_at(chance, 0, "outcome")->text);
    const double p = frame_at(chance, 0, "p_correct")->real;
    const bool kn = strcmp(frame_at(chance, 0, "method")->text, "kn") == 0;
    text_add(out, "\n");
    text_printf(&sentence, dutch ? "Gekozen op %s: " : "Chosen on %s: ",
                outcome != NULL ? (dutch ? outcome->nl : outcome->en) : frame_at(chance, 0, "outcome")->text);
    for (size_t r = 0; r < selection->n_rows; r++)
        if (strcmp(frame_at(selection, r, "verdict")->text, "best") == 0)
            text_add(&sentence, frame_at(selection, r, "arm")->text);
    if (kn)
        say_kn(&sentence, study, chance, p);
    else if (isnan(p))
        text_add(&sentence, dutch ? ", de eerste van varianten die in elke run hetzelfde doen: er valt niets te kiezen."
                                  : ", the first of arms that do the same in every run: there is nothing to choose.");
    else
        say_ocba(&sentence, study, p);
    name_arms(&sentence, selection, "same",
              dutch ? " In elke run gelijk aan de gekozen variant: " : " The same as the chosen arm in every run: ");
    name_arms(&sentence, selection, "in",
              dutch ? " Nog niet uit te sluiten als de beste: " : " Not ruled out as best: ");
    name_missing(&sentence, study, selection);
    name_arms(
        &sentence, selection, "no value",
        dutch ? " Buiten de keuze gelaten, omdat deze uitkomst in meer dan de helft van hun runs geen waarde heeft: "
              : " Left out, because this outcome has no value in more than half of their runs: ");
    layout_paragraph(out, 0, text_get(&sentence));
    out->failed = out->failed || sentence.failed;
    text_free(&sentence);
}

static void reading(struct text *out, const struct report_study *study)
{
    static const char *const both[][2] = {
        {"Best: the arm that is chosen. Same as best: does the same in every run; the chance speaks of the other arms. "
         "May be best: not told from the best. Out: no longer in the race. No value: left out of the choice, without a "
         "value of this outcome in more than half of the runs.",
         "Beste: de gekozen variant. Gelijk aan beste: doet in elke run hetzelfde; de kans gaat over de andere "
         "varianten. "
         "Mogelijk beste: niet van de beste te onderscheiden. Afgevallen: kan de beste niet meer zijn. Geen waarde: "
         "buiten "
         "de keuze gelaten, zonder waarde van deze uitkomst in meer dan de helft van de runs."},
        {"Behind the best: run by run, over the replications that both arms have. Means of arms with different numbers "
         "of "
         "replications also differ by luck, so do not subtract them.",
         "Achter op de beste: run voor run, over de herhalingen die beide varianten hebben. Gemiddelden van varianten "
         "met verschillende aantallen herhalingen verschillen ook door toeval: trek ze niet van elkaar af."},
        {"Chance is that of the runs in the model, for values that are about normal; it does not say whether the model "
         "is right or whether the difference matters.",
         "Kans gaat over toeval tussen runs in het model, bij ongeveer normaal verdeelde waarden; niet over de vraag "
         "of "
         "het model klopt of het verschil ertoe doet."},
    };
    static const char *const ocba[2] = {
        "ocba: runs go to the arms that are hardest to tell from the best. Out is behind by more than chance (95 % "
        "interval of that one difference).",
        "ocba: runs gaan naar de varianten die het moeilijkst van de beste te onderscheiden zijn. Afgevallen is: "
        "verder "
        "achter "
        "dan door toeval (95%-interval van dat ene verschil)."};
    static const char *const kn[2] = {
        "kn: arms drop out one by one as soon as they are surely not the best. An arm within delta of the best may be "
        "chosen or drop out: that counts as right, since a smaller difference does not matter.",
        "kn: varianten vallen een voor een af zodra zeker is dat ze niet de beste zijn. Een variant die minder dan "
        "delta "
        "met de beste scheelt kan gekozen worden of afvallen: dat telt als goed, omdat een kleiner verschil er niet "
        "toe "
        "doet."};
    const struct frame *chance = report_study_frame(study, "selection-chance");
    const bool eliminates =
        chance != NULL && chance->n_rows > 0 && strcmp(frame_at(chance, 0, "method")->text, "kn") == 0;
    for (size_t i = 0; i < sizeof both / sizeof both[0]; i++) {
        layout_item(out, both[i][study->lang == REPORT_NL]);
        if (i == 0)
            layout_item(out, (eliminates ? kn : ocba)[study->lang == REPORT_NL]);
    }
}

const struct study_sayings study_sayings_select = {.command = "select", .finding = finding, .reading = reading};
