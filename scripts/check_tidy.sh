#!/usr/bin/env bash
# clang-tidy over all C files, on all cores. A file that passed is not looked at again until it, a header or the
# configuration changes. Usage: scripts/check_tidy.sh BUILD_FOLDER (with compile_commands.json)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shopt -s globstar nullglob

build=$1
stamps=$build/tidy
mkdir -p "$stamps"

common=$(cat .clang-tidy CMakeLists.txt tests/CMakeLists.txt sim/**/*.h models/**/*.h models/**/*.def tests/**/*.h \
             | sha256sum | cut -c1-16)

check_one() {
    local file=$1 stamp
    stamp=$stamps/$(printf '%s' "$common $file $(sha256sum <"$file")" | sha256sum | cut -c1-32)
    [ -e "$stamp" ] && return 0
    # Flags that only gcc knows are no finding.
    if clang-tidy-14 --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option "$file" 2>/dev/null; then
        : >"$stamp"
    else
        echo "clang-tidy: $file" >&2
        return 1
    fi
}
export -f check_one
export build stamps common

printf '%s\0' sim/**/*.c models/**/*.c tests/**/*.c | xargs -0 -n 1 -P "$(nproc)" bash -c 'check_one "$1"' check_one
