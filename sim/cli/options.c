#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/cli/cli.h"

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

/* One row per option, with the commands that take it. */
static const struct {
    struct argp_option option;
    unsigned takes;
} all_options[] = {
    {{"set", KEY_SET, "PATH=VALUE", 0, "Set a value of the scenario, e.g. network.mode=nao; may be repeated", 0},
     CLI_TAKES_RUNNING | CLI_TAKES_SET | CLI_TAKES_STORY},
    {{"replications", KEY_REPLICATIONS, "N", 0, "Number of replications (default: as the scenario says)", 0},
     CLI_TAKES_RUNNING},
    {{"seed", KEY_SEED, "N", 0, "Seed of all random numbers (default: as the scenario says)", 0},
     CLI_TAKES_RUNNING | CLI_TAKES_STORY},
    {{"arm", KEY_ARM, "NAME", 0, "Arm of the scenario (default: its first)", 0}, CLI_TAKES_STORY},
    {{"arm", KEY_ARM, "NAME", 0, "The rows of this arm alone (default: all)", 0}, CLI_TAKES_EXPORT},
    {{"outcome", KEY_OUTCOME, "NAME", 0, "The rows of this outcome alone (default: all)", 0}, CLI_TAKES_EXPORT},
    {{"replication", KEY_REPLICATION, "R", 0, "Replication, numbered from 0 (default: 0)", 0}, CLI_TAKES_STORY},
    {{"from", KEY_FROM, "MONTH", 0, "First month that is told (default: 1)", 0}, CLI_TAKES_STORY},
    {{"to", KEY_TO, "MONTH", 0, "Last month that is told (default: the last)", 0}, CLI_TAKES_STORY},
    {{"about", KEY_ABOUT, "NAME", 0, "Everything that one party or coalition has part in, and nothing else", 0},
     CLI_TAKES_STORY},
    {{"all", KEY_ALL, NULL, 0, "Everything, also failed votes, agendas and agreements on effort", 0}, CLI_TAKES_STORY},
    {{"outcome", KEY_OUTCOME, "NAME", 0, "Outcome to look at (default: the main ones); may be repeated", 0},
     CLI_TAKES_DESIGN | CLI_TAKES_SELECT | CLI_TAKES_ADVICE},
    {{"points", KEY_POINTS, "N", 0, "Instead of experiment.points: points, rows, trajectories or the most points", 0},
     CLI_TAKES_DESIGN},
    {{"method", KEY_METHOD, "METHOD", 0, "Method, as the help of the command names them", 0}, CLI_TAKES_METHOD},
    {{"precision", KEY_PRECISION, "OUTCOME:HALFWIDTH", 0,
      "Add replications until the 95 % interval of this outcome is no wider; may be repeated", 0},
     CLI_TAKES_PRECISION},
    {{"precision", KEY_PRECISION, "OUTCOME:HALFWIDTH", 0,
      "Half-width of the 95 % interval that is wished for this outcome; may be repeated", 0},
     CLI_TAKES_ADVICE},
    {{"max-replications", KEY_MAX_REPLICATIONS, "N", 0, "Most replications of an arm for --precision (default: 1000)",
      0},
     CLI_TAKES_PRECISION},
    {{"budget", KEY_BUDGET, "N", 0, "Runs in all, over the arms (default: replications x arms)", 0}, CLI_TAKES_SELECT},
    {{"delta", KEY_DELTA, "D", 0, "Smallest difference worth detecting, in the unit of the outcome", 0},
     CLI_TAKES_SELECT | CLI_TAKES_ADVICE},
    {{"threshold", KEY_THRESHOLD, "X", 0, "What the outcome must reach to be good enough, in its unit", 0},
     CLI_TAKES_THRESHOLD},
    {{"threads", KEY_THREADS, "N", 0, "Number of threads (default: all cores, or OMP_NUM_THREADS); changes no result",
      0},
     CLI_TAKES_RUNNING},
    {{"shard", KEY_SHARD, "I/N", 0,
      "Do part I of N of the runs, for jobs that know nothing of each other; samenspel merge puts the parts together",
      0},
     CLI_TAKES_SHARD},
    {{"out", KEY_OUT, "R.db", 0, "Result database (default: results/<scenario>-<command>.db)", 0}, CLI_TAKES_RUNNING},
    {{"out", KEY_OUT, "R.db", 0, "Result database to make or to add to", 0}, CLI_TAKES_MERGE},
    {{"fresh", KEY_FRESH, NULL, 0, "Discard what the result database holds", 0}, CLI_TAKES_RUNNING},
    {{"series", KEY_SERIES, NULL, 0, "Keep the outcomes and money flows of every month (default for run)", 0},
     CLI_TAKES_RUNNING},
    {{"no-series", KEY_NO_SERIES, NULL, 0, "Keep no monthly series (default for compare)", 0}, CLI_TAKES_RUNNING},
    {{"events", KEY_EVENTS, NULL, 0, "Keep what happened in every run, and why: what trace tells of one", 0},
     CLI_TAKES_RUNNING},
    {{"format", KEY_FORMAT, "FORMAT", 0, "text, json or csv (default: text)", 0}, CLI_TAKES_RESULT},
    {{"format", KEY_FORMAT, "FORMAT", 0, "text, json or markdown (default: text)", 0}, CLI_TAKES_LIST},
    {{"format", KEY_FORMAT, "FORMAT", 0, "csv or json (default: csv)", 0}, CLI_TAKES_EXPORT},
    {{"table", KEY_TABLE, "TABLE", 0,
      "outcomes, summary, contrasts, series, flows, flow-series, events, parameters, design, failures, dictionary, or "
      "a table of a study (default: summary)",
      0},
     CLI_TAKES_TABLE},
    {{"format", KEY_FORMAT, "FORMAT", 0, "text or json (default: text)", 0}, CLI_TAKES_STORY},
    {{"lang", KEY_LANG, "en|nl", 0, "Language of texts (default: from LANGUAGE or LANG)", 0}, CLI_TAKES_LANG},
    {{"quiet", KEY_QUIET, NULL, 0, "No progress line and no remarks", 0}, CLI_TAKES_RUNNING},
    {{"no-color", KEY_NO_COLOR, NULL, 0, "No colours (NO_COLOR is honoured too)", 0}, CLI_TAKES_RUNNING},
    {{"help", KEY_HELP, NULL, 0, "Show this help", -1}, ~0u},
    {{"usage", KEY_USAGE, NULL, 0, "Show the options in short", -1}, ~0u},
};
enum { N_OPTIONS = sizeof all_options / sizeof all_options[0] };

