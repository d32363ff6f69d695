// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/known_layouts.h"

#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"

#include <filesystem>

namespace tastescope {

bool recogniseFile(Sniff& sniff) {
    return sniff.table && !sniff.plan.dialect.jsonLines &&
           (recogniseMovieLens(sniff) || recogniseGoodbooks(sniff) || recogniseLastFm(sniff) ||
            recogniseShops(sniff));
}

void completeLayout(const std::string& family, std::vector<Sniff>& sniffs, ImportPlan& plan) {
    plan.layout = family;
    if (family == "movielens") {
        completeMovieLens(sniffs, plan);
    } else if (family == "goodbooks") {
        completeGoodbooks(sniffs, plan);
    } else if (family == "lastfm") {
        completeLastFm(sniffs, plan);
    } else {
        completeShops(family, sniffs, plan);
    }
}

void setRoles(Sniff& sniff, FileKind kind, std::initializer_list<std::string_view> roles) {
    sniff.plan.kind = kind;
    auto role = roles.begin();
    for (ColumnPlan& column : sniff.plan.columns) {
        const std::string_view name = role == roles.end() ? std::string_view("-") : *role++;
        column.role = ColumnRole::Ignore;
        column.attribute.clear();
        if (name == "user") {
            column.role = ColumnRole::User;
        } else if (name == "item") {
            column.role = ColumnRole::Item;
        } else if (name == "signal") {
            column.role = ColumnRole::Signal;
        } else if (name == "value") {
            column.role = ColumnRole::Value;
        } else if (name == "time") {
            column.role = ColumnRole::Time;
        } else if (name.starts_with("item.") || name.starts_with("user.")) {
            column.role = name[0] == 'i' ? ColumnRole::ItemAttribute : ColumnRole::UserAttribute;
            column.attribute = name.substr(5);
        }
        const bool list = column.attribute == "categories" || column.attribute == "tags";
        column.listSeparator = list ? column.listSeparator : "";
    }
}

void setLayout(Sniff& sniff, std::string_view family, std::string_view layout) {
    sniff.family = family;
    sniff.plan.layout = layout;
}

bool mostly(const Sniff& sniff, std::size_t column, bool (*is)(std::string_view)) {
    std::size_t good = 0;
    for (const auto& row : sniff.rows) {
        good += is(trimmed(row[column])) ? 1 : 0;
    }
    return good > 0 && good * 10 >= sniff.rows.size() * 9;
}

bool isWhole(std::string_view text) {
    const auto number = parseInteger(text);
    return number && *number >= 0;
}

std::string fileName(const Sniff& sniff) {
    const std::filesystem::path path =
        sniff.plan.member.empty() ? sniff.plan.path : std::filesystem::path(sniff.plan.member);
    return path.filename().string();
}

} // namespace tastescope
