/* Citizens: a structure of arrays, about 28 bytes a person, and the class that their risks depend on.
 *
 * A class packs (age band, frailty, psychosocial level, social position, dementia, unmet need). Everything that a class
 * determines (rates, GP contacts, quality of life) is kept as counts per class or as integer sums that change when a
 * person changes class, so that nothing is summed over people in a month. A new person always gets a new number: people
 * who die or leave never shift the numbers, and so the random draws, of others. */
#ifndef MODELS_CARE_CITIZEN_H
#define MODELS_CARE_CITIZEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { N_BANDS = 19, N_GROUPS = 6, N_STATES = 4, N_PSYCHO = 3, N_POSITIONS = 3, N_CLASSES = 19 * 4 * 3 * 3 * 2 * 2 };
enum { CLASS_NONE = N_CLASSES }; /* dead, gone or not yet born */
enum state { STATE_ROBUST, STATE_CHRONIC, STATE_FRAIL, STATE_LONGTERM };

struct citizen_class {
    uint8_t band, state, psycho, position, dementia, unmet;
};

/* What care a person takes: a complex client is frail or in long-term care, has dementia, complex psychosocial problems, or
 * two or more of the conditions below. */
enum client_type { CLIENT_SIMPLE, CLIENT_COMPLEX, N_CLIENT_TYPES };

/* Condition bits. */
enum { CONDITION_OSTEOARTHRITIS = 1, CONDITION_CARDIOMETABOLIC = 2, CONDITION_CANCER = 4 };

/* Traits: bit 0 limited health literacy, bits 1-2 strength of informal care, bit 3 wants a medical answer,
 * bits 4-7 trust in care (0-15). */
static inline bool trait_limited(uint8_t traits)
{
    return traits & 1u;
}
static inline unsigned trait_carer(uint8_t traits)
{
    return traits >> 1 & 3u;
}
static inline bool trait_medical(uint8_t traits)
{
    return traits >> 3 & 1u;
}
static inline double trait_trust(uint8_t traits)
{
    return (traits >> 4) / 15.0;
}

struct citizens {
    uint32_t n, capacity; /* numbers given out; room */
    uint32_t alive;
    uint16_t *class;       /* [capacity], CLASS_NONE when not there */
    uint16_t *services;    /* bit per service in use */
    uint16_t *waiting;     /* bit per service waited for */
    uint16_t *complex;     /* bit per service in use that began with a complex client */
    uint16_t *elsewhere;   /* bit per service used or waited for at the next provider, refused by the usual one */
    uint16_t *unmet_until; /* month in which unmet need ends */
    uint16_t *practice;    /* GP practice */
    uint16_t *enrolled_at; /* month of enrolment */
    uint8_t *age;          /* years */
    uint8_t *neighbourhood;
    uint8_t *conditions, *traits;
    uint8_t *enrolled; /* coalition + 1, 0 none */
    uint8_t *support;  /* support_asked, support_kept */
};

/* Household help (0) and support (1): bit asked for and not yet decided, bit kept in long-term care by a provider with
 * contracts under both laws. */
static inline uint8_t support_asked(unsigned which)
{
    return (uint8_t)(1u << which);
}
static inline uint8_t support_kept(unsigned which)
{
    return (uint8_t)(4u << which);
}

static inline uint16_t class_pack(unsigned band, unsigned state, unsigned psycho, unsigned position, unsigned dementia,
                                  unsigned unmet)
{
    return (uint16_t)(((((band * N_STATES + state) * N_PSYCHO + psycho) * N_POSITIONS + position) * 2 + dementia) * 2
                      + unmet);
}

static inline struct citizen_class class_unpack(uint16_t class)
{
    struct citizen_class c;
    unsigned rest = class;
    c.unmet = (uint8_t)(rest & 1u);
    rest >>= 1;
    c.dementia = (uint8_t)(rest & 1u);
    rest >>= 1;
    c.position = (uint8_t)(rest % N_POSITIONS);
    rest /= N_POSITIONS;
    c.psycho = (uint8_t)(rest % N_PSYCHO);
    rest /= N_PSYCHO;
    c.state = (uint8_t)(rest % N_STATES);
    c.band = (uint8_t)(rest / N_STATES);
    return c;
}

static inline unsigned band_of_age(unsigned age)
{
    return age / 5 < N_BANDS ? age / 5 : N_BANDS - 1;
}

static inline enum client_type client_type_of(uint16_t class, uint8_t conditions)
{
    const struct citizen_class c = class_unpack(class);
    const unsigned n = (conditions & 1u) + (conditions >> 1 & 1u) + (conditions >> 2 & 1u);
    return c.state >= STATE_FRAIL || c.dementia || c.psycho == 2 || n >= 2 ? CLIENT_COMPLEX : CLIENT_SIMPLE;
}

/* Age group (0-19, 20-44, 45-64, 65-74, 75-84, 85+) of a five-year band. */
static inline unsigned group_of_band(unsigned band)
{
    return band < 4 ? 0 : band < 9 ? 1 : band < 13 ? 2 : band < 15 ? 3 : band < 17 ? 4 : 5;
}

/* A hash of a citizen's number, for choices that never change (which hospital, which insurer): 0..255. */
static inline unsigned citizen_hash(uint32_t citizen, unsigned what)
{
    uint32_t h = (citizen + 1) * 2654435761u + what * 0x9E3779B9u;
    h ^= h >> 15;
    h *= 0x85EBCA6Bu;
    return h >> 24;
}

#endif
