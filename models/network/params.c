/* Reading the collaboration's parameters: one row per number. */
#include "models/network/params.h"

#include <stddef.h>

#define FIELD(field)                                   \
    {                                                  \
#field, offsetof(struct network_params, field) \
    }

// clang-format off
static const struct {
    const char *path;
    size_t offset;
} fields[] = {
    FIELD(network.board_members), FIELD(network.trust_start), FIELD(network.hours_per_member),
    FIELD(network.meeting_hours), FIELD(network.talk_hours), FIELD(network.office_hours),
    FIELD(network.lead_hours_cap), FIELD(network.lead_hours_base), FIELD(network.lead_hours_each),
    FIELD(network.lead_paid_share), FIELD(network.staff_hours_least), FIELD(network.staff_hours_each),
    FIELD(network.head_hours), FIELD(network.carry_member), FIELD(network.carry_coalition),
    FIELD(network.preparation_hours), FIELD(network.volunteer_focus), FIELD(network.dashboard_hours),
    FIELD(network.dashboard_reach), FIELD(network.formal_hours), FIELD(network.experience_hours),
    FIELD(network.forgetting), FIELD(network.introduction_hours), FIELD(governance.round_hours),
    FIELD(governance.round_hours_each), FIELD(governance.trust_saving), FIELD(governance.deliberation),
    FIELD(governance.consent_threshold), FIELD(governance.chair_pull), FIELD(governance.rounds_before_return),
    FIELD(governance.return_months), FIELD(governance.returns), FIELD(governance.vote_noise),
    FIELD(governance.issue_rate), FIELD(governance.dominance), FIELD(governance.enforcement),
    FIELD(governance.enforcement_trust), FIELD(trust.gain), FIELD(trust.asymmetry), FIELD(trust.margin),
    FIELD(trust.pledge_standard), FIELD(trust.excuse), FIELD(trust.success), FIELD(trust.noise_sd),
    FIELD(trust.dashboard_sd), FIELD(trust.memory_variance), FIELD(trust.habit_months), FIELD(trust.drift),
    FIELD(trust.base), FIELD(trust.contact_hours), FIELD(trust.work_contact), FIELD(trust.turnover),
    FIELD(trust.turnover_loss), FIELD(trust.familiarity_gain), FIELD(trust.familiarity_loss),
    FIELD(trust.familiarity_start), FIELD(trust.seen_start), FIELD(trust.reputation), FIELD(effort.noise),
    FIELD(effort.pace), FIELD(effort.benefit), FIELD(effort.cost_linear), FIELD(effort.cost_square),
    FIELD(effort.unit_hours), FIELD(effort.overclaim), FIELD(effort.pledge_drift), FIELD(effort.relation),
    FIELD(effort.status), FIELD(effort.load_cost), FIELD(effort.absence), FIELD(effort.absence_size),
    FIELD(effort.value_conflict), FIELD(effort.bystander), FIELD(effort.routine_level), FIELD(effort.routine_months),
    FIELD(effort.routine_share), FIELD(coalition.substitution), FIELD(coalition.local), FIELD(coalition.setup_hours),
    FIELD(coalition.ramp_months), FIELD(coalition.open_penalty), FIELD(coalition.competence_need),
    FIELD(coalition.launch_effort), FIELD(coalition.stop_output), FIELD(coalition.relaunch_months),
    FIELD(membership.exit_rate), FIELD(membership.exit_level), FIELD(membership.exit_width),
    FIELD(membership.memory_months), FIELD(membership.credit), FIELD(membership.apply_rate),
    FIELD(membership.caution), FIELD(membership.least_members), FIELD(governance.legitimacy_stay),
    FIELD(membership.legitimacy_apply), FIELD(coalition.regime_pull), FIELD(network.reporting_relief),
    FIELD(network.reporting_start), FIELD(trust.fairness), FIELD(trust.colocation_hours), FIELD(trust.attribution),
    FIELD(trust.camp), FIELD(trust.staff), FIELD(trust.staff_start), FIELD(trust.leader_turnover),
    FIELD(effort.learning), FIELD(effort.learning_noise), FIELD(effort.optimism), FIELD(effort.misperception),
    FIELD(effort.fear), FIELD(effort.precedent), FIELD(effort.precedent_months), FIELD(effort.record),
    FIELD(effort.belief_sd), FIELD(effort.exploit), FIELD(effort.exploit_months), FIELD(effort.address),
    FIELD(effort.address_hours), FIELD(effort.crowding_hours), FIELD(effort.crowding), FIELD(effort.shared_language),
    FIELD(effort.steering_conflict), FIELD(membership.fomo), FIELD(network.least_parties),
    FIELD(network.broad_meetings), FIELD(network.broad_hours), FIELD(governance.repulsion),
    FIELD(governance.view_bound), FIELD(governance.ambition_level), FIELD(governance.ambition_rounds),
    FIELD(governance.ambition_launch), FIELD(governance.ambition_language), FIELD(governance.ambition_years),
    FIELD(talk.hours), FIELD(talk.safety), FIELD(talk.trust_level), FIELD(talk.drag_level), FIELD(talk.again_months),
    FIELD(talk.familiarity), FIELD(talk.trust), FIELD(talk.patience_months), FIELD(talk.ignored),
    FIELD(membership.invite_months), FIELD(membership.onboarding_hours), FIELD(membership.onboarding_months),
    FIELD(membership.absorb), FIELD(membership.stranger_seen), FIELD(membership.duty), FIELD(effort.lead_status),
    FIELD(governance.change_months), FIELD(governance.change_rate), FIELD(governance.change_wait),
    FIELD(governance.change_adequacy), FIELD(governance.change_satisfaction), FIELD(governance.change_hours),
    FIELD(governance.say), FIELD(governance.ownership), FIELD(governance.voice), FIELD(coalition.practice_need),
    FIELD(coalition.practice_months), FIELD(coalition.patience), FIELD(network.shared_learning),
    FIELD(trust.handover), FIELD(trust.lasting), FIELD(trust.record), FIELD(trust.belief), FIELD(effort.doubt),
    FIELD(membership.idle_months), FIELD(trust.token), FIELD(talk.pretence),
};
// clang-format on

void network_params_read(const struct settings *settings, struct network_params *params)
{
    *params = (struct network_params){
        .rule = (enum network_rule)settings_choice(settings, "network.rule"),
        .structure = (enum network_structure)settings_choice(settings, "network.structure"),
        .steering = (enum network_steering)settings_choice(settings, "network.steering"),
        .open_talk = (enum network_talk)settings_choice(settings, "network.talk"),
        .veto = (enum network_veto)settings_choice(settings, "network.veto"),
        .content = (enum network_content)settings_choice(settings, "network.content"),
        .lead_choice = (enum network_choice)settings_choice(settings, "network.lead_choice"),
        .board_choice = (enum network_choice)settings_choice(settings, "network.board_choice"),
        .invite = (enum network_invite)settings_choice(settings, "membership.invite"),
        .hidden = settings_bool(settings, "talk.hidden"),
        .packages = settings_bool(settings, "talk.packages"),
        .strangers = settings_choice(settings, "membership.newcomers") == 1,
        .change = settings_bool(settings, "governance.change"),
        .introduce_first = settings_bool(settings, "membership.introduce_first"),
    };
    for (size_t k = 0; k < sizeof fields / sizeof fields[0]; k++)
        *(double *)(void *)((char *)params + fields[k].offset) = settings_real(settings, fields[k].path);
}
