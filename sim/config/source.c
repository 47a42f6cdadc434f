#include "sim/config/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/mem.h"
#include "sim/config/scan.h"
#include "sim/config/utf8.h"

int source_mark(struct reading *reading, struct source *source, const struct source_file *file, int line)
{
    if (source->n_segments == source->capacity) {
        const size_t capacity = source->capacity ? 2 * source->capacity : 8;
        struct source_segment *segments = sim_realloc(source->segments, capacity, sizeof *segments);

        if (!segments)
            return reading_nomem(reading);
        source->segments = segments;
        source->capacity = capacity;
    }
    source->segments[source->n_segments++] = (struct source_segment){source->line, file, line};
    return SIM_OK;
}

const struct source_file *source_where(const struct source *source, size_t line, int *file_line)
{
    size_t low = 0, high = source->n_segments;

    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (source->segments[middle].start <= line)
            low = middle;
        else
            high = middle;
    }
    *file_line = source->segments[low].line;
    if (*file_line > 0 && line > source->segments[low].start)
        *file_line += (int)(line - source->segments[low].start);
    return source->segments[low].file;
}

char *source_resolve(struct reading *reading, const struct source_file *file, const char *name)
{
    const char *slash = strrchr(file->name, '/');

    if (name[0] == '/' || !slash)
        return pool_text(reading->pool, name);
    return pool_format(reading->pool, "%.*s/%s", (int)(slash - file->name), file->name, name);
}

/* Reads what the descriptor holds, at most SOURCE_MAX_BYTES + 1 bytes. */
static int read_all(struct reading *reading, int descriptor, const char *name, struct text *bytes)
{
    char *block = sim_calloc(1, 65536);
    int status = SIM_OK;

    if (!block)
        return reading_nomem(reading);
    while (bytes->n <= SOURCE_MAX_BYTES) {
        const ssize_t got = read(descriptor, block, 65536);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            status = sim_fail(reading->err, SIM_E_IO, "%s: cannot be read: %s", name, strerrordesc_np(errno));
            break;
        }
        if (got == 0)
            break;
        text_bytes(bytes, block, (size_t)got);
        if (bytes->failed) {
            status = reading_nomem(reading);
            break;
        }
    }
    free(block);
    return status;
}

/* Says that a file cannot be used, at the place where it is named. */
static void say_unusable(struct reading *reading, const char *mention, const char *name, const char *why)
{
    if (mention)
        sim_messages_add(reading->messages, "%s'%s' %s", mention, name, why);
    else
        sim_messages_add(reading->messages, "%s: %s", name, why);
}

/* Opens a file and fills *file. *descriptor is -1 when a message was added instead. */
static void open_file(struct reading *reading, const char *name, const char *mention, struct source_file *file,
                      int *descriptor)
{
    struct stat info;
    const char *why = NULL;
    char *text = NULL;

    *descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (*descriptor < 0 || fstat(*descriptor, &info) < 0) {
        text = sim_format("cannot be opened: %s%s", strerrordesc_np(errno),
                          mention ? "; a name is taken relative to the folder of the file that holds it" : "");
        why = text ? text : "cannot be opened";
        goto cleanup;
    }
    file->device = (uint64_t)info.st_dev;
    file->inode = (uint64_t)info.st_ino;
    if (S_ISDIR(info.st_mode)) {
        why = "is a folder; must be a scenario file";
        goto cleanup;
    }
    for (const struct source_file *above = file->parent; above; above = above->parent)
        if (above->device == file->device && above->inode == file->inode)
            why = "leads back to itself: a file cannot be a base or an include of itself";
cleanup:
    if (why) {
        say_unusable(reading, mention, name, why);
        if (*descriptor >= 0)
            close(*descriptor);
        *descriptor = -1;
    }
    free(text);
}

