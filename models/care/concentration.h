/* Services that a coalition brings together at one provider: which share of the new clients of one organisation another
 * treats while the coalition delivers, and who they are (M2, M8). Volumes, contracts, revenue and staff follow by
 * themselves. What it means to the organisations in money: money/compensation.h. */
#ifndef MODELS_CARE_CONCENTRATION_H
#define MODELS_CARE_CONCENTRATION_H

#include <stddef.h>
#include <stdint.h>

#include "models/care/service.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;
struct sim_messages;

enum { CONCENTRATION_MAX_PLACES = 64 }; /* organisations of one kind */

/* Of the new clients of a service of `from`, this share goes to `to` at full output of the coalition. */
struct move {
    size_t coalition, from, to; /* from, to: organisations of one kind */
    int service;
    double share; /* [0,1] */
};

struct concentration {
    struct move *moves; /* of all coalitions; a service leaves an organisation in one of them at most */
    size_t n;
    uint16_t *moved; /* [citizens] bit per service: used or waited for where a coalition moved it */
    uint8_t to[N_SERVICES][CONCENTRATION_MAX_PLACES];   /* position in its kind, by position of the usual provider */
    double share[N_SERVICES][CONCENTRATION_MAX_PLACES]; /* of new clients that go there this month */
};

/* Where a client of a service is treated: positions among the organisations of the kind. NULL: nothing is moved. */
static inline size_t concentration_place(const struct concentration *concentration, int service, uint32_t citizen,
                                         size_t usual)
{
    if (concentration == NULL || !((unsigned)concentration->moved[citizen] >> service & 1u))
        return usual;
    return concentration->to[service][usual];
}

/* Reads coalitions[].moves_*; region->concentration stays NULL when no coalition moves anything. After the population
 * has been created. SIM_E_NOMEM. */
int concentration_create(struct region *region, const struct settings *settings, struct sim_err *err);
void concentration_destroy(struct region *region);
/* Says what is wrong with the moves of a coalition of the scenario. */
void concentration_check(const struct settings *settings, size_t coalition, struct sim_messages *messages);
/* A citizen is about to become a new client of a service that it neither uses nor waits for: where? One draw a citizen
 * and year serves all its services, so that who has moved for the clinic is operated there as well. */
void concentration_choose(struct region *region, uint32_t citizen, int service);
/* It no longer uses a lasting service. */
void concentration_end(struct region *region, uint32_t citizen, int service);
/* The shares of next month, from what coalitions deliver now: share x output. */
void concentration_month(struct region *region);

#endif
