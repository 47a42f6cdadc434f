#!/usr/bin/env bash
# What two threads gain over one, against a loop that only computes, and what the engine and the store cost per
# replication; measured in turns in one run. Usage: scripts/benchmark_engine.sh [BUILD-FOLDER] [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=${1:-build}
rounds=${2:-7}
cmake --build "$folder" --target benchmark_engine --parallel "$(nproc)" >/dev/null

echo "laboratory"
"$folder/tests/benchmark_engine" scenarios/laboratory.cfg 400 "$rounds"
echo
echo "Midden-Limburg"
"$folder/tests/benchmark_engine" scenarios/midden-limburg.cfg 6 "$rounds"
