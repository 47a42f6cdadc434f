#include "models/money/billing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/money/payment.h"
#include "models/region.h"
#include "sim/base/mem.h"

/* -- creation --------------------------------------------------------------------------------------------------------
 */

/* People in a lasting service per head of an age band, in the status quo. */
static double stock_of_band(const struct need *need, double stock[N_BANDS][N_STATES], unsigned band)
{
    double sum = 0.0;
    for (int f = 0; f < N_STATES; f++)
        sum += need->state_share[band][f] * stock[band][f];
    return sum;
}

/* Relative use of a service per head by age band in the status quo: how a budget follows the age of a population. Only
 * age: whether people are ill is what care may change. */
static void build_profiles(struct region *region, const struct settings *settings)
{
    struct need *need = region->need;
    const double *gp, *acute, *elective;
    settings_reals_at(settings, "need.gp_contacts", 0, &gp);
    settings_reals_at(settings, "need.acute_per_1000", 0, &acute);
    settings_reals_at(settings, "need.elective_per_1000", 0, &elective);
    for (unsigned b = 0; b < N_BANDS; b++) {
        const unsigned g = group_of_band(b);
        const double use[N_SERVICES] = {
            [SERVICE_GP] = gp[g],
            [SERVICE_EMERGENCY] = acute[g],
            [SERVICE_OUTPATIENT] = elective[g],
            [SERVICE_ADMISSION] = acute[g] * need->admission_acute[g] + elective[g] * need->admission_elective[g],
            [SERVICE_MENTAL] = stock_of_band(need, need->stock_mental, b),
            [SERVICE_NURSING] = stock_of_band(need, need->stock_nursing, b),
            [SERVICE_HELP] = stock_of_band(need, need->stock_help, b),
            [SERVICE_SUPPORT] = stock_of_band(need, need->stock_support, b),
            [SERVICE_SOCIAL] = 1.0,
            [SERVICE_DEBT] = 1.0,
            [SERVICE_YOUTH] = stock_of_band(need, need->stock_youth, b),
            [SERVICE_HOME_LONGTERM] = need->state_share[b][STATE_LONGTERM],
            [SERVICE_NURSING_HOME] = need->state_share[b][STATE_LONGTERM],
            [SERVICE_ASSESSMENT] =
                stock_of_band(need, need->stock_help, b) + stock_of_band(need, need->stock_support, b),
        };
        for (int s = 0; s < N_SERVICES; s++)
            region->money->profile[s][b] = use[s];
    }
}

static void read_lumps(struct money *money, const struct settings *settings)
{
    money->n_lumps = settings_count(settings, "lumps");
    if (money->n_lumps > MAX_LUMPS)
        money->n_lumps = MAX_LUMPS;
    for (size_t i = 0; i < money->n_lumps; i++)
        money->lumps[i] = (struct lump){
            .cents_month = 100.0 / 12.0 * settings_real_at(settings, "lumps[].eur_per_head", i),
            .payer_kind = settings_choice_at(settings, "lumps[].payer", i),
            .kind = settings_choice_at(settings, "lumps[].kind", i),
        };
}

static int create_contracts(struct region *region, const struct settings *settings, struct sim_err *err)
{
    struct contracts *contracts = &region->contracts;
    for (int s = 0; s < N_SERVICES; s++) {
        contracts->first[s] = contracts->n;
        contracts->payers[s] = region->payer_n[service_payer_kind(service_types[s].law)];
        contracts->n += region->kind_n[service_types[s].kind] * contracts->payers[s];
    }
    contracts->list = sim_calloc(contracts->n, sizeof *contracts->list);
    region->marginal_cents = sim_calloc(contracts->n, sizeof *region->marginal_cents);
    if (!contracts->list || !region->marginal_cents)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu contracts", contracts->n);
    struct contract *next = contracts->list;
    for (int s = 0; s < N_SERVICES; s++) {
        const enum kind kind = service_types[s].kind;
        const enum payer_kind payer_kind = service_payer_kind(service_types[s].law);
        for (size_t o = 0; o < region->kind_n[kind]; o++)
            for (size_t p = 0; p < contracts->payers[s]; p++)
                *next++ = (struct contract){.organisation = (uint16_t)region->kind_first[kind][o],
                                            .payer = (uint16_t)region->payer_first[payer_kind][p],
                                            .service = (uint8_t)s};
    }
    contract_terms(settings, contracts);
    return SIM_OK;
}

