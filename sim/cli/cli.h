/* The command line: what was asked for, and the commands. Only main.c decides the exit status of the program. */
#ifndef SIM_CLI_CLI_H
#define SIM_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/base/err.h"
#include "sim/config/scenario.h"
#include "sim/report/report.h"
#include "sim/study/precision.h"

enum cli_exit {
    CLI_DONE = 0,
    CLI_FAILED = 1,        /* something went wrong while running or writing */
    CLI_BAD_INPUT = 2,     /* the command line or a scenario is wrong; nothing was started */
    CLI_INTERRUPTED = 130, /* Ctrl-C or SIGTERM; the same command goes on where it stopped */
};

/* The options that a command takes; a bit each. */
enum cli_takes {
    CLI_TAKES_RUNNING =
        1, /* --set --replications --seed --threads --out --fresh --series --events --quiet --no-color */
    CLI_TAKES_SET = 2,
    CLI_TAKES_LANG = 4,
    CLI_TAKES_TABLE = 8,         /* --table */
    CLI_TAKES_RESULT = 16,       /* --format text|json|csv */
    CLI_TAKES_LIST = 32,         /* --format text|json|markdown */
    CLI_TAKES_EXPORT = 64,       /* --format csv|json */
    CLI_TAKES_DESIGN = 256,      /* --points --outcome */
    CLI_TAKES_METHOD = 512,      /* --method */
    CLI_TAKES_PRECISION = 1024,  /* --precision --max-replications */
    CLI_TAKES_SELECT = 2048,     /* --budget --delta --outcome */
    CLI_TAKES_SHARD = 4096,      /* --shard */
    CLI_TAKES_MERGE = 8192,      /* --out */
    CLI_TAKES_THRESHOLD = 16384, /* --threshold */
    CLI_TAKES_ADVICE = 32768,    /* --precision --delta --outcome */
    CLI_TAKES_HELP_LANG = 65536, /* --lang, which changes nothing but the help */
    CLI_TAKES_STORY = 128,       /* --seed --arm --replication --from --to --about --all --format text|json */
};

struct ranks;

struct cli_options {
    const char *program; /* argv[0] */
    const char *command;
    const char *
        *words; /* [n_words] borrowed: the command line from the command's name on; NULL where it said --fresh */
    size_t n_words;
    const char **files; /* [n_files] borrowed from argv */
    size_t n_files;
    const char **sets; /* [n_sets] borrowed from argv */
    size_t n_sets;
    size_t replications;   /* 0: as the scenario says */
    const char **outcomes; /* [n_outcomes] of --outcome; borrowed from argv */
    size_t n_outcomes;
    const char **precisions; /* [n_precisions] of --precision; borrowed from argv */
    size_t n_precisions;
    size_t max_replications, points, budget; /* 0: not said */
    double delta, threshold;                 /* NaN: not said */
    const char *method;                      /* NULL: not said */
    bool seed_given;
    uint64_t seed;
    int threads;            /* 0: all cores */
    size_t shard, n_shards; /* --shard: shard counts from 0; 0 shards: everything */
    struct ranks *ranks;    /* the processes that share the work; NULL: this one alone */
    const char *out;        /* NULL: results/<scenario>-<command>.db */
    const char *table;
    const char *arm, *about; /* NULL: not said */
    size_t replication;      /* of the story */
    size_t from, to;         /* months, from 1; 0: not said */
    bool all;
    bool fresh, events, quiet, no_color, help, usage;
    int series; /* -1 not said, 0 no, 1 yes */
    enum report_format format;
    enum report_lang lang;
};

struct cli_command {
    const char *name;
    const char *arguments;  /* as in the usage line, in English */
    const char *summary[2]; /* by enum report_lang: one line */
    const char *more[2];    /* by enum report_lang: paragraphs for help */
    unsigned takes;
    size_t min_files, max_files; /* positional arguments */
    enum cli_exit (*run)(const struct cli_options *options);
};

extern const struct cli_command cli_commands[];
extern const size_t cli_n_commands;

/* options.c: reads argv[1..] after the command's name into *out (release with cli_options_free, also after a failure).
 * Mistakes are told on standard error. CLI_DONE or CLI_BAD_INPUT, CLI_FAILED when out of memory. */
