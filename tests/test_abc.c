#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>

#include "sim/design/abc.h"
#include "sim/design/abc_internal.h"
#include "sim/rng/rng.h"

#define M_MAX 4u
/* Of one parameter: means are off by .13 sd from run to run, so that the .05 that is allowed of their mean is five and
 * a half standard errors of 200 runs and four of 100, which sanitizers make do with. Of two parameters they are off by
 * .18 sd, and .05 is three standard errors of 120 runs; fewer would not do. */
#ifdef SAMENSPEL_SANITIZED
enum { ONE_PARAMETER_RUNS = 100, TWO_PARAMETERS_RUNS = 120 };
#else
enum { ONE_PARAMETER_RUNS = 200, TWO_PARAMETERS_RUNS = 120 };
#endif

/* A toy: summaries = mean(point) + sd * normal; the noise of run i is a pure function of (seed, i). */
struct toy {
    void (*mean)(const double *point, double *out);
    double noise[M_MAX]; /* in the simulator */
    double fail_above;   /* a run with a first parameter above this fails; 0: none */
    uint64_t seed;
};

static double normal(uint64_t seed, uint32_t replication, uint32_t run, uint32_t j)
{
    const struct rng_stream stream = {.seed = seed, .replication = replication};
    return gsl_cdf_ugaussian_Pinv(rng_unit(rng_draw(&stream, run, 0, 1, j).w[0]));
}

static void simulate(const struct toy *toy, const struct abc_settings *s, size_t first, const double *points, size_t n,
                     double *summaries)
{
    for (size_t i = 0; i < n; i++) {
        toy->mean(&points[i * s->k], &summaries[i * s->m]);
        for (size_t j = 0; j < s->m; j++)
            summaries[i * s->m + j] += toy->noise[j] * normal(toy->seed, 7, (uint32_t)(first + i), (uint32_t)j);
        if (toy->fail_above > 0.0 && points[i * s->k] > toy->fail_above)
            summaries[i * s->m] = i % 2 == 0 ? (double)NAN : (double)INFINITY;
    }
}

static struct abc *opened(const struct abc_settings *s, const struct abc_target *targets)
{
    struct abc *abc = NULL;
    struct sim_err err = {0};
    assert_int_equal(abc_open(&abc, s, targets, &err), SIM_OK);
    return abc;
}

static void step(struct abc *abc, const struct toy *toy, const struct abc_settings *s)
{
    struct abc_status status;
    struct sim_err err = {0};
    double points[1000 * 2], summaries[1000 * M_MAX];
    size_t n = 0;
    assert_true(abc_batch_max(abc) * s->k <= 2000);
    abc_next(abc, points, &n);
    abc_status(abc, &status);
    for (size_t i = 0; i < n * s->k; i++)
        assert_true(points[i] >= 0.0 && points[i] <= 1.0);
    simulate(toy, s, status.simulated, points, n, summaries);
    assert_int_equal(abc_take(abc, summaries, &err), SIM_OK);
}

static struct abc_status run(struct abc *abc, const struct toy *toy, const struct abc_settings *s)
{
    struct abc_status status;
    for (abc_status(abc, &status); status.stop == ABC_RUNNING; abc_status(abc, &status))
        step(abc, toy, s);
    return status;
}

static struct abc_posterior posterior_of(const struct abc *abc)
{
    struct abc_posterior posterior;
    struct sim_err err = {0};
    assert_int_equal(abc_posterior(abc, &posterior, &err), SIM_OK);
    return posterior;
}

static void identity(const double *point, double *out)
{
    out[0] = point[0];
}

static void sum_and_difference(const double *point, double *out)
{
    out[0] = point[0] + point[1];
    out[1] = point[0] - point[1];
}

/* Exact posterior on a grid: mean and sd of each parameter, their correlation, and q05 and q95 of the first. */
struct exact {
    double mean[2], sd[2], correlation;
};

static struct exact exact_posterior(const struct toy *toy, size_t k, size_t m, const double *t, const double *sd)
{
    enum { GRID = 200 };
    double total = 0, sum[2] = {0}, squares[2] = {0}, product = 0;
    for (size_t a = 0; a < GRID; a++)
        for (size_t b = 0; b < (k == 2 ? GRID : 1); b++) {
            const double point[2] = {((double)a + 0.5) / GRID, ((double)b + 0.5) / GRID};
            double mean[M_MAX], exponent = 0;
            toy->mean(point, mean);
            for (size_t j = 0; j < m; j++)
                exponent += (t[j] - mean[j]) * (t[j] - mean[j]) / (sd[j] * sd[j]);
            const double w = exp(-0.5 * exponent);
            total += w;
            for (size_t d = 0; d < 2; d++) {
                sum[d] += w * point[d];
                squares[d] += w * point[d] * point[d];
            }
            product += w * point[0] * point[1];
        }
    struct exact out;
    for (size_t d = 0; d < 2; d++) {
        out.mean[d] = sum[d] / total;
        out.sd[d] = sqrt(squares[d] / total - out.mean[d] * out.mean[d]);
    }
    out.correlation = (product / total - out.mean[0] * out.mean[1]) / (out.sd[0] * out.sd[1]);
    return out;
}

