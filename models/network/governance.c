/* Governance (M7). The only file that reads the mode.
 *
 * A mode is nothing but a setting of four elements, each of which a scenario can also set by itself:
 *                    deciders   contact    visibility  carrier
 *   self-governed    all        all        contact     members
 *   lead             lead       star       lead        lead
 *   nao              board      brokered   all         staff (Provan & Kenis 2008; E401-E404, E412.) Rule, structure,
 * steering and the hours are settings of their own, with the same default in every mode. */
#include "models/network/governance.h"

#include <math.h>
#include <string.h>

#include "models/network/coalition.h"
#include "models/network/decision.h"
#include "models/network/membership.h"
#include "models/network/trust.h"

enum { FAMILIARITY_BINS = 64, FREE_MEMBERS = 5 };
#define MONTHS_AT_MOST 24.0 /* that anybody foresees an issue to take */

/* The elements of a mode, and those that the scenario sets by themselves. */
static struct governance read_elements(const struct settings *settings, int mode)
{
    /* The order of the choices of network.mode, and of each element after "by-mode". */
    enum { MODE_SELF, MODE_LEAD, MODE_NAO };
    static const struct governance of_mode[] = {
        [MODE_SELF] = {DECIDERS_ALL, CONTACT_ALL, VISIBILITY_CONTACT, CARRIER_MEMBERS, false, false},
        [MODE_LEAD] = {DECIDERS_LEAD, CONTACT_STAR, VISIBILITY_LEAD, CARRIER_LEAD, false, false},
        [MODE_NAO] = {DECIDERS_BOARD, CONTACT_BROKERED, VISIBILITY_ALL, CARRIER_STAFF, false, false},
    };
    struct governance governance = of_mode[mode];
    const int deciders = settings_choice(settings, "network.deciders"),
              contact = settings_choice(settings, "network.contact");
    const int visibility = settings_choice(settings, "network.visibility");
    const int carrier = settings_choice(settings, "network.carrier");
    if (deciders > 0)
        governance.deciders = (enum deciders)(deciders - 1);
    if (contact > 0)
        governance.contact = (enum contact)(contact - 1);
    if (visibility > 0)
        governance.visibility = (enum visibility)(visibility - 1);
    if (carrier > 0)
        governance.carrier = (enum carrier)(carrier - 1);
    enum { BUDGET_EQUAL, BUDGET_BY_MODE, BUDGET_SPENT };
    const int budget = settings_choice(settings, "network.hours_budget");
    governance.equal_hours = budget != BUDGET_BY_MODE;
    governance.spent = budget == BUDGET_SPENT;
    return governance;
}

struct governance governance_read(const struct settings *settings)
{
    return read_elements(settings, settings_choice(settings, "network.mode"));
}

void governance_read_forms(const struct settings *settings, struct network *network)
{
    for (int mode = 0; mode < GOVERNANCE_FORMS; mode++)
        network->form[mode] = read_elements(settings, mode);
}

bool governance_same(const struct network *network, size_t form)
{
    const struct governance *a = &network->governance, *b = &network->form[form];
    return a->deciders == b->deciders && a->contact == b->contact && a->visibility == b->visibility
           && a->carrier == b->carrier;
}

size_t governance_form(const struct network *network)
{
    for (size_t form = 0; form < GOVERNANCE_FORMS; form++)
        if (governance_same(network, form))
            return form;
    return 0;
}

void governance_adopt(struct network *network, size_t form)
{
    network->governance = network->form[form];
}

bool governance_leads(const struct network *network, size_t i)
{
    const struct governance *governance = &network->governance;
    return i == network->lead && network->member[i].in
           && (governance->deciders == DECIDERS_LEAD || governance->contact == CONTACT_STAR
               || governance->carrier == CARRIER_LEAD);
}

size_t governance_lead(const struct network *network, const char *name)
{
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in && name != NULL && name[0] != '\0' && strcmp(network->member[i].name, name) == 0)
            return i;
    if (network->p.lead_choice != LEAD_LARGEST && network->member[network->granted].in)
        return network->granted;
    for (size_t k = 0; k < network->n; k++) {
        const struct member *member = &network->member[network->order[k]];
        if (member->in && !member->payer)
            return (size_t)network->order[k];
    }
    for (size_t k = 0; k < network->n; k++)
        if (network->member[network->order[k]].in)
            return (size_t)network->order[k];
    return 0;
}

