#include "models/check.h"

#include <string.h>

#include "models/care/citizen.h"
#include "models/care/concentration.h"
#include "models/care/service.h"
#include "models/history.h"
#include "models/laboratory/laboratory.h"
#include "models/money/bids.h"
#include "models/network/network.h"
#include "models/network/params.h"

enum { MAX_PER_KIND = 64, MAX_INSURERS = 255, MAX_MUNICIPALITIES = 400, MAX_COALITIONS = 250 };

static size_t count_kind(const struct settings *settings, const char *path, const char *list, int kind)
{
    size_t n = 0;
    for (size_t i = 0; i < settings_count(settings, list); i++)
        n += settings_choice_at(settings, path, i) == kind;
    return n;
}

static void check_services(const struct settings *settings, struct sim_messages *messages)
{
    for (int s = 0; s < N_SERVICES; s++)
        if (settings_find(settings, "services", service_types[s].name) < 0)
            sim_messages_add(messages,
                             "%s: services: '%s' is missing; every service of the model needs its price and hours",
                             settings_where(settings, "region.name", 0), service_types[s].name);
    for (size_t i = 0; i < settings_count(settings, "services"); i++) {
        const char *name = settings_text_at(settings, "services[].name", i);
        bool known = false;
        for (int s = 0; s < N_SERVICES; s++)
            known = known || strcmp(name, service_types[s].name) == 0;
        if (!known)
            sim_messages_add(messages, "%s: '%s' is no service of the model; see `samenspel help` for the list",
                             settings_where(settings, "services[].name", i), name);
    }
}

static void check_service_names(const struct settings *settings, const char *path, struct sim_messages *messages)
{
    const char *const *names = NULL;
    const size_t n = settings_texts_at(settings, path, 0, &names);
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (int s = 0; s < N_SERVICES; s++)
            known = known || strcmp(names[i], service_types[s].name) == 0;
        if (!known)
            sim_messages_add(messages, "%s: '%s' is no service of the model", settings_where(settings, path, 0),
                             names[i]);
    }
}

static void check_kinds(const struct settings *settings, struct sim_messages *messages)
{
    for (int s = 0; s < N_SERVICES; s++) {
        const enum kind kind = service_types[s].kind;
        bool said = false;
        for (int earlier = 0; earlier < s; earlier++)
            said = said || service_types[earlier].kind == kind;
        if (!said && count_kind(settings, "organisations[].kind", "organisations", (int)kind) == 0)
            sim_messages_add(messages, "%s: organisations: none of kind '%s', which provides '%s'",
                             settings_where(settings, "region.name", 0), kind_names[kind], service_types[s].name);
    }
    for (int kind = 0; kind < N_KINDS; kind++)
        if (count_kind(settings, "organisations[].kind", "organisations", kind) > MAX_PER_KIND)
            sim_messages_add(messages, "%s: organisations: more than %d of kind '%s'",
                             settings_where(settings, "region.name", 0), MAX_PER_KIND, kind_names[kind]);
    for (size_t o = 0; o < settings_count(settings, "organisations"); o++) {
        const char *kind = settings_text_at(settings, "organisations[].kind", o);
        if (settings_find(settings, "kinds", kind) < 0)
            sim_messages_add(messages, "%s: kind '%s' is not described in kinds",
                             settings_where(settings, "organisations[].kind", o), kind);
    }
    for (size_t k = 0; k < settings_count(settings, "kinds"); k++) {
        const double sum =
            settings_real_at(settings, "kinds[].staff_share", k) + settings_real_at(settings, "kinds[].fixed_share", k);
        if (sum > 1.0)
            sim_messages_add(messages, "%s: staff_share and fixed_share add up to %g; at most 1",
                             settings_where(settings, "kinds[].staff_share", k), sum);
    }
}

static void check_state_money(const struct settings *settings, const char *path, const char *what,
                              struct sim_messages *messages)
{
    if (settings_real(settings, path) > 0.0 && count_kind(settings, "payers[].kind", "payers", PAYER_STATE) == 0)
        sim_messages_add(messages, "%s: %s a payer of kind 'state'", settings_where(settings, path, 0), what);
}

