/* Runs a program and keeps what it wrote. Failures to do so are test failures. */
#ifndef TESTS_SUPPORT_COMMAND_H
#define TESTS_SUPPORT_COMMAND_H

#include <sys/types.h>

#include "tests/support/workdir.h"

struct command_result {
    int status;      /* exit status, or 128 + signal */
    char *out, *err; /* what it wrote */
};

/* Starts argv[0] (a NULL-terminated list) in folder `dir`, standard output and error to the files dir/out and dir/err;
 * `out` names another file for standard output, or is NULL. Environment: LANG=C, no LANGUAGE, no NO_COLOR. */
pid_t command_start(const char *dir, const char *out, const char *const *argv);
/* Waits for it: exit status, or 128 + signal. */
int command_wait(pid_t child);
/* Starts, waits, reads both files. Release with command_free. */
void command_run(const char *dir, const char *const *argv, struct command_result *result);
void command_free(struct command_result *result);

/* Runs `samenspel ARGUMENTS...` in workdir. */
#define RUN(result, ...) command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, __VA_ARGS__, NULL}, (result))

#endif
