/* The collaboration's parameters as plain numbers, read once when a network is created. Meaning, unit, range and
 * source of each stand in parameters.def under the same name: network.meeting_hours is network.meeting_hours here. */
#ifndef MODELS_NETWORK_PARAMS_H
#define MODELS_NETWORK_PARAMS_H

#include <stdbool.h>

#include "sim/config/settings.h"

/* In the order of the choices in parameters.def. */
enum network_rule { RULE_CONSENSUS, RULE_CONSENT, RULE_MAJORITY, RULE_SINGLE };
enum network_structure { STRUCTURE_PLENARY, STRUCTURE_COALITIONS };
enum network_steering { STEERING_INFORMAL, STEERING_FORMAL };
enum network_talk { TALK_NEVER, TALK_WHEN_STUCK, TALK_EARLY, TALK_CHOSEN };
enum network_veto { VETO_BY_RULE, VETO_MEMBERS, VETO_PAYERS, VETO_NONE };
enum network_content { CONTENT_ACTION, CONTENT_AMBITION };
enum network_choice { LEAD_LARGEST, LEAD_TRUSTED, LEAD_VOLUNTEER };
enum network_invite { INVITE_OPEN, INVITE_NEED, INVITE_PLANNED };

struct network_params {
    enum network_rule rule;
    enum network_structure structure;
    enum network_steering steering;
    struct {
        double board_members, trust_start, hours_per_member, meeting_hours, talk_hours, office_hours, lead_hours_cap,
            lead_hours_base, lead_hours_each, lead_paid_share, staff_hours_least, staff_hours_each, head_hours,
            carry_member, carry_coalition, preparation_hours, volunteer_focus, dashboard_hours, dashboard_reach,
            formal_hours, experience_hours, forgetting, introduction_hours, reporting_relief, reporting_start,
            least_parties, broad_meetings, broad_hours, shared_learning;
    } network;
    struct {
        double round_hours, round_hours_each, trust_saving, deliberation, consent_threshold, chair_pull,
            rounds_before_return, return_months, returns, vote_noise, issue_rate, dominance, enforcement,
            enforcement_trust, legitimacy_stay, repulsion, view_bound, ambition_level, ambition_rounds, ambition_launch,
            ambition_language, ambition_years, change_months, change_rate, change_wait, change_adequacy,
            change_satisfaction, change_hours, say, ownership, voice;
    } governance;
    struct {
        double gain, asymmetry, margin, pledge_standard, excuse, success, noise_sd, dashboard_sd, memory_variance,
            habit_months, drift, base, contact_hours, work_contact, turnover, turnover_loss, familiarity_gain,
            familiarity_loss, familiarity_start, seen_start, reputation, fairness, colocation_hours, attribution, camp,
            staff, staff_start, leader_turnover, handover, lasting, record, belief, what, lasts, trust, c, token;
    } trust;
    struct {
        double noise, pace, benefit, cost_linear, cost_square, unit_hours, overclaim, pledge_drift, relation, status,
            load_cost, absence, absence_size, value_conflict, bystander, routine_level, routine_months, routine_share;
        double learning, learning_noise, optimism, misperception, fear;      /* belief.c */
        double precedent, precedent_months, record, belief_sd;               /* precedent.c */
        double exploit, exploit_months, address, address_hours;              /* address.c */
        double crowding_hours, crowding, shared_language, steering_conflict; /* pull.c */
        double lead_status;                                                  /* leadership.c */
        double doubt;                                                        /* weakest.c */
    } effort;
    struct {
        double substitution, local, setup_hours, ramp_months, open_penalty, competence_need, launch_effort, stop_output,
            relaunch_months, regime_pull, practice_need, practice_months, patience;
    } coalition;
    struct {
        double exit_rate, exit_level, exit_width, memory_months, credit, apply_rate, caution, least_members,
            legitimacy_apply, fomo, invite_months, onboarding_hours, onboarding_months, absorb, stranger_seen, duty,
            idle_months;
    } membership;
    enum network_talk open_talk;
    enum network_veto veto;
    enum network_content content;
    bool hidden, packages;
    struct {
        double hours, safety, trust_level, drag_level, again_months, familiarity, trust, patience_months, ignored,
            pretence;
    } talk;
    enum network_choice lead_choice, board_choice;
    enum network_invite invite;
    bool strangers;       /* who is no founder starts unknown and not knowing */
    bool change;          /* members can change how they are governed */
    bool introduce_first; /* newcomers take part after their introduction, and know what that told them */
};

/* Reads every field. `settings` must have been checked against parameters.def. */
void network_params_read(const struct settings *settings, struct network_params *params);

#endif
