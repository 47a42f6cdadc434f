#include "models/outcomes.h"

#include <math.h>

#include "models/money/cost_sharing.h"
#include "models/money/payment.h"
#include "models/money/billing.h"
#include "models/network_outcomes.h"
#include "models/region.h"

/* NAN of the C library is a float. */
static const double NO_VALUE = (double)NAN;

#define OUTCOME_ROW(column, name, unit, better, aggregate, range, main, decimals, aim, en, nl) \
    [OUTCOME_##column] = {name, unit, better, SIM_AGGREGATE_##aggregate, range, main, decimals, aim, en, nl},
const struct sim_outcome samenspel_outcomes[N_OUTCOMES] = {OUTCOMES(OUTCOME_ROW)};

/* -- health and equity
 * ------------------------------------------------------------------------------------------------------- */

static void observe_health(const struct region *region, double *v)
{
    double utility[N_POSITIONS] = {0}, people[N_POSITIONS] = {0}, unmet[N_POSITIONS] = {0}, frail = 0.0;
    for (unsigned k = 0; k < N_CLASSES; k++) {
        const double n = region->class_count[k];
        if (n <= 0.0)
            continue;
        const struct citizen_class class = class_unpack((uint16_t)k);
        utility[class.position] += n * region->need->utility[k];
        people[class.position] += n;
        unmet[class.position] += class.unmet ? n : 0.0;
        frail += class.state == STATE_FRAIL ? n : 0.0;
    }
    double all = 0.0, sum = 0.0, without = 0.0;
    for (int p = 0; p < N_POSITIONS; p++) {
        all += people[p];
        sum += utility[p];
        without += unmet[p];
    }
    const double yearly = 12000.0 / all;
    v[OUTCOME_PEOPLE] = all * region->p.people_per_citizen;
    v[OUTCOME_QALY] = 1000.0 * sum / all;
    v[OUTCOME_FRAIL] = 100.0 * frail / all;
    v[OUTCOME_DEATHS] = region->tally.deaths * yearly;
    v[OUTCOME_LONGTERM] = region->tally.longterm_entries * yearly;
    v[OUTCOME_UNMET] = 100.0 * without / all;
    v[OUTCOME_GAP] =
        people[0] > 0 && people[2] > 0 ? 1000.0 * (utility[2] / people[2] - utility[0] / people[0]) : NO_VALUE;
    v[OUTCOME_UNMET_GAP] =
        people[0] > 0 && people[2] > 0 ? 100.0 * (unmet[0] / people[0] - unmet[2] / people[2]) : NO_VALUE;
}

/* -- quality, use and cost
 * --------------------------------------------------------------------------------------------------- */

static void observe_quality(const struct region *region, double *v)
{
    double wait = 0.0, n = 0.0, home = 0.0, decision = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++)
        for (int s = 0; s < N_SERVICES; s++) {
            if (s == SERVICE_ASSESSMENT) {
                decision += region->organisations[o].teams[s].wait_sum;
                continue;
            }
            wait += region->organisations[o].teams[s].wait_sum;
            n += region->organisations[o].teams[s].wait_n;
            home += s == SERVICE_NURSING_HOME ? region->organisations[o].teams[s].waiting : 0.0;
        }
    const struct tally *t = &region->tally;
    v[OUTCOME_WAIT] = n > 0.0 ? wait / n : NO_VALUE;
    /* People ask during a month and are decided at the end of one. */
    v[OUTCOME_DECISION_WAIT] = t->assessed > 0 ? decision / t->assessed + 0.5 : NO_VALUE;
    const double routed = (double)t->routed_right + t->routed_wrong;
    v[OUTCOME_RIGHT_ROUTE] = routed > 0.0 ? 100.0 * t->routed_right / routed : NO_VALUE;
    v[OUTCOME_HOME_WAITING] = home * region->p.people_per_citizen;
}

/* Wait of those whose service starts this month, by service. */
static void observe_waits(const struct region *region, double *v)
{
    static const struct {
        enum outcome column;
        int service;
    } of[] = {{OUTCOME_WAIT_OUTPATIENT, SERVICE_OUTPATIENT}, {OUTCOME_WAIT_MENTAL, SERVICE_MENTAL},
              {OUTCOME_WAIT_NURSING, SERVICE_NURSING},       {OUTCOME_WAIT_HELP, SERVICE_HELP},
              {OUTCOME_WAIT_SUPPORT, SERVICE_SUPPORT},       {OUTCOME_WAIT_YOUTH, SERVICE_YOUTH}};
    for (size_t k = 0; k < sizeof of / sizeof of[0]; k++) {
        double wait = 0.0, n = 0.0;
        for (size_t o = 0; o < region->n_organisations; o++) {
            wait += region->organisations[o].teams[of[k].service].wait_sum;
            n += region->organisations[o].teams[of[k].service].wait_n;
        }
        v[of[k].column] = n > 0.0 ? wait / n : NO_VALUE;
    }
}

