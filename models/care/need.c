#include "models/care/need.h"

#include <math.h>

#include "models/care/service.h"
#include "sim/rng/rng.h"

/* Chance in a month of an event that happens so often per person-year. The scenario's numbers are events divided by
 * people (a year's deaths over the stock), so stock and flow of the status quo agree only when they are taken as rates.
 */
static double monthly(double per_person_year)
{
    return fmin(1.0, per_person_year / 12.0);
}

/* The yearly numbers of a scenario, borrowed while the table is built. */
struct rates {
    const double *death[N_STATES];
    const double *to_chronic, *to_frail, *recover, *frail_to_longterm, *chronic_to_longterm, *dementia_onset;
    const double *gp, *acute, *elective, *mental, *nursing, *help, *support, *youth, *social, *leave;
    const double *weight, *support_weight, *psycho_weight, *youth_position, *position_rr, *carer_rr, *utility,
        *utility_psycho, *unmet_usual;
    double seeking, dementia_rr, unmet_rr, condition_rr, psycho_recovery, resolve;
};

static const double *array(const struct settings *settings, const char *path)
{
    const double *values = NULL;
    settings_reals_at(settings, path, 0, &values);
    return values;
}

static void read_rates(const struct settings *settings, struct rates *r)
{
    r->death[STATE_ROBUST] = array(settings, "health.death_robust_per_1000");
    r->death[STATE_CHRONIC] = array(settings, "health.death_chronic_per_1000");
    r->death[STATE_FRAIL] = array(settings, "health.death_frail_per_1000");
    r->death[STATE_LONGTERM] = array(settings, "health.death_longterm_per_1000");
    r->to_chronic = array(settings, "health.robust_to_chronic_per_1000");
    r->to_frail = array(settings, "health.chronic_to_frail_per_1000");
    r->recover = array(settings, "health.frail_to_chronic_per_1000");
    r->frail_to_longterm = array(settings, "health.frail_to_longterm_per_1000");
    r->chronic_to_longterm = array(settings, "health.chronic_to_longterm_per_1000");
    r->dementia_onset = array(settings, "health.dementia_onset_per_1000");
    r->gp = array(settings, "need.gp_contacts");
    r->acute = array(settings, "need.acute_per_1000");
    r->elective = array(settings, "need.elective_per_1000");
    r->mental = array(settings, "need.mental_per_1000");
    r->nursing = array(settings, "need.nursing_per_1000");
    r->help = array(settings, "need.help_per_1000");
    r->support = array(settings, "need.support_per_1000");
    r->youth = array(settings, "need.youth_per_1000");
    r->social = array(settings, "need.social_per_1000");
    r->leave = array(settings, "region.moves_out_per_1000");
    r->weight = array(settings, "need.weight");
    r->support_weight = array(settings, "need.support_weight");
    r->psycho_weight = array(settings, "need.psychosocial_weight");
    r->youth_position = array(settings, "need.youth_position");
    r->position_rr = array(settings, "health.position_rr");
    r->carer_rr = array(settings, "health.carer_rr");
    r->unmet_usual = array(settings, "health.unmet_usual");
    r->utility = array(settings, "health.utility");
    r->utility_psycho = array(settings, "health.utility_psychosocial");
    r->dementia_rr = settings_real(settings, "health.dementia_longterm_rr");
    r->unmet_rr = settings_real(settings, "health.unmet_rr");
    r->condition_rr = settings_real(settings, "health.condition_rr");
    r->psycho_recovery = settings_real(settings, "health.psychosocial_recovery");
    r->resolve = settings_real(settings, "pathway.resolve");
}

