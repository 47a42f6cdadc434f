#include "models/care/pathway.h"

#include <math.h>

#include "models/care/concentration.h"
#include "models/care/intervention.h"
#include "models/care/pathway_internal.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "models/region.h"

/* Whether somebody looks for help (M11): limited literacy and little trust in care hold people back. */
static bool seeks_help(struct region *region, uint32_t citizen, uint32_t word)
{
    const uint8_t traits = region->citizens.traits[citizen];
    const struct region_params *p = &region->p;
    const double seek =
        p->seek_base - (trait_limited(traits) ? p->seek_literacy : 0.0) - p->seek_trust * (1.0 - trait_trust(traits));
    if (chance(word, seek))
        return true;
    population_unmet(region, citizen, region->p.unmet_months);
    return false;
}

/* -- medical episodes ---------------------------------------------------------------------------------------------- */

static void acute(struct region *region, uint32_t citizen, const struct citizen_class *class, const struct rng_words *w)
{
    if (!chance(w->w[0], (1.0 - intervention_effect(region, citizen, INTERVENTION_ACUTE)) / NEED_HEADROOM))
        return;
    region->tally.acute++;
    concentration_choose(region, citizen, SERVICE_EMERGENCY);
    pathway_deliver(region, citizen, SERVICE_EMERGENCY, 1.0);
    if (chance(w->w[1], region->need->admission_acute[group_of_band(class->band)]))
        pathway_admit(region, citizen);
    if (region->network_running)
        intervention_visit(region, citizen, class);
}

static unsigned conditions_of(uint8_t conditions)
{
    return (conditions & 1u) + (conditions >> 1 & 1u) + (conditions >> 2 & 1u);
}

static void elective(struct region *region, uint32_t citizen, const struct rng_words *w)
{
    const unsigned n = conditions_of(region->citizens.conditions[citizen]);
    const double accept = region->need->accept_conditions[n]
                          * (1.0 - intervention_effect(region, citizen, INTERVENTION_ELECTIVE)) / NEED_HEADROOM;
    if (!chance(w->w[0], accept) || !seeks_help(region, citizen, w->w[1]))
        return;
    region->tally.elective++;
    queue_add(region, citizen, SERVICE_OUTPATIENT);
}

static void misrouted(struct region *region, uint32_t citizen, const struct rng_words *w)
{
    struct practice *practice = &region->practices[region->citizens.practice[citizen]];
    region->tally.routed_wrong++;
    practice->extra_contacts += (uint32_t)rng_round(region->p.misroute_contacts, w->w[2]);
    population_unmet(region, citizen, region->p.unmet_months);
}

static void mental(struct region *region, uint32_t citizen, const struct rng_words *w)
{
    if (!seeks_help(region, citizen, w->w[1]))
        return;
    struct practice *practice = &region->practices[region->citizens.practice[citizen]];
    region->tally.mental++;
    /* Without a known colleague the first attempt often goes to the wrong door, but mental need comes back to the GP.
     */
    if (w->w[0] < practice->route_mental || chance(w->w[3], region->p.mental_return)) {
        region->tally.routed_right++;
        practice->handovers[KIND_MENTAL]++;
        queue_add(region, citizen, SERVICE_MENTAL);
    } else {
        misrouted(region, citizen, w);
    }
}

/* -- social episodes ----------------------------------------------------------------------------------------------- */

void pathway_request(struct region *region, uint32_t citizen, int service)
{
    const uint16_t bit = (uint16_t)(1u << service);
    struct citizens *c = &region->citizens;
    if ((c->waiting[citizen] | c->services[citizen]) & bit)
        return;
    c->support[citizen] |= support_asked(support_index(service));
    if ((unsigned)c->waiting[citizen] >> SERVICE_ASSESSMENT & 1u)
        return;
    region->tally.requests++;
    queue_add(region, citizen, SERVICE_ASSESSMENT);
}

void pathway_with_nurse(struct region *region, uint32_t citizen)
{
    if (region->p.request_with_nursing <= 0.0)
        return;
    const struct rng_words w =
        rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_SERVED, 200u + SERVICE_NURSING);
    if (!chance(w.w[0], region->p.request_with_nursing))
        return;
    const bool help = chance(w.w[1], need_help_share(region->need, region->citizens.class[citizen]));
    pathway_request(region, citizen, help ? SERVICE_HELP : SERVICE_SUPPORT);
}

/* Social help was reached: it often resolves, sometimes shows that more is needed. */
static void social_help(struct region *region, uint32_t citizen, const struct rng_words *w)
{
    const struct region_params *p = &region->p;
    region->tally.routed_right++;
    concentration_choose(region, citizen, SERVICE_SOCIAL);
    pathway_deliver(region, citizen, SERVICE_SOCIAL, 1.0);
    struct citizen_class class = class_unpack(region->citizens.class[citizen]);
    if (class.psycho > 0 && chance(w->w[0], p->resolve))
        population_set_class(region, citizen,
                             class_pack(class.band, class.state, class.psycho - 1u, class.position, class.dementia,
                                        class.unmet));
    if (chance(w->w[1], p->support_after_social))
        pathway_request(region, citizen, SERVICE_SUPPORT);
    if (chance(w->w[2], p->debt_after_social)) {
        concentration_choose(region, citizen, SERVICE_DEBT);
        pathway_deliver(region, citizen, SERVICE_DEBT, 1.0);
    }
    population_met(region, citizen);
}

