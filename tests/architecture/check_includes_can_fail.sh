#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves that check_includes.sh notices a name without its header, and takes a header that comes by one of ours.
set -euo pipefail
check=$(cd "$(dirname "$0")" && pwd)/check_includes.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{engine,storage,ui,app,tests}

cat >"$tree/engine/sorted.h" <<'END'
#include <algorithm>
END
cat >"$tree/engine/sorted.cpp" <<'END'
#include "engine/sorted.h"
// std::accumulate in a comment, and "std::accumulate" in a text, need nothing.
void f(int* a) { std::sort(a, a + 2); }
END
"$check" "$tree" >/dev/null || { echo "A sound tree was refused"; "$check" "$tree"; exit 1; }
expect() { # LINE WORDS: with LINE added the check must fail and say WORDS
    cp "$tree/engine/sorted.cpp" "$tree/tests/tst.cpp"
    echo "$1" >>"$tree/tests/tst.cpp"
    if out=$("$check" "$tree") || ! grep -qF "$2" <<<"$out"; then
        printf 'Not noticed: %s\n%s\n' "$2" "${out:-}"
        exit 1
    fi
}
expect 'int s = std::accumulate(a, a + 2, 0);' 'tests/tst.cpp: <numeric> for std::accumulate'
expect 'auto p = std::make_unique<int>(std::sqrt(4));' 'tests/tst.cpp: <cmath> for std::sqrt'
expect 'auto p = std::make_unique<int>(std::sqrt(4));' 'tests/tst.cpp: <memory> for std::make_unique'
echo "Every breach is noticed."
