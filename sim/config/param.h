/* The parameter table: the one place where a parameter of a model (or of the engine) is written down.
 *
 * From it alone come: reading and checking of scenario files, --set, `samenspel params`, the defaults and the ranges.
 * Adding a parameter is one row here and its use through sim/config/settings.h. */
#ifndef SIM_CONFIG_PARAM_H
#define SIM_CONFIG_PARAM_H

#include <stddef.h>

enum param_type {
    PARAM_REAL,   /* a number; an integer literal in the file is accepted */
    PARAM_INT,    /* a whole number */
    PARAM_BOOL,   /* true or false */
    PARAM_CHOICE, /* one word out of `choices` */
    PARAM_TEXT,   /* free text */
    PARAM_REALS,  /* array of numbers */
    PARAM_TEXTS,  /* array of texts (with `choices`: each one out of them) */
};

enum param_flags {
    PARAM_REQUIRED = 1, /* no default: the scenario must state it */
    PARAM_NAME = 2,     /* the key that names a group of a list: must be unique within the list, and not empty */
};

struct param {
    /* Dotted path in the scenario, e.g. "network.mode". A list of groups is written "organisations[].fte": each group
     * of the list has its own value. Lists do not nest. Groups nest freely outside and not inside lists. */
    const char *path;
    enum param_type type;
    const char *unit;          /* "1" for a share or factor, "EUR", "hour/month", "1/year", "" for words */
    double fallback;           /* default of REAL, INT, BOOL (0 or 1); each element of REALS when length > 0 */
    double lowest, highest;    /* allowed range, inclusive; of each element for arrays */
    const char *fallback_text; /* default of CHOICE and TEXT; of TEXTS: words separated by blanks; of REALS:
                                       numbers separated by blanks, or NULL */
    const char *choices;       /* CHOICE: "a|b|c"; TEXTS: the allowed words or NULL for any */
    int length;                /* REALS, TEXTS: exact number of elements, 0 for any number (none included) */
    unsigned flags;
    const char *en, *nl; /* one-line description in English and Dutch */
    const char *source;  /* E-number, publication, or "assumption" */
    /* Of a required row outside lists: path of a BOOL row. Where that is true the scenario need not state this one; it
     * then reads as 0, "" or no elements, and nobody should ask. NULL: required always. */
    const char *unless;
};

#endif
