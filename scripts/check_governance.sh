#!/usr/bin/env bash
# Do trust, interest and deciding bring about what network governance reports? Runs the laboratory and the networks of two
# regions and prints, pattern by pattern, the estimate with its 95 % interval from paired replications, what is expected,
# and whether it is found. Nothing here is put into the model: see models/ODD.md, M5-M8 and 10.2.
# Exit status 3 when a pattern is not found, unless models/ODD.md, section 10.2, says that and why it is not: such a line
# ends in "not found (known)".
# Usage: scripts/check_governance.sh [REPLICATIONS [SCALE]]
#   REPLICATIONS of regions (the laboratory takes four times as many); default: those of the scenarios, at a scale of .1
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."

of_regions=${1:-}
scale=${2:-0.1}
replications=$of_regions
run_options=()
. scripts/pattern_lines.sh

# Laboratory: paired difference of two arms over replications in an outcome, or with other arm - the level of the arm.
between() {  # experiment, region, arm, other arm, outcome
    awk -F, -v arm="$3" -v other="$4" -v outcome="$5" '
        $3 == outcome && $4 != "" { value[$1, $2] = $4; seen[$2] = 1 }
        END {
            for (r in seen)
                if ((arm, r) in value && (other == "-" || (other, r) in value)) {
                    d = value[arm, r] - (other == "-" ? 0 : value[other, r])
                    k++; s += d; q += d * d
                }
            interval(k, s, q)
        }'"$interval" "$folder/$1-$2.outcomes"
}

# Difference of differences: (a - b) - (c - d).
twice() {  # experiment, region, a, b, c, d, outcome
    awk -F, -v a="$3" -v b="$4" -v c="$5" -v d="$6" -v outcome="$7" '
        $3 == outcome && $4 != "" { value[$1, $2] = $4; seen[$2] = 1 }
        END {
            for (r in seen)
                if ((a, r) in value && (b, r) in value && (c, r) in value && (d, r) in value) {
                    e = value[a, r] - value[b, r] - value[c, r] + value[d, r]
                    k++; s += e; q += e * e
                }
            interval(k, s, q)
        }'"$interval" "$folder/$1-$2.outcomes"
}

# Share of runs of an arm (in percent) in which an outcome lies below a bound, with Wilson interval.
share_below() {  # experiment, region, arm, outcome, bound
    awk -F, -v arm="$3" -v outcome="$4" -v bound="$5" '
        $1 == arm && $3 == outcome { n++; below += $4 != "" && $4 < bound }
        END {
            if (!n) exit
            z = 1.96; p = below / n; c = (p + z * z / (2 * n)) / (1 + z * z / n)
            h = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
            print 100 * p, 100 * (c - h), 100 * (c + h)
        }' "$folder/$1-$2.outcomes"
}

# Correlation over all runs of an experiment of the mean of X in a year with that of Y in a later one, Fisher interval.
correlation() {  # experiment, region, x, year of x, y, year of y [, 1 = among runs of the same arm]
    awk -F, -v within="${7:-0}" -v x="$3" -v a="$4" -v y="$5" -v b="$6" '
        $4 == x && $5 != "" && $3 >= 12 * (a - 1) && $3 < 12 * a { sx[$1 SUBSEP $2] += $5; nx[$1 SUBSEP $2]++ }
        $4 == y && $5 != "" && $3 >= 12 * (b - 1) && $3 < 12 * b { sy[$1 SUBSEP $2] += $5; ny[$1 SUBSEP $2]++ }
        END {
            for (i in nx)
                if (ny[i]) {
                    split(i, part, SUBSEP)
                    mx[part[1]] += sx[i] / nx[i]; my[part[1]] += sy[i] / ny[i]; m[part[1]]++
                }
            for (i in nx)
                if (ny[i]) {
                    split(i, part, SUBSEP)
                    if (within && m[part[1]] < 2) continue
                    u = sx[i] / nx[i] - (within ? mx[part[1]] / m[part[1]] : 0)
                    v = sy[i] / ny[i] - (within ? my[part[1]] / m[part[1]] : 0)
                    n++; su += u; sv += v; suu += u * u; svv += v * v; suv += u * v
                }
            if (n < 5) exit
            r = (suv - su * sv / n) / sqrt((suu - su * su / n) * (svv - sv * sv / n))
            z = 0.5 * log((1 + r) / (1 - r)); h = 1.96 / sqrt(n - 3)
            print r, (exp(2 * (z - h)) - 1) / (exp(2 * (z - h)) + 1), (exp(2 * (z + h)) - 1) / (exp(2 * (z + h)) + 1)
        }' "$folder/$1-$2.series"
}

