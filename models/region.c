#include "models/region.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "models/care/intervention.h"
#include "models/care/pathway.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "models/care/work.h"
#include "models/collaboration.h"
#include "models/money/billing.h"
#include "models/money/norm.h"
#include "models/money/payer.h"
#include "models/money/payment.h"
#include "models/money/provider.h"
#include "sim/base/mem.h"

/* -- creation --------------------------------------------------------------------------------------------------------
 */

static void read_params(const struct settings *settings, struct region_params *p)
{
    p->scale = settings_real(settings, "region.scale");
    p->people_per_citizen = 1.0 / p->scale;
    p->births_per_1000 = settings_real(settings, "region.births_per_1000");
    p->moves_in_per_1000 = settings_real(settings, "region.moves_in_per_1000");
    p->spinup_months = (size_t)settings_int(settings, "spinup_months");
    p->horizon_months = (size_t)settings_int(settings, "horizon_months");
    p->intercept = settings_real(settings, "pathway.intercept");
    p->tie = settings_real(settings, "pathway.tie");
    p->trust = settings_real(settings, "pathway.trust");
    p->data = settings_real(settings, "pathway.data");
    p->skill = settings_real(settings, "pathway.skill");
    p->load = settings_real(settings, "pathway.load");
    p->title = settings_real(settings, "pathway.title");
    p->social_at_gp = settings_real(settings, "pathway.social_at_gp");
    p->misroute_contacts = settings_real(settings, "pathway.misroute_contacts");
    p->misroute_referral = settings_real(settings, "pathway.misroute_referral");
    p->resolve = settings_real(settings, "pathway.resolve");
    p->aggravate = settings_real(settings, "pathway.aggravate");
    p->support_after_social = settings_real(settings, "pathway.support_after_social");
    p->debt_after_social = settings_real(settings, "pathway.debt_after_social");
    p->seek_base = settings_real(settings, "pathway.seek_base");
    p->seek_literacy = settings_real(settings, "pathway.seek_literacy");
    p->seek_trust = settings_real(settings, "pathway.seek_trust");
    p->refuse_handover = settings_real(settings, "pathway.refuse_handover");
    p->undertreatment = settings_real(settings, "pathway.undertreatment");
    p->bridge_units = settings_real(settings, "pathway.bridge_units");
    p->request_with_nursing = settings_real(settings, "pathway.request_with_nursing");
    p->shared_care = settings_real(settings, "pathway.shared_care");
    p->case_months = settings_real(settings, "pathway.case_months");
    p->transition_break = settings_real(settings, "pathway.transition_break");
    p->settling_weeks = settings_real(settings, "pathway.settling_weeks");
    p->nursing_home_wish = settings_real(settings, "pathway.nursing_home_wish");
    p->nursing_home_share = settings_real(settings, "pathway.nursing_home_share");
    p->carer_tiring = settings_real(settings, "health.carer_tiring");
    p->unmet_months = (uint16_t)settings_int(settings, "pathway.unmet_months");
    p->hours_per_fte = settings_real(settings, "work.hours_per_fte");
    p->sick_leave = settings_real(settings, "work.sick_leave");
    p->sick_leave_load = settings_real(settings, "work.sick_leave_load");
    p->leave_per_year = settings_real(settings, "work.leave_per_year");
    p->vacancy_months = settings_real(settings, "work.vacancy_months");
    p->stretch = settings_real(settings, "work.stretch");
    p->growth_per_year = settings_real(settings, "work.growth_per_year");
    p->hire_speed = settings_real(settings, "work.hire_speed");
    p->replaced = settings_real(settings, "work.replaced");
    p->network_hours = settings_real(settings, "work.network_hours");
    p->tie_start = settings_real(settings, "work.tie_start");
    p->tie_case = settings_real(settings, "work.tie_case");
    p->tie_meeting = settings_real(settings, "work.tie_meeting");
    p->tie_decay = settings_real(settings, "work.tie_decay");
    p->wellbeing_load = settings_real(settings, "work.wellbeing_load");
    p->wellbeing_tie = settings_real(settings, "work.wellbeing_tie");
    p->wellbeing_meetings = settings_real(settings, "work.wellbeing_meetings");
    p->sick_leave_wellbeing = settings_real(settings, "work.sick_leave_wellbeing");
    p->leave_wellbeing = settings_real(settings, "work.leave_wellbeing");
    p->discretion = settings_real(settings, "work.discretion");
    p->severity = settings_real(settings, "work.severity");
    p->selection = settings_real(settings, "work.selection");
    p->result_response = settings_real(settings, "work.result_response");
    p->intensity_pace = settings_real(settings, "work.intensity_pace");
    p->mental_return = settings_real(settings, "pathway.mental_return");
    p->tie_shared = settings_real(settings, "work.tie_shared");
    p->wellbeing_pace = settings_real(settings, "work.wellbeing_pace");
    p->trust_pace = settings_real(settings, "work.trust_pace");
    p->tie_successor = settings_real(settings, "work.tie_successor");
    p->belief_wait_utility = settings_real(settings, "belief.wait_utility");
    p->belief_carer_utility = settings_real(settings, "belief.carer_utility");
    p->belief_acute_qaly = settings_real(settings, "belief.acute_qaly");
    p->belief_route_gain = settings_real(settings, "belief.route_gain");
    p->belief_nursing_at_home = settings_real(settings, "belief.nursing_at_home");
    p->belief_help_at_home = settings_real(settings, "belief.help_at_home");
    p->payer_noise = settings_real(settings, "payer.noise");
    p->payer_trust_pace = settings_real(settings, "payer.trust_pace");
    p->payer_legitimacy = settings_real(settings, "payer.legitimacy");
    p->trust_start = settings_real(settings, "network.trust_start");
    p->fixed_months = settings_real(settings, "cost.fixed_months");
    p->loss_limit = settings_real(settings, "cost.loss_limit");
    p->interest_per_year = settings_real(settings, "cost.interest_per_year");
    p->network_wage_cents = 100.0 * settings_real(settings, "cost.network_wage_eur_hour");
}