/* Truth from the prior, data from the truth; does the 90 % interval hold the truth in 90 % of the cases? And are mean
 * and sd those of the exact posterior? `added`: the error is the observation's, added by the machine, and the
 * simulator has none; otherwise the simulator has it. */
static void calibration(void (*mean)(const double *, double *), size_t k, size_t m, const double *sd, bool added,
                        unsigned repetitions)
{
    size_t covered[2] = {0}, adjusted_covered[2] = {0}, simulated = 0;
    double off[2] = {0}, off_squares[2] = {0}, ratio[2] = {0}, correlation_off = 0, ess = 0;
    double adjusted_off[2] = {0}, adjusted_ratio[2] = {0}, explained = 0, tolerance = 0;
    for (uint32_t r = 0; r < repetitions; r++) {
        struct toy toy = {.mean = mean, .seed = 1000 + r};
        const struct abc_settings s = {.k = k,
                                       .m = m,
                                       .particles = 200,
                                       .budget = 1500,
                                       .alpha = 0.5,
                                       .min_acceptance = 0.02,
                                       .tolerance = 0.2,
                                       .seed = r};
        const struct rng_stream stream = {.seed = r, .replication = 3};
        const struct rng_words words = rng_draw(&stream, 0, 0, 0, 0);
        const double truth[2] = {rng_unit(words.w[0]), rng_unit(words.w[1])};
        struct abc_target targets[M_MAX] = {0};
        double t[M_MAX];
        mean(truth, t);
        for (size_t j = 0; j < m; j++) {
            t[j] += sd[j] * normal(r, 4, 0, (uint32_t)j);
            targets[j] = (struct abc_target){t[j], added ? sd[j] : 0.0, added ? 0.0 : sd[j]};
            toy.noise[j] = added ? 0.0 : sd[j];
        }
        struct abc *abc = opened(&s, targets);
        const struct abc_status status = run(abc, &toy, &s);
        struct abc_posterior p = posterior_of(abc);
        const struct exact exact = exact_posterior(&toy, k, m, t, sd);
        for (size_t d = 0; d < k; d++) {
            const struct abc_marginal *q = &p.marginal[d], *a = &p.adjusted[d];
            covered[d] += truth[d] >= q->q05 && truth[d] <= q->q95;
            adjusted_covered[d] += truth[d] >= a->q05 && truth[d] <= a->q95;
            const double z = (q->mean - exact.mean[d]) / exact.sd[d];
            off[d] += z / repetitions;
            off_squares[d] += z * z / repetitions;
            ratio[d] += q->sd / exact.sd[d] / repetitions;
            adjusted_off[d] += (a->mean - exact.mean[d]) / exact.sd[d] / repetitions;
            adjusted_ratio[d] += a->sd / exact.sd[d] / repetitions;
        }
        if (k == 2)
            correlation_off += (p.correlation[1] - exact.correlation) / repetitions;
        simulated += status.simulated;
        ess += p.ess / repetitions;
        tolerance += p.tolerance / repetitions;
        /* Uniform in a ball of m dimensions with this root mean square: what the tolerance adds to the error. */
        explained += sqrt(1.0 + p.tolerance * p.tolerance * (double)m / (double)(m + 2)) / repetitions;
        abc_posterior_free(&p);
        abc_close(abc);
    }
    print_message("  %zu simulations on average, tolerance %.3f, effective sample %.0f of 100\n",
                  simulated / repetitions, tolerance, ess);
    for (size_t d = 0; d < k; d++) {
        print_message(
            "  parameter %zu: coverage %.3f, mean off by %.3f sd (rms %.3f), sd ratio %.3f (tolerance: %.3f)\n", d,
            (double)covered[d] / repetitions, off[d], sqrt(off_squares[d]), ratio[d], explained);
        print_message("     adjusted: coverage %.3f, mean off by %.3f sd, sd ratio %.3f\n",
                      (double)adjusted_covered[d] / repetitions, adjusted_off[d], adjusted_ratio[d]);
        /* Three standard errors of a binomial share of .9; above .9 also what the tolerance explains. */
        const double margin = 3.0 * sqrt(0.9 * 0.1 / repetitions);
        const double wider = 2.0 * gsl_cdf_ugaussian_P(1.645 * explained) - 1.0;
        assert_true((double)covered[d] / repetitions > 0.9 - margin);
        assert_true((double)covered[d] / repetitions < wider + margin);
        assert_true(fabs((double)adjusted_covered[d] / repetitions - 0.9) < margin);
        assert_true(fabs(off[d]) < 0.05 && fabs(adjusted_off[d]) < 0.05);
        assert_true(sqrt(off_squares[d]) < 0.2);
        /* A spread out of 100 particles has an error of 7 %; particles descend from each other, which costs another 2. */
        const double error = 0.03 + 3.0 * 0.07 / sqrt(repetitions);
        assert_true(ratio[d] > 1.0 - error && ratio[d] < explained + error);
        assert_true(fabs(adjusted_ratio[d] - 1.0) < 0.02 + error);
    }
    print_message("  correlation off by %.3f\n", correlation_off);
    assert_true(fabs(correlation_off) < 0.1);
}

