#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves that check_folders.sh notices each kind of breach: one is planted at a time in a small tree that is sound otherwise.
set -euo pipefail
check=$(cd "$(dirname "$0")" && pwd)/check_folders.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

file() { # PATH LINES: a file of the tree
    mkdir -p "$tree/$(dirname "$1")"
    printf '%s\n' "$2" >"$tree/$1"
}
sound() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree"/{engine,storage,ui,app}
    file engine/base/ids.h ''
    file engine/data/dataset.h '#include "engine/base/ids.h"'
    file engine/models/item_item/ease.cpp '#include "engine/data/dataset.h"
        .family = "item_item",'
    file ui/pages/data/data_page.cpp '#include "engine/data/dataset.h"'
}
expect() { # WORDS: the check must fail and say WORDS
    if out=$("$check" "$tree") || ! grep -qF "$1" <<<"$out"; then
        printf 'Not noticed: %s\n%s\n' "$1" "${out:-}"
        exit 1
    fi
}

sound
"$check" "$tree" >/dev/null || { echo "A sound tree was refused"; "$check" "$tree"; exit 1; }
for number in $(seq 37); do file "engine/data/part_$number.cpp" ''; done
expect "engine/data: 38"
sound
file engine/models/sequence/one.h '#include "engine/models/sequence/sasrec/two.h"'
file engine/models/sequence/sasrec/two.h '#include "engine/models/sequence/one.h"'
expect "engine/models/sequence -> engine/models/sequence/sasrec"
sound
file engine/base/ids.h '#include "engine/models/recommender.h"'
expect "engine/base/ids.h: engine/base -> engine/models"
sound
file ui/pages/data/data_page.cpp '#include "ui/pages/models/compare_dialog.h"'
expect "ui/pages/data -> ui/pages/models"
sound
file engine/attic/old.h '#include "engine/base/ids.h"'
expect "engine/attic has no place"
sound
file engine/models/item_item/ease.cpp '        .family = "neighbourhood",'
expect "engine/models/item_item/ease.cpp: family neighbourhood"
echo "Every breach is noticed."
