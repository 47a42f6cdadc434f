/* Meetings outside the regular ones (M7): broad meetings of all members (E413), and the contact that these and open
 * talks give.
 *
 * Here everybody meets everybody, also in a star or where a broker introduces. At a broad meeting results are shown: in
 * that month all see deliveries as by a report. */
#include "models/network/decision.h"

#include <string.h>

#include "models/network/events.h"

enum { YEAR = 12 };

void gather_book(struct network *network, const int *list, size_t n, double hours)
{
    /* As in the regular meetings a talk takes two: n people of h hours make n h / 2 hours of pairs. */
    const double each = n > 1 ? hours / (double)(n - 1) : 0.0;
    for (size_t a = 0; a < n; a++) {
        network->member[list[a]].other += hours;
        network->deciding.gathered += hours;
        for (size_t b = 0; b < n; b++)
            if (a != b)
                network->deciding.gather_met[(size_t)list[a] * network->n + (size_t)list[b]] += each;
    }
}

/* Evenly over the year: k meetings in twelve months. */
static bool broad_meeting_due(const struct network *network, size_t horizon_month)
{
    const size_t yearly = (size_t)network->p.network.broad_meetings;
    return (horizon_month + 1) * yearly / YEAR > horizon_month * yearly / YEAR;
}

void gather_month(struct network *network, size_t horizon_month)
{
    struct deciding *deciding = &network->deciding;
    size_t n = 0;
    if (deciding->gathered > 0.0)
        memset(deciding->gather_met, 0, network->n * network->n * sizeof *deciding->gather_met);
    deciding->gathered = 0.0;
    deciding->results_shown = broad_meeting_due(network, horizon_month);
    if (!deciding->results_shown)
        return;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in)
            network->table[n++] = (int)i;
    gather_book(network, network->table, n, network->p.network.broad_hours);
    events_gathered(network, n);
}

void gather_contact(struct network *network)
{
    if (network->deciding.gathered <= 0.0)
        return;
    for (size_t k = 0; k < network->n * network->n; k++)
        network->met[k] += network->deciding.gather_met[k];
}
