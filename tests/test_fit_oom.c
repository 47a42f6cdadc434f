/* Fits, boxes and regimes when memory runs out: each call says SIM_E_NOMEM, and nothing is lost (run under the address
 * sanitizer). A machine that was refused memory has its state as before: the same call then succeeds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/design/abc.h"
#include "sim/design/prim.h"
#include "sim/design/regime.h"
#include "tests/support/failing_alloc.h"

enum { K = 2, M = 2, PARTICLES = 20, FRESH = 12, N = 60 };

static const struct abc_target targets[M] = {{.value = 0.4, .sd = 0.1}, {.value = 0.7, .sd = 0.1}};

/* The summaries of the points that the machine asks for now: what the parameters are, and a failed run now and then. */
static void simulate(const struct abc *abc, double *summaries)
{
    double points[100 * K];
    size_t n;
    abc_next(abc, points, &n);
    assert_true(n <= 100);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < M; j++)
            summaries[i * M + j] = i % 9 == 8 ? (double)NAN : points[i * K + j];
}

/* A fit from beginning to end. A refused call is repeated once: it must not have changed anything. *answer: a figure of
 * the posterior, the same whatever was refused on the way. */
static int fit(double *answer, struct sim_err *err)
{
    const struct abc_settings settings = {
        .k = K, .m = M, .particles = PARTICLES, .budget = 100, .alpha = 0.5, .min_acceptance = 0.01, .seed = 3};
    struct abc *abc = NULL;
    struct abc_posterior posterior = {0};
    struct abc_check check[M] = {{.q05 = 0.0}};
    struct abc_status now;
    double summaries[100 * M], fresh[FRESH * K], seen[FRESH * M];
    int first = abc_open(&abc, &settings, targets, err), status = first;
    if (status == SIM_E_NOMEM)
        status = abc_open(&abc, &settings, targets, NULL);
#define TRY(call)                               \
    if (status == SIM_OK) {                     \
        status = (call);                        \
        if (status != SIM_OK) {                 \
            first = status;                     \
            err->code = SIM_OK;                 \
            status = (call);                    \
            err->code = (enum sim_status)first; \
        }                                       \
    }
    for (abc_status(abc, &now); status == SIM_OK && now.stop == ABC_RUNNING; abc_status(abc, &now)) {
        simulate(abc, summaries);
        TRY(abc_take(abc, summaries, err))
    }
    TRY(abc_posterior(abc, &posterior, err))
    TRY(abc_resample(abc, FRESH, fresh, err))
    memcpy(seen, fresh, sizeof seen);
    TRY(abc_predict(abc, seen, FRESH, check, err))
    assert_int_equal(status, SIM_OK);
    if (posterior.marginal != NULL && posterior.adjusted != NULL)
        *answer = posterior.marginal[0].mean + posterior.adjusted[1].q50 + check[0].q50 + check[1].q95;
    abc_posterior_free(&posterior);
    abc_close(abc);
    return first;
}

static double x[N * K], y[N], value[N * 3 * 4];
static const unsigned levels[K] = {0, 3};

static int boxes(double *answer, struct sim_err *err)
{
    const struct prim_data data = {.n = N, .k = K, .x = x, .y = y, .levels = levels};
    struct prim_settings settings = prim_defaults();
    struct prim_result result;
    settings.threshold = 0.8;
    settings.max_boxes = 3;
    settings.bootstrap = 4;
    const int status = prim_find(&data, &settings, &result, err);
    if (status == SIM_OK) {
        *answer = result.box[0].score.density + (double)result.n_boxes;
        prim_free(&result);
    }
    return status;
}

static int heldout(double *answer, struct sim_err *err)
{
    const struct prim_data data = {.n = N, .k = K, .x = x, .y = y, .levels = levels};
    struct prim_settings settings = prim_defaults();
    settings.threshold = 0.8;
    double density;
    const int status = prim_heldout(&data, &settings, 3, &density, err);
    *answer = status == SIM_OK ? density : *answer;
    return status;
}

static int regimes(double *answer, struct sim_err *err)
{
    const struct regime_data data = {.points = N, .arms = 3, .replications = 4, .value = value};
    struct regime_settings settings = regime_defaults(1);
    struct regime_result result;
    settings.draws = 100;
    settings.threshold = 5.0;
    const int status = regime_find(&data, &settings, &result, err);
    if (status == SIM_OK) {
        *answer = result.arm[0].share_expected + result.arm[2].regret;
        regime_free(&result);
    }
    return status;
}

/* Every allocation of a call is refused once, the others succeed. */
static size_t refuse_each(int (*call)(double *answer, struct sim_err *err))
{
    struct sim_err err = {SIM_OK, ""};
    double whole = (double)NAN;
    assert_int_equal(call(&whole, &err), SIM_OK);
    assert_true(isfinite(whole));
    for (long at = 1;; at++) {
        double answer = whole;
        err = (struct sim_err){SIM_OK, ""};
        fault.failures = 0;
        fault.countdown = at;
        fault.on = true;
        const int status = call(&answer, &err);
        fault.on = false;
        assert_true(answer == whole);
        if (fault.failures == 0) {
            assert_int_equal(status, SIM_OK);
            return (size_t)at - 1;
        }
        assert_int_equal(status, SIM_E_NOMEM);
        assert_int_equal(err.code, SIM_E_NOMEM);
    }
}

static void test_fit(void **state)
{
    (void)state;
    assert_true(refuse_each(fit) > 10);
}

static void test_boxes(void **state)
{
    (void)state;
    assert_true(refuse_each(boxes) > 10);
    assert_true(refuse_each(heldout) > 10);
}

static void test_regimes(void **state)
{
    (void)state;
    assert_true(refuse_each(regimes) >= 3);
}

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < N; i++) {
        x[i * K] = (double)(i * 37 % N) / N;
        x[i * K + 1] = (double)(i % 3);
        y[i] = x[i * K] < 0.3 && i % 3 != 1 ? 1.0 : 0.0;
        for (size_t v = 0; v < 12; v++)
            value[i * 12 + v] = (double)((i * 12 + v) * 7919 % 31) / 3.0;
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fit), cmocka_unit_test(test_boxes),
                                       cmocka_unit_test(test_regimes)};
    return cmocka_run_group_tests(tests, set_up, NULL);
}
