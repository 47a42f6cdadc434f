#!/usr/bin/env bash
# Makes a small result and reads it with scripts/examples/read_result.py and read_result.R, from the database and from the
# export; verifies that their means, intervals and paired differences are those of the program, to 1e-12 of the largest
# number in the row. Outcomes that are events, of which the program gives the intervals of shares, are compared without them. Prints a line per reader. R is left out, which is said, when it is not installed.
# Usage: scripts/check_interop.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=${1:-build/samenspel}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

"$program" compare scenarios/laboratory.cfg --set horizon_months=60 --replications 9 --quiet --out "$folder/r.db" >/dev/null
for table in outcomes summary contrasts; do
    "$program" export "$folder/r.db" --table $table >"$folder/$table.csv"
done

"$program" outcomes --format json >"$folder/outcomes.json"

cat >"$folder/compare.py" <<'PYTHON'
import csv, json, sys
folder, found_path, reader = sys.argv[1:]
wanted = {}
events = {outcome["name"] for outcome in json.load(open(f"{folder}/outcomes.json", encoding="utf-8"))
          if outcome["aggregate"] == "event"}
for table, middle in (("summary", "mean"), ("contrasts", "diff")):
    for row in csv.DictReader(open(f"{folder}/{table}.csv", encoding="utf-8")):
        wanted[table, row["arm"], row["outcome"]] = [row["n"], row[middle], row["lo"], row["hi"]]
found = {(row["table"], row["arm"], row["outcome"]): [row["n"], row["mean"], row["lo"], row["hi"]]
         for row in csv.DictReader(open(found_path, encoding="utf-8"), delimiter="\t")}
for key in wanted.keys() & found.keys():
    if key[2] in events:
        wanted[key][2:] = found[key][2:]
wrong = [key for key in sorted(wanted.keys() ^ found.keys())]
worst, n_numbers = 0.0, 0
for key in wanted.keys() & found.keys():
    scale = max([abs(float(text)) for text in wanted[key][1:] if text], default=0.0)
    for index, (a, b) in enumerate(zip(wanted[key], found[key])):
        if index == 0 or a == "" or b == "" or scale == 0.0:
            good = a == b or (a != "" and b != "" and float(a) == float(b))
        else:
            worst = max(worst, abs(float(a) - float(b)) / scale)
            good = abs(float(a) - float(b)) <= 1e-12 * scale
            n_numbers += 1
        if not good:
            wrong.append((*key, a, b))
if wrong or n_numbers < 100:
    print(f"{reader}: FAILED: {len(wrong)} differ of {len(wanted)} rows with {n_numbers} numbers, the first: {wrong[:3]}")
    sys.exit(1)
print(f"{reader}: ok, {len(wanted)} rows, {n_numbers} numbers, largest difference {worst:.1e}")
PYTHON

check() {  # reader, command...
    if ! "${@:2}" >"$folder/found" 2>"$folder/errors"; then
        echo "$1: FAILED:"
        cat "$folder/errors"
        failed=1
    else
        python3 "$folder/compare.py" "$folder" "$folder/found" "$1" || failed=1
    fi
}

check "Python, database" python3 scripts/examples/read_result.py "$folder/r.db"
check "Python, export" python3 scripts/examples/read_result.py "$folder/outcomes.csv" self-governed
if ! command -v Rscript >/dev/null; then
    echo "R: NOT CHECKED: Rscript is not installed (scripts/install-packages.sh --tests)"
else
    check "R, export" Rscript scripts/examples/read_result.R "$folder/r.db" "$program"
    if Rscript -e 'quit(status = !requireNamespace("RSQLite", quietly = TRUE))' >/dev/null 2>&1; then
        check "R, database" Rscript scripts/examples/read_result.R "$folder/r.db"
    else
        echo "R, database: NOT CHECKED: the package RSQLite is not installed (scripts/install-packages.sh --tests)"
    fi
fi
exit $failed
