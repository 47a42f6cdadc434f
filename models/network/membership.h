/* Who is a member (M8, M10): leaving, applying, joining, and the standing of the network. */
#ifndef MODELS_NETWORK_MEMBERSHIP_H
#define MODELS_NETWORK_MEMBERSHIP_H

#include "models/network/internal.h"

/* membership.c (M10) ----------------------------------------------------------------------------------------------- */

void membership_begin(struct network *network);
void membership_leave(struct network *network, const struct rng_stream *stream, size_t month);
void membership_apply(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                      size_t month);
void membership_admit(struct network *network, const struct network_inputs *inputs, size_t i);
size_t membership_count(const struct network *network);
/* Does a coalition that is not running wait for somebody in the role of i? */
bool membership_missed(const struct network *network, size_t i);
/* Would i gain in a coalition that runs? */
bool membership_would_gain(const struct network *network, const struct network_inputs *inputs, size_t i);
/* Dead when too few are left or nothing has been delivered for long. */
void membership_check_alive(struct network *network);

/* joining.c (M8) --------------------------------------------------------------------------------------------------- */

/* Who is no founder, and has no history, starts unknown. */
void joining_set_strangers(struct network *network, const struct network_member_setup *setups);
void joining_by_calendar(struct network *network, const struct network_inputs *inputs, size_t horizon_month);
/* Would the outsider i come; and is it asked without applying? */
bool joining_wants(const struct network *network, const struct network_inputs *inputs, size_t i);
bool joining_by_plan(const struct network *network, size_t i);
/* i applies (chance: its draw of the month); joining_close puts on the agenda whom the policy admits. */
void joining_apply(struct network *network, size_t i, double chance, size_t month);
void joining_close(struct network *network, size_t month);
void joining_enter(struct network *network, size_t i);
/* Hours that introductions ask of the carriers this month; booked as far as there are hours; their effect. */
double joining_hours(const struct network *network);
void joining_book(struct network *network);
void joining_introduce(struct network *network);
void joining_end_month(struct network *network);
/* With membership.introduce_first: how much of the record i has been told, [0,1]; is it still being introduced; and, once,
 * has its introduction just ended? */
double joining_briefed(const struct network *network, size_t i);
bool joining_waits(const struct network *network, size_t i);
bool joining_takes_up(struct network *network, size_t i);
/* Has the coalition that must come first delivered long enough? */
bool joining_may_start(const struct network *network, size_t c);

/* legitimacy.c (M10) ----------------------------------------------------------------------------------------------- */

void legitimacy_update(struct network *network);
/* After a decision, with views in network->issue_view: who was overruled. */
void legitimacy_decided(struct network *network);
/* Added to the satisfaction that keeps i in; 0 when membership is not weighed so. */
double legitimacy_holds(const struct network *network, size_t i);
/* Factor on the chance that an outsider applies; 1 when legitimacy has no weight. */
double legitimacy_attracts(const struct network *network);

#endif
