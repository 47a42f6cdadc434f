#include "sim/config/scan.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct scan {
    struct reading *reading;
    struct source *source;
    const struct source_file *file;
    const char *p;
    int line;
    bool stop;  /* a message was added */
    int status; /* not SIM_OK: out of memory, or an included file cannot be read */
};

#define SAY(scan, ...)                                                                                   \
    do {                                                                                                 \
        reading_say((scan)->reading, (scan)->file->name, (scan)->line, (scan)->file->path, __VA_ARGS__); \
        (scan)->stop = true;                                                                             \
    } while (0)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
}

static bool is_name(char c)
{
    return is_name_start(c) || is_digit(c) || c == '-' || c == '_';
}

static void put(struct scan *scan, const char *bytes, size_t n)
{
    text_bytes(&scan->source->text, bytes, n);
    if (scan->source->text.n > SOURCE_MAX_BYTES)
        SAY(scan, "is larger than %d MiB together with its includes", SOURCE_MAX_BYTES >> 20);
}

static void new_line(struct scan *scan)
{
    put(scan, "\n", 1);
    scan->source->line++;
    if (scan->line > 0)
        scan->line++;
}

static void skip_line_comment(struct scan *scan)
{
    while (*scan->p && *scan->p != '\n')
        scan->p++;
}

static void skip_block_comment(struct scan *scan)
{
    const int line = scan->line;

    for (scan->p += 2; *scan->p && !(scan->p[0] == '*' && scan->p[1] == '/'); scan->p++)
        if (*scan->p == '\n')
            new_line(scan);
    if (!*scan->p) {
        scan->line = line;
        SAY(scan, "the comment that begins here with /* is not closed; it ends with */");
        return;
    }
    scan->p += 2;
    put(scan, " ", 1);
}

static void copy_text(struct scan *scan)
{
    const char *start = scan->p;
    const char *p = start + 1;

    while (*p && *p != '"' && *p != '\n')
        p += p[0] == '\\' && p[1] && p[1] != '\n' ? 2 : 1;
    if (*p != '"') {
        SAY(scan, "the text that begins here with \" is not closed; a text ends with \" on the same line");
        return;
    }
    scan->p = p + 1;
    put(scan, start, (size_t)(scan->p - start));
    scan->source->last = '"';
}

static void open_bracket(struct scan *scan)
{
    struct source *source = scan->source;

    if (source->n_brackets == SOURCE_MAX_BRACKETS) {
        SAY(scan, "groups and lists are nested deeper than %d", SOURCE_MAX_BRACKETS);
        return;
    }
    source->brackets[source->n_brackets++] = (struct source_bracket){*scan->p, scan->file->name, scan->line};
    source->last = *scan->p;
    put(scan, scan->p++, 1);
}

static void close_bracket(struct scan *scan)
{
    struct source *source = scan->source;
    const char close = *scan->p;
    const char open = close == '}' ? '{' : close == ')' ? '(' : '[';
    const struct source_bracket *top = source->n_brackets > 0 ? &source->brackets[source->n_brackets - 1] : NULL;

    if (!top) {
        SAY(scan, "'%c' closes nothing; is it one too many, or is '%c' missing before it?", close, open);
    } else if (top->kind != open) {
        if (top->line > 0)
            SAY(scan, "'%c' found, but the '%c' opened at %s:%d is not closed yet", close, top->kind, top->file,
                top->line);
        else
            SAY(scan, "'%c' found, but the '%c' before it is not closed yet", close, top->kind);
    } else if (source->last == ',' && close != '}') {
        SAY(scan, "a comma stands before '%c'; leave out the comma after the last element", close);
    } else {
        source->n_brackets--;
        source->last = close;
        put(scan, scan->p++, 1);
    }
}

/* Length of the digits, letters, point and sign of an exponent that make up one number. */
static size_t number_length(const char *p)
{
    const bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    size_t n = 0;

    while (isalnum((unsigned char)p[n]) || p[n] == '.' || p[n] == '_'
           || (!hex && n > 0 && (p[n] == '+' || p[n] == '-') && (p[n - 1] == 'e' || p[n - 1] == 'E')))
        n++;
    return n;
}

/* 1 when the token is a whole number (*value), 0 when it is something else, -1 when it is one and does not fit. */
static int whole_number(const char *p, size_t n, uint64_t *value)
{
    const bool hex = n > 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    size_t digits = hex ? 2 : 0, i;
    char *end;

    while (digits < n && (hex ? isxdigit((unsigned char)p[digits]) : is_digit(p[digits])))
        digits++;
    for (i = digits; i < n && p[i] == 'L' && i < digits + 2; i++)
        continue;
    if (i < n || digits == (hex ? 2u : 0u))
        return 0;
    errno = 0;
    *value = strtoull(hex ? p + 2 : p, &end, hex ? 16 : 10);
    return errno == 0 && *value <= INT64_MAX ? 1 : -1;
}

