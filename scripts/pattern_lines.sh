# Functions of the scripts that look for patterns: run an experiment, and print one line per pattern with its estimate, its
# 95 % interval from paired replications, what is expected, and whether it is found. To be sourced, with $replications set.
# shellcheck shell=bash
program=${SAMENSPEL:-build/samenspel}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
missed=0
known=0

# Runs scenarios/EXPERIMENT-REGION.cfg; its tables become $folder/EXPERIMENT-REGION.TABLE. Options of the program go in the
# array run_options.
run() {  # experiment, region, tables...
    local experiment=$1 region=$2 store=$folder/$1-$2 table
    shift 2
    "$program" compare "scenarios/$experiment-$region.cfg" "${run_options[@]}" --quiet \
        --out "$store.db" ${replications:+--replications "$replications"} >"$store.txt"
    for table in "$@"; do
        "$program" export "$store.db" --table "$table" >"$store.$table"
    done
}

# Prints one line of the table: text, region, mean, low, high, expectation; the expectation is a test on m, lo, hi. Where
# (nearly) all runs are equal there is no interval, which is shown, and the mean is tested alone. A fifth argument, known,
# is for a pattern that the model is known to miss.
line() {  # text, region, "mean low high", condition in awk [, known]
    local verdict=found m lo hi
    read -r m lo hi <<<"$3" || true
    awk -v m="$m" -v lo="${lo:-$m}" -v hi="${hi:-$m}" "BEGIN { exit !(m != \"\" && ($4)) }" || verdict="NOT FOUND"
    if [ "$verdict" != found ] && [ "${5:-}" = known ]; then
        verdict="not found (known)"
        known=$((known + 1))
    elif [ "$verdict" != found ]; then
        missed=$((missed + 1))
    fi
    if [ -n "$m" ] && [ -z "$lo" ]; then
        printf '%-66s %-14s %9.3f [%20s]  %-22s %s\n' "$1" "$2" "$m" "runs are equal" "$4" "$verdict"
    else
        printf '%-66s %-14s %9.3f [%9.3f, %9.3f]  %-22s %s\n' "$1" "$2" "${m:-nan}" "${lo:-nan}" "${hi:-nan}" "$4" "$verdict"
    fi
}

# Mean and 95 % interval of k values with sum s and sum of squares q: a function for awk.
# shellcheck disable=SC2016
interval='
    function interval(k, s, q,    m, sd, t) {
        if (k < 2) return
        m = s / k; sd = sqrt((q - k * m * m) / (k - 1)); t = 1.96 + 2.4 / (k - 1)
        print m, m - t * sd / sqrt(k), m + t * sd / sqrt(k)
    }'

# Difference of an arm from the reference of its experiment: "mean low high".
contrast() {  # experiment, region, arm, outcome
    awk -F, -v arm="$3" -v outcome="$4" '$1 == arm && $3 == outcome { print $6, $7, $8 }' "$folder/$1-$2.contrasts"
}

# Paired difference of two arms in the mean of an outcome over the years FIRST to LAST of the horizon; with other arm -
# the level in the arm itself.
in_years() {  # experiment, region, arm, other arm, outcome, first, last
    awk -F, -v arm="$3" -v other="$4" -v outcome="$5" -v first="$6" -v last="$7" '
        $4 == outcome && $5 != "" && $3 >= 12 * (first - 1) && $3 < 12 * last {
            sum[$1, $2] += $5; n[$1, $2]++; seen[$2] = 1
        }
        END {
            for (r in seen)
                if (n[arm, r] && (other == "-" || n[other, r])) {
                    d = sum[arm, r] / n[arm, r] - (other == "-" ? 0 : sum[other, r] / n[other, r])
                    k++; s += d; q += d * d
                }
            interval(k, s, q)
        }'"$interval" "$folder/$1-$2.series"
}

# Mean of an outcome in an arm: "mean low high".
mean() {  # experiment, region, arm, outcome
    awk -F, -v arm="$3" -v outcome="$4" '$1 == arm && $2 == outcome { print $5, $7, $8 }' "$folder/$1-$2.summary"
}

heading() {
    printf '%-66s %-14s %9s  %-22s %-22s %s\n' pattern "$1" estimate "95 % interval" expected verdict
}

# Exit status 3 when a pattern is missed that is not known to be.
verdict() {
    echo "$missed patterns not found, and $known that are known not to be"
    [ "$missed" -eq 0 ] || exit 3
}
