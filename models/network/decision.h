/* Deciding (M7): the agenda, views, votes, talk, packages, the shared ambition, gatherings and ownership. */
#ifndef MODELS_NETWORK_DECISION_H
#define MODELS_NETWORK_DECISION_H

#include "models/network/internal.h"

/* decision.c, agenda.c --------------------------------------------------------------------------------------------- */

void decision_begin_month(struct network *network, size_t month);
/* Hours of one round for each of m deciders who trust each other so much. */
double decision_round_hours(const struct network *network, size_t m, double trust);
/* Puts an issue on the agenda; a full agenda refuses it (false). */
bool decision_enter(struct network *network, enum issue_kind kind, size_t subject, unsigned serial, size_t month);
bool decision_open(const struct network *network, enum issue_kind kind, size_t subject);
size_t decision_open_about(const struct network *network, size_t coalition);
/* Would compensation help somebody who is known to lose money by the coalition? */
bool decision_has_losers_to_pay(const struct network *network, const struct network_inputs *inputs, size_t c);
/* New issues of the month, from the state of coalitions. */
void decision_collect(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                      size_t month, size_t horizon_month);
/* Prepares, deliberates and decides with the hours there are. */
void decision_meet(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                   size_t month, double preparation);
/* Does the table agree? views[k], asked[k] (has a mandate) of the k-th decider; chair: index into the table. */
bool decision_passes(enum network_rule rule, double threshold, const double *views, const bool *asked, size_t n,
                     size_t chair);

/* views.c (M7) ----------------------------------------------------------------------------------------------------- */

/* Everybody's view of the issue, with what deliberation has moved: fills issue_view (0 of those who are not in). */
void views_form(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                const struct issue *issue);
/* Views of a coalition's issue before noise and deliberation. */
void views_of_coalition(struct network *network, const struct network_inputs *inputs, const struct issue *issue);
/* Mean view of all members as the others hear it: an unexplained objection is heard as 0. */
double views_mean(const struct network *network);
/* One round of deliberation: the n at network->table move towards those they hear, all members (`consults`) or the
 * table. Remembered in issue_shift. */
void views_move(struct network *network, const struct issue *issue, size_t n, bool consults);

/* rule.c (M7): what the vote of a table needs beside decision_passes ----------------------------------------------- */

/* The rule of this round: under network.veto none the last round before return is decided by majority. */
enum network_rule rule_of_round(const struct network *network, const struct issue *issue);
/* Does somebody with a right of veto object with a reason? Where a coalition decides, only those at its table can. */
bool rule_vetoed(const struct network *network, const struct issue *issue, const int *table, size_t n);

/* talk.c (M7) ------------------------------------------------------------------------------------------------------ */

/* Do the others know what i stands to lose or gain by c? Always, unless talk.hidden. */
bool talk_known(const struct network *network, size_t i, size_t c);
/* Part of its loss by c that i keeps to itself and denies by what it pledges, [0,1]; 0 without a hidden loss. What that
 * adds to the utility at full output that it shows, >= 0. */
double talk_pretence(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);
double talk_shown(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c);
/* Stakes that the month's arrangements state are known from now on. */
void talk_read_papers(struct network *network, const struct network_inputs *inputs);
/* Open talks of the month, and disclosed losses that were not answered. */
void talk_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                size_t month);
/* Sharing answers the losses told about c. */
void talk_answered(struct network *network, size_t c);

/* package.c (M7) --------------------------------------------------------------------------------------------------- */

/* Lets go of a partner that can no longer be joined. */
void package_refresh(struct network *network, struct issue *issue);
/* Adds the views of the partner's launch to issue_view, which holds those of the issue's own coalition. */
void package_add_views(struct network *network, const struct network_inputs *inputs, const struct issue *issue);
/* Those who can play in the partner sit at the coalition's table too; returns the new number. */
size_t package_widen_table(const struct network *network, const struct issue *issue, int *table, size_t n);
/* After a blocked launch, with the n deciders in network->table: joins it with what takes the objections away. */
void package_propose(struct network *network, const struct network_inputs *inputs, struct issue *issue, size_t n);

/* ambition.c (M7) -------------------------------------------------------------------------------------------------- */

/* May coalitions be launched? Under network.content ambition not before one has been agreed. */
bool ambition_allows_launch(const struct network *network);
/* Fades, and is put on the agenda when it is missing or weak. */
void ambition_month(struct network *network, size_t month);
void ambition_views(struct network *network, const struct network_inputs *inputs);
/* Is this round one of making the ambition, before it can be voted on? Counts it. */
bool ambition_forming(const struct network *network, struct issue *issue);
void ambition_agree(struct network *network);
/* Puts what efforts are chosen with in `deciding`, from the strength of the ambition. */
void ambition_apply(struct network *network);

/* gather.c (M7): meetings outside the regular ones ----------------------------------------------------------------- */

/* Clears last month's and holds the broad meetings of this one. */
void gather_month(struct network *network, size_t horizon_month);
/* Each of the n members in `list` spends `hours` together with the others. */
void gather_book(struct network *network, const int *list, size_t n, double hours);
/* Adds this month's hours of pairs to network->met. */
void gather_contact(struct network *network);

/* ownership.c (M5) ------------------------------------------------------------------------------------------------- */

/* The n_table members in network->table have decided on c; heard: all members were, before. */
void ownership_decided(struct network *network, size_t c, size_t n_table, bool heard);
/* What a shortfall of its whole pledge costs i, in units of full effort. */
double ownership_commitment(const struct network *network, size_t i, size_t c);

#endif