enum cli_exit cli_options_read(const struct cli_command *command, const char *program, int argc, char **argv,
                               struct cli_options *out);
void cli_options_free(struct cli_options *options);
/* The language of the environment: the first of LANGUAGE, LC_ALL, LC_MESSAGES and LANG that says anything. */
enum report_lang cli_default_lang(void);

/* help.c: prints the help of a command on standard output: all of it, or the usage lines alone. */
void cli_command_help(const struct cli_command *command, bool all, enum report_lang lang);

/* messages.c: what is told on standard error. */
enum cli_exit cli_exit_of(int status);
enum cli_exit cli_fail(const struct sim_err *err); /* prints the reason; the exit status that belongs to it */
void cli_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Appends `word` to a command line so that a shell reads it back as one word. */
struct text;
void cli_quote(struct text *line, const char *word);

/* wishes.c: the wishes of --precision, else those of the scenario, into *wishes, to be freed (also after a failure), and
 * *n. SIM_E_INPUT for a text that is no wish, SIM_E_NOMEM. */
struct scenario;
int cli_wishes(const struct cli_options *options, const struct scenario *scenario, struct precision_wish **wishes,
               size_t *n, struct sim_err *err) __attribute__((warn_unused_result));

/* remarks.c: what it took, for people and for scripts/benchmark.sh; how to go on after an interruption. */
struct experiment_progress;
void cli_remark(const struct cli_options *options, const struct experiment_progress *progress, const char *path);
void cli_tell_interrupted(const struct cli_options *options, const char *path,
                          const struct experiment_progress *progress);
/* Where the result goes when --out does not say: to be freed; NULL when out of memory. */
char *cli_result_path(const struct cli_options *options, const struct scenario *scenario);
bool cli_want_color(const struct cli_options *options);

/* scenario.c: loads a scenario with the model's rules and prints every fault. NULL after a failure, with its exit
 * status. */
struct scenario *cli_scenario(const char *path, const struct cli_options *options, enum cli_exit *status);
/* Does `work` with the scenario of the command line and the path of its result; the exit status. */
enum cli_exit cli_with_scenario(const struct cli_options *options,
                                enum cli_exit (*work)(const struct cli_options *options,
                                                      const struct scenario *scenario, const char *path));

/* signals.c: Ctrl-C and SIGTERM set the flag, as often as they come; a closed pipe and a file that may not grow
 * (ulimit -f) become a failed write. */
void cli_signals(void);
const volatile int *cli_stop(void);

/* progress.c: one line on standard error, only when that is a terminal. */
struct cli_progress {
    bool shown;    /* standard error is a terminal and nobody asked for quiet */
    double last;   /* seconds: when the line was last written */
    size_t length; /* of the line that is on the screen now */
};
void cli_progress_line(void *context, const struct experiment_progress *progress);
void cli_progress_erase(struct cli_progress *line);

/* ranks.c: rank 0 runs the command and has the others (which serve) do a part of it. Rank 0 of a process on its own. */
size_t cli_rank(void);
enum cli_exit cli_with_ranks(const struct cli_command *command, struct cli_options *options);
enum cli_exit cli_serve(int argc, char **argv);

enum cli_exit cli_merge(const struct cli_options *options);
enum cli_exit cli_run(const struct cli_options *options);   /* run and compare */
enum cli_exit cli_study(const struct cli_options *options); /* sweep and its like */
enum cli_exit cli_check(const struct cli_options *options);
enum cli_exit cli_params(const struct cli_options *options);
enum cli_exit cli_outcomes(const struct cli_options *options);
enum cli_exit cli_trace(const struct cli_options *options);
enum cli_exit cli_export(const struct cli_options *options);
enum cli_exit cli_version(const struct cli_options *options);
enum cli_exit cli_help(const struct cli_options *options);
void cli_overview(FILE *out, enum report_lang lang);
const struct cli_command *cli_command_find(const char *name);
/* Tells that there is no such command, with the list of those there are. */
enum cli_exit cli_command_unknown(const char *name, enum report_lang lang);

#endif