struct reading {
    const struct cli_command *command;
    struct cli_options *options;
};

/* A whole number from `lowest` up to `highest`, or a message. */
static error_t read_number(struct argp_state *state, const char *option, const char *text, unsigned long long lowest,
                           unsigned long long highest, unsigned long long *out)
{
    char *end = NULL;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || number < lowest || number > highest) {
        argp_error(state, "--%s=%s: must be a whole number from %llu to %llu", option, text, lowest, highest);
        return EINVAL;
    }
    *out = number;
    return 0;
}

static error_t read_format(struct argp_state *state, const struct cli_command *command, const char *word,
                           enum report_format *out)
{
    const bool list = (command->takes & CLI_TAKES_LIST) != 0, export = (command->takes & CLI_TAKES_EXPORT) != 0;
    const bool story = (command->takes & CLI_TAKES_STORY) != 0;
    enum report_format format;
    if (report_format_find(word, &format) && !(format == REPORT_TEXT && export) && !(format == REPORT_MARKDOWN && !list)
        && !(format == REPORT_CSV && (list || story))) {
        *out = format;
        return 0;
    }
    argp_error(state, "--format=%s: must be %s", word,
               export  ? "csv or json"
               : list  ? "text, json or markdown"
               : story ? "text or json"
                       : "text, json or csv");
    return EINVAL;
}

static error_t read_file(struct argp_state *state, const struct reading *reading, const char *file)
{
    struct cli_options *options = reading->options;
    if (options->n_files >= reading->command->max_files) {
        argp_error(state, "too many arguments: '%s'", file);
        return EINVAL;
    }
    options->files[options->n_files++] = file;
    return 0;
}

