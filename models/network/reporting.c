/* Who is trusted reports less (E206, E1024): detailed at the start, lighter as trust of those who ask for it grows.
 *
 * Those who ask are the members that pay; without them, all other members. What is reported stays as good. */
#include "models/network/governance.h"

double reporting_relief(const struct network *network, size_t i)
{
    const size_t n = network->n;
    double payers = 0.0, all = 0.0;
    size_t n_payers = 0, n_all = 0;
    if (network->p.network.reporting_relief <= 0.0 || (double)network->months < network->p.network.reporting_start)
        return 0.0;
    for (size_t j = 0; j < n; j++) {
        if (j == i || !network->member[j].in)
            continue;
        const double trust = network->trust[j * n + i];
        all += trust;
        n_all++;
        payers += network->member[j].payer ? trust : 0.0;
        n_payers += network->member[j].payer;
    }
    if (n_all == 0)
        return 0.0;
    return network->p.network.reporting_relief * (n_payers > 0 ? payers / (double)n_payers : all / (double)n_all);
}
