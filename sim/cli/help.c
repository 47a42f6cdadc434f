/* Help in the language of the user: the list of commands, and what one of them does and takes. */
#include <stdio.h>
#include <string.h>

#include "sim/cli/option.h"
#include "sim/config/suggest.h"

enum { WIDTH = 100, OPTION_INDENT = 33 };

/* What stands for a value in a usage line. */
static const char *argument_word(const char *word, enum report_lang lang)
{
    static const char *const dutch[][2] = {
        {"PATH=VALUE", "PAD=WAARDE"},
        {"NAME", "NAAM"},
        {"MONTH", "MAAND"},
        {"METHOD", "METHODE"},
        {"OUTCOME:HALFWIDTH", "UITKOMST:HALVEBREEDTE"},
        {"FORMAT", "FORMAAT"},
        {"TABLE", "TABEL"},
        {"RESULTS.db", "RESULTAAT.db"},
        {"PART.db...", "DEEL.db..."},
        {"[COMMAND]", "[OPDRACHT]"},
    };
    for (size_t i = 0; lang == REPORT_NL && i < sizeof dutch / sizeof dutch[0]; i++)
        if (strcmp(dutch[i][0], word) == 0)
            return dutch[i][1];
    return word;
}

static size_t points_in(const char *text, size_t bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += ((unsigned char)text[i] & 0xc0u) != 0x80u;
    return n;
}

/* Prints `bytes` of `text`, broken at blanks; `used` code points stand on the line, later ones begin at `indent`. */
static void print_wrapped(FILE *out, const char *text, size_t bytes, size_t used, size_t indent)
{
    const char *end = text + bytes;
    bool first = true;
    while (text < end) {
        size_t word = strcspn(text, " \n");
        word = word < (size_t)(end - text) ? word : (size_t)(end - text);
        const size_t points = points_in(text, word);
        if (!first && used + 1 + points > WIDTH) {
            (void)fprintf(out, "\n%*s", (int)indent, "");
            used = indent;
        } else if (!first) {
            (void)fputc(' ', out);
            used++;
        }
        (void)fwrite(text, 1, word, out);
        used += points;
        first = false;
        text += word;
        text += text < end && *text == ' ';
    }
    (void)fputc('\n', out);
}

/* Paragraphs, one a line; what begins with blanks is an example, and stays as it is. */
static void print_paragraphs(FILE *out, const char *text)
{
    while (*text != '\0') {
        const size_t bytes = strcspn(text, "\n");
        if (text[0] == ' ')
            (void)fprintf(out, "%.*s\n", (int)bytes, text);
        else
            print_wrapped(out, text, bytes, 0, 0);
        text += bytes + (text[bytes] == '\n');
    }
}

static bool is_taken(const struct cli_option *option, const struct cli_command *command)
{
    return (option->takes & command->takes) != 0 || option->takes == ~0u;
}

/* "--set=PATH=VALUE" */
static void option_text(char *text, size_t size, const struct cli_option *option, enum report_lang lang)
{
    (void)snprintf(text, size, "--%s%s%s", option->name, option->argument != NULL ? "=" : "",
                   option->argument != NULL ? argument_word(option->argument, lang) : "");
}

static void print_usage(FILE *out, const struct cli_command *command, enum report_lang lang)
{
    char option[96], text[100];
    int used = fprintf(out, lang == REPORT_NL ? "Gebruik: samenspel %s" : "Usage: samenspel %s", command->name);
    const int indent = used > 0 ? used : 0;
    used = indent;
    for (size_t i = 0; i <= cli_n_all_options; i++) {
        if (i < cli_n_all_options && !is_taken(&cli_all_options[i], command))
            continue;
        if (i < cli_n_all_options) {
            option_text(option, sizeof option, &cli_all_options[i], lang);
            (void)snprintf(text, sizeof text, "[%s]", option);
        } else {
            (void)snprintf(text, sizeof text, "%s", argument_word(command->arguments, lang));
        }
        const int length = (int)strlen(text);
        if (length == 0)
            continue;
        if (used + 1 + length > WIDTH) {
            (void)fprintf(out, "\n%*s", indent, "");
            used = indent;
        }
        used += fprintf(out, " %s", text);
    }
    (void)fputc('\n', out);
}

