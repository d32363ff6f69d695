#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the packages of packages.txt that are missing, for the uses named: install.sh build window test develop
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "tastescope: $*" >&2; exit 1; }

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    fail "this script installs with apt (Debian 12 or newer, Ubuntu 24.04 or newer). Elsewhere install what packaging/packages.txt lists by hand, then run cmake --preset release."

# What is installed, and what that stands in for: newer releases merge packages and keep the old names so.
declare -A here_already=()
while read -r status package provided; do
    [ "$status" = installed ] || continue
    for name in $package ${provided//,/ }; do
        here_already[$name]=1
    done
done < <(dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' | sed -E 's/\([^)]*\)//g')

missing=()
where_known=() # wanted where the release has them
declare -A reasons=()
while read -r use package reason; do
    case "$use" in '' | '#'*) continue ;; esac
    case " $* " in *" $use "*) ;; *) continue ;; esac
    name=${package%\?}
    [ -z "${here_already[$name]:-}" ] || continue
    reasons[$name]=$reason
    if [ "$name" = "$package" ]; then missing+=("$name"); else where_known+=("$name"); fi
done <"$here/packages.txt"

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
can_install() { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }
if [ ${#missing[@]} -gt 0 ]; then
    can_install || fail "installing needs root and sudo is not here. As root run: apt-get install ${missing[*]}"
    "${as_root[@]}" apt-get update -qq || fail "apt-get update failed: look at the network and the sources list, then run this again."
fi
for name in "${where_known[@]}"; do
    if can_install && apt-cache show "$name" >/dev/null 2>&1; then missing+=("$name"); fi
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing ${#missing[@]} missing packages:"
for name in "${missing[@]}"; do echo "  $name: ${reasons[$name]}"; done
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt-get could not install: ${missing[*]}. Its message is above; mend that and run this again."
