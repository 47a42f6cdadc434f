#include "models/care/intervention.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/care/concentration.h"
#include "models/care/population.h"
#include "models/region.h"
#include "sim/base/mem.h"

static double effect_at(const struct settings *settings, const char *path, size_t i, double factor)
{
    return fmin(0.95, fmax(-0.5, settings_real_at(settings, path, i) * factor));
}

/* How large the effects truly are is not known: one factor per replication, the same in every arm (E630). */
static void draw_effects(struct region *region, const struct settings *settings, size_t i)
{
    struct intervention *v = &region->interventions[i];
    const struct rng_words w = rng_draw(&region->stream, (uint32_t)i, 0, PURPOSE_EFFECT, 0);
    const double factor =
        1.0 + settings_real_at(settings, "coalitions[].effect_sd", i) * gsl_cdf_ugaussian_Pinv(rng_unit(w.w[0]));
    v->longterm = effect_at(settings, "coalitions[].longterm_effect", i, factor);
    v->acute = effect_at(settings, "coalitions[].acute_effect", i, factor);
    v->worsening = effect_at(settings, "coalitions[].worsening_effect", i, factor);
    v->elective = effect_at(settings, "coalitions[].elective_effect", i, factor);
    v->carer = fmax(0.0, effect_at(settings, "coalitions[].carer_effect", i, factor));
    v->route = fmax(0.0, settings_real_at(settings, "coalitions[].route_effect", i) * factor);
    v->assessment = fmax(0.0, effect_at(settings, "coalitions[].assessment_saved", i, factor));
    const double believed = settings_real(settings, "payer.believed_effect");
    v->true_size = believed > 0.0 ? fmax(0.0, factor) / believed : 1.0;
    v->business_longterm = effect_at(settings, "coalitions[].longterm_effect", i, believed);
    v->business_acute = effect_at(settings, "coalitions[].acute_effect", i, believed);
    v->business_worsening = effect_at(settings, "coalitions[].worsening_effect", i, believed);
    v->business_elective = effect_at(settings, "coalitions[].elective_effect", i, believed);
    v->business_carer = settings_real_at(settings, "coalitions[].carer_effect", i) * believed;
    v->business_assessment = effect_at(settings, "coalitions[].assessment_saved", i, believed);
    v->business_route = settings_real_at(settings, "coalitions[].route_effect", i) * believed;
}

/* The role that a member can play: the one with its own name, or else that of its kind; -1 none. */
static int role_of(const struct region *region, size_t m, const char *const *roles, size_t n)
{
    const int o = region->member_organisation[m], p = region->member_payer[m];
    const int kind = o >= 0 ? (int)region->organisations[o].kind : N_KINDS + (int)region->payers[p].kind;
    const char *name = o >= 0 ? region->organisations[o].name : region->payers[p].name;
    int role = -1;
    for (size_t r = 0; r < n; r++)
        if (service_role(roles[r]) == kind)
            role = (int)r;
    for (size_t r = 0; r < n; r++)
        if (service_role(roles[r]) < 0 && strcmp(roles[r], name) == 0)
            role = (int)r;
    return role;
}

/* Which member plays which role. */
static void assign_roles(struct region *region, const struct settings *settings, size_t i)
{
    struct intervention *v = &region->interventions[i];
    const char *const *roles = NULL;
    const double *hours = NULL;
    v->n_roles = settings_texts_at(settings, "coalitions[].roles", i, &roles);
    const size_t n_hours = settings_reals_at(settings, "coalitions[].role_hours", i, &hours);
    if (v->n_roles > NETWORK_MAX_ROLES)
        v->n_roles = NETWORK_MAX_ROLES;
    v->hours_full = 0.0;
    for (size_t r = 0; r < v->n_roles; r++) {
        v->role_hours[r] = r < n_hours ? hours[r] : 0.0;
        v->hours_full += v->role_hours[r];
    }
    for (size_t m = 0; m < region->n_members; m++)
        v->role_of_member[m] = role_of(region, m, roles, v->n_roles);
}

