#!/usr/bin/env bash
# Verifies that #include lines follow the allowed directions and that OpenMP stays in one file. Prints each offence.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shopt -s globstar nullglob

settings='sim/config/(param|settings)\.h'
model='sim/engine/model\.h'

# The includes (from the root) that a file may have, as a regular expression.
allowed() {
    case "$1" in
    sim/base/*) echo 'sim/base/.*' ;;
    sim/rng/*) echo 'sim/(base|rng)/.*' ;;
    sim/config/*) echo 'sim/(base|config)/.*' ;;
    sim/stats/*) echo 'sim/(base|rng|stats)/.*' ;;
    sim/design/*) echo 'sim/(base|rng|stats|design)/.*' ;;
    sim/study/*) echo 'sim/(base|rng|config|stats|design|store|engine|study)/.*' ;;
    sim/store/*) echo "sim/(base|config|store)/.*|$model" ;;
    sim/engine/*) echo 'sim/(base|rng|config|store|engine)/.*' ;;
    sim/report/*) echo "sim/(base|stats|store|report)/.*|sim/config/suggest\\.h|$settings|$model" ;;
    sim/session/*) echo "sim/(base|config|store|engine|study|report|session)/.*" ;;
    sim/api/*) echo 'sim/(base|config|stats|store|engine|report|session|api)/.*|models/[^/]*\.h' ;;
    sim/mpi/*) echo 'sim/(base|engine|mpi)/.*' ;;
    sim/cli/*) echo 'sim/.*|models/[^/]*\.h' ;;
    models/network/*) echo "sim/(base|rng)/.*|$settings|$model|models/network/.*|models/[^/]*\.h" ;;
    models/*) echo "sim/(base|rng)/.*|$settings|$model|models/.*" ;;
    tests/*) echo '.*' ;;
    esac
}

offences=0
for file in sim/**/*.[ch] models/**/*.[ch] tests/**/*.[ch]; do
    pattern=$(allowed "$file")
    while IFS=: read -r line included; do
        if [[ "$included" != */* ]]; then
            echo "$file:$line: \"$included\": write includes from the repository's root"
        elif [[ ! "$included" =~ ^($pattern)$ ]]; then
            echo "$file:$line: \"$included\": not allowed here (scripts/check_includes.sh)"
        else
            continue
        fi
        offences=$((offences + 1))
    done < <(sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"([^"]+)".*/\1/;T;=;p' "$file" | paste -d: - -)
done

# Threads are started in one file, and libconfig, SQLite and exit() have their place.
forbid() {  # regular expression, files where it is allowed, reason
    local found
    found=$(grep -nE "$1" sim/**/*.[ch] models/**/*.[ch] | grep -vE "^($2):" || true)
    [ -z "$found" ] && return 0
    echo "$found"
    echo "^ $3"
    offences=$((offences + 1))
}
forbid '^[[:space:]]*#[[:space:]]*pragma[[:space:]]+omp|omp\.h' 'sim/engine/parallel\.c' 'OpenMP belongs in sim/engine/parallel.c'
forbid 'include <libconfig\.h>' 'sim/config/.*|sim/cli/tables\.c' 'libconfig belongs in sim/config'
forbid 'include <mpi\.h>|(^|[^_[:alnum:]])MPI_[A-Z]' 'sim/mpi/.*' 'MPI belongs in sim/mpi'
forbid 'include <sqlite3\.h>' 'sim/store/.*|sim/cli/tables\.c' 'SQLite belongs in sim/store'
forbid '(^|[^_[:alnum:]])(exit|_exit|abort|system)[[:space:]]*\(' 'sim/cli/main\.c' 'only main decides the exit status'
forbid '(^|[^_[:alnum:]])(rand|srand|random|drand48)[[:space:]]*\(|(^|[^_[:alnum:]])time\((NULL|0|&)' 'sim/store/.*' 'random numbers come from sim/rng; the clock is not an input'
forbid '(^|[^_[:alnum:]])(malloc|calloc|realloc|strdup|strndup|asprintf)[[:space:]]*\(' 'sim/base/.*' 'allocate through sim/base/mem.h'
forbid '(^|[^_[:alnum:]])(sprintf|strcpy|strcat|gets)[[:space:]]*\(' 'none' 'no bound on what is written'

# The mode of governance is read in one file (its elements are declared beside), the payment model in models/money.
forbid '(^|[^_[:alnum:]])(MODE_(SELF|LEAD|NAO)|DECIDERS_[A-Z]|CONTACT_(ALL|STAR|BROKERED)|VISIBILITY_(CONTACT|LEAD|ALL)|CARRIER_(MEMBERS|LEAD|STAFF))|"(network\.(mode|deciders|contact|visibility|carrier)|self-governed|nao)"' \
    'models/network/(governance\.c|internal\.h)|sim/config/param\.h' 'the mode of governance belongs in models/network/governance.c'
payment_words=$(sed -nE 's/^PAYMENT_MODEL\([^,]*, *"([^"]+)"\).*/\1/p' models/money/payment_models.def | paste -sd '|')
[ -n "$payment_words" ] || { echo 'models/money/payment_models.def: no payment models found'; offences=$((offences + 1)); }
forbid "\"(payment\.kind|contracts\[\]\.kind|$payment_words)\"" 'models/money/.*' 'the payment model belongs in models/money'

long=$(wc -l sim/**/*.[ch] models/**/*.[ch] | awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines" }')
if [ -n "$long" ]; then
    echo "$long (at most 800)"
    offences=$((offences + 1))
fi

[ "$offences" -eq 0 ]
