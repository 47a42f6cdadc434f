#include "models/story.h"

#include <math.h>

const struct sim_term story_terms[N_TERMS] = {
    {"none", "", "", "", ""},
#define TERM(id, name, en, en_minus, nl, nl_minus) {name, en, en_minus, nl, nl_minus},
#include "models/story.def"
#undef TERM
};

const struct sim_event_kind story_events[N_TOLD] = {
#define EVENT(id, name, level, numbers, en, nl) {name, level, numbers, en, nl},
#include "models/story.def"
#undef EVENT
};

struct sim_event story_event(enum story_kind kind)
{
    struct sim_event event = {.kind = (int)kind};
    for (size_t k = 0; k < SIM_EVENT_NUMBERS; k++)
        event.number[k] = (double)NAN;
    return event;
}

void story_tell(const struct sim_sink *sink, const struct sim_event *event)
{
    sink->add(sink->context, event);
}

size_t story_reasons(struct sim_event_reason *list, size_t n, const char *party, const double *terms)
{
    for (int t = 0; t < N_REASONS; t++)
        if (terms[t] != 0.0)
            list[n++] = (struct sim_event_reason){.party = party, .term = t, .value = terms[t]};
    return n;
}
