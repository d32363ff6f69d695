// SPDX-License-Identifier: GPL-3.0-or-later
// The numbered steps that make a project's tables: migrations/0001_initial.sql is version 1, and so on. A
// step that was released is never edited; what changes is a new step.
#pragma once

#include <span>
#include <string_view>

namespace tastescope::sqlite {

struct Migration {
    int version = 0; ///< counts from 1 without gaps; kept in user_version
    std::string_view sql;
};

/// All steps in order, embedded at build time.
std::span<const Migration> migrations();

} // namespace tastescope::sqlite
