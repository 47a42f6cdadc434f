/* What the columns of tables about wished precision, advice and selection mean. */
#include "sim/store/meaning.h"

const struct meaning meaning_wishes[] = {
    {"precision", "wished",
     "Half-width of the 95 % interval that was asked for; of a percentage, that part of share_of.",
     "Halve breedte van het 95%-interval die werd gevraagd; bij een percentage dat deel van share_of."},
    {"precision", "share",
     "The percentage that was asked for, as a part of 1; empty when the wish was in the unit of the "
     "outcome.",
     "Het percentage dat werd gevraagd, als deel van 1; leeg als de wens in de eenheid van de uitkomst "
     "was."},
    {"precision", "share_of",
     "The mean that the percentage is one of: the reference arm's, also for a difference; in run the "
     "arm's own.",
     "Het gemiddelde waar het percentage van is: dat van de referentie, ook bij een verschil; bij run dat "
     "van de variant zelf."},
    {"precision", "half_width",
     "Half-width that was reached at the last count (half of the interval's width); empty when fewer than 10 runs "
     "differ "
     "from a value that most have.",
     "Halve breedte die bij het laatste aantal is bereikt (de helft van het interval); leeg als minder dan 10 runs "
     "verschillen van een waarde die de meeste hebben."},
    {"precision", "mean", "Mean of the arm, or of the paired difference, at that count.",
     "Gemiddelde van de variant, of van het gepaarde verschil, bij dat aantal."},
    {"precision", "replications",
     "Count of replications at which it was decided; counts are looked at in fixed steps (20, 30, 40, 60, "
     "...).",
     "Aantal herhalingen waarbij is besloten; er wordt bij vaste aantallen gekeken (20, 30, 40, 60, ...)."},
    {"precision", "equal", "How many of these runs (pairs) have one value in common, when more than half do; else 0.",
     "Hoeveel van deze runs (paren) een waarde gemeen hebben, als het er meer dan de helft zijn; anders "
     "0."},
    {"precision", "met",
     "yes when the wish was met at two counts in a row, or at the most replications, or when the arm has the settings "
     "of "
     "the reference; else no.",
     "yes als de wens bij twee aantallen achter elkaar is gehaald, of bij het hoogste aantal, of als de variant "
     "dezelfde "
     "instellingen heeft als de referentie; anders no."},
    {"precision", "lack",
     "Why it was not met: wide (too few replications), alike (too few runs differ), mean is 0 (a "
     "percentage of nothing), no value; same arm: met, since the arm has the settings of the reference and differs in "
     "no "
     "run; empty: met.",
     "Waarom niet gehaald: wide (te weinig herhalingen), alike (te weinig runs verschillen), mean is 0 "
     "(een percentage van niets), no value; same arm: gehaald, want de variant heeft de instellingen van de referentie "
     "en "
     "verschilt in geen enkele run; leeg: gehaald."},
    {"advice-pilot", "n", "Runs (pairs, of a difference) of the pilot with a value.",
     "Runs (paren, bij een verschil) van de proef met een waarde."},
    {"advice-pilot", "equal", "How many of them have one value in common, when more than half do; else 0.",
     "Hoeveel daarvan een waarde gemeen hebben, als het er meer dan de helft zijn; anders 0."},
    {"advice-pilot", "mean", "Mean of the pilot: of the arm, or of the paired difference.",
     "Gemiddelde van de proef: van de variant, of van het gepaarde verschil."},
    {"advice-pilot", "half_width", "Half of the width of its 95 % interval; empty when nearly all runs are equal.",
     "De helft van de breedte van het 95%-interval daarvan; leeg als bijna alle runs gelijk zijn."},
    {"advice-pilot", "sd", "Standard deviation between the runs (the pairs) of the pilot.",
     "Standaardafwijking tussen de runs (de paren) van de proef."},
    {"advice-pilot", "sd_bound",
     "The sd below which the true one lies with 90 % certainty: by chi-square; of an event, by the "
     "largest share that Clopper and Pearson allow; empty: not known.",
     "De sd waar de werkelijke met 90% zekerheid onder ligt: met chi-kwadraat; van een gebeurtenis met "
     "het grootste aandeel volgens Clopper en Pearson; leeg: niet bekend."},
    {"advice-pilot", "correlation", "Correlation (-1 to 1) of arm and reference over the pilot's replications.",
     "Correlatie (-1 tot 1) van variant en referentie over de herhalingen van de proef."},
    {"advice-pilot", "saving", "How many times fewer runs the difference takes because both arms share their luck.",
     "Hoeveel keer minder runs het verschil vraagt doordat beide varianten hun toeval delen."},
    {"advice-pilot", "basis",
     "What the numbers rest on: sd; events (two values, counted); equal or alike (all or nearly all runs "
     "are the same, nothing is known); same arm (the settings of the reference: equal in every run).",
     "Waar de aantallen op berusten: sd; events (twee waarden, geteld); equal of alike (alle of bijna "
     "alle runs gelijk, er is niets bekend); same arm (de instellingen van de referentie: in elke run gelijk)."},
    {"advice", "wished", "Half-width that was asked with --precision; a percentage is one of the reference arm's mean.",
     "Halve breedte die met --precision is gevraagd; een percentage is er een van het gemiddelde van de "
     "referentie."},
    {"advice", "n_wished",
     "Replications, chosen beforehand, that give that half-width with 90 % certainty; empty: no number is "
     "known.",
     "Herhalingen, vooraf gekozen, die die halve breedte met 90% zekerheid geven; leeg: er is geen aantal "
     "bekend."},
    {"advice", "n_command",
     "Replications at which compare (run, of one arm) with the same --precision is expected to stop, its look ahead "
     "included; empty: not within the most it may take, not looked at by the command, or not known.",
     "Herhalingen waarbij compare (run, bij een variant) met dezelfde --precision naar verwachting stopt, het "
     "vooruitkijken meegerekend; leeg: niet binnen het toegestane aantal, de opdracht kijkt er niet naar, of niet "
     "bekend."},
    {"advice", "n_command_most", "The same if the true spread is at its bound (sd_bound of the pilot).",
     "Hetzelfde als de werkelijke spreiding op haar grens ligt (sd_bound van de proef)."},
    {"advice", "small",
     "A tenth of the standard deviation between runs of the reference arm (in a row of one arm: its own; where the "
     "reference does not vary: of the difference): half-width of a fine comparison.",
     "Een tiende van de standaardafwijking tussen runs van de referentie (in een rij van een variant zelf: de eigen; "
     "waar de referentie niet wisselt: van het verschil): halve breedte van een fijne vergelijking."},
    {"advice", "n_small", "Replications that give the half-width `small` with 90 % certainty.",
     "Herhalingen die de halve breedte `small` met 90% zekerheid geven."},
    {"advice", "n_half",
     "Replications that give a half-width of half the mean that the pilot shows, so that its size is known roughly.",
     "Herhalingen die een halve breedte geven van de helft van het gemiddelde dat de proef laat zien, zodat de grootte "
     "ongeveer bekend is."},
    {"advice", "n_found",
     "Replications that tell the pilot's difference from 0 with 80 % chance (paired t test, noncentral "
     "t).",
     "Herhalingen die het verschil van de proef met 80% kans van 0 onderscheiden (gepaarde t-toets, "
     "niet-centrale t)."},
    {"advice", "delta", "Difference that was asked with --delta.", "Verschil dat met --delta is gevraagd."},
    {"advice", "n_delta", "Replications that find a true difference of that size with 80 % chance.",
     "Herhalingen die een werkelijk verschil van die grootte met 80% kans vinden."},
    {"advice", "found_100", "Smallest true difference that 100 replications find with 80 % chance.",
     "Kleinste werkelijke verschil dat 100 herhalingen met 80% kans vinden."},
    {"advice", "found_1000", "Smallest true difference that 1,000 replications find with 80 % chance.",
     "Kleinste werkelijke verschil dat 1.000 herhalingen met 80% kans vinden."},
    {"selection", "replications", "Replications that the arm was given, with or without a value.",
     "Herhalingen die de variant kreeg, met of zonder waarde."},
    {"selection", "n",
     "Of these replications those that gave a value, which mean, limits and sd are of; a run that failed gave none.",
     "Van die herhalingen die met een waarde, waar gemiddelde, grenzen en sd van zijn; een mislukte run gaf er geen."},
    {"selection", "mean",
     "Mean over the arm's own replications with a value; arms have different numbers of them, so compare `behind` and "
     "not means.",
     "Gemiddelde over de eigen herhalingen van de variant met een waarde; varianten hebben er verschillend veel, dus "
     "vergelijk `behind` en niet de gemiddelden."},
    {"selection", "lo", "Lower 95 % limit of that mean (Student's t).",
     "Ondergrens 95% van dat gemiddelde (Student-t)."},
    {"selection", "hi", "Upper 95 % limit of that mean (Student's t).",
     "Bovengrens 95% van dat gemiddelde (Student-t)."},
    {"selection", "sd", "Standard deviation between single runs of the arm.",
     "Standaardafwijking tussen losse runs van de variant."},
    {"selection", "behind",
     "Mean paired difference with the best arm, over the replications that both have: how much better the best is; "
     "empty for the best itself and for arms without enough values.",
     "Gemiddeld gepaard verschil met de beste variant, over de herhalingen die beide hebben: hoeveel beter de beste "
     "is; leeg voor de beste zelf en voor varianten met te weinig waarden."},
    {"selection", "behind_lo", "Lower 95 % limit of what the arm is behind.",
     "Ondergrens 95% van de achterstand van de variant."},
    {"selection", "behind_hi", "Upper 95 % limit of what the arm is behind.",
     "Bovengrens 95% van de achterstand van de variant."},
    {"selection", "verdict",
     "best; same (does what the best does in every run); in (could still be the best); out (dropped); no "
     "value.",
     "best (beste); same (doet in elke run hetzelfde als de beste); in (kan nog de beste zijn); out "
     "(afgevallen); no value (geen waarde)."},
    {"selection-chance", "method", "Procedure: ocba (optimal computing budget allocation) or kn (Kim and Nelson).",
     "Procedure: ocba (optimale verdeling van het budget) of kn (Kim en Nelson)."},
    {"selection-chance", "runs", "Runs that the selection used, over all arms, with or without a value.",
     "Runs die de selectie gebruikte, over alle varianten, met of zonder waarde."},
    {"selection-chance", "runs_if_equal",
     "Runs that a comparison takes in which every arm has as many as the one with the most.",
     "Runs van een vergelijking waarin elke variant er evenveel heeft als die met de meeste."},
    {"selection-chance", "p_correct",
     "Least probability (0 to 1) that the chosen arm is the best, arms that do the same in every run left out; of kn, "
     "or within delta of it. Empty: all do the same, or kn did not finish.",
     "Kleinste kans (0 tot 1) dat de gekozen variant de beste is, varianten die in elke run hetzelfde doen niet "
     "meegeteld; bij kn, of daar binnen delta van ligt. Leeg: alle doen hetzelfde, of kn kwam niet klaar."},
    {"selection-chance", "delta", "Smallest difference that matters, as --delta said.",
     "Kleinste verschil dat ertoe doet, zoals --delta zei."},
};
const size_t meaning_n_wishes = sizeof meaning_wishes / sizeof meaning_wishes[0];
