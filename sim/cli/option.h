/* The options of all commands: how they are written, which commands take them, and what they do in both languages. Read
 * by options.c, explained by help.c. */
#ifndef SIM_CLI_OPTION_H
#define SIM_CLI_OPTION_H

#include <stddef.h>

#include "sim/cli/cli.h"

/* A letter is also the short option. */
enum {
    KEY_SET = 's',
    KEY_REPLICATIONS = 'n',
    KEY_THREADS = 'j',
    KEY_OUT = 'o',
    KEY_QUIET = 'q',
    KEY_HELP = 'h',
    KEY_SEED = 0x100,
    KEY_FRESH,
    KEY_SERIES,
    KEY_NO_SERIES,
    KEY_EVENTS,
    KEY_FORMAT,
    KEY_LANG,
    KEY_NO_COLOR,
    KEY_TABLE,
    KEY_USAGE,
    KEY_ARM,
    KEY_REPLICATION,
    KEY_FROM,
    KEY_TO,
    KEY_ABOUT,
    KEY_ALL,
    KEY_SHARD,
    KEY_OUTCOME,
    KEY_METHOD,
    KEY_POINTS,
    KEY_PRECISION,
    KEY_MAX_REPLICATIONS,
    KEY_BUDGET,
    KEY_DELTA,
    KEY_THRESHOLD,
};

struct cli_option {
    const char *name;
    const char *argument; /* what stands for its value in the usage, in English; NULL: a flag */
    const char *text[2];  /* by enum report_lang: what it does, in one line */
    int key;
    unsigned takes; /* the commands: enum cli_takes */
};

extern const struct cli_option cli_all_options[];
extern const size_t cli_n_all_options;
/* Whether words[1 .. n_words) of the command line have an option that the command does not have; then it is said, with the
 * one that may be meant. */
bool cli_unknown_option(const struct cli_command *command, size_t n_words, char *const *words);
/* At most so many, for tables on the stack. */
enum { CLI_MOST_OPTIONS = 64 };

#endif