static void build_shares(const struct settings *settings, struct need *need)
{
    const double *chronic = array(settings, "health.chronic"), *frail = array(settings, "health.frail"),
                 *longterm = array(settings, "health.longterm"), *dementia = array(settings, "health.dementia"),
                 *odds = array(settings, "health.dementia_weight"),
                 *position = array(settings, "region.position_shares"),
                 *some = array(settings, "health.psychosocial_some"),
                 *complex = array(settings, "health.psychosocial_complex");
    for (int b = 0; b < N_BANDS; b++) {
        double *share = need->state_share[b];
        share[STATE_CHRONIC] = chronic[b];
        share[STATE_FRAIL] = frail[b];
        share[STATE_LONGTERM] = longterm[b];
        share[STATE_ROBUST] = fmax(0.0, 1.0 - chronic[b] - frail[b] - longterm[b]);
        double mean = 0.0;
        for (int f = 0; f < N_STATES; f++)
            mean += share[f] * odds[f];
        for (int f = 0; f < N_STATES; f++)
            need->dementia_share[b][f] = fmin(0.95, dementia[b] * odds[f] / mean);
    }
    static const char *const carers[2] = {"health.carer_share", "health.carer_share_frail"};
    for (int k = 0; k < 2; k++) {
        const double *carer = array(settings, carers[k]);
        const double all = carer[0] + carer[1] + carer[2] + carer[3];
        for (int s = 0; s < 4; s++)
            need->carer_share[k][s] = all > 0.0 ? carer[s] / all : 0.25;
    }
    const double sum = position[0] + position[1] + position[2];
    for (int p = 0; p < N_POSITIONS; p++) {
        need->position_share[p] = sum > 0 ? position[p] / sum : 1.0 / N_POSITIONS;
        need->psycho_share[p][2] = complex[p];
        need->psycho_share[p][1] = some[p];
        need->psycho_share[p][0] = fmax(0.0, 1.0 - some[p] - complex[p]);
    }
}

/* Mean over the population of a band of a weight by state, or by psychosocial level. */
static double mean_state(const struct need *need, int band, const double *weight)
{
    double mean = 0.0;
    for (int f = 0; f < N_STATES; f++)
        mean += need->state_share[band][f] * weight[f];
    return mean > 0 ? mean : 1.0;
}

static double mean_psycho(const struct need *need, const double *weight)
{
    double mean = 0.0;
    for (int p = 0; p < N_POSITIONS; p++)
        for (int s = 0; s < N_PSYCHO; s++)
            mean += need->position_share[p] * need->psycho_share[p][s] * weight[s];
    return mean > 0 ? mean : 1.0;
}

static double mean_position(const struct need *need, const double *weight)
{
    double mean = 0.0;
    for (int p = 0; p < N_POSITIONS; p++)
        mean += need->position_share[p] * weight[p];
    return mean > 0 ? mean : 1.0;
}

static void build_conditions(const struct settings *settings, const struct rates *r, struct need *need)
{
    static const char *const paths[3] = {"health.osteoarthritis", "health.cardiometabolic", "health.cancer"};
    static const double years[N_GROUPS] = {20, 25, 20, 10, 10, 8};
    for (int c = 0; c < 3; c++) {
        const double *share = array(settings, paths[c]);
        for (int g = 0; g < N_GROUPS; g++) {
            const double next = g + 1 < N_GROUPS ? share[g + 1] : share[g];
            need->condition_share[c][g] = share[g];
            need->condition_onset[c][g] = fmax(0.0, next - share[g]) / years[g] / fmax(0.05, 1.0 - share[g]);
        }
    }
    for (int n = 0; n < 4; n++)
        need->accept_conditions[n] = pow(r->condition_rr, n - 3);
    double highest = 0.0;
    for (int s = 0; s < 4; s++)
        highest = fmax(highest, r->carer_rr[s]);
    for (int s = 0; s < 4; s++)
        need->accept_carer[s] = r->carer_rr[s] / highest;
    for (int g = 0; g < N_GROUPS; g++) {
        need->admission_acute[g] = array(settings, "need.admission_after_acute")[g];
        need->admission_elective[g] = array(settings, "need.admission_after_elective")[g];
    }
}

