#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/err.h"
#include "sim/base/mem.h"
#include "sim/base/pool.h"
#include "sim/base/text.h"

static void test_first_error_wins(void **state)
{
    struct sim_err err = {0};

    (void)state;
    assert_int_equal(sim_fail(&err, SIM_E_IO, "disk %d of %s", 3, "x"), SIM_E_IO);
    assert_int_equal(err.code, SIM_E_IO);
    assert_string_equal(err.text, "disk 3 of x");
    assert_int_equal(sim_fail(&err, SIM_E_MODEL, "later"), SIM_E_MODEL);
    assert_int_equal(err.code, SIM_E_IO);
    assert_string_equal(err.text, "disk 3 of x");
    assert_int_equal(sim_fail(NULL, SIM_E_NOMEM, "nobody listens"), SIM_E_NOMEM);
}

static void test_long_error_is_cut(void **state)
{
    struct sim_err err = {0};
    char *text = sim_calloc(3000, 1);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', 2999);
    sim_fail(&err, SIM_E_INPUT, "%s", text);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    free(text);
}

static void test_messages(void **state)
{
    struct sim_messages messages = {0};
    char expected[32];

    (void)state;
    for (int i = 0; i < 100; i++)
        sim_messages_add(&messages, "message %d", i);
    assert_int_equal(messages.n, 100);
    assert_int_equal(messages.lost, 0);
    for (int i = 0; i < 100; i++) {
        snprintf(expected, sizeof expected, "message %d", i);
        assert_string_equal(messages.text[i], expected);
    }
    sim_messages_free(&messages);
    assert_null(messages.text);
    assert_int_equal(messages.n, 0);
}

static void test_allocation(void **state)
{
    char *block = sim_calloc(0, 8);
    char *text = sim_format("%d-%s", 7, "x"), *copy;

    (void)state;
    assert_non_null(block);
    assert_int_equal(block[0], 0);
    /* NULL because the product overflows, and the old block stays. */
    assert_null(sim_calloc(SIZE_MAX / 2, 3));
    assert_null(sim_calloc(SIZE_MAX, 1));
    block[0] = 'k';
    assert_null(sim_realloc(block, SIZE_MAX / 2, 3));
    assert_int_equal(block[0], 'k');
    block = sim_realloc(block, 100, 2);
    assert_non_null(block);
    assert_int_equal(block[0], 'k');
    block = sim_realloc(block, 0, 2);
    assert_non_null(block);
    free(block);
    assert_string_equal(text, "7-x");
    copy = sim_strdup(text);
    assert_string_equal(copy, "7-x");
    assert_ptr_not_equal(copy, text);
    free(copy);
    free(text);
}

static void test_text(void **state)
{
    struct text text = {0};

    (void)state;
    assert_string_equal(text_get(&text), "");
    text_add(&text, "ab");
    text_bytes(&text, "cdef", 2);
    text_printf(&text, "%03d", 5);
    assert_string_equal(text_get(&text), "abcd005");
    assert_int_equal(text.n, 7);
    text_cut(&text, 3);
    assert_string_equal(text_get(&text), "abc");
    text_cut(&text, 30);
    assert_int_equal(text.n, 3);
    for (int i = 0; i < 1000; i++)
        text_printf(&text, "%d,", i);
    assert_int_equal(text.n, 3 + 10 * 2 + 90 * 3 + 900 * 4);
    assert_string_equal(text_get(&text) + text.n - 8, "998,999,");
    text_bytes(&text, "", SIZE_MAX / 2);
    assert_true(text.failed);
    text_add(&text, "ignored");
    assert_int_equal(text.n, 3 + 10 * 2 + 90 * 3 + 900 * 4);
    text_free(&text);
    assert_false(text.failed);
}

static void test_pool(void **state)
{
    struct pool pool = {0};
    unsigned char *pieces[300];

    (void)state;
    for (size_t i = 0; i < 300; i++) {
        pieces[i] = pool_alloc(&pool, i + 1, 7);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < 7 * (i + 1); k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 251), 7 * (i + 1));
    }
    for (size_t i = 0; i < 300; i++)
        for (size_t k = 0; k < 7 * (i + 1); k++)
            assert_int_equal(pieces[i][k], i % 251);
    assert_non_null(pool_alloc(&pool, 0, 8));
    assert_non_null(pool_alloc(&pool, 1, 1000000));
    assert_null(pool_alloc(&pool, SIZE_MAX / 2, 3));
    assert_null(pool_alloc(&pool, SIZE_MAX, 1));
    assert_string_equal(pool_text(&pool, "word"), "word");
    assert_string_equal(pool_format(&pool, "%s=%d", "a", 3), "a=3");
    pool_free(&pool);
    assert_null(pool.blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_error_wins),
        cmocka_unit_test(test_long_error_is_cut),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_allocation),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_pool),
    };

    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
