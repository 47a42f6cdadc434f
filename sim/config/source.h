/* The text of a scenario file with its @include files put in place, in a form that libconfig reads safely, and the
 * way back from a line of that text to the file and line that the user wrote.
 *
 * libconfig never opens a file here: version 1.5 looks for every @include in one folder, ends the program on an
 * included folder and silently truncates numbers that do not fit 32 bits. So includes are resolved here, relative to
 * the file that holds them; whole numbers are handed on as 64-bit ones (as real ones inside [ ], where libconfig
 * wants one type); and what a lexer can tell better than a parser is refused with a message that says what to do:
 * brackets that do not match, texts and comments that do not end, decimal commas, numbers that are too large, a
 * comma before a closing bracket. */
#ifndef SIM_CONFIG_SOURCE_H
#define SIM_CONFIG_SOURCE_H

#include <stdint.h>

#include "sim/base/text.h"
#include "sim/config/reading.h"

enum {
    SOURCE_MAX_BYTES = 16 << 20, /* of one file, and of a file with its includes */
    SOURCE_MAX_BRACKETS = 32,    /* open at the same time */
    SOURCE_MAX_DEPTH = 16,       /* files that mention each other in a chain */
    SOURCE_MAX_FILES = 1000,     /* of one scenario */
};

/* A file and the chain of files that led to it. */
struct source_file {
    const char *name;                 /* as messages show it */
    const char *path;                 /* NULL, or the parameter path that messages show as well */
    const struct source_file *parent; /* mentions this one; NULL for the main file */
    uint64_t device, inode;
    int first_line; /* 1; 0 for a text that has no lines of its own */
};

struct source_segment {
    size_t start; /* first line of the text that comes from... */
    const struct source_file *file;
    int line; /* ...this line of this file */
};

struct source_bracket {
    char kind;
    const char *file;
    int line;
};

struct source {
    struct text text;
    struct source_segment *segments; /* by start */
    size_t n_segments, capacity;
    size_t line; /* that is being written, from 1 */
    struct source_bracket brackets[SOURCE_MAX_BRACKETS];
    size_t n_brackets;
    char last; /* last character that was no blank and no comment */
};

/* Reads a file. `mention` tells where it is named, as the beginning of messages ("a.cfg:3: base: "), NULL for the
 * main file. *file is filled; it and `parent` must outlive `source`. On SIM_OK without messages the text is
 * complete. SIM_E_NOMEM; SIM_E_IO when an open file cannot be read. */
int source_read(struct reading *reading, const char *name, const struct source_file *parent, const char *mention,
                struct source_file *file, struct source *source) __attribute__((warn_unused_result));
/* Takes a text in memory as the content of `file`, whose name and path the caller has set. */
int source_read_text(struct reading *reading, const char *bytes, const struct source_file *file, struct source *source)
    __attribute__((warn_unused_result));
void source_free(struct source *source);

/* The place that line `line` of the text came from. */
const struct source_file *source_where(const struct source *source, size_t line, int *file_line);
/* A file name written in `file`, as a path that can be opened. In the reading's pool; NULL when out of memory. */
char *source_resolve(struct reading *reading, const struct source_file *file, const char *name);
/* Puts the file `name` in place of the directive at `line` of `file`. For scan.c. */
int source_include(struct reading *reading, struct source *source, const struct source_file *file, int line,
                   const char *name) __attribute__((warn_unused_result));
/* Notes that what is written from here comes from `line` of `file`. For scan.c. */
int source_mark(struct reading *reading, struct source *source, const struct source_file *file, int line)
    __attribute__((warn_unused_result));

#endif
