/* Inside of sim/report: what the parts of the comparison in text share, and the parts. */
#ifndef SIM_REPORT_WRITER_H
#define SIM_REPORT_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/text.h"
#include "sim/report/analysis.h"
#include "sim/report/layout.h"
#include "sim/report/words.h"

struct writer {
    struct text *out;
    const struct analysis *a;
    enum report_lang lang;
    bool color;
    struct sim_err *err;
};

const char *writer_word(const struct writer *w, enum word which);
const char *writer_say(const struct writer *w, enum sentence which);
const char *writer_arm(const struct writer *w, size_t i); /* name; `i`: position in `listed` */
const char *writer_label(const struct writer *w, const struct sim_outcome *outcome);
void writer_heading(const struct writer *w, const char *text);
/* These take what is in `sentence` and leave it empty. */
void writer_paragraph(const struct writer *w, size_t indent, struct text *sentence);
void writer_item(const struct writer *w, struct text *sentence);

void writer_number(const struct writer *w, struct layout *table, enum tint tint, double value, int decimals);
void writer_interval(const struct writer *w, struct layout *table, double lo, double hi, int decimals,
                     const char *mark);
/* More decimals than an outcome asks for when its interval would otherwise look as if it had no width. */
int writer_decimals(int decimals, double half_width);
/* One table when it fits the screen, else the columns `left` and then the columns `right`. */
int writer_table(const struct writer *w, const struct layout *table, unsigned left, unsigned right);

/* Adds `name` to a list that has *done of its n names: "A", "A and B", "A, B and C". */
void writer_listed(const struct writer *w, struct text *list, size_t *done, size_t n, const char *name);

/* Adds the names of the chosen arms, chosen[n_listed]. */
void writer_arms(const struct writer *w, struct text *out, const bool *chosen);

/* The parts, in the order of the report. They return enum sim_status. */
int short_print(const struct writer *w);  /* short.c: the answer in sentences */
int short_money(const struct writer *w);  /* short_money.c: of it, who pays and who gains */
int money_matrix(const struct writer *w); /* money.c: net result of kinds of party by arm */
/* arms.c: a table of arms per outcome; *chances: whether with the chance of being best. */
int arms_print(const struct writer *w, bool *chances);
int arms_print_one(const struct writer *w); /* arms.c: one arm, a table of outcomes */
bool arms_thin(const struct writer *w);     /* arms.c: whether anything shown has no interval since it is thin */
/* arms.c: whether the interval of anything shown may be too sure since it is skewed. */
int arms_skewed(const struct writer *w, bool *any);
int money_tables(const struct writer *w, enum report_kind kind); /* money.c: who pays and who gains, per arm */

/* money.c: whether anything moved; whether there is something to say of who pays and gains in an arm. */
bool money_row_empty(const struct incidence_row *row);
bool money_told(const struct writer *w, size_t i);
/* Whether any party compensates another. */
bool money_compensated(const struct incidence *incidence);
/* 95 % interval of a mean amount. One that is the same in all runs (nothing, or what a contract fixes) is just that. */
struct stats_interval money_interval(const struct stats_moments *moments);
/* Half of the 95 % interval of the mean; NaN when there is none. */
double money_margin(const struct stats_moments *moments);
/* That half as text, with more decimals for a small one. */
void money_margin_text(const struct writer *w, char out[WORDS_NUMBER_SIZE], double half, int decimals);
/* Mean of a column of replications. */
double money_mean(const struct writer *w, const double *values, struct stats_moments *moments);

#endif
