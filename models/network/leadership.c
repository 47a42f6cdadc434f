/* Who leads and who sits on the board (M7): the largest, or who is trusted or volunteers (granted leadership, E221, E412).
 *
 * What others grant is granted for a year, so that a lead does not change with every small move of trust; the largest
 * is found each month by governance_lead. */
#include "models/network/governance.h"

enum { TERM_MONTHS = 12 };

/* trusted[j]: mean trust of the other members in j. */
static void fill_trusted(struct network *network)
{
    const size_t n = network->n;
    for (size_t j = 0; j < n; j++) {
        double sum = 0.0;
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
            if (i != j && network->member[i].in) {
                sum += network->trust[i * n + j];
                count++;
            }
        network->trusted[j] = count > 0 ? sum / (double)count : 0.0;
    }
}

static double claim(const struct network *network, size_t i)
{
    const struct member *member = &network->member[i];
    if (network->p.lead_choice == LEAD_TRUSTED)
        return network->trusted[i];
    return 0.5 * (member->relation + member->status) * member->size;
}

/* The member with the strongest claim, no payer while there are others; ties go to the larger. */
static size_t choose(const struct network *network)
{
    size_t best = network->n;
    for (int payers = 0; payers < 2 && best == network->n; payers++)
        for (size_t k = 0; k < network->n; k++) {
            const size_t i = (size_t)network->order[k];
            if (!network->member[i].in || network->member[i].payer != (payers == 1))
                continue;
            if (best == network->n || claim(network, i) > claim(network, best))
                best = i;
        }
    return best == network->n ? 0 : best;
}

static void seat(struct network *network)
{
    for (size_t k = 0; k < network->n; k++) {
        const int i = network->order[k];
        size_t place = k;
        for (; place > 0 && network->trusted[network->seats[place - 1]] < network->trusted[i]; place--)
            network->seats[place] = network->seats[place - 1];
        network->seats[place] = i;
    }
}

void leadership_begin(struct network *network)
{
    for (size_t k = 0; k < network->n; k++)
        network->seats[k] = network->order[k];
    network->granted = 0;
}

void leadership_month(struct network *network, size_t horizon_month)
{
    const bool term = horizon_month % TERM_MONTHS == 0;
    if (network->p.lead_choice == LEAD_LARGEST && network->p.board_choice == LEAD_LARGEST)
        return;
    fill_trusted(network);
    if (term || !network->member[network->granted].in)
        network->granted = choose(network);
    if (network->p.board_choice == LEAD_TRUSTED && term)
        seat(network);
}

double leadership_status(const struct network *network, size_t i)
{
    return governance_leads(network, i) ? network->p.effort.lead_status * network->member[i].status : 0.0;
}
