/* Shorthands for the rows of the parameter table (sim/config/param.h), used by the parameters.def files; the last
 * argument is always the source. */
#ifndef MODELS_PARAM_ROWS_H
#define MODELS_PARAM_ROWS_H

#include "sim/config/param.h"

/* A laboratory has no region, so that it need not say what is required of one. */
#define UNLESS_LABORATORY "laboratory.active"

// clang-format off
#define P_REAL(path, unit, value, low, high, en, nl, source)                                                                     \
    {path, PARAM_REAL, unit, value, low, high, NULL, NULL, 0, 0, en, nl, source, NULL},
#define P_INT(path, unit, value, low, high, en, nl, source)                                                                      \
    {path, PARAM_INT, unit, value, low, high, NULL, NULL, 0, 0, en, nl, source, NULL},
#define P_INT_REQUIRED(path, unit, low, high, en, nl, source)                                                                    \
    {path, PARAM_INT, unit, 0, low, high, NULL, NULL, 0, PARAM_REQUIRED, en, nl, source, UNLESS_LABORATORY},
#define P_BOOL(path, value, en, nl, source) {path, PARAM_BOOL, "", value, 0, 1, NULL, NULL, 0, 0, en, nl, source, NULL},
#define P_TEXT_REQUIRED(path, en, nl, source)                                                                                    \
    {path, PARAM_TEXT, "", 0, 0, 0, NULL, NULL, 0, PARAM_REQUIRED, en, nl, source, UNLESS_LABORATORY},
#define P_CHOICE(path, value, words, en, nl, source)                                                                             \
    {path, PARAM_CHOICE, "", 0, 0, 0, value, words, 0, 0, en, nl, source, NULL},
#define P_CHOICE_REQUIRED(path, words, en, nl, source)                                                                           \
    {path, PARAM_CHOICE, "", 0, 0, 0, NULL, words, 0, PARAM_REQUIRED, en, nl, source, UNLESS_LABORATORY},
#define P_TEXTS(path, value, words, en, nl, source)                                                                              \
    {path, PARAM_TEXTS, "", 0, 0, 0, value, words, 0, 0, en, nl, source, NULL},
#define P_REALS(path, unit, n, value, low, high, en, nl, source)                                                                 \
    {path, PARAM_REALS, unit, 0, low, high, value, NULL, n, 0, en, nl, source, NULL},
#define P_REALS_REQUIRED(path, unit, n, low, high, en, nl, source)                                                               \
    {path, PARAM_REALS, unit, 0, low, high, NULL, NULL, n, PARAM_REQUIRED, en, nl, source, UNLESS_LABORATORY},
#define P_LIST_NAME(path, en, nl, source)                                                                                        \
    {path, PARAM_TEXT, "", 0, 0, 0, NULL, NULL, 0, PARAM_REQUIRED | PARAM_NAME, en, nl, source, NULL},
#define P_LIST_REAL P_REAL
#define P_LIST_TEXT(path, value, en, nl, source) {path, PARAM_TEXT, "", 0, 0, 0, value, NULL, 0, 0, en, nl, source, NULL},
#define P_LIST_INT P_INT
#define P_LIST_BOOL P_BOOL
#define P_LIST_CHOICE P_CHOICE
#define P_LIST_CHOICE_REQUIRED P_CHOICE_REQUIRED
#define P_LIST_TEXTS(path, words, en, nl, source)                                                                                \
    {path, PARAM_TEXTS, "", 0, 0, 0, NULL, words, 0, PARAM_REQUIRED, en, nl, source, NULL},
#define P_LIST_REALS(path, unit, low, high, en, nl, source)                                                                      \
    {path, PARAM_REALS, unit, 0, low, high, NULL, NULL, 0, PARAM_REQUIRED, en, nl, source, NULL},
// clang-format on

#endif