/* Neighbourhoods over municipalities by inhabitants; their social position differs (E513). */
static int create_neighbourhoods(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const size_t n = (size_t)settings_int(settings, "region.neighbourhoods");
    const double spread = settings_real(settings, "region.neighbourhood_spread");
    region->n_neighbourhoods = n;
    region->municipality = sim_calloc(n, sizeof *region->municipality);
    region->neighbourhood_low = sim_calloc(n, sizeof *region->neighbourhood_low);
    if (!region->municipality || !region->neighbourhood_low)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu neighbourhoods", n);
    size_t made = 0;
    double goal = 0.0;
    for (size_t k = 0; k < region->payer_n[PAYER_MUNICIPALITY]; k++) {
        goal += region->payers[region->payer_first[PAYER_MUNICIPALITY][k]].share * (double)n;
        for (; made < n && (double)made + 0.5 < goal; made++)
            region->municipality[made] = (uint16_t)k;
    }
    for (size_t b = 0; b < n; b++) {
        const struct rng_words w = rng_draw(&region->stream, (uint32_t)b, 0, PURPOSE_PLACE, 0);
        const double low = region->need->position_share[0] + spread * gsl_cdf_ugaussian_Pinv(rng_unit(w.w[0]));
        region->neighbourhood_low[b] = fmin(0.9, fmax(0.02, low));
    }
    return SIM_OK;
}