the_map() {
    local e=laboratory r=governance-map best=trust-high+aligned-high n
    run $e $r outcomes
    line "Self-governed, high trust and alignment: surplus, 4 less 20 members" "$r" \
        "$(between $e $r n4+self-governed+$best n20+self-governed+$best surplus)" "lo > 0"
    for n in 4 6; do
        line "Self-governed against lead there, $n members: surplus" "$r" \
            "$(between $e $r n$n+self-governed+$best n$n+lead+$best surplus)" "lo > 0"
        line "Self-governed against NAO there, $n members: surplus" "$r" \
            "$(between $e $r n$n+self-governed+$best n$n+nao+$best surplus)" "lo > 0"
    done
    line "NAO against self-governed, low trust, 30 members: surplus" "$r" \
        "$(between $e $r n30+nao+trust-low+aligned-mid n30+self-governed+trust-low+aligned-mid surplus)" "lo > 0"
    line "NAO gains on self-governed from 4 to 30 members: surplus" "$r" \
        "$(twice $e $r n30+nao+trust-mid+aligned-high n30+self-governed+trust-mid+aligned-high \
            n4+nao+trust-mid+aligned-high n4+self-governed+trust-mid+aligned-high surplus)" "lo > 0"
}

the_rules() {
    local e=laboratory r=rules
    run $e $r outcomes
    line "Consensus against consent, plenary, 12 members: blocked votes" "$r" \
        "$(between $e $r n12+consensus+plenary n12+consent+plenary blocked_votes)" "lo > 0"
    line "Consensus against consent, plenary, 12 members: months to decide" "$r" \
        "$(between $e $r n12+consensus+plenary n12+consent+plenary decision_months)" "lo > 0"
    line "Consensus against consent, plenary, 12 members: coalitions live" "$r" \
        "$(between $e $r n12+consensus+plenary n12+consent+plenary coalitions_live)" "hi < 0"
    line "Plenary, consensus, 24 less 6 members: months to decide" "$r" \
        "$(between $e $r n24+consensus+plenary n6+consensus+plenary decision_months)" "lo > 2"
    line "Coalitions, consensus, 24 less 6 members: months to decide" "$r" \
        "$(between $e $r n24+consensus+coalitions n6+consensus+coalitions decision_months)" "hi < 2"
}

the_lead() {
    local e=laboratory r=lead
    run $e $r outcomes
    line "Lead against all by consensus: months to decide" "$r" \
        "$(between $e $r lead+shared self-governed-consensus+shared decision_months)" "hi < 0"
    line "Lead against all by consent: months to decide" "$r" \
        "$(between $e $r lead+shared self-governed+shared decision_months)" "hi < 0"
    line "A lead that takes from the others: members" "$r" "$(between $e $r lead+diverging lead+shared members)" "hi < 0" known
    line "A lead that takes from the others: trust (0-100)" "$r" "$(between $e $r lead+diverging lead+shared trust)" "hi < 0"
}

