#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and runs every test, without a display. Arguments go to ctest (as: -R engine).
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "tastescope: $*" >&2; exit 1; }

packaging/install.sh build window test
export QT_QPA_PLATFORM=offscreen
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset release -DTASTESCOPE_TESTS=ON -DTASTESCOPE_BENCHMARKS=ON >"$log" 2>&1 ||
    { cat "$log" >&2; fail "configuring failed; the reason is above."; }
echo "Building."
cmake --build --preset release >"$log" 2>&1 || { tail -n 60 "$log" >&2; fail "building failed; the first error is above."; }
ctest --preset release -j "$(nproc)" --no-tests=error "$@"
