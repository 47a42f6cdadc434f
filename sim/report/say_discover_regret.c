/* How far arms are behind the best, and how sure that is, in the sentences of `samenspel discover`. */
#include <math.h>

#include "sim/report/say_discover.h"

/* "0.02 to 0.13"; of what there is too little of to judge the estimate, and that it has no interval. */
static void add_limits(const struct saying *s, struct text *line, const struct frame *arms, size_t row,
                       const char *estimate, const char *lo, const char *hi)
{
    if (isnan(real_of(arms, row, lo))) {
        saying_number(s, line, real_of(arms, row, estimate));
        text_add(line, in(s, " (no interval)", " (geen interval)"));
        return;
    }
    saying_number(s, line, real_of(arms, row, lo));
    text_add(line, in(s, " to ", " tot "));
    saying_number(s, line, real_of(arms, row, hi));
}

static void add_both(const struct saying *s, struct text *line, const struct frame *arms, size_t row)
{
    add_limits(s, line, arms, row, "regret", "regret_lo", "regret_hi");
    text_add(line, in(s, " short of the best arm, and at the worst of these points ",
                      " achter bij de beste variant, en op het ongunstigste van deze punten "));
    add_limits(s, line, arms, row, "max_regret", "max_regret_lo", "max_regret_hi");
    text_add(line, in(s, " (95 % intervals)", " (95%-intervallen)"));
}

void say_discover_regret(const struct saying *s, struct text *line, const struct frame *arms, size_t own,
                         size_t careful)
{
    const char *best = text_of(arms, own, "arm"), *minimax = text_of(arms, careful, "arm");
    if (!(real_of(arms, own, "max_regret") > 0.0)) {
        text_printf(line,
                    in(s, "%s is the robust choice: no arm has a better mean anywhere.",
                       "%s is de robuuste keus: nergens heeft een andere variant een beter gemiddelde."),
                    best);
        if (real_of(arms, own, "regret_hi") > 0.0) {
            text_add(line, in(s, " Luck apart it is on average ", " Los van toeval blijft die gemiddeld "));
            add_both(s, line, arms, own);
            text_add(line, ".");
        }
        return;
    }
    text_printf(line,
                own == careful
                    ? in(s, "%s is the robust choice: on average it is ",
                         "%s is de robuuste keus: die blijft gemiddeld ")
                    : in(s, "%s is best on average: it is ", "%s is gemiddeld de beste: die blijft gemiddeld "),
                best);
    add_both(s, line, arms, own);
    if (own == careful) {
        text_add(line, in(s, "; both are estimated to be less than of any other arm.",
                          "; beide zijn naar schatting minder dan bij elke andere variant."));
        return;
    }
    text_printf(line,
                in(s, ". At its worst %s is estimated to be the least behind: ",
                   ". Op zijn ongunstigst blijft %s naar schatting het minst achter: "),
                minimax);
    add_limits(s, line, arms, careful, "max_regret", "max_regret_lo", "max_regret_hi");
    text_add(line, ".");
}

void say_discover_lead(const struct saying *s, struct text *line, const char *second)
{
    const struct frame *averages = report_study_frame(s->study, "averages");
    size_t row = 0;
    while (averages != NULL && row < averages->n_rows
           && !(is_of(averages, row, "outcome", s->outcome) && is_of(averages, row, "arm", second)))
        row++;
    if (averages == NULL || row == averages->n_rows || isnan(real_of(averages, row, "behind_lo")))
        return;
    text_add(line, in(s, " Its mean over all points is ", " Het gemiddelde over alle punten is "));
    saying_number(s, line, real_of(averages, row, "behind"));
    text_printf(line, in(s, " better than that of %s (95 %%: ", " beter dan dat van %s (95%%: "), second);
    saying_number(s, line, real_of(averages, row, "behind_lo"));
    text_add(line, in(s, " to ", " tot "));
    saying_number(s, line, real_of(averages, row, "behind_hi"));
    text_add(line, real_of(averages, row, "behind_lo") > 0.0
                       ? ")."
                       : in(s, "): which of them is the best on average cannot be told.",
                            "): welke van beide gemiddeld de beste is, is niet te zeggen."));
}

void say_discover_share_limits(const struct saying *s, struct text *line, const struct frame *frame, size_t row,
                               const char *lo, const char *hi)
{
    if (isnan(real_of(frame, row, lo)))
        return;
    text_add(line, in(s, " (95 %: it is the best at ", " (95%: die is de beste op "));
    saying_share(s, line, real_of(frame, row, lo));
    text_add(line, in(s, " to ", " tot "));
    saying_share(s, line, real_of(frame, row, hi));
    text_add(line, ")");
}

void say_discover_intervals(struct text *out, const struct report_study *study)
{
    const struct saying s = {out, study, ""};
    const struct frame *averages = report_study_frame(study, "averages");
    if (averages == NULL || averages->n_rows == 0)
        return;
    layout_item(out,
                is_of(averages, 0, "interval", "both")
                    ? in(&s,
                         "95 % interval: over points and replications. Other points could have been drawn, and all "
                         "points share the luck of their replications, so that it does not average out over them: "
                         "more points make only the first smaller, more replications only the second. That of the "
                         "largest regret is of these points: in between it may be larger.",
                         "95%-interval: over punten en herhalingen. Er hadden andere punten getrokken kunnen zijn, "
                         "en alle punten delen het toeval van hun herhalingen, zodat dat er niet over uitmiddelt: "
                         "het eerste wordt alleen kleiner met meer punten, het tweede alleen met meer herhalingen. "
                         "Dat van de grootste spijt geldt voor deze punten: ertussen kan die groter zijn.")
                    : in(&s,
                         "95 % interval: over replications, of these points. All points share the luck of their "
                         "replications, so that it does not average out over them.",
                         "95%-interval: over herhalingen, van deze punten. Alle punten delen het toeval van hun "
                         "herhalingen, zodat dat er niet over uitmiddelt."));
    layout_item(out,
                in(&s,
                   "That of a share of points is of where an arm truly is the best: from where that is sure (97.5 %) "
                   "to where it is possible (2.5 %). It is wide where replications are too few to tell.",
                   "Dat van een deel van de punten is van waar een variant werkelijk de beste is: van waar dat "
                   "zeker is (97,5%) tot waar het kan (2,5%). Het is wijd waar herhalingen te weinig zeggen."));
}
