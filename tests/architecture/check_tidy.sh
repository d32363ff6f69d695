#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_tidy.sh ROOT BUILD CLANG_TIDY [all]: clang-tidy over what differs in engine and storage from the commit that tidy_checked
# names, or over all of it. A file is looked at again only when it, a header or the
# configuration has changed since it was last found clean.
set -euo pipefail
cd "$1"
build=$2
tidy=$3
here=tests/architecture
seen=$build/tidy
mkdir -p "$seen"

everything() { find engine storage -name '*.cpp' | sort; }
# A changed header is seen through its own .cpp, or else through the first that includes it.
differing() {
    local base changed file
    base=$(sed -n '/^[0-9a-f]\{40\}$/p' "$here/tidy_checked")
    changed=$(git diff --name-only --diff-filter=d "$base" -- engine storage .clang-tidy && git ls-files --others --exclude-standard engine storage) || return 1
    ! grep -qx '.clang-tidy' <<<"$changed" || return 1
    while IFS= read -r file; do
        case "$file" in
        *.cpp) echo "$file" ;;
        *.h) if [ -f "${file%.h}.cpp" ]; then echo "${file%.h}.cpp"; else grep -rlF --include='*.cpp' "\"$file\"" engine storage | sort | head -n 1; fi ;;
        esac
    done <<<"$changed" | sort -u
}
if [ "${4:-}" = all ] || ! files=$(differing); then
    files=$(everything)
fi

common=$(find engine storage -name '*.h' -print0 | sort -z | xargs -0 cat .clang-tidy | sha256sum | cut -c1-16)
work=()
while IFS= read -r file; do
    [ -n "$file" ] || continue
    key=$(sha256sum <"$file" | cut -c1-16)-$common
    [ -f "$seen/$key" ] || work+=("$file" "$seen/$key")
done <<<"$files"
[ ${#work[@]} -gt 0 ] || { echo "Nothing has changed since the last clean look."; exit 0; }

# g++'s precompiled headers are nothing to clang; without them each file must include what it uses.
sed -E 's/ -Winvalid-pch//g; s/ -include [^ "]*cmake_pch\.hxx//g' "$build/compile_commands.json" >"$seen/compile_commands.json"
one() { "$tidy" -p "$seen" --quiet --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-unused-command-line-argument "$1" 2>/dev/null && touch "$2"; }
export -f one
export tidy seen
printf '%s\n' "${work[@]}" | xargs -d '\n' -n 2 -P "$(nproc)" bash -c 'one "$0" "$1"'
echo "Clean: $((${#work[@]} / 2)) files."
