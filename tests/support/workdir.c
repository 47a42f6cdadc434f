#include "tests/support/workdir.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

char workdir[256];

void workdir_make(char *path, size_t size)
{
    const char *base = getenv("TMPDIR");
    const int n = snprintf(path, size, "%s/samenspel-test-XXXXXX", base != NULL && base[0] != '\0' ? base : "/tmp");
    assert_true(n > 0 && (size_t)n < size);
    assert_non_null(mkdtemp(path));
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void workdir_remove(const char *path)
{
    assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void workdir_write(const char *dir, const char *name, const char *text, char *path, size_t size)
{
    char own[1024];
    const int n = snprintf(own, sizeof own, "%s/%s", dir, name);
    assert_true(n > 0 && (size_t)n < sizeof own);
    FILE *file = fopen(own, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    if (path != NULL)
        assert_true(snprintf(path, size, "%s", own) < (int)size);
}

char *workdir_read(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long length = ftell(file);
    assert_true(length >= 0);
    rewind(file);
    char *text = calloc((size_t)length + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)length, file), (size_t)length);
    assert_int_equal(fclose(file), 0);
    return text;
}

uint64_t workdir_hash(const char *path)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (int c = getc(file); c != EOF; c = getc(file))
        hash = (hash ^ (uint64_t)c) * UINT64_C(1099511628211);
    (void)fclose(file);
    return hash;
}

int workdir_set_up(void **state)
{
    (void)state;
    workdir_make(workdir, sizeof workdir);
    return 0;
}

int workdir_tear_down(void **state)
{
    (void)state;
    workdir_remove(workdir);
    return 0;
}

const char *workdir_path(char path[512], const char *name)
{
    assert_true(snprintf(path, 512, "%s/%s", workdir, name) < 512);
    return path;
}
