/* What the columns of tables about designs and of sensitivity mean. */
#include "sim/store/meaning.h"

const struct meaning meaning_points[] = {
    {"point-summary", "n", "Number of runs at the point with a value.", "Aantal runs op het punt met een waarde."},
    {"point-summary", "mean", "Mean over the runs at the point.", "Gemiddelde over de runs op het punt."},
    {"point-summary", "sd", "Standard deviation between single runs at the point.",
     "Standaardafwijking tussen losse runs op het punt."},
    {"point-summary", "lo",
     "Lower 95 % limit of the mean at the point, over replications (Student's t, corrected for skewness; of an event "
     "the interval of a share, Wilson).",
     "Ondergrens 95% van het gemiddelde op het punt, over herhalingen (Student-t, gecorrigeerd voor scheefheid; bij "
     "een "
     "gebeurtenis het interval van een aandeel, Wilson)."},
    {"point-summary", "hi", "Upper 95 % limit of the mean at the point, by the same method.",
     "Bovengrens 95% van het gemiddelde op het punt, op dezelfde manier."},
    {"point-summary", "q05", "5 % quantile of the runs at the point.", "5%-kwantiel van de runs op het punt."},
    {"point-summary", "q50", "Median of the runs at the point.", "Mediaan van de runs op het punt."},
    {"point-summary", "q95", "95 % quantile of the runs at the point.", "95%-kwantiel van de runs op het punt."},
    {"point-contrasts", "n", "Number of pairs of runs at the point with a value in both arms.",
     "Aantal paren van runs op het punt met een waarde in beide varianten."},
    {"point-contrasts", "diff", "Mean paired difference at the point, arm minus reference.",
     "Gemiddeld gepaard verschil op het punt, variant min referentie."},
    {"point-contrasts", "lo", "Lower 95 % limit of that difference at the point, Monte Carlo error alone.",
     "Ondergrens 95% van dat verschil op het punt, alleen Monte-Carlofout."},
    {"point-contrasts", "hi", "Upper 95 % limit of that difference at the point.",
     "Bovengrens 95% van dat verschil op het punt."},
    {"point-contrasts", "p_better",
     "Share (0 to 1) of the pairs at the point in which the arm does better; ties count half; empty where neither "
     "higher nor lower is better.",
     "Aandeel (0 tot 1) van de paren op het punt waarin de variant het beter doet; gelijke tellen half; leeg waar "
     "hoger noch lager beter is."},
    {"profiles", "value",
     "The parameter's value, or the middle of a range of values that the points of the row lie in.",
     "De waarde van de parameter, of het midden van een bereik waar de punten van de rij in liggen."},
    {"profiles", "points", "Number of points of the design with that value, or in that range.",
     "Aantal punten van de opzet met die waarde, of in dat bereik."},
    {"profiles", "mean", "Mean over these points of the arm, or of its difference with the reference.",
     "Gemiddelde over deze punten van de variant, of van het verschil met de referentie."},
    {"profiles", "lo", "Lower 95 % limit of that mean; the column interval says of what luck.",
     "Ondergrens 95% van dat gemiddelde; de kolom interval zegt van welk toeval."},
    {"profiles", "hi", "Upper 95 % limit of that mean.", "Bovengrens 95% van dat gemiddelde."},
    {"profiles", "interval",
     "What the interval of the mean is over: replications (planned points), points (one replication: luck is not in "
     "it), or both, the points and the replications they share; alike: none, for (nearly) all runs say the same. Of "
     "events: within what is possible.",
     "Waarover het interval van het gemiddelde gaat: replications (herhalingen, bij geplande punten), points (punten; "
     "een herhaling: zonder het toeval) of both (beide: de punten en de herhalingen die ze delen); alike: geen, want "
     "(bijna) alle runs zeggen hetzelfde. Van voorvallen: binnen wat kan."},
    {"effects", "from", "Value of the parameter, or middle of the lowest range, that the change starts from.",
     "Waarde van de parameter, of het midden van het laagste bereik, waar de verandering begint."},
    {"effects", "to", "Value, or middle of the highest range, that the change leads to.",
     "Waarde, of midden van het hoogste bereik, waar de verandering heen leidt."},
    {"effects", "change", "Mean outcome (or difference) at `to` less that at `from`.",
     "Gemiddelde uitkomst (of verschil) bij `to` min die bij `from`."},
    {"effects", "lo", "Lower 95 % limit of the change; the column interval says of what luck.",
     "Ondergrens 95% van de verandering; de kolom interval zegt van welk toeval."},
    {"effects", "hi", "Upper 95 % limit of the change.", "Bovengrens 95% van de verandering."},
    {"effects", "interval",
     "What the interval of the change is over: replications (planned points), points (one replication: luck is not in "
     "it), or both, the points and the replications they share; alike: none, for (nearly) all runs say the same. Of "
     "events: within what is possible.",
     "Waarover het interval van de verandering gaat: replications (herhalingen, bij geplande punten), points (punten; "
     "een herhaling: zonder het toeval) of both (beide: de punten en de herhalingen die ze delen); alike: geen, want "
     "(bijna) alle runs zeggen hetzelfde. Van voorvallen: binnen wat kan."},
    {"effects", "share",
     "Share of the spread over the points that goes with this parameter (correlation ratio, corrected for the number "
     "of groups): an estimate, which may fall below 0; empty with one parameter at a time.",
     "Aandeel van de spreiding over de punten dat met deze parameter samengaat (correlatieverhouding, gecorrigeerd "
     "voor het aantal groepen): een schatting, die onder 0 kan komen; leeg bij een parameter tegelijk."},
    {"sweep-design", "design",
     "Kind of design: factorial, lhs, sobol, one-at-a-time, or posterior (draws from a calibration).",
     "Soort opzet: factorial, lhs, sobol, one-at-a-time, of posterior (trekkingen uit een schatting)."},
    {"sweep-design", "points", "Number of points that were run.", "Aantal punten dat is gedraaid."},
    {"sweep-design", "parameters", "Number of parameters that are varied.", "Aantal parameters dat is gevarieerd."},
    {"sweep-design", "replications", "Replications of every arm at every point.",
     "Herhalingen van elke variant op elk punt."},
    {"sweep-design", "interval",
     "What the intervals of effects are over: replications (planned points), points (one replication: luck is not in "
     "it), or both, the points and the replications they share.",
     "Waarover de intervallen van effecten gaan: replications (herhalingen, bij geplande punten), points (punten; een "
     "herhaling: zonder het toeval) of both (beide: de punten en de herhalingen die ze delen)."},
    {"indices", "mu_star",
     "Morris: mean size of the effect of crossing the parameter's range, sign left out; what orders the "
     "parameters.",
     "Morris: gemiddelde grootte van het effect van het bereik van de parameter, zonder teken; waarop de "
     "parameters zijn geordend."},
    {"indices", "mu_star_lo", "Lower 95 % limit of that size, by bootstrap over trajectories.",
     "Ondergrens 95% van die grootte, met bootstrap over trajecten."},
    {"indices", "mu_star_hi", "Upper 95 % limit of that size, by bootstrap over trajectories.",
     "Bovengrens 95% van die grootte, met bootstrap over trajecten."},
    {"indices", "chance", "The size that luck between replications would give without any effect.",
     "De grootte die toeval tussen herhalingen zonder enig effect zou geven."},
    {"indices", "p", "p of no effect at all, adjusted for all parameters of this outcome (Holm).",
     "p van geen enkel effect, gecorrigeerd voor alle parameters bij deze uitkomst (Holm)."},
    {"indices", "mu",
     "Morris: mean of the effects with their sign; near 0 beside a large size when the direction depends "
     "on the others.",
     "Morris: gemiddelde van de effecten met hun teken; bij een grote omvang dicht bij 0 als de richting "
     "van de andere afhangt."},
    {"indices", "mu_lo", "Lower 95 % limit of the mean effect.", "Ondergrens 95% van het gemiddelde effect."},
    {"indices", "mu_hi", "Upper 95 % limit of the mean effect.", "Bovengrens 95% van het gemiddelde effect."},
    {"indices", "sigma",
     "Morris: standard deviation of the effects over trajectories: what is not linear, or depends on "
     "other parameters, or on luck.",
     "Morris: standaardafwijking van de effecten over trajecten: wat niet lineair is, van andere "
     "parameters afhangt, of toeval is."},
    {"indices", "total",
     "Sobol: share of the variance that would be left if all other parameters were known (total index, "
     "Jansen). An estimate: it may pass 1 or fall below 0.",
     "Sobol: aandeel van de variantie dat zou resteren als alle andere parameters bekend waren (totale "
     "index, Jansen). Een schatting: ze kan boven 1 of onder 0 komen."},
    {"indices", "total_lo", "Lower 95 % limit of the total index, by bootstrap over rows.",
     "Ondergrens 95% van de totale index, met bootstrap over rijen."},
    {"indices", "total_hi", "Upper 95 % limit of the total index, by bootstrap over rows.",
     "Bovengrens 95% van de totale index, met bootstrap over rijen."},
    {"indices", "first",
     "Sobol: share of the variance that goes when this parameter alone is known (first-order index, "
     "Saltelli). An estimate: it may fall below 0.",
     "Sobol: aandeel van de variantie dat verdwijnt als alleen deze parameter bekend is "
     "(eerste-orde-index, Saltelli). Een schatting: ze kan onder 0 komen."},
    {"indices", "first_lo", "Lower 95 % limit of the first-order index.", "Ondergrens 95% van de eerste-orde-index."},
    {"indices", "first_hi", "Upper 95 % limit of the first-order index.", "Bovengrens 95% van de eerste-orde-index."},
    {"indices", "interaction", "Total less first-order index: what the parameter does together with others.",
     "Totale min eerste-orde-index: wat de parameter samen met andere doet."},
    {"parts", "part",
     "Variance that would be left if all other parameters were known; defined also where the whole "
     "variance is not.",
     "Variantie die zou resteren als alle andere parameters bekend waren; ook bepaald waar de hele "
     "variantie dat niet is."},
    {"parts", "part_lo", "Lower 95 % limit of that variance.", "Ondergrens 95% van die variantie."},
    {"parts", "part_hi", "Upper 95 % limit of that variance.", "Bovengrens 95% van die variantie."},
    {"parts", "undefined", "Bootstrap resamples without variance, which are left out of the shares.",
     "Bootstraptrekkingen zonder variantie, die bij de aandelen niet meetellen."},
    {"variance", "rows", "Number of rows (Sobol) or trajectories (Morris) with all their values.",
     "Aantal rijen (Sobol) of trajecten (Morris) met al hun waarden."},
    {"variance", "dropped", "Rows or trajectories that are left out because a run had no value.",
     "Rijen of trajecten die vervallen omdat een run geen waarde had."},
    {"variance", "mean", "Mean of the outcome (or difference) over the points of the design.",
     "Gemiddelde van de uitkomst (of het verschil) over de punten van de opzet."},
    {"variance", "variance",
     "Variance over that space, corrected for the luck of replications: what the indices are shares of.",
     "Variantie over die ruimte, gecorrigeerd voor het toeval van herhalingen: waar de indices aandelen "
     "van zijn."},
    {"variance", "sd", "Square root of that variance; empty when the variance is below 0.",
     "Wortel van die variantie; leeg als de variantie onder 0 ligt."},
    {"variance", "noise_share",
     "Share of the spread of single runs that is luck between replications: the variance of luck over that plus the "
     "variance over the space; empty with one replication.",
     "Aandeel van de spreiding tussen losse runs dat toeval tussen herhalingen is: de variantie van het toeval gedeeld "
     "door die plus de variantie over de ruimte; leeg bij een herhaling."},
    {"variance", "contenders",
     "How many parameters could be the most important one, as far as the bootstrap tells them apart.",
     "Hoeveel parameters de belangrijkste kunnen zijn, voor zover de bootstrap ze onderscheidt."},
    {"variance", "rows_needed",
     "Rows or trajectories (--points) that would tell the first parameter from all others, if they lie as they look; "
     "of rows the power of two above. No more than there are: it is told apart. Empty: it cannot be said.",
     "Rijen of trajecten (--points) die de eerste parameter van alle andere zouden onderscheiden, als ze liggen zoals "
     "het lijkt; bij rijen de macht van twee erboven. Niet meer dan er zijn: de eerste is al onderscheiden. Leeg: het "
     "is niet te zeggen."},
    {"together", "together",
     "Share of the variance that no parameter explains alone: 1 less the sum of the first-order indices. "
     "An estimate: it may pass 1 or fall below 0.",
     "Aandeel van de variantie dat geen parameter alleen verklaart: 1 min de som van de "
     "eerste-orde-indices. Een schatting: ze kan boven 1 of onder 0 komen."},
    {"together", "together_lo", "Lower 95 % limit of what goes together, by bootstrap over rows.",
     "Ondergrens 95% van wat samengaat, met bootstrap over rijen."},
    {"together", "together_hi", "Upper 95 % limit of what goes together, by bootstrap over rows.",
     "Bovengrens 95% van wat samengaat, met bootstrap over rijen."},
    {"signs", "points",
     "Points at which the difference has a value; of a row of sobol the first two count, the others repeat these but "
     "for one parameter.",
     "Punten waar het verschil een waarde heeft; van een rij van sobol tellen de eerste twee, de andere herhalen die "
     "op een parameter na."},
    {"signs", "mean", "Mean of the difference over those points.", "Gemiddelde van het verschil over die punten."},
    {"signs", "lowest", "Lowest mean difference at one point.", "Laagste gemiddelde verschil op een punt."},
    {"signs", "highest", "Highest mean difference at one point.", "Hoogste gemiddelde verschil op een punt."},
    {"signs", "above_0", "Share (0 to 1) of the points at which the mean difference is above 0.",
     "Aandeel (0 tot 1) van de punten waar het gemiddelde verschil boven 0 ligt."},
    {"signs", "clearly_above", "Share of the points at which its 95 % interval over replications lies above 0.",
     "Aandeel van de punten waar het 95%-interval over herhalingen boven 0 ligt."},
    {"signs", "clearly_below", "Share of the points at which its 95 % interval over replications lies below 0.",
     "Aandeel van de punten waar het 95%-interval over herhalingen onder 0 ligt."},
    {"sensitivity-design", "method", "Method: morris or sobol.", "Methode: morris of sobol."},
    {"sensitivity-design", "rows", "Trajectories (morris) or rows (sobol) that were run.",
     "Trajecten (morris) of rijen (sobol) die zijn gedraaid."},
    {"sensitivity-design", "points_each", "Points of one trajectory or row.", "Punten van een traject of rij."},
    {"sensitivity-design", "parameters", "Number of parameters whose weight is estimated.",
     "Aantal parameters waarvan het gewicht is geschat."},
    {"sensitivity-design", "replications", "Replications of every arm at every point.",
     "Herhalingen van elke variant op elk punt."},
    {"sensitivity-design", "uneven",
     "Parameters whose listed values do not lie at even distances, so that a step is not always as large; "
     "empty: none.",
     "Parameters waarvan de genoemde waarden niet op gelijke afstand liggen, zodat een stap niet altijd "
     "even groot is; leeg: geen."},
    {"posterior-outcomes", "draws", "Number of draws from the posterior that have a value.",
     "Aantal trekkingen uit de schatting met een waarde."},
    {"posterior-outcomes", "mean", "Mean over the draws of the arm, or of its difference with the reference.",
     "Gemiddelde over de trekkingen van de variant, of van het verschil met de referentie."},
    {"posterior-outcomes", "lo",
     "Lower 95 % limit of the mean of a draw: what is unsure of the parameters and the luck of replications together, "
     "within the runs. Empty with too few draws or replications, or (nearly) all alike.",
     "Ondergrens 95% van het gemiddelde van een trekking: de onzekerheid van de parameters en het toeval van "
     "herhalingen samen, binnen de runs. Leeg bij te weinig trekkingen of herhalingen, of (bijna) alle gelijk."},
    {"posterior-outcomes", "hi", "Upper 95 % limit of the mean of a draw.",
     "Bovengrens 95% van het gemiddelde van een trekking."},
    {"posterior-outcomes", "sd_parameters",
     "Standard deviation between draws that the parameters make, luck taken out.",
     "Standaardafwijking tussen trekkingen die de parameters maken, zonder toeval."},
    {"posterior-outcomes", "se_luck",
     "Standard error that the luck of replications, which all draws share, leaves in the mean.",
     "Standaardfout die het toeval van herhalingen, dat alle trekkingen delen, in het gemiddelde laat."},
    {"posterior-outcomes", "q05", "5 % quantile of the draws.", "5%-kwantiel van de trekkingen."},
    {"posterior-outcomes", "q50", "Median of the draws.", "Mediaan van de trekkingen."},
    {"posterior-outcomes", "q95", "95 % quantile of the draws.", "95%-kwantiel van de trekkingen."},
    {"posterior-outcomes", "above_0", "Share (0 to 1) of the draws with a value above 0.",
     "Aandeel (0 tot 1) van de trekkingen met een waarde boven 0."},
    {"sweep-design", "posterior", "Result of the calibration whose posterior the points are drawn from.",
     "Resultaat van de schatting waaruit de punten zijn getrokken."},
};
const size_t meaning_n_points = sizeof meaning_points / sizeof meaning_points[0];
