#include "tests/support/cli_bed.h"

const char cli_bed_scenario[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";
