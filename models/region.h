/* The state of one replication: a region with its citizens, organisations, payers, network and money, and the order of
 * a month.
 *
 *   1 context: calendar, budgets, elections            (region.c, money/payer.c)
 *   2 citizens age, fall ill, move, die, are born      (care/population.c)
 *   3 episodes of need arise and present at a door     (care/population.c draws them, care/pathway.c)
 *   4 professionals treat, refer, hand over; queues    (care/pathway.c, care/queue.c)
 *   5 services are billed and paid                     (money/billing.c)
 *   6-9 the network meets, works, observes             (models/network/)
 *   10 payers act                                      (money/payer.c)
 *   11 observe                                         (outcomes.c)
 * Everything is allocated when the replication is created. */
#ifndef MODELS_REGION_H
#define MODELS_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/care/citizen.h"
#include "models/care/concentration.h"
#include "models/care/need.h"
#include "models/care/service.h"
#include "models/money/contract.h"
#include "models/money/ledger.h"
#include "models/network/network.h"
#include "models/purpose.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"
#include "sim/engine/model.h"
#include "sim/rng/rng.h"

enum { CALENDAR_BEYOND = 64, TIES = 6, MEMBER_NONE = -1 };
#define NODE_NONE UINT32_MAX

/* Somebody who waits in a queue, or whose service ends in a month. Kept in one pool; linked by number. */
struct node {
    uint32_t citizen, next;
    uint16_t month, what; /* entered in this month; service, with NODE_RETRY or not, or NODE_... */
};
enum { NODE_UNMET = 0x200, NODE_SECOND = 0x400, NODE_RETRY = 0x800 };

struct queue {
    uint32_t head, tail, length;
};

/* The staff of one organisation for one service. */
struct team {
    double capacity;                /* planned: clients at a time (long-running) or a month (events) */
    double users;                   /* people in a long-running service */
    double served;                  /* clients taken from the queue this month */
    double arrivals, arrivals_mean; /* joined the queue: this month, slow mean */
    double uncounted;               /* of those who joined, not yet in the slow mean */
    double lost, lost_mean;         /* left the queue unserved: this month, slow mean */
    double ends, ends_mean;         /* ended a long-running service: this month, slow mean */
    double users_mean;              /* slow mean */
    double intensity
        [N_CLIENT_TYPES]; /* units per client relative to the norm: the provider's own choice, 1 at the start */
    double refuse[N_CLIENT_TYPES]; /* chance that it sends a client elsewhere: its own choice, 0 at the start */
    double cases[N_CLIENT_TYPES];  /* opened per case that comes: its own choice, 1 at the start */
    double priority; /* claim of this service on the organisation's staff, relative to the start: its own choice */
    double load;     /* units per client who comes relative to the norm of the service, last month */
    double labour;   /* hours per unit relative to the norm: less when partners do part of the work, 1 at the start */
    double quality, quality_base; /* result: this month, and wait in the year before the horizon */
    double carry;                 /* unused intake of earlier months, below one client */
    struct queue queue;
    double waiting;  /* people who wait; the queue may also hold some who died or left */
    double wait_sum; /* months waited by those served this month */
    double wait_n;
};

