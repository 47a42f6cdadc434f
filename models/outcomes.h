/* The outcome table: the one place where an outcome is named, and the function that fills its columns each month. */
#ifndef MODELS_OUTCOMES_H
#define MODELS_OUTCOMES_H

#include <stddef.h>

#include "sim/engine/model.h"

struct region;

// clang-format off
#define AIM_HEALTH "population health"
#define AIM_QUALITY "experienced quality"
#define AIM_COST "cost per head"
#define AIM_WORK "professionals"
#define AIM_EQUITY "equity"
#define AIM_NETWORK "collaboration"

/* What a month's value can be (struct sim_outcome), by what fills the column; a SUM of RANGE_OR_NOT is at most the horizon. */
#define RANGE_ANY SIM_ANY
#define RANGE_FROM_0 SIM_FROM(0.0)
#define RANGE_FROM_1 SIM_FROM(1.0)
#define RANGE_PERCENT SIM_PERCENT
#define RANGE_UP_TO_1000 SIM_BETWEEN(0.0, 1000.0)
#define RANGE_EITHER_WAY_100 SIM_BETWEEN(-100.0, 100.0)
#define RANGE_EITHER_WAY_1000 SIM_BETWEEN(-1000.0, 1000.0)
#define RANGE_OR_NOT SIM_BETWEEN(0.0, 1.0)
#define RANGE_PHASES SIM_BETWEEN(1.0, 4.0)

