/* A small parameter table and shortcuts for the tests of sim/config. */
#ifndef TESTS_SUPPORT_CONFIG_TOY_H
#define TESTS_SUPPORT_CONFIG_TOY_H

#include <stddef.h>

#include "sim/config/scenario.h"

extern const struct param config_toy_params[];
extern const size_t config_toy_n_params;
/* The table with a check: mode "nao" wants three members or more. */
extern const struct scenario_rules config_toy_rules;

/* A folder of its own for a test, made at setup and removed with its files (one level of folders deep) at teardown. */
struct config_folder {
    char path[256];
};

/* 0, or -1 when the folder cannot be made. */
int config_folder_make(struct config_folder *folder);
void config_folder_remove(const struct config_folder *folder);
/* Writes `text` to folder/name, making the folder of `name` when needed. Returns 0 or -1. */
int config_folder_write(const struct config_folder *folder, const char *name, const char *text);
/* Full path of folder/name, in a buffer of 512 bytes. */
const char *config_folder_path(const struct config_folder *folder, const char *name, char *buffer);
/* Reads folder/name and holds the messages, without the folder, against the "# expect: " lines at its top: all of
 * them, in that order, and no other. */
void config_expect_messages(const char *folder, const char *name, const struct scenario_rules *rules);
/* Removes every "folder/" from the text. */
void config_strip_folder(char *text, const char *folder);

#endif
