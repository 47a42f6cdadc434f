/* Members change how they are governed (M7; Provan & Kenis 2008): who is failed by the present form puts another on the
 * agenda, everybody values it by what it can foresee, and the present deciders decide.
 *
 * A form is a number here: governance.c knows what is in it and says what it would mean in hours, seats, craft and time
 * to decide; nothing in this file tells one form from another. */
#include "models/network/governance.h"

#include <math.h>

#include "models/network/decision.h"
#include "models/network/effort.h"
#include "models/network/events.h"
#include "models/purpose.h"

#define MEMORY_MONTHS 12.0

void mode_change_begin(struct network *network, size_t month)
{
    network->change.raised = month;
    network->change.adequacy = 1.0;
}

void mode_change_remember(struct network *network, size_t month)
{
    struct mode_memory *memory = &network->change;
    double age = 0.0;
    for (size_t k = 0; k < network->agenda.n; k++)
        age += (double)(month - network->agenda.issue[k].entered) / (double)network->agenda.n;
    memory->wait += (age - memory->wait) / MEMORY_MONTHS;
    memory->adequacy += (network->adequacy - memory->adequacy) / MEMORY_MONTHS;
    memory->inflow += ((double)memory->entered - memory->inflow) / MEMORY_MONTHS;
    memory->rounds += ((double)memory->rounds_month - memory->rounds) / MEMORY_MONTHS;
    memory->decided += ((double)network->agenda.decided - memory->decided) / MEMORY_MONTHS;
    memory->entered = memory->rounds_month = 0;
}

/* Output of what runs, as i values it, when `gain` is what a form does to output. */
static double value_of_output(const struct network *network, const struct network_inputs *inputs, size_t i, double gain)
{
    double own = 0.0, beside = 0.0;
    size_t n_beside = 0;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const struct coalition *coalition = &network->coalition[c];
        if (!coalition->live)
            continue;
        const double worth = effort_felt(network, inputs, i, c, coalition->sharing) * coalition->output * gain;
        if (network->plays[i * network->n_coalitions + c]) {
            own += effort_stake(network, i, c) * worth;
        } else {
            beside += worth;
            n_beside++;
        }
    }
    return own + (n_beside > 0 ? network->p.effort.bystander * beside / (double)n_beside : 0.0);
}

/* Craft and open issues multiply the output of all coalitions. */
static double craft_factor(const struct network *network, const struct governance_forecast *forecast)
{
    return 1.0 - network->p.coalition.competence_need * (1.0 - forecast->craft);
}

static double factor_of(const struct network *network, const struct governance_forecast *forecast)
{
    double live = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++)
        live += network->coalition[c].live;
    return craft_factor(network, forecast) * exp(-network->p.coalition.open_penalty * forecast->open / fmax(1.0, live));
}

/* At the table i speaks for itself, elsewhere as far as it trusts those who are; the same for the work. */
static double say_of(const struct network *network, const struct governance_forecast *forecast, size_t i,
                     struct form_made *made)
{
    double sum[2] = {0.0, 0.0}, weight[2] = {0.0, 0.0};
    const double *part[2] = {network->foreseen_seat, network->foreseen_carry};
    for (size_t j = 0; j < network->n; j++) {
        if (j == i || !network->member[j].in)
            continue;
        for (int k = 0; k < 2; k++) {
            /* Paid staff works for all: it is trusted as the members are. */
            const double share = k == 1 && forecast->staffed ? 1.0 : part[k][j];
            sum[k] += share * network->trust[i * network->n + j];
            weight[k] += share;
        }
    }
    const double decides = part[0][i] > 0.0 ? 1.0 : weight[0] > 0.0 ? sum[0] / weight[0] : 0.0;
    const double carries = part[1][i] > 0.0 ? 1.0 : weight[1] > 0.0 ? sum[1] / weight[1] : 0.0;
    made->decides = network->p.governance.say * 0.5 * decides;
    made->carries = network->p.governance.say * 0.5 * carries;
    return 0.5 * (decides + carries);
}