static int create_parties(struct region *region, struct sim_err *err)
{
    static const char *const special[N_SPECIAL_ACCOUNTS] = {"network", "cashier",   "households",   "equalisation fund",
                                                            "staff",   "suppliers", "regional fund"};
    region->n_parties = region->n_organisations + region->n_payers + N_SPECIAL_ACCOUNTS;
    /* Between a payer and an organisation at most eight purposes flow; between anybody and the closing accounts any
     * may; the care office repays municipalities; organisations compensate each other. */
    region->flow_capacity = 8 * region->n_organisations * region->n_payers
                            + 2 * N_SPECIAL_ACCOUNTS * N_FLOW_PURPOSES * region->n_parties + region->n_payers
                            + region->n_organisations * region->n_organisations;
    region->parties = sim_calloc(region->n_parties, sizeof *region->parties);
    region->flows = sim_calloc(region->flow_capacity, sizeof *region->flows);
    if (!region->parties || !region->flows)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu parties", region->n_parties);
    for (size_t o = 0; o < region->n_organisations; o++)
        region->parties[account_of_organisation(o)] =
            (struct sim_party){region->organisations[o].name, kind_names[region->organisations[o].kind], SIM_LISTED};
    for (size_t p = 0; p < region->n_payers; p++)
        region->parties[account_of_payer(region, p)] =
            (struct sim_party){region->payers[p].name, payer_kind_names[region->payers[p].kind], SIM_LISTED_PAYER};
    for (int a = 0; a < N_SPECIAL_ACCOUNTS; a++)
        region->parties[account_special(region, (enum special_account)a)] =
            (struct sim_party){special[a], "closing", SIM_UNLISTED};
    return SIM_OK;
}

static int create_everything(struct region *region, const struct settings *settings, struct sim_err *err)
{
    int status = payer_create(region, settings, err);
    if (status == SIM_OK)
        status = work_create(region, settings, err);
    if (status == SIM_OK)
        status = create_neighbourhoods(region, settings, err);
    if (status == SIM_OK)
        status = population_create(region, settings, err);
    if (status == SIM_OK) {
        population_expect(region, settings);
        status = billing_create(region, settings, err);
    }
    if (status == SIM_OK)
        status = create_parties(region, err);
    if (status == SIM_OK)
        status = collaboration_create(region, settings, err);
    return status;
}

int region_create(const struct settings *settings, const struct rng_stream *stream, struct region **out,
                  struct sim_err *err)
{
    struct region *region = sim_calloc(1, sizeof *region);
    *out = region;
    if (!region)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a region");
    region->settings = settings;
    region->stream = *stream;
    read_params(settings, &region->p);
    /* Decisions and unmet need that lie beyond the end are still put down, so that no month knows how many follow. */
    region->n_calendar = region->p.spinup_months + region->p.horizon_months + CALENDAR_BEYOND;
    region->need = sim_calloc(1, sizeof *region->need);
    if (!region->need)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the table of needs");
    service_read(settings, region->services);
    need_build(settings, region->need);
    const int status = create_everything(region, settings, err);
    if (status != SIM_OK)
        return status;
    population_start_services(region);
    region->weight_mean_micro = 1e6 * settings_real(settings, "need.weight_mean");
    if (region->weight_mean_micro <= 0.0)
        for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++)
            region->weight_mean_micro += (double)region->insurer_weight_micro[k] / fmax(1.0, region->people_start);
    return SIM_OK;
}

void region_destroy(struct region *region)
{
    if (!region)
        return;
    collaboration_destroy(region);
    billing_destroy(region);
    population_destroy(region);
    work_destroy(region);
    payer_destroy(region);
    free(region->municipality);
    free(region->neighbourhood_low);
    free(region->parties);
    free(region->flows);
    free(region->need);
    free(region);
}

/* -- the month
 * -------------------------------------------------------------------------------------------------------------- */