/* Refuses what is no text. */
static bool check_bytes(struct reading *reading, const struct source_file *file, const struct text *bytes)
{
    const char *s = text_get(bytes);
    int line = file->first_line;

    if (bytes->n > SOURCE_MAX_BYTES) {
        reading_say(reading, file->name, 0, NULL, "is larger than %d MiB; a scenario file is a small text",
                    SOURCE_MAX_BYTES >> 20);
        return false;
    }
    for (size_t i = 0; i < bytes->n;) {
        const size_t length = utf8_length(s + i);
        const unsigned char byte = (unsigned char)s[i];

        if (length == 0 || byte == 0x7f || (byte < 0x20 && !strchr("\t\n\r\f", byte)) || byte == 0) {
            reading_say(reading, file->name, line, NULL, "is not a text in UTF-8: byte 0x%02x found", (unsigned)byte);
            return false;
        }
        if (byte == '\n' && line > 0)
            line++;
        i += length;
    }
    return true;
}

/* Adds a whole file, at the current place of the source. */
static int add_file(struct reading *reading, struct source *source, const char *name, const char *mention,
                    struct source_file *file)
{
    struct text bytes = {0};
    size_t depth = 0;
    int descriptor, status = SIM_OK;

    for (const struct source_file *above = file->parent; above; above = above->parent)
        depth++;
    if (depth >= SOURCE_MAX_DEPTH || ++reading->n_files > SOURCE_MAX_FILES) {
        say_unusable(reading, mention, name,
                     depth >= SOURCE_MAX_DEPTH ? "is one file too many in a chain of 16 files that mention each other"
                                               : "is one file too many: a scenario has at most 1000");
        return SIM_OK;
    }
    open_file(reading, name, mention, file, &descriptor);
    if (descriptor < 0)
        return SIM_OK;
    status = read_all(reading, descriptor, name, &bytes);
    if (status == SIM_OK && check_bytes(reading, file, &bytes))
        status = scan_text(reading, source, file, text_get(&bytes));
    close(descriptor);
    text_free(&bytes);
    return status;
}

int source_include(struct reading *reading, struct source *source, const struct source_file *file, int line,
                   const char *name)
{
    struct source_file *included = pool_alloc(reading->pool, 1, sizeof *included);
    char *mention = pool_format(reading->pool, "%s:%d: @include: ", file->name, line);

    if (!included || !mention)
        return reading_nomem(reading);
    *included = (struct source_file){.parent = file, .first_line = 1};
    included->name = source_resolve(reading, file, name);
    if (!included->name)
        return reading_nomem(reading);
    return add_file(reading, source, included->name, mention, included);
}

/* Whatever was opened must be closed by the end. */
static int finish(struct reading *reading, struct source *source, const struct source_file *file, size_t messages)
{
    int line;

    if (!reading_said(reading, messages) && source->n_brackets > 0) {
        const struct source_bracket *open = &source->brackets[source->n_brackets - 1];
        const struct source_file *end = source_where(source, source->line, &line);

        if (open->line > 0)
            reading_say(reading, end->name, line, file->path,
                        "the file ends, but the '%c' opened at %s:%d is not closed; is a closing bracket missing?",
                        open->kind, open->file, open->line);
        else
            reading_say(reading, end->name, line, file->path, "the value ends, but its '%c' is not closed", open->kind);
    }
    return source->text.failed ? reading_nomem(reading) : SIM_OK;
}

int source_read(struct reading *reading, const char *name, const struct source_file *parent, const char *mention,
                struct source_file *file, struct source *source)
{
    const size_t messages = reading->messages->n;
    int status;

    *file = (struct source_file){.name = name, .parent = parent, .first_line = 1};
    *source = (struct source){.line = 1};
    status = add_file(reading, source, name, mention, file);
    return status == SIM_OK ? finish(reading, source, file, messages) : status;
}

int source_read_text(struct reading *reading, const char *bytes, const struct source_file *file, struct source *source)
{
    const size_t messages = reading->messages->n;
    int status;

    *source = (struct source){.line = 1};
    status = scan_text(reading, source, file, bytes);
    return status == SIM_OK ? finish(reading, source, file, messages) : status;
}

void source_free(struct source *source)
{
    text_free(&source->text);
    free(source->segments);
    *source = (struct source){0};
}
