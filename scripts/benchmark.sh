#!/usr/bin/env bash
# Speed in citizen-months per second with 1 and 2 threads, measured in turns so that a busy machine hurts both alike;
# medians, their ratio, and peak memory. Usage: scripts/benchmark.sh [SCENARIO.cfg] [ROUNDS] [REPLICATIONS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scenario=${1:-scenarios/midden-limburg.cfg}
rounds=${2:-5}
replications=${3:-20}
program=${SAMENSPEL:-build/samenspel}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for ((round = 1; round <= rounds; round++)); do
    for threads in 1 2; do
        "$program" run "$scenario" --fresh --no-series --replications "$replications" --threads "$threads" \
            --out "$folder/r.db" --format csv >/dev/null 2>"$folder/remark"
        sed -nE 's|^.* in ([0-9.]+) s, ([0-9.e+]+) citizen-months/s, ([0-9]+) MB; .*|\2 \3|p' "$folder/remark" \
            >>"$folder/threads$threads"
    done
done

median() { sort -g "$folder/threads$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
memory() { awk '$2 > most { most = $2 } END { print most }' "$folder/threads$1"; }

one=$(median 1)
two=$(median 2)
echo "scenario $scenario, $replications replications, $rounds rounds, median of each"
echo "1 thread:  $one citizen-months/s, peak $(memory 1) MB"
echo "2 threads: $two citizen-months/s, peak $(memory 2) MB"
awk -v one="$one" -v two="$two" 'BEGIN { printf "ratio:     %.2f\n", two / one }'