static error_t read_numeric(int key, const char *arg, struct argp_state *state, struct cli_options *options)
{
    unsigned long long number = 0;
    error_t status;
    switch (key) {
    case KEY_REPLICATIONS:
        status = read_number(state, "replications", arg, 1, 10000000, &number);
        options->replications = (size_t)number;
        return status;
    case KEY_SEED:
        status = read_number(state, "seed", arg, 0, INT64_MAX, &number);
        options->seed = number;
        options->seed_given = true;
        return status;
    case KEY_REPLICATION:
        status = read_number(state, "replication", arg, 0, 10000000, &number);
        options->replication = (size_t)number;
        return status;
    case KEY_POINTS:
        status = read_number(state, "points", arg, 1, 10000000, &number);
        options->points = (size_t)number;
        return status;
    case KEY_MAX_REPLICATIONS:
        status = read_number(state, "max-replications", arg, 2, 10000000, &number);
        options->max_replications = (size_t)number;
        return status;
    case KEY_BUDGET:
        status = read_number(state, "budget", arg, 1, 1000000000, &number);
        options->budget = (size_t)number;
        return status;
    case KEY_FROM:
    case KEY_TO:
        status = read_number(state, key == KEY_FROM ? "from" : "to", arg, 1, 65535, &number);
        *(key == KEY_FROM ? &options->from : &options->to) = (size_t)number;
        return status;
    default:
        status = read_number(state, "threads", arg, 1, 4096, &number);
        options->threads = (int)number;
        return status;
    }
}

static error_t read_flag(int key, struct cli_options *options)
{
    switch (key) {
    case KEY_FRESH:
        options->fresh = true;
        return 0;
    case KEY_SERIES:
    case KEY_NO_SERIES:
        options->series = key == KEY_SERIES;
        return 0;
    case KEY_EVENTS:
        options->events = true;
        return 0;
    case KEY_QUIET:
        options->quiet = true;
        return 0;
    case KEY_ALL:
        options->all = true;
        return 0;
    case KEY_NO_COLOR:
        options->no_color = true;
        return 0;
    case KEY_HELP:
        options->help = true;
        return 0;
    case KEY_USAGE:
        options->usage = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* "2/8": the second of eight parts. */
static error_t read_shard(struct argp_state *state, const char *text, struct cli_options *options)
{
    char *end = NULL;
    errno = 0;
    const unsigned long long shard = strtoull(text, &end, 10);
    const bool slash = text[0] >= '0' && text[0] <= '9' && *end == '/' && end[1] >= '0' && end[1] <= '9';
    const unsigned long long n = slash ? strtoull(end + 1, &end, 10) : 0;
    if (!slash || *end != '\0' || errno != 0 || shard < 1 || n > 1000000 || shard > n) {
        argp_error(state, "--shard=%s: must be I/N, part I (from 1 to N) of N", text);
        return EINVAL;
    }
    options->shard = (size_t)shard - 1;
    options->n_shards = (size_t)n;
    return 0;
}

static error_t read_delta(struct argp_state *state, const char *arg, struct cli_options *options)
{
    char *end = NULL;
    options->delta = strtod(arg, &end);
    if (end != arg && *end == '\0' && isfinite(options->delta) && options->delta > 0.0)
        return 0;
    argp_error(state, "--delta=%s: must be a number above 0", arg);
    return EINVAL;
}

static error_t read_threshold(struct argp_state *state, const char *arg, struct cli_options *options)
{
    char *end = NULL;
    options->threshold = strtod(arg, &end);
    if (end != arg && *end == '\0' && isfinite(options->threshold))
        return 0;
    argp_error(state, "--threshold=%s: must be a number", arg);
    return EINVAL;
}

/* A command that is gone on with has no --fresh. argp reorders words, and takes shortened options, so the word is known by
 * its address. */
static void forget_fresh(const struct argp_state *state, struct cli_options *options)
{
    for (size_t i = 0; i < options->n_words; i++)
        if (options->words[i] == state->argv[state->next - 1])
            options->words[i] = NULL;
}

/* The type is argp's. */
static error_t read_option(int key, char *arg, struct argp_state *state)
{
    const struct reading *reading = state->input;
    struct cli_options *options = reading->options;

    switch (key) {
    case KEY_SET:
        if (strchr(arg, '=') == NULL || arg[0] == '=') {
            argp_error(state, "--set %s: must be path.to.key=value", arg);
            return EINVAL;
        }
        options->sets[options->n_sets++] = arg;
        return 0;
    case KEY_REPLICATIONS:
    case KEY_SEED:
    case KEY_THREADS:
    case KEY_REPLICATION:
    case KEY_POINTS:
    case KEY_MAX_REPLICATIONS:
    case KEY_BUDGET:
    case KEY_FROM:
    case KEY_TO:
        return read_numeric(key, arg, state, options);
    case KEY_SHARD:
        return read_shard(state, arg, options);
    case KEY_OUT:
        options->out = arg;
        return 0;
    case KEY_OUTCOME:
        options->outcomes[options->n_outcomes++] = arg;
        return 0;
    case KEY_PRECISION:
        options->precisions[options->n_precisions++] = arg;
        return 0;
    case KEY_METHOD:
        options->method = arg;
        return 0;
    case KEY_DELTA:
        return read_delta(state, arg, options);
    case KEY_THRESHOLD:
        return read_threshold(state, arg, options);
    case KEY_TABLE:
        options->table = arg;
        return 0;
    case KEY_ARM:
        options->arm = arg;
        return 0;
    case KEY_ABOUT:
        options->about = arg;
        return 0;
    case KEY_FORMAT:
        return read_format(state, reading->command, arg, &options->format);
    case KEY_LANG:
        if (report_lang_find(arg, &options->lang))
            return 0;
        argp_error(state, "--lang=%s: must be en or nl", arg);
        return EINVAL;
    case ARGP_KEY_ARG:
        return read_file(state, reading, arg);
    case ARGP_KEY_END:
        if (options->help || options->usage || options->n_files >= reading->command->min_files)
            return 0;
        argp_error(state, "%s is missing", reading->command->arguments);
        return EINVAL;
    case KEY_FRESH:
        forget_fresh(state, options);
        return read_flag(key, options);
    default:
        return read_flag(key, options);
    }
}

/* The language of the environment: the first of these that says anything. */
static enum report_lang default_lang(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "nl", 2) == 0 ? REPORT_NL : REPORT_EN;
    }
    return REPORT_EN;
}

