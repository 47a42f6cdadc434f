/* Trust (M6): what members see of each other and read into it, trust in staff and leaders, and measures. */
#ifndef MODELS_NETWORK_TRUST_H
#define MODELS_NETWORK_TRUST_H

#include "models/network/internal.h"

/* trust.c (M6) ----------------------------------------------------------------------------------------------------- */

/* One observation: v is moved by what is seen. `vis` and `contact` in [0,1]; earned in [-1,1]. All by pointer: T,
 * seen, habit. */
struct trust_pair {
    double trust, familiarity, seen, habit;
};
struct trust_event {
    bool observed;
    double observed_share, observed_sd; /* delivered / pledged as seen, and its error */
    double pledge, visibility, contact, earned;
    double *parts; /* NULL, or what delivery, joint result and lack of contact did to trust: [3] */
};
void trust_update(const struct network_params *p, const struct trust_event *event, struct trust_pair *pair);
void trust_month(struct network *network, const struct rng_stream *stream, size_t month);
double trust_mean_of(const struct network *network, size_t i, const int *others, size_t n);
/* Part of trust and familiarity between i and j that is lost when a contact person of either leaves (E209, E216): in
 * every coalition that the two share others work together, who introduce the successor. */
double trust_turnover_loss(const struct network *network, size_t i, size_t j);

/* trust_judge.c (M6): what members read into what befalls them ----------------------------------------------------- */

/* Own loss while others gain, without an agreement to share. */
void trust_judge_fairness(struct network *network, const struct network_inputs *inputs);
/* A round about `issue` has failed, and network->issue_view holds what all think of it. Scratch: table, willing. */
void trust_after_block(struct network *network, const struct issue *issue);

/* trust_staff.c (M6): paid staff and leaders ----------------------------------------------------------------------- */

/* Factor in [0,1] on what paid staff can do with member i; 1 without staff. */
double trust_staff_factor(const struct network *network, size_t i);
void trust_staff_month(struct network *network);
/* Member i was overruled by those that staff serves. */
void trust_staff_overruled(struct network *network, size_t i);
void trust_leader_month(struct network *network, const struct rng_stream *stream, size_t month);

/* trust_measures.c: read off trust, steering nothing --------------------------------------------------------------- */

/* Share of ordered pairs of members with trust below .2; NaN with fewer than two members. */
double trust_distrust(const struct network *network);
/* Mean trust in staff; NaN without staff or when trust in it is not modelled. */
double trust_in_staff(const struct network *network);
/* Fills network->camps; scratch: table and drafts. */
void trust_measure_camps(struct network *network);

#endif
