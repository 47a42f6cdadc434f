/* Samples of which most values are equal: when they are thin, and what is said of them then. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/stats/thin.h"

#define NONE ((double)NAN)

static struct thin of(const double *values, size_t n)
{
    struct thin t;
    thin_count(values, n, &t);
    return t;
}

static void test_count(void **state)
{
    (void)state;
    const double x[] = {1, 5, 5, NONE, 2, 5, 5}, tie[] = {1, 1, 2, 2}, last[] = {1, 2, 3, 3, 3}, one[] = {4};
    const double a[] = {3, 2, NONE, 7, 1}, b[] = {3, 1, 2, 7, NONE};
    struct thin t = of(x, 7);
    assert_true(t.any && t.n == 6 && t.equal == 4 && t.common == 5.0);
    assert_true(thin_is(&t));
    t = of(tie, 4); /* no more than half */
    assert_true(!t.any && t.n == 4 && !thin_is(&t));
    t = of(last, 5);
    assert_true(t.any && t.equal == 3 && t.common == 3.0);
    t = of(one, 1);
    assert_true(thin_is(&t) && t.equal == 1);
    t = of(x + 3, 1); /* nothing */
    assert_true(t.n == 0 && !t.any && !thin_is(&t));
    t = of(x, 0);
    assert_true(t.n == 0 && !thin_is(&t));
    thin_count_pairs(a, b, 5, &t);
    assert_true(t.any && t.n == 3 && t.equal == 2 && t.common == 0.0);
}

static void test_border(void **state)
{
    (void)state;
    double x[200] = {0};
    for (size_t differ = 0; differ < 12; differ++) {
        for (size_t i = 0; i < 200; i++)
            x[i] = i < differ ? (double)i + 1.0 : 7.5;
        const struct thin many = of(x, 200);
        assert_int_equal(many.equal, 200 - differ);
        assert_true(thin_is(&many) == (differ < 10));
        const struct thin few = of(x, 2 * differ); /* half is not most */
        assert_false(differ > 0 && thin_is(&few));
        const struct thin more = of(x, 2 * differ + 1);
        assert_true(thin_is(&more) == (differ < 10));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_border),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
