/* How the network is governed (M7): who decides, meets, sees and carries, who leads, and other forms to choose from. */
#ifndef MODELS_NETWORK_GOVERNANCE_H
#define MODELS_NETWORK_GOVERNANCE_H

#include "models/network/internal.h"

/* governance.c (M7): the only file that reads the mode ------------------------------------------------------------- */

struct governance governance_read(const struct settings *settings);
/* The forms that members can choose from, with the elements that the scenario sets by themselves kept. */
void governance_read_forms(const struct settings *settings, struct network *network);
/* Index of the present form, and whether another is the same in all four elements. */
size_t governance_form(const struct network *network);
bool governance_same(const struct network *network, size_t form);
void governance_adopt(struct network *network, size_t form);
/* What the form would mean with the agenda, members and trust of now, by the functions that run the month; leaves the
 * network as it was but for the foreseen_ arrays. */
void governance_foresee(struct network *network, size_t form, struct governance_forecast *forecast);
/* Deciders in plenary / members. */
double governance_decider_share(const struct network *network);
/* Does i stand out as the lead: decides, meets all or carries alone? */
bool governance_leads(const struct network *network, size_t i);
size_t governance_lead(const struct network *network, const char *name);
/* Puts the deciders of the issue in `table`; returns their number. *consult: when the vote fails, all members are
 * heard. *chair: index into members of the one who decides under the rule "single". */
size_t governance_table(const struct network *network, const struct issue *issue, int *table, size_t *chair);
/* True when one decider stands for many, so that a failed vote is followed by a consultation of the affected. */
bool governance_consults(const struct network *network, const struct issue *issue);
/* Weight of all members' mean view in that of a decider. */
double governance_chair_pull(const struct network *network, const struct issue *issue);
/* Coordination work of the month: who does how much of it, who pays; returns the hours of preparation that each open
 * issue gets: all of them when there are hours enough. */
double governance_carry(struct network *network);
/* Craft of those who carried the work. */
void governance_learn(struct network *network);
/* Hours that one member may spend on decisions in one month, unused ones included. */
double governance_time_cap(const struct network *network);
/* Hours met by each pair through the network's meetings: fills network->met. Needs network->shared. */
void governance_meetings(struct network *network);
/* How much of j's delivery i gets to see, [0,1], and with what error (*sd). contact and hours of the pair are given. */
double governance_visibility(const struct network *network, size_t i, double contact, double hours, double *sd);

/* leadership.c ----------------------------------------------------------------------------------------------------- */

void leadership_begin(struct network *network);
void leadership_month(struct network *network, size_t horizon_month);
/* What leading is worth to i now, in units of utility a month. */
double leadership_status(const struct network *network, size_t i);

/* mode_change.c (M7) ----------------------------------------------------------------------------------------------- */

/* Nobody has been failed yet, and the spell of the first form begins. */
void mode_change_begin(struct network *network, size_t month);
void mode_change_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                       size_t month);
void mode_change_views(struct network *network, const struct network_inputs *inputs, size_t form);
void mode_change_adopt(struct network *network, size_t form);
void mode_change_remember(struct network *network, size_t month);

/* reporting.c (M7) ------------------------------------------------------------------------------------------------- */

/* Part in [0,1] of i's hours for reports and formal administration that trust saves. */
double reporting_relief(const struct network *network, size_t i);

#endif
