#!/usr/bin/env bash
# Makes a small result and reads it with scripts/examples/read_result.py and read_result.R, from the database and from the
# export; verifies that their means, intervals and paired differences are those of the program, to 1e-12 of the largest
# number in the row. Outcomes that are events, of which the program gives the intervals of shares, are compared without
# them. Prints a line per reader. R is left out, which is said, when it is not installed. Then makes a small result with
# every command, and verifies that each table that `export` offers has the same rows in the file, and that the file has no
# table of a name that `export` refuses.
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
"$program" export "$folder/r.db" --table dictionary >"$folder/dictionary.csv"

cat >"$folder/compare.py" <<'PYTHON'
import csv, json, math, sys
folder, found_path, reader = sys.argv[1:]
wanted = {}
events = {outcome["name"] for outcome in json.load(open(f"{folder}/outcomes.json", encoding="utf-8"))
          if outcome["aggregate"] == "event"}
for table, middle in (("summary", "mean"), ("contrasts", "diff")):
    for row in csv.DictReader(open(f"{folder}/{table}.csv", encoding="utf-8")):
        wanted[table, row["arm"], row["outcome"]] = [row["n"], row[middle], row["lo"], row["hi"]]
found = {(row["table"], row["arm"], row["outcome"]): [row["n"], row["mean"], row["lo"], row["hi"]]
         for row in csv.DictReader(open(found_path, encoding="utf-8"), delimiter="\t")}
# The program ends intervals where the outcome, or a difference of two, does.
ends = {row["column"]: [float(row[end]) if row[end] else infinite
                        for end, infinite in (("lowest", -math.inf), ("highest", math.inf))]
        for row in csv.DictReader(open(f"{folder}/dictionary.csv", encoding="utf-8")) if row["type"] == "outcome"}
for key in wanted.keys() & found.keys():
    if key[2] in events:
        wanted[key][2:] = found[key][2:]
    low, high = ends[key[2]]
    if key[0] == "contrasts":
        low, high = low - high, high - low
    if found[key][2] != "" and float(found[key][2]) < low:
        found[key][2] = str(low)
    if found[key][3] != "" and float(found[key][3]) > high:
        found[key][3] = str(high)
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

cat >"$folder/views.py" <<'PYTHON'
"""Every table of a result by `export` and by SELECT: the same columns and rows, whatever their order."""
import csv, io, sqlite3, subprocess, sys
program, path, kind = sys.argv[1:]
ALL = ["outcomes", "summary", "contrasts", "series", "flows", "flow-series", "events", "parameters", "design", "failures"]

def export(table):
    found = subprocess.run([program, "export", path, "--table", table], capture_output=True, encoding="utf-8")
    return None if found.returncode == 2 else list(csv.reader(io.StringIO(found.stdout)))

def number(text):  # 0.10 and 1e-1 are one number; a sign of zero is kept
    try:
        return repr(float(text))
    except ValueError:
        return text

def cell(value):
    return "" if value is None else number(str(value) if not isinstance(value, float) else repr(value))

database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
described = {}
for row in export("dictionary")[1:]:
    if row[2] not in ("table", "outcome"):
        described.setdefault(row[0], []).append(row[1])
wrong, n_rows, n_tables = [], 0, 0
for table in list(described) + [name for name in ALL if name not in described]:
    if table == "dictionary":  # computed from the others
        continue
    exported = export(table)
    try:
        query = database.execute(f'SELECT * FROM "{table}"')
        columns, rows = [column[0] for column in query.description], query.fetchall()
    except sqlite3.OperationalError:
        columns, rows = None, None
    if (exported is None) != (rows is None) or (exported is not None) != (table in described):
        wrong.append(f"{table}: {'not ' * (exported is None)}exported, {'not ' * (rows is None)}in the file, "
                     f"{'not ' * (table not in described)}in the dictionary")
    elif exported is not None:
        n_tables, n_rows = n_tables + 1, n_rows + len(rows)
        if not exported[0] == columns == described[table]:
            wrong.append(f"{table}: columns {exported[0]}, in the file {columns}, in the dictionary {described[table]}")
        elif sorted([number(text) for text in row] for row in exported[1:]) != sorted([cell(v) for v in row] for row in rows):
            wrong.append(f"{table}: {len(exported) - 1} rows exported, {len(rows)} in the file, and they differ")
if wrong or n_tables < 5 or n_rows < 50:
    print(f"Tables, {kind}: FAILED: {n_tables} tables, {n_rows} rows", *wrong, sep="\n  ")
    sys.exit(1)
print(f"Tables, {kind}: ok, {n_tables} tables, {n_rows} rows")
PYTHON

tables() {  # kind, command...
    local path=$folder/${1// /-}.db
    if ! "$program" "${@:2}" --set horizon_months=12 --quiet --out "$path" >"$folder/found" 2>"$folder/errors"; then
        echo "Tables, $1: FAILED:"
        cat "$folder/errors"
        failed=1
    else
        python3 "$folder/views.py" "$program" "$path" "$1" || failed=1
    fi
}

designs=scenarios/laboratory-designs.cfg
fit=scenarios/calibrate-joint-task.cfg
tables run run scenarios/laboratory.cfg -n 3
tables compare compare scenarios/laboratory.cfg -n 4 --series --events
tables advise advise scenarios/laboratory.cfg -n 6
tables select select scenarios/laboratory.cfg --outcome surplus --budget 60
tables sweep sweep $designs --points 4 -n 2
tables "sweep with series" sweep $designs --points 2 -n 2 --series --events
tables "sensitivity by Morris" sensitivity $designs --method=morris --points 2 -n 2
tables "sensitivity by Sobol" sensitivity $designs --method=sobol --points 8 -n 2
tables discover discover $designs --outcome surplus --points 12 -n 2
tables calibrate calibrate $fit --points 80 -n 2
tables "sweep over a posterior" sweep $fit --points 10 -n 2 --set experiment.design=posterior \
    --set "experiment.posterior=$folder/calibrate.db"
exit $failed
