/* The boxes of `samenspel discover`, in sentences. */
#include "sim/report/say_discover.h"

#include <math.h>

static void add_limit(const struct saying *s, struct text *line, const struct frame *limits, size_t r)
{
    const double from = real_of(limits, r, "from"), to = real_of(limits, r, "to");
    text_add(line, text_of(limits, r, "parameter"));
    if (text_of(limits, r, "words")[0] != '\0') {
        text_printf(line, in(s, " is %s", " %s is"), text_of(limits, r, "words"));
    } else if (isnan(from)) {
        text_add(line, in(s, " is at most ", " ten hoogste "));
        saying_number(s, line, to);
    } else if (isnan(to)) {
        text_add(line, in(s, " is at least ", " ten minste "));
        saying_number(s, line, from);
    } else {
        text_add(line, in(s, " is from ", " van "));
        saying_number(s, line, from);
        text_add(line, in(s, " to ", " tot en met "));
        saying_number(s, line, to);
    }
    if (s->study->lang == REPORT_NL && text_of(limits, r, "words")[0] == '\0')
        text_add(line, " is");
}

/* "where a is at least 3 and b is at most .4"; false when the box is everything. */
static bool add_where(const struct saying *s, struct text *line, const struct frame *boxes, size_t box,
                      const struct frame *limits)
{
    size_t n = 0;
    for (size_t r = 0; r < limits->n_rows; r++) {
        if (!is_of(limits, r, "outcome", s->outcome) || !is_of(limits, r, "arm", text_of(boxes, box, "arm"))
            || !is_of(limits, r, "where", text_of(boxes, box, "where"))
            || cell_of(limits, r, "box")->integer != cell_of(boxes, box, "box")->integer)
            continue;
        text_add(line, n++ == 0 ? in(s, "where ", "waar ") : in(s, " and ", " en "));
        add_limit(s, line, limits, r);
    }
    return n > 0;
}

/* A box that does much worse on other points owes its limits to these. */
static void add_held_out(const struct saying *s, struct text *line, double density, double held_out)
{
    if (isnan(held_out))
        return;
    text_add(line, " (");
    saying_share(s, line, held_out);
    text_add(line, in(s, " on points that had no part in finding such a box",
                      " op punten die niet meededen bij het zoeken van zo'n vak"));
    if (density - held_out > 0.1)
        text_add(line, in(s, ": its limits are partly chance", ": de grenzen zijn deels toeval"));
    text_add(line, ")");
}

static void say_box(const struct saying *s, const struct frame *boxes, size_t box, const struct frame *limits)
{
    struct text line = {0}, where = {0};
    text_add(&line, text_of(boxes, box, "arm"));
    if (!is_of(boxes, box, "dense", "yes")) {
        text_add(&line, in(s, " is the best here and there, but no limits say where: the best box found has it win ",
                           " is hier en daar de beste, maar geen grenzen zeggen waar: in het beste vak wint die "));
        saying_share(s, &line, real_of(boxes, box, "density"));
        text_add(&line, in(s, " of its points", " van de punten"));
    } else if (!add_where(s, &where, boxes, box, limits)) {
        text_add(&line, in(s, " does best nearly everywhere: its chance to be the best is ",
                           " is bijna overal de beste: de kans dat die de beste is is "));
        saying_share(s, &line, real_of(boxes, box, "density"));
    } else {
        text_printf(&line,
                    cell_of(boxes, box, "box")->integer > 1 ? in(s, " also does best %s: ", " is ook de beste %s: ")
                                                            : in(s, " does best %s: ", " is de beste %s: "),
                    text_get(&where));
        saying_share(s, &line, real_of(boxes, box, "coverage"));
        text_add(&line,
                 in(s, " of its wins lie there, and it wins ", " van de keren dat die wint ligt daar, en die wint "));
        saying_share(s, &line, real_of(boxes, box, "density"));
        text_printf(&line, in(s, " of the %lld points there", " van de %lld punten daar"),
                    (long long)cell_of(boxes, box, "points")->integer);
    }
    /* A box that is everything was not sought: nothing was held out of it. */
    if (where.n > 0 || is_of(boxes, box, "dense", "no"))
        add_held_out(s, &line, where.n > 0 ? real_of(boxes, box, "density") : 0.0,
                     real_of(boxes, box, "density_heldout"));
    text_add(&line, ".");
    text_free(&where);
    end_saying(s, &line);
}

void say_discover_boxes(const struct saying *s)
{
    const struct frame *boxes = report_study_frame(s->study, "boxes");
    const struct frame *limits = report_study_frame(s->study, "box-limits");
    for (size_t r = 0; boxes != NULL && limits != NULL && r < boxes->n_rows; r++)
        if (is_of(boxes, r, "outcome", s->outcome) && is_of(boxes, r, "where", "yes"))
            say_box(s, boxes, r, limits);
}

void say_discover_where_not(const struct saying *s, struct text *line)
{
    const struct frame *boxes = report_study_frame(s->study, "boxes");
    const struct frame *limits = report_study_frame(s->study, "box-limits");
    for (size_t r = 0; boxes != NULL && limits != NULL && r < boxes->n_rows; r++) {
        struct text where = {0};
        if (is_of(boxes, r, "outcome", s->outcome) && is_of(boxes, r, "where", "no") && is_of(boxes, r, "dense", "yes")
            && add_where(s, &where, boxes, r, limits)) {
            text_printf(line,
                        in(s, " %s is not the best %s: there it wins only ",
                           " %s is niet de beste %s: daar wint die maar "),
                        text_of(boxes, r, "arm"), text_get(&where));
            saying_share(s, line, 1.0 - real_of(boxes, r, "density"));
            text_add(line, in(s, " of the points.", " van de punten."));
        }
        text_free(&where);
    }
}