/* Factor between the rate in the table and the mean rate, given how people of an age group spread over conditions. */
static double condition_factor(const struct need *need, double rr, unsigned group)
{
    double mean = 1.0;
    for (int c = 0; c < 3; c++)
        mean *= 1.0 + need->condition_share[c][group] * (rr - 1.0);
    return rr * rr * rr / mean;
}

/* Factor between the rate in the table, that of people with the weakest informal care, and the mean of frail people. */
static double carer_factor(const struct need *need, const struct rates *r)
{
    double highest = 0.0, mean = 0.0;
    for (int s = 0; s < 4; s++) {
        highest = fmax(highest, r->carer_rr[s]);
        mean += need->carer_share[1][s] * r->carer_rr[s];
    }
    return highest / mean;
}

/* Rate with or without unmet need, relative to the mean of the state, which holds the usual share of unmet need. */
static double unmet_factor(const struct rates *r, const struct citizen_class *c)
{
    return (c->unmet ? r->unmet_rr : 1.0) / (1.0 + r->unmet_usual[c->state] * (r->unmet_rr - 1.0));
}

static double worsen(const struct need *need, const struct rates *r, const struct citizen_class *c)
{
    const unsigned b = c->band;
    double yearly = 0.0, factor = 1.0;
    switch (c->state) {
    case STATE_ROBUST:
        yearly = r->to_chronic[b];
        break;
    case STATE_CHRONIC:
        yearly = r->to_frail[b];
        factor = NEED_HEADROOM;
        break;
    case STATE_FRAIL: {
        const double with = need->dementia_share[b][STATE_FRAIL];
        yearly = r->frail_to_longterm[b] * (c->dementia ? r->dementia_rr : 1.0) / (1.0 + with * (r->dementia_rr - 1.0));
        factor = NEED_HEADROOM * carer_factor(need, r);
        break;
    }
    default:
        return 0.0;
    }
    const double position = r->position_rr[c->position] / mean_position(need, r->position_rr);
    return monthly(yearly / 1000.0 * position * unmet_factor(r, c)) * factor;
}

/* Psychosocial level: the onset that keeps the shares of a social position in balance with recovery, with and without
 * help. */
static double psycho_up(const struct need *need, const struct rates *r, const struct citizen_class *c)
{
    if (c->psycho == 2)
        return 0.0;
    const double *share = need->psycho_share[c->position];
    const double helped = 0.5 * r->resolve * r->social[c->psycho + 1] / 1000.0;
    return share[c->psycho] > 0 ? (r->psycho_recovery + helped) * share[c->psycho + 1] / share[c->psycho] / 12.0 : 0.0;
}

/* Onset among those without dementia, spread over states by their odds. */
static double dementia_onset(const struct need *need, const struct rates *r, const struct citizen_class *c)
{
    const unsigned b = c->band;
    double free = 0.0, mean = 0.0;
    if (c->dementia)
        return 0.0;
    for (int f = 0; f < N_STATES; f++) {
        const double d = need->dementia_share[b][f];
        free += need->state_share[b][f] * (1.0 - d);
        mean += need->state_share[b][f] * d;
    }
    if (mean <= 0.0 || free <= 0.0)
        return 0.0;
    const double d = need->dementia_share[b][c->state];
    return monthly(fmin(0.9, r->dementia_onset[b] / 1000.0 * d / (1.0 - d) * free / mean));
}

/* Share of people with a need who look for help: observed use is what is left, so needs are larger. */
static double mean_seeking(const struct settings *settings, const struct need *need)
{
    const double *limited = array(settings, "region.literacy_limited");
    double poor = 0.0;
    for (int p = 0; p < N_POSITIONS; p++)
        poor += need->position_share[p] * limited[p];
    const double trust = 9.5 / 15.0; /* mean of the start, see population.c */
    return fmax(0.1, settings_real(settings, "pathway.seek_base")
                         - poor * settings_real(settings, "pathway.seek_literacy")
                         - (1.0 - trust) * settings_real(settings, "pathway.seek_trust"));
}

