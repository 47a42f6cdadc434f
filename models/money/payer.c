#include "models/money/payer.h"

#include <math.h>
#include <stdlib.h>

#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "models/money/payment.h"
#include "models/region.h"
#include "sim/base/mem.h"

int payer_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const size_t n = settings_count(settings, "payers");
    double sum[N_PAYER_KINDS] = {0};
    region->n_payers = n;
    region->payers = sim_calloc(n, sizeof *region->payers);
    if (!region->payers)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu payers", n);
    for (size_t p = 0; p < n; p++) {
        struct payer *payer = &region->payers[p];
        payer->name = settings_text_at(settings, "payers[].name", p);
        payer->kind = (enum payer_kind)settings_choice_at(settings, "payers[].kind", p);
        payer->share = settings_real_at(settings, "payers[].share", p);
        payer->objects = settings_bool_at(settings, "payers[].objects", p);
        payer->deficit = payer->deficit_start = settings_real_at(settings, "payers[].deficit", p);
        payer->trust = payer->trust_start = settings_real_at(settings, "payers[].trust", p);
        payer->horizon_months = settings_real_at(settings, "payers[].horizon_months", p);
        payer->mission = settings_real_at(settings, "payers[].mission", p);
        payer->finance = settings_real_at(settings, "payers[].finance", p);
        payer->reserve_cents_person = 100.0 * settings_real_at(settings, "payers[].reserve_eur", p);
        payer->evidence = 1.0;
        payer->member = MEMBER_NONE;
        sum[payer->kind] += payer->share;
        region->payer_first[payer->kind][region->payer_n[payer->kind]++] = p;
    }
    for (size_t p = 0; p < n; p++)
        region->payers[p].share /= sum[region->payers[p].kind] > 0.0 ? sum[region->payers[p].kind] : 1.0;
    double goal = 0.0;
    unsigned slot = 0;
    for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++) {
        goal += region->payers[region->payer_first[PAYER_INSURER][k]].share * 256.0;
        for (; slot < 256 && (double)slot + 0.5 < goal; slot++)
            region->insurer[slot] = (uint8_t)k;
    }
    region->equalisation =
        settings_real(settings, "payer.equalisation") * (1.0 - settings_real(settings, "payer.equalisation_repair"));
    region->equalisation_lag_years = (size_t)(settings_int(settings, "payer.equalisation_lag_months") + 11) / 12;
    return SIM_OK;
}

void payer_destroy(struct region *region)
{
    free(region->payers);
}

static double present_value(double horizon_months, double discount, double share_lost, double lag_months)
{
    const double monthly = discount / 12.0;
    double value = 0.0;
    for (int t = 1; t <= (int)horizon_months; t++)
        value += exp(-monthly * t) * (t > lag_months ? 1.0 - share_lost : 1.0);
    return value;
}

static double full_cost_cents(const struct region *region)
{
    double cents = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        for (size_t m = 0; m < region->n_members; m++) {
            const int role = region->interventions[c].role_of_member[m];
            if (role >= 0 && region->member_organisation[m] >= 0)
                cents += region->interventions[c].role_hours[role] * payment_wage_cents(region, m);
        }
    return cents;
}

bool payer_may_pay(const struct region *region, size_t p)
{
    const struct payer *payer = &region->payers[p];
    return !payer->objects
           && (payer->kind != PAYER_MUNICIPALITY
               || payer->deficit <= settings_real(region->settings, "payer.deficit_limit"));
}

/* Saving that counts for a payer a month, all coalitions at full output; `share` is its share of the pool. */
static double believed_saving(const struct region *region, size_t p, double share)
{
    double saving = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        if (region->money->pooled) /* savings of the pool are shared by size */
            for (size_t q = 0; q < region->n_payers; q++)
                saving += share * payer_saving(region, q, c, true);
        else
            saving += payer_saving(region, p, c, false);
    }
    return saving;
}

/* Months over which a payer counts a saving, discounted, less what risk equalisation takes back. */
static double saving_months(const struct region *region, const struct payer *payer)
{
    const double lost = payer->kind == PAYER_INSURER ? region->equalisation : 0.0;
    return present_value(payer->horizon_months, settings_real(region->settings, "payer.discount"), lost,
                         12.0 * (double)region->equalisation_lag_years);
}

static double price_months(const struct region *region, const struct payer *payer)
{
    return present_value(payer->horizon_months, settings_real(region->settings, "payer.discount"), 0.0, 0.0);
}

/* Health per hour of work that coalitions are believed to bring, by hours. */
static double mean_health(const struct region *region)
{
    double health = 0.0, hours = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        health += region->interventions[c].health_gain * region->interventions[c].hours_full;
        hours += region->interventions[c].hours_full;
    }
    return health / fmax(1.0, hours);
}

/* What is known outside of the network counts for who has no experience of its own with it. */
static double standing(const struct region *region)
{
    return region->network_running ? network_standing(region->network) : 0.0;
}

