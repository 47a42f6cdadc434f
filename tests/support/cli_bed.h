/* What tests of the program run it with. */
#ifndef TESTS_SUPPORT_CLI_BED_H
#define TESTS_SUPPORT_CLI_BED_H

/* The file of a scenario of the whole model: Midden-Limburg. */
extern const char cli_bed_scenario[];

/* Keeps a run of it short. */
#define CLI_BED_SHORT "--set", "horizon_months=3", "--set", "spinup_months=12", "--set", "region.scale=0.02"

#endif
