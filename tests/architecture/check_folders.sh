#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_folders.sh ROOT: the rooms of the house. No folder holds more than 36 source files, no circle of folders, no include
# against the order of folders.txt, and a folder of models has the name of the family of what it holds.
set -uo pipefail
order=$(cd "$(dirname "$0")" && pwd)/folders.txt
cd "${1:?usage: check_folders.sh ROOT}" || exit 2
most=36
breaches=0
breach() { # WORDS LINES
    [ -n "$2" ] || return 0
    printf '%s:\n%s\n' "$1" "$2"
    breaches=$((breaches + 1))
}

files=$(find engine storage ui app -name '*.cpp' -o -name '*.h' | sort)
breach "More than $most source files in one folder" \
    "$(sed 's,/[^/]*$,,' <<<"$files" | sort | uniq -c | awk -v most=$most '$1 > most {print $2 ": " $1}')"

# One line an arrow: the including file, its folder, the folder included.
arrows=$(xargs grep -HE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' <<<"$files" | awk -F'"' '
    {
        file = $1; sub(/:.*/, "", file)
        from = file; sub(/\/[^\/]*$/, "", from)
        to = $2
        if (to !~ /\//) next # what a tool makes beside the file
        sub(/\/[^\/]*$/, "", to)
        if (from != to) print file, from, to
    }')

# Folders without an arrow into what is left are taken away again and again; a circle stays.
breach "Folders in a circle" "$(awk '
    !(($2, $3) in seen) { seen[$2, $3] = 1; ++out[$2]; into[$3] = into[$3] " " $2; folder[$2]; folder[$3] }
    { example[$2, $3] = $1 }
    END {
        for (again = 1; again;) {
            again = 0
            for (f in folder) {
                if (out[f] > 0) continue
                n = split(into[f], from, " ")
                for (i = 1; i <= n; ++i) --out[from[i]]
                delete folder[f]
                again = 1
            }
        }
        for (arrow in seen) {
            split(arrow, end, SUBSEP)
            if (end[1] in folder && end[2] in folder) print end[1] " -> " end[2] " (" example[arrow] ")"
        }
    }' <<<"$arrows" | sort)"

# A folder has the rank of the line that names it or a folder around it; inside what one name covers only circles are wrong.
breach "Against the order of folders.txt" "$(awk '
    function place(path) {
        for (; path != ""; sub(/\/?[^\/]*$/, "", path)) if (path in rank) return path
        return ""
    }
    NR == FNR { if ($0 !~ /^#/) { ++line; for (i = 1; i <= NF; ++i) rank[$i] = line } next }
    {
        from = place($2); to = place($3)
        if (from == "") { unknown[$2] = 1; next }
        if (to == "" || from == to) next
        if (rank[from] <= rank[to]) print $1 ": " from " -> " to
    }
    END { for (f in unknown) print f " has no place in folders.txt" }' "$order" - <<<"$arrows" | sort -u)"

# Rule 2: engine/models/FAMILY.
breach "Not in the folder of its family" "$(
    grep -rnE '\.family = "' engine/models 2>/dev/null | sed -E 's,^engine/models/([^/]+)/(.*):[0-9]+:.*\.family = "([^"]+)".*,\1 \3 engine/models/\1/\2,' |
        awk '$1 != $2 {print $3 ": family " $2}')"

[ "$breaches" -eq 0 ] || { echo "$breaches kinds of breach"; exit 1; }
echo "The rooms hold."
