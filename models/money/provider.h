/* Providers' own choices under the terms of their contracts (E207, E610, E620-E626): how much care a client gets, whom
 * they take on, and which service their staff goes to first.
 *
 * Nobody is told what a kind of payment does. A provider compares what a contract brings now with what it brought in the
 * norm, and moves a little. What holds it back is the harm that less care does: a complex client loses more by a unit less
 * (work.severity), so that a provider who cares about clients gives in less there (Ellis and McGuire 1986). */
#ifndef MODELS_MONEY_PROVIDER_H
#define MODELS_MONEY_PROVIDER_H

struct region;

/* One month of choices, in the horizon: moves the teams' intensity, refuse, priority and load. */
void provider_month(struct region *region);

#endif
