/* Who pays and who gains: from the money flows of an arm and of its twin without what is being studied.
 *
 * Per listed party i and replication, in cents of the whole horizon:
 *   invested_i      = paid - received over flows of kind investment (negative: is paid for the work)
 *   gain_i          = (received - paid over ordinary flows in the arm) - (the same in its twin)
 *   compensation_i  = (received - paid over flows of kind compensation in the arm) - (the same in its twin): sharing
 * that would have happened anyway is not compensation for what is studied net_i           = gain_i - invested_i +
 * compensation_i Wrong-pocket index = 1/2 sum_i |cost share_i - benefit share_i|, 0: all bear cost as they benefit, 1:
 * those who benefit bear none of it; with cost_i = max(invested_i, 0) and benefit_i = max(gain_i, 0). After
 * compensation: what a party receives first pays its cost, and the rest adds to its gain. Of what is paid, the part
 * that paid costs of others is a cost of the payers (in proportion to what each pays), and the rest lowers their gain,
 * and is a cost beyond that. So compensation moves cost and gain between parties and makes neither of them vanish. */
#ifndef SIM_REPORT_INCIDENCE_H
#define SIM_REPORT_INCIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/stats/stats.h"
#include "sim/store/read.h"

/* One replication. NaN where no party bears a cost, or none gains. */
struct incidence_index {
    double before, after; /* wrong-pocket index before and after compensation, [0,1] */
    double social_return; /* sum of gain_i, losses included / sum of cost_i */
};

/* invested, gain, compensation: [n], any one unit of money. */
void incidence_index(size_t n, const double *invested, const double *gain, const double *compensation,
                     struct incidence_index *out);

/* Means over replications of a party, or of all parties of a kind; in thousand euro per year. */
struct incidence_row {
    const char *name, *kind; /* borrowed from the contents; a kind's row has name NULL */
    size_t parties;
    struct stats_moments invests, reimbursed; /* max(invested, 0) and max(-invested, 0), party by party */
    struct stats_moments gain, compensation, net;
};

struct incidence {
    bool has_twin;
    size_t n;                              /* replications that the arm and its twin both hold */
    struct incidence_row *parties, *kinds; /* listed parties; their kinds in the order of first appearance */
    size_t n_parties, n_kinds;
    struct incidence_row all;               /* all listed parties together; name and kind NULL */
    double *before, *after, *social_return; /* [contents.replications]; NaN where undefined */
    double *payers_return;                  /* sum of gain_i over payers / sum of cost_i over all; the same */
};

/* Of a result of antithetic pairs (contents->antithetic), replication stands here and above for pair: amounts and indices are
 * the means of the two runs. done[arm * replications + r]: what the store holds. Fills *out (any content); release with incidence_free, also
 * after a failure. */
int incidence_read(struct store *store, const struct store_contents *contents, const bool *done, size_t arm,
                   struct incidence *out, struct sim_err *err) __attribute__((warn_unused_result));
void incidence_free(struct incidence *incidence);

#endif
