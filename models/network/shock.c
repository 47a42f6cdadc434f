/* A crisis from outside that all members share for some months (E925): urgency makes joint work worth more, the staff is
 * busier, everybody meets everybody, people leave. It ends by itself; what remains is trust, familiarity and routine. */
#include "models/network/shock.h"

#include <math.h>

#include "models/network/events.h"
#include "models/network/membership.h"

void shock_begin_month(struct network *network, const struct network_inputs *inputs, size_t horizon_month)
{
    struct network_shock *now = &network->shock;
    const bool before = now->months > 0.0;
    const double at = (double)horizon_month;
    *now = (struct network_shock){.months = 0.0};
    for (size_t k = 0; k < inputs->n_shocks; k++) {
        const struct network_shock *shock = &inputs->shocks[k];
        if (at < shock->month || at >= shock->month + shock->months)
            continue;
        now->months = 1.0;
        now->urgency += shock->urgency;
        now->workload += shock->workload;
        now->contact_hours += shock->contact_hours;
        now->turnover += shock->turnover;
    }
    events_crisis(network, before, now->months > 0.0);
}

const struct network_inputs *shock_inputs(struct network *network, const struct network_inputs *inputs)
{
    if (network->shock.months <= 0.0)
        return inputs;
    network->shocked = *inputs;
    for (size_t i = 0; i < network->n; i++)
        network->shock_workload[i] = inputs->workload[i] + network->shock.workload;
    for (size_t c = 0; c < network->n_coalitions; c++)
        network->shock_health[c] = inputs->health_gain[c] * (1.0 + network->shock.urgency);
    network->shocked.workload = network->shock_workload;
    network->shocked.health_gain = network->shock_health;
    return &network->shocked;
}

void shock_book(struct network *network)
{
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in)
            network->member[i].other += network->shock.contact_hours;
}

void shock_meet(struct network *network)
{
    const size_t n = network->n, members = membership_count(network);
    if (network->shock.contact_hours <= 0.0 || members < 2)
        return;
    const double each = network->shock.contact_hours / (double)(members - 1);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j && network->member[i].in && network->member[j].in)
                network->met[i * n + j] += each;
}

double shock_turnover(const struct network *network)
{
    return fmin(1.0, network->p.trust.turnover + network->shock.turnover);
}