/* In the structure "coalitions" those who take part, or could, decide about their coalition. */
static bool decided_in_coalition(const struct network *network, const struct issue *issue)
{
    return network->p.structure == STRUCTURE_COALITIONS && issue_about_coalition(issue);
}

static size_t coalition_table(const struct network *network, const struct issue *issue, int *table)
{
    size_t n = 0;
    for (size_t i = 0; i < network->n; i++) {
        const bool takes_part = network->coalition[issue->subject].live
                                    ? network->plays[i * network->n_coalitions + issue->subject]
                                    : coalition_can_play(network, issue->subject, i);
        if (takes_part)
            table[n++] = (int)i;
    }
    return n;
}

/* A shared ambition is made and agreed by all. */
static enum deciders deciders_of(const struct network *network, const struct issue *issue)
{
    return issue->kind == ISSUE_AMBITION ? DECIDERS_ALL : network->governance.deciders;
}

static size_t plenary_table(const struct network *network, const struct issue *issue, int *table)
{
    const size_t board = (size_t)network->p.network.board_members;
    const enum deciders deciders = deciders_of(network, issue);
    size_t n = 0;
    if (deciders == DECIDERS_LEAD) {
        table[n++] = (int)network->lead;
        return n;
    }
    for (size_t k = 0; k < network->n; k++) {
        if (!network->member[network->seats[k]].in)
            continue;
        if (deciders == DECIDERS_BOARD && n >= board)
            break;
        table[n++] = network->seats[k];
    }
    return n;
}

size_t governance_table(const struct network *network, const struct issue *issue, int *table, size_t *chair)
{
    const size_t n = decided_in_coalition(network, issue)
                         ? package_widen_table(network, issue, table, coalition_table(network, issue, table))
                         : plenary_table(network, issue, table);
    *chair = 0;
    for (size_t k = 1; k < n; k++)
        if (network->member[table[k]].size > network->member[table[*chair]].size)
            *chair = k;
    for (size_t k = 0; k < n; k++)
        if ((size_t)table[k] == network->lead)
            *chair = k;
    return n;
}

bool governance_consults(const struct network *network, const struct issue *issue)
{
    return !decided_in_coalition(network, issue) && deciders_of(network, issue) == DECIDERS_LEAD;
}

double governance_chair_pull(const struct network *network, const struct issue *issue)
{
    const bool board = !decided_in_coalition(network, issue) && deciders_of(network, issue) == DECIDERS_BOARD;
    return board ? network->p.governance.chair_pull : 0.0;
}

double governance_time_cap(const struct network *network)
{
    const double round =
        network->p.governance.round_hours + network->p.governance.round_hours_each * (double)membership_count(network);
    return fmax(2.0 * network->p.network.meeting_hours, round);
}

/* Regular contact and administration, in everybody's own time; returns the hours of all. */
static double book_regular_hours(struct network *network, size_t n)
{
    const double talk = network->p.network.talk_hours;
    double each = network->governance.visibility == VISIBILITY_CONTACT ? 0.0 : network->p.network.dashboard_hours;
    double relieved = 0.0;
    if (network->p.steering == STEERING_FORMAL)
        each += network->p.network.formal_hours;
    for (size_t i = 0; i < network->n; i++) {
        if (!network->member[i].in)
            continue;
        double own = talk;
        /* In a star the lead talks with everybody and the others with the lead alone: the same total. */
        if (network->governance.contact == CONTACT_STAR && n > 1)
            own = talk * (double)n * (i == network->lead ? 0.5 : 0.5 / (double)(n - 1));
        network->member[i].meeting += own;
        const double relief = each * reporting_relief(network, i);
        network->member[i].other += each - relief;
        relieved += relief;
    }
    return (talk + each) * (double)n - relieved;
}

/* Fixed cost of paid staff, in hours. A small network has a small office: at most half of what there is. */
static double office_hours(const struct network *network, double left)
{
    const double office = network->p.network.office_hours;
    return network->governance.equal_hours ? fmin(office, 0.5 * fmax(0.0, left)) : office;
}

