/* The business case: what coalitions are believed to change, and what a payer would save by it. */
#include "models/money/payer.h"

#include <math.h>

#include "models/care/intervention.h"
#include "models/money/billing.h"
#include "models/region.h"

static double event_flow(const struct region *region, unsigned class, enum event event)
{
    const uint32_t *cumulative = region->need->cumulative[class];
    return (cumulative[event] - (event > 0 ? cumulative[event - 1] : 0)) * 0x1p-32 * region->class_count[class];
}

/* Share of entries to long-term care, and of acute episodes, that happen to those whom a coalition serves. */
static void exposed(const struct region *region, const struct intervention *v, double *entries, double *acute)
{
    double all[2] = {0, 0}, part[2] = {0, 0};
    for (unsigned k = 0; k < N_CLASSES; k++) {
        if (region->class_count[k] == 0)
            continue;
        const struct citizen_class class = class_unpack((uint16_t)k);
        const double flow[2] = {class.state == STATE_FRAIL ? event_flow(region, k, EVENT_WORSEN) : 0.0,
                                event_flow(region, k, EVENT_ACUTE)};
        const bool served = intervention_serves(v, &class);
        for (int e = 0; e < 2; e++) {
            all[e] += flow[e];
            part[e] += served ? flow[e] : 0.0;
        }
    }
    *entries = all[0] > 0.0 ? part[0] / all[0] : 0.0;
    *acute = all[1] > 0.0 ? part[1] / all[1] : 0.0;
}

static double service_clients(const struct region *region, int service)
{
    double n = 0.0;
    const struct contracts *contracts = &region->contracts;
    const size_t last = service + 1 < N_SERVICES ? contracts->first[service + 1] : contracts->n;
    for (size_t k = contracts->first[service]; k < last; k++)
        n += contracts->list[k].base_clients;
    return n > 1.0 ? n : 1.0;
}

/* People that a coalition is believed to change something for in a month, and what that is worth in quality of life. */
struct belief {
    double avoided_entries, avoided_acute, kept_robust, kept_carers, resolved, wait_months;
};

/* Health of a month's work at full output, in QALY: an entry, a step to frailty or a tired carer put off for a year, a
 * psychosocial problem lowered for a year, a month of waiting less. */
static double believed_qaly(const struct region *region, const struct belief *belief)
{
    const struct need *need = region->need;
    const double *u = need->state_utility;
    return belief->avoided_entries * (u[STATE_FRAIL] - u[STATE_LONGTERM])
           + belief->avoided_acute * region->p.belief_acute_qaly
           + belief->kept_robust * (u[STATE_CHRONIC] - u[STATE_FRAIL])
           + belief->kept_carers * region->p.belief_carer_utility + belief->resolved * need->psycho_utility
           + belief->wait_months * region->p.belief_wait_utility / 12.0;
}

static void value_health(const struct region *region, struct intervention *v, const struct belief *belief)
{
    const double per_1000_hours = 1000.0 * believed_qaly(region, belief) / fmax(1.0, v->hours_full);
    v->health_gain = per_1000_hours > 0.0 ? 2.0 * per_1000_hours / (per_1000_hours + region->reference_qaly) : 0.0;
}

static void case_social(struct region *region, struct intervention *v)
{
    /* A logit gain of one moves about a quarter of the social episodes that present at the GP, as far as hours reach.
     */
    const double episodes = region->p.social_at_gp * region->social_mean * region->p.people_per_citizen;
    const double reach = fmin(1.0, v->hours_full / v->client_hours / fmax(1.0, episodes));
    const double moved = fmin(0.5, region->p.belief_route_gain * v->business_route) * reach * episodes;
    v->volume_change[SERVICE_OUTPATIENT] =
        -moved * region->p.misroute_referral / service_clients(region, SERVICE_OUTPATIENT);
    v->volume_change[SERVICE_GP] = -moved * region->p.misroute_contacts / service_clients(region, SERVICE_GP);
    v->volume_change[SERVICE_SOCIAL] = moved / service_clients(region, SERVICE_SOCIAL);
    value_health(region, v, &(struct belief){.resolved = moved * region->p.resolve});
}

