#!/usr/bin/env bash
# From a fresh checkout to a first result: installs what is needed, builds, checks a scenario and compares its arms.
# Safe to repeat: the second time the build is up to date and the stored result is printed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scenario=scenarios/midden-limburg.cfg

scripts/install-packages.sh
[ -f build/CMakeCache.txt ] || cmake --preset release >/dev/null
cmake --build build --parallel "$(nproc)" --target samenspel
build/samenspel check "$scenario"
exec build/samenspel compare "$scenario" "$@"
