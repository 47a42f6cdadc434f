/* What members think of an issue (M7): the value that they expect of it, what they hear from each other, and how
 * deliberation moves them.
 *
 * One who is trusted draws a view towards its own. With governance.repulsion r one who is trusted less than r pushes it
 * away, so that differences become oppositions (E202). An objection whose reason is not known (talk.hidden) moves
 * nobody: the others hear no objection at all. */
#include "models/network/decision.h"

#include <math.h>

#include "models/network/coalition.h"
#include "models/network/effort.h"
#include "models/network/events.h"
#include "models/network/governance.h"
#include "models/network/membership.h"
#include "models/network/trust.h"
#include "models/purpose.h"

enum { YEAR = 12 };

static double view_of_applicant(const struct network *network, size_t i, size_t applicant)
{
    double needed = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const int *role = network->role + c * network->n;
        bool filled = role[applicant] < 0;
        for (size_t j = 0; j < network->n && !filled; j++)
            filled = network->member[j].in && role[j] == role[applicant];
        needed = filled ? needed : 0.3;
    }
    events_view_of_applicant(network, i, applicant, needed);
    return network->trust[i * network->n + applicant] - network->p.membership.caution + needed;
}

/* Hours of a launch in units of i's full effort in the coalition, spread over a year. */
static double set_up_cost(const struct network *network, size_t i, size_t c)
{
    const double hours = network->coalition[c].role_hours[network->role[c * network->n + i]];
    return network->p.coalition.setup_hours / fmax(1.0, hours) / YEAR;
}

/* One that loses by a coalition that works judges it by its success, not by what it means to do to it: it objects. Unless
 * it does not want to be known as a loser: then it says yes, and does little (E205). The output it reckons with; 0: it
 * goes by its own reply. */
static double success_of(const struct network *network, size_t i, size_t c, double felt)
{
    return felt < 0.0 && talk_known(network, i, c) ? network->coalition[c].factor * network->deciding.launch_effort
                                                   : 0.0;
}

/* What each expects after minus what it has now. */
void views_of_coalition(struct network *network, const struct network_inputs *inputs, const struct issue *issue)
{
    const size_t c = issue->subject;
    const struct coalition *coalition = &network->coalition[c];
    /* Agreeing on anything ends the harm of an open issue. */
    const double relief = coalition->output * (exp(network->p.coalition.open_penalty) - 1.0);
    const int *players = network->players + c * network->n;
    size_t n_players = coalition->n_players;
    if (issue->kind != ISSUE_STOP) {
        bool complete;
        if (!coalition->live) {
            n_players = coalition_gather(network, c, NULL, network->draft_players, &complete);
            players = network->draft_players;
        }
        effort_draft(network, inputs, c, coalition->sharing || issue->kind == ISSUE_SHARE || issue->with_sharing,
                     players, n_players);
    }
    for (size_t i = 0; i < network->n; i++) {
        double view = issue->kind == ISSUE_STOP ? 0.0 : network->draft_value[i];
        if (!network->member[i].in)
            continue;
        if (coalition->live)
            view -= effort_value_now(network, inputs, i, c);
        struct view_made made = {.relief = 0.0};
        if (coalition->live && issue->kind != ISSUE_STOP) {
            made.relief = relief * effort_felt(network, inputs, i, c, coalition->sharing);
            view += made.relief;
        } else if (issue->kind == ISSUE_LAUNCH && network->role[c * network->n + i] >= 0) {
            made.visible = pull_visible(network, i);
            made.set_up = set_up_cost(network, i, c);
            const double felt = effort_felt(network, inputs, i, c, coalition->sharing || issue->with_sharing);
            const double success = success_of(network, i, c, felt);
            if (success > 0.0 && success * felt < view) {
                made.success = success;
                view = success * felt;
            }
            view += made.visible - made.set_up;
        }
        network->issue_view[i] = view;
        events_view(network, inputs, issue, i, &made);
    }
}