/* How far a payer believes a saving: by its trust in the network and the network's standing, or by an evaluation once
 * there is one. */
static double credibility(const struct region *region, const struct payer *payer)
{
    const struct cost_sharing *sharing = region->cost_sharing;
    const double weight = region->p.payer_legitimacy;
    const double trust = weight > 0.0 ? (1.0 - weight) * payer->trust + weight * standing(region) : payer->trust;
    return sharing->evaluated ? fmax(trust, sharing->evaluation_quality) : trust;
}

/* Mission pays for health beyond money; trust says how far the health is believed. */
static double mission_utility(const struct region *region, const struct payer *payer)
{
    return payer->mission * (0.5 + payer->trust) * mean_health(region);
}

static double chance_of(const struct region *region, double utility)
{
    return 1.0 / (1.0 + exp(-utility / region->p.payer_noise));
}

/* Chance that a payer pays its part of network functions for a year; what it weighs, when `weighed` is not NULL. */
static double willingness(const struct region *region, size_t p, struct payer_weighed *weighed)
{
    const struct payer *payer = &region->payers[p];
    const double share = payment_cashier_share(region, p);
    if (share <= 0.0 || !payer_may_pay(region, p))
        return 0.0;
    double gain = payer->evidence * believed_saving(region, p, share) * saving_months(region, payer);
    /* Equalisation looks at spending on care: what payers pay each other is left out of it. */
    gain += payer->evidence * cost_sharing_believed_transfer(region, p, share) * price_months(region, payer);
    const double price = fmax(1.0, share * full_cost_cents(region) * price_months(region, payer));
    if (weighed != NULL)
        *weighed = (struct payer_weighed){
            .saving_cents = gain / fmax(1.0, price_months(region, payer)),
            .price_cents = price / fmax(1.0, price_months(region, payer)),
            .credibility = credibility(region, payer),
            .money = payer->finance * (credibility(region, payer) * gain / price - 1.0),
            .mission = mission_utility(region, payer),
        };
    return chance_of(region, payer->finance * (credibility(region, payer) * gain / price - 1.0)
                                 + mission_utility(region, payer));
}

static double reserve_left(const struct region *region, const struct payer *payer)
{
    const double people = region->people_start * region->p.people_per_citizen * payer->share;
    return payer->reserve_cents_person * people - payer->reserve_used_cents;
}

/* Chance that a payer pays out of its reserve, where mission needs no business case. */
static double willing_to_try(const struct region *region, size_t p)
{
    const struct payer *payer = &region->payers[p];
    const double utility = mission_utility(region, payer);
    if (utility <= 0.0 || reserve_left(region, payer) <= 0.0 || payment_cashier_share(region, p) <= 0.0
        || !payer_may_pay(region, p))
        return 0.0;
    return chance_of(region, utility);
}

double payer_value(const struct region *region, size_t p)
{
    /* A weight of finance of zero would make mission worth any price. */
    static const double least_finance = 0.1;
    const struct payer *payer = &region->payers[p];
    const double size = payment_pool_share(region, p);
    const double saving = payer->evidence * believed_saving(region, p, size) * saving_months(region, payer)
                          / fmax(1.0, price_months(region, payer));
    const double mission =
        mission_utility(region, payer) / fmax(least_finance, payer->finance) * size * full_cost_cents(region);
    return credibility(region, payer) * saving + mission;
}

static void learn(struct region *region, size_t p, const struct settings *settings)
{
    struct payer *payer = &region->payers[p];
    double believed = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        believed += payer_saving(region, p, c, true) * region->interventions[c].fidelity;
    if (payer->pool_start_cents <= 0.0 || believed <= 0.01 * payer->pool_start_cents)
        return; /* nothing that could be seen in its accounts */
    const double seen = payer->pool_start_saving_year * payer->pool_start_cents / believed;
    payer->evidence += settings_real(settings, "payer.learning") * (fmin(2.0, fmax(-1.0, seen)) - payer->evidence);
}

static size_t largest(const struct region *region, enum payer_kind kind)
{
    size_t best = region->payer_first[kind][0];
    for (size_t k = 1; k < region->payer_n[kind]; k++)
        if (region->payers[region->payer_first[kind][k]].share > region->payers[best].share)
            best = region->payer_first[kind][k];
    return best;
}

/* Others of a kind do as the largest of them, each with a chance. */
static void follow(struct region *region, enum payer_kind kind, double chance)
{
    const size_t leader = largest(region, kind);
    for (size_t k = 0; k < region->payer_n[kind]; k++) {
        const size_t p = region->payer_first[kind][k];
        const struct rng_words w = rng_draw(&region->stream, (uint32_t)p, (uint32_t)region->month, PURPOSE_PAYER, 1);
        if (p == leader || !payer_may_pay(region, p) || rng_unit(w.w[0]) >= chance)
            continue;
        region->payers[p].supports = region->payers[leader].supports;
        region->payers[p].from_reserve = false;
    }
}

