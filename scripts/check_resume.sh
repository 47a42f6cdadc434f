#!/usr/bin/env bash
# Kills a comparison (kill -9) at random moments, starts it again each time, and holds every exported table of the result
# against that of a run that was left alone, byte by byte. Nothing that was stored may be lost: the number of stored runs
# never falls, and every file passes SQLite's own check. Usage: scripts/check_resume.sh [KILLS] [BUILD-FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=${1:-100}
program=${2:-build}/samenspel
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command=("$program" compare scenarios/laboratory.cfg --replications 300 --quiet)
tables=(outcomes summary contrasts parameters quantiles tails convergence effect-sizes best pairing)

export_all() {  # result, prefix
    for table in "${tables[@]}"; do
        "$program" export "$1" --table "$table" >"$2.$table.csv"
    done
}

stored() { sqlite3 "$1" 'SELECT count(*) FROM done' 2>/dev/null || echo 0; }

seconds=$( { TIMEFORMAT=%R; time "${command[@]}" --out "$folder/whole.db" >/dev/null; } 2>&1 )
export_all "$folder/whole.db" "$folder/whole"

done_kills=0 finished=0 lost=0 moments=0
while ((done_kills < kills)); do
    # One file is killed several times on its way, at moments spread over the whole run and its end.
    before=$(stored "$folder/killed.db")
    "${command[@]}" --out "$folder/killed.db" >/dev/null 2>&1 &
    pid=$!
    sleep "$(awk -v s="$seconds" -v r=$RANDOM 'BEGIN { print s * r / 32768 }')"
    if kill -9 $pid 2>/dev/null; then
        done_kills=$((done_kills + 1))
    fi
    wait $pid 2>/dev/null || true
    [ -e "$folder/killed.db" ] || continue
    after=$(stored "$folder/killed.db")
    ((after > before)) && moments=$((moments + 1))
    ((after < before)) && lost=$((lost + 1))
    [ "$(sqlite3 "$folder/killed.db" 'PRAGMA integrity_check')" = ok ] || { echo "damaged after kill $done_kills"; exit 1; }
    if [ "$(sqlite3 "$folder/killed.db" "SELECT value FROM meta WHERE key = 'status'" 2>/dev/null)" = complete ]; then
        export_all "$folder/killed.db" "$folder/killed"
        for table in "${tables[@]}"; do
            cmp "$folder/whole.$table.csv" "$folder/killed.$table.csv"
        done
        finished=$((finished + 1))
        rm -f "$folder"/killed.db*
    fi
done
"${command[@]}" --out "$folder/killed.db" >/dev/null
export_all "$folder/killed.db" "$folder/killed"
for table in "${tables[@]}"; do
    cmp "$folder/whole.$table.csv" "$folder/killed.$table.csv"
done
echo "$done_kills kills, $moments of them after new runs were stored, $((finished + 1)) results finished: all tables equal"
echo "runs lost: $lost"
((lost == 0))