static void class_chances(const struct need *need, const struct rates *r, const struct citizen_class *c,
                          double chance[N_EVENTS])
{
    const unsigned b = c->band, g = group_of_band(b);
    const int band = (int)b;
    const double medical = r->weight[c->state] / mean_state(need, band, r->weight) * r->psycho_weight[c->psycho]
                           / mean_psycho(need, r->psycho_weight) / 12000.0;
    const double care = r->support_weight[c->state] / mean_state(need, band, r->support_weight) / 12000.0;
    const double unmet = unmet_factor(r, c);
    const bool longterm = c->state == STATE_LONGTERM;
    chance[EVENT_DEATH] = monthly(r->death[c->state][b] / 1000.0);
    chance[EVENT_WORSEN] = worsen(need, r, c);
    chance[EVENT_LONGTERM] =
        c->state == STATE_CHRONIC ? monthly(r->chronic_to_longterm[b] / 1000.0) * NEED_HEADROOM : 0.0;
    chance[EVENT_RECOVER] = c->state == STATE_FRAIL ? monthly(r->recover[b] / 1000.0) : 0.0;
    chance[EVENT_DEMENTIA] = dementia_onset(need, r, c);
    chance[EVENT_PSYCHO_UP] = psycho_up(need, r, c);
    chance[EVENT_PSYCHO_DOWN] = c->psycho > 0 ? r->psycho_recovery / 12.0 : 0.0;
    chance[EVENT_ACUTE] = r->acute[g] * medical * unmet * NEED_HEADROOM;
    chance[EVENT_ELECTIVE] =
        r->elective[g] / r->seeking * medical * condition_factor(need, r->condition_rr, g) * NEED_HEADROOM;
    chance[EVENT_MENTAL] = r->mental[g] / r->seeking * r->psycho_weight[c->psycho] * r->psycho_weight[c->psycho]
                           / mean_psycho(need, (const double[]){r->psycho_weight[0] * r->psycho_weight[0],
                                                                r->psycho_weight[1] * r->psycho_weight[1],
                                                                r->psycho_weight[2] * r->psycho_weight[2]})
                           / 12000.0;
    chance[EVENT_SOCIAL] = longterm ? 0.0 : r->social[c->psycho] / 12000.0;
    chance[EVENT_NURSING] = r->nursing[g] * care;
    chance[EVENT_HELP] = r->help[g] * care;
    chance[EVENT_SUPPORT] = r->support[g] * care;
    chance[EVENT_YOUTH] =
        r->youth[g] * r->youth_position[c->position] / mean_position(need, r->youth_position) / 12000.0;
    chance[EVENT_LEAVE] = longterm ? 0.0 : r->leave[g] / 12000.0;
}

static void build_class(const struct need *need_in, const struct rates *r, uint16_t class, struct need *need)
{
    const struct citizen_class c = class_unpack(class);
    double chance[N_EVENTS], sum = 0.0;
    class_chances(need_in, r, &c, chance);
    for (int e = 0; e < N_EVENTS; e++) {
        sum += chance[e];
        need->cumulative[class][e] = rng_threshold(sum);
    }
    need->total[class] = need->cumulative[class][N_EVENTS - 1];
    const unsigned g = group_of_band(c.band);
    const double use = r->weight[c.state] / mean_state(need, c.band, r->weight) * r->psycho_weight[c.psycho]
                       / mean_psycho(need, r->psycho_weight);
    need->gp_contacts_micro[class] = llround(r->gp[g] / 12.0 * use * 1e6);
    need->weight_micro[class] = llround(r->weight[c.state] * 1e6);
    need->utility[class] = fmax(0.0, r->utility[c.state] + r->utility_psycho[c.psycho]);
}

