/* Inside of sim/report: what the sentences of `samenspel discover` share. */
#ifndef SIM_REPORT_SAY_DISCOVER_H
#define SIM_REPORT_SAY_DISCOVER_H

#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/study.h"

struct saying {
    struct text *out;
    const struct report_study *study;
    const char *outcome;
};

static inline const char *in(const struct saying *s, const char *en, const char *nl)
{
    return s->study->lang == REPORT_NL ? nl : en;
}

static inline const union frame_cell *cell_of(const struct frame *frame, size_t row, const char *column)
{
    return &frame_row(frame, row)[frame_column(frame->definition, column)];
}

static inline const char *text_of(const struct frame *frame, size_t row, const char *column)
{
    const char *text = cell_of(frame, row, column)->text;
    return text != NULL ? text : "";
}

static inline double real_of(const struct frame *frame, size_t row, const char *column)
{
    return cell_of(frame, row, column)->real;
}

static inline bool is_of(const struct frame *frame, size_t row, const char *column, const char *word)
{
    return strcmp(text_of(frame, row, column), word) == 0;
}

static inline void end_saying(const struct saying *s, struct text *line)
{
    layout_paragraph(s->out, 2, text_get(line));
    s->out->failed = s->out->failed || line->failed;
    text_free(line);
}

/* Three digits that matter; a share as a percentage, "<1 %" when it is not nothing. */
void saying_number(const struct saying *s, struct text *line, double value);
void saying_share(const struct saying *s, struct text *line, double share);

/* say_discover_boxes.c: where each arm does best; where the arm that is best on average does not. */
void say_discover_boxes(const struct saying *s);
void say_discover_where_not(const struct saying *s, struct text *line);
/* say_discover_regret.c: how far the arm that is best on average is behind the best (row `own` of the robustness) and the
 * least behind at its worst (`careful`); its lead over the runner-up; limits of a share; what the intervals are. */
void say_discover_regret(const struct saying *s, struct text *line, const struct frame *arms, size_t own,
                         size_t careful);
void say_discover_lead(const struct saying *s, struct text *line, const char *second);
void say_discover_share_limits(const struct saying *s, struct text *line, const struct frame *frame, size_t row,
                               const char *lo, const char *hi);
void say_discover_intervals(struct text *out, const struct report_study *study);
/* say_discover_map.c: the map of an outcome, with its legend. */
void say_discover_map(const struct saying *s);

#endif