/* Hours of full effort of an average member of a role. */
static void share_hours(struct region *region, struct intervention *v)
{
    for (size_t r = 0; r < v->n_roles; r++) {
        double players = 0.0;
        for (size_t m = 0; m < region->n_members; m++)
            players += v->role_of_member[m] == (int)r;
        v->role_hours[r] /= fmax(1.0, players);
    }
}

int intervention_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const size_t n = settings_count(settings, "coalitions");
    region->n_coalitions = n;
    region->interventions = sim_calloc(n, sizeof *region->interventions);
    if (!region->interventions)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu coalitions", n);
    for (size_t i = 0; i < n; i++) {
        struct intervention *v = &region->interventions[i];
        v->name = settings_text_at(settings, "coalitions[].name", i);
        v->target = (enum target)settings_choice_at(settings, "coalitions[].target", i);
        v->client_hours = settings_real_at(settings, "coalitions[].client_hours", i);
        v->ramp_months = settings_real_at(settings, "coalitions[].ramp_months", i);
        v->enrol_months = settings_real_at(settings, "coalitions[].enrol_months", i);
        v->client_bound = settings_real_at(settings, "coalitions[].client_bound", i);
        v->known_only = settings_bool_at(settings, "coalitions[].known_only", i);
        v->role_of_member = sim_calloc(region->n_members, sizeof *v->role_of_member);
        if (!v->role_of_member)
            return sim_fail(err, SIM_E_NOMEM, "out of memory for the roles of a coalition");
        draw_effects(region, settings, i);
        assign_roles(region, settings, i);
        share_hours(region, v);
    }
    return SIM_OK;
}

void intervention_destroy(struct region *region)
{
    for (size_t i = 0; region->interventions && i < region->n_coalitions; i++)
        free(region->interventions[i].role_of_member);
    free(region->interventions);
}

double intervention_effect(const struct region *region, uint32_t citizen, enum intervention_effect effect)
{
    const unsigned enrolled = region->citizens.enrolled[citizen];
    if (enrolled == 0)
        return 0.0;
    const struct intervention *v = &region->interventions[enrolled - 1];
    const double months = (double)(region->month - region->citizens.enrolled_at[citizen]);
    const double ramp = v->ramp_months > 0.0 ? fmin(1.0, months / v->ramp_months) : 1.0;
    double full = 0.0;
    switch (effect) {
    case INTERVENTION_LONGTERM:
        full = v->longterm;
        break;
    case INTERVENTION_ACUTE:
        full = v->acute;
        break;
    case INTERVENTION_WORSENING:
        full = v->worsening;
        break;
    case INTERVENTION_ELECTIVE:
        full = v->elective;
        break;
    case INTERVENTION_CARER:
        full = v->carer;
        break;
    }
    return full * v->fidelity * v->coverage * ramp;
}

bool intervention_serves(const struct intervention *v, const struct citizen_class *class)
{
    switch (v->target) {
    case TARGET_DEMENTIA:
        return class->dementia && class->state != STATE_LONGTERM;
    case TARGET_FRAIL: /* and, to keep them from becoming it, the chronically ill from 75 */
        return class->state == STATE_FRAIL || (class->state == STATE_CHRONIC && class->band >= 15);
    case TARGET_ACUTE:
        return (class->state == STATE_FRAIL || class->state == STATE_CHRONIC) && class->band >= 13;
    case TARGET_SOCIAL:
    case TARGET_WMO_REQUEST:
        break;
    }
    return false;
}

double intervention_eligible(const struct region *region, size_t coalition)
{
    const struct intervention *v = &region->interventions[coalition];
    double n = 0.0;
    for (unsigned k = 0; k < N_CLASSES; k++) {
        const struct citizen_class class = class_unpack((uint16_t)k);
        if (region->class_count[k] && intervention_serves(v, &class))
            n += region->class_count[k];
    }
    return n;
}