void need_build(const struct settings *settings, struct need *need)
{
    struct rates r;
    read_rates(settings, &r);
    build_shares(settings, need);
    r.seeking = mean_seeking(settings, need);
    for (int f = 0; f < N_STATES; f++)
        need->state_utility[f] = r.utility[f];
    need->psycho_utility = r.utility_psycho[0] - r.utility_psycho[1];
    build_conditions(settings, &r, need);
    for (unsigned class = 0; class < N_CLASSES; class ++)
        build_class(need, &r, (uint16_t) class, need);
    need->total[CLASS_NONE] = 0;
    need->gp_contacts_micro[CLASS_NONE] = 0;
    need->weight_micro[CLASS_NONE] = 0;
}

/* Onsets a month in a band and state, from the scenario's yearly number for an age. */
static double onset_of(const struct need *need, const double *yearly, const double *weight, int b, int f)
{
    return yearly[group_of_band((unsigned)b)] * weight[f] / mean_state(need, b, weight) / 12000.0;
}

/* Of the people of a state, the part that came from another state in a month. */
static double came_from(const struct need *need, int b, const double *per_1000, int from, int to)
{
    const double share = need->state_share[b][to];
    return share > 0.0 ? fmin(1.0, monthly(per_1000[b] / 1000.0) * need->state_share[b][from] / share) : 0.0;
}

/* One month of a cohort: who waits, who uses, and what people bring along who change state. Death and long-term care
 * take users and others alike; who moves out makes room for newcomers without care. */
static void month_of_cohort(const struct rates *r, const struct need *need, int b, const double *onset,
                            const double *pace, double use[N_STATES], double wait[N_STATES])
{
    const double leave = monthly(r->leave[group_of_band((unsigned)b)] / 1000.0);
    const double chronic = came_from(need, b, r->to_chronic, STATE_ROBUST, STATE_CHRONIC);
    const double frail = came_from(need, b, r->to_frail, STATE_CHRONIC, STATE_FRAIL);
    const double back = came_from(need, b, r->recover, STATE_FRAIL, STATE_CHRONIC);
    double *const of[2] = {use, wait};
    for (int k = 0; k < 2; k++) {
        const double x[3] = {of[k][STATE_ROBUST], of[k][STATE_CHRONIC], of[k][STATE_FRAIL]};
        of[k][STATE_CHRONIC] += chronic * (x[0] - x[1]) + back * (x[2] - x[1]);
        of[k][STATE_FRAIL] += frail * (x[1] - x[2]);
    }
    for (int f = 0; f < STATE_LONGTERM; f++) {
        const double asks = onset[f] * fmax(0.0, 1.0 - use[f] - wait[f]), starts = wait[f] * pace[0];
        wait[f] += asks - starts - leave * wait[f];
        use[f] += starts - (pace[1] + leave) * use[f];
    }
}

/* People in a long-running service, and those who wait for it, as they come of a life at these rates. */
static void build_stock(const struct rates *r, const struct need *need, double onset[N_BANDS][N_STATES],
                        double duration_months, double wait_months, double stock[N_BANDS][N_STATES],
                        double waiting[N_BANDS][N_STATES])
{
    enum { BAND_MONTHS = 60 };
    const double pace[2] = {1.0 / fmax(1.0, wait_months), 1.0 / fmax(1.0, duration_months)};
    double use[N_STATES] = {0}, wait[N_STATES] = {0};
    for (int b = 0; b < N_BANDS; b++) {
        for (int f = 0; f < N_STATES; f++)
            stock[b][f] = waiting[b][f] = 0.0;
        for (int month = 0; month < BAND_MONTHS; month++) {
            month_of_cohort(r, need, b, onset[b], pace, use, wait);
            for (int f = 0; f < N_STATES; f++) {
                stock[b][f] += use[f] / BAND_MONTHS;
                waiting[b][f] += fmin(1.0, wait_months) * wait[f] / BAND_MONTHS;
            }
        }
    }
}

