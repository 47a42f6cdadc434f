/* One folder for the tests of a program of sim/config, and scenarios of the toy table in it. A fault is a test
 * failure. */
#ifndef TESTS_SUPPORT_CONFIG_BED_H
#define TESTS_SUPPORT_CONFIG_BED_H

#include "tests/support/config_toy.h"

/* What a scenario must say. */
#define CONFIG_BED_HEAD "title = \"T\"; horizon_months = 12; payment = { kind = \"bundled\"; };\n"

extern struct config_folder config_bed;

/* Make and remove the folder, as cmocka takes them. */
int config_bed_set_up(void **state);
int config_bed_tear_down(void **state);
/* Writes `text` to the file of this name in the folder. */
void config_bed_write(const char *name, const char *text);
/* Reads the file of this name, with "path=value" in `sets`; or `text`, by way of main.cfg. It must be good; to be freed
 * with scenario_free. */
struct scenario *config_bed_load(const char *name, const char *const *sets, size_t n_sets);
struct scenario *config_bed_load_text(const char *text);
/* Reads the file of this name, which must give exactly these messages; main.cfg, with one set and one message. */
void config_bed_refuse(const char *name, const char *const *sets, size_t n_sets, const char *const *expected, size_t n);
void config_bed_refuse_set(const char *set, const char *expected);

#endif
