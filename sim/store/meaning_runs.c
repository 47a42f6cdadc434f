/* What the columns of tables about runs, arms and what is computed of both mean. */
#include "sim/store/meaning.h"

const struct meaning meaning_runs[] = {
    {"*", "point", "Point of the design, numbered from 0; the table design says what values it stands for.",
     "Punt van de opzet, genummerd vanaf 0; de tabel design zegt voor welke waarden het staat."},
    {"*", "arm",
     "Name of the arm (the variant in the scenario) that the row is about; of a difference, the one that "
     "it is taken from.",
     "Naam van de variant uit het scenario waar de rij over gaat; bij een verschil de variant waarvan "
     "wordt afgetrokken."},
    {"*", "reference", "Name of the arm that is subtracted, run by run; empty when the row is about the arm itself.",
     "Naam van de variant die run voor run wordt afgetrokken; leeg als de rij over de variant zelf gaat."},
    {"*", "outcome",
     "Name of the outcome, as in samenspel outcomes; its own row of this dictionary has its label and "
     "unit.",
     "Naam van de uitkomst, zoals in samenspel outcomes; de eigen rij in dit woordenboek heeft label en "
     "eenheid."},
    {"*", "unit", "Unit of the outcome; every column whose unit is \"outcome\" is in it.",
     "Eenheid van de uitkomst; elke kolom met eenheid \"outcome\" staat daarin."},
    {"*", "replication", "Number of the run, from 0: runs with the same number share citizens and luck in all arms.",
     "Nummer van de run, vanaf 0: runs met hetzelfde nummer delen in alle varianten burgers en toeval."},
    {"*", "month", "Month of the horizon, from 0; months of run-in are not among them.",
     "Maand van de horizon, vanaf 0; maanden van de aanloop horen er niet bij."},
    {"*", "parameter", "Path of the parameter, as --set takes it.", "Pad van de parameter, zoals --set het leest."},
    {"*", "points", "Number of points of the design that the row rests on.",
     "Aantal punten van de opzet waarop de rij berust."},
    {"*", "from", "Party that pays.", "Partij die betaalt."},
    {"*", "to", "Party that is paid.", "Partij die ontvangt."},
    {"*", "purpose", "What the money is for, such as a tariff, a subsidy or a share of savings.",
     "Waarvoor het geld is, zoals een tarief, een subsidie of een deel van een besparing."},
    {"*", "cents", "Amount in whole cents of a euro; always above 0, a payment back is a row the other way.",
     "Bedrag in hele centen; altijd boven 0, een terugbetaling is een rij de andere kant op."},
    {"outcomes", "value", "Value of the outcome in this run, over the whole horizon; empty when the run has none.",
     "Waarde van de uitkomst in deze run, over de hele horizon; leeg als de run er geen heeft."},
    {"series", "value", "Value of the outcome in this run and month; empty when it has none.",
     "Waarde van de uitkomst in deze run en maand; leeg als er geen is."},
    {"events", "event", "Kind of event, as one word; samenspel trace tells it as a sentence.",
     "Soort gebeurtenis, in een woord; samenspel trace vertelt haar als zin."},
    {"events", "level",
     "How much it matters: 1 a turning point, 2 told by samenspel trace by default, 3 told with --all.",
     "Hoe belangrijk: 1 een keerpunt, 2 gewoonlijk verteld door samenspel trace, 3 verteld met --all."},
    {"events", "who", "Party or coalition that does it; empty when nobody in particular does.",
     "Partij of coalitie die het doet; leeg als niemand in het bijzonder dat doet."},
    {"events", "whom", "Party that it is done to; empty when there is none.",
     "Partij die het aangaat; leeg als die er niet is."},
    {"events", "thing", "Coalition or subject that it is about; empty when there is none.",
     "Coalitie of onderwerp waar het om gaat; leeg als dat er niet is."},
    {"events", "detail", "All words, numbers, names and reasons of the event, as one JSON object.",
     "Alle woorden, getallen, namen en redenen van de gebeurtenis, als een JSON-object."},
    {"parameters", "path", "Path of the parameter in the scenario, as --set takes it; samenspel params explains it.",
     "Pad van de parameter in het scenario, zoals --set het leest; samenspel params legt hem uit."},
    {"parameters", "value", "The value that the arm ran with, written as a scenario writes it.",
     "De waarde waarmee de variant liep, geschreven zoals in een scenario."},
    {"parameters", "stated", "Whether the scenario says it: 1 stated, 0 the program's default.",
     "Of het scenario hem noemt: 1 genoemd, 0 de standaardwaarde van het programma."},
    {"summary", "n", "Number of runs with a value; runs without are left out of the row.",
     "Aantal runs met een waarde; runs zonder tellen in de rij niet mee."},
    {"summary", "mean", "Arithmetic mean over the runs (of antithetic pairs: over the means of pairs).",
     "Rekenkundig gemiddelde over de runs (bij tegengestelde paren: over de gemiddelden van paren)."},
    {"summary", "sd",
     "Standard deviation between single runs (n - 1 in the denominator): how far one future lies from "
     "another.",
     "Standaardafwijking tussen losse runs (n - 1 in de noemer): hoe ver de ene toekomst van de andere "
     "ligt."},
    {"summary", "lo",
     "Lower limit of the 95 % confidence interval of the mean, Monte Carlo error alone: Student's t, corrected for "
     "skewness (of an event: of a share, Wilson), within what the outcome can be; empty when the sample does not tell "
     "it.",
     "Ondergrens van het 95%-betrouwbaarheidsinterval van het gemiddelde, alleen Monte-Carlofout: Student-t, "
     "gecorrigeerd voor scheefheid (van een gebeurtenis: van een aandeel, Wilson), binnen wat de uitkomst kan zijn; "
     "leeg "
     "als de steekproef het niet zegt."},
    {"summary", "hi", "Upper limit of that interval of the mean.", "Bovengrens van dat interval van het gemiddelde."},
    {"summary", "q05", "5 % quantile of the runs: one run in twenty lies below.",
     "5%-kwantiel van de runs: een op de twintig runs ligt eronder."},
    {"summary", "q50", "Median of the runs: half of them lie below.", "Mediaan van de runs: de helft ligt eronder."},
    {"summary", "q95", "95 % quantile of the runs: one run in twenty lies above.",
     "95%-kwantiel van de runs: een op de twintig runs ligt erboven."},
    {"contrasts", "n", "Number of pairs of runs (the same replication in both arms) in which both have a value.",
     "Aantal paren van runs (dezelfde herhaling in beide varianten) waarin beide een waarde hebben."},
    {"contrasts", "diff", "Mean over those pairs of arm minus reference.",
     "Gemiddelde over die paren van variant min referentie."},
    {"contrasts", "lo",
     "Lower limit of the 95 % confidence interval of the mean difference, by this row alone: Student's t, corrected "
     "for skewness (of an event: of paired shares), within what differences of the outcome can be; empty when the "
     "pairs "
     "do not tell it.",
     "Ondergrens van het 95%-betrouwbaarheidsinterval van het gemiddelde verschil, van deze rij alleen: Student-t, "
     "gecorrigeerd voor scheefheid (van een gebeurtenis: van gepaarde aandelen), binnen wat verschillen van de "
     "uitkomst "
     "kunnen zijn; leeg als de paren het niet zeggen."},
    {"contrasts", "hi", "Upper limit of that interval of the difference.",
     "Bovengrens van dat interval van het verschil."},
    {"contrasts", "p_better",
     "Share of the pairs (0 to 1) in which the arm does better than the reference; equal pairs count "
     "half; empty where neither higher nor lower is better.",
     "Aandeel van de paren (0 tot 1) waarin de variant het beter doet dan de referentie; gelijke paren "
     "tellen half; leeg waar hoger noch lager beter is."},
    {"contrasts", "p", "p of no difference, two-sided, of this row alone.",
     "p van geen verschil, tweezijdig, van deze rij alleen."},
    {"contrasts", "p_holm",
     "The same p, adjusted (Holm) for all arms and main outcomes; in the row of another outcome, for all arms and "
     "other outcomes.",
     "Dezelfde p, gecorrigeerd (Holm) voor alle varianten en hoofduitkomsten; in de rij van een andere uitkomst voor "
     "alle varianten en andere uitkomsten."},
    {"contrasts", "verdict",
     "What the report says of the row: better, worse, higher, lower, no clear difference, negligible or "
     "equal.",
     "Wat het verslag van de rij zegt, in het Engels: better, worse, higher, lower, no clear difference, "
     "negligible of equal."},
    {"design", "parameter", "Path of a parameter that the study varies.",
     "Pad van een parameter die de studie varieert."},
    {"design", "value", "The value that it has at the point, written as a scenario writes it.",
     "De waarde die hij op het punt heeft, geschreven zoals in een scenario."},
    {"failures", "seed", "Seed of the experiment: with it, arm and replication give the same failure again.",
     "Startgetal van het experiment: daarmee geven variant en herhaling dezelfde mislukking opnieuw."},
    {"failures", "error", "The message with which the model gave up the run.",
     "De melding waarmee het model de run opgaf."},
    {"dictionary", "table", "Name of the table as --table takes it; empty in the rows of outcomes.",
     "Naam van de tabel zoals --table hem leest; leeg in de rijen van uitkomsten."},
    {"dictionary", "column", "Name of the column, or of the outcome; empty in the row of the table itself.",
     "Naam van de kolom, of van de uitkomst; leeg in de rij van de tabel zelf."},
    {"dictionary", "type", "What the row is about: a column of type text, integer or real, or a table, or an outcome.",
     "Waar de rij over gaat: een kolom van type text, integer of real, een tabel (table) of een uitkomst "
     "(outcome)."},
    {"dictionary", "unit",
     "Unit of the numbers; \"outcome\" stands for that of the outcome in the same row, 1 for a plain "
     "ratio or share.",
     "Eenheid van de getallen; \"outcome\" staat voor die van de uitkomst in dezelfde rij, 1 voor een "
     "kaal getal of aandeel."},
    {"dictionary", "en", "This explanation in English.", "Deze uitleg in het Engels."},
    {"dictionary", "nl", "The explanation in Dutch.", "Deze uitleg in het Nederlands."},
    {"dictionary", "lowest",
     "In the row of an outcome: the least that a run of this result can have; empty where nothing says so.",
     "In de rij van een uitkomst: het minste dat een run van dit resultaat kan hebben; leeg waar niets dat zegt."},
    {"dictionary", "highest",
     "In the row of an outcome: the most that a run can have, such as 100 of a percentage. Limits of means and tails "
     "stay between lowest and highest, those of differences within highest less lowest.",
     "In de rij van een uitkomst: het meeste dat een run kan hebben, zoals 100 van een percentage. Grenzen van "
     "gemiddelden en staarten blijven tussen lowest en highest, die van verschillen binnen highest min lowest."},
    {"quantiles", "n", "Number of runs with a value.", "Aantal runs met een waarde."},
    {"quantiles", "p", "The share of the runs (0 to 1) that lies below the quantile.",
     "Het deel van de runs (0 tot 1) dat onder het kwantiel ligt."},
    {"quantiles", "value", "The quantile, interpolated between runs in order of size.",
     "Het kwantiel, ge\u00efnterpoleerd tussen runs op volgorde van grootte."},
    {"quantiles", "lo",
     "Lower 95 % limit of the quantile: the value of a run, chosen by the binomial law of order "
     "statistics; empty with too few runs.",
     "Ondergrens 95% van het kwantiel: de waarde van een run, gekozen met de binomiale wet van de "
     "rangorde; leeg bij te weinig runs."},
    {"quantiles", "hi", "Upper 95 % limit, found in the same way.", "Bovengrens 95%, op dezelfde manier gevonden."},
    {"tails", "n", "Number of runs with a value, in and outside of the tail.",
     "Aantal runs met een waarde, in en buiten de staart."},
    {"tails", "tail", "Which end of the runs: lower (the smallest values) or upper (the largest).",
     "Welk uiteinde van de runs: lower (de kleinste waarden) of upper (de grootste)."},
    {"tails", "share", "The share of all runs (0 to 1) that the tail is.",
     "Het deel van alle runs (0 tot 1) dat de staart vormt."},
    {"tails", "in_tail", "How many values that share is: the run on the boundary counts in part.",
     "Hoeveel waarden dat deel is: de run op de grens telt gedeeltelijk."},
    {"tails", "mean",
     "Mean of the values in the tail (expected shortfall): what to expect when it goes that badly or "
     "well.",
     "Gemiddelde van de waarden in de staart (expected shortfall): wat te verwachten is als het zo slecht "
     "of goed gaat."},
    {"tails", "lo",
     "Lower 95 % limit of the mean of the tail, by a studentised bootstrap, within what the outcome can be.",
     "Ondergrens 95% van het gemiddelde van de staart, met een gestudentiseerde bootstrap, binnen wat de uitkomst kan "
     "zijn."},
    {"tails", "hi", "Upper 95 % limit of the mean of the tail, by the same bootstrap.",
     "Bovengrens 95% van het gemiddelde van de staart, met dezelfde bootstrap."},
    {"tails", "lack",
     "Why there is no interval: few (fewer than 10 values in the tail) or alike (too few of them differ); "
     "empty when there is one.",
     "Waarom er geen interval is: few (minder dan 10 waarden in de staart) of alike (te weinig ervan "
     "verschillen); leeg als het er is."},
    {"convergence", "replications", "So many first replications the row is computed from.",
     "Uit zoveel eerste herhalingen is de rij berekend."},
    {"convergence", "n", "Those of them with a value (in both arms, of a difference).",
     "Die daarvan met een waarde (in beide varianten, bij een verschil)."},
    {"convergence", "mean", "Running mean of the arm, or of the paired difference where a reference is named.",
     "Lopend gemiddelde van de variant, of van het gepaarde verschil waar een referentie is genoemd."},
    {"convergence", "lo", "Lower 95 % limit of that mean, had one stopped there.",
     "Ondergrens 95% van dat gemiddelde, als men daar was gestopt."},
    {"convergence", "hi", "Upper 95 % limit of that mean, had one stopped there.",
     "Bovengrens 95% van dat gemiddelde, als men daar was gestopt."},
    {"effect-sizes", "n", "Number of pairs of runs with a value in both arms.",
     "Aantal paren van runs met een waarde in beide varianten."},
    {"effect-sizes", "diff", "Mean paired difference, arm minus reference.",
     "Gemiddeld gepaard verschil, variant min referentie."},
    {"effect-sizes", "simultaneous_lo",
     "Lower limit of an interval that holds for all arms at once with 95 %: max-t bootstrap over the arms; of events "
     "Bonferroni, of the interval of a share.",
     "Ondergrens van een interval dat met 95% voor alle varianten tegelijk geldt: max-t-bootstrap over de varianten; "
     "bij gebeurtenissen Bonferroni, op het interval van een aandeel."},
    {"effect-sizes", "simultaneous_hi", "Upper limit of the interval for all arms at once.",
     "Bovengrens van het interval voor alle varianten tegelijk."},
    {"effect-sizes", "p", "p of no difference, of this row alone, two-sided.",
     "p van geen verschil, van deze rij alleen, tweezijdig."},
    {"effect-sizes", "p_all", "The p adjusted for all arms on this outcome.",
     "De p gecorrigeerd voor alle varianten op deze uitkomst."},
    {"effect-sizes", "p_holm",
     "The p adjusted (Holm) for all arms and main outcomes; in the row of another outcome, for all arms and other "
     "outcomes.",
     "De p gecorrigeerd (Holm) voor alle varianten en hoofduitkomsten; in de rij van een andere uitkomst voor alle "
     "varianten en andere uitkomsten."},
    {"effect-sizes", "d",
     "Cohen's d: the difference in standard deviations between single runs of either arm. Of chance "
     "alone: it does not say whether it matters.",
     "Cohens d: het verschil in standaardafwijkingen tussen losse runs van de varianten. Van toeval "
     "alleen: het zegt niet of het ertoe doet."},
    {"effect-sizes", "d_lo", "Lower 95 % limit of Cohen's d; none of antithetic pairs.",
     "Ondergrens 95% van Cohens d; niet bij tegengestelde paren."},
    {"effect-sizes", "d_hi", "Upper 95 % limit of Cohen's d; none of antithetic pairs.",
     "Bovengrens 95% van Cohens d; niet bij tegengestelde paren."},
    {"effect-sizes", "dz",
     "The difference in standard deviations of the paired differences: how easily these runs tell it from 0; none of "
     "antithetic pairs.",
     "Het verschil in standaardafwijkingen van de gepaarde verschillen: hoe makkelijk deze runs het van 0 "
     "onderscheiden; niet bij tegengestelde paren."},
    {"effect-sizes", "dz_lo", "Lower 95 % limit of dz, by the noncentral t distribution.",
     "Ondergrens 95% van dz, met de niet-centrale t-verdeling."},
    {"effect-sizes", "dz_hi", "Upper 95 % limit of dz, by the noncentral t distribution.",
     "Bovengrens 95% van dz, met de niet-centrale t-verdeling."},
    {"effect-sizes", "superiority", "Share (0 to 1) of single runs in which the arm does better; ties count half.",
     "Aandeel (0 tot 1) van de losse runs waarin de variant het beter doet; gelijke tellen half."},
    {"effect-sizes", "superiority_lo", "Lower 95 % limit of that share; none of antithetic pairs.",
     "Ondergrens 95% van dat aandeel; niet bij tegengestelde paren."},
    {"effect-sizes", "superiority_hi", "Upper 95 % limit of that share; none of antithetic pairs.",
     "Bovengrens 95% van dat aandeel; niet bij tegengestelde paren."},
    {"pairing", "n", "Number of pairs of runs that the ratios are estimated from.",
     "Aantal paren van runs waaruit de verhoudingen zijn geschat."},
    {"pairing", "correlation",
     "Correlation (-1 to 1) of the arm's runs with the reference's, replication by replication.",
     "Correlatie (-1 tot 1) van de runs van de variant met die van de referentie, herhaling voor "
     "herhaling."},
    {"pairing", "variance_ratio",
     "How many times smaller sharing luck makes the variance of the difference: of independent arms over "
     "paired. So many times fewer runs are needed.",
     "Hoeveel keer kleiner gedeeld toeval de variantie van het verschil maakt: van onafhankelijke "
     "varianten gedeeld door gepaard. Zoveel keer minder runs zijn nodig."},
    {"pairing", "equal_runs", "Pairs in which both arms have the same value to the last bit.",
     "Paren waarin beide varianten tot de laatste bit dezelfde waarde hebben."},
    {"pairing", "control_mean",
     "How many times smaller the variance of the arm's mean would be with the reference as a control "
     "variate of known mean.",
     "Hoeveel keer kleiner de variantie van het gemiddelde van de variant zou zijn met de referentie als "
     "controlevariabele met bekend gemiddelde."},
    {"pairing", "control_diff",
     "How many times smaller the variance of the paired difference would be with that control variate.",
     "Hoeveel keer kleiner de variantie van het gepaarde verschil zou zijn met die controlevariabele."},
    {"best", "n", "Replications in which all arms that take part have a value; 0: the arm is left out, it has too few.",
     "Herhalingen waarin alle varianten die meedoen een waarde hebben; 0: de variant telt niet mee, ze "
     "heeft er te weinig."},
    {"best", "mean", "Mean over those replications.", "Gemiddelde over die herhalingen."},
    {"best", "p_best",
     "Probability (0 to 1) that the arm has the best mean, as far as these runs tell; arms that are equal share it.",
     "Kans (0 tot 1) dat de variant het beste gemiddelde heeft, voor zover deze runs dat zeggen; varianten die gelijk "
     "zijn "
     "delen haar."},
    {"best", "share_best", "Share (0 to 1) of single runs in which the arm is the best of all; ties are divided.",
     "Aandeel (0 tot 1) van de losse runs waarin de variant de beste van alle is; gelijke worden "
     "verdeeld."},
    {"best", "to_best_lo",
     "Lower limit of how much better the mean of the arm is than that of the best other arm, 95 % for all arms at once "
     "(comparisons with the best, Hsu 1984); below 0 is worse, also where lower is better.",
     "Ondergrens van hoeveel beter het gemiddelde van de variant is dan dat van de beste andere, 95% voor alle "
     "varianten tegelijk (vergelijking met de beste, Hsu 1984); onder 0 is slechter, ook waar lager beter is."},
    {"best", "to_best_hi", "Upper limit of how much better it is than the best other arm; 0: it is not the best.",
     "Bovengrens van hoeveel beter ze is dan de beste andere variant; 0: ze is niet de beste."},
    {"antithetic", "n", "Number of antithetic pairs: two runs of the arm with opposite luck.",
     "Aantal tegengestelde paren: twee runs van de variant met omgekeerd toeval."},
    {"antithetic", "correlation", "Correlation (-1 to 1) between the two runs of a pair; below 0 the pairs help.",
     "Correlatie (-1 tot 1) tussen de twee runs van een paar; onder 0 helpen de paren."},
    {"antithetic", "variance_ratio",
     "Variance of the mean of as many independent runs over that of pairs: so many times fewer runs are "
     "needed.",
     "Variantie van het gemiddelde van evenveel onafhankelijke runs, gedeeld door die van paren: zoveel "
     "keer minder runs zijn nodig."},
    {"antithetic", "variance_ratio_lo", "Lower 95 % limit of the variance ratio.",
     "Ondergrens 95% van de variantieverhouding."},
    {"antithetic", "variance_ratio_hi", "Upper 95 % limit of the variance ratio.",
     "Bovengrens 95% van de variantieverhouding."},
};
const size_t meaning_n_runs = sizeof meaning_runs / sizeof meaning_runs[0];
