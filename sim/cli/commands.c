#include <stdio.h>
#include <string.h>

#include "sim/cli/cli.h"

static const char run_more[] =
    "Runs the first arm of the scenario, as often as the scenario or --replications says, and shows mean and 95 %\n"
    "interval of the outcomes. Every finished run is stored at once; the same command goes on where it was\n"
    "interrupted, and shows the stored result when that is complete.";
static const char compare_more[] =
    "Runs all arms of the scenario with the same random numbers and shows the paired differences with the reference\n"
    "arm, who pays and who gains. With --precision (\"trust:0.5\", \"cost_per_head:1%\") replications are added until "
    "the\n"
    "intervals of the differences (of the mean, for run) are narrow enough. Every finished run is stored at once; the "
    "same command goes on where it was\n"
    "interrupted, and shows the stored result when that is complete.";
static const char export_more[] =
    "Writes one table of a result database to standard output. Numbers read back to the same bits; a missing value is\n"
    "empty in CSV and null in JSON. The tables series and flow-series hold every month, and are there when the result\n"
    "was made with --series; the table events, with months from 0 and the reasons of every event as JSON, when it was\n"
    "made with --events.";

static const char trace_more[] =
    "Runs one replication of one arm again - the very run that compare did with the same seed - and tells in "
    "sentences\n"
    "what happened in the collaboration and why: who decided or blocked what, for which reasons, what it did to "
    "trust,\n"
    "who dragged its feet, who left, which payers took part. By default the turning points and a line for every year;\n"
    "--all tells everything, --about NAME all that one party or coalition has part in. Months count from the start of\n"
    "the horizon. The JSON holds every event with all its numbers and reasons, in units of what full effort in the\n"
    "coalition costs (trust: 0 to 1), and both languages.\n\n"
    "Examples:\n"
    "  samenspel trace scenarios/midden-limburg.cfg --arm lead+cashier --replication 3\n"
    "  samenspel trace scenarios/midden-limburg.cfg --about laurentius --lang nl\n"
    "  samenspel trace scenarios/midden-limburg.cfg --from 1 --to 24 --format json";

static const char sweep_more[] =
    "Runs all arms at the points of experiment.design (factorial, lhs, sobol or one-at-a-time) over the parameters of\n"
    "experiment.vary, the same luck at every point, and shows what each parameter does to each outcome and to the\n"
    "differences between arms. Replications can be added to a result later; points too with design = \"sobol\".\n\n"
    "With experiment.design = posterior and experiment.posterior = the result of calibrate, it runs all arms at draws\n"
    "from what was fitted (experiment.calibrate; at most --points), so that outcomes and differences also show how\n"
    "unsure the fitted parameters are:\n"
    "  samenspel sweep FIT.cfg --set experiment.design=posterior --set experiment.posterior=results/FIT-calibrate.db";

static const char sensitivity_more[] =
    "Finds which parameters of experiment.vary matter most for each outcome and each difference between arms.\n"
    "--method=morris (default) takes few runs: --points trajectories (10 to 50), each of which changes every "
    "parameter\n"
    "once; it tells which parameters matter, which way, and whether that depends on the others. --method=sobol takes\n"
    "many: --points rows (256 or more, a power of two) of two points more than there are parameters; it tells how "
    "much\n"
    "of the spread goes with each parameter, alone and together with others. --replications of 2 or more tell how "
    "much\n"
    "is chance.";

static const char calibrate_more[] =
    "Fits the parameters of experiment.calibrate, each over its range, to the reported facts of experiment.targets, "
    "by\n"
    "approximate Bayesian computation with at most --points points: which values make the model give those facts, how\n"
    "sure that is, and whether all facts can be met at once. An eighth of the points checks the fit with fresh runs.\n"
    "Every point has --replications runs of its own (2 or more; 4 to 10 is usual): what chance is left in their mean\n"
    "widens the answer. Other targets or another number of replications or points make another fit.";

static const char discover_more[] =
    "Runs all arms at the points of experiment.design (lhs, sobol or factorial) over the parameters of "
    "experiment.vary,\n"
    "the same luck at every point, and tells for each outcome which arm does best where: in which boxes of "
    "parameters,\n"
    "how sure that is, and which arm is least regretted over all points. With --threshold also how often each arm is\n"
    "good enough. A draft of 20 points x 5 replications takes little; 100 to 300 points show boxes well.\n\n"
    "Example:\n"
    "  samenspel discover scenarios/laboratory-designs.cfg --outcome surplus --threshold 0";

static const char select_more[] =
    "Finds the arm that is best on one outcome (--outcome) with fewer runs than a comparison of all needs.\n"
    "--method=ocba (default) gives the replications of --budget to the arms where they tell most; arms that are "
    "clearly\n"
    "behind get few. --method=kn drops arms one by one until one is left, which is the best with 95 % probability if "
    "it\n"
    "is ahead by --delta or more.";

static const char advise_more[] =
    "Runs a pilot of all arms (--replications, default 20) and tells for each outcome how many replications which\n"
    "precision takes, how small a difference can be found, and how long it lasts. --precision (\"trust:0.5\", "
    "\"cost_per_head:1%\")\n"
    "asks for a half-width, --delta (with one --outcome) for a difference that must be found. The pilot is the "
    "beginning\n"
    "of the comparison: compare goes on from it, and runs that are there already are part of the pilot.";

