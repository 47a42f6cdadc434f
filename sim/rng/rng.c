#include "sim/rng/rng.h"

/* rng_fill is compiled three times and the loader takes the widest that the processor has. The arithmetic is on whole
 * numbers, so the bytes are equal. Not with sanitizers (their start-up comes after the choice) and not with clang 14.
 */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(SAMENSPEL_SANITIZED)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

/* Left to itself gcc unrolls the short loops over lanes before it looks for vectors, and then finds none. */
#if defined(__GNUC__) && !defined(__clang__)
#define KEEP_LOOP _Pragma("GCC unroll 1")
#else
#define KEEP_LOOP
#endif

/* 16 lanes fill the widest vectors; two vectors at a time hide the latency of the multiplications. */
enum { LANES = 2 * 16, ROUNDS = 10 };

/* Philox4x32-10 on LANES consecutive blocks at once: the rounds of philox.h, each statement over all lanes. */
static inline __attribute__((always_inline)) void fill_lanes(uint32_t key0, uint32_t key1, uint32_t first_block,
                                                             uint32_t counter1, uint32_t counter3, uint32_t mask,
                                                             uint32_t *restrict words)
{
    uint32_t c0[LANES], c1[LANES], c2[LANES], c3[LANES];
    KEEP_LOOP
    for (uint32_t lane = 0; lane < LANES; lane++) {
        c0[lane] = first_block + lane;
        c1[lane] = counter1;
        c2[lane] = 0;
        c3[lane] = counter3;
    }
    for (int round = 0; round < ROUNDS; round++) {
        KEEP_LOOP
        for (int lane = 0; lane < LANES; lane++) {
            const uint64_t product0 = (uint64_t)PHILOX_M4x32_0 * c0[lane];
            const uint64_t product1 = (uint64_t)PHILOX_M4x32_1 * c2[lane];
            c0[lane] = (uint32_t)(product1 >> 32) ^ c1[lane] ^ key0;
            c1[lane] = (uint32_t)product1;
            c2[lane] = (uint32_t)(product0 >> 32) ^ c3[lane] ^ key1;
            c3[lane] = (uint32_t)product0;
        }
        key0 += PHILOX_W32_0;
        key1 += PHILOX_W32_1;
    }
    KEEP_LOOP
    for (int lane = 0; lane < LANES; lane++) {
        words[4 * lane] = c0[lane] ^ mask;
        words[4 * lane + 1] = c1[lane] ^ mask;
        words[4 * lane + 2] = c2[lane] ^ mask;
        words[4 * lane + 3] = c3[lane] ^ mask;
    }
}

WIDEST void rng_fill(const struct rng_stream *stream, uint32_t first_block, size_t n_blocks, uint32_t month,
                     uint32_t purpose, uint32_t *words)
{
    const uint32_t key0 = (uint32_t)stream->seed, key1 = (uint32_t)(stream->seed >> 32);
    const uint32_t counter1 = month << 16 | (purpose & 0xffffu);
    const size_t whole = n_blocks - n_blocks % LANES;

    for (size_t block = 0; block < whole; block += LANES)
        fill_lanes(key0, key1, first_block + (uint32_t)block, counter1, stream->replication, stream->mask,
                   words + 4 * block);
    for (size_t block = whole; block < n_blocks; block++) {
        const struct rng_words drawn = rng_draw(stream, first_block + (uint32_t)block, month, purpose, 0);
        for (size_t j = 0; j < 4; j++)
            words[4 * block + j] = drawn.w[j];
    }
}

struct gsl_state {
    philox4x32_key_t key;
    philox4x32_ctr_t counter; /* word 2 counts the blocks taken since the last key */
    philox4x32_ctr_t block;
    uint32_t mask;
    unsigned used; /* words of `block` already given out */
};

static void gsl_state_start(struct gsl_state *state, const philox4x32_key_t *key, const philox4x32_ctr_t *counter,
                            uint32_t mask)
{
    state->mask = mask;
    state->key = *key;
    state->counter = *counter;
    state->used = 4;
}

static void gsl_state_set(void *opaque, unsigned long seed)
{
    const uint64_t wide = seed;
    const philox4x32_key_t key = {{(uint32_t)wide, (uint32_t)(wide >> 32)}};
    const philox4x32_ctr_t counter = {{0, 0, 0, 0}};
    gsl_state_start(opaque, &key, &counter, 0);
}

static unsigned long gsl_state_get(void *opaque)
{
    struct gsl_state *state = opaque;
    if (state->used == 4) {
        state->block = philox4x32(state->counter, state->key);
        state->counter.v[2]++;
        state->used = 0;
    }
    return state->block.v[state->used++] ^ state->mask;
}

static double gsl_state_get_double(void *opaque)
{
    return rng_unit((uint32_t)gsl_state_get(opaque));
}

static const gsl_rng_type gsl_type = {
    .name = "philox4x32-10",
    .max = UINT32_MAX,
    .min = 0,
    .size = sizeof(struct gsl_state),
    .set = gsl_state_set,
    .get = gsl_state_get,
    .get_double = gsl_state_get_double,
};

gsl_rng *rng_gsl_alloc(void)
{
    return gsl_rng_alloc(&gsl_type);
}

void rng_gsl_key(gsl_rng *generator, const struct rng_stream *stream, uint32_t agent, uint32_t month, uint32_t purpose)
{
    const philox4x32_key_t key = {{(uint32_t)stream->seed, (uint32_t)(stream->seed >> 32)}};
    const philox4x32_ctr_t counter = {{agent, month << 16 | (purpose & 0xffffu), 0, stream->replication}};
    gsl_state_start(generator->state, &key, &counter, stream->mask);
}
