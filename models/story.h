/* The story of a replication: the tables of its terms and kinds of events (models/story.def), and how an event is begun.
 * A new kind is one row there and one call of story_tell. */
#ifndef MODELS_STORY_H
#define MODELS_STORY_H

#include "sim/engine/model.h"

enum story_term {
    TERM_NONE,
#define TERM(id, name, en, en_minus, nl, nl_minus) TERM_##id,
#include "models/story.def"
#undef TERM
    N_TERMS
};
/* Reasons and causes have numbers below this one. */
enum { N_REASONS = TERM_REASONS_END };

enum story_kind {
#define EVENT(id, name, level, numbers, en, nl) TOLD_##id,
#include "models/story.def"
#undef EVENT
    N_TOLD
};

extern const struct sim_term story_terms[N_TERMS];
extern const struct sim_event_kind story_events[N_TOLD];

/* An event without numbers yet. */
struct sim_event story_event(enum story_kind kind);
void story_tell(const struct sim_sink *sink, const struct sim_event *event);
/* Writes the reasons of `party` that are not 0, of terms[N_REASONS], at list[n]; returns their number with it. */
size_t story_reasons(struct sim_event_reason *list, size_t n, const char *party, const double *terms);

#endif
