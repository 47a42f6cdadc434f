/* The story of payers: who begins and who stops to pay for network functions, and why. */
#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "models/money/payer.h"
#include "models/money/payment.h"
#include "models/region.h"
#include "models/story.h"

enum { MOST_NAMES = 64 };

/* What payer p weighed, and why it cannot pay when it cannot. reasons: room for N_REASONS. */
static void add_weighed(const struct region *region, size_t p, struct sim_event *event,
                        struct sim_event_reason *reasons)
{
    const struct payer *payer = &region->payers[p];
    const struct payer_weighed *weighed = &payer->weighed;
    double terms[N_REASONS] = {0.0};
    event->who = payer->name;
    if (!payer_may_pay(region, p)) {
        terms[payer->objects ? TERM_OBJECTION : TERM_DEFICIT] = -1.0;
    } else if (weighed->price_cents > 0.0 && !cost_sharing_by_bids(region)) { /* where payers bid, the bids decide */
        terms[TERM_MONEY] = weighed->money;
        terms[TERM_MISSION] = weighed->mission;
        event->number[weighed->saving_cents < 0.0 ? 3 : 0] =
            (weighed->saving_cents < 0.0 ? -1.0 : 1.0) * weighed->saving_cents / 100.0;
        event->number[1] = weighed->price_cents / 100.0;
        event->number[2] = weighed->credibility;
    }
    event->reasons = reasons;
    event->n_reasons = story_reasons(reasons, 0, event->who, terms);
}

static void tell_weighed(const struct region *region, size_t p, enum story_kind kind)
{
    struct sim_event_reason reasons[N_REASONS];
    struct sim_event event = story_event(kind);
    add_weighed(region, p, &event, reasons);
    story_tell(region->sink, &event);
}

/* The largest of its kind, whom the others follow. */
static const struct payer *leader_of(const struct region *region, const struct payer *payer)
{
    const struct payer *best = payer;
    for (size_t p = 0; p < region->n_payers; p++)
        if (region->payers[p].kind == payer->kind && region->payers[p].share > best->share)
            best = &region->payers[p];
    return best;
}

static void tell_plain(const struct region *region, size_t p, enum story_kind kind)
{
    const struct payer *payer = &region->payers[p];
    struct sim_event event = story_event(kind);
    event.who = payer->name;
    if (kind == TOLD_PAYS_ALONG || kind == TOLD_STOPS_ALONG)
        event.whom = leader_of(region, payer)->name;
    story_tell(region->sink, &event);
}

static void tell_change(const struct region *region, size_t p)
{
    const struct payer *payer = &region->payers[p];
    const bool followed = !cost_sharing_by_bids(region) && payer->own_choice != payer->supports;
    if (payer->supports && payer->from_reserve)
        tell_plain(region, p, TOLD_RESERVE_PAYS);
    else if (payer->supports && followed)
        tell_plain(region, p, TOLD_PAYS_ALONG);
    else if (payer->supports)
        tell_weighed(region, p, TOLD_PAYS);
    else if (payer->told_reserve)
        tell_plain(region, p, TOLD_RESERVE_EMPTY);
    else if (followed)
        tell_plain(region, p, TOLD_STOPS_ALONG);
    else
        tell_weighed(region, p, TOLD_PAYS_NOT);
}

enum change { CHANGE_IN, CHANGE_OUT, CHANGE_NOT, NO_CHANGE };

static enum change change_of(const struct region *region, size_t p)
{
    const struct payer *payer = &region->payers[p];
    if (payer->supports != payer->told)
        return payer->supports ? CHANGE_IN : CHANGE_OUT;
    return !region->payers_told && !payer->supports && payment_cashier_share(region, p) > 0.0 ? CHANGE_NOT : NO_CHANGE;
}

/* One sentence for all payers that change alike, with the reasons of the one whose part is largest. */
static void tell_together(const struct region *region, enum change change)
{
    static const enum story_kind kinds[] = {TOLD_PAYERS_IN, TOLD_PAYERS_OUT, TOLD_PAYERS_NOT};
    struct sim_event_name names[MOST_NAMES];
    struct sim_event_reason reasons[N_REASONS];
    struct sim_event event = story_event(kinds[change]);
    size_t largest = 0;
    for (size_t p = 0; p < region->n_payers; p++) {
        if (change_of(region, p) != change)
            continue;
        if (event.n_names == 0 || payment_cashier_share(region, p) > payment_cashier_share(region, largest))
            largest = p;
        if (event.n_names < MOST_NAMES)
            names[event.n_names++] = (struct sim_event_name){region->payers[p].name, payment_cashier_share(region, p)};
    }
    if (event.n_names == 0)
        return;
    event.names = names;
    add_weighed(region, largest, &event, reasons);
    story_tell(region->sink, &event);
}

void payer_tell(struct region *region)
{
    if (region->sink == NULL || !region->money->cashier)
        return;
    for (enum change change = CHANGE_IN; change < NO_CHANGE; change++)
        tell_together(region, change);
    for (size_t p = 0; p < region->n_payers; p++) {
        struct payer *payer = &region->payers[p];
        const enum change change = change_of(region, p);
        if (change == CHANGE_NOT)
            tell_weighed(region, p, TOLD_DECLINES);
        else if (change != NO_CHANGE)
            tell_change(region, p);
        payer->told = payer->supports;
        payer->told_reserve = payer->from_reserve;
    }
    region->payers_told = true;
}
