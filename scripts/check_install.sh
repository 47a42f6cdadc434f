#!/usr/bin/env bash
# Installs the program and the library into a folder of its own, builds scripts/examples/compare.c against what was
# installed (shared and static, C99 and C++), and verifies that it finds the very numbers of the program. Prints one line.
# Usage: scripts/check_install.sh [BUILD_FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${1:-build}
scenario=$PWD/scenarios/laboratory.cfg
example=$PWD/scripts/examples/compare.c
arm=lead reference=self-governed outcome=surplus n=6
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "install: FAILED: $1"
    [ ! -s "$folder/log" ] || tail -n 20 "$folder/log"
    exit 1
}
quietly() {  # what it is, command...
    "${@:2}" >"$folder/log" 2>&1 || fail "$1"
}

quietly "build" cmake --build "$build" --parallel "$(nproc)" --target samenspel libsamenspel libsamenspel_static
quietly "cmake --install" cmake --install "$build" --prefix "$folder/first"
mv "$folder/first" "$folder/tree"  # a tree that was moved must work, too

library=$(dirname "$(find "$folder/tree" -name libsamenspel.so)")
for file in "$folder/tree/bin/samenspel" "$folder/tree/include/samenspel.h" "$library/libsamenspel.a" \
            "$library/pkgconfig/samenspel.pc"; do
    [ -f "$file" ] || fail "not installed: ${file#"$folder/tree/"}"
done
export PKG_CONFIG_PATH=$library/pkgconfig
cd "$folder"

# Names that others can see: those of the header, no more and no less (a critical section of OpenMP apart).
grep -oE 'samenspel_[a-z_]+\(' tree/include/samenspel.h | tr -d '(' | sort -u >declared
nm -D --defined-only --without-symbol-versions "$library/libsamenspel.so" | awk '$2 != "A" { print $3 }' | sort -u >shared
nm -g --defined-only "$library/libsamenspel.a" | awk 'NF == 3 && $3 !~ /^\.gomp_critical/ { print $3 }' | sort -u >static
quietly "names of the shared library" diff declared shared
quietly "names of the static library" diff declared static

read -ra cflags < <(pkg-config --cflags samenspel)
read -ra libs < <(pkg-config --libs samenspel)
read -ra all_libs < <(pkg-config --static --libs samenspel | sed 's/-lsamenspel/-l:libsamenspel.a/')
strict=(-Wall -Wextra -Wpedantic -Werror)
quietly "C99 program, shared library" cc -std=c99 "${strict[@]}" "$example" -o shared.program "${cflags[@]}" "${libs[@]}"
quietly "C99 program, static library" cc -std=c99 "${strict[@]}" "$example" -o static.program "${cflags[@]}" "${all_libs[@]}"
for standard in c++98 c++17; do
    quietly "header in $standard" g++ -std=$standard "${strict[@]}" -fsyntax-only -x c++ "${cflags[@]}" tree/include/samenspel.h
done
! ldd static.program | grep -q samenspel || fail "the static program needs libsamenspel.so"

quietly "installed program" tree/bin/samenspel compare "$scenario" --set horizon_months=60 --replications $n --quiet \
    --out program.db
tree/bin/samenspel export program.db --table contrasts >contrasts.csv
expected=$(awk -F, -v a=$arm -v r=$reference -v o=$outcome \
    '$1 == a && $2 == r && $3 == o { printf "%.17g [%.17g, %.17g] %s, n = %d", $6, $7, $8, $4, $5 }' contrasts.csv)
[ -n "$expected" ] || fail "the program has no contrast of $outcome"
for program in shared static; do
    rm -f compare.db
    quietly "run of the example" env LD_LIBRARY_PATH="$library" OMP_NUM_THREADS=2 \
        sh -c "./$program.program '$scenario' $arm $reference $outcome $n >$program.txt"
    found=$(sed 's/.*: //' $program.txt)
    [ "$found" = "$expected" ] || fail "the example ($program library) says '$found', the program '$expected'"
    tree/bin/samenspel export compare.db --table contrasts >example.csv
    quietly "result of the example is that of the program" cmp contrasts.csv example.csv
done
echo "install: ok (example, shared and static, says what the program says: $expected)"
