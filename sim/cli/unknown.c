/* Options that a command does not have: which one may be meant. */
#include <string.h>

#include "sim/base/text.h"
#include "sim/cli/option.h"
#include "sim/config/suggest.h"

static bool takes(const struct cli_command *command, const struct cli_option *option)
{
    return option->takes == ~0u || (option->takes & command->takes) != 0;
}

/* The option of the command that the first n letters of `word` begin, which argp completes, or else NULL. */
static const struct cli_option *find_long(const struct cli_command *command, const char *word, size_t n)
{
    for (size_t i = 0; i < cli_n_all_options; i++)
        if (takes(command, &cli_all_options[i]) && strncmp(cli_all_options[i].name, word, n) == 0)
            return &cli_all_options[i];
    return NULL;
}

/* Whether the letters of "-qn" end in an option whose value is the next word. */
static bool letters_take_next(const struct cli_command *command, const char *letters)
{
    for (; *letters != '\0'; letters++)
        for (size_t i = 0; i < cli_n_all_options; i++)
            if (takes(command, &cli_all_options[i]) && cli_all_options[i].key == *letters
                && cli_all_options[i].argument != NULL)
                return letters[1] == '\0';
    return false;
}

/* Whether the word after this one is a value, whatever it looks like. */
static bool takes_next(const struct cli_command *command, const char *word)
{
    if (word[0] != '-')
        return false;
    if (word[1] != '-')
        return letters_take_next(command, word + 1);
    const struct cli_option *option = find_long(command, word + 2, strcspn(word + 2, "="));
    return option != NULL && option->argument != NULL && strchr(word, '=') == NULL;
}

/* The commands that have the option with this very name. */
static void list_owners(struct text *text, const char *name, size_t n)
{
    size_t owners = 0;
    for (size_t i = 0; i < cli_n_all_options; i++)
        for (size_t c = 0; c < cli_n_commands && strlen(cli_all_options[i].name) == n
                           && strncmp(cli_all_options[i].name, name, n) == 0;
             c++)
            if (takes(&cli_commands[c], &cli_all_options[i]))
                text_printf(text, "%s%s", owners++ == 0 ? "; it is one of samenspel " : ", ", cli_commands[c].name);
}

/* What can be said of the unknown option `name` of n letters, or nothing. */
static void advise(struct text *text, const struct cli_command *command, const char *name, size_t n)
{
    struct text word = {0};
    text_bytes(&word, name, n);
    struct suggestion near = {.word = text_get(&word)};
    list_owners(text, name, n);
    for (size_t i = 0; i < cli_n_all_options && text->n == 0; i++)
        if (takes(command, &cli_all_options[i]))
            suggest_consider(&near, cli_all_options[i].name, strlen(cli_all_options[i].name));
    if (near.n > 0)
        text_printf(text, "; did you mean --%s?", near.best);
    text_free(&word);
}

bool cli_unknown_option(const struct cli_command *command, size_t n_words, char *const *words)
{
    for (size_t i = 1; i < n_words && strcmp(words[i], "--") != 0; i++) {
        const char *name = words[i] + 2;
        const size_t n = strncmp(words[i], "--", 2) == 0 ? strcspn(name, "=") : 0;
        if (n > 0 && find_long(command, name, n) == NULL) {
            struct text text = {0};
            advise(&text, command, name, n);
            (void)fprintf(stderr, "samenspel %s: unrecognized option '--%.*s'%s\nTry 'samenspel help %s'.\n",
                          command->name, (int)n, name, text_get(&text), command->name);
            text_free(&text);
            return true;
        }
        i += takes_next(command, words[i]) ? 1 : 0;
    }
    return false;
}