static void decide_each(struct region *region, const struct settings *settings)
{
    for (size_t p = 0; p < region->n_payers; p++) {
        struct payer *payer = &region->payers[p];
        const struct rng_words w = rng_draw(&region->stream, (uint32_t)p, (uint32_t)region->month, PURPOSE_PAYER, 0);
        const double u = rng_unit(w.w[0]);
        payer->weighed = (struct payer_weighed){0};
        payer->supports = u < willingness(region, p, region->sink != NULL ? &payer->weighed : NULL);
        payer->from_reserve = !payer->supports && u < willing_to_try(region, p);
        payer->supports = payer->supports || payer->from_reserve;
        payer->own_choice = payer->supports;
    }
    follow(region, PAYER_INSURER, settings_real(settings, "payer.follow"));
    follow(region, PAYER_MUNICIPALITY, settings_real(settings, "payer.municipal_follow"));
}

/* Share of the saving of all payers, worth `worth` a month, that falls to those who are asked to pay, after a transfer; per
 * euro of the price that is theirs to pay. */
static double investor_share(const struct region *region, double worth)
{
    double gain = 0.0, asked = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        const struct payer *payer = &region->payers[p];
        const double share = payment_cashier_share(region, p);
        if (share <= 0.0 || !payer_may_pay(region, p))
            continue;
        gain +=
            payer->evidence
            * (believed_saving(region, p, share) * saving_months(region, payer) / fmax(1.0, price_months(region, payer))
               + cost_sharing_believed_transfer(region, p, share));
        asked += share;
    }
    return worth > 0.0 && asked > 0.0 ? gain / worth / asked : 0.0;
}

/* Believed savings of all payers in one walk over the contracts, and what they are per euro of network functions. */
static void total_case(struct region *region)
{
    double worth = 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].case_cents = region->payers[p].case_pool_cents = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        for (size_t k = 0; k < region->contracts.n; k++) {
            const struct contract *contract = &region->contracts.list[k];
            const double saving = -region->interventions[c].volume_change[contract->service] * contract->base_clients
                                  * region->marginal_cents[k];
            region->payers[contract->payer].case_cents += saving;
            if (region->money->pool_service[contract->service])
                region->payers[contract->payer].case_pool_cents += saving;
        }
    for (size_t p = 0; p < region->n_payers; p++) {
        const struct payer *payer = &region->payers[p];
        worth +=
            payer->evidence * payer->case_cents * saving_months(region, payer) / fmax(1.0, price_months(region, payer));
    }
    region->cost_sharing->case_ratio = worth / fmax(1.0, full_cost_cents(region));
    region->cost_sharing->investor_share = investor_share(region, worth);
}

/* Contracts run for a number of contract years; the first one starts with the horizon. */
static bool contract_ends(const struct region *region)
{
    const size_t month = region->month - region->p.spinup_months;
    return month == 0 || (month - region->contract_month) / 12 % region->cost_sharing->contract_years == 0;
}

void payer_decide(struct region *region, const struct settings *settings)
{
    struct money *money = region->money;
    struct cost_sharing *sharing = region->cost_sharing;
    payer_business_case(region);
    for (size_t p = 0; p < region->n_payers && money->cashier; p++)
        if (region->month >= region->p.spinup_months + 12) /* a year has been closed */
            learn(region, p, settings);
    total_case(region);
    if (!money->cashier || !contract_ends(region))
        return;
    if (cost_sharing_by_bids(region))
        cost_sharing_bid(region, full_cost_cents(region) * (1.0 + money->cashier_overhead),
                         present_value(12.0 * (double)sharing->contract_years,
                                       settings_real(settings, "payer.discount"), 0.0, 0.0));
    else
        decide_each(region, settings);
}

void payer_month(struct region *region)
{
    cost_sharing_month(region);
    const size_t month = region->month - region->p.spinup_months;
    double mean = 0.0, n = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++)
        if (region->organisations[o].member != MEMBER_NONE) {
            mean += region->organisations[o].trust_given;
            n += 1.0;
        }
    mean = n > 0.0 ? mean / n : 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        struct payer *payer = &region->payers[p];
        double goal = payer->trust_start + 0.5 * (mean - region->p.trust_start);
        if (payer->member != MEMBER_NONE) {
            double trust = 0.0, others = 0.0;
            for (size_t m = 0; m < region->n_members; m++)
                if ((int)m != payer->member && network_member(region->network, m)) {
                    trust += network_trust(region->network, (size_t)payer->member, m);
                    others += 1.0;
                }
            goal = others > 0.0 ? trust / others : payer->trust_start;
        }
        payer->trust += region->p.payer_trust_pace * (fmin(1.0, fmax(0.0, goal)) - payer->trust);
        if (payer->kind == PAYER_MUNICIPALITY && month > 0 && month % region->election_months == 0)
            payer->trust += region->election_reset * (payer->trust_start - payer->trust);
        if (payer->from_reserve && reserve_left(region, payer) <= 0.0)
            payer->supports = payer->from_reserve = false;
    }
    payer_tell(region);
}