static void test_normal_mean(void **state)
{
    (void)state;
    const double sd[] = {0.1};
    calibration(identity, 1, 1, sd, false, ONE_PARAMETER_RUNS);
}

static void test_observation_error(void **state)
{
    (void)state;
    const double sd[] = {0.1};
    calibration(identity, 1, 1, sd, true, ONE_PARAMETER_RUNS);
}

/* A ridge: the sum is known well, the difference badly. */
static void test_two_parameters(void **state)
{
    (void)state;
    const double sd[] = {0.05, 0.3};
    calibration(sum_and_difference, 2, 2, sd, false, TWO_PARAMETERS_RUNS);
}

static const struct abc_settings usual = {.k = 2,
                                          .m = 2,
                                          .particles = 200,
                                          .budget = 1500,
                                          .alpha = 0.5,
                                          .min_acceptance = 0.01,
                                          .tolerance = 0.0,
                                          .seed = 42};
static const struct abc_target usual_targets[] = {{1.0, 0.05, 0.05}, {0.2, 0.1, 0.0}};
static const struct toy usual_toy = {.mean = sum_and_difference, .noise = {0.05, 0.0}, .seed = 5};

/* Killed after `generations` and started again from what was stored: the same points to the last bit. */
static void test_replay(void **state)
{
    (void)state;
    static double stored_points[1500 * 2], stored_summaries[1500 * 2];
    struct abc *abc = opened(&usual, usual_targets);
    size_t n = 0, at = 0;
    struct sim_err err = {0};
    for (;;) {
        double again[200 * 2];
        abc_next(abc, &stored_points[at * 2], &n);
        if (n == 0)
            break;
        abc_next(abc, again, &n); /* asking twice changes nothing */
        assert_memory_equal(again, &stored_points[at * 2], n * 2 * sizeof *again);
        simulate(&usual_toy, &usual, at, &stored_points[at * 2], n, &stored_summaries[at * 2]);
        assert_int_equal(abc_take(abc, &stored_summaries[at * 2], &err), SIM_OK);
        at += n;
    }
    const struct abc_particle last = abc_particle(abc, 99);
    struct abc *second = opened(&usual, usual_targets);
    for (size_t from = 0; from < at; from += n) {
        double points[200 * 2];
        abc_next(second, points, &n);
        assert_true(n > 0);
        assert_memory_equal(points, &stored_points[from * 2], n * 2 * sizeof *points);
        assert_int_equal(abc_take(second, &stored_summaries[from * 2], &err), SIM_OK);
    }
    abc_next(second, stored_points, &n);
    assert_int_equal(n, 0);
    const struct abc_particle same = abc_particle(second, 99);
    assert_true(same.run == last.run && same.weight == last.weight && same.distance == last.distance);
    assert_int_equal(abc_take(second, stored_summaries, &err), SIM_E_INPUT);
    abc_close(abc);
    abc_close(second);
    /* Another seed, other points. */
    struct abc_settings other = usual;
    other.seed++;
    double first[200 * 2];
    abc = opened(&other, usual_targets);
    abc_next(abc, first, &n);
    assert_true(first[0] != stored_points[0]);
    abc_close(abc);
}

