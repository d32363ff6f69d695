// SPDX-License-Identifier: GPL-3.0-or-later
// Hyper-parameter search as both front ends do it: parts are cut, trials are trained and judged, every
// training is stored as it ends, so that a search that was stopped goes on where it was.
#pragma once

#include "engine/evaluation/search.h"
#include "storage/project/search_store.h"
#include "storage/use_cases/train.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct SearchRequest {
    SearchOptions options;
    Protocol protocol = Protocol::PerUser;
    /// Cut away first, exactly as an evaluation with the same protocol, share and seed cuts it, and never
    /// looked at. 0 = nothing is cut away. Not used with a train file.
    double test = 0.2;
    double validation = 0.2; ///< of the rest
    bool values = false;     ///< keep ratings instead of counting events as 1
    std::filesystem::path trainFile{};
    std::vector<std::pair<std::string, std::string>> fileMap{}; ///< --map for that file
    bool resume = false; ///< go on with the stored search that asked for the same, if there is one
};

/// All of it: begins or resumes, trains and stores every trial, marks the search complete. `trial` hears of
/// every change of a trial, on the calling thread.
Result<SearchResult> searchParameters(Project& project, const Dataset& dataset, const SearchRequest& request,
                                      const ExecutionContext& context = {},
                                      const std::function<void(const SearchTrial&)>& trial = {});

// The same in steps. runSearch is the engine's part alone, which touches no project.

/// A new stored search, or the one to be resumed: the newest with equal data and options. The number of
/// trials may differ.
Result<StoredSearch> beginSearch(Project& project, const Dataset& dataset, const SearchRequest& request,
                                 const ExecutionContext& context = {});
/// What the project knows of it. Trainings of parameters that this version does not have are passed over,
/// and, when the search goes on, those that it would not draw.
Result<std::vector<TrialMeasurement>> knownTrials(const Project& project, const StoredSearch& stored);
Result<SearchResult> runSearch(const Dataset& dataset, const SearchRequest& request,
                               std::span<const TrialMeasurement> known, const SearchObserver& observer = {},
                               const ExecutionContext& context = {});
Result<void> storeTrial(Project& project, const StoredSearch& stored, const TrialMeasurement& measurement);
Result<void> endSearch(Project& project, const StoredSearch& stored, const SearchResult& result);

/// The request that a stored search came from.
Result<SearchRequest> requestOf(const StoredSearch& stored);
/// A stored search as it stands, for display.
Result<SearchResult> storedResult(const Project& project, const StoredSearch& stored);

/// Trains the best trial's parameters, weighed as the search measured them: by `values` or every pair once.
/// InvalidArgument when there is no best one yet.
Result<TrainRequest> winnerOf(const SearchOptions& options, const SearchResult& result,
                              const std::string& name, bool values);
/// "per-user, 20 % validation, 20 % test untouched": what the numbers of a search were measured on.
std::string validationLabel(const SearchRequest& request);

} // namespace tastescope
