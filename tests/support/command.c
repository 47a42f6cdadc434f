#include "tests/support/command.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/workdir.h"

/* In the child, which has nothing to report to but its exit status. */
static void become(const char *dir, const char *out, const char *const *argv) __attribute__((noreturn));
static void become(const char *dir, const char *out, const char *const *argv)
{
    enum { MOST = 64 };
    char *words[MOST + 1] = {NULL};
    for (size_t i = 0; i < MOST && argv[i] != NULL; i++)
        words[i] = strdup(argv[i]);
    if (words[0] == NULL || chdir(dir) != 0)
        _exit(125);
    const int out_file = open(out != NULL ? out : "out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int err_file = open("err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out_file < 0 || err_file < 0 || dup2(out_file, STDOUT_FILENO) < 0 || dup2(err_file, STDERR_FILENO) < 0)
        _exit(125);
    (void)setenv("LANG", "C", 1);
    (void)unsetenv("LC_ALL");
    (void)unsetenv("LC_MESSAGES");
    (void)unsetenv("LANGUAGE");
    (void)unsetenv("NO_COLOR");
    (void)execv(words[0], words);
    _exit(126);
}

pid_t command_start(const char *dir, const char *out, const char *const *argv)
{
    (void)fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        become(dir, out, argv);
    return child;
}

int command_wait(pid_t child)
{
    int status = 0;
    pid_t done;
    do
        done = waitpid(child, &status, 0);
    while (done < 0 && errno == EINTR);
    assert_int_equal(done, child);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static char *read_in(const char *dir, const char *name)
{
    char path[1024];
    assert_true(snprintf(path, sizeof path, "%s/%s", dir, name) < (int)sizeof path);
    return workdir_read(path);
}

void command_run(const char *dir, const char *const *argv, struct command_result *result)
{
    result->status = command_wait(command_start(dir, NULL, argv));
    result->out = read_in(dir, "out");
    result->err = read_in(dir, "err");
}

void command_free(struct command_result *result)
{
    free(result->out);
    free(result->err);
    *result = (struct command_result){0};
}