static void copy_number(struct scan *scan)
{
    struct source *source = scan->source;
    const char *p = scan->p;
    const size_t n = number_length(p);
    const char inside = source->n_brackets > 0 ? source->brackets[source->n_brackets - 1].kind : '{';
    uint64_t value = 0;
    const int whole = whole_number(p, n, &value);

    if (inside == '{' && p[n] == ',' && is_digit(p[n + 1])) {
        const size_t m = number_length(p + n + 1);

        SAY(scan, "'%.*s' has a decimal comma; write a decimal point: %.*s.%.*s", (int)(n + 1 + m), p, (int)n, p,
            (int)m, p + n + 1);
        return;
    }
    if (whole < 0) {
        SAY(scan, "the number %.*s is too large; whole numbers go up to %" PRId64, (int)n, p, INT64_MAX);
        return;
    }
    if (whole > 0) {
        text_printf(&source->text, "%" PRIu64 "%s", value, inside == '[' ? ".0" : "L");
    } else {
        put(scan, p, n);
    }
    scan->p += n;
    source->last = '0';
}

static bool is_truth(const char *p, size_t n)
{
    return (n == 4 && strncasecmp(p, "true", n) == 0) || (n == 5 && strncasecmp(p, "false", n) == 0);
}

/* A key, or true or false. */
static void copy_name(struct scan *scan)
{
    const struct source *source = scan->source;
    const char inside = source->n_brackets > 0 ? source->brackets[source->n_brackets - 1].kind : '{';
    const bool value = inside != '{' || source->last == '=' || source->last == ':';
    size_t n = 0;

    while (is_name(scan->p[n]))
        n++;
    if (value && !is_truth(scan->p, n)) {
        SAY(scan, "the text %.*s stands without quotation marks; write \"%.*s\"", (int)n, scan->p, (int)n, scan->p);
        return;
    }
    put(scan, scan->p, n);
    scan->p += n;
    scan->source->last = 'a';
}

static void include(struct scan *scan)
{
    const char *start = strchr(scan->p, '"');
    const char *end = scan->p + strcspn(scan->p, "\n");
    const size_t messages = scan->reading->messages->n;
    char *name;

    if (start && start < end)
        end = memchr(start + 1, '"', (size_t)(end - start - 1));
    if (!start || !end || *end != '"' || strspn(scan->p + 8, " \t") != (size_t)(start - scan->p) - 8) {
        SAY(scan, "@include is not complete; write @include \"file.cfg\"");
        return;
    }
    if (scan->line == 0) {
        SAY(scan, "@include cannot be used here");
        return;
    }
    name = pool_format(scan->reading->pool, "%.*s", (int)(end - start - 1), start + 1);
    if (!name) {
        scan->status = reading_nomem(scan->reading);
        return;
    }
    scan->status = source_include(scan->reading, scan->source, scan->file, scan->line, name);
    if (reading_said(scan->reading, messages))
        scan->stop = true;
    scan->p = end + 1;
    put(scan, "\n", 1);
    scan->source->line++;
    if (scan->status == SIM_OK)
        scan->status = source_mark(scan->reading, scan->source, scan->file, scan->line);
}

/* Handles what begins at scan->p. `first` is true when only blanks stand before it on the line. */
static void scan_one(struct scan *scan, bool first)
{
    const char c = *scan->p;

    if (c == '\n') {
        new_line(scan);
        scan->p++;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
        put(scan, " ", 1);
        scan->p++;
    } else if (c == '#' || (c == '/' && scan->p[1] == '/')) {
        skip_line_comment(scan);
    } else if (c == '/' && scan->p[1] == '*') {
        skip_block_comment(scan);
    } else if (c == '"') {
        copy_text(scan);
    } else if (c == '{' || c == '(' || c == '[') {
        open_bracket(scan);
    } else if (c == '}' || c == ')' || c == ']') {
        close_bracket(scan);
    } else if (is_digit(c) || (c == '.' && is_digit(scan->p[1]))) {
        copy_number(scan);
    } else if (is_name_start(c)) {
        copy_name(scan);
    } else if (first && strncmp(scan->p, "@include", 8) == 0) {
        include(scan);
    } else {
        scan->source->last = c;
        put(scan, scan->p++, 1);
    }
}

int scan_text(struct reading *reading, struct source *source, const struct source_file *file, const char *bytes)
{
    struct scan scan = {.reading = reading, .source = source, .file = file, .p = bytes, .line = file->first_line};
    bool first = true;

    if (strncmp(bytes, "\xef\xbb\xbf", 3) == 0) /* the mark that Windows' editors put at the start */
        scan.p += 3;
    scan.status = source_mark(reading, source, file, scan.line);
    while (*scan.p && !scan.stop && scan.status == SIM_OK && !source->text.failed) {
        const char c = *scan.p;

        scan_one(&scan, first);
        first = c == '\n' || (first && (c == ' ' || c == '\t' || c == '\r'));
    }
    if (source->text.failed)
        return reading_nomem(reading);
    return scan.status;
}
