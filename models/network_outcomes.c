#include "models/network_outcomes.h"

#include "models/outcomes.h"

void network_outcomes(const struct network *network, double *v)
{
    struct network_view view;
    network_observe(network, &view);
    v[OUTCOME_ALIVE] = view.alive;
    v[OUTCOME_MEMBERS] = view.members;
    v[OUTCOME_TRUST] = 100.0 * view.trust_mean;
    v[OUTCOME_TRUST_DENSITY] = 100.0 * view.trust_density;
    v[OUTCOME_RECIPROCITY] = 100.0 * view.reciprocity;
    v[OUTCOME_CONSENSUS] = 100.0 * view.goal_consensus;
    v[OUTCOME_EFFORT] = 100.0 * view.effort_mean;
    v[OUTCOME_FOOT_DRAGGING] = 100.0 * view.foot_dragging;
    v[OUTCOME_FREE_RIDERS] = 100.0 * view.free_rider_share;
    v[OUTCOME_COALITIONS] = view.coalitions_live;
    v[OUTCOME_DECISION] = view.decision_months;
    v[OUTCOME_BLOCKED] = view.blocked;
    v[OUTCOME_COORDINATION] = view.coordination_hours;
    v[OUTCOME_COORDINATION_SHARE] = 100.0 * view.coordination_share;
    v[OUTCOME_LEGITIMACY_IN] = 100.0 * view.legitimacy_internal;
    v[OUTCOME_LEGITIMACY_OUT] = 100.0 * view.legitimacy_external;
    v[OUTCOME_COMPETENCE] = 100.0 * view.competence;
    v[OUTCOME_INSTITUTIONALISED] = 100.0 * view.institutionalised_share;
    v[OUTCOME_PHASE] = view.phase;
    v[OUTCOME_STEPS_BACK] = view.steps_back;
    v[OUTCOME_BROADENED] = view.broadened;
    v[OUTCOME_STRUCTURAL_SHARE] = 100.0 * view.structural_share;
    v[OUTCOME_REGIME_SHARE] = 100.0 * view.regime_share;
    v[OUTCOME_DISTRUST] = 100.0 * view.distrust;
    v[OUTCOME_CAMPS] = 100.0 * view.camps;
    v[OUTCOME_STAFF_TRUST] = 100.0 * view.staff_trust;
    v[OUTCOME_MEMBERSHIPS] = view.memberships;
    v[OUTCOME_FORM_CHANGES] = view.mode_changes;
    v[OUTCOME_DECIDERS] = 100.0 * view.decider_share;
}
