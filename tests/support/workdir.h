/* Files of a test: a fresh folder, and reading and writing whole files. Failures are test failures. */
#ifndef TESTS_SUPPORT_WORKDIR_H
#define TESTS_SUPPORT_WORKDIR_H

#include <stddef.h>
#include <stdint.h>

/* Makes an empty folder below $TMPDIR or /tmp; its name in path[size]. */
void workdir_make(char *path, size_t size);
/* Removes the folder with what it holds. */
void workdir_remove(const char *path);
/* Writes `text` to dir/name; the full name in path[size] when that is not NULL. */
void workdir_write(const char *dir, const char *name, const char *text, char *path, size_t size);
/* The whole file as a string, to be freed. */
char *workdir_read(const char *path);
/* Follows from all bytes of a file (FNV-1a). */
uint64_t workdir_hash(const char *path);

/* One folder for the tests of a program: set-up and tear-down as cmocka takes them make `workdir` and remove it. Both
 * return 0. */
extern char workdir[256];
int workdir_set_up(void **state);
int workdir_tear_down(void **state);
/* workdir/name in `path`, which is returned. */
const char *workdir_path(char path[512], const char *name);

#endif