struct organisation {
    const char *name;
    enum kind kind;
    size_t position; /* among the organisations of its kind */
    double fte, data;
    double hours_contracted;   /* a month, before sick leave and vacancies */
    double hours_served;       /* this month, in services with a queue */
    double hours_rest;         /* in the other services: slow mean */
    double hours_usual;        /* of planned clients, the other services and other work */
    double hours_queues_start; /* of planned clients when staffing was fixed */
    double redeployed;         /* share of hours freed in queues since then that other work takes up */
    double staff_for_queues;   /* staff that there is for queued services / that their planned clients take */
    double hours_available, hours_demanded, workload, workload_start;
    double sick_leave, vacancy;
    double other_work;     /* share of its staff hours at the start on work that the model does not hold */
    double hours_other;    /* the hours of that work, constant once staffing is fixed */
    double hours_network;  /* collaboration and coordination this month */
    double wellbeing, tie; /* means over its boundary professionals */
    double trust_given;    /* mean trust of this organisation in the other members */
    int leavers;           /* boundary professionals who left this month */
    double boundary_share; /* of its staff at the boundary with other domains */
    double wage_cents_hour, staff_share, fixed_share;
    double revenue_base_cents;                      /* a month, over the year before the horizon */
    double fixed_cents;                             /* a month; follows revenue slowly */
    double revenue_cents, value_cents;              /* this month; value = delivered at list price */
    double value_base_cents, hours_contracted_base; /* in the norm */
    int64_t receivable_cents;                       /* delivered, due and not yet paid */
    double hours_year;         /* worked since the year began in coalitions that agreed to share savings */
    double revenue_mean_cents; /* slow mean */
    double result_mean;        /* slow mean of revenue less cost, as a share of the norm's revenue */
    size_t practice_first, practices;
    size_t professional_first, professionals;
    int member; /* index in the network's list, MEMBER_NONE */
    struct team teams[N_SERVICES];
};

/* What a payer weighs when it decides on its part of network functions: cents a month, and the two terms of its utility. */
struct payer_weighed {
    double saving_cents, price_cents, credibility, money, mission;
};

struct payer {
    const char *name;
    enum payer_kind kind;
    double share; /* within its kind, sums to 1 */
    bool objects;
    double deficit; /* of the last year, share of the budget */
    double deficit_start;
    double trust, trust_start; /* in the network */
    double horizon_months, mission, finance;
    double evidence;                                        /* believed saving as a share of the business case */
    double budget_cents;                                    /* a month, in the norm */
    double base_service_cents[N_SERVICES], lump_base_cents; /* what it is made of */
    double spent_cents, pool_cents;                         /* this month */
    double spent_year_cents, budget_year_cents;
    double pool_saving_year; /* last year, share of the norm */
    /* Against the norm as it was at the start, for learning: a lasting saving does not fade because a benchmark follows. */
    double pool_start_cents, pool_start_norm_year_cents, pool_start_saving_year;
    double pool_base_cents; /* a month in the pool's services, before the horizon */
    double pool_year_cents, pool_norm_year_cents;
    double saving_lag_cents[6]; /* savings of past years still to be equalised */
    bool supports;              /* pays network functions this year */
    int member;
    double reserve_cents_person, reserve_used_cents; /* for experiments without a business case */
    double reserve_year_cents;                       /* instalments of this year out of it */
    bool from_reserve;                               /* supports out of it */
    bool own_choice;                                 /* supports, before others of its kind were followed */
    bool told, told_reserve;                         /* what the story last said of it */
    struct payer_weighed weighed;                    /* at its last decision, when somebody traces; else nothing */
    double network_year_cents;                       /* paid for network functions this year */
    /* Believed saving a month at full output of all coalitions: of all its services, of those in the pool. */
    double case_cents, case_pool_cents;
};

struct practice {
    uint16_t organisation;
    int64_t gp_contacts_micro; /* routine contacts a month of its citizens */
    uint32_t people;
    uint32_t extra_contacts; /* of this month's episodes */
    double tie[N_KINDS];     /* mean strength of its professionals' ties to a kind, 0..1 */
    double skill;            /* mean boundary-spanning skill */
    uint32_t professionals;
    uint32_t route_social, route_mental; /* thresholds of the right route */
    uint32_t handovers[N_KINDS];         /* warm handovers this month */
};

struct professionals {
    uint32_t n;
    uint16_t *employer, *practice;
    uint16_t *tenure_months; /* in the first year a professional reaches half of its skill across domains */
    uint8_t *vacant_months;  /* > 0: the post is empty for this long */
    float *wellbeing, *skill;
    float *trust;    /* in the network: trusting professionals make more of joint cases */
    uint32_t *tie;   /* [n][TIES] */
    float *strength; /* [n][TIES] */
    uint8_t *left;   /* this month */
};

