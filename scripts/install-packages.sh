#!/usr/bin/env bash
# Installs the Debian 12 packages that building needs; with --tests also what testing needs. Quick when they are there.
set -euo pipefail

packages=(build-essential cmake pkg-config libgsl-dev libconfig-dev libsqlite3-dev libjansson-dev librandom123-dev
          libcmocka-dev git)
if [ "${1:-}" = "--tests" ]; then
    packages+=(clang-14 clang-format-14 clang-tidy-14 libclang-rt-14-dev libomp-14-dev valgrind locales
               python3 r-base-core r-cran-rsqlite sqlite3 openmpi-bin libopenmpi-dev iproute2)
fi

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "These packages are missing; install them as root: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