int billing_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    region->money = sim_calloc(1, sizeof *region->money);
    if (!region->money)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the money of a region");
    arrangements_read(region->money, settings);
    read_lumps(region->money, settings);
    build_profiles(region, settings);
    int status = arrangements_create(region, settings, err);
    if (status == SIM_OK)
        status = create_contracts(region, settings, err);
    if (status != SIM_OK)
        return status;
    return ledger_create(&region->ledger, region->n_organisations + region->n_payers + N_SPECIAL_ACCOUNTS, err);
}

void billing_destroy(struct region *region)
{
    ledger_destroy(&region->ledger);
    free(region->contracts.list);
    free(region->marginal_cents);
    arrangements_destroy(region);
    free(region->money);
}

/* -- the norm
 * ---------------------------------------------------------------------------------------------------------------- */

/* Months over which the norm is measured: the year before the horizon, or what there is of it. */
static double norm_months(const struct region *region)
{
    const size_t half = region->p.spinup_months / 2;
    return half < 12 ? (double)(half ? half : 1) : 12.0;
}

static bool measures_norm(const struct region *region)
{
    return !region->in_horizon && (double)region->month + norm_months(region) >= (double)region->p.spinup_months;
}

/* Need by the age of the population, relative to the months in which the norm is measured. */
static void update_indices(struct region *region)
{
    struct money *money = region->money;
    double people[N_BANDS] = {0};
    enum { PER_BAND = N_CLASSES / N_BANDS };
    for (unsigned b = 0; b < N_BANDS; b++)
        for (unsigned k = 0; k < PER_BAND; k++)
            people[b] += region->class_count[b * PER_BAND + k];
    for (int s = 0; s < N_SERVICES; s++) {
        double sum = 0.0;
        for (unsigned b = 0; b < N_BANDS; b++)
            sum += people[b] * money->profile[s][b];
        if (measures_norm(region))
            money->profile_norm[s] += sum;
        money->need_index[s] = region->in_horizon && money->profile_norm[s] > 0.0 ? sum / money->profile_norm[s] : 1.0;
    }
    if (measures_norm(region))
        money->people_norm += region->citizens.alive;
    money->people_index = region->in_horizon ? region->citizens.alive / fmax(1.0, money->people_norm) : 1.0;
}

/* -- billing by contract
 * ---------------------------------------------------------------------------------------------------------- */

/* Units of a type of client relative to the mean of the service: such that the mix of the norm takes the units of the
 * scenario. During the spin-up that is the mix of the month. */
void billing_case_mix(struct region *region)
{
    struct money *money = region->money;
    if (region->in_horizon)
        return;
    double clients[N_SERVICES][N_CLIENT_TYPES] = {{0}};
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            clients[contract->service][type] += contract->users[type] + contract->events[type];
    }
    for (int s = 0; s < N_SERVICES; s++) {
        const double all = clients[s][CLIENT_SIMPLE] + clients[s][CLIENT_COMPLEX];
        const double share = all > 0.0 ? clients[s][CLIENT_COMPLEX] / all : 0.0;
        const double ratio = region->services[s].complex_units;
        region->type_units[s][CLIENT_SIMPLE] = 1.0 / (1.0 + share * (ratio - 1.0));
        region->type_units[s][CLIENT_COMPLEX] = ratio * region->type_units[s][CLIENT_SIMPLE];
        money->complex_clients[s] += measures_norm(region) ? clients[s][CLIENT_COMPLEX] : 0.0;
        money->all_clients[s] += measures_norm(region) ? all : 0.0;
    }
    money->people_complex_norm += measures_norm(region) ? (double)region->people_complex : 0.0;
}