/* What a coalition does, as citizens and money see it. Effects are relative falls, -0.5 to 0.95. */
enum target { TARGET_DEMENTIA, TARGET_FRAIL, TARGET_SOCIAL, TARGET_WMO_REQUEST, TARGET_ACUTE };
struct intervention {
    const char *name;
    enum target target;
    double client_hours, ramp_months, enrol_months, client_bound;
    bool known_only; /* joint assessment: of clients of the nurse alone */
    double longterm, acute, worsening, elective, carer, route, assessment; /* effects of this replication */
    double business_longterm, business_acute, business_worsening, business_elective, business_route, business_carer,
        business_assessment; /* believed */
    double hours_full;       /* a month, all roles at full effort */
    double hours;            /* worked this month */
    double fidelity;         /* output of the network's coalition, 0..1 */
    double capacity;         /* clients that the hours allow */
    double coverage;         /* hours available per hour needed, at most 1 */
    uint32_t enrolled;
    double volume_change[N_SERVICES]; /* believed relative change of volume at full output */
    double health_gain;               /* believed, relative to a reference intervention, 0..2 */
    size_t n_roles;
    double role_hours[NETWORK_MAX_ROLES];
    int *role_of_member; /* [members] */
    double true_size;    /* of its effects relative to the business case, >= 0 */
    double followed;     /* [0,1] part of the volumes at full output to which fixed cost has adapted (E606) */
};

/* Counts of one month, for outcomes and checks. */
struct tally {
    uint32_t deaths, births, moved_in, moved_out, longterm_entries;
    uint32_t acute, elective, social, mental;
    uint32_t requests, assessed; /* of household help or support: people who ask; who get a decision */
    uint32_t assessed_known;     /* of those: who have district nursing then */
    uint32_t routed_right, routed_wrong, nodes_refused;
    uint32_t taken_on[N_CLIENT_TYPES], refused[N_CLIENT_TYPES]; /* clients of services in queues */
    uint32_t turned_away;                                       /* refused by two providers: gives up for now */
};

struct region_params { /* read once; names as in the parameter table */
    double scale, people_per_citizen;
    double births_per_1000, moves_in_per_1000;
    size_t spinup_months, horizon_months;
    double intercept, tie, trust, data, skill, load, title;
    double social_at_gp, misroute_contacts, misroute_referral, resolve, aggravate, support_after_social,
        debt_after_social;
    double seek_base, seek_literacy, seek_trust, refuse_handover, undertreatment, mental_return, nursing_home_wish,
        nursing_home_share, carer_tiring, bridge_units, request_with_nursing, shared_care, case_months,
        transition_break, settling_weeks;
    uint16_t unmet_months;
    double hours_per_fte, sick_leave, sick_leave_load, leave_per_year, vacancy_months, stretch, growth_per_year,
        hire_speed, replaced, network_hours, tie_start, tie_case, tie_meeting, tie_shared, tie_successor, tie_decay,
        wellbeing_pace, trust_pace, wellbeing_load, wellbeing_tie, wellbeing_meetings, sick_leave_wellbeing,
        leave_wellbeing, discretion, severity, selection, result_response, intensity_pace;
    double belief_wait_utility, belief_carer_utility, belief_acute_qaly, belief_route_gain, belief_nursing_at_home,
        belief_help_at_home; /* belief.* */
    double payer_noise, payer_trust_pace, payer_legitimacy;
    double trust_start;
    double fixed_months, loss_limit, interest_per_year, network_wage_cents;
};

struct region {
    const struct settings *settings; /* outlives the region */
    struct rng_stream stream;
    struct region_params p;
    size_t month; /* since the start of the run */
    bool in_horizon;
    bool staffing_fixed; /* the first half of the spin-up sets staffing; then it has its own dynamics */
    struct need *need;
    struct service_terms services[N_SERVICES];
    struct citizens citizens;
    uint32_t class_count[N_CLASSES + 1];
    uint32_t people_complex;                       /* who would be complex clients */
    double type_units[N_SERVICES][N_CLIENT_TYPES]; /* units per client of a type relative to the service's mean */
    const double *literacy_limited;                /* [positions], borrowed from the settings */
    double move_profile[N_BANDS];                  /* where movers stand in age */
    double people_start;                           /* citizens at creation */

