/* Compares two modes of governance: what does a lead organisation change against self-government?
 *
 *     cc compare.c -o compare $(pkg-config --cflags --libs samenspel)
 *     ./compare scenarios/laboratory.cfg lead self-governed surplus 20
 *
 * Prints the mean difference over replications, pair by pair with the same luck, and its 95 % interval. The same
 * numbers stand in the table `contrasts` of the result, compare.db, which the program samenspel reads too. */
#include <samenspel.h>
#include <stdio.h>
#include <stdlib.h>

/* Called after each finished replication; anything but 0 would cancel. */
static int on_progress(void *context, size_t done, size_t total, double seconds)
{
    (void)context;
    fprintf(stderr, "\r%lu of %lu runs, %.1f s", (unsigned long)done, (unsigned long)total, seconds);
    return 0;
}

int main(int argc, char **argv)
{
    const char *overrides[] = {"horizon_months=60"};
    char message[SAMENSPEL_MESSAGE_SIZE];
    samenspel_scenario *scenario = NULL;
    samenspel_result *result = NULL;
    samenspel_run_options options = {0};
    samenspel_contrast difference;
    size_t arm, other, outcome, i;
    int status;

    if (argc != 6) {
        fprintf(stderr, "usage: %s SCENARIO.cfg ARM OTHER_ARM OUTCOME REPLICATIONS\n", argv[0]);
        return 2;
    }

    /* 1. Read the scenario. When it is wrong, all that is wrong with it is said at once. */
    status = samenspel_scenario_load(argv[1], overrides, 1, &scenario, message, sizeof message);
    for (i = 0; i < samenspel_scenario_fault_count(scenario); i++)
        fprintf(stderr, "%s\n", samenspel_scenario_fault(scenario, i));
    if (status != SAMENSPEL_OK)
        goto done;

    /* 2. Run its arms on all cores. What compare.db holds already is not run again. */
    options.replications = strtoul(argv[5], NULL, 10);
    options.progress = on_progress;
    status = samenspel_run(scenario, "compare.db", &options, sizeof options, &result, message, sizeof message);
    fprintf(stderr, "\n");
    if (status != SAMENSPEL_OK)
        goto done;

    /* 3. Read the paired difference. A name that does not exist gives SAMENSPEL_NONE, which is refused here. */
    arm = samenspel_result_find_arm(result, argv[2]);
    other = samenspel_result_find_arm(result, argv[3]);
    outcome = samenspel_result_find_outcome(result, argv[4]);
    status =
        samenspel_result_contrast(result, arm, other, outcome, &difference, sizeof difference, message, sizeof message);
    if (status != SAMENSPEL_OK)
        goto done;
    printf("%s, %s - %s: %.17g [%.17g, %.17g] %s, n = %lu\n", samenspel_result_outcome_label(result, outcome, "en"),
           argv[2], argv[3], difference.diff, difference.lo, difference.hi,
           samenspel_result_outcome_unit(result, outcome), (unsigned long)difference.n);

done:
    if (status != SAMENSPEL_OK)
        fprintf(stderr, "%s: %s\n", argv[0], message);
    samenspel_result_free(result);
    samenspel_scenario_free(scenario);
    return status == SAMENSPEL_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
