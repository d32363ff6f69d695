#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_tidy.sh ROOT BUILD CLANG_TIDY: clang-tidy over engine and storage. A file is looked at again only when it, a header or the
# configuration has changed since it was last found clean.
set -euo pipefail
cd "$1"
build=$2
tidy=$3
seen=$build/tidy
mkdir -p "$seen"
common=$(find engine storage -name '*.h' -print0 | sort -z | xargs -0 cat .clang-tidy | sha256sum | cut -c1-16)
work=()
while IFS= read -r file; do
    key=$(cat "$file" | sha256sum | cut -c1-16)-$common
    [ -f "$seen/$key" ] || work+=("$file" "$seen/$key")
done < <(find engine storage -name '*.cpp' | sort)
[ ${#work[@]} -gt 0 ] || { echo "Nothing has changed since the last clean look."; exit 0; }

one() { "$tidy" -p "$build" --quiet --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-unused-command-line-argument "$1" 2>/dev/null && touch "$2"; }
export -f one
export tidy build
printf '%s\n' "${work[@]}" | xargs -d '\n' -n 2 -P "$(nproc)" bash -c 'one "$0" "$1"'
echo "Clean: $((${#work[@]} / 2)) files."