static void print_options(FILE *out, const struct cli_command *command, enum report_lang lang)
{
    for (size_t i = 0; i < cli_n_all_options; i++) {
        const struct cli_option *option = &cli_all_options[i];
        char text[96], letter[8] = "    ";
        if (!is_taken(option, command))
            continue;
        if (option->key < 0x80)
            (void)snprintf(letter, sizeof letter, "-%c, ", option->key);
        option_text(text, sizeof text, option, lang);
        const int used = fprintf(out, "  %s%s", letter, text);
        if (used + 2 > OPTION_INDENT)
            (void)fputc('\n', out);
        (void)fprintf(out, "%*s", used + 2 > OPTION_INDENT ? OPTION_INDENT : OPTION_INDENT - used, "");
        print_wrapped(out, option->text[lang], strlen(option->text[lang]), OPTION_INDENT, OPTION_INDENT);
    }
}

void cli_command_help(const struct cli_command *command, bool all, enum report_lang lang)
{
    print_usage(stdout, command, lang);
    if (!all)
        return;
    (void)printf("\n%s.\n\n", command->summary[lang]);
    print_paragraphs(stdout, command->more[lang]);
    (void)fputc('\n', stdout);
    print_options(stdout, command, lang);
}

const struct cli_command *cli_command_find(const char *name)
{
    for (size_t i = 0; i < cli_n_commands; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}

static void list_commands(FILE *out, enum report_lang lang)
{
    for (size_t i = 0; i < cli_n_commands; i++)
        (void)fprintf(out, "  %-11s %-16s %s\n", cli_commands[i].name, argument_word(cli_commands[i].arguments, lang),
                      cli_commands[i].summary[lang]);
}

void cli_overview(FILE *out, enum report_lang lang)
{
    const bool dutch = lang == REPORT_NL;
    (void)fputs(dutch ? "Gebruik: samenspel OPDRACHT [OPTIE...] [SCENARIO.cfg | RESULTAAT.db]\n"
                        "Simuleert samenwerking over domeinen heen in zorg en welzijn.\n\nOpdrachten:\n"
                      : "Usage: samenspel COMMAND [OPTION...] [SCENARIO.cfg | RESULTS.db]\n"
                        "Simulates cross-domain collaboration in health and social care.\n\nCommands:\n",
                out);
    list_commands(out, lang);
    (void)fputs(dutch
                    ? "\nStatus bij het eind: 0 klaar; 1 mislukt tijdens het draaien; 2 opdrachtregel of scenario "
                      "klopt niet;\n130 onderbroken, dezelfde opdracht gaat verder.\n"
                    : "\nExit status: 0 done; 1 failed while running; 2 bad command line or scenario; 130 interrupted, "
                      "the same\ncommand goes on.\n",
                out);
}

enum cli_exit cli_command_unknown(const char *name, enum report_lang lang)
{
    const bool dutch = lang == REPORT_NL;
    const char *near = suggest_nearest(name, &cli_commands[0].name, cli_n_commands, sizeof cli_commands[0]);
    if (near != NULL)
        cli_warn(dutch ? "er is geen opdracht '%s'; bedoelt u '%s'? De opdrachten zijn:"
                       : "there is no command '%s'; did you mean '%s'? The commands are:",
                 name, near);
    else
        cli_warn(dutch ? "er is geen opdracht '%s'. De opdrachten zijn:"
                       : "there is no command '%s'. The commands are:",
                 name);
    list_commands(stderr, lang);
    return CLI_BAD_INPUT;
}

enum cli_exit cli_help(const struct cli_options *options)
{
    if (options->n_files == 0) {
        cli_overview(stdout, options->lang);
        return CLI_DONE;
    }
    const struct cli_command *command = cli_command_find(options->files[0]);
    if (command == NULL)
        return cli_command_unknown(options->files[0], options->lang);
    cli_command_help(command, true, options->lang);
    return CLI_DONE;
}
