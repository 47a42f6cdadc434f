#!/usr/bin/env bash
# Does the status quo of the model have the levels of the Netherlands? Runs scenarios/average-netherlands.cfg and prints
# level by level: the model's mean over a year, the level found in sources, the deviation, and whether it is within the
# tolerance. The model's year is 2023: ages are those of 1 January 2021, two years of spin-up before it.
# Exit status 3 when a level is outside. Usage: scripts/check_levels.sh [REPLICATIONS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=${SAMENSPEL:-build/samenspel}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" run scenarios/average-netherlands.cfg --quiet --no-series --out "$folder/levels.db" \
    ${1:+--replications "$1"} --format csv >"$folder/summary.csv"

# outcome | level | tolerance in percent | source. Per 1,000 people unless the name says otherwise; 17.81 million.
cat >"$folder/levels" <<'LEVELS'
people|511500|1|17.877 million on average in 2023 (CBS) for 17.475 on 1 January 2021, of 500,000
frail_share|4.63|5|derived: health.frail of netherlands.cfg by ages between 2021 (4.51) and 2024 (4.65)
longterm_share|1.074|5|191,303 people with an indication for nursing and care (ActiZ 2023)
deaths_per_1000|9.5|1|169,400 deaths in 2023 (CBS)
gp_contacts|5.1|5|Nivel 2021, per person
referrals_per_1000|327|5|Nivel 2021
emergency_per_1000|103|10|1.84 million visits in 2022 (vzinfo)
admissions_per_1000|84|10|1.5 million clinical admissions (CBS 2019)
mental_clients_per_1000|20.3|10|derived: .85 million clients a year at nine months
nursing_clients_per_1000|12.0|10|214,855 on a day (staatvenz 2019)
help_clients_per_1000|27.3|10|88 % of 31 (CBS 2024)
support_clients_per_1000|11.5|10|derived: 80 % of 252,955 (CBS 2024)
youth_clients_per_1000|11.9|10|derived: 467,000 in a year (CBS 2022)
nursing_home_per_1000|6.83|10|122,445 residents (ActiZ 2023)
home_longterm_per_1000|3.85|10|68,908 (Zorginstituut 2023)
longterm_entries_per_1000|3.84|5|derived: 68,900 entries a year
decision_wait_months|2.76|10|E903: 12 weeks for a decision on household help or support
nursing_home_waiting_per_1000|1.247|15|22,218 people waiting actively (ActiZ 2023)
wait_outpatient_months|1.4|15|recalled: 6 weeks
wait_mental_months|4.0|15|recalled: 15-20 weeks in specialist care
wait_help_months|1.5|50|recalled: 4-12 weeks after the decision; the range
wait_support_months|1.5|50|assumption .5-3 after the decision
wait_youth_months|3.0|15|assumption 1-6
cost_zvw_per_head|3151|5|Vektis 2023
cost_wlz_per_head|1880|5|33.5 billion (VWS budget 2023)
cost_wmo_per_head|448|5|5.48 and about 2.5 billion (CBS 2023; general provisions recalled)
cost_youth_per_head|402|5|7.2 billion (recalled)
workload|97|5|assumption: what staff can do
sick_leave|7.2|10|CBS 2023, 7.3 % in disability care, 8.1 in nursing, 5.6 in hospitals
LEVELS

awk -F, -v levels="$folder/levels" '
    NR > 1 { mean[$2] = $5 }
    END {
        mean["longterm_share"] = (mean["nursing_home_per_1000"] + mean["home_longterm_per_1000"]) / 10
        mean["nursing_home_waiting_per_1000"] = 1000 * mean["nursing_home_waiting"] / mean["people"]
        printf "%-28s %10s %10s %10s  %-8s %s\n", "level", "model", "source", "deviation", "verdict", "found in"
        while ((getline line < levels) > 0) {
            split(line, f, "|")
            off = 100 * (mean[f[1]] / f[2] - 1)
            ok = (off < 0 ? -off : off) <= f[3]
            outside += !ok
            printf "%-28s %10.2f %10.2f %+9.1f%%  %-8s %s\n", f[1], mean[f[1]], f[2], off, ok ? "ok" : "outside", f[4]
        }
        printf "%d of the levels outside their tolerance\n", outside
        exit outside > 0 ? 3 : 0
    }' "$folder/summary.csv"
