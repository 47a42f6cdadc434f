/* The resolved values of one arm of a scenario: every parameter of the table has a value of the right type and
 * range. Immutable after loading, so any number of threads may read it.
 *
 * `path` is the path of a row of the parameter table, word for word ("organisations[].fte"); `i` is the group of the
 * list (0 for a parameter outside lists). Asking for a path that is not in the table, or for another type, is a
 * programming error: debug builds stop with an assertion, release builds get 0, NaN, "" or no elements. Look-ups
 * cost a binary search: read what a step needs once, when a replication is created. */
#ifndef SIM_CONFIG_SETTINGS_H
#define SIM_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct settings;

double settings_real_at(const struct settings *settings, const char *path, size_t i); /* REAL or INT */
int64_t settings_int_at(const struct settings *settings, const char *path, size_t i);
bool settings_bool_at(const struct settings *settings, const char *path, size_t i);
int settings_choice_at(const struct settings *settings, const char *path, size_t i);       /* position in `choices` */
const char *settings_text_at(const struct settings *settings, const char *path, size_t i); /* TEXT, CHOICE; borrowed */
/* Arrays: returns the number of elements; *values is borrowed. */
size_t settings_reals_at(const struct settings *settings, const char *path, size_t i, const double **values);
size_t settings_texts_at(const struct settings *settings, const char *path, size_t i, const char *const **values);

#define settings_real(settings, path) settings_real_at((settings), (path), 0)
#define settings_int(settings, path) settings_int_at((settings), (path), 0)
#define settings_bool(settings, path) settings_bool_at((settings), (path), 0)
#define settings_choice(settings, path) settings_choice_at((settings), (path), 0)
#define settings_text(settings, path) settings_text_at((settings), (path), 0)

/* Number of groups in the list `list` ("organisations"); 0 when the scenario has none. */
size_t settings_count(const struct settings *settings, const char *list);
/* Group of `list` whose PARAM_NAME key equals `name`, or -1. */
int settings_find(const struct settings *settings, const char *list, const char *name);
/* True when the scenario (or --set) states the value, false when it is the table's default. */
bool settings_stated(const struct settings *settings, const char *path, size_t i);
/* "file:line: path.to.key" of a value, for a model's own messages about contradictions (a default: "file: path.to.key",
 * with the scenario's main file). Borrowed; valid as long as the settings. */
const char *settings_where(const struct settings *settings, const char *path, size_t i);

#endif
