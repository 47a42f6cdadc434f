/* Counter-based random numbers (Philox4x32-10 of Random123; Salmon et al. 2011).
 *
 * A draw is a pure function of (seed, replication, agent, month, purpose, draw): no generator state exists, so neither
 * the order of the work nor the number of threads can change a result, and arms that share (seed, replication) share
 * every draw (common random numbers). An arm never enters a key. Key = seed; counter = (agent, month << 16 | purpose,
 * draw, replication). The antithetic partner of a stream (Hammersley and Morton 1956) has the same words complemented. */
#ifndef SIM_RNG_RNG_H
#define SIM_RNG_RNG_H

#include <Random123/philox.h>
#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rng_stream {
    uint64_t seed;
    uint32_t replication;
    uint32_t mask; /* every word is xor'ed with it: 0, or ~0 for the antithetic partner, whose u is 1 - u */
};

struct rng_words {
    uint32_t w[4];
};

/* Four independent 32-bit words for one decision of one agent in one month. `month` and `purpose` below 65536. */
static inline struct rng_words rng_draw(const struct rng_stream *stream, uint32_t agent, uint32_t month,
                                        uint32_t purpose, uint32_t draw)
{
    const philox4x32_key_t key = {{(uint32_t)stream->seed, (uint32_t)(stream->seed >> 32)}};
    const philox4x32_ctr_t counter = {{agent, month << 16 | (purpose & 0xffffu), draw, stream->replication}};
    const philox4x32_ctr_t out = philox4x32(counter, key);
    const uint32_t mask = stream->mask;
    return (struct rng_words){{out.v[0] ^ mask, out.v[1] ^ mask, out.v[2] ^ mask, out.v[3] ^ mask}};
}

/* A word as a number in (0,1), never 0 or 1. */
static inline double rng_unit(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

/* Threshold t such that `word < t` happens with probability p; p is clipped to [0,1]. 1 maps to 2^32 - 1, so a certain
 * event fails once in four billion draws; 0 never happens. */
static inline uint32_t rng_threshold(double p)
{
    if (!(p > 0.0))
        return 0;
    return p >= 1.0 ? UINT32_MAX : (uint32_t)(p * 0x1p32 > 4294967295.0 ? 4294967295.0 : p * 0x1p32);
}

/* Rounds x up or down at random so that the mean is x. */
static inline int64_t rng_round(double x, uint32_t word)
{
    const double whole = x < 0 ? (double)(int64_t)x - 1.0 : (double)(int64_t)x;
    return (int64_t)whole + (rng_unit(word) < x - whole ? 1 : 0);
}

/* Fills words[0 .. 4 * n_blocks): words[4 * b + j] is word j of rng_draw(stream, first_block + b, month, purpose, 0).
 * Vectorised; the bytes are the same on every processor. */
void rng_fill(const struct rng_stream *stream, uint32_t first_block, size_t n_blocks, uint32_t month, uint32_t purpose,
              uint32_t *words);

/* A GSL generator on top of the same function, for GSL's distributions. Re-key it at each decision, because rejection
 * samplers take a varying number of words. One per thread; free with gsl_rng_free. NULL when out of memory. */
gsl_rng *rng_gsl_alloc(void);
void rng_gsl_key(gsl_rng *generator, const struct rng_stream *stream, uint32_t agent, uint32_t month, uint32_t purpose);

#endif
