/* The commands, and what help says of them in both languages. */
#include "sim/cli/cli.h"

/* Paragraphs are one line each, and broken when printed; lines that begin with blanks stay as they are. */
const struct cli_command cli_commands[] = {
    {"run",
     "SCENARIO.cfg",
     {"Simulate the scenario as written (its first arm)",
      "Het scenario simuleren zoals het er staat (de eerste variant)"},
     {"Runs the first arm of the scenario, as often as the scenario or --replications says, and shows "
      "mean and 95 % interval of the outcomes. With --precision (\"trust:0.5\", \"cost_per_head:1%\") "
      "replications are added until the intervals of the means are narrow enough; a percentage is one "
      "of the arm's own mean. Every finished run is stored at once; the same command goes on where it "
      "was interrupted, and shows the stored result when that is complete.",
      "Draait de eerste variant van het scenario, zo vaak als het scenario of --replications zegt, en "
      "toont gemiddelde en 95%-interval van de uitkomsten. Met --precision (\"trust:0.5\", "
      "\"cost_per_head:1%\") komen er herhalingen bij tot de intervallen van de gemiddelden smal genoeg "
      "zijn; een percentage is er een van het gemiddelde van de variant zelf. Elke run die af is, "
      "wordt meteen opgeslagen; dezelfde opdracht gaat verder waar ze werd onderbroken, en toont het "
      "opgeslagen resultaat als dat af is."},
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_PRECISION,
     1,
     1,
     cli_run},
    {"compare",
     "SCENARIO.cfg",
     {"Simulate all arms of the scenario and compare them", "Alle varianten van het scenario simuleren en vergelijken"},
     {"Runs all arms of the scenario with the same random numbers and shows the paired differences "
      "with the reference arm, who pays and who gains. With --precision (\"trust:0.5\", "
      "\"cost_per_head:1%\") replications are added until the intervals of the differences are narrow "
      "enough; a percentage is one of the reference arm's mean, also for a difference. They are "
      "looked at after 20, 30, 40, 60, 80, 120, ... replications, and must be narrow enough at two of "
      "these in a row; an outcome that is equal in nearly all runs is never said to be precise. Every finished run is "
      "stored at once; the same command goes on where it was interrupted, and shows the stored result "
      "when that is complete.",
      "Draait alle varianten van het scenario met hetzelfde toeval en toont de gepaarde verschillen "
      "met de referentie, wie betaalt en wie wint. Met --precision (\"trust:0.5\", \"cost_per_head:1%\") "
      "komen er herhalingen bij tot de intervallen van de verschillen smal genoeg zijn; een percentage "
      "is er een van het gemiddelde van de referentie, ook bij een verschil. Er wordt gekeken bij 20, "
      "30, 40, 60, 80, 120, ... herhalingen, en het moet bij twee daarvan achter elkaar smal genoeg "
      "zijn; een uitkomst die in bijna alle runs gelijk is, heet nooit nauwkeurig. Elke run die af is, "
      "wordt meteen opgeslagen; dezelfde opdracht gaat verder waar ze werd onderbroken, en toont het "
      "opgeslagen resultaat als dat af is."},
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_PRECISION,
     1,
     1,
     cli_run},
    {"advise",
     "SCENARIO.cfg",
     {"Tell from a pilot how many replications a comparison needs",
      "Uit een proef zeggen hoeveel herhalingen een vergelijking vraagt"},
     {"Runs a pilot of all arms (--replications, default 20) and tells for each outcome how many "
      "replications which precision takes, how small a difference can be found, and how long it lasts. "
      "--precision (\"trust:0.5\", \"cost_per_head:1%\"; a percentage is one of the reference arm's mean) "
      "asks for a half-width, and tells also where compare with the same --precision is expected to "
      "stop; --delta (with one --outcome) for a difference that must be found. Of what is equal in "
      "nearly all runs of the pilot no number is given. The pilot is the beginning of the comparison: "
      "compare goes on from it, and runs that are there already are part of the pilot.",
      "Draait een proef van alle varianten (--replications, standaard 20) en vertelt voor elke "
      "uitkomst hoeveel herhalingen welke nauwkeurigheid vraagt, hoe klein een verschil te vinden is, "
      "en hoe lang dat duurt. --precision (\"trust:0.5\", \"cost_per_head:1%\"; een percentage is er een "
      "van het gemiddelde van de referentie) vraagt om een halve breedte, en vertelt ook waar compare "
      "met dezelfde --precision naar verwachting stopt; --delta (met een --outcome) om een verschil "
      "dat gevonden moet worden. Van wat in bijna alle runs van de proef gelijk is, wordt geen aantal "
      "gegeven. De proef is het begin van de vergelijking: compare gaat ermee verder, en runs die er "
      "al zijn, horen bij de proef."},
     CLI_TAKES_RUNNING | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_ADVICE,
     1,
     1,
     cli_study},
    {"sweep",
     "SCENARIO.cfg",
     {"Simulate all arms at the points of a design over parameters",
      "Alle varianten simuleren op de punten van een opzet over parameters"},
     {"Runs all arms at the points of experiment.design (factorial, lhs, sobol or one-at-a-time) over "
      "the parameters of experiment.vary, the same luck at every point, and shows what each parameter "
      "does to each outcome and to the differences between arms. Replications can be added to a result "
      "later; points too with design = \"sobol\".\n"
      "\n"
      "With experiment.design = posterior and experiment.posterior = the result of calibrate, it runs "
      "all arms at draws from what was fitted (experiment.calibrate; at most --points), so that outcomes "
      "and differences also show how unsure the fitted parameters are:\n"
      "  samenspel sweep FIT.cfg --set experiment.design=posterior \\\n"
      "      --set experiment.posterior=results/FIT-calibrate.db",
      "Draait alle varianten op de punten van experiment.design (factorial, lhs, sobol of "
      "one-at-a-time) over de parameters van experiment.vary, met hetzelfde toeval op elk punt, en "
      "toont wat elke parameter doet met elke uitkomst en met de verschillen tussen varianten. "
      "Herhalingen kunnen later bij een resultaat komen; bij design = \"sobol\" ook punten.\n"
      "\n"
      "Met experiment.design = posterior en experiment.posterior = het resultaat van calibrate draaien "
      "alle varianten op trekkingen uit wat is geschat (experiment.calibrate; hoogstens --points), "
      "zodat uitkomsten en verschillen ook laten zien hoe onzeker de geschatte parameters zijn:\n"
      "  samenspel sweep FIT.cfg --set experiment.design=posterior \\\n"
      "      --set experiment.posterior=results/FIT-calibrate.db"},
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN,
     1,
     1,
     cli_study},
    {"sensitivity",
     "SCENARIO.cfg",
     {"Find which parameters matter most for the outcomes",
      "Vinden welke parameters er het meest toe doen voor de uitkomsten"},
     {"Finds which parameters of experiment.vary matter most for each outcome and each difference "
      "between arms. --method=morris (default) takes few runs: --points trajectories (10 to 50), each "
      "of which changes every parameter once; it tells which parameters matter, which way, and whether "
      "that depends on the others. --method=sobol takes many: --points rows (256 or more, a power of "
      "two) of two points more than there are parameters; it tells how much of the spread goes with "
      "each parameter, alone and together with others. --replications of 2 or more tell how much is "
      "chance.",
      "Vindt welke parameters van experiment.vary er het meest toe doen voor elke uitkomst en elk "
      "verschil tussen varianten. --method=morris (standaard) vraagt weinig runs: --points trajecten "
      "(10 tot 50), die elk iedere parameter een keer veranderen; het zegt welke parameters ertoe "
      "doen, welke kant op, en of dat van de andere afhangt. --method=sobol vraagt er veel: --points "
      "rijen (256 of meer, een macht van twee) van twee punten meer dan er parameters zijn; het zegt "
      "hoeveel van de spreiding met elke parameter samengaat, alleen en samen met andere. Met "
      "--replications van 2 of meer is te zeggen hoeveel toeval is."},
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN | CLI_TAKES_METHOD,
     1,
     1,
     cli_study},
    {"calibrate",
     "SCENARIO.cfg",
     {"Fit parameters to reported facts, and say how sure that is",
      "Parameters schatten op gerapporteerde feiten, en zeggen hoe zeker dat is"},
     {"Fits the parameters of experiment.calibrate, each over its range, to the reported facts of "
      "experiment.targets, by approximate Bayesian computation with at most --points points: which "
      "values make the model give those facts, how sure that is, and whether all facts can be met at "
      "once. An eighth of the points checks the fit with fresh runs. Every point has --replications "
      "runs of its own (2 or more; 4 to 10 is usual): what chance is left in their mean widens the "
      "answer. Other targets or another number of replications or points make another fit.",
      "Schat de parameters van experiment.calibrate, elk over het eigen bereik, op de gerapporteerde "
      "feiten van experiment.targets, met approximate Bayesian computation en hoogstens --points "
      "punten: bij welke waarden het model die feiten geeft, hoe zeker dat is, en of alle feiten "
      "tegelijk te halen zijn. Een achtste van de punten toetst de schatting met nieuwe runs. Elk punt "
      "heeft --replications eigen runs (2 of meer; 4 tot 10 is gebruikelijk): het toeval dat in hun "
      "gemiddelde overblijft, verbreedt het antwoord. Andere doelen of een ander aantal herhalingen of "
      "punten is een andere schatting."},
     CLI_TAKES_RUNNING | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN,
     1,
     1,
     cli_study},
    {"discover",
     "SCENARIO.cfg",
     {"Find out where in the space of parameters which arm does best",
      "Vinden waar in de ruimte van parameters welke variant het best is"},
     {"Runs all arms at the points of experiment.design (lhs, sobol or factorial) over the parameters "
      "of experiment.vary, the same luck at every point, and tells for each outcome which arm does "
      "best where: in which boxes of parameters, how sure that is, and which arm is least regretted "
      "over all points. With --threshold also how often each arm is good enough. A draft of 20 points "
      "x 5 replications takes little; 100 to 300 points show boxes well.\n"
      "\n"
      "Example:\n"
      "  samenspel discover scenarios/laboratory-designs.cfg --outcome surplus --threshold 0",
      "Draait alle varianten op de punten van experiment.design (lhs, sobol of factorial) over de "
      "parameters van experiment.vary, met hetzelfde toeval op elk punt, en vertelt voor elke uitkomst "
      "welke variant waar het best is: in welke vakken van parameters, hoe zeker dat is, en van welke "
      "variant men over alle punten het minst spijt heeft. Met --threshold ook hoe vaak elke variant "
      "goed genoeg is. Een schets van 20 punten x 5 herhalingen kost weinig; 100 tot 300 punten laten "
      "vakken goed zien.\n"
      "\n"
      "Voorbeeld:\n"
      "  samenspel discover scenarios/laboratory-designs.cfg --outcome surplus --threshold 0"},
     CLI_TAKES_RUNNING | CLI_TAKES_SHARD | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_DESIGN | CLI_TAKES_THRESHOLD,
     1,
     1,
     cli_study},
    {"select",
     "SCENARIO.cfg",
     {"Find the best arm with the runs where they tell most",
      "De beste variant vinden, met de runs waar ze het meest zeggen"},
     {"Finds the arm that is best on one outcome (--outcome) with fewer runs than a comparison of all "
      "needs. --method=ocba (default) gives the replications of --budget to the arms where they tell "
      "most; arms that are clearly behind get few. --method=kn drops arms one by one until one is "
      "left, which is the best with 95 % probability if it is ahead by --delta or more.",
      "Vindt de variant die op een uitkomst (--outcome) de beste is, met minder runs dan een "
      "vergelijking van alle nodig heeft. --method=ocba (standaard) geeft de herhalingen van --budget "
      "aan de varianten waar ze het meest zeggen; varianten die duidelijk achterliggen, krijgen er "
      "weinig. --method=kn laat varianten een voor een vallen tot er een over is, die met 95% kans de "
      "beste is als ze --delta of meer voor ligt."},
     CLI_TAKES_RUNNING | CLI_TAKES_RESULT | CLI_TAKES_LANG | CLI_TAKES_SELECT | CLI_TAKES_METHOD,
     1,
     1,
     cli_study},
    {"trace",
     "SCENARIO.cfg",
     {"Tell what happened in one replication, and why", "Vertellen wat er in een herhaling gebeurde, en waarom"},
     {"Runs one replication of one arm again - the very run that compare did with the same seed - and "
      "tells in sentences what happened in the collaboration and why: who decided or blocked what, for "
      "which reasons, what it did to trust, who dragged its feet, who left, which payers took part. By "
      "default the turning points and a line for every year; --all tells everything, --about NAME all "
      "that one party or coalition has part in. Months count from the start of the horizon. The JSON "
      "holds every event with all its numbers and reasons, in units of what full effort in the "
      "coalition costs (trust: 0 to 1), and both languages.\n"
      "\n"
      "Examples:\n"
      "  samenspel trace scenarios/midden-limburg.cfg --arm lead+cashier --replication 3\n"
      "  samenspel trace scenarios/midden-limburg.cfg --about laurentius --lang nl\n"
      "  samenspel trace scenarios/midden-limburg.cfg --from 1 --to 24 --format json",
      "Draait een herhaling van een variant opnieuw - precies de run die compare met hetzelfde "
      "startgetal deed - en vertelt in zinnen wat er in de samenwerking gebeurde en waarom: wie wat "
      "besloot of tegenhield, om welke redenen, wat dat met het vertrouwen deed, wie de kantjes eraf "
      "liep, wie vertrok, welke financiers meededen. Gewoonlijk de keerpunten en een regel per jaar; "
      "--all vertelt alles, --about NAAM alles waar een partij of coalitie deel aan heeft. Maanden "
      "tellen vanaf het begin van de horizon. De JSON bevat elke gebeurtenis met alle getallen en "
      "redenen, in eenheden van wat volledige inzet in de coalitie kost (vertrouwen: 0 tot 1), en "
      "beide talen.\n"
      "\n"
      "Voorbeelden:\n"
      "  samenspel trace scenarios/midden-limburg.cfg --arm lead+cashier --replication 3\n"
      "  samenspel trace scenarios/midden-limburg.cfg --about laurentius --lang nl\n"
      "  samenspel trace scenarios/midden-limburg.cfg --from 1 --to 24 --format json"},
     CLI_TAKES_STORY | CLI_TAKES_LANG,
     1,
     1,
     cli_trace},
    {"check",
     "SCENARIO.cfg...",
     {"Read and verify scenarios, run nothing", "Scenario's lezen en controleren, niets draaien"},
     {"Prints ok, or every fault in the files on standard error with exit status 2.",
      "Schrijft ok, of elke fout in de bestanden op de standaardfoutuitvoer met status 2."},
     CLI_TAKES_SET | CLI_TAKES_HELP_LANG,
     1,
     100000,
     cli_check},
    {"params",
     "",
     {"The parameters: what a scenario can say, with units, ranges, defaults and sources",
      "De parameters: wat een scenario kan zeggen, met eenheid, bereik, standaard en bron"},
     {"Every parameter with unit, range, default value, source and what it means; --format markdown "
      "makes a reference.",
      "Elke parameter met eenheid, bereik, standaardwaarde, bron en betekenis; --format markdown maakt "
      "het overzicht."},
     CLI_TAKES_LIST | CLI_TAKES_LANG,
     0,
     0,
     cli_params},
    {"outcomes",
     "",
     {"The outcomes: what is measured, with units and directions",
      "De uitkomsten: wat wordt gemeten, met eenheid en richting"},
     {"Every outcome with unit, what it can be, which direction is better, the aim it belongs to and whether it is one "
      "of the main ones. Limits of intervals stay within what an outcome can be; \"a month\": of each month, and so "
      "many "
      "times of a run.",
      "Elke uitkomst met eenheid, wat ze kan zijn, welke kant beter is, het doel waar ze bij hoort en of ze een "
      "hoofduitkomst is. Grenzen van intervallen blijven binnen wat een uitkomst kan zijn; \"per maand\": van elke "
      "maand, en zoveel keer van een run."},
     CLI_TAKES_LIST | CLI_TAKES_LANG,
     0,
     0,
     cli_outcomes},
    {"export",
     "RESULTS.db",
     {"A table of a result as CSV or JSON on standard output",
      "Een tabel van een resultaat als CSV of JSON op de standaarduitvoer"},
     {"Writes one table of a result database to standard output. Numbers read back to the same bits; a "
      "missing value is empty in CSV and null in JSON. --arm and --outcome choose rows of every table "
      "that has such a column. The tables series and flow-series hold every month, and are there when "
      "the result was made with --series; the table events, with months from 0 and the reasons of "
      "every event as JSON, when it was made with --events. The table dictionary says what every "
      "column of every table means.",
      "Schrijft een tabel van een resultaat naar de standaarduitvoer. Getallen zijn tot op de bit "
      "terug te lezen; een ontbrekende waarde is leeg in CSV en null in JSON. --arm en --outcome "
      "kiezen rijen uit elke tabel met zo'n kolom. De tabellen series en flow-series bevatten elke "
      "maand, en zijn er als het resultaat met --series is gemaakt; de tabel events, met maanden vanaf "
      "0 en de redenen van elke gebeurtenis als JSON, als het met --events is gemaakt. De tabel "
      "dictionary zegt wat elke kolom van elke tabel betekent."},
     CLI_TAKES_TABLE | CLI_TAKES_EXPORT | CLI_TAKES_HELP_LANG,
     1,
     1,
     cli_export},
    {"merge",
     "PART.db...",
     {"Put the parts of one experiment together (--out R.db)", "De delen van een experiment samenvoegen (--out R.db)"},
     {"Takes over the runs of results that were made with --shard, or by the same command on several "
      "machines. What is there already stays. A run that two parts hold with different numbers is an "
      "error. When it fails the result is as it was, or absent. Afterwards the command that made the "
      "parts, without --shard and with --out R.db, finds everything and shows the result.\n"
      "\n"
      "Example:\n"
      "  samenspel compare scenarios/twente.cfg --shard 1/2        # on one machine\n"
      "  samenspel compare scenarios/twente.cfg --shard 2/2        # on another\n"
      "  samenspel merge --out twente.db results/twente-compare.*-of-2.db\n"
      "  samenspel compare scenarios/twente.cfg --out twente.db",
      "Neemt de runs over van resultaten die met --shard zijn gemaakt, of door dezelfde opdracht op "
      "meer machines. Wat er al is, blijft. Een run die in twee delen met verschillende getallen "
      "staat, is een fout. Als het mislukt, is het resultaat zoals het was, of is er geen. Daarna "
      "vindt de opdracht die de delen maakte, zonder --shard en met --out R.db, alles en toont het "
      "resultaat.\n"
      "\n"
      "Voorbeeld:\n"
      "  samenspel compare scenarios/twente.cfg --shard 1/2        # op de ene machine\n"
      "  samenspel compare scenarios/twente.cfg --shard 2/2        # op een andere\n"
      "  samenspel merge --out twente.db results/twente-compare.*-of-2.db\n"
      "  samenspel compare scenarios/twente.cfg --out twente.db"},
     CLI_TAKES_MERGE | CLI_TAKES_HELP_LANG,
     1,
     100000,
     cli_merge},
    {"version",
     "",
     {"The version of the program, its model and its libraries",
      "De versie van het programma, het model en de bibliotheken"},
     {"One line for bug reports: the version of the program and of the model, and the libraries that "
      "it runs with.",
      "Een regel voor wie een fout meldt: de versie van programma en model, en de bibliotheken waarmee "
      "het draait."},
     CLI_TAKES_HELP_LANG,
     0,
     0,
     cli_version},
    {"help",
     "[COMMAND]",
     {"This list, or the options of a command", "Deze lijst, of de opties van een opdracht"},
     {"Without COMMAND the list of commands. --lang nl, or LANG, gives Dutch, here and with --help of "
      "every command.",
      "Zonder OPDRACHT de lijst van opdrachten. --lang en geeft Engels, hier en bij --help van elke "
      "opdracht."},
     CLI_TAKES_LANG,
     0,
     1,
     cli_help},
};
const size_t cli_n_commands = sizeof cli_commands / sizeof cli_commands[0];
