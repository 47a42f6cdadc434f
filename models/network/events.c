/* Why members do what they do: replies and views taken apart. The story of decisions: events_decision.c. */
#include "models/network/events.h"

#include <math.h>
#include <string.h>

#include "models/network/effort.h"
#include "models/network/events_terms.h"
#include "models/network/governance.h"

/* -- replies ------------------------------------------------------------------------------------------------------- */

/* The felt benefit in its parts, times `times`: what the business case says, and how that is believed and valued. */
static void add_felt(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                     bool sharing, double times, double *terms)
{
    const struct member *member = &network->member[i];
    const size_t at = i * network->n_coalitions + c;
    const double health = member->mission * inputs->health_gain[c] * network->p.effort.benefit,
                 own = member->finance * inputs->own_gain[at];
    terms[TERM_HEALTH] += times * health;
    terms[TERM_CLASH] -= times * health * network->size_health[at] * (1.0 - pull_fit(network, i, c));
    terms[TERM_OWN] += times * own;
    terms[TERM_BELIEVED] +=
        times * (health * (network->size_health[at] - 1.0) + own * (network->size_volume[at] - 1.0));
    terms[TERM_FEAR] -= times * member->finance * belief_fear(network, inputs, i, c);
    terms[TERM_COMPENSATION] += sharing ? times * member->finance * inputs->compensation[at] : 0.0;
}

/* Cost of effort in its parts, `effort` being c1 e + c2 e^2 of it. */
static void add_cost(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                     double effort, double *terms)
{
    const double paid = network_clip(inputs->paid_share[i * network->n_coalitions + c], 0.0, 1.0);
    const double load = network->p.effort.load_cost * fmax(0.0, inputs->workload[i] - 1.0);
    const double unpaid = (1.0 - paid) * effort;
    terms[TERM_COST] -= unpaid;
    terms[TERM_LOAD] -= unpaid * load;
    terms[TERM_STEERED] -= unpaid * (1.0 + load) * (pull_steering(network, i) - 1.0);
}

void events_reply(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                  const struct line_up *line_up, const struct reply_made *made)
{
    const struct network_params *p = &network->p;
    double *terms = network->story->reply, best = made->utilities[0], sum = 0.0;
    double effort = 0.0, output = 0.0, cost = 0.0, below = 0.0;
    for (size_t k = 1; k < made->levels; k++)
        best = fmax(best, made->utilities[k]);
    for (size_t k = 0; k < made->levels; k++) {
        const double weight = exp((made->utilities[k] - best) / p->effort.noise);
        const double e = (double)k / (double)(made->levels - 1);
        sum += weight;
        effort += weight * e;
        output += weight * made->outputs[k];
        cost += weight * (p->effort.cost_linear * e + p->effort.cost_square * e * e);
        below += weight * fmax(line_up->pledge[i * line_up->stride] - e, 0.0);
    }
    memset(terms, 0, N_REASONS * sizeof *terms);
    add_felt(network, inputs, i, c, line_up->sharing,
             network->coalition[c].factor * network->coalition[c].promise * output / sum, terms);
    terms[TERM_PULL] = made->partners * effort / sum;
    terms[TERM_STATUS] = made->status * effort / sum;
    add_cost(network, inputs, i, c, cost / sum, terms);
    terms[TERM_HELD] = -(made->held ? p->governance.enforcement : 0.0) * below / sum;
    terms[TERM_ADDRESSED] = -made->pressure * below / sum;
    terms[TERM_OWNED] = -made->commitment * below / sum;
    /* What is shown to others leaves out a part of the loss (talk.pretence). */
    if (!line_up->shown)
        terms_note_gap(network, terms, made->utility);
}

void events_bystander(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                      bool sharing, double felt, double utility)
{
    if (network->story == NULL)
        return;
    double *terms = network->story->reply;
    memset(terms, 0, N_REASONS * sizeof *terms);
    if (felt != 0.0)
        add_felt(network, inputs, i, c, sharing, utility / felt, terms);
    terms_note_gap(network, terms, utility);
}

void events_drafted(const struct network *network, size_t i)
{
    const struct story *story = network->story;
    if (story != NULL)
        memcpy(terms_of(story->draft, i), story->reply, sizeof story->reply);
}

void events_revised(const struct network *network, size_t i, size_t c)
{
    const struct story *story = network->story;
    if (story != NULL)
        memcpy(terms_of(story->utility, i * network->n_coalitions + c), story->reply, sizeof story->reply);
}

void events_earned(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c, double pull)
{
    if (network->story == NULL)
        return;
    const struct network_params *p = &network->p;
    const double e = network->delivered[i * network->n_coalitions + c], stake = effort_stake(network, i, c);
    const double seen = stake * p->effort.status * network->member[i].status * e;
    double *terms = terms_of(network->story->net, i);
    add_felt(network, inputs, i, c, network->coalition[c].sharing,
             stake * network->coalition[c].output * network->coalition[c].promise, terms);
    add_cost(network, inputs, i, c, stake * (p->effort.cost_linear * e + p->effort.cost_square * e * e), terms);
    terms[TERM_STATUS] += seen;
    terms[TERM_PULL] += stake * pull - seen;
}

