// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are no table of text whatever they are called: what they are, told by their first bytes. Pure
// functions.
#pragma once

#include "storage/import/sources/byte_source.h"

#include <string_view>
#include <vector>

namespace tastescope {

/// A noun with its article ("a web page (HTML)") and what to do with it; both empty: nothing known.
struct ForeignFormat {
    std::string_view what;
    std::string_view remedy;
};

ForeignFormat foreignFormat(std::string_view bytes);

/// What a project of ours is called.
ForeignFormat projectFormat();

/// Documents of office programs and arrays, which are archives inside.
ForeignFormat foreignArchive(const std::vector<ZipMember>& members);

} // namespace tastescope