/* Mean wait of a team's clients this month; that of the scenario when nobody was served. */
static double mean_wait(double months, double n, double usual_months)
{
    return n > 0.0 ? months / n : usual_months;
}

static double result_of(double wait, double usual)
{
    return 1.0 + fmin(0.5, fmax(-0.5, (usual - wait) / (usual + 1.0)));
}

/* Result of a service relative to the year before, by provider and in the region: shorter waits are better. */
static void update_quality(struct region *region)
{
    struct money *money = region->money;
    for (int s = 0; s < N_SERVICES; s++) {
        double wait = 0.0, n = 0.0;
        for (size_t k = 0; k < region->kind_n[service_types[s].kind]; k++) {
            struct team *team = &region->organisations[region->kind_first[service_types[s].kind][k]].teams[s];
            const double own = mean_wait(team->wait_sum, team->wait_n, region->services[s].wait_months);
            wait += team->wait_sum;
            n += team->wait_n;
            if (measures_norm(region))
                team->quality_base += own;
            team->quality = region->in_horizon ? result_of(own, team->quality_base) : 1.0;
            if (region->in_horizon)
                team->quality_base += money->rebase / 12.0 * (own - team->quality_base);
        }
        const double mean = mean_wait(wait, n, region->services[s].wait_months);
        if (measures_norm(region))
            money->quality_base[s] += mean;
        money->quality[s] = region->in_horizon ? result_of(mean, money->quality_base[s]) : 1.0;
        if (region->in_horizon) /* like the pool's, the benchmark follows what happens anyway */
            money->quality_base[s] += money->rebase / 12.0 * (mean - money->quality_base[s]);
    }
}

struct joint billing_joint(const struct region *region, int service, size_t payer)
{
    struct joint joint = {0.0, 0.0};
    for (size_t o = 0; o < region->kind_n[service_types[service].kind]; o++) {
        const struct contract *contract =
            region_contract_at(region, service, region->kind_first[service_types[service].kind][o], payer);
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            joint.units += region_units(region, contract, (enum client_type)type);
        joint.units += region_bridge_units(region, contract);
        joint.base_cents += contract->base_cents;
    }
    return joint;
}

static struct contract_clients clients_of_type(const struct region *region, const struct contract *contract,
                                               enum client_type type)
{
    const struct money *money = region->money;
    const int s = contract->service;
    const double people = region->p.people_per_citizen;
    const double complex = money->all_clients[s] > 0.0 ? money->complex_clients[s] / money->all_clients[s] : 0.0;
    const double frail = money->people_norm > 0.0 ? money->people_complex_norm / money->people_norm : 0.0;
    return (struct contract_clients){
        .clients = (contract->users[type] + contract->events[type]) * people,
        .units = region_units(region, contract, type),
        .guests = (contract->guests[type] + contract->guest_events[type]) * people,
        .norm_units = region->services[s].units * region->type_units[s][type],
        .intensity = region->organisations[contract->organisation].teams[s].intensity[type],
        .people_share = type == CLIENT_COMPLEX ? frail : 1.0 - frail,
        .client_share = type == CLIENT_COMPLEX ? complex : 1.0 - complex,
    };
}

struct contract_month billing_contract_month(const struct region *region, const struct contract *contract,
                                             const struct joint *joint)
{
    const struct service_terms *terms = &region->services[contract->service];
    const struct money *money = region->money;
    const struct team *team = &region->organisations[contract->organisation].teams[contract->service];
    struct contract_month month = {
        .price_cents = terms->price_cents,
        .mean_units = terms->units,
        .besides_units = region_bridge_units(region, contract),
        .need_index = money->need_index[contract->service],
        .people_index = money->people_index,
        .quality = region->contracts.own_yardstick ? team->quality : money->quality[contract->service],
        .joint_base_cents = joint->base_cents,
        .before_horizon = !region->in_horizon,
    };
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        month.of[type] = clients_of_type(region, contract, (enum client_type)type);
    month.joint_share = joint->units > 0.0 ? contract_units(&month) / joint->units : 0.0;
    return month;
}

