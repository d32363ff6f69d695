#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check_includes.sh ROOT: who uses a name of these standard headers includes the header, or a header of ours that does. Which
# standard header brings others along differs from library to library (GCC 14 brings fewer than GCC 12), so that a missing
# line is seen only on somebody else's machine.
set -uo pipefail
cd "${1:?usage: check_includes.sh ROOT}" || exit 2

missing=$(find engine storage ui app tests -name '*.cpp' -o -name '*.h' | sort | xargs awk '
    function names(header, list, i, n, part) {
        n = split(list, part, " ")
        for (i = 1; i <= n; ++i) home[part[i]] = header
    }
    # Whether FILE, or a header of ours that it reaches, includes HEADER.
    function reaches(file, header, i) {
        if (seen[file, header, round]++) return 0
        if ((file, header) in has) return 1
        for (i = 1; i <= count[file]; ++i)
            if (reaches(own[file, i], header)) return 1
        return 0
    }
    BEGIN {
        names("algorithm", "adjacent_find all_of any_of binary_search clamp copy copy_if copy_n count count_if equal equal_range fill fill_n find_if find_if_not for_each generate generate_n includes inplace_merge is_sorted lexicographical_compare lower_bound make_heap max max_element merge min min_element minmax minmax_element mismatch next_permutation none_of nth_element partial_sort partition pop_heap push_heap remove_if replace replace_if reverse rotate search set_difference set_intersection set_union shuffle sort sort_heap stable_partition stable_sort swap_ranges transform unique upper_bound")
        names("numeric", "accumulate exclusive_scan inclusive_scan inner_product iota partial_sum reduce gcd lcm midpoint transform_reduce")
        names("cmath", "sqrt cbrt pow exp exp2 expm1 log log2 log10 log1p floor ceil trunc round lround llround isnan isfinite isinf hypot fmod erf erfc lgamma tgamma copysign signbit fma nextafter")
        names("cstring", "memcpy memcmp memset memmove strlen strcmp strerror memchr")
        names("memory", "unique_ptr shared_ptr weak_ptr make_unique make_shared enable_shared_from_this")
        names("limits", "numeric_limits")
        names("functional", "function hash")
        names("array", "array")
        names("mutex", "mutex lock_guard unique_lock scoped_lock call_once once_flag")
        names("optional", "optional nullopt")
        names("tuple", "tuple tie make_tuple")
        names("iterator", "back_inserter istreambuf_iterator")
    }
    /^[ \t]*#[ \t]*include[ \t]*</ { header = $0; sub(/^[^<]*</, "", header); sub(/>.*/, "", header); has[FILENAME, header]; next }
    /^[ \t]*#[ \t]*include[ \t]*"/ { header = $0; sub(/^[^"]*"/, "", header); sub(/".*/, "", header); own[FILENAME, ++count[FILENAME]] = header; next }
    {
        gsub(/"([^"\\]|\\.)*"/, "")
        sub(/\/\/.*/, "")
        while (match($0, /std::[a-z0-9_]+/)) {
            name = substr($0, RSTART + 5, RLENGTH - 5)
            $0 = substr($0, RSTART + RLENGTH)
            if (name == "ranges" && $0 ~ /^::[a-z]/) name = substr($0, 3, match($0 " ", /[^a-z0-9_:]/) - 3)
            if (name in home) uses[FILENAME, home[name]] = name
        }
    }
    END {
        for (use in uses) {
            split(use, part, SUBSEP)
            ++round
            if (!reaches(part[1], part[2])) print part[1] ": <" part[2] "> for std::" uses[use]
        }
    }' | sort)
[ -z "$missing" ] && exit 0
printf 'A standard header that a file uses is not included:\n%s\n' "$missing"
exit 1
