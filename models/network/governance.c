/* Governance (M7). The only file that reads the mode.
 *
 * A mode is nothing but a setting of four elements, each of which a scenario can also set by itself:
 *                    deciders   contact    visibility  carrier
 *   self-governed    all        all        contact     members
 *   lead             lead       star       lead        lead
 *   nao              board      brokered   all         staff (Provan & Kenis 2008; E401-E404, E412.) Rule, structure,
 * steering and the hours are settings of their own, with the same default in every mode. */
#include "models/network/internal.h"

#include <math.h>
#include <string.h>

enum { FAMILIARITY_BINS = 64, FREE_MEMBERS = 5 };

struct governance governance_read(const struct settings *settings)
{
    /* The order of the choices of network.mode, and of each element after "by-mode". */
    enum { MODE_SELF, MODE_LEAD, MODE_NAO };
    static const struct governance of_mode[] = {
        [MODE_SELF] = {DECIDERS_ALL, CONTACT_ALL, VISIBILITY_CONTACT, CARRIER_MEMBERS, false},
        [MODE_LEAD] = {DECIDERS_LEAD, CONTACT_STAR, VISIBILITY_LEAD, CARRIER_LEAD, false},
        [MODE_NAO] = {DECIDERS_BOARD, CONTACT_BROKERED, VISIBILITY_ALL, CARRIER_STAFF, false},
    };
    struct governance governance = of_mode[settings_choice(settings, "network.mode")];
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
    governance.equal_hours = settings_choice(settings, "network.hours_budget") == 0;
    return governance;
}

size_t governance_lead(const struct network *network, const char *name)
{
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in && name != NULL && name[0] != '\0' && strcmp(network->member[i].name, name) == 0)
            return i;
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
        if (!network->member[network->order[k]].in)
            continue;
        if (deciders == DECIDERS_BOARD && n >= board)
            break;
        table[n++] = network->order[k];
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
    double each = network->governance.visibility == VISIBILITY_ALL ? network->p.network.dashboard_hours : 0.0;
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

/* Hours that the carrier can supply, given what is left of the network's coordination hours. */
static double carrier_supply(const struct network *network, double left, size_t n)
{
    const struct network_params *p = &network->p;
    const bool equal = network->governance.equal_hours;
    switch (network->governance.carrier) {
    case CARRIER_LEAD: {
        const double wanted = equal ? left : p->network.lead_hours_base + p->network.lead_hours_each * (double)n;
        return fmax(0.0, fmin(p->network.lead_hours_cap * network->member[network->lead].size, wanted));
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
        network->member[network->lead].carrying = hours;
        billed = hours * network->p.network.lead_paid_share;
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
        preparation += network->agenda.issue[k].work;
    for (size_t c = 0; c < network->n_coalitions; c++)
        live += network->coalition[c].live;
    const double needed = p->network.carry_member * (double)n + p->network.carry_coalition * (double)live + preparation;
    const double regular = book_regular_hours(network, n);
    const double left = p->network.hours_per_member * (double)n - regular - network->meeting_mean;
    const double done = fmin(needed, carrier_supply(network, left, n));
    network->adequacy = needed > 0.0 ? done / needed : 1.0;
    divide_work(network, done, office_hours(network, left));
    return network->adequacy * preparation;
}

void governance_learn(struct network *network)
{
    const struct network_params *p = &network->p;
    const double heads = fmax(1.0, ceil(network->staff_work / p->network.head_hours));
    const double staff = fmin(1.0, network->staff_work / heads / p->network.experience_hours);
    double hours = network->staff_work, level = 0.0;
    network->staff_skill += (1.0 - network->staff_skill) * staff - p->network.forgetting * network->staff_skill;
    network->staff_skill = network_clip(network->staff_skill, 0.0, 1.0);
    level += network->staff_work * network->staff_skill;
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        const double crew = fmax(1.0, ceil(member->carrying / p->network.head_hours));
        const double practice = fmin(1.0, member->carrying / crew / p->network.experience_hours);
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
    const size_t n = network->n;
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
    return fmax(contact, trust_staff_factor(network, i) * p->network.dashboard_reach);
}