static void check_payers(const struct settings *settings, struct sim_messages *messages)
{
    const char *where = settings_where(settings, "region.name", 0);
    const size_t insurers = count_kind(settings, "payers[].kind", "payers", PAYER_INSURER);
    const size_t offices = count_kind(settings, "payers[].kind", "payers", PAYER_CARE_OFFICE);
    const size_t municipalities = count_kind(settings, "payers[].kind", "payers", PAYER_MUNICIPALITY);
    if (insurers == 0 || insurers > MAX_INSURERS)
        sim_messages_add(messages, "%s: payers: %zu of kind 'insurer'; 1 to %d", where, insurers, MAX_INSURERS);
    if (offices != 1)
        sim_messages_add(messages, "%s: payers: %zu of kind 'care-office'; exactly 1", where, offices);
    if (municipalities == 0 || municipalities > MAX_MUNICIPALITIES)
        sim_messages_add(messages, "%s: payers: %zu of kind 'municipality'; 1 to %d", where, municipalities,
                         MAX_MUNICIPALITIES);
    if ((size_t)settings_int(settings, "region.neighbourhoods") < municipalities)
        sim_messages_add(messages, "%s: fewer neighbourhoods than the %zu municipalities",
                         settings_where(settings, "region.neighbourhoods", 0), municipalities);
    if (settings_real(settings, "payment.subsidy") > 0.0
        && count_kind(settings, "payers[].kind", "payers", PAYER_STATE) == 0)
        sim_messages_add(messages, "%s: a subsidy needs a payer of kind 'state'",
                         settings_where(settings, "payment.subsidy", 0));
    check_state_money(settings, "payment.transformation_eur", "transformation funds need", messages);
    check_state_money(settings, "payment.regional_fund_eur", "a start of the regional fund needs", messages);
    for (size_t i = 0; i < settings_count(settings, "lumps"); i++) {
        if (count_kind(settings, "payers[].kind", "payers", settings_choice_at(settings, "lumps[].payer", i)) == 0)
            sim_messages_add(messages, "%s: the region has no such payer",
                             settings_where(settings, "lumps[].payer", i));
        if (count_kind(settings, "organisations[].kind", "organisations",
                       settings_choice_at(settings, "lumps[].kind", i))
            == 0)
            sim_messages_add(messages, "%s: the region has no such organisation",
                             settings_where(settings, "lumps[].kind", i));
    }
}

static void check_cost_sharing(const struct settings *settings, struct sim_messages *messages)
{
    if (settings_choice(settings, "payment.shared_good") == BID_NONE)
        return;
    const char *where = settings_where(settings, "payment.shared_good", 0);
    if (!settings_bool(settings, "payment.cashier"))
        sim_messages_add(messages, "%s: a common good needs payment.cashier = true", where);
    if (settings_real(settings, "payment.payer_transfer") > 0.0)
        sim_messages_add(messages, "%s: bids already count savings; not together with payment.payer_transfer", where);
}

static size_t count_members(const struct settings *settings)
{
    size_t n = 0;
    for (size_t o = 0; o < settings_count(settings, "organisations"); o++)
        n += settings_bool_at(settings, "organisations[].member", o);
    for (size_t p = 0; p < settings_count(settings, "payers"); p++)
        n += settings_bool_at(settings, "payers[].member", p);
    return n;
}

/* Members from the start. */
static size_t count_founders(const struct settings *settings)
{
    size_t n = 0;
    for (size_t o = 0; o < settings_count(settings, "organisations"); o++)
        n += settings_bool_at(settings, "organisations[].member", o)
             && settings_bool_at(settings, "organisations[].founder", o);
    for (size_t p = 0; p < settings_count(settings, "payers"); p++)
        n += settings_bool_at(settings, "payers[].member", p) && settings_bool_at(settings, "payers[].founder", p);
    return n;
}

/* A coalition may wait for another, which may wait in turn, but not in a circle. */
static void check_after(const struct settings *settings, size_t c, struct sim_messages *messages)
{
    const size_t n = settings_count(settings, "coalitions");
    const char *after = settings_text_at(settings, "coalitions[].after", c);
    size_t steps = 0;
    int at = settings_find(settings, "coalitions", after);
    if (after[0] == '\0')
        return;
    if (at < 0)
        sim_messages_add(messages, "%s: '%s' is no coalition", settings_where(settings, "coalitions[].after", c),
                         after);
    while (at >= 0 && (size_t)at != c && steps++ < n)
        at = settings_find(settings, "coalitions", settings_text_at(settings, "coalitions[].after", (size_t)at));
    if (at >= 0 && (size_t)at == c)
        sim_messages_add(messages, "%s: '%s' waits, in the end, for itself",
                         settings_where(settings, "coalitions[].after", c),
                         settings_text_at(settings, "coalitions[].name", c));
}

