#!/usr/bin/env bash
# Writes tests/golden/midden-limburg.txt anew, after a change of the model or the scenario that is meant to change results.
# Look at what changed before committing:  git diff --stat tests/golden
#
#   scripts/update_golden.sh [BUILD FOLDER]        default: build
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${1:-build}
cmake -S . -B "$build" >/dev/null
cmake --build "$build" --target test_model >/dev/null
SAMENSPEL_UPDATE_GOLDEN=1 "$build/tests/test_model"
