/* First-in-first-out queues per organisation and service, and the calendar of services that end and unmet need
 * that fades. All are linked lists through one pool of nodes, made when the replication is created. */
#ifndef MODELS_CARE_QUEUE_H
#define MODELS_CARE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct region;

/* Puts a citizen in the queue of a service at its organisation. Does nothing when already waiting or in the service. */
void queue_add(struct region *region, uint32_t citizen, int service);
/* Takes a citizen out of a queue: served, gone, or no longer in need. */
void queue_leave(struct region *region, uint32_t citizen, int service);
/* Lets `what` (a service that ends, NODE_UNMET) happen in `months` months, 0 counting as 1.
 * False when it lies beyond the end of the run or the pool is full. */
bool calendar_add(struct region *region, uint32_t citizen, unsigned what, double months);
/* Everything that the calendar holds for this month. */
void calendar_month(struct region *region);
/* Serves the queues as far as staff allows. */
void queue_month(struct region *region);

#endif
