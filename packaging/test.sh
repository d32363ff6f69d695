#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and runs every test, without a display. Arguments go to ctest (as: -R engine).
# With TASTESCOPE_CI=1 as .ci/run calls it: warnings stop the build, and the tools of developers must be there.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "tastescope: $*" >&2; exit 1; }

uses=(build window test)
options=(-DTASTESCOPE_TESTS=ON -DTASTESCOPE_BENCHMARKS=ON)
if [ "${TASTESCOPE_CI:-}" = 1 ]; then
    uses+=(develop)
    options+=(-DTASTESCOPE_WERROR=ON)
fi
packaging/install.sh "${uses[@]}"
export QT_QPA_PLATFORM=offscreen
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset release "${options[@]}" >"$log" 2>&1 || { cat "$log" >&2; fail "configuring failed; the reason is above."; }
echo "Building."
cmake --build --preset release >"$log" 2>&1 || { tail -n 60 "$log" >&2; fail "building failed; the first error is above."; }

result=0
ctest --preset release -j "$(nproc)" --no-tests=error "$@" | tee "$log" || result=$?

# What was not looked at must not pass for sound.
skipped=$(grep -cE '^ *[0-9]+/[0-9]+ Test .*\*\*\*Skipped' "$log" || true)
if [ "$skipped" -gt 0 ]; then
    reason=""
    [ -d ../shared/data ] || reason=" Tests on real data look in ../shared/data, which is not there."
    echo "tastescope: $skipped tests were skipped.$reason"
fi
absent=()
for tool in clang-format-14 clang-tidy-14; do
    command -v "$tool" >/dev/null || absent+=("$tool")
done
[ ${#absent[@]} -eq 0 ] || echo "tastescope: not checked, for want of ${absent[*]}: what only those need who change the code."
exit "$result"