/* What one member can carry for all. */
static double lead_cap(const struct network *network)
{
    return network->p.network.lead_hours_cap * network->member[network->lead].size;
}

/* Hours that the carrier can supply, given what is left of the network's coordination hours. */
static double carrier_supply(const struct network *network, double left, size_t n)
{
    const struct network_params *p = &network->p;
    const bool equal = network->governance.equal_hours;
    switch (network->governance.carrier) {
    case CARRIER_LEAD: {
        const double wanted = equal ? left : p->network.lead_hours_base + p->network.lead_hours_each * (double)n;
        return network->governance.spent ? fmax(0.0, left) : fmax(0.0, fmin(lead_cap(network), wanted));
    }
    case CARRIER_STAFF: {
        const double beyond = (double)n - FREE_MEMBERS;
        return equal ? fmax(0.0, left - office_hours(network, left))
                     : fmax(p->network.staff_hours_least, p->network.staff_hours_each * beyond);
    }
    case CARRIER_MEMBERS:
    default:
        return fmax(0.0, left);
    }
}

/* What the lead cannot carry falls to the others. */
static void share_rest(struct network *network, double hours, double volunteers)
{
    for (size_t i = 0; i < network->n && hours > 0.0 && volunteers > 0.0; i++)
        if (network->member[i].in && i != network->lead)
            network->member[i].carrying = hours * network->member[i].volunteer / volunteers;
}

/* Divides `hours` of carrying work, and the bill for it (with the office of paid staff) by size of member. */
static void divide_work(struct network *network, double hours, double office)
{
    double volunteers = 0.0, sizes = 0.0, billed = 0.0;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in) {
            volunteers += network->member[i].volunteer;
            sizes += network->member[i].size;
        }
    network->staff_hours = network->staff_work = 0.0;
    if (network->governance.carrier == CARRIER_STAFF) {
        network->staff_work = hours;
        billed = network->staff_hours = hours + office;
    } else if (network->governance.carrier == CARRIER_LEAD) {
        const double own = network->governance.spent ? fmin(hours, lead_cap(network)) : hours;
        network->member[network->lead].carrying = own;
        billed = own * network->p.network.lead_paid_share;
        share_rest(network, hours - own, volunteers - network->member[network->lead].volunteer);
    }
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        if (!member->in)
            continue;
        if (network->governance.carrier == CARRIER_MEMBERS && volunteers > 0.0)
            member->carrying = hours * member->volunteer / volunteers;
        member->contribution = billed * member->size / sizes;
    }
    if (network->governance.carrier == CARRIER_LEAD)
        network->member[network->lead].contribution -= billed;
}

double governance_carry(struct network *network)
{
    const struct network_params *p = &network->p;
    const size_t n = membership_count(network);
    double preparation = 0.0;
    size_t live = 0;
    for (size_t k = 0; k < network->agenda.n; k++)
        preparation += network->agenda.issue[k].work > 0.0 ? p->network.preparation_hours : 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++)
        live += network->coalition[c].live;
    const double needed = p->network.carry_member * (double)n + p->network.carry_coalition * (double)live + preparation
                          + joining_hours(network);
    const double regular = book_regular_hours(network, n);
    const double left = p->network.hours_per_member * (double)n - regular - network->meeting_mean;
    const double supply = carrier_supply(network, left, n);
    const double done = network->governance.spent ? supply : fmin(needed, supply);
    network->adequacy = needed > 0.0 ? fmin(1.0, done / needed) : 1.0;
    divide_work(network, done, office_hours(network, left));
    return network->adequacy * p->network.preparation_hours;
}

/* Of the work of one month spread over as many heads as it takes, what part of a craft is learnt. */
static double practice_of(const struct network *network, double hours)
{
    const double heads = fmax(1.0, ceil(hours / network->p.network.head_hours));
    return fmin(1.0, hours / heads / network->p.network.experience_hours);
}

/* Level at which learning and forgetting of so much work a month meet. */
static double craft_in_the_end(const struct network *network, double hours)
{
    const double practice = practice_of(network, hours);
    return practice > 0.0 ? practice / (practice + network->p.network.forgetting) : 0.0;
}

