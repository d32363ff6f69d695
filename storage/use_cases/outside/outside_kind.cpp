// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/outside/outside_kind.h"

#include "engine/data/dataset.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/evaluation_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace tastescope {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& letter : out) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return out;
}

/// BadInput when the data has none of them.
Result<void> knowsOne(const IdMap& known, const IdMap& ids, std::string_view what,
                      const std::filesystem::path& file) {
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        if (known.find(ids.at(row))) {
            return {};
        }
    }
    return Error{ErrorCode::BadInput,
                 fmt::format("None of the {} in it, as \"{}\", is in the data", what, ids.at(0)),
                 "Use the ids of the data, character for character", file.string()};
}

} // namespace

Result<std::vector<OutsideKind>> outsideKinds(const std::filesystem::path& file,
                                              const ExecutionContext& context) {
    TRY_ASSIGN(const auto plan, planImport({file}, {}, context.stop));
    std::vector<std::string> names; // of what is neither user nor item
    for (const FilePlan& part : plan.files) {
        if (part.kind == FileKind::Interactions) {
            for (const ColumnPlan& column : part.columns) {
                if (column.role != ColumnRole::User && column.role != ColumnRole::Item) {
                    names.push_back(lower(column.name));
                }
            }
        }
    }
    const auto has = [&](std::string_view name) { return std::ranges::find(names, name) != names.end(); };
    const bool scores = has("score");
    const bool predictions = has("prediction") || has("predicted") || has("predicted_rating") || has("est");
    using enum OutsideKind;
    if (names.empty() || has("rank")) {
        return std::vector{Lists};
    }
    if (predictions && !scores) {
        return std::vector{Predictions};
    }
    return scores && !predictions                         ? std::vector{Lists, Scores}
           : has("rating") || has("value") || predictions ? std::vector{Predictions, Scores, Lists}
                                                          : std::vector{Lists, Scores, Predictions};
}

Result<void> checkNumbers(const std::filesystem::path& file, OutsideKind kind, const Dataset& dataset,
                          const ExecutionContext& context) {
    const NumberKind numbers =
        kind == OutsideKind::Predictions ? NumberKind::Predictions : NumberKind::Scores;
    TRY_ASSIGN(const auto read, readNumbers({file}, numbers, {}, context));
    TRY(knowsOne(dataset.users(), *read.front().users, "users", file));
    return knowsOne(dataset.items(), *read.front().items, "items", file);
}

} // namespace tastescope
