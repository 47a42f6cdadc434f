/* The statistics when memory runs out: SIM_E_NOMEM or the work done in full, and nothing lost (run under the address
 * sanitizer). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/stats/best.h"
#include "sim/stats/effect.h"
#include "sim/stats/multiple.h"
#include "sim/stats/select.h"
#include "sim/stats/tails.h"
#include "sim/stats/variance.h"
#include "tests/support/failing_alloc.h"

enum { N = 8 };

static const double X[2 * N] = {1, 5, 2, 6, 3, 7, 4, 9, 2, 2, 4, 8, 3, 9, 1, 5};
static const struct bootstrap_plan PLAN = {1, 20};

static double first(const size_t *index, size_t n, void *data)
{
    (void)n;
    return ((const double *)data)[index[0]];
}

static int do_bootstrap(struct sim_err *err)
{
    double x[N] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct bootstrap_result out;
    return bootstrap_interval(&PLAN, N, first, x, 0.95, &out, err);
}

static int do_effect(struct sim_err *err)
{
    struct effect out;
    return effect_paired(X, X + N, N, 1, 0.95, &out, err);
}

static int do_multiple(struct sim_err *err)
{
    struct multiple_contrast out[2];
    double adjusted[N];
    const int status = multiple_holm(X, N, adjusted, err);
    return status == SIM_OK ? multiple_max_t(&PLAN, X, 2, N, 0.95, out, NULL, err) : status;
}

static int do_best(struct sim_err *err)
{
    struct best_arm arms[3];
    struct stats_interval out[2];
    struct multi_t draws = {.seed = 1, .draws = 20};
    const int status = best_arms(&draws, X + 1, 3, N / 2, 1, arms, NULL, err);
    multi_t_free(&draws);
    return status == SIM_OK ? best_mcb(X, 2, N, 1, 0.95, out, err) : status;
}

static int do_select(struct sim_err *err)
{
    struct select_kn *kn = NULL;
    size_t next[2];
    const double values[] = {1, 2, 3, /**/ 3, 3, 6};
    const size_t n[] = {3, 3};
    const bool in[] = {true, true};
    const struct select_data data = {.values = values, .stride = 3, .arms = 2, .n = n, .in = in, .better = 1};
    int status = select_paired(&data, 1, 3, next, err);
    if (status == SIM_OK)
        status = select_kn_create(2, 5, 0.05, 1, 1, &kn, err);
    assert_true((kn == NULL) == (status != SIM_OK));
    select_kn_free(kn);
    return status;
}

static int do_tails(struct sim_err *err)
{
    struct tails_quantile quantile;
    struct tails_mean mean;
    const int status = tails_quantile(X, 2 * N, 0.5, 0.95, &quantile, err);
    return status == SIM_OK ? tails_mean(&PLAN, X, 2 * N, 1.0, TAILS_LOWER, 0.95, &mean, err) : status;
}

static int do_variance(struct sim_err *err)
{
    const double mean = 3.0;
    struct variance_controlled out;
    return variance_control(X, X + N, N, 1, &mean, 0, 0.95, NULL, &out, err);
}

/* Fails the n-th allocation, for growing n, until n is beyond the last. */
static void sweep(int (*work)(struct sim_err *err), long least)
{
    long failed = 0;
    for (long n = 1;; n++) {
        struct sim_err err = {SIM_OK, ""};
        fault.countdown = n;
        fault.failures = 0;
        fault.on = true;
        const int status = work(&err);
        fault.on = false;
        if (fault.failures == 0) {
            assert_int_equal(status, SIM_OK);
            break;
        }
        assert_int_equal(status, SIM_E_NOMEM);
        assert_int_equal(err.code, SIM_E_NOMEM);
        assert_true(err.text[0] != '\0');
        failed++;
    }
    assert_true(failed >= least);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    sweep(do_bootstrap, 3);
    sweep(do_effect, 2);
    sweep(do_multiple, 3);
    sweep(do_best, 7);
    sweep(do_select, 6);
    sweep(do_tails, 6);
    sweep(do_variance, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
