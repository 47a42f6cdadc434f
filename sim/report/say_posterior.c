#include "sim/report/say_posterior.h"

#include <inttypes.h>
#include <math.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/say_calibrate.h"

/* FEWEST: draws that an interval takes (sim/study/posterior.h). */
enum { MOST_SAID = 12, FEWEST = 30 };

static const char *in(const struct report_study *study, const char *en, const char *nl)
{
    return study->lang == REPORT_NL ? nl : en;
}

/* Whether draws or replications are too few for an interval. */
static bool few_draws(const struct frame *rows, size_t row)
{
    return isnan(fit_real(rows, row, "se_luck")) || frame_at(rows, row, "draws")->integer < FEWEST;
}

/* One difference: its interval, and what most of that is. */
static void say_difference(struct text *out, const struct report_study *study, const struct frame *rows, size_t row)
{
    const double lo = fit_real(rows, row, "lo"), hi = fit_real(rows, row, "hi");
    const double values[] = {fit_real(rows, row, "mean"), lo, hi};
    const double parameters = fit_real(rows, row, "sd_parameters"), luck = fit_real(rows, row, "se_luck");
    struct text p = {0};
    text_printf(&p, in(study, "%s, %s less %s: ", "%s, %s min %s: "), fit_label(study, fit_word(rows, row, "outcome")),
                fit_word(rows, row, "arm"), fit_word(rows, row, "reference"));
    if (parameters + luck == 0.0) {
        fit_numbers(&p, study,
                    in(study, "# in every run: more may differ.", "# in elke run: meer runs kunnen anders zijn."),
                    values);
    } else if (few_draws(rows, row)) {
        fit_numbers(&p, study, "#.", values);
    } else if (isnan(lo)) {
        fit_numbers(&p, study,
                    in(study, "#; how sure that is cannot be said: it is the same in nearly all runs.",
                       "#; hoe zeker dat is, is niet te zeggen: het is in bijna alle runs hetzelfde."),
                    values);
    } else {
        fit_numbers(&p, study, in(study, "# (95 % interval # to #", "# (95%-interval # tot #"), values);
        text_add(&p, parameters > luck ? in(study, ", mostly for the parameters", ", vooral door de parameters")
                                       : in(study, ", mostly for luck: more replications help",
                                            ", vooral door toeval: meer herhalingen helpen"));
        text_add(&p, lo > 0.0 || hi < 0.0 ? in(study, "): its sign is sure.", "): het teken staat vast.")
                                          : in(study, "): its sign is not sure.", "): het teken staat niet vast."));
    }
    fit_finish_item(out, &p);
}

void say_posterior_finding(struct text *out, const struct report_study *study)
{
    const struct frame *rows = report_study_frame(study, "posterior-outcomes");
    const struct frame *design = report_study_frame(study, "sweep-design");
    struct text p = {0};
    size_t said = 0;
    bool few = false;
    if (rows == NULL || design == NULL || design->n_rows == 0)
        return;
    text_printf(&p,
                in(study,
                   "Over %" PRId64 " draws from what was fitted (%s): every draw has the fitted parameters as they go "
                   "together, and the same luck.",
                   "Over %" PRId64
                   " trekkingen uit wat geschat is (%s): elke trekking heeft de geschatte parameters zoals "
                   "ze samengaan, en hetzelfde toeval."),
                frame_at(design, 0, "points")->integer, fit_word(design, 0, "posterior"));
    text_add(out, "\n");
    fit_finish(out, &p);
    for (size_t i = 0; i < rows->n_rows && said < MOST_SAID; i++)
        if (fit_word(rows, i, "reference")[0] != '\0') {
            say_difference(out, study, rows, i);
            few = few || (few_draws(rows, i) && isnan(fit_real(rows, i, "lo")));
            said++;
        }
    if (few)
        text_add(&p,
                 in(study,
                    "Where no interval is given there are too few draws or replications: it takes 30 draws (of a fit "
                    "with more --points when it has fewer) and 2 replications.",
                    "Waar geen interval staat zijn er te weinig trekkingen of herhalingen: daarvoor zijn 30 "
                    "trekkingen (uit een schatting met meer --points als die er minder heeft) en 2 herhalingen "
                    "nodig."));
    if (few)
        fit_finish(out, &p);
}

bool say_posterior_reading(struct text *out, const struct report_study *study)
{
    if (report_study_frame(study, "posterior-outcomes") == NULL)
        return false;
    layout_item(
        out,
        in(study,
           "95 % interval: what the model expects, unsure of parameters and luck both, as far as the posterior is "
           "right; not beyond the highest and lowest run. 5 % to 95 % of draws: the means at the draws, their own luck "
           "included.",
           "95%-interval: wat het model verwacht, met wat onzeker is van parameters en toeval samen, voor zover de "
           "schatting klopt; niet voorbij de hoogste en laagste run. 5% tot 95% van de trekkingen: de gemiddelden "
           "van de trekkingen, met hun eigen toeval."));
    layout_item(
        out,
        in(study,
           "Sd by parameters: how far the expectation differs between draws, luck taken out; only better targets "
           "make it smaller. Error by luck: what the replications leave, which more of them make smaller. Draws are "
           "no more than the particles of the fit count as.",
           "Sd parameters: hoe ver de verwachting tussen trekkingen uiteenloopt, toeval eraf; alleen betere doelen "
           "maken die kleiner. Fout toeval: wat de herhalingen overlaten; meer daarvan maken die kleiner. Er zijn "
           "niet meer trekkingen dan waarvoor de deeltjes van de schatting tellen."));
    return true;
}