/* Does the text stand among the roles? */
static bool has_role(const char *const *roles, size_t n, const char *name)
{
    for (size_t r = 0; r < n; r++)
        if (strcmp(roles[r], name) == 0)
            return true;
    return false;
}

/* Has a member of this name a role of its own? A name that is a kind's means the kind. */
static bool has_own_role(const char *const *roles, size_t n, const char *name)
{
    return service_role(name) < 0 && has_role(roles, n, name);
}

/* A member of the role's kind that does not play a role of its own. */
static bool has_player(const struct settings *settings, int role, const char *const *roles, size_t n)
{
    if (role < N_KINDS) {
        for (size_t o = 0; o < settings_count(settings, "organisations"); o++)
            if (settings_choice_at(settings, "organisations[].kind", o) == role
                && settings_bool_at(settings, "organisations[].member", o)
                && !has_own_role(roles, n, settings_text_at(settings, "organisations[].name", o)))
                return true;
        return false;
    }
    for (size_t p = 0; p < settings_count(settings, "payers"); p++)
        if (settings_choice_at(settings, "payers[].kind", p) == role - N_KINDS
            && settings_bool_at(settings, "payers[].member", p)
            && !has_own_role(roles, n, settings_text_at(settings, "payers[].name", p)))
            return true;
    return false;
}

/* A role is a kind, or the name of one member. */
static void check_role(const struct settings *settings, size_t c, const char *const *roles, size_t n, size_t r,
                       struct sim_messages *messages)
{
    const char *where = settings_where(settings, "coalitions[].roles", c);
    const int role = service_role(roles[r]);
    const int o = settings_find(settings, "organisations", roles[r]), p = settings_find(settings, "payers", roles[r]);
    if (has_role(roles, r, roles[r]))
        sim_messages_add(messages, "%s: '%s' twice; who can play it plays one of them", where, roles[r]);
    else if (role >= 0 && !has_player(settings, role, roles, n))
        sim_messages_add(messages, "%s: no member of the network is of kind '%s'", where, roles[r]);
    else if (role < 0 && o < 0 && p < 0)
        sim_messages_add(messages, "%s: '%s' is no kind of organisation or payer, nor the name of one", where,
                         roles[r]);
    else if (role < 0 && !(o >= 0 && settings_bool_at(settings, "organisations[].member", (size_t)o))
             && !(p >= 0 && settings_bool_at(settings, "payers[].member", (size_t)p)))
        sim_messages_add(messages, "%s: '%s' is no member of the network", where, roles[r]);
}

static void check_coalition(const struct settings *settings, size_t c, struct sim_messages *messages)
{
    const char *const *roles = NULL;
    const double *hours = NULL;
    const size_t n = settings_texts_at(settings, "coalitions[].roles", c, &roles);
    const size_t n_hours = settings_reals_at(settings, "coalitions[].role_hours", c, &hours);
    if (n == 0 || n > NETWORK_MAX_ROLES)
        sim_messages_add(messages, "%s: %zu roles; 1 to %d", settings_where(settings, "coalitions[].roles", c), n,
                         NETWORK_MAX_ROLES);
    if (n != n_hours)
        sim_messages_add(messages, "%s: %zu hours for %zu roles; one for each role",
                         settings_where(settings, "coalitions[].role_hours", c), n_hours, n);
    for (size_t r = 0; r < n; r++)
        check_role(settings, c, roles, n, r, messages);
    concentration_check(settings, c, messages);
}

/* The words of a history must mean somebody: a name that is written wrongly would be no history at all. */
static void check_past(const struct settings *settings, const char *path, size_t h, struct sim_messages *messages)
{
    const char *word = settings_text_at(settings, path, h);
    bool known = false;
    for (size_t o = 0; o < settings_count(settings, "organisations"); o++)
        known = known
                || (settings_bool_at(settings, "organisations[].member", o) && history_means(settings, word, false, o));
    for (size_t p = 0; p < settings_count(settings, "payers"); p++)
        known = known || (settings_bool_at(settings, "payers[].member", p) && history_means(settings, word, true, p));
    if (!known)
        sim_messages_add(messages, "%s: '%s' is no member of the network, no kind of member and not 'all'",
                         settings_where(settings, path, h), word);
}

