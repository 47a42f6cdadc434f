/* The flows of every month of one replication, made from the sums since the start of the horizon that a model gives.
 *
 * Room for the flows that most models have is reserved at creation; it doubles when a model has more, so that no month
 * costs an allocation of its own. */
#ifndef SIM_ENGINE_FLOWS_H
#define SIM_ENGINE_FLOWS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/engine/model.h"

struct flow_months {
    size_t n, capacity, months;
    struct sim_flow *sums; /* [capacity]; each from, to and purpose once, in the order in which they first occurred;
                              cents from the start of the horizon; names as valid as those of the model */
    int64_t *cents;        /* [capacity][months]: of a month, 0 = the first of the horizon; >= 0 */
};

int flow_months_create(struct flow_months *flows, size_t months, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Takes in the month that was just stepped: the flows of `state` minus what they were a month before. Months in order,
 * from 0. SIM_E_MODEL when a sum fell. */
int flow_months_add(struct flow_months *flows, const struct sim_model *model, const void *state, size_t month,
                    struct sim_err *err) __attribute__((warn_unused_result));
void flow_months_free(struct flow_months *flows);

#endif