/* The generations say what happened, and the stop says why. */
static void test_stops(void **state)
{
    (void)state;
    struct abc_settings s = usual;
    s.min_acceptance = 0.0;
    s.budget = 731; /* 200 + 5 x 100 + 31 */
    struct abc *abc = opened(&s, usual_targets);
    struct abc_status status = run(abc, &usual_toy, &s);
    assert_int_equal(status.stop, ABC_BUDGET);
    assert_int_equal(status.simulated, 731);
    assert_int_equal(status.n_generations, 7);
    assert_int_equal(status.generations[6].simulated, 31);
    double sum = 0;
    for (size_t g = 1; g < 7; g++) {
        assert_true(status.generations[g].tolerance <= status.generations[g - 1].tolerance);
        assert_true(status.generations[g].acceptance >= 0.0 && status.generations[g].acceptance <= 1.0);
        assert_int_equal(status.generations[g].kept, 100);
    }
    for (size_t i = 0; i < status.n_particles; i++) {
        const struct abc_particle p = abc_particle(abc, i);
        sum += p.weight;
        assert_true(p.distance <= status.generations[6].tolerance);
        assert_true(i == 0 || p.distance >= abc_particle(abc, i - 1).distance);
        const double a = (p.compared[0] - 1.0) / sqrt(0.005), b = (p.compared[1] - 0.2) / 0.1;
        assert_true(fabs(p.distance - sqrt((a * a + b * b) / 2.0)) < 1e-12);
        assert_true(p.summary[1] != p.compared[1]); /* the observation's error is in */
    }
    assert_true(fabs(sum - 1.0) < 1e-12);
    abc_close(abc);

    s.budget = 100000;
    s.tolerance = 0.5;
    abc = opened(&s, usual_targets);
    status = run(abc, &usual_toy, &s);
    assert_int_equal(status.stop, ABC_TOLERANCE);
    assert_true(status.generations[status.n_generations - 1].tolerance <= 0.5);
    assert_true(status.generations[status.n_generations - 2].tolerance > 0.5);
    abc_close(abc);

    s.tolerance = 0.0;
    s.min_acceptance = 0.2;
    abc = opened(&s, usual_targets);
    status = run(abc, &usual_toy, &s);
    assert_int_equal(status.stop, ABC_ACCEPTANCE);
    assert_true(status.generations[status.n_generations - 1].acceptance < 0.2);
    assert_true(status.simulated < 10000);
    abc_close(abc);
}

/* Runs with a first parameter above .5 fail: counted, and no particle there. All failing ends the search. */
static void test_failed_runs(void **state)
{
    (void)state;
    struct toy toy = usual_toy;
    toy.fail_above = 0.5;
    struct abc *abc = opened(&usual, usual_targets);
    const struct abc_status status = run(abc, &toy, &usual);
    assert_in_range(status.generations[0].failed, 70, 130);
    assert_true(status.failed > status.generations[0].failed);
    struct abc_posterior p = posterior_of(abc);
    assert_true(p.marginal[0].q95 <= 0.5);
    assert_true(isfinite(p.check[0].prior_hi));
    abc_posterior_free(&p);
    abc_close(abc);

    toy.fail_above = 1e-9;
    abc = opened(&usual, usual_targets);
    assert_int_equal(run(abc, &toy, &usual).stop, ABC_NO_RESULTS);
    struct sim_err err = {0};
    assert_int_equal(abc_posterior(abc, &p, &err), SIM_E_INPUT);
    double point[2];
    assert_int_equal(abc_resample(abc, 1, point, &err), SIM_E_INPUT);
    abc_close(abc);
}

/* A sum of 5 cannot come of two parameters in [0,1]; a difference of .2 can. */
static void test_unreachable(void **state)
{
    (void)state;
    const struct abc_target targets[] = {{5.0, 0.05, 0.05}, {0.2, 0.1, 0.0}};
    struct abc *abc = opened(&usual, targets);
    (void)run(abc, &usual_toy, &usual);
    struct abc_posterior p = posterior_of(abc);
    assert_true(p.check[0].outside_prior && !p.check[0].inside);
    assert_false(p.check[1].outside_prior);
    assert_true(p.check[0].prior_hi < 2.5 && p.check[0].prior_lo > -0.5);
    assert_true(p.tolerance > 5.0);
    abc_posterior_free(&p);
    abc_close(abc);
}

static void one_for_two(const double *point, double *out)
{
    out[0] = point[0];
    out[1] = point[0];
}

/* Fresh runs at resampled points: a model that can reach its targets covers them; one that can reach either, but not
 * both, is found out though each target lies within the prior's range. */
