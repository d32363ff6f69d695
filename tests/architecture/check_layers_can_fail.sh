#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Proves that check_layers.sh notices each kind of breach: one is planted at a time in a small tree that is sound otherwise.
set -euo pipefail
check=$(cd "$(dirname "$0")" && pwd)/check_layers.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

sound() {
    rm -rf "${tree:?}"/*
    for folder in engine/index storage/sqlite ui/pages/explore ui/theme app/cli resources tests packaging; do
        mkdir -p "$tree/$folder"
        touch "$tree/${folder%%/*}/README.md"
    done
}
expect() { # WORDS FILE LINE: with LINE in FILE the check must fail and say WORDS
    sound
    printf '// SPDX-License-Identifier: GPL-3.0-or-later\n%s\n' "$3" >"$tree/$2"
    if out=$("$check" "$tree") || ! grep -qF "$1" <<<"$out"; then
        echo "Not noticed: $1 ($3 in $2)"
        exit 1
    fi
}

sound
"$check" "$tree" >/dev/null || { echo "A sound tree was refused"; exit 1; }
expect "Qt below ui" storage/a.cpp '#include <QString>'
expect "engine looks up" engine/a.h '#include "storage/project.h"'
expect "storage looks up" storage/a.cpp '#include "ui/page.h"'
expect "ui looks up" ui/a.cpp '#include "app/application.h"'
expect "command line looks into the window" app/cli/a.cpp '#include "ui/page.h"'
expect "SQLite outside" storage/project.cpp '#include <sqlite3.h>'
expect "hnswlib outside" engine/a.cpp '#include <hnswlib/hnswlib.h>'
expect "Qt Charts outside" ui/pages/data.cpp '#include <QLineSeries>'
expect "Freed within an event" ui/a.cpp 'void f(QWidget* w) { delete w; }'
expect "Freed within an event" ui/a.cpp 'void f(QWidget* w) { w->deleteLater(); }'
expect "Third-party header" engine/a.h '#include <Eigen/Core>'
expect "Random numbers" engine/a.cpp 'std::mt19937 generator;'
expect "Colour outside" ui/a.cpp 'const QColor red("#FF0000");'
expect "Two types of one name" engine/a.h "$(printf 'struct Twice {\n};\nclass Twice {\n};')"
expect "another page" ui/pages/explore/a.cpp '#include "ui/pages/similar/similar_page.h"'
expect "Past 250 lines" engine/long.h "$(yes '' | head -n 260 | sed 's,^,//,')"
sound
echo 'int x;' >"$tree/engine/a.cpp"
"$check" "$tree" >/dev/null && { echo "Not noticed: SPDX"; exit 1; }
sound
rm "$tree/engine/README.md"
"$check" "$tree" >/dev/null && { echo "Not noticed: README"; exit 1; }
echo "Every breach is noticed."