void intervention_visit(struct region *region, uint32_t citizen, const struct citizen_class *class)
{
    struct citizens *c = &region->citizens;
    if (c->enrolled[citizen]) {
        const struct intervention *now = &region->interventions[c->enrolled[citizen] - 1];
        if (intervention_serves(now, class) && now->capacity > 0.0)
            return;
        population_disenrol(region, citizen);
    }
    for (size_t i = 0; i < region->n_coalitions; i++) {
        struct intervention *v = &region->interventions[i];
        if (!intervention_serves(v, class) || (double)v->enrolled + 1.0 > v->capacity)
            continue;
        const struct rng_words w =
            rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_ENROL, (uint32_t)i);
        if (rng_unit(w.w[0]) >= 12.0 / v->enrol_months)
            continue;
        c->enrolled[citizen] = (uint8_t)(i + 1);
        c->enrolled_at[citizen] = (uint16_t)region->month;
        v->enrolled++;
        return;
    }
}

double intervention_known(const struct region *region, const struct intervention *v)
{
    if (!v->known_only)
        return 1.0;
    return region->assessed_mean > 0.0 ? region->assessed_known_mean / region->assessed_mean : 0.0;
}

/* Assessments of next month that a nurse can take part in. All who wait or ask are assessed, as
 * far as the municipal team's hours reach when those that are done together take less of them. */
static double expected_assessments(const struct region *region, const struct intervention *v)
{
    double waiting = 0.0, capacity = 0.0;
    for (size_t k = 0; k < region->kind_n[KIND_MUNICIPAL]; k++) {
        const struct team *team =
            &region->organisations[region->kind_first[KIND_MUNICIPAL][k]].teams[SERVICE_ASSESSMENT];
        waiting += team->waiting + team->arrivals_mean;
        capacity += team->capacity;
    }
    return intervention_known(region, v) * fmin(waiting, capacity + v->assessment * v->fidelity * v->capacity);
}

/* Hours of the municipal team per assessment, relative to the norm, on average: the district nurse writes the support
 * plan, of all who ask or of her own clients, and the team decides (E902). Others are assessed as ever. */
static double assessment_labour(const struct region *region)
{
    double left = 1.0;
    for (size_t i = 0; i < region->n_coalitions; i++) {
        const struct intervention *v = &region->interventions[i];
        if (v->target == TARGET_WMO_REQUEST)
            left *= 1.0 - intervention_known(region, v) * v->assessment * v->fidelity * v->coverage;
    }
    return left;
}

void intervention_month(struct region *region)
{
    for (size_t i = 0; i < region->n_coalitions; i++) {
        struct intervention *v = &region->interventions[i];
        v->hours = 0.0;
        for (size_t m = 0; m < region->n_members; m++)
            v->hours += network_coalition_hours(region->network, m, i);
        v->fidelity = network_live(region->network, i) ? network_output(region->network, i) : 0.0;
        v->followed += (v->fidelity - v->followed) / region->p.fixed_months;
        const double clients = network_live(region->network, i) ? v->hours / v->client_hours : 0.0;
        v->capacity = clients / region->p.people_per_citizen;
        double wanted = (double)v->enrolled;
        if (v->target == TARGET_SOCIAL)
            wanted = region->tally.social * region->p.social_at_gp;
        if (v->target == TARGET_WMO_REQUEST)
            wanted = expected_assessments(region, v);
        v->coverage = wanted > v->capacity ? v->capacity / wanted : 1.0;
    }
    const double labour = assessment_labour(region);
    for (size_t k = 0; k < region->kind_n[KIND_MUNICIPAL]; k++)
        region->organisations[region->kind_first[KIND_MUNICIPAL][k]].teams[SERVICE_ASSESSMENT].labour = labour;
    concentration_month(region);
}

double intervention_route(const struct region *region)
{
    double gain = 0.0;
    for (size_t i = 0; i < region->n_coalitions; i++)
        if (region->interventions[i].target == TARGET_SOCIAL)
            gain +=
                region->interventions[i].route * region->interventions[i].fidelity * region->interventions[i].coverage;
    return gain;
}

double intervention_friction(const struct intervention *intervention)
{
    const double on_paper = 0.1; /* output under which a network delivers nothing */
    return 1.0 - fmin(1.0, intervention->followed / fmax(intervention->fidelity, on_paper));
}