    struct organisation *organisations;
    size_t n_organisations;
    size_t kind_first[N_KINDS][64], kind_n[N_KINDS]; /* organisations of a kind */
    uint8_t provider[N_KINDS][256];                  /* by citizen_hash: position in kind_first */
    struct practice *practices;
    size_t n_practices;
    struct professionals professionals;
    double handovers_kind[N_KINDS];     /* warm handovers by GPs this month */
    size_t kind_professionals[N_KINDS]; /* boundary professionals of a kind */

    struct payer *payers;
    size_t n_payers;
    size_t payer_first[N_PAYER_KINDS][400], payer_n[N_PAYER_KINDS];
    uint8_t insurer[256];
    uint16_t *municipality;    /* [neighbourhoods] position among municipalities */
    double *neighbourhood_low; /* [neighbourhoods] share in low position */
    size_t n_neighbourhoods;
    int64_t insurer_weight_micro[256]; /* need for medical care of its insured */
    uint32_t insurer_people[256], municipality_people[400];

    struct node *nodes; /* pool */
    uint32_t n_nodes, free_node;
    uint32_t *calendar; /* [months + 1] head of the list of ends in a month */
    size_t n_calendar;

    double spent_law_cents[N_LAWS]; /* this month */
    /* This month: delivered and not paid (ceilings, no tariff); delivered at list price; difference between pay and that. */
    double unpaid_cents, value_cents, deviation_cents;
    double weight_mean_micro; /* need weight of the person that a lump per head is for: national, or of the start */
    double equalisation, election_reset;
    size_t contract_month, election_months;
    size_t equalisation_lag_years;
    struct contracts contracts;
    double *marginal_cents; /* [contracts] what one more client brings, as believed this year */
    struct ledger ledger;
    int64_t collaboration_cents; /* paid this month for work in coalitions, coordination, the network's staff and the
                                    cashier */
    struct money *money;         /* billing and arrangements: money/billing.h */
    struct cost_sharing *cost_sharing; /* between payers: money/cost_sharing.h */

    struct network *network; /* NULL: none (the counterfactual) */
    bool network_running;    /* in the horizon and not NULL */
    struct network_inputs inputs;
    struct network_shock *shocks; /* of the scenario; NULL: none */
    double *input_block;          /* storage of the inputs */
    size_t n_members;
    int *member_organisation, *member_payer; /* [members] index or -1 */
    struct intervention *interventions;
    size_t n_coalitions;
    struct concentration *concentration; /* NULL: no coalition moves a service */
    struct compensation *compensation;   /* NULL then too: money/compensation.h */

    struct tally tally;
    double slow;          /* weight of this month in slow means: a tenth, or all months from the second on alike */
    double bridged_start; /* citizens whose nursing bridged a wait when the horizon opened */
    double social_mean, request_mean,
        entries_mean; /* slow means a month: social episodes, requests, entries to long-term care */
    double assessed_mean, assessed_known_mean; /* the same of decisions, and of those on people with district nursing */
    double reference_qaly;                     /* per 1,000 hours, valued as 1 */
    double consultation_paid;                  /* share of GPs' time for tuning with others that can be claimed */
    struct sim_party *parties;
    size_t n_parties;
    struct sim_flow *flows;
    size_t n_flows, flow_capacity;
    const struct sim_sink *sink; /* where the story goes (models/story.def); NULL: nobody traces */
    bool payers_told;            /* once */
};

