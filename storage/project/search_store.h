// SPDX-License-Identifier: GPL-3.0-or-later
// The hyper-parameter searches of a project, finished or not.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interactions.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tastescope {

struct ProjectHandle;

/// A hyper-parameter search: everything that says what it is, so that it can go on later.
struct StoredSearch {
    std::int64_t id = 0;
    std::string fingerprint; ///< of the data and of everything here that its trials depend on
    std::string algorithm;
    std::string fixed;    ///< parameters held at one value, "factors=32,solver=cg"
    std::string strategy; ///< "random", "halving"
    std::string metric;   ///< "ndcg@10"
    std::uint64_t trials = 0;
    std::uint64_t seed = 42;
    std::string protocol; ///< of both cuts, "per-user"
    double test = 0;      ///< share that was cut away first and not touched
    double validation = 0.2;
    bool values = false;
    std::string trainFile; ///< instead of the project's events; empty = those
    std::string fileMap;   ///< its columns, a line "user=who" each
    Time made = noTime;
    bool complete = false;
};

/// One training of one trial of a search.
struct StoredTrial {
    std::uint64_t trial = 0; ///< from 1; 1 = the defaults
    double share = 1;        ///< of the rounds of training, or of the people
    std::string params;      ///< ParamSet::text() of the whole trial
    double value = 0;        ///< NaN when it failed
    double low = 0;
    double high = 0;
    std::uint64_t users = 0;
    double seconds = 0;
    std::string problem; ///< why it failed; empty = it did not
};

/// The searches of the open project that hands it out, and valid as long as that is. Not thread-safe.
class SearchStore {
public:
    explicit SearchStore(ProjectHandle& handle) : m_handle(handle) {}

    /// The id is assigned and returned.
    Result<std::int64_t> add(const StoredSearch& search);
    /// How far it goes, and whether it got there.
    Result<void> update(std::int64_t id, std::uint64_t trials, bool complete);
    /// Replaces what was stored for the same trial and share.
    Result<void> addTrial(std::int64_t search, const StoredTrial& trial);
    Result<std::vector<StoredSearch>> all() const;
    /// By share, then trial.
    Result<std::vector<StoredTrial>> trials(std::int64_t search) const;
    Result<void> remove(std::int64_t id);

private:
    ProjectHandle& m_handle;
};

} // namespace tastescope
