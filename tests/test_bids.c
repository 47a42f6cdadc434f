/* Sharing the cost of a common good by bids: known results for values drawn from U(0,1). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/money/bids.h"
#include "sim/rng/rng.h"

enum { MOST = 12, DRAWS = 60000, PURPOSE_TEST = 60000 };
static const struct rng_stream stream = {.seed = 47, .replication = 0};

static void draw_values(uint32_t draw, size_t n, double *value)
{
    for (size_t i = 0; i < n; i++) {
        const struct rng_words w = rng_draw(&stream, draw, (uint32_t)n, PURPOSE_TEST, (uint32_t)i / 4);
        value[i] = rng_unit(w.w[i % 4]);
    }
}

static double sum_of(size_t n, const double *x)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

/* -- the three rules against the table ----------------------------------------------------------------------------- */

struct expected {
    size_t n;
    double cost_per_party, provided, revenue, equal_share;
};

static void assert_share(const char *what, size_t n, double found, double expected, double error)
{
    if (!(fabs(found - expected) <= error))
        fail_msg("%s, %zu parties: %.5f instead of %.5f +- %.5f", what, n, found, expected, error);
}

static double share_error(double share, double draws)
{
    return sqrt(share * (1.0 - share) / draws);
}

static void check_table_row(const struct expected *row)
{
    const double cost = row->cost_per_party * (double)row->n;
    double provided = 0.0, revenue = 0.0, square = 0.0, equal = 0.0;
    for (uint32_t d = 0; d < DRAWS; d++) {
        double value[MOST], price[MOST];
        draw_values(d, row->n, value);
        if (bids_settle(BID_CLARKE, row->n, value, cost, price).provided) {
            const double share = sum_of(row->n, price) / cost;
            provided += 1.0;
            revenue += share;
            square += share * share;
        }
        equal += bids_settle(BID_EQUAL_SHARE, row->n, value, cost, price).provided ? 1.0 : 0.0;
    }
    const double mean = revenue / provided, sd = sqrt(square / provided - mean * mean);
    /* The table is rounded, to half a unit of its last digit; where it was itself drawn its error counts as well. */
    const double drawn = sqrt(2.0);
    assert_share("provided", row->n, provided / DRAWS, row->provided,
                 3.0 * drawn * share_error(row->provided, DRAWS) + 0.0005);
    assert_share("revenue", row->n, mean, row->revenue, 3.0 * drawn * sd / sqrt(provided) + 0.0005);
    assert_share("equal share", row->n, equal / DRAWS, row->equal_share,
                 3.0 * share_error(row->equal_share, DRAWS) + 0.00005);
}

static void test_table(void **state)
{
    (void)state;
    static const struct expected rows[] = {
        {3, 0.3, 0.8785, 0.253, 0.343},   {3, 0.5, 0.499, 0.542, 0.125},     {5, 0.4, 0.772, 0.252, 0.07776},
        {8, 0.4, 0.835, 0.152, 0.016796}, {12, 0.4, 0.881, 0.093, 0.002177},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++)
        check_table_row(&rows[k]);
}

/* -- what holds for every bid -------------------------------------------------------------------------------------- */

static void test_bounds(void **state)
{
    (void)state;
    static const enum bid_rule rules[] = {BID_CLARKE, BID_PROPORTIONAL, BID_EQUAL_SHARE};
    for (uint32_t d = 0; d < 20000; d++) {
        const size_t n = 1 + d % MOST;
        double bid[MOST], price[MOST];
        draw_values(d, n, bid);
        const double cost = (0.05 + 0.9 * (d % 97) / 97.0) * (double)n;
        for (size_t r = 0; r < 3; r++) {
            const struct bid_outcome outcome = bids_settle(rules[r], n, bid, cost, price);
            const double paid = sum_of(n, price);
            assert_true(paid <= cost * (1.0 + 1e-12));
            assert_true(fabs((outcome.provided ? cost - paid : 0.0) - outcome.deficit) < 1e-9);
            assert_true(rules[r] == BID_CLARKE || outcome.deficit == 0.0);
            for (size_t i = 0; i < n; i++)
                assert_true(price[i] >= 0.0 && price[i] <= bid[i] * (1.0 + 1e-12));
        }
        assert_false(bids_settle(BID_NONE, n, bid, cost, price).provided);
        assert_true(sum_of(n, price) == 0.0);
    }
}