/* The options that `command` takes; table[N_OPTIONS + 1]. */
static struct argp command_argp(const struct cli_command *command, struct argp_option *table)
{
    size_t n = 0;
    for (size_t i = 0; i < N_OPTIONS; i++)
        if ((all_options[i].takes & command->takes) != 0 || all_options[i].takes == ~0u)
            table[n++] = all_options[i].option;
    table[n] = (struct argp_option){0};
    return (struct argp){.options = table, .parser = read_option, .args_doc = command->arguments};
}

enum cli_exit cli_options_read(const struct cli_command *command, const char *program, int argc, char **argv,
                               struct cli_options *out)
{
    struct argp_option table[N_OPTIONS + 1];
    const struct argp argp = command_argp(command, table);
    struct reading reading = {.command = command, .options = out};
    const size_t room = (size_t)argc;
    char *name = sim_format("samenspel %s", command->name);
    char **words = sim_calloc(room + 1, sizeof *words);
    enum cli_exit result = CLI_FAILED;

    *out = (struct cli_options){.program = program,
                                .command = command->name,
                                .series = -1,
                                .delta = (double)NAN,
                                .threshold = (double)NAN,
                                .lang = default_lang()};
    out->format = (command->takes & CLI_TAKES_EXPORT) != 0 ? REPORT_CSV : REPORT_TEXT;
    out->words = sim_calloc(room, sizeof *out->words);
    out->files = sim_calloc(room, sizeof *out->files);
    out->sets = sim_calloc(room, sizeof *out->sets);
    out->outcomes = sim_calloc(room, sizeof *out->outcomes);
    out->precisions = sim_calloc(room, sizeof *out->precisions);
    if (name == NULL || words == NULL || out->files == NULL || out->sets == NULL || out->outcomes == NULL
        || out->precisions == NULL || out->words == NULL) {
        cli_warn("out of memory");
        goto cleanup;
    }
    /* argp takes the name for its messages from the first word. */
    memcpy(words, argv, room * sizeof *words);
    words[0] = name;
    for (size_t i = 0; i < room; i++)
        out->words[i] = argv[i];
    out->n_words = room;
    const error_t error = argp_parse(&argp, argc, words, ARGP_NO_EXIT | ARGP_NO_HELP, NULL, &reading);
    result = error == 0 ? CLI_DONE : error == ENOMEM ? CLI_FAILED : CLI_BAD_INPUT;

cleanup:
    free(words);
    free(name);
    return result;
}

void cli_options_free(struct cli_options *options)
{
    free(options->files);
    free(options->sets);
    free(options->outcomes);
    free(options->precisions);
    free(options->words);
    *options = (struct cli_options){0};
}

void cli_options_help(const struct cli_command *command, bool all)
{
    struct argp_option table[N_OPTIONS + 1];
    const struct argp argp = command_argp(command, table);
    char name[64];

    (void)snprintf(name, sizeof name, "samenspel %s", command->name);
    argp_help(&argp, stdout, ARGP_HELP_USAGE, name);
    if (!all)
        return;
    (void)printf("\n%s.\n\n", command->summary);
    if (command->more != NULL)
        (void)printf("%s\n\n", command->more);
    argp_help(&argp, stdout, ARGP_HELP_LONG, name);
}
