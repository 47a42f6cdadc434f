/* The lexer in front of libconfig: see source.h for what it does and why. */
#ifndef SIM_CONFIG_SCAN_H
#define SIM_CONFIG_SCAN_H

#include "sim/config/source.h"

/* Adds the text of one file to the source. Stops at the first error of the file, with a message. */
int scan_text(struct reading *reading, struct source *source, const struct source_file *file, const char *bytes)
    __attribute__((warn_unused_result));

#endif