/* With k parties without whom the bids fall short, the deficit is (k - 1) times the surplus of bids over cost, or
 * more: the others pay nothing although they gain. */
static void test_deficit_of_clarke(void **state)
{
    (void)state;
    const double bid[] = {50.0, 40.0, 20.0}, cost = 100.0;
    double price[3];
    const struct bid_outcome outcome = bids_settle(BID_CLARKE, 3, bid, cost, price);
    assert_true(outcome.provided);
    assert_true(price[0] == 40.0 && price[1] == 30.0 && price[2] == 10.0);
    assert_true(outcome.deficit == 20.0);
    const double exact[] = {60.0, 40.0, 0.0};
    assert_true(bids_settle(BID_CLARKE, 3, exact, cost, price).deficit == 0.0);
    const double short_of[] = {59.0, 40.0, 0.5};
    assert_false(bids_settle(BID_CLARKE, 3, short_of, cost, price).provided);
}

/* -- what it pays to bid ------------------------------------------------------------------------------------------- */

/* Mean gain of a party with `value` that bids `bid` against truthful others. */
static double mean_gain(enum bid_rule rule, size_t n, double cost, double value, double bid, uint32_t draws)
{
    double gain = 0.0;
    for (uint32_t d = 0; d < draws; d++) {
        double all[MOST], price[MOST];
        draw_values(d, n, all);
        all[0] = bid;
        if (bids_settle(rule, n, all, cost, price).provided)
            gain += value - price[0];
    }
    return gain / draws;
}

/* Against every draw of the others, not on the average only. */
static void test_truth_is_a_best_reply_under_clarke(void **state)
{
    (void)state;
    enum { GRID = 20 };
    for (uint32_t d = 0; d < 200; d++)
        for (size_t n = 2; n <= MOST; n += 5)
            for (int v = 0; v <= GRID; v++) {
                const double value = (double)v / GRID, cost = 0.4 * (double)n;
                double all[MOST], price[MOST];
                draw_values(d, n, all);
                all[0] = value;
                const double truth = bids_settle(BID_CLARKE, n, all, cost, price).provided ? value - price[0] : 0.0;
                for (int b = 0; b <= 2 * GRID; b++) {
                    all[0] = (double)b / GRID;
                    const bool provided = bids_settle(BID_CLARKE, n, all, cost, price).provided;
                    if (provided && value - price[0] > truth + 1e-12)
                        fail_msg("%zu parties, value %g: bidding %g gains more than the truth", n, value, all[0]);
                }
            }
}

static void test_low_bids_pay_under_proportional_prices(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double share;
    } rows[] = {{3, 0.45}, {5, 0.10}, {8, 0.0}};
    const double value = 0.8;
    for (size_t k = 0; k < 3; k++) {
        double best = -1.0, at = 0.0;
        for (int b = 0; b <= 20; b++) {
            const double bid = value * b / 20.0;
            const double gain = mean_gain(BID_PROPORTIONAL, rows[k].n, 0.4 * (double)rows[k].n, value, bid, DRAWS);
            if (gain > best) {
                best = gain;
                at = bid / value;
            }
        }
        assert_share("best bid as a share of value", rows[k].n, at, rows[k].share, 0.05 + 1e-9);
        assert_true(at < 0.6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_deficit_of_clarke),
        cmocka_unit_test(test_truth_is_a_best_reply_under_clarke),
        cmocka_unit_test(test_low_bids_pay_under_proportional_prices),
    };
    return cmocka_run_group_tests_name("bids", tests, NULL, NULL);
}
