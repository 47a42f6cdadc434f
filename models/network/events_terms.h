/* Terms of what members feel and think, [.. * N_REASONS + term], and names in an event: for the files that tell. */
#ifndef MODELS_NETWORK_EVENTS_TERMS_H
#define MODELS_NETWORK_EVENTS_TERMS_H

#include <math.h>

#include "models/network/events.h"

static inline double terms_sum(const double *terms)
{
    double sum = 0.0;
    for (size_t t = 0; t < N_REASONS; t++)
        sum += terms[t];
    return sum;
}

static inline double *terms_of(double *terms, size_t i)
{
    return terms + i * N_REASONS;
}

/* Remembers how far terms are from the whole that they should add up to. */
static inline void terms_note_gap(const struct network *network, const double *terms, double whole)
{
    network->story->gap = fmax(network->story->gap, fabs(terms_sum(terms) - whole));
}

/* Adds a member as a name to the event's list. */
static inline void events_add_name(const struct network *network, struct sim_event *event, size_t i, double value)
{
    network->story->names[event->n_names++] = (struct sim_event_name){network->member[i].name, value};
    event->names = network->story->names;
}

#endif
