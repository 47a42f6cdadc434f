/* The inside of struct settings, for the functions that fill, compare and write it. */
#ifndef SIM_CONFIG_COLUMNS_H
#define SIM_CONFIG_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/text.h"
#include "sim/config/param.h"
#include "sim/config/settings.h"

struct cell {
    union {
        double real;
        int64_t integer;  /* INT and BOOL */
        const char *text; /* TEXT and CHOICE */
        const double *reals;
        const char *const *texts;
    } as;
    const char *where; /* "file:line: path" */
    uint32_t n;        /* elements of REALS and TEXTS; position of a CHOICE */
    bool stated;
    bool refused; /* stated, but wrong: while checking only */
    bool waived;  /* required, not stated and not needed: no value */
};

/* One row of the parameter table and its values. */
struct column {
    const struct param *row;
    size_t n; /* groups in the list; 1 outside lists */
    struct cell *cells;
};

struct settings {
    struct column *columns; /* by path */
    size_t n;
};

/* The column of a path; NULL when the table has none. */
const struct column *settings_column(const struct settings *settings, const char *path);
/* True for the columns that decide what is simulated: not the title and the experiment group. */
bool settings_counts(const struct column *column);
/* Equality and hash of the columns that count, where they were written left aside. */
bool settings_equal(const struct settings *a, const struct settings *b);
uint64_t settings_hash(const struct settings *settings);
/* FNV-1a, 64 bits; begin with FNV_START. */
#define FNV_START UINT64_C(0xcbf29ce484222325)
uint64_t settings_fnv(uint64_t hash, const void *bytes, size_t n);
/* Libconfig text of one value. */
void settings_write_value(struct text *text, const struct column *column, size_t i);
/* Libconfig text of the columns for which wanted() is true, groups and lists included. */
void settings_write(struct text *text, const struct settings *settings, bool (*wanted)(const struct column *column),
                    int indent);

#endif
