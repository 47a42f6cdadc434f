/* The parameter tables as people and programs read them: `samenspel params`. */
#ifndef SIM_CONFIG_PARAMTEXT_H
#define SIM_CONFIG_PARAMTEXT_H

#include <stddef.h>
#include <stdio.h>

#include "sim/base/err.h"
#include "sim/base/text.h"
#include "sim/config/param.h"

enum params_format { PARAMS_TEXT, PARAMS_JSON, PARAMS_MARKDOWN };
enum params_lang { PARAMS_EN, PARAMS_NL };

/* Writes the n rows of a table. SIM_OK, SIM_E_NOMEM, or SIM_E_IO when `out` does not take it. */
int params_print(FILE *out, const struct param *params, size_t n, enum params_format format, enum params_lang lang)
    __attribute__((warn_unused_result));

/* "real", "integer", "boolean", "choice", "text", "reals" or "texts". */
const char *params_type(enum param_type type);
/* Adds the default as one reads it; "required" in the language for a row without. */
void params_add_default(struct text *text, const struct param *row, enum params_lang lang);

#endif
