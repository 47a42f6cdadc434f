#!/usr/bin/env bash
# Which mode of governance does best by size, trust and alignment: runs scenarios/laboratory-governance-map.cfg and names,
# per cell, the mode with the highest surplus.
#
#   scripts/governance_map.sh [REPLICATIONS [SETTING...]]     default: those of the scenario
#   scripts/governance_map.sh 100 coalition.competence_need=0.3 network.structure=coalitions
#
# Rules, kept by all maps:
# - a map tells which part of its runs died, delivered everything and delivered nothing (degenerate runs);
# - a cell names no winner (-) where the best surplus is not above 0, nor (=) where the best is within two standard errors
#   of the runner-up, taken over paired runs (common random numbers). One run cannot tell: no winner.
# A winner is the best of the modes tried there, with everything else equal; it says nothing of other conditions.
#
# GOVERNANCE_MAP_TABLE=FILE reads such a table of outcomes (samenspel export --table outcomes) instead of running.
set -euo pipefail
export LC_ALL=C

replications=${1:-}
[ $# -gt 0 ] && shift
if [[ -n "$replications" && ! "$replications" =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: scripts/governance_map.sh [REPLICATIONS [SETTING...]]; REPLICATIONS is a whole number" >&2
    exit 2
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${SAMENSPEL:-$root/build/samenspel}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
table=${GOVERNANCE_MAP_TABLE:-$folder/outcomes.csv}

if [ -z "${GOVERNANCE_MAP_TABLE:-}" ]; then
    sets=()
    for setting; do
        sets+=(--set "$setting")
    done
    "$program" compare "$root/scenarios/laboratory-governance-map.cfg" --quiet --out "$folder/map.db" --format csv \
        ${replications:+--replications "$replications"} ${sets[@]+"${sets[@]}"} >/dev/null
    "$program" export "$folder/map.db" --table outcomes >"$table"
fi

awk -F, '
BEGIN { n_sizes = n_modes = n_trusts = n_aligns = 0 }
NR == 1 {
    for (i = 1; i <= NF; i++) column[$i] = i
    if (!("arm" in column && "replication" in column && "outcome" in column && "value" in column)) {
        print "governance_map.sh: no table of outcomes" >"/dev/stderr"
        failed = 1
        exit 2
    }
    next
}
{
    outcome = $column["outcome"]; value = $column["value"]
    if (value == "") next
    if (outcome == "network_dead" || outcome == "all_full" || outcome == "all_zero") {
        sum[outcome] += value; runs[outcome]++
        next
    }
    if (outcome != "surplus") next
    if (split($column["arm"], part, "+") != 4) {
        print "governance_map.sh: arm " $column["arm"] " is not size+mode+trust+alignment" >"/dev/stderr"
        failed = 1
        exit 2
    }
    note(part[1], sizes, n_sizes) && n_sizes++
    note(part[2], modes, n_modes) && n_modes++
    note(part[3], trusts, n_trusts) && n_trusts++
    note(part[4], aligns, n_aligns) && n_aligns++
    run = $column["replication"]
    if (run + 1 > n_runs) n_runs = run + 1
    surplus[$column["arm"], run] = value
}
# Adds a word to a list in order of appearance; 1 when it is new.
function note(word, list, n,    i) {
    for (i = 0; i < n; i++) if (list[i] == word) return 0
    list[n] = word
    return 1
}
function arm(s, m, t, a) { return sizes[s] "+" modes[m] "+" trusts[t] "+" aligns[a] }
function mean_of(name,    r, n, sum) {
    for (r = 0; r < n_runs; r++) if ((name, r) in surplus) { sum += surplus[name, r]; n++ }
    return n ? sum / n : ""
}
# Whether the mean of x lies more than two standard errors of the paired difference above that of y.
function clearly_above(x, y,    r, n, d, sum, squares, variance) {
    for (r = 0; r < n_runs; r++) if ((x, r) in surplus && (y, r) in surplus) {
        d = surplus[x, r] - surplus[y, r]
        sum += d; squares += d * d; n++
    }
    if (n < 2) return 0
    variance = (squares - sum * sum / n) / (n - 1)
    return sum / n > 2 * sqrt((variance > 0 ? variance : 0) / n)
}
# Word of a cell; best surplus in `best_value`.
function winner(s, t, a,    m, value, best, second, second_value) {
    best = second = -1
    for (m = 0; m < n_modes; m++) {
        value = mean_of(arm(s, m, t, a))
        if (value == "") continue
        if (best < 0 || value > best_value) {
            second = best; second_value = best_value
            best = m; best_value = value; best_margin = margin(arm(s, m, t, a))
        } else if (second < 0 || value > second_value) {
            second = m; second_value = value
        }
    }
    if (best < 0 || best_value <= 0) return "-"
    if (second < 0 || !clearly_above(arm(s, best, t, a), arm(s, second, t, a))) return "="
    return modes[best]
}
# Two standard errors of the mean.
function margin(name,    r, n, s, q) {
    for (r = 0; r < n_runs; r++) if ((name, r) in surplus) { s += surplus[name, r]; q += surplus[name, r] ^ 2; n++ }
    return n > 1 && q > s * s / n ? sprintf("+-%.3f", 2 * sqrt((q - s * s / n) / (n - 1) / n)) : ""
}
# Percentage with its 95 % interval (Wilson), the runs taken as independent.
function share(outcome,    n, p, c, h, z) {
    n = runs[outcome]
    if (!n) return "unknown"
    z = 1.96; p = sum[outcome] / 100 / n; c = (p + z * z / (2 * n)) / (1 + z * z / n)
    h = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return sprintf("%.1f %% (%.1f-%.1f)", 100 * p, 100 * (c > h ? c - h : 0), 100 * (c + h < 1 ? c + h : 1))
}
END {
    if (failed) exit 2
    if (!n_sizes) { print "governance_map.sh: the table holds no surplus" >"/dev/stderr"; exit 2 }
    printf "Winner by surplus, %d paired runs a cell (its best surplus per member and month behind it, +- 2 standard errors)\n", n_runs
    printf "-: no mode has a surplus above 0; =: the best is within 2 standard errors of the runner-up\n\n"
    printf "%-8s %-12s", "size", "trust"
    for (a = 0; a < n_aligns; a++) printf " %-29s", aligns[a]
    printf "\n"
    for (s = 0; s < n_sizes; s++)
        for (t = 0; t < n_trusts; t++) {
            printf "%-8s %-12s", sizes[s], trusts[t]
            for (a = 0; a < n_aligns; a++) {
                word = winner(s, t, a)
                won[s, word]++; total[word]++
                printf " %-29s", sprintf("%-13s %7.3f%s", word, best_value, best_margin)
            }
            printf "\n"
        }
    printf "\nCells by size\n%-8s", "size"
    modes[n_modes] = "="; modes[n_modes + 1] = "-"
    for (m = 0; m < n_modes + 2; m++) printf " %14s", modes[m]
    printf "\n"
    for (s = 0; s < n_sizes; s++) {
        printf "%-8s", sizes[s]
        for (m = 0; m < n_modes + 2; m++) printf " %14d", won[s, modes[m]]
        printf "\n"
    }
    printf "%-8s", "all"
    for (m = 0; m < n_modes + 2; m++) printf " %14d", total[modes[m]]
    printf "\n\nOf all runs: dead %s, all-full %s, all-zero %s\n", share("network_dead"), share("all_full"), share("all_zero")
}' "$table" | sed 's/ *$//'
