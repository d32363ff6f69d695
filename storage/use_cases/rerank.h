// SPDX-License-Identifier: GPL-3.0-or-later
// What a rule set does to a sample of people, or to lists made elsewhere: the same numbers for the window and
// the command line.
#pragma once

#include "engine/models/recommender.h"
#include "storage/files/cell_guard.h"
#include "storage/use_cases/rules/candidate_source.h"
#include "storage/use_cases/rules/measure_rules.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

struct RerankRequest {
    RuleSet rules;
    std::string rulesName;            ///< what errors call them: their file
    std::filesystem::path candidates; ///< a table of lists made elsewhere; empty: the model's
    /// People, drawn by the context's seed from those with a past; nothing: 500, or all of the table.
    std::optional<std::size_t> sample;
    /// What ages and the days of rules are counted from. Nothing: ages from the newest event, or release
    /// where events have no times, days by the clock.
    std::optional<Time> now;
    Time clock = noTime;
};

struct RerankAnswer {
    std::shared_ptr<const PreparedCandidates> candidates;
    std::vector<std::string> people; ///< ids
    RerankResult result;
    std::vector<ListEffect> effects;
    std::size_t length = 0; ///< of a list, as the effects have it
    // Rows of the table that could not count as they are.
    std::size_t rows = 0;
    std::size_t repeated = 0;
    std::size_t unknownItems = 0;
    std::size_t unknownUsers = 0;
    std::size_t seen = 0; ///< the person has had the item; such rows count as any other
};

/// What the source names for a sample of people, with the items that rules pin (those a person has had stay
/// out); drawn in the order of the data.
Result<RerankAnswer> rerankSample(const std::shared_ptr<const Dataset>& data,
                                  const std::shared_ptr<const CandidateSource>& source,
                                  const RerankRequest& request, const ExecutionContext& context);
/// Lists made elsewhere.
Result<RerankAnswer> rerankFile(const std::shared_ptr<const Dataset>& data, const RerankRequest& request,
                                const ExecutionContext& context);

/// user, item, rank, as .csv or .json by the file's extension.
Result<void> writeReranked(const RerankAnswer& answer, const std::filesystem::path& path,
                           const ExecutionContext& context, Cells cells = Cells::Guarded);
/// The keys of the command line.
std::string rerankJson(const RerankAnswer& answer);

} // namespace tastescope