static void clear_month(struct region *region)
{
    region->social_mean += region->slow * (region->tally.social - region->social_mean);
    region->request_mean += region->slow * (region->tally.requests - region->request_mean);
    region->entries_mean += region->slow * (region->tally.longterm_entries - region->entries_mean);
    region->assessed_mean += region->slow * (region->tally.assessed - region->assessed_mean);
    region->assessed_known_mean += region->slow * (region->tally.assessed_known - region->assessed_known_mean);
    region->tally = (struct tally){0};
    region->collaboration_cents = 0;
    for (size_t o = 0; o < region->n_organisations; o++)
        for (int s = 0; s < N_SERVICES; s++) {
            struct team *team = &region->organisations[o].teams[s];
            team->arrivals = team->lost = team->ends = team->served = team->wait_sum = team->wait_n = 0.0;
        }
    for (size_t k = 0; k < region->n_practices; k++) {
        region->practices[k].extra_contacts = 0;
        for (int kind = 0; kind < N_KINDS; kind++)
            region->practices[k].handovers[kind] = 0;
    }
    for (size_t k = 0; k < region->contracts.n; k++)
        for (int type = 0; type < N_CLIENT_TYPES; type++) {
            struct contract *contract = &region->contracts.list[k];
            contract->events[type] = contract->guest_events[type] = 0.0;
        }
}

/* Routine contacts by class and the extra ones of episodes, billed to insurers by their insured. */
static void gp_contacts(struct region *region)
{
    const struct contracts *contracts = &region->contracts;
    for (size_t o = 0; o < region->kind_n[KIND_GP]; o++) {
        const struct organisation *gp = &region->organisations[region->kind_first[KIND_GP][o]];
        double contacts = 0.0;
        for (size_t k = gp->practice_first; k < gp->practice_first + gp->practices; k++)
            contacts += (double)region->practices[k].gp_contacts_micro * 1e-6 + region->practices[k].extra_contacts;
        for (size_t p = 0; p < contracts->payers[SERVICE_GP]; p++)
            contracts->list[contracts->first[SERVICE_GP] + o * contracts->payers[SERVICE_GP] + p]
                .events[CLIENT_SIMPLE] += contacts * region->insurer_people[p] / region->citizens.alive;
    }
}

static void start_horizon(struct region *region)
{
    norm_open_horizon(region);
    region->in_horizon = true;
    for (size_t k = 0; k < region->contracts.n; k++)
        region->bridged_start += region->contracts.list[k].bridged;
    region->network_running = region->network != NULL;
    if (region->network_running)
        payer_business_case(region);
}

/* Yearly contracting, and everything else that a date brings. */
static void context(struct region *region)
{
    const struct region_params *p = &region->p;
    if (!region->staffing_fixed && region->month >= p->spinup_months / 2)
        work_fix_staffing(region);
    if (region->month == p->spinup_months)
        start_horizon(region);
    if (region->in_horizon)
        region->consultation_paid = payment_consultation(region);
    if (!region->network_running)
        return;
    const size_t month = region->month - p->spinup_months;
    if (month == 0 || month % 12 == region->contract_month)
        payer_decide(region, region->settings);
    struct money *money = region->money;
    const bool in_time = month >= money->subsidy_start && month < money->subsidy_end;
    if (month == money->subsidy_start)
        money->subsidy_runs = money->subsidy > 0.0;
    if (!in_time)
        money->subsidy_runs = false;
    else if (month > money->subsidy_start && (month - money->subsidy_start) % 12 == 0 && money->subsidy_runs) {
        const struct rng_words w = rng_draw(&region->stream, 0, (uint32_t)region->month, PURPOSE_SUBSIDY, 0);
        money->subsidy_runs = rng_unit(w.w[0]) < money->subsidy_renewal;
    }
}

int region_step(struct region *region, size_t month, struct sim_err *err)
{
    region->month = month;
    clear_month(region);
    region->slow = month > 1 ? fmax(0.1, 1.0 / (double)month) : 1.0;
    context(region);
    pathway_prepare(region);
    calendar_month(region);
    population_month(region);
    queue_month(region);
    gp_contacts(region);
    norm_case_mix(region);
    work_month(region);
    if (region->in_horizon)
        provider_month(region);
    billing_month(region);
    if (region->network_running) {
        collaboration_month(region);
        payer_month(region);
    }
    if (region->in_horizon && (month - region->p.spinup_months) % 12 == 11)
        payment_year(region);
    if (region->tally.nodes_refused > 0)
        return sim_fail(err, SIM_E_MODEL,
                        "month %zu: more people wait or use services than there is room for (%u refused)", month,
                        region->tally.nodes_refused);
#ifdef SAMENSPEL_CHECKED
    return region_check(region, err);
#else
    return month % 12 == 11 ? region_check(region, err) : ledger_check(&region->ledger, err);
#endif
}