/* Position of a contract's payer among the payers of the service. */
static size_t contract_position(const struct region *region, size_t contract)
{
    const int service = region->contracts.list[contract].service;
    return (contract - region->contracts.first[service]) % region->contracts.payers[service];
}

/* From now on a complex client takes what it took in the norm, whatever the mix becomes. */
static void fix_case_mix(struct region *region)
{
    const struct money *money = region->money;
    for (int s = 0; s < N_SERVICES; s++) {
        const double share = money->all_clients[s] > 0.0 ? money->complex_clients[s] / money->all_clients[s] : 0.0;
        const double ratio = region->services[s].complex_units;
        region->type_units[s][CLIENT_SIMPLE] = 1.0 / (1.0 + share * (ratio - 1.0));
        region->type_units[s][CLIENT_COMPLEX] = ratio * region->type_units[s][CLIENT_SIMPLE];
    }
}

/* Work as in the norm: when the horizon opens nothing of its first month has happened yet. */
static void use_norm_work(const struct region *region, const struct contract *contract, size_t position,
                          struct contract_month *month)
{
    const int service = contract->service;
    double all = 0.0;
    for (size_t o = 0; o < region->kind_n[service_types[service].kind]; o++)
        all += region_contract_at(region, service, region->kind_first[service_types[service].kind][o], position)
                   ->base_units;
    month->joint_share = all > 0.0 ? contract->base_units / all : 0.0;
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        month->of[type].units = contract->base_units * month->of[type].client_share * month->of[type].norm_units
                                / fmax(1e-9, month->mean_units);
}

void billing_open_horizon(struct region *region)
{
    const double months = norm_months(region);
    fix_case_mix(region);
    for (size_t k = 0; k < region->contracts.n; k++) {
        struct contract *contract = &region->contracts.list[k];
        contract->base_cents /= months;
        contract->base_clients /= months;
        contract->base_units /= months;
    }
    for (size_t k = 0; k < region->contracts.n; k++) {
        struct contract *contract = &region->contracts.list[k];
        const struct joint joint = billing_joint(region, contract->service, contract_position(region, k));
        struct contract_month month = billing_contract_month(region, contract, &joint);
        use_norm_work(region, contract, contract_position(region, k), &month);
        contract_open_horizon(&region->contracts, contract, &month);
        struct payer *payer = &region->payers[contract->payer];
        /* Budgets pay what own payments do not. */
        const double own = region->services[contract->service].own_payment_cents * contract->base_units;
        payer->base_service_cents[contract->service] += contract->base_cents - own;
        payer->lump_base_cents -= contract->base_cents - own;
        if (region->money->pool_service[contract->service])
            payer->pool_base_cents += contract->base_cents;
    }
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *organisation = &region->organisations[o];
        organisation->revenue_base_cents /= months;
        organisation->value_base_cents /= months;
        organisation->fixed_cents = organisation->fixed_share * organisation->revenue_base_cents;
        organisation->revenue_mean_cents = organisation->revenue_base_cents;
        organisation->hours_contracted_base = organisation->hours_contracted;
        for (int s = 0; s < N_SERVICES; s++)
            organisation->teams[s].quality_base /= months;
    }
    for (size_t p = 0; p < region->n_payers; p++) {
        struct payer *payer = &region->payers[p];
        payer->budget_cents /= months;
        payer->lump_base_cents += payer->budget_cents;
        payer->spent_year_cents = payer->budget_year_cents = 0.0;
        payer->pool_year_cents = payer->pool_norm_year_cents = 0.0;
        payer->pool_start_cents = payer->pool_base_cents;
        payer->pool_start_norm_year_cents = 0.0;
    }
    region->money->people_norm /= months;
    region->money->people_complex_norm /= months;
    for (int s = 0; s < N_SERVICES; s++) {
        region->money->quality_base[s] /= months;
        region->money->profile_norm[s] /= months;
    }
    ledger_open(&region->ledger);
}

