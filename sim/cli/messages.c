#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/cli/cli.h"

enum cli_exit cli_exit_of(int status)
{
    switch (status) {
    case SIM_OK:
        return CLI_DONE;
    case SIM_E_INPUT:
    case SIM_E_MISMATCH:
        return CLI_BAD_INPUT;
    case SIM_E_INTERRUPTED:
        return CLI_INTERRUPTED;
    default:
        return CLI_FAILED;
    }
}

enum cli_exit cli_fail(const struct sim_err *err)
{
    cli_warn("%s", err->text);
    return cli_exit_of((int)err->code);
}

void cli_warn(const char *format, ...)
{
    va_list arguments;
    (void)fputs("samenspel: ", stderr);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
}

void cli_quote(struct text *line, const char *word)
{
    static const char plain[] = "-_./=:,+@%";
    bool simple = word[0] != '\0';
    for (const char *c = word; *c != '\0'; c++)
        simple = simple && (isalnum((unsigned char)*c) || strchr(plain, *c) != NULL);
    if (line->n > 0)
        text_add(line, " ");
    if (simple) {
        text_add(line, word);
        return;
    }
    text_add(line, "'");
    for (const char *c = word; *c != '\0'; c++) {
        if (*c == '\'')
            text_add(line, "'\\''");
        else
            text_bytes(line, c, 1);
    }
    text_add(line, "'");
}
