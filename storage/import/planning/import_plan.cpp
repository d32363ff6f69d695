// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/import_plan.h"

#include "storage/import/sources/byte_source.h"

#include <algorithm>

namespace tastescope {

std::vector<std::string> missingRoles(const ImportPlan& plan) {
    std::vector<std::string> missing;
    bool interactions = false;
    for (const FilePlan& file : plan.files) {
        const auto need = [&](ColumnRole role) {
            if (std::ranges::find(file.columns, role, &ColumnPlan::role) == file.columns.end()) {
                missing.push_back("No column of " + sourceLabel(file.path, file.member) + " is the " +
                                  std::string(columnRoleName(role)));
            }
        };
        interactions |= file.kind == FileKind::Interactions;
        if (file.kind == FileKind::Interactions || file.kind == FileKind::Users) {
            need(ColumnRole::User);
        }
        if (file.kind == FileKind::Interactions || file.kind == FileKind::Items) {
            need(ColumnRole::Item);
        }
    }
    if (!interactions) {
        missing.insert(missing.begin(), "No file holds interactions");
    }
    return missing;
}

bool takesThreshold(const FilePlan& file) {
    const auto has = [&](ColumnRole role) {
        return std::ranges::find(file.columns, role, &ColumnPlan::role) != file.columns.end();
    };
    return file.kind == FileKind::Interactions && has(ColumnRole::Value) && !has(ColumnRole::Signal);
}

std::string_view columnRoleName(ColumnRole role) {
    switch (role) {
    case ColumnRole::Ignore:
        return "ignore";
    case ColumnRole::User:
        return "user";
    case ColumnRole::Item:
        return "item";
    case ColumnRole::Signal:
        return "signal";
    case ColumnRole::Value:
        return "value";
    case ColumnRole::Time:
        return "time";
    case ColumnRole::ItemAttribute:
        return "item attribute";
    case ColumnRole::UserAttribute:
        return "user attribute";
    }
    return "";
}

} // namespace tastescope