/* Requests for support a month that come from social questions, mean over positions and psychosocial levels. */
static double support_from_social(const struct settings *settings, const struct rates *r, const struct need *need,
                                  double route)
{
    const double at_gp = settings_real(settings, "pathway.social_at_gp");
    const double helped = 1.0 - at_gp + at_gp * route * (1.0 - settings_real(settings, "pathway.refuse_handover"));
    return mean_psycho(need, r->social) / 12000.0 * r->seeking * helped
           * settings_real(settings, "pathway.support_after_social");
}

static void fill_onset(const struct need *need, const double *yearly, const double *weight, double factor,
                       double onset[N_BANDS][N_STATES])
{
    for (int b = 0; b < N_BANDS; b++)
        for (int f = 0; f < N_STATES; f++)
            onset[b][f] = factor * onset_of(need, yearly, weight, b, f);
}

double need_help_share(const struct need *need, uint16_t class)
{
    const uint32_t *until = need->cumulative[class];
    const double both = (double)until[EVENT_SUPPORT] - until[EVENT_NURSING];
    return both > 0.0 ? ((double)until[EVENT_HELP] - until[EVENT_NURSING]) / both : 0.0;
}

/* Requests for help and support besides those of class_chances: with district nursing, and after social questions. */
static void more_requests(const struct settings *settings, const struct rates *r, const struct need *need,
                          double after_social, double help[N_BANDS][N_STATES], double support[N_BANDS][N_STATES])
{
    const double with_nursing = settings_real(settings, "pathway.request_with_nursing");
    for (int b = 0; b < N_BANDS; b++)
        for (int f = 0; f < STATE_LONGTERM; f++) {
            const double starts =
                onset_of(need, r->nursing, r->support_weight, b, f) * (1.0 - need->stock_nursing[b][f]);
            const double both = help[b][f] + support[b][f];
            const double share = both > 0.0 ? help[b][f] / both : 0.0;
            help[b][f] += with_nursing * starts * share;
            support[b][f] += both > 0.0 ? with_nursing * starts * (1.0 - share) : 0.0;
            support[b][f] += after_social;
        }
}

void need_stocks(const struct settings *settings, double route_social, double route_mental, struct need *need)
{
    static const double flat[N_STATES] = {1, 1, 1, 1};
    struct rates r;
    struct service_terms services[N_SERVICES];
    double onset[N_BANDS][N_STATES], support[N_BANDS][N_STATES];
    read_rates(settings, &r);
    r.seeking = mean_seeking(settings, need);
    service_read(settings, services);
    const double return_after = settings_real(settings, "pathway.mental_return");
    fill_onset(need, r.mental, flat, route_mental + (1.0 - route_mental) * return_after, onset);
    build_stock(&r, need, onset, services[SERVICE_MENTAL].duration_months, services[SERVICE_MENTAL].held_months,
                need->stock_mental, need->waiting_mental);
    fill_onset(need, r.youth, flat, 1.0, onset);
    build_stock(&r, need, onset, services[SERVICE_YOUTH].duration_months, services[SERVICE_YOUTH].held_months,
                need->stock_youth, need->waiting_youth);
    fill_onset(need, r.nursing, r.support_weight, 1.0, onset);
    build_stock(&r, need, onset, services[SERVICE_NURSING].duration_months, services[SERVICE_NURSING].held_months,
                need->stock_nursing, need->waiting_nursing);
    fill_onset(need, r.elective, r.weight, services[SERVICE_OUTPATIENT].held_months, need->waiting_outpatient);
    const double decision = services[SERVICE_ASSESSMENT].held_months;
    fill_onset(need, r.help, r.support_weight, 1.0, onset);
    fill_onset(need, r.support, r.support_weight, 1.0, support);
    more_requests(settings, &r, need, support_from_social(settings, &r, need, route_social), onset, support);
    build_stock(&r, need, onset, services[SERVICE_HELP].duration_months, decision + services[SERVICE_HELP].held_months,
                need->stock_help, need->waiting_help);
    build_stock(&r, need, support, services[SERVICE_SUPPORT].duration_months,
                decision + services[SERVICE_SUPPORT].held_months, need->stock_support, need->waiting_support);
}
