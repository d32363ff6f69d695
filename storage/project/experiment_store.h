// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluations that a project keeps.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/id_map.h"
#include "engine/data/interactions.h"
#include "storage/project/experiment_lists.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct ProjectHandle;

struct StoredExperiment {
    std::int64_t id = 0;
    std::string fingerprint;
    std::string protocol;
    Time made = noTime;
    std::string json; ///< the CLI's evaluate object
    // Empty and 0 for experiments that were measured before this was kept.
    std::string specification{};   ///< what was asked for (storage/experiments/specification.h)
    std::string dataFingerprint{}; ///< of the project's data at that time
    std::string version{};         ///< of the program
    double seconds = 0;
};

/// One metric of one stored experiment, as a REAL column: what tables, charts and exports read.
struct StoredMetric {
    std::int64_t experiment = 0;
    std::string label;
    std::string algorithm;
    std::string params;
    std::string key;
    double value = 0;
    double low = 0;
    double high = 0;
    std::uint64_t users = 0;
    bool values = false; ///< events counted by their values; false where the experiment does not say
};

/// Numbers of one model by user, as they are given to be stored: one for each of the users.
struct UserColumn {
    std::size_t model = 0; ///< place in the experiment
    std::string name;      ///< "ndcg@10"
    std::span<const double> values;
};
/// The same, read; as many values as users by construction.
struct StoredColumn {
    std::size_t model = 0;
    std::string name;
    std::vector<double> values;
};
/// Who the columns have values of, in their order, and which of them have something to be found.
struct StoredUsers {
    std::shared_ptr<const IdMap> ids; ///< null: none are kept
    std::vector<UserIndex> judged;    ///< ascending
};
struct UserColumns {
    StoredUsers users;
    std::vector<UserColumn> columns;
    KeptLists lists{};
};

/// The experiments of the open project that hands it out, and valid as long as that is. Not thread-safe.
class ExperimentStore {
public:
    explicit ExperimentStore(ProjectHandle& handle) : m_handle(handle) {}

    /// All of it or nothing, also after a stop. InvalidArgument for a column of another length than the
    /// users.
    Result<std::int64_t> add(const StoredExperiment& experiment, const std::vector<StoredMetric>& metrics,
                             const UserColumns& values = {}, const ExecutionContext& context = {});
    Result<std::vector<StoredExperiment>> all() const;
    /// The newest when `id` is 0. NotFound when there is none.
    Result<StoredExperiment> find(std::int64_t id) const;
    /// Of the newest experiment when `experiment` is 0.
    Result<std::vector<StoredMetric>> metrics(std::int64_t experiment) const;
    /// Null ids for an experiment without columns; Corrupt where they are damaged.
    Result<StoredUsers> users(std::int64_t experiment) const;
    /// One column; NotFound when it is not kept, Corrupt when it is damaged or has not `users` values.
    Result<std::vector<double>> column(std::int64_t experiment, std::size_t model, std::string_view name,
                                       std::size_t users) const;
    /// All of them, by model, then name.
    Result<std::vector<StoredColumn>> columns(std::int64_t experiment, std::size_t users,
                                              const ExecutionContext& context = {}) const;
    /// Of so many models and judged users. Without items where none are kept.
    Result<KeptLists> lists(std::int64_t experiment, std::size_t models, std::size_t judged) const;
    Result<void> remove(std::int64_t experiment);

private:
    ProjectHandle& m_handle;
};

} // namespace tastescope