/* -- invariants
 * ---------------------------------------------------------------------------------------------------------------- */

static int check_citizens(const struct region *region, struct sim_err *err)
{
    const struct citizens *c = &region->citizens;
    uint32_t alive = 0, counted = 0;
    double users[N_SERVICES] = {0}, bridged = 0.0, kept = 0.0;
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->class[i] > CLASS_NONE)
            return sim_fail(err, SIM_E_MODEL, "citizen %u has class %u", i, c->class[i]);
        if (c->class[i] == CLASS_NONE) {
            if (c->services[i] || c->enrolled[i])
                return sim_fail(err, SIM_E_MODEL, "citizen %u is gone and still in care", i);
            continue;
        }
        alive++;
        for (int s = 0; s < N_SERVICES; s++)
            users[s] += (unsigned)c->services[i] >> s & 1u;
        bridged += pathway_bridged(region, i);
        kept += pathway_keeps(region, i, SERVICE_HELP) + pathway_keeps(region, i, SERVICE_SUPPORT);
    }
    for (unsigned k = 0; k < N_CLASSES; k++)
        counted += region->class_count[k];
    if (alive != c->alive || alive != counted)
        return sim_fail(err, SIM_E_MODEL, "citizens: %u alive, %u on the books, %u in classes", alive, c->alive,
                        counted);
    double billed[N_SERVICES] = {0};
    for (size_t k = 0; k < region->contracts.n; k++) {
        billed[region->contracts.list[k].service] += contract_users(&region->contracts.list[k]);
        bridged -= region->contracts.list[k].bridged;
        kept -= region->contracts.list[k].kept;
    }
    if (fabs(bridged) > 0.5 || fabs(kept) > 0.5)
        return sim_fail(err, SIM_E_MODEL, "bridged waits and kept workers: contracts are %.0f and %.0f off", -bridged,
                        -kept);
    for (int s = 0; s < N_SERVICES; s++)
        if (fabs(users[s] - billed[s]) > 0.5)
            return sim_fail(err, SIM_E_MODEL, "%s: %.0f people use it, %.0f are billed", service_types[s].name,
                            users[s], billed[s]);
    return SIM_OK;
}

static int check_organisations(const struct region *region, struct sim_err *err)
{
    for (size_t o = 0; o < region->n_organisations; o++) {
        const struct organisation *organisation = &region->organisations[o];
        if (!(organisation->hours_contracted >= 0.0) || !(organisation->hours_available >= 0.0)
            || !(organisation->hours_network >= 0.0) || !isfinite(organisation->workload))
            return sim_fail(err, SIM_E_MODEL, "%s: hours contracted %g, available %g, network %g, workload %g",
                            organisation->name, organisation->hours_contracted, organisation->hours_available,
                            organisation->hours_network, organisation->workload);
    }
    const struct professionals *p = &region->professionals;
    for (size_t k = 0; k < (size_t)p->n * TIES; k++)
        if (!(p->strength[k] >= 0.0F && p->strength[k] <= 1.0F))
            return sim_fail(err, SIM_E_MODEL, "a tie has strength %g", (double)p->strength[k]);
    return SIM_OK;
}

int region_check(const struct region *region, struct sim_err *err)
{
    int status = ledger_check(&region->ledger, err);
    if (status == SIM_OK)
        status = check_citizens(region, err);
    if (status == SIM_OK)
        status = check_organisations(region, err);
    if (status == SIM_OK && region->network)
        status = network_check(region->network, err);
    return status;
}
