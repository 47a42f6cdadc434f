#!/usr/bin/env python3
"""Reads a result of samenspel with Python's standard library alone.

    samenspel compare scenarios/laboratory.cfg --out result.db
    python3 scripts/examples/read_result.py result.db                 # the database itself
    samenspel export result.db --table outcomes > outcomes.csv
    python3 scripts/examples/read_result.py outcomes.csv self-governed    # or its export; and the arm to compare with

Prints, tab-separated, the mean over replications with its 95 % interval per arm and outcome, and the paired difference
with the reference arm: the same replication of two arms has the same luck, so the differences vary less than the arms.
The numbers are those of the tables `summary` and `contrasts` in the same database, computed again, but for outcomes that
are events (0 or 100 in a run), of which the program gives the intervals of shares. A result that is not finished
(meta.status is not 'complete') has no such tables: `export` computes them from the runs that are there, as this does.
"""
import collections
import csv
import math
import sqlite3
import sys


def read_database(path):
    """Rows (arm, replication, outcome, value); value None where there is none. And the reference arm."""
    # While a run stores what it did, which is soon over, the file is locked: the time-out is in seconds.
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)
    # The view holds what `export` prints; here arms and outcomes come in the order of scenario and model.
    rows = database.execute(
        "SELECT v.arm, v.replication, v.outcome, v.value FROM outcomes v"
        " JOIN arms a ON a.name = v.arm JOIN outcome_labels o ON o.name = v.outcome"
        " WHERE NOT a.hidden ORDER BY a.position, o.outcome, v.replication").fetchall()
    (reference,) = database.execute("SELECT value FROM meta WHERE key = 'reference'").fetchone()
    (status,) = database.execute("SELECT value FROM meta WHERE key = 'status'").fetchone()
    if status != "complete":
        print(f"{path} is not finished: these are the runs that are there", file=sys.stderr)
    database.close()
    return rows, reference


def read_export(path):
    """The same from `samenspel export --table outcomes`: an empty cell is no value."""
    with open(path, newline="", encoding="utf-8") as file:
        return [(row["arm"], int(row["replication"]), row["outcome"], float(row["value"]) if row["value"] else None)
                for row in csv.DictReader(file)]


def t_quantile(df, level=0.95):
    """Student's t between -t and t with probability `level`, by halving; df = 1, 2, ... (SciPy: scipy.stats.t.ppf)."""

    def inside(t):  # Abramowitz and Stegun 1964, 26.7.3 and 26.7.4
        theta, odd = math.atan(t / math.sqrt(df)), df % 2
        term, total, k = math.cos(theta) if odd else 1.0, 0.0, 1 + odd
        for _ in range((df - odd) // 2):
            total += term
            term *= math.cos(theta) ** 2 * k / (k + 1)
            k += 2
        return 2.0 / math.pi * (theta + math.sin(theta) * total) if odd else math.sin(theta) * total

    low, high = 0.0, 100.0
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (middle, high) if inside(middle) < level else (low, middle)
    return high


def interval(values, mean, t):
    """The 95 % interval of a mean: Student's t, made longer, and moved towards the long tail, as far as the values are
    skewed (sim/stats/skew.h says why)."""
    n = len(values)
    square, cube, fourth = (math.fsum((value - mean) ** power for value in values) for power in (2, 3, 4))
    skewness = math.sqrt(n) * cube / square ** 1.5 if n > 2 and square > 0.0 else 0.0
    stretch = shift = 0.0
    if skewness != 0.0:
        chance = 6.0 * (n - 2) / ((n + 1) * (n + 3)) * max(1.0, n * fourth / square ** 2 - 2.0)
        z2 = ((8 * n - 7) / (8 * n - 5)) ** 2 * (n - 1) * math.log1p(t * t / (n - 1))
        stretch = 5.0 / 72.0 * skewness ** 2 / n * (4.0 * z2 - 1.0)
        shift = skewness / (6.0 * math.sqrt(n)) * skewness ** 2 / (skewness ** 2 + 4.0 * chance) * (2.0 * z2 + 1.0)
    error = math.sqrt(square / (n - 1) / n)
    return mean + (shift - t * (1.0 + stretch)) * error, mean + (shift + t * (1.0 + stretch)) * error


def describe(values, quantiles):
    """n, mean and its 95 % interval; None where there is nothing to say. `quantiles` remembers t by n."""
    n = len(values)
    if n == 0:
        return n, None, None, None
    mean = math.fsum(values) / n
    if n < 2:
        return n, mean, None, None
    # An interval says nothing where most values are equal and few differ.
    equal = collections.Counter(values).most_common(1)[0][1]
    if 2 * equal > n and n - equal < 10:
        return n, mean, None, None
    if n not in quantiles:
        quantiles[n] = t_quantile(n - 1)
    return n, mean, *interval(values, mean, quantiles[n])


def tell(*cells):
    print("\t".join("" if cell is None else repr(cell) if isinstance(cell, float) else str(cell) for cell in cells))


def main():
    if len(sys.argv) == 2:
        rows, reference = read_database(sys.argv[1])
    elif len(sys.argv) == 3:
        rows, reference = read_export(sys.argv[1]), sys.argv[2]
    else:
        sys.exit(f"usage: {sys.argv[0]} RESULT.db | OUTCOMES.csv REFERENCE_ARM")

    quantiles = {}
    # columns[arm][outcome] = {replication: value}
    columns = {}
    for arm, replication, outcome, value in rows:
        column = columns.setdefault(arm, {}).setdefault(outcome, {})
        if value is not None:
            column[replication] = value

    tell("table", "arm", "outcome", "n", "mean", "lo", "hi")
    for arm, outcomes in columns.items():
        for outcome, column in outcomes.items():
            tell("summary", arm, outcome, *describe(list(column.values()), quantiles))
    for arm, outcomes in columns.items():
        for outcome, column in outcomes.items():
            if arm == reference:
                continue
            other = columns[reference][outcome]
            tell("contrasts", arm, outcome, *describe([column[r] - other[r] for r in column if r in other],
                                                     quantiles))


if __name__ == "__main__":
    main()