/* Social need that presents as medical: the heart of work across domains. */
static void social(struct region *region, uint32_t citizen, const struct citizen_class *class,
                   const struct rng_words *w)
{
    const struct region_params *p = &region->p;
    if (!seeks_help(region, citizen, w->w[1]))
        return;
    region->tally.social++;
    const struct rng_words more =
        rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_EVENT, 100 + EVENT_SOCIAL);
    if (!chance(w->w[0], p->social_at_gp)) {
        social_help(region, citizen, &more);
        return;
    }
    struct practice *practice = &region->practices[region->citizens.practice[citizen]];
    practice->extra_contacts++;
    if (w->w[3] < practice->route_social) {
        if (!trait_medical(region->citizens.traits[citizen])) { /* who wants a medical answer refuses */
            practice->handovers[KIND_WELFARE]++;
            social_help(region, citizen, &more);
            return;
        }
    }
    misrouted(region, citizen, w);
    if (chance(more.w[0], p->misroute_referral))
        queue_add(region, citizen, SERVICE_OUTPATIENT);
    if (class->psycho < 2 && chance(more.w[1], p->aggravate)) {
        const struct citizen_class now = class_unpack(region->citizens.class[citizen]);
        population_set_class(region, citizen,
                             class_pack(now.band, now.state, now.psycho + 1u, now.position, now.dementia, now.unmet));
    }
}

void pathway_episode(struct region *region, uint32_t citizen, int event, const struct rng_words *words)
{
    const struct citizen_class class = class_unpack(region->citizens.class[citizen]);
    switch (event) {
    case EVENT_ACUTE:
        acute(region, citizen, &class, words);
        break;
    case EVENT_ELECTIVE:
        elective(region, citizen, words);
        break;
    case EVENT_MENTAL:
        mental(region, citizen, words);
        break;
    case EVENT_SOCIAL:
        social(region, citizen, &class, words);
        break;
    case EVENT_NURSING:
        region->practices[region->citizens.practice[citizen]].handovers[KIND_NURSING]++;
        queue_add(region, citizen, SERVICE_NURSING);
        break;
    case EVENT_HELP:
        pathway_request(region, citizen, SERVICE_HELP);
        break;
    case EVENT_SUPPORT:
        pathway_request(region, citizen, SERVICE_SUPPORT);
        break;
    case EVENT_YOUTH:
        queue_add(region, citizen, SERVICE_YOUTH);
        break;
    default:
        break;
    }
}

/* -- routing ------------------------------------------------------------------------------------------------------- */

/* Mean over the organisations of a kind, weighted by size, of trust of the GP organisation in them, and of their data.
 */
static void partner_means(const struct region *region, const struct organisation *gp, enum kind kind, double *trust,
                          double *data)
{
    double sum_trust = 0.0, sum_data = 0.0, sum = 0.0;
    for (size_t k = 0; k < region->kind_n[kind]; k++) {
        const struct organisation *partner = &region->organisations[region->kind_first[kind][k]];
        double t = region->p.trust_start;
        if (region->network_running && gp->member != MEMBER_NONE && partner->member != MEMBER_NONE)
            t = network_trust(region->network, (size_t)gp->member, (size_t)partner->member);
        sum_trust += partner->fte * t;
        sum_data += partner->fte * 0.5 * (partner->data + gp->data);
        sum += partner->fte;
    }
    *trust = sum > 0 ? sum_trust / sum : region->p.trust_start;
    *data = sum > 0 ? sum_data / sum : gp->data;
}

void pathway_prepare(struct region *region)
{
    const struct region_params *p = &region->p;
    const double route = intervention_route(region);
    for (size_t o = 0; o < region->kind_n[KIND_GP]; o++) {
        const struct organisation *gp = &region->organisations[region->kind_first[KIND_GP][o]];
        double trust[2], data[2];
        partner_means(region, gp, KIND_WELFARE, &trust[0], &data[0]);
        partner_means(region, gp, KIND_MENTAL, &trust[1], &data[1]);
        for (size_t k = gp->practice_first; k < gp->practice_first + gp->practices; k++) {
            struct practice *practice = &region->practices[k];
            const double common = p->intercept + p->skill * practice->skill - p->load * fmax(0.0, gp->workload - 1.0)
                                  + p->title * region->consultation_paid;
            const double social_logit =
                common + p->tie * practice->tie[KIND_WELFARE] + p->trust * trust[0] + p->data * data[0] + route;
            const double mental_logit =
                common + p->tie * practice->tie[KIND_MENTAL] + p->trust * trust[1] + p->data * data[1];
            practice->route_social = rng_threshold(1.0 / (1.0 + exp(-social_logit)));
            practice->route_mental = rng_threshold(1.0 / (1.0 + exp(-mental_logit)));
        }
    }
}
