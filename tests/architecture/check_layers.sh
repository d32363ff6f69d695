#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the linker cannot prove about the layers: check_layers.sh ROOT prints every breach and fails when there is one.
set -uo pipefail
cd "${1:?usage: check_layers.sh ROOT}" || exit 2
breaches=0

# breach WORDS HITS: prints the hits (grep output) under a sentence, if there are any.
breach() {
    [ -n "$2" ] || return 0
    printf '%s:\n%s\n' "$1" "$2"
    breaches=$((breaches + 1))
}
includes() { # PATTERN FOLDER…: lines that include something matching PATTERN
    local pattern=$1
    shift
    grep -rnE --include='*.h' --include='*.cpp' "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$pattern" "$@" 2>/dev/null
}

breach "Qt below ui" "$(includes 'Q[A-Z]' engine storage app/cli tests/engine tests/storage tests/app)"
breach "engine looks up" "$(includes '(storage|ui|app)/' engine)"
breach "storage looks up" "$(includes '(ui|app)/' storage)"
breach "ui looks up" "$(includes 'app/' ui)"
breach "command line looks into the window" "$(includes 'ui/' app/cli app/cli_main.cpp)"
breach "SQLite outside storage/sqlite" "$(includes '(sqlite3\.h|SQLiteCpp)' engine storage ui app | grep -v '^storage/sqlite/')"
breach "hnswlib outside engine/index" "$(includes 'hnswlib' engine storage ui app | grep -v '^engine/index/')"
breach "XGBoost in more than one file" "$(includes 'xgboost' engine storage ui app | cut -d: -f1 | sort -u | tail -n +2)"
breach "Qt Charts outside ui/charts" "$(includes 'Q([A-Za-z]*Chart|[A-Za-z]*Series|ValueAxis|LogValueAxis|CategoryAxis|BarSet|tCharts|AbstractAxis)' ui app | grep -v '^ui/charts/')"
breach "Freed within an event: use ui/widgets/retire.h" \
    "$(grep -rnE --include='*.cpp' --include='*.h' '^[^"]*(^|[^A-Za-z_])delete [A-Za-z_]|deleteLater\(|qDeleteAll\(' ui \
        | grep -vE '^ui/widgets/retire\.cpp:|delete (axis|slider\.layout\(\));|~|delete m_frame;|flow_layout\.cpp:.*qDeleteAll\(m_items\)')"
breach "Third-party header in a public header" \
    "$(includes '(Eigen|tbb|oneapi|boost|fmt|simdjson|zlib|zip|CLI)[/.]' engine storage | grep -E '^[^:]*\.h:')"
breach "Random numbers that are not ours" \
    "$(grep -rnE --include='*.h' --include='*.cpp' 'std::(random_device|mt19937|uniform_|normal_distribution)|\brand\(\)' engine storage ui app)"
breach "A table of its own kind outside ui/tables" \
    "$(grep -rnE --include='*.h' --include='*.cpp' 'new Q(Table|Tree)(View|Widget)\b' ui app | grep -v '^ui/tables/')"
breach "Colour outside ui/theme" "$(grep -rnE --include='*.h' --include='*.cpp' '"#[0-9A-Fa-f]{6}"|QColor\((0x|[0-9]+ *,)' ui | grep -v '^ui/theme/')"

# All of them share one name space, where two of one name are an error that no compiler tells.
breach "Two types of one name" \
    "$(grep -rhoE --include='*.h' '^(struct|class|enum class) [A-Z][A-Za-z]+[^;]*\{' engine storage ui app | sed -E 's/^(struct|class|enum class) ([A-Za-z]+).*/\2/' | sort | uniq -d)"

# No page includes another page; the registry knows them all, and base is what they share.
while IFS=: read -r file _ line; do
    [ "$(basename "$file" | cut -d. -f1)" = page_registry ] && continue
    own=$(echo "${file#ui/pages/}" | sed -E 's,[/._].*,,')
    other=$(echo "$line" | sed -E 's,.*ui/pages/([a-z]+).*,\1,')
    [ "$own" = "$other" ] || [ "$other" = base ] || breach "A page knows another page" "$file: $line"
done < <(includes 'ui/pages/' ui/pages)

while IFS= read -r file; do
    lines=$(wc -l <"$file")
    case "$file" in
    ui/shell/main_window.cpp) limit=400 ;;
    *.h) limit=250 ;;
    *) limit=600 ;;
    esac
    [ "$lines" -le "$limit" ] || breach "Past $limit lines" "$file: $lines"
    head -n 1 "$file" | grep -q '^// SPDX-License-Identifier: GPL-3.0-or-later$' || breach "No SPDX line first" "$file"
done < <(find engine storage ui app tests -name '*.cpp' -o -name '*.h' | sort)

for folder in engine storage ui app resources tests packaging; do
    [ ! -d "$folder" ] || [ -f "$folder/README.md" ] || breach "No README.md" "$folder"
done

[ "$breaches" -eq 0 ] || { echo "$breaches kinds of breach"; exit 1; }
echo "Layers hold."
