// SPDX-License-Identifier: GPL-3.0-or-later
// The files of re-ranking: rule sets as JSON, candidates as a table.
#pragma once

#include "engine/data/dataset.h"
#include "engine/pipeline/rerank/candidates.h"
#include "engine/pipeline/rules/rule_set.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

/// BadInput whose context is the file and the path in it: "rules.json: limits[0].max". The file may be packed
/// or a pipe.
Result<RuleSet> readRuleSet(const std::filesystem::path& file, const ExecutionContext& context);

/// People with candidates in the numbers of `data`, which has rows for what only the file knows.
struct CandidateFile {
    std::shared_ptr<const Dataset> data;
    std::vector<std::string> people; ///< ids, by first appearance
    std::vector<CandidateList> lists;
    std::size_t rows = 0;
    std::size_t repeated = 0;     ///< rows whose item the person has already: the best counts
    std::size_t unknownItems = 0; ///< rows; such items have no attributes and no users
    std::size_t unknownUsers = 0; ///< rows; such people have no past
    std::size_t seen = 0;         ///< rows whose item the person has had; they count as any other
};

/// Columns user, item and score (or rank, or the order of the file), by name. BadInput, with the line, for a
/// row that is not such.
Result<CandidateFile> readCandidateFile(const std::filesystem::path& file,
                                        const std::shared_ptr<const Dataset>& data,
                                        const ExecutionContext& context);

} // namespace tastescope
