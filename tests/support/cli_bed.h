/* What tests of the program run it with. */
#ifndef TESTS_SUPPORT_CLI_BED_H
#define TESTS_SUPPORT_CLI_BED_H

#define CLI_BED_SCENARIO SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg"

/* Keeps a run of the real model short. */
#define CLI_BED_SHORT "--set", "horizon_months=3", "--set", "spinup_months=12", "--set", "region.scale=0.02"

#endif
