#include "models/care/concentration.h"

#include <stdlib.h>
#include <string.h>

#include "models/region.h"
#include "sim/base/mem.h"

/* -- the scenario ------------------------------------------------------------------------------------------------- */

/* The four columns of a coalition's moves. */
struct columns {
    const char *const *service, *const *from, *const *to;
    const double *share;
    size_t n_service, n_from, n_to, n_share;
};

static struct columns columns_of(const struct settings *settings, size_t coalition)
{
    struct columns c = {.share = NULL};
    c.n_service = settings_texts_at(settings, "coalitions[].moves_service", coalition, &c.service);
    c.n_from = settings_texts_at(settings, "coalitions[].moves_from", coalition, &c.from);
    c.n_to = settings_texts_at(settings, "coalitions[].moves_to", coalition, &c.to);
    c.n_share = settings_reals_at(settings, "coalitions[].moves_share", coalition, &c.share);
    return c;
}

static int service_of(const char *name)
{
    for (int s = 0; s < N_SERVICES; s++)
        if (strcmp(name, service_types[s].name) == 0)
            return s;
    return -1;
}

static void check_place(const struct settings *settings, const char *path, size_t coalition, const char *name,
                        int service, struct sim_messages *messages)
{
    const int o = settings_find(settings, "organisations", name);
    if (o < 0)
        sim_messages_add(messages, "%s: '%s' is no organisation", settings_where(settings, path, coalition), name);
    else if (!settings_bool_at(settings, "organisations[].member", (size_t)o))
        sim_messages_add(messages, "%s: '%s' is no member of the network", settings_where(settings, path, coalition),
                         name);
    else if (service >= 0
             && settings_choice_at(settings, "organisations[].kind", (size_t)o) != (int)service_types[service].kind)
        sim_messages_add(messages, "%s: '%s' does not provide '%s'", settings_where(settings, path, coalition), name,
                         service_types[service].name);
}

/* Does an earlier row, of this coalition or one before it, move the same service away from the same organisation? */
static bool moved_before(const struct settings *settings, size_t coalition, size_t row, const char *service,
                         const char *from)
{
    for (size_t c = 0; c <= coalition; c++) {
        const struct columns other = columns_of(settings, c);
        const size_t n = c < coalition ? other.n_service : row;
        for (size_t k = 0; k < n && k < other.n_from; k++)
            if (strcmp(other.service[k], service) == 0 && strcmp(other.from[k], from) == 0)
                return true;
    }
    return false;
}

static void check_row(const struct settings *settings, size_t coalition, const struct columns *c, size_t k,
                      struct sim_messages *messages)
{
    int service = service_of(c->service[k]);
    const char *where = settings_where(settings, "coalitions[].moves_service", coalition);
    if (service < 0)
        sim_messages_add(messages, "%s: '%s' is no service of the model", where, c->service[k]);
    if (service >= 0 && service_types[service].kind == KIND_GP) {
        sim_messages_add(messages, "%s: '%s' goes by practice and cannot be moved", where, c->service[k]);
        service = -1;
    }
    check_place(settings, "coalitions[].moves_from", coalition, c->from[k], service, messages);
    check_place(settings, "coalitions[].moves_to", coalition, c->to[k], service, messages);
    if (strcmp(c->from[k], c->to[k]) == 0)
        sim_messages_add(messages, "%s: '%s' moves to itself",
                         settings_where(settings, "coalitions[].moves_to", coalition), c->to[k]);
    if (moved_before(settings, coalition, k, c->service[k], c->from[k]))
        sim_messages_add(messages, "%s: '%s' leaves '%s' twice; one share and one destination for each", where,
                         c->service[k], c->from[k]);
}

void concentration_check(const struct settings *settings, size_t coalition, struct sim_messages *messages)
{
    const struct columns c = columns_of(settings, coalition);
    if (c.n_from != c.n_service || c.n_to != c.n_service || c.n_share != c.n_service) {
        sim_messages_add(messages,
                         "%s: %zu services, but %zu in moves_from, %zu in moves_to and %zu in moves_share; one of each "
                         "for each move",
                         settings_where(settings, "coalitions[].moves_service", coalition), c.n_service, c.n_from,
                         c.n_to, c.n_share);
        return;
    }
    for (size_t k = 0; k < c.n_service; k++)
        check_row(settings, coalition, &c, k, messages);
}

/* -- creation ------------------------------------------------------------------------------------------------------ */

static void read_moves(struct region *region, const struct settings *settings)
{
    struct concentration *concentration = region->concentration;
    for (size_t i = 0; i < region->n_coalitions; i++) {
        const struct columns c = columns_of(settings, i);
        for (size_t k = 0; k < c.n_service; k++) {
            struct move *move = &concentration->moves[concentration->n++];
            *move = (struct move){
                .coalition = i,
                .service = service_of(c.service[k]),
                .from = (size_t)settings_find(settings, "organisations", c.from[k]),
                .to = (size_t)settings_find(settings, "organisations", c.to[k]),
                .share = c.share[k],
            };
            concentration->to[move->service][region->organisations[move->from].position] =
                (uint8_t)region->organisations[move->to].position;
        }
    }
}

int concentration_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < region->n_coalitions; i++)
        n += columns_of(settings, i).n_service;
    if (n == 0)
        return SIM_OK;
    struct concentration *concentration = sim_calloc(1, sizeof *concentration);
    region->concentration = concentration;
    if (concentration) {
        concentration->moves = sim_calloc(n, sizeof *concentration->moves);
        concentration->moved = sim_calloc(region->citizens.capacity, sizeof *concentration->moved);
    }
    if (!concentration || !concentration->moves || !concentration->moved)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the moves of %zu services", n);
    read_moves(region, settings);
    return SIM_OK;
}

void concentration_destroy(struct region *region)
{
    if (!region->concentration)
        return;
    free(region->concentration->moves);
    free(region->concentration->moved);
    free(region->concentration);
}

/* -- the month ----------------------------------------------------------------------------------------------------- */

void concentration_choose(struct region *region, uint32_t citizen, int service)
{
    struct concentration *concentration = region->concentration;
    const enum kind kind = service_types[service].kind;
    if (!concentration || kind == KIND_GP)
        return;
    const uint16_t bit = (uint16_t)(1u << service);
    const double share = concentration->share[service][region_usual_place(region, service, citizen)];
    concentration->moved[citizen] &= (uint16_t)~bit;
    if (share <= 0.0)
        return;
    const struct rng_words w =
        rng_draw(&region->stream, citizen, (uint32_t)(region->month / 12), PURPOSE_CONCENTRATED, 0);
    if (rng_unit(w.w[0]) < share)
        concentration->moved[citizen] |= bit;
}

void concentration_end(struct region *region, uint32_t citizen, int service)
{
    if (region->concentration)
        region->concentration->moved[citizen] &= (uint16_t) ~(1u << service);
}

/* Who has left the network sends nobody and receives nobody. */
static bool works(const struct region *region, const struct move *move)
{
    const int from = region->organisations[move->from].member, to = region->organisations[move->to].member;
    return from != MEMBER_NONE && to != MEMBER_NONE && network_member(region->network, (size_t)from)
           && network_member(region->network, (size_t)to);
}

void concentration_month(struct region *region)
{
    struct concentration *concentration = region->concentration;
    if (!concentration)
        return;
    memset(concentration->share, 0, sizeof concentration->share);
    for (size_t k = 0; k < concentration->n; k++) {
        const struct move *move = &concentration->moves[k];
        if (works(region, move))
            concentration->share[move->service][region->organisations[move->from].position] =
                move->share * region->interventions[move->coalition].fidelity;
    }
}
