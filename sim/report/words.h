/* Inside of sim/report: the words of the reports, and numbers as people of a language write them. */
#ifndef SIM_REPORT_WORDS_H
#define SIM_REPORT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/report/report.h"

enum word {
    WORD_ARM,
    WORD_OUTCOME,
    WORD_UNIT,
    WORD_MEAN,
    WORD_MEAN_SHORT,
    WORD_INTERVAL,
    WORD_DIFFERENCE,
    WORD_RUNS_BETTER,
    WORD_CHANCE_BEST,
    WORD_PER_CENT,
    WORD_VERDICT,
    WORD_NINE_IN_TEN,
    WORD_TO,
    WORD_OF,
    WORD_REFERENCE,
    WORD_BETTER,
    WORD_WORSE,
    WORD_HIGHER,
    WORD_LOWER,
    WORD_NO_CLEAR,
    WORD_NOT_CLEAR, /* the same, shorter */
    WORD_NEGLIGIBLE,
    WORD_EQUAL,
    WORD_ALL_EQUAL,
    WORD_RUNS_EQUAL,
    WORD_EVERY,
    WORD_MORE,
    WORD_LESS,
    WORD_HIGHER_BETTER,
    WORD_LOWER_BETTER,
    WORD_NEITHER_BETTER,
    WORD_CONCLUSION,
    WORD_HOW_TO_READ,
    WORD_AND,
    WORD_PARTY,
    WORD_KIND,
    WORD_ALL_PARTIES,
    WORD_MARGIN,
    WORD_INVESTS,
    WORD_REIMBURSED,
    WORD_GAINS,
    WORD_COMPENSATION,
    WORD_NET,
    WORD_ALL,
    WORD_NAME,
    WORD_AIM,
    WORD_DIRECTION,
    WORD_LABEL,
    WORD_MAIN,
    WORD_YES,
    WORD_NO,
    WORD_RANGE,
    WORD_FROM,
    WORD_AT_MOST,
    WORD_A_MONTH,
    WORD_N
};

/* Whole sentences; their arguments stand in the comment in words.c. */
enum sentence {
    SAY_HEADER,
    SAY_FAILED,
    SAY_FAILED_PAIRS,
    SAY_UNFINISHED,
    SAY_ONE_RUN,
    SAY_AIM_NONE,
    SAY_AIM_BEST,
    SAY_AIM_SAME,
    SAY_AIM_DIFFER,
    SAY_AIM_MIXED,
    SAY_ALL_NONE, /* in the same order as those of an aim */
    SAY_ALL_BEST,
    SAY_ALL_SAME,
    SAY_ALL_DIFFER,
    SAY_ALL_MIXED,
    SAY_ALL_BEATEN,
    SAY_NEGLIGIBLE,
    SAY_COST,
    SAY_COST_OTHERS,
    SAY_BEATS,
    SAY_BEATS_NONE,
    SAY_BEATS_COUNTS,
    SAY_ALL_BETTER_ON,
    SAY_ALL_WORSE_ON,
    SAY_SHORT_MONEY,
    SAY_PAID_BY,
    SAY_PAID_NONE,
    SAY_GAINED_BY,
    SAY_GAINED_NONE,
    SAY_SHORT_POCKET,
    SAY_SHORT_POCKET_SAME,
    SAY_MATRIX_TITLE,
    SAY_MATRIX_MARK,
    SAY_MONEY_ALL,
    SAY_MONEY_ONE,
    SAY_MONEY_TITLE,
    SAY_MONEY_UNIT,
    SAY_MONEY_MARGINS,
    SAY_OWN_TWIN,
    SAY_NO_TWIN,
    SAY_WRONG_POCKET,
    SAY_WRONG_POCKET_SAME,
    SAY_NOBODY_INVESTS,
    SAY_NOBODY_GAINS,
    SAY_RETURN,
    SAY_PAYERS_RETURN,
    SAY_NO_MONEY,
    SAY_READ_MEAN,
    SAY_READ_PAIRS,
    SAY_READ_THIN,
    SAY_READ_SKEWED,
    SAY_READ_OPPOSITE,
    SAY_READ_OPPOSITE_BOTH,
    SAY_READ_DIFFERENCE,
    SAY_READ_BEST,
    SAY_READ_CHANCE,
    SAY_READ_EFFECT,
    SAY_READ_LUCK,
    SAY_READ_MONEY,
    SAY_N
};

const char *words_get(enum word word, enum report_lang lang);
const char *words_say(enum sentence sentence, enum report_lang lang);

/* terms.c: what models and scenarios say in English, in the language; an unknown word stays as it is. */
const char *words_aim(const char *aim, enum report_lang lang);   /* an outcome's `aim` */
const char *words_kind(const char *kind, enum report_lang lang); /* a party's `kind` */
/* cell_words.c: what people read for a word that a table holds in the column of this name, such as "yes" in `met`; other
 * words stay as they are. */
const char *words_cell(const char *column, const char *word, enum report_lang lang);

/* "EUR/person/year": the unit as shown, "" for "1". */
enum { WORDS_UNIT_SIZE = 96 };
void words_unit(char out[WORDS_UNIT_SIZE], const char *unit, enum report_lang lang);

/* 1,234.5 in English, 1.234,5 in Dutch; "-" for NaN; never "-0.0". */
enum { WORDS_NUMBER_SIZE = 400 };
void words_number(char out[WORDS_NUMBER_SIZE], double value, int decimals, enum report_lang lang);

/* cell_words.c: whether this column of text holds values of parameters, as a scenario writes them. */
bool words_is_value(const char *column);
/* Such a value as people of the language write it: a number with their decimal sign, in `room`; a word, a list or what is
 * too long for it as it is. Only to be read: --set takes the value itself. */
const char *words_value(char room[WORDS_NUMBER_SIZE], const char *value, enum report_lang lang);

#endif