static void observe_use(const struct region *region, double *v)
{
    double events[N_SERVICES] = {0}, users[N_SERVICES] = {0};
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        events[contract->service] += contract->events[CLIENT_SIMPLE] + contract->events[CLIENT_COMPLEX];
        users[contract->service] += contract_users(contract);
    }
    const double alive = region->citizens.alive, yearly = 12000.0 / alive, stock = 1000.0 / alive;
    v[OUTCOME_GP] = events[SERVICE_GP] * 12.0 / alive;
    v[OUTCOME_REFERRALS] = events[SERVICE_OUTPATIENT] * yearly;
    v[OUTCOME_EMERGENCY] = events[SERVICE_EMERGENCY] * yearly;
    v[OUTCOME_ADMISSIONS] = events[SERVICE_ADMISSION] * yearly;
    v[OUTCOME_NURSING] = users[SERVICE_NURSING] * stock;
    v[OUTCOME_HELP] = users[SERVICE_HELP] * stock;
    v[OUTCOME_SUPPORT] = users[SERVICE_SUPPORT] * stock;
    v[OUTCOME_MENTAL] = users[SERVICE_MENTAL] * stock;
    v[OUTCOME_YOUTH] = users[SERVICE_YOUTH] * stock;
    v[OUTCOME_NURSING_HOME] = users[SERVICE_NURSING_HOME] * stock;
    v[OUTCOME_HOME_LONGTERM] = users[SERVICE_HOME_LONGTERM] * stock;
    const double head = 12.0 / 100.0 / (alive * region->p.people_per_citizen);
    const double *law = region->spent_law_cents;
    v[OUTCOME_COST_ZVW] = law[LAW_ZVW] * head;
    v[OUTCOME_COST_WLZ] = law[LAW_WLZ] * head;
    v[OUTCOME_COST_WMO] = (law[LAW_WMO] + law[LAW_OTHER]) * head;
    v[OUTCOME_COST_YOUTH] = law[LAW_YOUTH] * head;
    v[OUTCOME_COST_NETWORK] = (double)region->collaboration_cents * head;
    v[OUTCOME_COST_HEAD] = v[OUTCOME_COST_ZVW] + v[OUTCOME_COST_WLZ] + v[OUTCOME_COST_WMO] + v[OUTCOME_COST_YOUTH]
                           + v[OUTCOME_COST_NETWORK];
}

/* Units per client of a type in the services in scope, relative to the norm. */
static double volume_per_client(const struct region *region, enum client_type type)
{
    double units = 0.0, norm = 0.0;
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        if (!contract->in_scope)
            continue;
        const struct team *team = &region->organisations[contract->organisation].teams[contract->service];
        const double now = region_units(region, contract, type);
        units += now;
        norm += now / team->intensity[type];
    }
    return norm > 0.0 ? 100.0 * units / norm : NO_VALUE;
}

static void observe_terms(const struct region *region, double *v)
{
    const double people = region->citizens.alive * region->p.people_per_citizen;
    v[OUTCOME_UNPAID] = region->unpaid_cents * 12.0 / 100.0 / people;
    v[OUTCOME_PROVIDER_RISK] =
        region->value_cents > 0.0 ? 100.0 * region->deviation_cents / region->value_cents : NO_VALUE;
    v[OUTCOME_VOLUME_SIMPLE] = volume_per_client(region, CLIENT_SIMPLE);
    v[OUTCOME_VOLUME_COMPLEX] = volume_per_client(region, CLIENT_COMPLEX);
    static const enum outcome column[N_CLIENT_TYPES] = {OUTCOME_REFUSED_SIMPLE, OUTCOME_REFUSED};
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        const double refused = region->tally.refused[type], all = refused + region->tally.taken_on[type];
        v[column[type]] = all > 0.0 ? 100.0 * refused / all : NO_VALUE;
    }
}

/* -- work
 * ----------------------------------------------------------------------------------------------------------------------
 */

static void observe_work(const struct region *region, double *v)
{
    double asked = 0.0, available = 0.0, sick = 0.0, wellbeing = 0.0, tie = 0.0, leavers = 0.0, n = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++) {
        const struct organisation *organisation = &region->organisations[o];
        const double people = (double)organisation->professionals;
        asked += organisation->workload * organisation->hours_available;
        available += organisation->hours_available;
        sick += organisation->sick_leave * organisation->hours_available;
        wellbeing += organisation->wellbeing * people;
        tie += organisation->tie * people;
        leavers += organisation->leavers;
        n += people;
    }
    v[OUTCOME_WORKLOAD] = available > 0.0 ? 100.0 * asked / available : NO_VALUE;
    v[OUTCOME_SICK_LEAVE] = available > 0.0 ? 100.0 * sick / available : NO_VALUE;
    v[OUTCOME_WELLBEING] = n > 0.0 ? 100.0 * wellbeing / n : NO_VALUE;
    v[OUTCOME_TIE] = n > 0.0 ? 100.0 * tie / n : NO_VALUE;
    v[OUTCOME_LEAVING] = n > 0.0 ? 1200.0 * leavers / n : NO_VALUE;
}