/* Who decides, who carries, at what craft: of what governance_carry has just filled in. */
static void describe_form(struct network *network, const int *table, size_t m, struct governance_forecast *forecast)
{
    double level = network->staff_work * craft_in_the_end(network, network->staff_work), hours = network->staff_work;
    for (size_t i = 0; i < network->n; i++) {
        const struct member *member = &network->member[i];
        network->foreseen_seat[i] = 0.0;
        network->foreseen_carry[i] = member->carrying;
        network->foreseen_hours[i] = member->meeting + member->carrying + member->other + member->contribution;
        level += member->carrying * craft_in_the_end(network, member->carrying);
        hours += member->carrying;
        if (governance_leads(network, i))
            forecast->leader = i;
    }
    for (size_t k = 0; k < m; k++)
        network->foreseen_seat[table[k]] = 1.0;
    forecast->craft = hours > 0.0 ? network_clip(network->adequacy * level / hours, 0.0, 1.0) : 0.0;
    forecast->staffed = network->staff_work > 0.0;
}

/* Everybody's seat and say do not hang on the form where coalitions decide about themselves; else issues come as they
 * came in the last year, take as many rounds as then, and wait for those at the table. Returns the hours of one decider
 * in a month. */
static double foresee_time(const struct network *network, const int *table, size_t m,
                           struct governance_forecast *forecast)
{
    const struct mode_memory *memory = &network->change;
    const double rounds = memory->decided > 0.0 ? fmax(1.0, memory->rounds / memory->decided) : 1.0;
    double trust = 0.0, backlog = memory->inflow;
    if (network->p.structure == STRUCTURE_COALITIONS || m == 0)
        return 0.0;
    for (size_t k = 0; k < m; k++)
        trust += trust_mean_of(network, (size_t)table[k], table, m) / (double)m;
    for (size_t k = 0; k < network->agenda.n; k++)
        backlog += network->agenda.issue[k].kind != ISSUE_MODE;
    const double hours = rounds * decision_round_hours(network, m, trust);
    const double handled = network->p.network.meeting_hours / hours;
    forecast->months = handled > 0.0 ? backlog / handled : MONTHS_AT_MOST;
    return fmin(network->p.network.meeting_hours, memory->inflow * hours);
}

void governance_foresee(struct network *network, size_t form, struct governance_forecast *forecast)
{
    const struct governance governance = network->governance;
    const double staff_hours = network->staff_hours, staff_work = network->staff_work, adequacy = network->adequacy,
                 meeting_mean = network->meeting_mean;
    const struct issue issue = {.kind = ISSUE_MODE, .subject = form};
    int *table = network->draft_players;
    size_t chair;
    memcpy(network->member_saved, network->member, network->n * sizeof *network->member);
    *forecast = (struct governance_forecast){.leader = network->n};
    network->governance = network->form[form];
    for (size_t i = 0; i < network->n; i++)
        network->member[i].meeting = network->member[i].carrying = network->member[i].other =
            network->member[i].contribution = 0.0;
    const size_t m = governance_table(network, &issue, table, &chair);
    const double each = foresee_time(network, table, m, forecast);
    network->meeting_mean = each * (double)m;
    for (size_t k = 0; k < m; k++)
        network->member[table[k]].meeting += each;
    (void)governance_carry(network);
    describe_form(network, table, m, forecast);
    forecast->months = fmin(MONTHS_AT_MOST, forecast->months + 1.0 / fmax(network->adequacy, 1.0 / MONTHS_AT_MOST));
    forecast->open = network->change.inflow * forecast->months;
    memcpy(network->member, network->member_saved, network->n * sizeof *network->member);
    network->governance = governance;
    network->staff_hours = staff_hours;
    network->staff_work = staff_work;
    network->adequacy = adequacy;
    network->meeting_mean = meeting_mean;
}

double governance_decider_share(const struct network *network)
{
    const size_t members = membership_count(network);
    size_t n = members;
    if (network->governance.deciders == DECIDERS_LEAD)
        n = 1;
    else if (network->governance.deciders == DECIDERS_BOARD && (double)n > network->p.network.board_members)
        n = (size_t)network->p.network.board_members;
    return members > 0 ? (double)n / (double)members : 0.0;
}

