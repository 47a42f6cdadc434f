/* Inside of sim/report: the words of the reports, and numbers as people of a language write them. */
#ifndef SIM_REPORT_WORDS_H
#define SIM_REPORT_WORDS_H

#include <stddef.h>

#include "sim/report/report.h"

enum word {
    WORD_ARM,
    WORD_OUTCOME,
    WORD_UNIT,
    WORD_MEAN,
    WORD_INTERVAL,
    WORD_DIFFERENCE,
    WORD_BETTER_IN,
    WORD_VERDICT,
    WORD_NINE_IN_TEN,
    WORD_TO,
    WORD_OF,
    WORD_RUNS,
    WORD_REFERENCE,
    WORD_BETTER,
    WORD_WORSE,
    WORD_HIGHER,
    WORD_LOWER,
    WORD_NO_CLEAR,
    WORD_HIGHER_BETTER,
    WORD_LOWER_BETTER,
    WORD_NEITHER_BETTER,
    WORD_CONCLUSION,
    WORD_AND,
    WORD_PARTY,
    WORD_KIND,
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
    WORD_N
};

/* Whole sentences; their arguments stand in the comment in words.c. */
enum sentence {
    SAY_HEADER,
    SAY_UNFINISHED,
    SAY_INTERVAL,
    SAY_CHANCE,
    SAY_AIM_BEST,
    SAY_AIM_SOME,
    SAY_AIM_NONE,
    SAY_AIM_MIXED,
    SAY_ALL_BEST,
    SAY_ALL_SOME,
    SAY_ALL_NONE,
    SAY_ALL_MIXED,
    SAY_MONEY_TITLE,
    SAY_MONEY_UNIT,
    SAY_NO_TWIN,
    SAY_WRONG_POCKET,
    SAY_WRONG_POCKET_SAME,
    SAY_NOBODY_INVESTS,
    SAY_NOBODY_GAINS,
    SAY_RETURN,
    SAY_NO_MONEY,
    SAY_N
};

const char *words_get(enum word word, enum report_lang lang);
const char *words_say(enum sentence sentence, enum report_lang lang);

/* The name of an aim (an outcome's `aim`, English in the model's table); an unknown one stays as it is. */
const char *words_aim(const char *aim, enum report_lang lang);

/* 1,234.5 in English, 1.234,5 in Dutch; "-" for NaN; never "-0.0". */
enum { WORDS_NUMBER_SIZE = 400 };
void words_number(char out[WORDS_NUMBER_SIZE], double value, int decimals, enum report_lang lang);
/* "EUR per year": the unit as shown, "" for "1". */
enum { WORDS_UNIT_SIZE = 96 };
void words_unit(char out[WORDS_UNIT_SIZE], const char *unit, enum report_lang lang);

#endif
