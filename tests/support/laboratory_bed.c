#include "tests/support/laboratory_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/region_bed.h"
#include "tests/support/scenario_file.h"
#include "tests/support/workdir.h"

const char laboratory_bed_header[] = "title = \"test\"; horizon_months = 120; spinup_months = 0;\n";

struct scenario *laboratory_bed_scenario(const char *text, const char *const *sets, size_t n_sets)
{
    const struct scenario_rules rules = region_bed_rules();
    char folder[256], path[512], all[4096];
    workdir_make(folder, sizeof folder);
    assert_true(snprintf(all, sizeof all, "%slaboratory = { active = true; };\n%s", laboratory_bed_header, text)
                < (int)sizeof all);
    workdir_write(folder, "laboratory.cfg", all, path, sizeof path);
    struct scenario *scenario = scenario_file_read(path, sets, n_sets, &rules);
    workdir_remove(folder);
    return scenario;
}
