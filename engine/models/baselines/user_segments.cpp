// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/user_segments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace tastescope {
namespace {

using Member = std::pair<std::uint32_t, std::uint32_t>; ///< user, value's number within its attribute

constexpr std::size_t numberSegments = 4;

std::vector<Member> byText(const AttributeColumn& column, std::size_t users) {
    std::map<std::string, std::uint32_t> values;
    std::vector<Member> members;
    for (std::uint32_t user = 0; user < std::min(users, column.texts.size()); ++user) {
        if (!column.texts[user].empty()) {
            const auto next = static_cast<std::uint32_t>(values.size());
            members.emplace_back(user, values.emplace(column.texts[user], next).first->second);
        }
    }
    return members;
}

std::vector<Member> byWords(const AttributeColumn& column, std::size_t users) {
    std::vector<Member> members;
    for (std::uint32_t user = 0; user < users; ++user) {
        for (const std::uint32_t code : column.codesOf(user)) {
            members.emplace_back(user, code);
        }
    }
    return members;
}

std::vector<Member> byNumber(const AttributeColumn& column, std::size_t users) {
    std::vector<double> sorted;
    const std::size_t known = std::min(users, column.numbers.size());
    std::copy_if(column.numbers.begin(), column.numbers.begin() + static_cast<std::ptrdiff_t>(known),
                 std::back_inserter(sorted), [](double number) { return !std::isnan(number); });
    if (sorted.empty()) {
        return {};
    }
    std::sort(sorted.begin(), sorted.end());
    std::array<double, numberSegments - 1> limits{};
    for (std::size_t at = 0; at < limits.size(); ++at) {
        limits[at] = sorted[(at + 1) * sorted.size() / numberSegments];
    }
    std::vector<Member> members;
    for (std::uint32_t user = 0; user < known; ++user) {
        if (!std::isnan(column.numbers[user])) {
            const auto above = std::upper_bound(limits.begin(), limits.end(), column.numbers[user]);
            members.emplace_back(user, static_cast<std::uint32_t>(above - limits.begin()));
        }
    }
    return members;
}

std::vector<Member> membersOf(const AttributeColumn& column, std::size_t users) {
    switch (column.kind) {
    case AttributeKind::Text:
        return byText(column, users);
    case AttributeKind::List:
        return byWords(column, users);
    case AttributeKind::Number:
        return byNumber(column, users);
    case AttributeKind::Date:
        break;
    }
    return {};
}

/// Numbers for the values that at least two users share, from `next` on.
std::map<std::uint32_t, std::uint32_t> sharedValues(const std::vector<Member>& members, std::size_t& next) {
    std::map<std::uint32_t, std::size_t> sizes;
    for (const auto& [user, value] : members) {
        ++sizes[value];
    }
    std::map<std::uint32_t, std::uint32_t> codes;
    for (const auto& [value, size] : sizes) {
        if (size > 1) {
            codes[value] = static_cast<std::uint32_t>(next++);
        }
    }
    return codes;
}

} // namespace

UserSegments userSegments(const Dataset& dataset, std::size_t attribute) {
    UserSegments segments;
    const std::vector<AttributeColumn>& columns = dataset.userAttributes().columns;
    std::vector<Member> all;
    for (std::size_t place = 1; place <= columns.size(); ++place) {
        if (attribute != 0 && attribute != place) {
            continue;
        }
        const std::vector<Member> members = membersOf(columns[place - 1], dataset.userCount());
        const auto codes = sharedValues(members, segments.count);
        for (const auto& [user, value] : members) {
            if (const auto code = codes.find(value); code != codes.end()) {
                all.emplace_back(user, code->second);
            }
        }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    segments.offsets.assign(dataset.userCount() + 1, 0);
    for (const auto& [user, code] : all) {
        ++segments.offsets[user + 1];
        segments.codes.push_back(code);
    }
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        segments.offsets[user + 1] += segments.offsets[user];
    }
    return segments;
}

} // namespace tastescope
