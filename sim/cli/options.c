#include <argp.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/cli/option.h"

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
enum report_lang cli_default_lang(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "nl", 2) == 0 ? REPORT_NL : REPORT_EN;
    }
    return REPORT_EN;
}

/* The options that `command` takes, as argp wants them; table[CLI_MOST_OPTIONS + 1]. */
static struct argp command_argp(const struct cli_command *command, struct argp_option *table)
{
    size_t n = 0;
    for (size_t i = 0; i < cli_n_all_options; i++)
        if ((cli_all_options[i].takes & command->takes) != 0 || cli_all_options[i].takes == ~0u)
            table[n++] = (struct argp_option){.name = cli_all_options[i].name,
                                              .key = cli_all_options[i].key,
                                              .arg = cli_all_options[i].argument};
    table[n] = (struct argp_option){0};
    return (struct argp){.options = table, .parser = read_option, .args_doc = command->arguments};
}

enum cli_exit cli_options_read(const struct cli_command *command, const char *program, int argc, char **argv,
                               struct cli_options *out)
{
    struct argp_option table[CLI_MOST_OPTIONS + 1];
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
                                .lang = cli_default_lang()};
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
    if (cli_unknown_option(command, room, words)) {
        result = CLI_BAD_INPUT;
        goto cleanup;
    }
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
