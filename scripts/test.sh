#!/usr/bin/env bash
# Everything that must hold before a change is good: warnings as errors, static analysis, sanitizers, invariants, valgrind,
# scenarios, determinism, and the tests. Installs what it needs. Safe to repeat: builds are incremental and clang-tidy
# skips what has not changed. The output of each step is kept in build/log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cores=$(nproc)
log=build/log
scenario=scenarios/midden-limburg.cfg
short=(--set horizon_months=6 --set spinup_months=12 --set region.scale=0.05 --quiet)
failed=()

step() {  # title, command...
    local title=$1 start=$SECONDS file
    file=$log/$(printf '%s' "$title" | tr -cs 'a-z0-9' '-').txt
    shift
    printf '%-58s ' "$title"
    if "$@" >"$file" 2>&1; then
        echo "ok ($((SECONDS - start)) s)"
    else
        echo "FAILED ($((SECONDS - start)) s), see $file:"
        tail -n 40 "$file"
        failed+=("$title")
    fi
}

build() {  # preset, extra arguments for configuring
    cmake --preset "$1" "${@:2}" && cmake --build --preset "$1" --parallel "$cores"
}

build_and_test() {
    build "$1" && ctest --preset "$1" --parallel "$cores"
}

thread_sanitizer() {
    cmake --preset tsan && cmake --build --preset tsan --parallel "$cores" --target test_engine test_ranks || return 1
    # Archer tells the sanitizer what LLVM's OpenMP synchronises.
    local name
    for name in test_engine test_ranks; do
        OMP_TOOL_LIBRARIES=/usr/lib/llvm-14/lib/libarcher.so TSAN_OPTIONS="ignore_noninstrumented_modules=1" \
            OMP_NUM_THREADS=4 "build-tsan/tests/$name" || return 1
    done
}

memory_check() {
    valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect \
        build/samenspel compare "$scenario" "${short[@]}" --replications 1 --threads 1 --fresh --out build/log/valgrind.db
}

check_formatting() {
    git ls-files -z '*.c' '*.h' | xargs -0 clang-format-14 --dry-run --Werror
}

# The country and the regions are parts of others.
check_scenarios() {
    local files
    mapfile -t files < <(printf '%s\n' scenarios/*.cfg | grep -vE '(netherlands|-region)\.cfg$'; echo scenarios/average-netherlands.cfg)
    [ ${#files[@]} -gt 0 ] && build/samenspel check "${files[@]}"
}

# The same bytes with 1 and 2 threads, and from two builds.
determinism() {
    local variant table
    for variant in "1 build" "2 build" "2 build-checked"; do
        read -r threads folder <<<"$variant"
        "$folder/samenspel" compare "$scenario" "${short[@]}" --replications 4 --series --fresh --threads "$threads" \
            --out "$log/$threads-$folder.db" >"$log/$threads-$folder.txt" || return 1
        for table in outcomes summary contrasts series flows flow-series parameters; do
            "$folder/samenspel" export "$log/$threads-$folder.db" --table "$table" >"$log/$threads-$folder.$table.csv" \
                || return 1
            cmp "$log/1-build.$table.csv" "$log/$threads-$folder.$table.csv" || return 1
        done
        cmp "$log/1-build.txt" "$log/$threads-$folder.txt" || return 1
    done
}

scripts/install-packages.sh --tests
mkdir -p "$log"

step "includes, OpenMP in one file, file lengths" scripts/check_includes.sh
step "formatting" check_formatting
step "release build, warnings are errors" build release -DSAMENSPEL_WERROR=ON
[ ${#failed[@]} -eq 0 ] || exit 1
step "clang-tidy" scripts/check_tidy.sh build
step "address and undefined-behaviour sanitizers, tests" build_and_test debug
step "invariants checked after every step, tests" build_and_test checked
step "thread sanitizer, parallel tests" thread_sanitizer
step "valgrind, short comparison" memory_check
step "scenarios are valid" check_scenarios
step "every number in a scenario has a source" scripts/check_sources.sh
step "1 and 2 threads, two builds: the same bytes" determinism
step "ranks, a rank that is lost, merged parts: the same bytes" scripts/check_ranks.sh
step "two hosts, one of them lost: the same bytes" scripts/check_hosts.sh build

step "installed library, example, the same numbers" scripts/check_install.sh build
step "results read by Python and R, the same numbers" scripts/check_interop.sh

step "killed at random moments: nothing is lost" scripts/check_resume.sh 15 build

step "patterns of care and money, few replications" scripts/check_patterns.sh 8 0.2
step "patterns of collaboration, few replications" scripts/check_governance.sh 16 0.1

ctest --preset release --parallel "$cores" || failed+=("tests")
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