static void check_veto(const struct settings *settings, struct sim_messages *messages)
{
    bool payer = false;
    for (size_t p = 0; p < settings_count(settings, "payers"); p++)
        payer = payer || settings_bool_at(settings, "payers[].member", p);
    if (settings_choice(settings, "network.veto") == (int)VETO_PAYERS && !payer)
        sim_messages_add(messages, "%s: no payer is a member of the network (set member = true for a payer)",
                         settings_where(settings, "network.veto", 0));
}

static void check_network(const struct settings *settings, struct sim_messages *messages)
{
    if (!settings_bool(settings, "network.active"))
        return;
    const size_t members = count_members(settings);
    if (members < 3)
        sim_messages_add(messages,
                         "%s: %zu members; a network needs at least 3 (set member = true for organisations or payers)",
                         settings_where(settings, "network.active", 0), members);
    else if (count_founders(settings) < 3)
        sim_messages_add(messages, "%s: %zu founders; a network needs at least 3 (founder = true) to begin with",
                         settings_where(settings, "network.active", 0), count_founders(settings));
    const size_t n = settings_count(settings, "coalitions");
    if (n == 0 || n > MAX_COALITIONS)
        sim_messages_add(messages, "%s: coalitions: %zu; 1 to %d", settings_where(settings, "network.active", 0), n,
                         MAX_COALITIONS);
    for (size_t c = 0; c < n; c++) {
        check_coalition(settings, c, messages);
        check_after(settings, c, messages);
    }
    for (size_t h = 0; h < settings_count(settings, "network.history"); h++) {
        check_past(settings, "network.history[].from", h, messages);
        check_past(settings, "network.history[].to", h, messages);
    }
    check_veto(settings, messages);
    const char *lead = settings_text(settings, "network.lead");
    if (lead[0] == '\0')
        return;
    const int o = settings_find(settings, "organisations", lead), p = settings_find(settings, "payers", lead);
    if (!(o >= 0 && settings_bool_at(settings, "organisations[].member", (size_t)o))
        && !(p >= 0 && settings_bool_at(settings, "payers[].member", (size_t)p)))
        sim_messages_add(messages, "%s: '%s' is no member of the network", settings_where(settings, "network.lead", 0),
                         lead);
}

static void check_health(const struct settings *settings, struct sim_messages *messages)
{
    const double *share = NULL, *chronic = NULL, *frail = NULL, *longterm = NULL;
    settings_reals_at(settings, "region.age_shares", 0, &share);
    settings_reals_at(settings, "health.chronic", 0, &chronic);
    settings_reals_at(settings, "health.frail", 0, &frail);
    settings_reals_at(settings, "health.longterm", 0, &longterm);
    double sum = 0.0;
    for (int b = 0; b < N_BANDS; b++) {
        sum += share[b];
        if (chronic[b] + frail[b] + longterm[b] > 1.0)
            sim_messages_add(messages, "%s: age band %d: chronic, frail and longterm add up to %g; at most 1",
                             settings_where(settings, "health.chronic", 0), b + 1, chronic[b] + frail[b] + longterm[b]);
    }
    if (sum <= 0.0)
        sim_messages_add(messages, "%s: all shares are zero", settings_where(settings, "region.age_shares", 0));
}

void samenspel_check(const struct settings *settings, struct sim_messages *messages)
{
    if (settings_bool(settings, "laboratory.active")) {
        laboratory_check(settings, messages);
        return;
    }
    if (settings_int(settings, "spinup_months") < 12)
        sim_messages_add(messages, "%s: %lld; at least 12, because staffing and the norm are measured in the spin-up",
                         settings_where(settings, "spinup_months", 0),
                         (long long)settings_int(settings, "spinup_months"));
    check_services(settings, messages);
    check_service_names(settings, "payment.scope", messages);
    check_service_names(settings, "payment.pool", messages);
    check_kinds(settings, messages);
    check_payers(settings, messages);
    check_cost_sharing(settings, messages);
    check_network(settings, messages);
    check_health(settings, messages);
}
