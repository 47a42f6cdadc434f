/* Random numbers of the designs and of the bootstrap: what each word of the key means.
 *
 * The replication is 0. Purposes start far above those of any simulation, so a design and a simulation with the same
 * seed have no draw in common. */
#ifndef SIM_DESIGN_DRAWS_H
#define SIM_DESIGN_DRAWS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/rng/rng.h"

/* purpose                        agent                     month      draw                     words */
enum design_purpose {
    DESIGN_LHS_STRATUM = 0xd000, /* factor                  candidate  position in the shuffle  0 */
    DESIGN_LHS_WITHIN,           /* factor                  0          point                    0 */
    DESIGN_LHS_EXCHANGE,         /* 0                       0          attempt                  0, 1, 2 */
    DESIGN_SOBOL_SHIFT,          /* factor                  0          0                        0 */
    DESIGN_MORRIS_START,         /* trajectory              0          factor                   0, 1 */
    DESIGN_MORRIS_ORDER,         /* trajectory              0          position in the shuffle  0 */
    DESIGN_BOOTSTRAP_MORRIS,     /* resample                0          block of 4 units         0 ... 3 */
    DESIGN_BOOTSTRAP_SOBOL,      /* resample                0          block of 4 units         0 ... 3 */
    DESIGN_FOLDS,                /* 0                       0          position in the shuffle  0 */
};

/* A word as a whole number below n (at least 1): off from uniform by at most n / 2^32. */
static inline uint32_t design_below(uint32_t word, size_t n)
{
    return (uint32_t)((uint64_t)word * n >> 32);
}

/* A shuffle's partner of position i (Fisher and Yates, from the last position to the second). */
static inline size_t design_shuffle_partner(const struct rng_stream *stream, size_t agent, size_t month,
                                            enum design_purpose purpose, size_t i)
{
    return design_below(rng_draw(stream, (uint32_t)agent, (uint32_t)month, purpose, (uint32_t)i).w[0], i + 1);
}

/* How often each of n units is in resample `resample` of a bootstrap: counts[n], summing to n. */
void design_resample(uint64_t seed, enum design_purpose purpose, size_t resample, size_t n, uint32_t *counts);

#endif
