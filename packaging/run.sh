#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and opens the window: on the demo, or on what the arguments name.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "tastescope: $*" >&2; exit 1; }

packaging/install.sh build window
options=(-DTASTESCOPE_TESTS=OFF -DTASTESCOPE_BENCHMARKS=OFF)
[ -f build/release/CMakeCache.txt ] && options=() # keep what an earlier test.sh has set up
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset release "${options[@]}" >"$log" 2>&1 || { cat "$log" >&2; fail "configuring failed; the reason is above."; }
[ -x build/release/app/tastescope ] || echo "Building, which takes some minutes the first time."
cmake --build --preset release --target tastescope tastescope-cli >"$log" 2>&1 ||
    { tail -n 40 "$log" >&2; fail "building failed; the first error is above."; }
rm -f "$log"
trap - EXIT

[ $# -gt 0 ] || set -- --demo
exec build/release/app/tastescope "$@"
