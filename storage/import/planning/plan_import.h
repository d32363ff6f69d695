// SPDX-License-Identifier: GPL-3.0-or-later
// From files to a plan that says what to do with them.
#pragma once

#include "engine/base/result.h"
#include "storage/import/planning/import_plan.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct ImportHints {
    std::string format =
        "auto"; ///< auto, csv, tsv, jsonl, movielens, goodbooks, retailrocket, lastfm, steam, bookcrossing
    std::string delimiter{}; ///< empty = sniff
    std::string encoding{};  ///< "utf-8", "utf-16", "latin-1", …; empty = sniff
    std::string header{};    ///< "yes", "no", empty = sniff
    /// role=column pairs as in CLI.md: "user=userId", "item.title=2". They correct the files that have such a
    /// column.
    std::vector<std::pair<std::string, std::string>> map{};
    std::string interactionsFile{};
    std::string itemsFile{};
    std::string usersFile{};
    /// Where nothing tells which columns are user and item, leave that open instead of failing: a person will
    /// be asked, and missingRoles() says what.
    bool ask = false;
};

/// Looks at files and folders (samples of at most 1 MiB a file) and says what to do with each. Errors:
/// NotFound, BadInput when no interactions can be found or user and item columns cannot be told; the message
/// says which `--map` mends it; Cancelled after a stop, also while it waits for standard input.
Result<ImportPlan> planImport(const std::vector<std::filesystem::path>& paths, const ImportHints& hints = {},
                              const std::stop_token& stop = {});

/// What a person says of a header that is at odds with its rows.
enum class HeaderPlace {
    FirstColumns, ///< it names the columns from the first one on
    LastColumns,  ///< the columns up to the last one: those before have no name
    NoHeader,     ///< it is a row
};
/// Gives the columns the names and their roles by these; settles `headerProblem`.
void placeHeader(FilePlan& plan, HeaderPlace place);

} // namespace tastescope
