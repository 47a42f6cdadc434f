#include "models/money/cost_sharing.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "models/collaboration.h"
#include "models/money/billing.h"
#include "models/money/payer.h"
#include "models/money/payment.h"
#include "models/money/settlement.h"
#include "models/region.h"
#include "sim/base/mem.h"

enum { EVALUATION_MONTHS = 12 };

int cost_sharing_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    struct cost_sharing *sharing = sim_calloc(1, sizeof *sharing);
    const size_t parties = region->n_organisations + region->n_payers, n = region->n_coalitions;
    region->cost_sharing = sharing;
    if (!sharing)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the sharing of costs");
    sharing->rule = (enum bid_rule)settings_choice(settings, "payment.shared_good");
    sharing->bid_shading = settings_real(settings, "payment.bid_shading");
    sharing->broker_noise = settings_real(settings, "payment.broker_noise");
    sharing->transfer = settings_real(settings, "payment.payer_transfer");
    sharing->proof = settings_bool(settings, "payment.social_return_proof");
    sharing->evaluation_cents = 100.0 * settings_real(settings, "payment.evaluation_eur");
    sharing->evaluation_quality = settings_real(settings, "payment.evaluation_quality");
    sharing->contract_years = (size_t)settings_int(settings, "payment.contract_years");
    sharing->bidder = sim_calloc(parties, sizeof *sharing->bidder);
    sharing->bid = sim_calloc(3 * parties + 3 * n, sizeof *sharing->bid);
    if (!sharing->bidder || !sharing->bid)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the bids of %zu parties", parties);
    sharing->price = sharing->bid + parties;
    sharing->share = sharing->price + parties;
    sharing->lived_months = sharing->share + parties;
    sharing->delivered = sharing->lived_months + n;
    sharing->work = sharing->delivered + n;
    return SIM_OK;
}

void cost_sharing_destroy(struct region *region)
{
    if (!region->cost_sharing)
        return;
    free(region->cost_sharing->bidder);
    free(region->cost_sharing->bid);
    free(region->cost_sharing);
}

/* -- bids for a common good
 * ------------------------------------------------------------------------------------------------------------------ */

bool cost_sharing_by_bids(const struct region *region)
{
    return region->cost_sharing->rule != BID_NONE;
}

size_t cost_sharing_deficit_account(const struct region *region)
{
    return region->payer_n[PAYER_STATE] > 0 ? account_of_payer(region, region->payer_first[PAYER_STATE][0])
                                            : account_special(region, ACCOUNT_HOUSEHOLDS);
}

/* What the broker takes a party's bid for: its value, understated, seen with an error. Nobody is asked to bid what it
 * would lose. */
static double seen_bid(const struct region *region, size_t account, double value)
{
    const struct cost_sharing *sharing = region->cost_sharing;
    const struct rng_words w = rng_draw(&region->stream, (uint32_t)account, (uint32_t)region->month, PURPOSE_BROKER, 0);
    const double error = sharing->broker_noise * gsl_cdf_ugaussian_Pinv(rng_unit(w.w[0]));
    /* Of mean 1 whatever its spread, so that a poor view does not by itself raise bids. */
    return fmax(0.0, value) * (1.0 - sharing->bid_shading)
           * exp(error - 0.5 * sharing->broker_noise * sharing->broker_noise);
}

static void add_bid(struct region *region, size_t account, double value)
{
    struct cost_sharing *sharing = region->cost_sharing;
    sharing->bidder[sharing->n_bids] = account;
    sharing->bid[sharing->n_bids++] = seen_bid(region, account, value);
}

/* The state bears the deficit and so would have a reason to bid more than the good is worth to it: it does not bid. */
static void collect_bids(struct region *region, double months_value)
{
    region->cost_sharing->n_bids = 0;
    for (size_t m = 0; m < region->n_members; m++) {
        const int o = region->member_organisation[m];
        if (o >= 0 && network_member(region->network, m))
            add_bid(region, account_of_organisation((size_t)o), months_value * collaboration_value(region, m));
    }
    for (size_t p = 0; p < region->n_payers; p++)
        if (region->payers[p].kind != PAYER_STATE && payer_may_pay(region, p))
            add_bid(region, account_of_payer(region, p), months_value * payer_value(region, p));
}

void cost_sharing_bid(struct region *region, double cost_cents, double months_value)
{
    struct cost_sharing *sharing = region->cost_sharing;
    const double cost = fmax(1.0, cost_cents * months_value);
    collect_bids(region, months_value);
    const struct bid_outcome outcome = bids_settle(sharing->rule, sharing->n_bids, sharing->bid, cost, sharing->price);
    sharing->provided = outcome.provided;
    sharing->deficit_share = outcome.deficit / cost;
    for (size_t a = 0; a < region->n_organisations + region->n_payers; a++)
        sharing->share[a] = 0.0;
    for (size_t k = 0; k < sharing->n_bids; k++)
        sharing->share[sharing->bidder[k]] = sharing->price[k] / cost;
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].supports = sharing->share[account_of_payer(region, p)] > 0.0;
}