static void case_request(struct region *region, struct intervention *v)
{
    const double requests = region->request_mean * region->p.people_per_citizen;
    /* Of people with district nursing, whom a nurse knows. */
    const double known = intervention_known(region, v);
    const double reach = fmin(1.0, v->hours_full / v->client_hours / fmax(1.0, known * requests));
    /* The team's hours that a year of joint assessment frees melt the backlog, which is everybody's wait, as far as
     * they go. */
    const double held = region->services[SERVICE_ASSESSMENT].held_months;
    const double months = fmin(held, 12.0 * v->business_assessment * known * reach);
    /* Who starts earlier uses more; nursing bridges a shorter wait. */
    for (int s = SERVICE_HELP; s <= SERVICE_SUPPORT; s++)
        v->volume_change[s] = months / fmax(12.0, region->services[s].duration_months);
    const double bridged = region->bridged_start * region->p.people_per_citizen * region->p.bridge_units;
    v->volume_change[SERVICE_NURSING] = -bridged * months / fmax(1.0, held + region->services[SERVICE_HELP].held_months)
                                        / region->services[SERVICE_NURSING].units
                                        / service_clients(region, SERVICE_NURSING);
    value_health(region, v, &(struct belief){.wait_months = months * requests});
}

static void case_clients(struct region *region, struct intervention *v, size_t coalition)
{
    double entries, acute;
    double *change = v->volume_change;
    exposed(region, v, &entries, &acute);
    const double eligible = fmax(1.0, intervention_eligible(region, coalition) * region->p.people_per_citizen);
    const double reach = fmin(1.0, v->hours_full / v->client_hours / eligible);
    const double avoided = v->business_longterm * reach * entries;
    const double worse = v->business_worsening * reach;
    /* Who does not move needs care and help at home meanwhile: about two in five nursing, half household help. */
    const double longterm =
        service_clients(region, SERVICE_NURSING_HOME) + service_clients(region, SERVICE_HOME_LONGTERM);
    const double stay = avoided * longterm;
    change[SERVICE_HOME_LONGTERM] = -avoided - 0.5 * worse;
    change[SERVICE_NURSING_HOME] = -avoided - 0.5 * worse;
    change[SERVICE_NURSING] =
        region->p.belief_nursing_at_home * stay / service_clients(region, SERVICE_NURSING) - 0.5 * worse;
    change[SERVICE_HELP] = region->p.belief_help_at_home * stay / service_clients(region, SERVICE_HELP) - 0.5 * worse;
    change[SERVICE_EMERGENCY] = -v->business_acute * reach * acute;
    change[SERVICE_ADMISSION] = 0.5 * change[SERVICE_EMERGENCY];
    change[SERVICE_OUTPATIENT] = -v->business_elective * reach * acute;
    const double entries_month = region->entries_mean * region->p.people_per_citizen;
    value_health(region, v,
                 &(struct belief){
                     .avoided_entries = avoided * entries_month,
                     .avoided_acute = -change[SERVICE_EMERGENCY] * service_clients(region, SERVICE_EMERGENCY),
                     .kept_robust = worse * entries_month,
                     .kept_carers = v->business_carer * region->p.carer_tiring / 12.0 * reach * eligible,
                 });
}

void payer_business_case(struct region *region)
{
    for (size_t k = 0; k < region->contracts.n; k++)
        region->marginal_cents[k] = billing_marginal_client(region, k);
    for (size_t c = 0; c < region->n_coalitions; c++) {
        struct intervention *v = &region->interventions[c];
        for (int s = 0; s < N_SERVICES; s++)
            v->volume_change[s] = 0.0;
        if (v->target == TARGET_SOCIAL)
            case_social(region, v);
        else if (v->target == TARGET_WMO_REQUEST)
            case_request(region, v);
        else
            case_clients(region, v, c);
    }
}

double payer_saving(const struct region *region, size_t payer, size_t coalition, bool pool_only)
{
    const struct intervention *v = &region->interventions[coalition];
    double saving = 0.0;
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        if (contract->payer == payer && (!pool_only || region->money->pool_service[contract->service]))
            saving -= v->volume_change[contract->service] * contract->base_clients * region->marginal_cents[k];
    }
    return saving;
}