void views_form(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                const struct issue *issue)
{
    if (issue_about_coalition(issue)) {
        views_of_coalition(network, inputs, issue);
        package_add_views(network, inputs, issue);
    } else if (issue->kind == ISSUE_AMBITION) {
        ambition_views(network, inputs);
    } else if (issue->kind == ISSUE_MODE) {
        mode_change_views(network, inputs, issue->subject);
    }
    for (size_t i = 0; i < network->n; i++) {
        if (!network->member[i].in) {
            network->issue_view[i] = 0.0;
            network->deciding.unexplained[i] = false;
            continue;
        }
        if (issue->kind == ISSUE_ADMIT) {
            network->issue_view[i] = view_of_applicant(network, i, issue->subject);
        }
        const struct rng_words words =
            rng_draw(stream, (uint32_t)i, (uint32_t)issue->entered, PURPOSE_NETWORK_VIEW, issue->key);
        const double own = network->p.governance.vote_noise * network_noise(words);
        network->issue_view[i] += own + network->issue_shift[issue->slot * network->n + i];
        events_view_shifted(network, i, own, network->issue_shift[issue->slot * network->n + i]);
        network->deciding.unexplained[i] = issue_about_coalition(issue)
                                           && inputs->own_gain[i * network->n_coalitions + issue->subject] < 0.0
                                           && !talk_known(network, i, issue->subject);
    }
}

/* The view of i as the others hear it. */
static double heard(const struct network *network, size_t i)
{
    const double view = network->issue_view[i];
    return network->deciding.unexplained[i] && view < 0.0 ? 0.0 : view;
}

double views_mean(const struct network *network)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in) {
            sum += heard(network, i);
            n++;
        }
    return n > 0 ? sum / (double)n : 0.0;
}

/* Those whom a decider hears. */
struct voices {
    const int *list; /* may contain members that are not in */
    size_t n, present;
    double mean; /* of what is heard */
};

static struct voices voices_of(const struct network *network, size_t n, bool consults)
{
    struct voices voices = {network->table, n, n, 0.0};
    if (consults) {
        voices = (struct voices){network->order, network->n, membership_count(network), views_mean(network)};
        return voices;
    }
    for (size_t k = 0; k < n; k++)
        voices.mean += heard(network, (size_t)network->table[k]) / (double)n;
    return voices;
}

/* lambda * mean_j w_ij (V_j - V_i), w_ij = (T_ij - r) / (1 - r): 1 at full trust, below 0 under r. */
static double pulled_and_pushed(const struct network *network, const struct voices *voices, size_t i)
{
    const double r = network->p.governance.repulsion, view = network->issue_view[i];
    const double bound = fmax(network->p.governance.view_bound, fabs(view));
    double sum = 0.0;
    for (size_t k = 0; k < voices->n; k++) {
        const size_t j = (size_t)voices->list[k];
        if (j != i && network->member[j].in)
            sum += (network->trust[i * network->n + j] - r) / (1.0 - r) * (heard(network, j) - view);
    }
    const double move = voices->present > 0 ? network->p.governance.deliberation * sum / (double)voices->present : 0.0;
    return network_clip(view + move, -bound, bound) - view;
}

/* lambda * T_i * (mean V - V_i), T_i mean trust in those heard. One knows one's own reasons. */
static double pulled(const struct network *network, const struct voices *voices, size_t i, bool consults)
{
    const double view = network->issue_view[i];
    const double mean = voices->mean + (view - heard(network, i)) / (double)voices->present;
    const double trust = consults ? trust_mean_of(network, i, network->order, network->n) : network->trusted[i];
    return network->p.governance.deliberation * trust * (mean - view);
}

void views_move(struct network *network, const struct issue *issue, size_t n, bool consults)
{
    const struct voices voices = voices_of(network, n, consults);
    double *shift = network->issue_shift + issue->slot * network->n;
    for (size_t k = 0; k < n; k++) {
        const size_t i = (size_t)network->table[k];
        const double move = network->p.governance.repulsion > 0.0 ? pulled_and_pushed(network, &voices, i)
                                                                  : pulled(network, &voices, i, consults);
        shift[i] += move;
        network->draft_next[k] = move;
    }
    for (size_t k = 0; k < n; k++) {
        network->issue_view[network->table[k]] += network->draft_next[k];
        events_moved(network, (size_t)network->table[k], network->draft_next[k]);
    }
}
