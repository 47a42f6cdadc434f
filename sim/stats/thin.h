/* Samples that are too thin for Student's t.
 *
 * Of an outcome that is the same in most replications (a network that rarely dies, arms that differ in one run of
 * twenty) the spread between replications hangs on the few that differ: with none of them it is 0, which is no
 * certainty, and with a few the t interval covers far less than it says (25 to 85 % instead of 95, measured) or reaches
 * beyond what is possible. Such a sample gets no t interval; reports say how many are equal instead. */
#ifndef SIM_STATS_THIN_H
#define SIM_STATS_THIN_H

#include <stdbool.h>
#include <stddef.h>

/* So many values must differ from the common one: the usual rule for the normal approximation of a count (n p >= 10). */
enum { THIN_FEWEST = 10 };

struct thin {
    size_t n;      /* values; NaN is skipped */
    bool any;      /* more than half of them are equal; else the rest is without meaning */
    double common; /* the value that more than half have */
    size_t equal;  /* how many have it: n - equal differ */
};

/* A value of a sample that stands nowhere in a row. */
typedef double (*thin_value)(const void *of, size_t i);
/* Of n such values; those that differ by no more than `rounding` count as equal. */
void thin_count_of(thin_value value, const void *of, size_t n, double rounding, struct thin *out);
/* Of a column of n values, exactly compared. */
void thin_count(const double *values, size_t n, struct thin *out);
/* The same of the paired differences arm - reference; a pair with a NaN is skipped. */
void thin_count_pairs(const double *arm, const double *reference, size_t n, struct thin *out);

/* Whether more than half are equal and fewer than THIN_FEWEST differ. Constant samples are, a single value is, and a
 * sample without values is not. */
bool thin_is(const struct thin *sample);

#endif