static void test_prediction(void **state)
{
    (void)state;
    struct sim_err err = {0};
    struct abc_check check[2];
    static double points[400 * 2], summaries[400 * 2];
    struct abc *abc = opened(&usual, usual_targets);
    (void)run(abc, &usual_toy, &usual);
    assert_int_equal(abc_resample(abc, 400, points, &err), SIM_OK);
    simulate(&usual_toy, &usual, 100000, points, 400, summaries);
    summaries[0] = (double)NAN; /* a failed run is left out */
    assert_int_equal(abc_predict(abc, summaries, 400, check, &err), SIM_OK);
    assert_true(check[0].inside && check[1].inside);
    /* Posterior and fresh error have the same spread here: the width is 2 x 1.645 x sqrt 2 sd. */
    print_message("  width %.3f, %.3f (about %.3f, %.3f)\n", check[0].q95 - check[0].q05, check[1].q95 - check[1].q05,
                  3.29 * sqrt(2 * 0.005), 3.29 * sqrt(2 * 0.01));
    assert_true(fabs((check[0].q95 - check[0].q05) / (3.29 * sqrt(2 * 0.005)) - 1.0) < 0.2);
    assert_true(fabs((check[1].q95 - check[1].q05) / (3.29 * sqrt(2 * 0.01)) - 1.0) < 0.2);
    for (size_t i = 0; i < 800; i++)
        summaries[i] = (double)NAN;
    assert_int_equal(abc_predict(abc, summaries, 400, check, &err), SIM_E_INPUT);
    abc_close(abc);

    const struct abc_target apart[] = {{0.2, 0.03, 0.0}, {0.8, 0.03, 0.0}};
    struct abc_settings s = usual;
    s.k = 1;
    const struct toy toy = {.mean = one_for_two, .seed = 9};
    abc = opened(&s, apart);
    (void)run(abc, &toy, &s);
    assert_int_equal(abc_resample(abc, 400, points, &err), SIM_OK);
    simulate(&toy, &s, 100000, points, 400, summaries);
    assert_int_equal(abc_predict(abc, summaries, 400, check, &err), SIM_OK);
    assert_true(!check[0].inside && !check[1].inside && !check[0].outside_prior && !check[1].outside_prior);
    abc_close(abc);
}

/* The kernel cut off at the box is a density: it integrates to 1, with correlated parents in a corner too. */
static void test_kernel(void **state)
{
    (void)state;
    enum { GRID = 400 };
    const double parents[] = {0.02, 0.9, 0.1, 0.99, 0.3, 0.75, 0.2, 0.8};
    const double weight[] = {0.4, 0.3, 0.2, 0.1};
    const size_t row[] = {0, 1, 2, 3};
    struct abc_proposal *proposal = abc_proposal_new(4, 2);
    assert_non_null(proposal);
    abc_proposal_fill(proposal, parents, row, weight);
    double sum = 0.0;
    for (size_t a = 0; a < GRID; a++)
        for (size_t b = 0; b < GRID; b++) {
            const double point[] = {((double)a + 0.5) / GRID, ((double)b + 0.5) / GRID};
            sum += abc_proposal_density(proposal, point) / GRID / GRID;
        }
    assert_true(fabs(sum - 1.0) < 1e-3);
    abc_proposal_free(proposal);
}

static void test_settings(void **state)
{
    (void)state;
    struct abc *abc = NULL;
    struct abc_settings wrong[8];
    struct abc_target targets[] = {{1.0, 0.0, 0.0}, {0.2, 0.1, 0.0}};
    struct sim_err err = {0};
    for (size_t i = 0; i < 8; i++)
        wrong[i] = usual;
    wrong[0].k = 0;
    wrong[1].m = 300;
    wrong[2].alpha = 1.0;
    wrong[3].budget = 199;
    wrong[4].particles = 7;
    wrong[5].min_acceptance = (double)NAN;
    wrong[6].tolerance = -1.0;
    wrong[7].budget = 20000000;
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(abc_open(&abc, &wrong[i], usual_targets, &err), SIM_E_INPUT);
    assert_int_equal(abc_open(&abc, &usual, targets, &err), SIM_E_INPUT); /* no scale */
    targets[0] = (struct abc_target){(double)NAN, 0.1, 0.0};
    assert_int_equal(abc_open(&abc, &usual, targets, &err), SIM_E_INPUT);
    assert_null(abc);
    abc_close(abc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal_mean),    cmocka_unit_test(test_observation_error),
        cmocka_unit_test(test_two_parameters), cmocka_unit_test(test_replay),
        cmocka_unit_test(test_stops),          cmocka_unit_test(test_failed_runs),
        cmocka_unit_test(test_unreachable),    cmocka_unit_test(test_prediction),
        cmocka_unit_test(test_settings),       cmocka_unit_test(test_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
