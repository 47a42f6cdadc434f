/* Values and expectations in words, for messages; numbers and texts in libconfig's notation. */
#ifndef SIM_CONFIG_DESCRIBE_H
#define SIM_CONFIG_DESCRIBE_H

#include "sim/base/text.h"
#include "sim/config/param.h"
#include "sim/config/tree.h"

/* The shortest decimal number that reads back to the same bits. */
void describe_number(struct text *text, double value);
/* The same where no memory is to be had. */
enum { DESCRIBE_DIGITS = 40 };
void describe_digits(char digits[DESCRIBE_DIGITS], double value);
/* The same, recognisable as a real number: with a point or an exponent. */
void describe_real(struct text *text, double value);
/* A text between quotation marks, in libconfig's notation. */
void describe_quoted(struct text *text, const char *s);
/* "'abc'", "1.5", "a group": what a node is. */
void describe_found(struct text *text, const struct tree *node);
/* "a number from 0 to 1", "one of 'a', 'b'": what a row of the table wants. `element`: what it wants of one element. */
void describe_wanted(struct text *text, const struct param *row, int element);

#endif