/* form_value[form * n + i], relative to the present form. */
static void value_form(struct network *network, const struct network_inputs *inputs, size_t form,
                       const struct governance_forecast *now)
{
    struct governance_forecast forecast;
    governance_foresee(network, form, &forecast);
    const double gain = factor_of(network, &forecast) / factor_of(network, now);
    const double craft = craft_factor(network, &forecast) / craft_factor(network, now);
    for (size_t i = 0; i < network->n; i++) {
        const struct member *member = &network->member[i];
        struct form_made made = {.hours = network->foreseen_hours[i] / member->unit_hours};
        double value = 0.0;
        if (member->in) {
            made.output = value_of_output(network, inputs, i, gain);
            made.craft = gain > 0.0 ? made.output / gain * craft : 0.0;
            made.status = forecast.leader == i ? network->p.effort.lead_status * member->status : 0.0;
            value = made.output - made.hours + network->p.governance.say * say_of(network, &forecast, i, &made)
                    + made.status;
        }
        network->form_value[form * network->n + i] = value;
        events_form(network, form, i, &made);
    }
}

static void value_forms(struct network *network, const struct network_inputs *inputs)
{
    const size_t present = governance_form(network);
    struct governance_forecast now;
    governance_foresee(network, present, &now);
    for (size_t form = 0; form < GOVERNANCE_FORMS; form++)
        value_form(network, inputs, form, &now);
}

/* A year of the hours that a change takes. */
static double cost_of_change(const struct network *network, size_t i)
{
    return network->p.governance.change_hours / network->member[i].unit_hours / MEMORY_MONTHS;
}

void mode_change_views(struct network *network, const struct network_inputs *inputs, size_t form)
{
    const size_t n = network->n, present = governance_form(network);
    value_forms(network, inputs);
    for (size_t i = 0; i < n; i++)
        if (network->member[i].in) {
            network->issue_view[i] =
                network->form_value[form * n + i] - network->form_value[present * n + i] - cost_of_change(network, i);
            events_view_of_form(network, i, form, cost_of_change(network, i));
        }
}

/* The form that i would rather have, or the present one. */
static size_t best_form(const struct network *network, size_t i)
{
    const size_t n = network->n, present = governance_form(network);
    size_t best = present;
    double most = network->form_value[present * n + i] + cost_of_change(network, i);
    for (size_t form = 0; form < GOVERNANCE_FORMS; form++)
        if (form != present && !governance_same(network, form) && network->form_value[form * n + i] > most) {
            most = network->form_value[form * n + i];
            best = form;
        }
    return best;
}

static bool may_be_raised(const struct network *network, size_t month)
{
    const struct mode_memory *memory = &network->change;
    const double spell = network->p.governance.change_months;
    for (size_t form = 0; form < GOVERNANCE_FORMS; form++)
        if (decision_open(network, ISSUE_MODE, form))
            return false;
    return (double)(month - memory->raised) >= spell;
}

static bool is_failed(const struct network *network, size_t i)
{
    return network->change.wait > network->p.governance.change_wait
           || network->change.adequacy < network->p.governance.change_adequacy
           || network->member[i].satisfaction < network->p.governance.change_satisfaction;
}

void mode_change_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                       size_t month)
{
    const uint32_t rate = rng_threshold(network->p.governance.change_rate);
    size_t votes[GOVERNANCE_FORMS] = {0}, chosen = 0;
    bool valued = false;
    if (!network->p.change)
        return;
    network->change.now = month;
    if (!may_be_raised(network, month))
        return;
    for (size_t i = 0; i < network->n; i++) {
        if (!network->member[i].in || !is_failed(network, i))
            continue;
        if (rng_draw(stream, (uint32_t)i, (uint32_t)month, PURPOSE_NETWORK_MODE, 0).w[0] >= rate)
            continue;
        if (!valued)
            value_forms(network, inputs);
        valued = true;
        votes[best_form(network, i)]++;
    }
    votes[governance_form(network)] = 0;
    for (size_t form = 1; form < GOVERNANCE_FORMS; form++)
        chosen = votes[form] > votes[chosen] ? form : chosen;
    if (votes[chosen] > 0 && decision_enter(network, ISSUE_MODE, chosen, 0, month))
        network->change.raised = month;
}

void mode_change_adopt(struct network *network, size_t form)
{
    governance_adopt(network, form);
    network->change.changes++;
    network->change.raised = network->change.now;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in)
            network->member[i].other += network->p.governance.change_hours;
}