/* -- savings between payers
 * ------------------------------------------------------------------------------------------------------------------ */

/* What of a joint saving is transferred, in the unit of the saving: a part of what is left after members and the regional
 * fund got `given` of it, and nothing within what chance moves. */
static double transferred(const struct region *region, double saving, double norm, double given)
{
    if (saving <= 0.0 || saving < region->money->minimum_saving * norm)
        return 0.0;
    return region->cost_sharing->transfer * fmax(0.0, saving - given);
}

/* What payers believe to give away before they transfer anything, as if the regional fund had room for all of it. */
static double believed_given(const struct region *region, double saving, double norm)
{
    const double shared = region->money->shared_savings;
    return (shared + (1.0 - shared) * region->money->arrangements.reinvest) * settlement_counted(region, saving, norm);
}

double cost_sharing_believed_transfer(const struct region *region, size_t payer, double part)
{
    double saving = 0.0, norm = 0.0, savers = 0.0;
    if (region->cost_sharing->transfer <= 0.0 || region->money->pooled)
        return 0.0; /* a pool shares savings already */
    for (size_t p = 0; p < region->n_payers; p++) {
        saving += region->payers[p].case_pool_cents;
        savers += fmax(0.0, region->payers[p].case_pool_cents);
        norm += region->payers[p].pool_base_cents;
    }
    const double moved = transferred(region, saving, norm, believed_given(region, saving, norm));
    const double own = fmax(0.0, region->payers[payer].case_pool_cents);
    return moved > 0.0 ? moved * (part - own / savers) : 0.0;
}

/* Saving of a payer on the pool's services this year, after the settlement of a pool. */
static double saving_of_year(const struct region *region, size_t p, double joint)
{
    const struct payer *payer = &region->payers[p];
    return region->money->pooled ? payment_pool_share(region, p) * joint
                                 : payer->pool_norm_year_cents - payer->pool_year_cents;
}

/* Moves `cents` into the cashier's account from payers by their saving, and out of it to payers by what they paid. The
 * amounts are differences of rounded sums, so that they add up to the cent. */
static void transfer(struct region *region, double cents, double joint, double savers, double paid)
{
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    double in = 0.0, out = 0.0;
    int64_t before_in = 0, before_out = 0;
    const int64_t all = llround(cents);
    for (size_t p = 0; p < region->n_payers; p++) {
        in += fmax(0.0, saving_of_year(region, p, joint)) / savers;
        out += region->payers[p].network_year_cents / paid;
        const bool last = p + 1 == region->n_payers;
        const int64_t to_in = last ? all : llround((double)all * fmin(1.0, in));
        const int64_t to_out = last ? all : llround((double)all * fmin(1.0, out));
        const size_t account = account_of_payer(region, p);
        ledger_move(&region->ledger, account, cashier, FLOW_PAYER_TRANSFER, to_in - before_in);
        ledger_move(&region->ledger, cashier, account, FLOW_PAYER_TRANSFER, to_out - before_out);
        before_in = to_in;
        before_out = to_out;
    }
}

void cost_sharing_year(struct region *region, double given_cents)
{
    double joint = 0.0, norm = 0.0, savers = 0.0, paid = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        const struct payer *payer = &region->payers[p];
        joint += payer->pool_norm_year_cents - payer->pool_year_cents;
        norm += payer->pool_norm_year_cents;
        paid += payer->network_year_cents;
    }
    for (size_t p = 0; p < region->n_payers; p++)
        savers += fmax(0.0, saving_of_year(region, p, joint));
    const double cents = transferred(region, joint, norm, given_cents);
    if (cents > 0.0 && paid > 0.0 && savers > 0.0)
        transfer(region, cents, joint, savers, paid);
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].network_year_cents = 0.0;
}

/* -- proof of the social return
 * ------------------------------------------------------------------------------------------------------------------ */

/* What coalitions delivered per hour worked, relative to full effort: what an evaluation can find of the plan. */
static double delivered(const struct cost_sharing *sharing, const struct region *region)
{
    double output = 0.0, work = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        if (sharing->lived_months[c] >= EVALUATION_MONTHS) {
            output += sharing->delivered[c] * region->interventions[c].hours_full;
            work += sharing->work[c] * region->interventions[c].hours_full;
        }
    return work > 0.0 ? fmin(1.0, output / work) : 0.0;
}

void cost_sharing_month(struct region *region)
{
    struct cost_sharing *sharing = region->cost_sharing;
    if (!sharing->proof || sharing->evaluated)
        return;
    bool ready = false;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        if (!network_live(region->network, c))
            continue;
        const struct intervention *v = &region->interventions[c];
        sharing->lived_months[c] += 1.0;
        sharing->delivered[c] += v->fidelity;
        sharing->work[c] += v->hours / fmax(1.0, v->hours_full);
        ready = ready || sharing->lived_months[c] >= EVALUATION_MONTHS;
    }
    if (!ready)
        return;
    sharing->evaluated = true;
    payment_evaluation(region, sharing->evaluation_cents);
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].evidence = delivered(sharing, region);
}