static void measure_norm(struct contract *contract, const struct contract_month *month, double due_cents)
{
    contract->base_cents += due_cents;
    contract->base_units += contract_units(month);
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        contract->base_clients += month->of[type].clients;
    }
}

/* What is due counts as revenue and spending of this month; it is paid when the contract's lag is over (E611). */
static void pay_contract(struct region *region, struct contract *contract, const struct joint *joint)
{
    const struct contract_month month = billing_contract_month(region, contract, joint);
    struct organisation *organisation = &region->organisations[contract->organisation];
    struct payer *payer = &region->payers[contract->payer];
    const int64_t due = llround(contract_settle(&region->contracts, contract, &month));
    const int64_t paid = contract_pay(contract, region->month, due);
    contract->due_month_cents = due;
    const size_t payer_account = account_of_payer(region, contract->payer);
    ledger_move(&region->ledger, payer_account, account_of_organisation(contract->organisation), FLOW_CARE, paid);
    organisation->receivable_cents += due - paid;
    const double own = region->services[contract->service].own_payment_cents * contract_units(&month),
                 cents = (double)due;
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), payer_account, FLOW_OWN_PAYMENT,
                llround(own));
    const double value = contract_units(&month) * month.price_cents;
    organisation->revenue_cents += cents;
    organisation->value_cents += value;
    region->unpaid_cents += contract->unpaid_cents;
    region->value_cents += value;
    region->deviation_cents += fabs(cents - value);
    payer->spent_cents += cents - own;
    if (region->money->pool_service[contract->service])
        payer->pool_cents += cents;
    region->spent_law_cents[service_types[contract->service].law] += cents;
    if (measures_norm(region))
        measure_norm(contract, &month, cents);
}

static void pay_contracts(struct region *region)
{
    const struct contracts *contracts = &region->contracts;
    for (int s = 0; s < N_SERVICES; s++)
        for (size_t p = 0; p < contracts->payers[s]; p++) {
            const struct joint joint = billing_joint(region, s, p);
            for (size_t o = 0; o < region->kind_n[service_types[s].kind]; o++)
                pay_contract(region, &region->contracts.list[contracts->first[s] + o * contracts->payers[s] + p],
                             &joint);
        }
}

/* The care office repays what municipalities owe for clients who kept their worker in long-term care (E648). */
static void pay_double_contracts(struct region *region)
{
    struct payer *office = &region->payers[region->payer_first[PAYER_CARE_OFFICE][0]];
    const size_t office_account = account_of_payer(region, region->payer_first[PAYER_CARE_OFFICE][0]);
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        if (contract->kept <= 0.0)
            continue;
        struct payer *payer = &region->payers[contract->payer];
        const int64_t cents =
            llround((double)contract->due_month_cents * contract->kept / fmax(1.0, contract_users(contract)));
        ledger_move(&region->ledger, office_account, account_of_payer(region, contract->payer), FLOW_DOUBLE_CONTRACT,
                    cents);
        office->spent_cents += (double)cents;
        payer->spent_cents -= (double)cents;
        region->spent_law_cents[LAW_WLZ] += (double)cents;
        region->spent_law_cents[service_types[contract->service].law] -= (double)cents;
        if (region->money->pool_service[contract->service]) {
            office->pool_cents += (double)cents;
            payer->pool_cents -= (double)cents;
        }
    }
}

/* -- lumps
 * --------------------------------------------------------------------------------------------------------------------------
 */

