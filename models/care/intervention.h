/* What coalitions do for citizens: whom they enrol, how far their effect on somebody goes this month (M8). */
#ifndef MODELS_CARE_INTERVENTION_H
#define MODELS_CARE_INTERVENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "models/care/citizen.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;
struct intervention;

enum intervention_effect {
    INTERVENTION_LONGTERM,
    INTERVENTION_ACUTE,
    INTERVENTION_WORSENING,
    INTERVENTION_ELECTIVE,
    INTERVENTION_CARER
};

/* Reads coalitions[] and draws the true size of their effects for this replication; members must be known. */
int intervention_create(struct region *region, const struct settings *settings, struct sim_err *err);
void intervention_destroy(struct region *region);
/* Relative fall of a risk of this citizen, -0.5 to 0.95; 0 when not enrolled. */
double intervention_effect(const struct region *region, uint32_t citizen, enum intervention_effect effect);
/* Somebody is seen (birthday, onset, emergency visit): enrol if a coalition serves such people and has room, drop if
 * not. */
void intervention_visit(struct region *region, uint32_t citizen, const struct citizen_class *class);
/* Takes hours and fidelity of the month over from the network; sets what an assessment takes of the municipal team's
 * hours next month. */
void intervention_month(struct region *region);
/* Gain in right routes (logit) for social episodes, this month. */
double intervention_route(const struct region *region);
/* Share, 0 to 1, of decisions on household help or support that are about people with district nursing: a slow mean. Of
 * those a nurse knows the client (E902). */
double intervention_known(const struct region *region, const struct intervention *v);
/* Whether a coalition enrols people of a class. */
bool intervention_serves(const struct intervention *intervention, const struct citizen_class *class);
/* People whom a coalition could serve now. */
double intervention_eligible(const struct region *region, size_t coalition);

/* Part of the fixed cost of what it moves that has not followed yet, [0,1] (E606). What is moved is followed in years; a
 * coalition that runs on paper alone moves next to nothing, and what it threatens to move has not been followed. */
double intervention_friction(const struct intervention *intervention);

#endif
