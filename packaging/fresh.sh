#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fresh.sh bookworm|trixie: runs both commands of the README on the last commit, in a minimal system of that release of Debian
# that is made for it in a temporary folder and removed again. Needs root, debootstrap, git, a network and some 6 GB.
set -euo pipefail
fail() { echo "tastescope: $*" >&2; exit 1; }

case "${1:-}" in bookworm | trixie) release=$1 ;; *) fail "usage: fresh.sh bookworm|trixie" ;; esac
[ "$(id -u)" -eq 0 ] || fail "needs root: it makes a system of its own and changes into it."
for tool in debootstrap git unshare; do
    command -v "$tool" >/dev/null || fail "needs $tool."
done
cd "$(dirname "$0")/.."

# Packages come from where this machine has its own, when that is a mirror of Debian.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null | grep -v security | head -n 1 || true)
mirror=${mirror:-http://deb.debian.org/debian}

root=$(mktemp -d)
trap 'rm -rf --one-file-system "$root"' EXIT
echo "Making $release in $root."
debootstrap --variant=minbase "$release" "$root" "$mirror" >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; fail "debootstrap failed; its words are above."; }
rm -f "$root.log"
git clone --quiet --no-hardlinks . "$root/srv/tastescope"
[ -z "$(git status --porcelain)" ] || echo "What is not committed is left out."
echo "Commit $(git log -1 --format='%h %s')."

cat >"$root/srv/both.sh" <<'INSIDE'
set -euo pipefail
cd /srv/tastescope
export HOME=/root LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen DEBIAN_FRONTEND=noninteractive
begun=$SECONDS
packaging/run.sh --demo --screenshot /srv/window.png
[ -s /srv/window.png ] || { echo "packaging/run.sh drew no window."; exit 1; }
echo "packaging/run.sh drew the window after $((SECONDS - begun)) s."
touch /srv/first
sleep 1
begun=$SECONDS
result=0
packaging/test.sh || result=$?
again=$(find build/release/engine build/release/storage build/release/ui build/release/app -name '*.o' -newer /srv/first | wc -l)
echo "packaging/test.sh ended with $result after $((SECONDS - begun)) s and compiled $again files of the programs again."
echo "Here: $(. /etc/os-release && echo "$PRETTY_NAME"), $(g++ --version | head -n 1), Qt $(pkg-config --modversion Qt6Core 2>/dev/null || qmake6 -query QT_VERSION)."
[ "$result" -eq 0 ] && [ "$again" -eq 0 ]
INSIDE
# Mounts live in a name space of their own and end with it, so that nothing of this machine is in reach of the removal.
unshare --mount --propagation private bash -c '
    mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/tmp" && exec chroot "$0" bash /srv/both.sh' "$root" ||
    fail "$release: not green; see above."
echo "tastescope: $release is green."
