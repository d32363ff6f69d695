// SPDX-License-Identifier: GPL-3.0-or-later
// What the columns of a file are to be, in a line.
#pragma once

#include "storage/import/planning/plan_import.h"

#include <string>

namespace tastescope::test {

/// "user item value time", "-" for an ignored column, attributes by name.
inline std::string rolesOf(const FilePlan& plan) {
    std::string text;
    for (const ColumnPlan& column : plan.columns) {
        text += text.empty() ? "" : " ";
        text += column.role == ColumnRole::Ignore ? "-"
                : column.attribute.empty()        ? std::string(columnRoleName(column.role))
                                                  : column.attribute;
    }
    return text;
}

} // namespace tastescope::test