/* Accounts of the ledger: organisations, then payers, then these. */
enum special_account {
    ACCOUNT_NETWORK,
    ACCOUNT_CASHIER,
    ACCOUNT_HOUSEHOLDS,
    ACCOUNT_FUND,
    ACCOUNT_STAFF,
    ACCOUNT_SUPPLIERS,
    ACCOUNT_REGIONAL_FUND,
    N_SPECIAL_ACCOUNTS
};

static inline size_t account_of_organisation(size_t organisation)
{
    return organisation;
}
static inline size_t account_of_payer(const struct region *region, size_t payer)
{
    return region->n_organisations + payer;
}
static inline size_t account_special(const struct region *region, enum special_account account)
{
    return region->n_organisations + region->n_payers + (size_t)account;
}

/* Position of a citizen's usual provider of a service among the organisations of its kind, which is not that of GPs. */
static inline size_t region_usual_place(const struct region *region, int service, uint32_t citizen)
{
    const enum kind kind = service_types[service].kind;
    return region->provider[kind][citizen_hash(citizen, (unsigned)kind)];
}

/* The organisation where a citizen gets a service: always the same one (GPs go by practice), the one to which a coalition
 * moved it, or the next of its kind for a service that this one refused. */
static inline size_t region_provider(const struct region *region, int service, uint32_t citizen)
{
    const enum kind kind = service_types[service].kind;
    if (kind == KIND_GP)
        return region->practices[region->citizens.practice[citizen]].organisation;
    const size_t place =
        concentration_place(region->concentration, service, citizen, region_usual_place(region, service, citizen));
    const size_t elsewhere = (unsigned)region->citizens.elsewhere[citizen] >> service & 1u;
    return region->kind_first[kind][(place + elsewhere) % region->kind_n[kind]];
}

/* Whether a service that a citizen uses or waits for is not at its usual provider: refused there, or moved. */
static inline bool region_away(const struct region *region, int service, uint32_t citizen)
{
    const unsigned moved = region->concentration ? region->concentration->moved[citizen] : 0u;
    return (region->citizens.elsewhere[citizen] | moved) >> service & 1u;
}

/* Position of the payer of a service for a citizen among the payers of its kind. */
static inline size_t region_payer_position(const struct region *region, int service, uint32_t citizen)
{
    const enum payer_kind kind = service_payer_kind(service_types[service].law);
    return kind == PAYER_INSURER        ? region->insurer[citizen_hash(citizen, 100)]
           : kind == PAYER_MUNICIPALITY ? region->municipality[region->citizens.neighbourhood[citizen]]
                                        : 0;
}

/* The contract of an organisation for a service with the payer at a position. */
static inline struct contract *region_contract_at(const struct region *region, int service, size_t organisation,
                                                  size_t payer_position)
{
    const struct contracts *contracts = &region->contracts;
    return &contracts
                ->list[contracts->first[service]
                       + region->organisations[organisation].position * contracts->payers[service] + payer_position];
}

/* The contract under which a citizen uses a service. */
static inline struct contract *region_contract(const struct region *region, int service, uint32_t citizen)
{
    return region_contract_at(region, service, region_provider(region, service, citizen),
                              region_payer_position(region, service, citizen));
}

/* Units that a contract's clients of a type get this month. */
static inline double region_units(const struct region *region, const struct contract *contract, enum client_type type)
{
    const int s = contract->service;
    return (contract->users[type] + contract->events[type]) * region->p.people_per_citizen * region->services[s].units
           * region->type_units[s][type] * region->organisations[contract->organisation].teams[s].intensity[type];
}

/* Units a month that a nursing contract delivers besides its care, to clients who wait for household help or support. */
static inline double region_bridge_units(const struct region *region, const struct contract *contract)
{
    return contract->bridged * region->p.people_per_citizen * region->p.bridge_units;
}

int region_create(const struct settings *settings, const struct rng_stream *stream, struct region **out,
                  struct sim_err *err);
int region_step(struct region *region, size_t month, struct sim_err *err);
void region_destroy(struct region *region);
/* The invariants of the model; SIM_E_MODEL with the reason. */
int region_check(const struct region *region, struct sim_err *err);

#endif