/* -- collaboration
 * ------------------------------------------------------------------------------------------------------------- */

/* Mean effort of the hospitals in the live coalitions in which they have a role. */
static double effort_of_hospitals(const struct region *region)
{
    double sum = 0.0, n = 0.0;
    for (size_t k = 0; k < region->kind_n[KIND_HOSPITAL]; k++) {
        const int m = region->organisations[region->kind_first[KIND_HOSPITAL][k]].member;
        for (size_t c = 0; m != MEMBER_NONE && c < region->n_coalitions; c++) {
            if (!network_live(region->network, c) || region->interventions[c].role_of_member[m] < 0)
                continue;
            sum += network_effort(region->network, (size_t)m, c);
            n += 1.0;
        }
    }
    return n > 0.0 ? 100.0 * sum / n : NO_VALUE;
}

/* Mean trust between the hospitals that are or were members; what is left when one leaves, or the network ends, lasts. */
static double trust_of_hospitals(const struct region *region)
{
    double sum = 0.0, pairs = 0.0;
    for (size_t a = 0; a < region->kind_n[KIND_HOSPITAL]; a++)
        for (size_t b = 0; b < region->kind_n[KIND_HOSPITAL]; b++) {
            const int from = region->organisations[region->kind_first[KIND_HOSPITAL][a]].member;
            const int to = region->organisations[region->kind_first[KIND_HOSPITAL][b]].member;
            if (from == MEMBER_NONE || to == MEMBER_NONE || from == to)
                continue;
            sum += network_trust(region->network, (size_t)from, (size_t)to);
            pairs += 1.0;
        }
    return pairs > 0.0 ? 100.0 * sum / pairs : NO_VALUE;
}

/* Part of the cost of network functions that payers have agreed to pay, of what falls to payers. */
static double payers_supporting(const struct region *region)
{
    double all = 0.0, supporting = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        const double share = payment_cashier_share(region, p);
        const bool by_bids = cost_sharing_by_bids(region);
        all += share;
        supporting += by_bids                      ? region->cost_sharing->share[account_of_payer(region, p)]
                      : region->payers[p].supports ? share
                                                   : 0.0;
    }
    return all > 0.0 ? 100.0 * fmin(1.0, supporting / all) : NO_VALUE;
}

static void observe_network(const struct region *region, double *v)
{
    for (int k = OUTCOME_ALIVE; k < N_OUTCOMES; k++)
        v[k] = NO_VALUE;
    v[OUTCOME_BROKER_DEFICIT] = NO_VALUE;
    if (!region->network_running)
        return;
    network_outcomes(region->network, v);
    struct network_view view;
    network_observe(region->network, &view);
    v[OUTCOME_EFFORT_HOSPITALS] = effort_of_hospitals(region);
    v[OUTCOME_TRUST_HOSPITALS] = trust_of_hospitals(region);
    double fidelity = 0.0, enrolled = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        fidelity += region->interventions[c].fidelity / (double)region->n_coalitions;
        enrolled += region->interventions[c].enrolled;
    }
    v[OUTCOME_FIDELITY] = 100.0 * fidelity;
    v[OUTCOME_ENROLLED] = enrolled * region->p.people_per_citizen;
    const struct cost_sharing *sharing = region->cost_sharing;
    if (cost_sharing_by_bids(region)) {
        v[OUTCOME_BROKER_DEFICIT] =
            (double)sharing->deficit_cents * 120.0 / (region->citizens.alive * region->p.people_per_citizen);
        v[OUTCOME_GOOD_PROVIDED] = sharing->provided ? 100.0 : 0.0;
    }
    v[OUTCOME_CASE_RATIO] = sharing->case_ratio;
    v[OUTCOME_INVESTOR_SHARE] = 100.0 * sharing->investor_share;
    v[OUTCOME_SUPPORTING] = payers_supporting(region);
    const double cost = (double)region->collaboration_cents;
    v[OUTCOME_ADMIN_SHARE] =
        cost > 0.0 ? 100.0 * (1.0 - (double)region->money->arrangements.work_cents / cost) : NO_VALUE;
    v[OUTCOME_FUND_BALANCE] = (double)region->ledger.balance[account_special(region, ACCOUNT_REGIONAL_FUND)] / 100.0
                              / (region->citizens.alive * region->p.people_per_citizen);
}

void samenspel_observe(const struct region *region, double *values)
{
    observe_health(region, values);
    observe_quality(region, values);
    observe_waits(region, values);
    observe_use(region, values);
    observe_terms(region, values);
    observe_work(region, values);
    observe_network(region, values);
}
