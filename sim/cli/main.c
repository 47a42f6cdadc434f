#include <errno.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <string.h>

#include "sim/cli/cli.h"

/* Runs the command: argv[0] is the program, argv[1] the command. */
static enum cli_exit dispatch(int argc, char **argv)
{
    struct cli_options options;
    enum cli_exit result;

    if (argc < 2) {
        cli_overview(stderr, cli_default_lang());
        return CLI_BAD_INPUT;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    else if (strcmp(name, "--version") == 0)
        name = "version";
    const struct cli_command *command = cli_command_find(name);
    if (command == NULL)
        return cli_command_unknown(name, cli_default_lang());
    result = cli_options_read(command, argv[0], argc - 1, argv + 1, &options);
    if (result == CLI_DONE) {
        if (options.help || options.usage)
            cli_command_help(command, options.help, options.lang);
        else
            result = cli_with_ranks(command, &options);
    }
    cli_options_free(&options);
    return result;
}

/* A full disk or a closed pipe shows itself at the latest here. */
static enum cli_exit close_output(enum cli_exit result)
{
    const int failed = ferror(stdout);
    errno = 0;
    if (failed) /* the reason of an earlier failure is gone: try once more to hear it again */
        (void)(fputc('\n', stdout) != EOF && fflush(stdout));
    int reason = errno;
    if (fclose(stdout) == 0 && !failed)
        return result;
    reason = reason != 0 ? reason : errno;
    /* Who reads has seen enough, as `head` does: nothing went wrong that a message could help. */
    if (reason == EPIPE)
        return result == CLI_DONE ? CLI_FAILED : result;
    cli_warn("cannot write to standard output: %s", reason != 0 ? strerror(reason) : "the output is closed or full");
    return result == CLI_DONE ? CLI_FAILED : result;
}

int main(int argc, char **argv)
{
    /* GSL's own handler aborts the program; its functions also return a status. */
    (void)gsl_set_error_handler_off();
    cli_signals();
    cli_waiting();
    return (int)close_output(cli_rank() > 0 ? cli_serve(argc, argv) : dispatch(argc, argv));
}