mixed() {
    local e=laboratory r=mixed year replications=
    run_options=(--series)
    run $e $r series  # as many as the scenario says: the arms are what differs
    run_options=()
    for year in 3 5 8; do
        line "Trust in year $year and output two years later: correlation" "$r" \
            "$(correlation $e $r trust $year fidelity $((year + 2)))" "m > 0.15 && m < 0.45" known
        line "The same among networks in equal conditions" "$r" \
            "$(correlation $e $r trust $year fidelity $((year + 2)) 1)" "m > 0.15 && m < 0.45" known
    done
    line "Trust in year 5 and months to decide in year 6: correlation" "$r" \
        "$(correlation $e $r trust 5 decision_months 6)" "hi < 0"
}

growth() {
    local e=laboratory r=growth
    run_options=(--series)
    run $e $r series
    run_options=()
    line "A joint task of 12 grown, one in 6 months, against at once: effort" "$r" "$(in_years $e $r known-6 at-once fidelity 10 10)" "lo > 0"
    line "Grown by one a month against one in 6: effort" "$r" "$(in_years $e $r known-1 known-6 fidelity 10 10)" "hi < 0"
    line "Grown by who does not know the record against who does: effort" "$r" "$(in_years $e $r unknown-6 known-6 fidelity 10 10)" "hi < 0"
}

opposed() {
    local e=laboratory r=opposed n
    run $e $r outcomes
    for n in 4 8 12; do
        line "Opposed camps, $n members: distrust (% of pairs)" "$r" "$(between $e $r n$n+nothing n$n+aligned distrust)" "lo > 0"
        line "Compensation there: distrust" "$r" "$(between $e $r n$n+compensation n$n+nothing distrust)" "hi < 0"
        line "Early open talk there: distrust" "$r" "$(between $e $r n$n+early-talk n$n+nothing distrust)" "hi < 0"
    done
}

two_hospitals() {
    local e=mst r=deventer
    run $e $r outcomes
    line "Two hospitals as it went: runs that end in distrust (%)" "$r" "$(share_below $e $r as-it-went trust_hospitals 20)" "m > 50"
    line "Fair compensation: runs that end in distrust (%)" "$r" "$(share_below $e $r compensation trust_hospitals 20)" "hi < 20"
    line "Early open talk: runs that end in distrust (%)" "$r" "$(share_below $e $r early-talk trust_hospitals 20)" "m < 50" known
    line "Fair compensation: trust between the hospitals (0-100)" "$r" "$(between $e $r compensation as-it-went trust_hospitals)" "lo > 0"
    line "Early open talk: trust between the hospitals (0-100)" "$r" "$(between $e $r early-talk as-it-went trust_hospitals)" "lo > 0"
}

a_region() {  # region
    local e=governance r=$1
    run $e "$r" outcomes
    line "Plenary consensus, whole network less its core: months to decide" "$r" \
        "$(between $e "$r" whole+self-consensus core+self-consensus decision_months)" "lo > 0"
    line "Coalitions against plenary, whole network: months to decide" "$r" \
        "$(between $e "$r" whole+self-coalitions whole+self-consensus decision_months)" "hi < 0"
    line "Consent against consensus, whole network: blocked votes" "$r" \
        "$(between $e "$r" whole+self-consent whole+self-consensus blocked_votes)" "hi < 0"
    line "Consent against consensus, whole network: plan delivered (0-100)" "$r" \
        "$(between $e "$r" whole+self-consent whole+self-consensus fidelity)" "lo > 0"
    line "Lead against all by consensus, whole network: months to decide" "$r" \
        "$(between $e "$r" whole+lead whole+self-consensus decision_months)" "hi < 0"
    line "Self-governed, core less whole network: plan delivered (0-100)" "$r" \
        "$(between $e "$r" core+self-consensus whole+self-consensus fidelity)" "lo > 0"
    line "NAO gains on self-governed from core to whole: plan delivered" "$r" \
        "$(twice $e "$r" whole+nao whole+self-consensus core+nao core+self-consensus fidelity)" "lo > 0"
}

heading where
replications=${of_regions:+$((4 * of_regions))}
the_map
the_rules
the_lead
mixed
growth
opposed
replications=$of_regions
run_options=(--set "region.scale=$scale")
for region in midden-limburg twente; do
    a_region "$region"
done
two_hospitals
verdict