static double lump_of_payer(const struct region *region, const struct lump *lump, size_t position)
{
    const double people = region->p.people_per_citizen;
    switch (lump->payer_kind) {
    case PAYER_INSURER: {
        return lump->cents_month * people * (double)region->insurer_weight_micro[position] / region->weight_mean_micro;
    }
    case PAYER_MUNICIPALITY:
        return lump->cents_month * people * region->municipality_people[position];
    default:
        return lump->cents_month * people * region->citizens.alive;
    }
}

static void pay_lump(struct region *region, const struct lump *lump)
{
    double size = 0.0;
    for (size_t k = 0; k < region->kind_n[lump->kind]; k++)
        size += region->organisations[region->kind_first[lump->kind][k]].fte;
    for (size_t p = 0; p < region->payer_n[lump->payer_kind]; p++) {
        const size_t payer = region->payer_first[lump->payer_kind][p];
        const double all = lump_of_payer(region, lump, p);
        for (size_t k = 0; k < region->kind_n[lump->kind]; k++) {
            const size_t o = region->kind_first[lump->kind][k];
            struct organisation *organisation = &region->organisations[o];
            const int64_t cents = llround(all * organisation->fte / size);
            ledger_move(&region->ledger, account_of_payer(region, payer), account_of_organisation(o), FLOW_OTHER_CARE,
                        cents);
            organisation->revenue_cents += (double)cents;
            organisation->value_cents += (double)cents;
            region->payers[payer].spent_cents += (double)cents;
            region->spent_law_cents[lump->payer_kind == PAYER_INSURER       ? LAW_ZVW
                                    : lump->payer_kind == PAYER_CARE_OFFICE ? LAW_WLZ
                                                                            : LAW_WMO] += (double)cents;
        }
    }
}

/* -- costs and budgets
 * -------------------------------------------------------------------------------------------------------------- */

static void pay_costs(struct region *region, size_t o)
{
    struct organisation *organisation = &region->organisations[o];
    const size_t account = account_of_organisation(o);
    const size_t staff = account_special(region, ACCOUNT_STAFF), suppliers = account_special(region, ACCOUNT_SUPPLIERS);
    double wages, fixed, supplies;
    const double rest = 1.0 - organisation->staff_share - organisation->fixed_share;
    if (!region->in_horizon) {
        wages = organisation->staff_share * organisation->revenue_cents;
        fixed = organisation->fixed_share * organisation->revenue_cents;
        supplies = organisation->revenue_cents - wages - fixed;
        if (measures_norm(region)) {
            organisation->revenue_base_cents += organisation->revenue_cents;
            organisation->value_base_cents += organisation->value_cents;
        }
    } else {
        const double base = organisation->revenue_base_cents;
        wages = organisation->staff_share * base * organisation->hours_contracted
                / fmax(1.0, organisation->hours_contracted_base);
        organisation->revenue_mean_cents += (organisation->revenue_cents - organisation->revenue_mean_cents) / 12.0;
        organisation->fixed_cents +=
            (organisation->fixed_share * organisation->revenue_mean_cents - organisation->fixed_cents)
            / region->p.fixed_months;
        fixed = organisation->fixed_cents;
        supplies = rest * base * organisation->value_cents / fmax(1.0, organisation->value_base_cents);
    }
    const double interest = (double)organisation->receivable_cents * region->p.interest_per_year / 12.0;
    ledger_move(&region->ledger, account, staff, FLOW_WAGES, llround(wages));
    ledger_move(&region->ledger, account, suppliers, FLOW_FIXED_COST, llround(fixed));
    ledger_move(&region->ledger, account, suppliers, FLOW_SUPPLIES, llround(supplies));
    ledger_move(&region->ledger, account, suppliers, FLOW_INTEREST, llround(interest));
    const double result = organisation->revenue_cents - wages - fixed - supplies - interest;
    if (region->in_horizon)
        organisation->result_mean +=
            (result / fmax(1.0, organisation->revenue_base_cents) - organisation->result_mean) / 12.0;
}

