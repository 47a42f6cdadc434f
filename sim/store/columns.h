/* Columns that many tables of results have, so that they are called alike in all of them, in both languages: rows of a
 * list of struct frame_column. */
#ifndef SIM_STORE_COLUMNS_H
#define SIM_STORE_COLUMNS_H

#include "sim/base/frame.h"

// clang-format off
#define COLUMN_OUTCOME {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"}
#define COLUMN_ARM {"arm", FRAME_TEXT, "", "arm", "variant"}
#define COLUMN_UNIT {"unit", FRAME_TEXT, "", "unit", "eenheid"}
#define COLUMN_PARAMETER {"parameter", FRAME_TEXT, "", "parameter", "parameter"}
#define COLUMN_LESS {"reference", FRAME_TEXT, "", "less", "min"}
#define COLUMN_REFERENCE {"reference", FRAME_TEXT, "", "compared with", "vergeleken met"}
#define COLUMN_POINT {"point", FRAME_INTEGER, "", "point", "punt"}
#define COLUMN_POINTS {"points", FRAME_INTEGER, "", "points", "punten"}
#define COLUMN_MEAN {"mean", FRAME_REAL, "outcome", "mean", "gemiddelde"}
#define COLUMN_VALUES {"n", FRAME_INTEGER, "", "replications with a value", "herhalingen met een waarde"}
#define COLUMN_PAIRS {"n", FRAME_INTEGER, "", "pairs of runs", "paren van runs"}
// clang-format on

#endif