/* One row per outcome: column, name, unit, better, aggregate, range, main, decimals, aim, English, Dutch. */
#define OUTCOMES(ROW)                                                                                                            \
    ROW(QALY, "qaly_per_1000", "QALY/1000 people/year", 1, MEAN, RANGE_UP_TO_1000, 1, 2, AIM_HEALTH, "Healthy years per 1,000 people",                  \
        "Gezonde jaren per 1.000 mensen")                                                                                        \
    ROW(FRAIL, "frail_share", "%", -1, MEAN, RANGE_PERCENT, 0, 3, AIM_HEALTH, "People who are frail at home", "Mensen die thuis kwetsbaar zijn")     \
    ROW(DEATHS, "deaths_per_1000", "1/1000 people/year", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_HEALTH, "Deaths per 1,000 people", "Sterfte per 1.000 mensen") \
    ROW(LONGTERM, "longterm_entries_per_1000", "1/1000 people/year", -1, MEAN, RANGE_FROM_0, 1, 3, AIM_HEALTH,                                     \
        "People entering long-term care per 1,000", "Instroom langdurige zorg per 1.000 mensen")                                 \
    ROW(WAIT, "wait_months", "month", -1, MEAN, RANGE_FROM_0, 1, 3, AIM_QUALITY, "Wait for care and support", "Wachttijd voor zorg en ondersteuning") \
    ROW(DECISION_WAIT, "decision_wait_months", "month", -1, MEAN, RANGE_FROM_0, 1, 3, AIM_QUALITY, "Wait for a municipal decision",                 \
        "Wachttijd op een besluit van de gemeente")                                                                              \
    ROW(RIGHT_ROUTE, "right_route", "%", 1, MEAN, RANGE_PERCENT, 1, 2, AIM_QUALITY, "Requests that reach the right domain at once",                  \
        "Hulpvragen die meteen in het juiste domein komen")                                                                      \
    ROW(UNMET, "unmet_share", "%", -1, MEAN, RANGE_PERCENT, 0, 3, AIM_QUALITY, "People with unmet need", "Mensen met onvervulde hulpvraag")          \
    ROW(HOME_WAITING, "nursing_home_waiting", "people", -1, MEAN, RANGE_FROM_0, 0, 0, AIM_QUALITY, "People waiting for a nursing home",             \
        "Wachtenden voor een verpleeghuis")                                                                                      \
    ROW(WAIT_OUTPATIENT, "wait_outpatient_months", "month", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_QUALITY, "Wait for the hospital", "Wachttijd ziekenhuis") \
    ROW(WAIT_MENTAL, "wait_mental_months", "month", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_QUALITY, "Wait for mental health care", "Wachttijd ggz")        \
    ROW(WAIT_NURSING, "wait_nursing_months", "month", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_QUALITY, "Wait for district nursing", "Wachttijd wijkverpleging") \
    ROW(WAIT_HELP, "wait_help_months", "month", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_QUALITY, "Wait for household help after the decision",             \
        "Wachttijd huishoudelijke hulp na het besluit")                                                                           \
    ROW(WAIT_SUPPORT, "wait_support_months", "month", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_QUALITY, "Wait for Wmo support after the decision",           \
        "Wachttijd Wmo-begeleiding na het besluit")                                                                               \
    ROW(WAIT_YOUTH, "wait_youth_months", "month", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_QUALITY, "Wait for youth care", "Wachttijd jeugdhulp")              \
    ROW(PEOPLE, "people", "people", 0, MEAN, RANGE_FROM_0, 0, 0, AIM_HEALTH, "Inhabitants", "Inwoners")                                             \
    ROW(COST_HEAD, "cost_per_head", "EUR/person/year", -1, MEAN, RANGE_FROM_0, 1, 1, AIM_COST, "Cost of care and collaboration per head",           \
        "Kosten van zorg en samenwerking per inwoner")                                                                           \
    ROW(COST_ZVW, "cost_zvw_per_head", "EUR/person/year", -1, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Curative care (Zvw) per head", "Zorgverzekeringswet per inwoner") \
    ROW(COST_WLZ, "cost_wlz_per_head", "EUR/person/year", -1, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Long-term care (Wlz) per head", "Wet langdurige zorg per inwoner") \
    ROW(COST_WMO, "cost_wmo_per_head", "EUR/person/year", -1, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Social support (Wmo) per head", "Wmo per inwoner") \
    ROW(COST_YOUTH, "cost_youth_per_head", "EUR/person/year", -1, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Youth care per head", "Jeugdhulp per inwoner") \
    ROW(COST_NETWORK, "collaboration_cost_per_head", "EUR/person/year", -1, MEAN, RANGE_FROM_0, 1, 2, AIM_COST, "Cost of the collaboration per head", \
        "Kosten van de samenwerking per inwoner")                                                                                \
    ROW(UNPAID, "unpaid_care_per_head", "EUR/person/year", -1, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Care delivered and not paid per head",           \
        "Geleverde en niet betaalde zorg per inwoner")                                                                           \
    ROW(PROVIDER_RISK, "provider_risk", "%", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Payment that deviates from work done, as a share of it",      \
        "Betaling die afwijkt van geleverd werk, als deel daarvan")                                                               \
    ROW(VOLUME_SIMPLE, "volume_simple", "%", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Care per simple client in the services in scope, norm 100",    \
        "Zorg per eenvoudige cliënt in de voorzieningen in de proef, norm 100")                                                   \
    ROW(VOLUME_COMPLEX, "volume_complex", "%", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Care per complex client in the services in scope, norm 100", \
        "Zorg per complexe cliënt in de voorzieningen in de proef, norm 100")                                                     \
    ROW(REFUSED, "refused_complex", "%", -1, MEAN, RANGE_PERCENT, 0, 2, AIM_QUALITY, "Complex clients sent elsewhere by a provider",                 \
        "Complexe cliënten die een aanbieder doorstuurt")                                                                         \
    ROW(REFUSED_SIMPLE, "refused_simple", "%", -1, MEAN, RANGE_PERCENT, 0, 2, AIM_QUALITY, "Simple clients sent elsewhere by a provider",            \
        "Eenvoudige cliënten die een aanbieder doorstuurt")                                                                       \
    ROW(BROKER_DEFICIT, "broker_deficit_eur", "EUR/1000 people/year", -1, MEAN, RANGE_ANY, 0, 1, AIM_COST, \
        "Deficit of the broker of the common good per 1,000 people", "Tekort van de makelaar van de gezamenlijke voorziening per 1.000 mensen") \
    ROW(GP, "gp_contacts", "1/person/year", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "GP contacts per person", "Huisartscontacten per persoon")       \
    ROW(REFERRALS, "referrals_per_1000", "1/1000 people/year", 0, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Hospital trajectories started per 1,000",    \
        "Gestarte ziekenhuistrajecten per 1.000")                                                                                \
    ROW(EMERGENCY, "emergency_per_1000", "1/1000 people/year", -1, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Emergency visits per 1,000", "SEH-bezoeken per 1.000") \
    ROW(ADMISSIONS, "admissions_per_1000", "1/1000 people/year", -1, MEAN, RANGE_FROM_0, 0, 1, AIM_COST, "Hospital admissions per 1,000", "Ziekenhuisopnamen per 1.000") \
    ROW(NURSING, "nursing_clients_per_1000", "1/1000 people", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Clients of district nursing per 1,000",       \
        "Cliënten wijkverpleging per 1.000")                                                                                     \
    ROW(HELP, "help_clients_per_1000", "1/1000 people", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Clients of household help per 1,000", "Cliënten huishoudelijke hulp per 1.000") \
    ROW(SUPPORT, "support_clients_per_1000", "1/1000 people", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Clients of Wmo support per 1,000", "Cliënten Wmo-begeleiding per 1.000") \
    ROW(MENTAL, "mental_clients_per_1000", "1/1000 people", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Clients of mental health care per 1,000", "Cliënten ggz per 1.000") \
    ROW(YOUTH, "youth_clients_per_1000", "1/1000 people", 0, MEAN, RANGE_FROM_0, 0, 2, AIM_COST, "Clients of youth care per 1,000", "Cliënten jeugdhulp per 1.000") \
    ROW(NURSING_HOME, "nursing_home_per_1000", "1/1000 people", 0, MEAN, RANGE_FROM_0, 0, 3, AIM_COST, "Nursing-home residents per 1,000", "Verpleeghuisbewoners per 1.000") \
    ROW(HOME_LONGTERM, "home_longterm_per_1000", "1/1000 people", 0, MEAN, RANGE_FROM_0, 0, 3, AIM_COST, "Long-term care at home per 1,000", "Wlz thuis per 1.000") \
    ROW(WORKLOAD, "workload", "%", -1, MEAN, RANGE_FROM_0, 1, 2, AIM_WORK, "Workload (hours asked per hour available)", "Werkdruk (gevraagde uren per beschikbaar uur)") \
    ROW(WELLBEING, "wellbeing", "0-100", 1, MEAN, RANGE_PERCENT, 1, 2, AIM_WORK, "Wellbeing of boundary professionals", "Welbevinden van professionals op de grens") \
    ROW(SICK_LEAVE, "sick_leave", "%", -1, MEAN, RANGE_PERCENT, 0, 3, AIM_WORK, "Sick leave", "Ziekteverzuim")                                       \
    ROW(LEAVING, "leaving", "%/year", -1, MEAN, RANGE_FROM_0, 0, 2, AIM_WORK, "Boundary professionals leaving", "Vertrek van professionals op de grens") \
    ROW(TIE, "tie_strength", "0-100", 1, MEAN, RANGE_PERCENT, 0, 2, AIM_WORK, "Ties between professionals of different domains", "Relaties tussen professionals van verschillende domeinen") \
    ROW(GAP, "equity_gap", "QALY/1000 people/year", -1, MEAN, RANGE_EITHER_WAY_1000, 1, 2, AIM_EQUITY, "Gap in healthy years between high and low position", \
        "Kloof in gezonde jaren tussen hoge en lage positie")                                                                    \
    ROW(UNMET_GAP, "unmet_gap", "%-point", -1, MEAN, RANGE_EITHER_WAY_100, 0, 3, AIM_EQUITY, "Gap in unmet need between low and high position",             \
        "Kloof in onvervulde hulpvraag tussen lage en hoge positie")                                                             \
    ROW(ALIVE, "months_alive", "month", 1, SUM, RANGE_OR_NOT, 1, 1, AIM_NETWORK, "Months that the network lives", "Maanden dat het netwerk leeft")    \
    ROW(MEMBERS, "members", "", 0, MEAN, RANGE_FROM_0, 0, 1, AIM_NETWORK, "Members", "Leden")                                                         \
    ROW(TRUST, "trust", "0-100", 1, MEAN, RANGE_PERCENT, 1, 1, AIM_NETWORK, "Trust between members", "Vertrouwen tussen leden")                       \
    ROW(TRUST_DENSITY, "trust_density", "%", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Pairs with trust above one half", "Paren met vertrouwen boven de helft") \
    ROW(RECIPROCITY, "reciprocity", "%", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Trust that is mutual", "Wederkerig vertrouwen")                 \
    ROW(DISTRUST, "distrust", "%", -1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Pairs with trust below one fifth", "Paren met vertrouwen onder een vijfde") \
    ROW(CAMPS, "camps", "0-100", -1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Trust within two camps above that between them",                       \
        "Vertrouwen binnen twee kampen boven dat ertussen")                                                                       \
    ROW(STAFF_TRUST, "staff_trust", "0-100", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Trust of members in paid staff", "Vertrouwen van leden in het bureau") \
    ROW(CONSENSUS, "goal_consensus", "0-100", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Agreement on goals", "Overeenstemming over doelen")          \
    ROW(EFFORT, "effort", "0-100", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Effort in coalitions", "Inzet in coalities")                          \
    ROW(EFFORT_HOSPITALS, "effort_hospitals", "0-100", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Effort of hospitals in coalitions",               \
        "Inzet van ziekenhuizen in coalities")                                                                                    \
    ROW(FOOT_DRAGGING, "foot_dragging", "0-100", -1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Pledged but not done", "Toegezegd maar niet gedaan")    \
    ROW(FREE_RIDERS, "free_riders", "%", -1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Members that ride along", "Meelifters")                         \
    ROW(COALITIONS, "coalitions_live", "", 1, MEAN, RANGE_FROM_0, 0, 2, AIM_NETWORK, "Coalitions at work", "Werkende coalities")                      \
    ROW(FIDELITY, "fidelity", "0-100", 1, MEAN, RANGE_PERCENT, 1, 1, AIM_NETWORK, "What coalitions deliver of their plan", "Wat coalities van hun plan waarmaken") \
    ROW(ENROLLED, "enrolled", "people", 0, MEAN, RANGE_FROM_0, 0, 0, AIM_NETWORK, "Citizens in the care of coalitions", "Burgers in zorg bij coalities") \
    ROW(DECISION, "decision_months", "month", -1, MEAN, RANGE_FROM_0, 1, 2, AIM_NETWORK, "Time to a decision of the network", "Tijd tot een besluit van het netwerk") \
    ROW(BLOCKED, "blocked_votes", "", -1, SUM, RANGE_FROM_0, 0, 1, AIM_NETWORK, "Blocked votes", "Geblokkeerde stemmingen")                           \
    ROW(COORDINATION, "coordination_hours", "hour/month", -1, MEAN, RANGE_FROM_0, 1, 0, AIM_NETWORK, "Hours of meetings and coordination", "Uren overleg en coördinatie") \
    ROW(COORDINATION_SHARE, "coordination_share", "%", -1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Coordination as a share of all collaboration hours", \
        "Coördinatie als deel van alle samenwerkingsuren")                                                                        \
    ROW(LEGITIMACY_IN, "legitimacy_internal", "0-100", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Legitimacy among members", "Legitimiteit bij leden") \
    ROW(LEGITIMACY_OUT, "legitimacy_external", "0-100", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Legitimacy outside", "Legitimiteit naar buiten")   \
    ROW(COMPETENCE, "competence", "0-100", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Competence of the network", "Netwerkbekwaamheid")             \
    ROW(INSTITUTIONALISED, "institutionalised", "%", 1, END, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Effort that has become routine", "Inzet die routine is geworden") \
    ROW(PHASE, "phase", "1-4", 1, END, RANGE_PHASES, 0, 2, AIM_NETWORK, "Phase of development", "Ontwikkelfase")                                     \
    ROW(SUPPORTING, "payers_supporting", "%", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Payers that pay network functions by choice, by their share",     \
        "Financiers die uit eigen keuze netwerkfuncties betalen, naar hun deel")                                                  \
    ROW(GOOD_PROVIDED, "good_provided", "%", 1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Contract time in which bids pay for the common good", \
        "Contracttijd waarin biedingen de gezamenlijke voorziening betalen")                                                     \
    ROW(CASE_RATIO, "business_case_ratio", "EUR/EUR", 0, MEAN, RANGE_ANY, 0, 2, AIM_NETWORK, "Saving of all payers that they believe, per euro of network functions", \
        "Besparing van alle financiers die zij verwachten, per euro netwerkfuncties") \
    ROW(INVESTOR_SHARE, "investor_share", "%", 0, MEAN, RANGE_ANY, 0, 1, AIM_NETWORK, "Part of that saving that falls to the payers asked to pay", \
        "Deel van die besparing dat toevalt aan de financiers die moeten betalen") \
    ROW(ADMIN_SHARE, "admin_share", "%", -1, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK,                                                             \
        "Coordination, office, cashier and accounting as a share of the cost of the collaboration",                              \
        "Coördinatie, bureau, kassier en verantwoording als deel van de kosten van de samenwerking")                             \
    ROW(FUND_BALANCE, "fund_balance_eur_per_head", "EUR/person", 0, MEAN, RANGE_ANY, 0, 2, AIM_COST, "Balance of the regional fund per head", \
        "Saldo van het regionaal fonds per inwoner") \
    ROW(TRUST_HOSPITALS, "trust_hospitals", "0-100", 1, END, RANGE_PERCENT, 0, 1, AIM_NETWORK, \
        "Trust between the hospitals of the network, also those that left and after its end", \
        "Vertrouwen tussen de ziekenhuizen van het netwerk, ook die vertrokken en na het einde ervan") \
    ROW(SURPLUS, "surplus", "1/member/month", 1, MEAN, RANGE_ANY, 1, 3, AIM_NETWORK, "Surplus: public value less effort and coordination", \
        "Overschot: publieke waarde min inzet en coördinatie") \
    ROW(NETWORK_DEAD, "network_dead", "%", -1, EVENT, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Networks that are dead at the end", "Netwerken die aan het einde dood zijn") \
    ROW(ALL_FULL, "all_full", "%", 0, EVENT, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Networks that deliver all of their plan (output above .9 over a year)", \
        "Netwerken die hun hele plan waarmaken (opbrengst boven 0,9 over een jaar)") \
    ROW(ALL_ZERO, "all_zero", "%", 0, EVENT, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Networks that deliver nothing (output below .02 over two years)", \
        "Netwerken die niets waarmaken (opbrengst onder 0,02 over twee jaar)") \
    ROW(STEPS_BACK, "phase_setbacks", "", -1, SUM, RANGE_FROM_0, 0, 2, AIM_NETWORK, "Phases of development lost again", "Ontwikkelfasen weer verloren") \
    ROW(BROADENED, "months_phase3", "month", 1, SUM, RANGE_OR_NOT, 0, 1, AIM_NETWORK, "Months in phase 3 or 4 of development", \
        "Maanden in ontwikkelfase 3 of 4") \
    ROW(STRUCTURAL_SHARE, "structural_share", "%", 1, END, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Hours in coalitions that are paid structurally", \
        "Uren in coalities die structureel betaald worden") \
    ROW(REGIME_SHARE, "regime_share", "%", 1, END, RANGE_PERCENT, 0, 1, AIM_NETWORK, \
        "Output of coalitions that is regime: routine and structurally paid; the rest is niche", \
        "Opbrengst van coalities die regime is: routine en structureel betaald; de rest is niche") \
    ROW(MEMBERSHIPS, "memberships_per_organisation", "", -1, MEAN, RANGE_FROM_1, 0, 2, AIM_NETWORK, "Networks that a member sits in", \
        "Netwerken waar een lid in zit") \
    ROW(FORM_CHANGES, "form_changes", "", 0, END, RANGE_FROM_0, 0, 2, AIM_NETWORK, "Changes of the form of governance", "Wisselingen van bestuursvorm") \
    ROW(DECIDERS, "decider_share", "%", 0, MEAN, RANGE_PERCENT, 0, 1, AIM_NETWORK, "Members that sit at the table of the whole network", \
        "Leden die aan de tafel van het hele netwerk zitten")

#define OUTCOME_COLUMN(column, ...) OUTCOME_##column,
enum outcome { OUTCOMES(OUTCOME_COLUMN) N_OUTCOMES };
// clang-format on

extern const struct sim_outcome samenspel_outcomes[N_OUTCOMES];

void samenspel_observe(const struct region *region, double *values);

#endif