void governance_learn(struct network *network)
{
    const struct network_params *p = &network->p;
    const double staff = practice_of(network, network->staff_work);
    double hours = network->staff_work, level = 0.0;
    network->staff_skill += (1.0 - network->staff_skill) * staff - p->network.forgetting * network->staff_skill;
    network->staff_skill = network_clip(network->staff_skill, 0.0, 1.0);
    level += network->staff_work * network->staff_skill;
    double carried = 0.0;
    for (size_t i = 0; i < network->n; i++)
        carried += network->member[i].carrying;
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        /* Who carries learns from the others who do, too. */
        const double others = member->carrying > 0.0 ? carried - member->carrying : 0.0;
        const double practice = fmin(1.0, practice_of(network, member->carrying)
                                              + p->network.shared_learning * others / p->network.experience_hours);
        member->skill += (1.0 - member->skill) * practice - p->network.forgetting * member->skill;
        member->skill = network_clip(member->skill, 0.0, 1.0);
        level += member->carrying * member->skill;
        hours += member->carrying;
    }
    network->craft = hours > 0.0 ? network_clip(network->adequacy * level / hours, 0.0, 1.0) : 0.0;
}

/* The broker brings together the least familiar of those who work in one coalition, until the hours are used. Counting
 * in bins of familiarity instead of sorting: one pass over the pairs; those in the border bin share what is left. */
static void introduce(struct network *network, double pool)
{
    const size_t n = network->n, members = membership_count(network);
    const double each = network->p.network.introduction_hours;
    size_t pairs[FAMILIARITY_BINS] = {0};
    double given[FAMILIARITY_BINS];
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            if (network->shared[i * n + j].count > 0)
                pairs[(size_t)(network->familiarity[i * n + j] * (FAMILIARITY_BINS - 1))]++;
    for (size_t b = 0; b < FAMILIARITY_BINS; b++) {
        const double wanted = each * (double)pairs[b];
        given[b] = pairs[b] > 0 ? fmin(wanted, pool) / (double)pairs[b] : 0.0;
        pool -= fmin(wanted, pool);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            if (network->shared[i * n + j].count > 0) {
                const double hours = given[(size_t)(network->familiarity[i * n + j] * (FAMILIARITY_BINS - 1))];
                const double use = fmin(trust_staff_factor(network, i), trust_staff_factor(network, j));
                network->met[i * n + j] = network->met[j * n + i] = use * hours;
            }
    /* Hours that no introduction needs are spent as everywhere: with everybody. */
    const double left = pool / (0.5 * (double)(members * (members - 1)));
    for (size_t i = 0; i < n && pool > 0.0; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j && network->member[i].in && network->member[j].in)
                network->met[i * n + j] += left;
}

void governance_meetings(struct network *network)
{
    const size_t n = network->n, members = membership_count(network);
    double hours = 0.0;
    memset(network->met, 0, n * n * sizeof *network->met);
    if (members < 2)
        return;
    for (size_t i = 0; i < n; i++)
        hours += network->member[i].in ? network->member[i].meeting : 0.0;
    /* Every contact structure has the same hours of pairs: half of all hours, as a talk takes two. */
    const double all_pairs = hours / (double)(members * (members - 1));
    if (network->governance.contact == CONTACT_BROKERED) {
        introduce(network, 0.5 * hours);
        return;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            if (i == j || !network->member[i].in || !network->member[j].in)
                continue;
            if (network->governance.contact == CONTACT_ALL)
                network->met[i * n + j] = all_pairs;
            else if (i == network->lead || j == network->lead)
                network->met[i * n + j] = 0.5 * hours / (double)(members - 1);
        }
}

double governance_visibility(const struct network *network, size_t i, double contact, double hours, double *sd)
{
    const struct network_params *p = &network->p;
    const bool report = network->governance.visibility == VISIBILITY_ALL || network->deciding.results_shown
                        || (network->governance.visibility == VISIBILITY_LEAD && i == network->lead);
    *sd = p->trust.noise_sd / sqrt(fmax(hours, 0.05));
    if (!report)
        return contact;
    *sd = fmin(*sd, p->trust.dashboard_sd);
    /* What staff writes is believed as far as staff is trusted; results shown to all in one room speak for themselves. */
    const bool of_staff = network->governance.carrier == CARRIER_STAFF && !network->deciding.results_shown;
    return fmax(contact, (of_staff ? trust_staff_factor(network, i) : 1.0) * p->network.dashboard_reach);
}