static const char merge_more[] =
    "Takes over the runs of results that were made with --shard, or by the same command on several machines. What is\n"
    "there already stays. A run that two parts hold with different numbers is an error. Afterwards the command that\n"
    "made the parts, without --shard and with --out R.db, finds everything and shows the result.\n\n"
    "Example:\n"
    "  samenspel compare scenarios/twente.cfg --shard 1/2        # on one machine\n"
    "  samenspel compare scenarios/twente.cfg --shard 2/2        # on another\n"
    "  samenspel merge --out twente.db results/twente-compare.*-of-2.db\n"
    "  samenspel compare scenarios/twente.cfg --out twente.db";

const struct cli_command cli_commands[] = {
    {"run", "SCENARIO.cfg", "Simulate the scenario as written (its first arm)", run_more,
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_PRECISION, 1, 1, cli_run},
    {"compare", "SCENARIO.cfg", "Simulate all arms of the scenario and compare them", compare_more,
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_PRECISION, 1, 1, cli_run},
    {"advise", "SCENARIO.cfg", "Tell from a pilot how many replications a comparison needs", advise_more,
     CLI_TAKES_RUNNING | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_ADVICE, 1, 1, cli_study},
    {"sweep", "SCENARIO.cfg", "Simulate all arms at the points of a design over parameters", sweep_more,
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN, 1, 1, cli_study},
    {"sensitivity", "SCENARIO.cfg", "Find which parameters matter most for the outcomes", sensitivity_more,
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN | CLI_TAKES_METHOD, 1,
     1, cli_study},
    {"calibrate", "SCENARIO.cfg", "Fit parameters to reported facts, and say how sure that is", calibrate_more,
     CLI_TAKES_RUNNING | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN, 1, 1, cli_study},
    {"discover", "SCENARIO.cfg", "Find out where in the space of parameters which arm does best", discover_more,
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN | CLI_TAKES_THRESHOLD,
     1, 1, cli_study},
    {"select", "SCENARIO.cfg", "Find the best arm with the runs where they tell most", select_more,
     CLI_TAKES_RUNNING | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_SELECT | CLI_TAKES_METHOD, 1, 1, cli_study},
    {"trace", "SCENARIO.cfg", "Tell what happened in one replication, and why", trace_more,
     CLI_TAKES_STORY | CLI_TAKES_LANG, 1, 1, cli_trace},
    {"check", "SCENARIO.cfg...", "Read and verify scenarios, run nothing",
     "Prints ok, or every fault in the files on standard error with exit status 2.", CLI_TAKES_SET, 1, 100000,
     cli_check},
    {"params", "", "The parameters: what a scenario can say, with units, ranges, defaults and sources", NULL,
     CLI_TAKES_LIST | CLI_TAKES_LANG, 0, 0, cli_params},
    {"outcomes", "", "The outcomes: what is measured, with units and directions", NULL, CLI_TAKES_LIST | CLI_TAKES_LANG,
     0, 0, cli_outcomes},
    {"export", "RESULTS.db", "A table of a result as CSV or JSON on standard output", export_more,
     CLI_TAKES_TABLE | CLI_TAKES_EXPORT, 1, 1, cli_export},
    {"merge", "PART.db...", "Put the parts of one experiment together (--out R.db)", merge_more, CLI_TAKES_MERGE, 1,
     100000, cli_merge},
    {"version", "", "The version of the program, its model and its libraries", NULL, 0, 0, 0, cli_version},
    {"help", "[COMMAND]", "This list, or the options of a command", NULL, 0, 0, 1, cli_help},
};
const size_t cli_n_commands = sizeof cli_commands / sizeof cli_commands[0];

const struct cli_command *cli_command_find(const char *name)
{
    for (size_t i = 0; i < cli_n_commands; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}

static void list_commands(FILE *out)
{
    for (size_t i = 0; i < cli_n_commands; i++)
        (void)fprintf(out, "  %-11s %-16s %s\n", cli_commands[i].name, cli_commands[i].arguments,
                      cli_commands[i].summary);
}

void cli_overview(FILE *out)
{
    (void)fputs("Usage: samenspel COMMAND [OPTION...] [SCENARIO.cfg | RESULTS.db]\n"
                "Simulates cross-domain collaboration in health and social care.\n\nCommands:\n",
                out);
    list_commands(out);
    (void)fputs(
        "\nExit status: 0 done; 1 failed while running; 2 bad command line or scenario; 130 interrupted, the same\n"
        "command goes on.\n",
        out);
}

enum cli_exit cli_command_unknown(const char *name)
{
    const char *near = cli_nearest(name, &cli_commands[0].name, cli_n_commands, sizeof cli_commands[0]);
    if (near != NULL)
        cli_warn("there is no command '%s'; did you mean '%s'? The commands are:", name, near);
    else
        cli_warn("there is no command '%s'. The commands are:", name);
    list_commands(stderr);
    return CLI_BAD_INPUT;
}

enum cli_exit cli_help(const struct cli_options *options)
{
    if (options->n_files == 0) {
        cli_overview(stdout);
        return CLI_DONE;
    }
    const struct cli_command *command = cli_command_find(options->files[0]);
    if (command == NULL)
        return cli_command_unknown(options->files[0]);
    cli_options_help(command, true);
    return CLI_DONE;
}