void events_settled(const struct network *network, size_t i, double beside, double all)
{
    if (network->story == NULL)
        return;
    const struct member *member = &network->member[i];
    double *net = terms_of(network->story->net, i), *mean = terms_of(network->story->satisfaction, i);
    net[TERM_BYSTANDER] += beside;
    net[TERM_STATUS] += leadership_status(network, i);
    net[TERM_BURDEN] -=
        (member->meeting + member->carrying + member->other + member->contribution) / member->unit_hours;
    terms_note_gap(network, net, all);
    for (size_t t = 0; t < N_REASONS; t++) {
        mean[t] += (net[t] - mean[t]) / network->p.membership.memory_months;
        net[t] = 0.0;
    }
}

/* -- views --------------------------------------------------------------------------------------------------------- */

void events_view(const struct network *network, const struct network_inputs *inputs, const struct issue *issue,
                 size_t i, const struct view_made *made)
{
    if (network->story == NULL)
        return;
    const struct story *story = network->story;
    double *view = terms_of(story->view, i);
    const double *draft = terms_of(story->draft, i);
    const bool live = network->coalition[issue->subject].live;
    for (size_t t = 0; t < N_REASONS; t++)
        view[t] = (issue->kind == ISSUE_STOP ? 0.0 : draft[t]) - (live ? story->reply[t] : 0.0);
    if (made->success > 0.0) {
        memset(view, 0, N_REASONS * sizeof *view);
        add_felt(network, inputs, i, issue->subject, network->coalition[issue->subject].sharing || issue->with_sharing,
                 made->success, view);
    }
    view[TERM_RELIEF] += made->relief;
    view[TERM_VISIBLE] += made->visible;
    view[TERM_SETUP] -= made->set_up;
}

void events_keep_views(const struct network *network)
{
    if (network->story != NULL)
        memcpy(network->story->kept, network->story->view, network->n * N_REASONS * sizeof *network->story->kept);
}

void events_restore_views(const struct network *network)
{
    if (network->story != NULL)
        memcpy(network->story->view, network->story->kept, network->n * N_REASONS * sizeof *network->story->kept);
}

void events_join_views(const struct network *network)
{
    for (size_t i = 0; network->story != NULL && i < network->n; i++)
        terms_of(network->story->kept, i)[TERM_PACKAGE] += terms_sum(terms_of(network->story->view, i));
    events_restore_views(network);
}

void events_view_of_applicant(const struct network *network, size_t i, size_t applicant, double needed)
{
    if (network->story == NULL)
        return;
    double *view = terms_of(network->story->view, i);
    memset(view, 0, N_REASONS * sizeof *view);
    view[TERM_APPLICANT] = network->trust[i * network->n + applicant];
    view[TERM_CAUTION] = -network->p.membership.caution;
    view[TERM_NEEDED] = needed;
}

void events_view_of_ambition(const struct network *network, size_t i, double nearness, double benefits)
{
    if (network->story == NULL)
        return;
    const double worth = network->member[i].mission * network->p.effort.benefit;
    double *view = terms_of(network->story->view, i);
    memset(view, 0, N_REASONS * sizeof *view);
    view[TERM_COMMON] = worth * (benefits - network->p.governance.ambition_level);
    view[TERM_VALUES] = -worth * benefits * (1.0 - nearness);
}

void events_form(const struct network *network, size_t form, size_t i, const struct form_made *made)
{
    if (network->story == NULL)
        return;
    double *terms = terms_of(network->story->form, form * network->n + i);
    memset(terms, 0, N_REASONS * sizeof *terms);
    terms[TERM_CRAFT] = made->craft;
    terms[TERM_PACE] = made->output - made->craft;
    terms[TERM_OWN_HOURS] = -made->hours;
    terms[TERM_SAY] = made->decides;
    terms[TERM_CARRIERS] = made->carries;
    terms[TERM_STATUS] = made->status;
}

void events_view_of_form(const struct network *network, size_t i, size_t form, double cost)
{
    if (network->story == NULL)
        return;
    double *view = terms_of(network->story->view, i);
    const double *after = terms_of(network->story->form, form * network->n + i),
                 *now = terms_of(network->story->form, governance_form(network) * network->n + i);
    for (size_t t = 0; t < N_REASONS; t++)
        view[t] = after[t] - now[t];
    view[TERM_CHANGING] -= cost;
}

void events_view_shifted(const struct network *network, size_t i, double own, double shift)
{
    if (network->story == NULL)
        return;
    double *view = terms_of(network->story->view, i);
    view[TERM_TALK] += shift;
    view[TERM_OWN_VIEW] += own;
    terms_note_gap(network, view, network->issue_view[i]);
}

void events_moved(const struct network *network, size_t i, double move)
{
    if (network->story != NULL)
        terms_of(network->story->view, i)[TERM_TALK] += move;
}
