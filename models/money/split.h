/* A sum of cents divided by weights, so that the parts add up to it to the cent. */
#ifndef MODELS_MONEY_SPLIT_H
#define MODELS_MONEY_SPLIT_H

#include <math.h>
#include <stdint.h>

struct split {
    int64_t cents; /* to divide; may be negative */
    double total;  /* of all weights, summed in the order in which they are given; > 0 */
    double weight; /* given so far */
    int64_t given;
};

/* The part of the next weight: what the sum up to it is due, less what has been given. */
static inline int64_t split_next(struct split *split, double weight)
{
    split->weight += weight;
    const int64_t due = llround((double)split->cents * (split->weight / split->total)), part = due - split->given;
    split->given = due;
    return part;
}

#endif
