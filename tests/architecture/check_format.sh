#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_format.sh ROOT CLANG_FORMAT: fails on a file whose layout is not that of .clang-format.
set -euo pipefail
cd "$1"
find engine storage ui app tests -name '*.cpp' -o -name '*.h' | xargs "$2" --dry-run -Werror
echo "Layout holds. Mend with: clang-format -i FILE"