/* Budgets follow the age of the population, service by service; what is paid as a lump follows the number of people. */
static double budget_of_month(const struct region *region, const struct payer *payer)
{
    double cents = payer->lump_base_cents * region->money->people_index;
    for (int s = 0; s < N_SERVICES; s++)
        cents += payer->base_service_cents[s] * region->money->need_index[s];
    return cents / (1.0 + payer->deficit_start);
}

/* Growth of the pool's norm of a payer by the age of the population. */
static double pool_index(const struct region *region, const struct payer *payer)
{
    double base = 0.0, now = 0.0;
    for (int s = 0; s < N_SERVICES; s++) {
        if (!region->money->pool_service[s])
            continue;
        base += payer->base_service_cents[s];
        now += payer->base_service_cents[s] * region->money->need_index[s];
    }
    return base > 0.0 ? now / base : 1.0;
}

static void receive_budget(struct region *region, size_t p)
{
    struct payer *payer = &region->payers[p];
    double budget = payer->spent_cents;
    if (region->in_horizon)
        budget = budget_of_month(region, payer);
    else if (measures_norm(region))
        payer->budget_cents += payer->spent_cents;
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), account_of_payer(region, p), FLOW_BUDGET,
                llround(budget));
    payer->spent_year_cents += payer->spent_cents;
    payer->budget_year_cents += budget;
    payer->pool_year_cents += payer->pool_cents;
    const double index = pool_index(region, payer);
    payer->pool_norm_year_cents += payer->pool_base_cents * index;
    payer->pool_start_norm_year_cents += payer->pool_start_cents * index;
}

void billing_month(struct region *region)
{
    for (size_t o = 0; o < region->n_organisations; o++)
        region->organisations[o].revenue_cents = region->organisations[o].value_cents = 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].spent_cents = region->payers[p].pool_cents = 0.0;
    memset(region->spent_law_cents, 0, sizeof region->spent_law_cents);
    region->unpaid_cents = region->value_cents = region->deviation_cents = 0.0;
    update_indices(region);
    update_quality(region);
    pay_contracts(region);
    pay_double_contracts(region);
    for (size_t i = 0; i < region->money->n_lumps; i++)
        pay_lump(region, &region->money->lumps[i]);
    if (region->in_horizon)
        payment_consultations(region);
    for (size_t o = 0; o < region->n_organisations; o++)
        pay_costs(region, o);
    for (size_t p = 0; p < region->n_payers; p++)
        receive_budget(region, p);
}

/* -- margins
 * -------------------------------------------------------------------------------------------- */

double billing_marginal_client(const struct region *region, size_t contract)
{
    const struct contract *one = &region->contracts.list[contract];
    const struct joint joint = billing_joint(region, one->service, contract_position(region, contract));
    const struct contract_month month = billing_contract_month(region, one, &joint);
    return contract_marginal_client(&region->contracts, one, &month);
}

double billing_margin(const struct region *region, size_t o, int service, double friction)
{
    const struct contracts *contracts = &region->contracts;
    const struct organisation *organisation = &region->organisations[o];
    if (service_types[service].kind != organisation->kind)
        return 0.0;
    double sum = 0.0, weight = 0.0;
    for (size_t p = 0; p < contracts->payers[service]; p++) {
        const size_t contract = contracts->first[service] + organisation->position * contracts->payers[service] + p;
        sum += contracts->list[contract].base_clients * billing_marginal_client(region, contract);
        weight += contracts->list[contract].base_clients;
    }
    const double price = region->services[service].price_cents * region->services[service].units;
    /* What is saved when a client goes is staff and supplies, and the part of fixed cost that has followed by then. */
    return weight > 0.0 ? sum / weight - (1.0 - organisation->fixed_share * friction) * price : 0.0;
}
