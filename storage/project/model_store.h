// SPDX-License-Identifier: GPL-3.0-or-later
// The trained models of a project.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/interactions.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct ProjectHandle;

struct StoredModel {
    std::int64_t id = 0;
    std::string name; ///< unique in the project
    std::string algorithm;
    std::string params; ///< ParamSet::text()
    std::uint64_t seed = 42;
    std::string
        weighing{}; ///< how its events counted: "signals" (also empty: older versions), "values", "once"
    std::string dataFingerprint; ///< of the data it was trained on
    double fitSeconds = 0;
    std::uint64_t bytes = 0; ///< of the stored container
    double loss = 0;         ///< last training loss, NaN when the algorithm has none
    Time trained = noTime;
    std::vector<LossPoint> losses;
    /// Of that data; nothing for models of older versions.
    struct DataCounts {
        std::uint64_t users = 0;
        std::uint64_t items = 0;
        std::uint64_t events = 0;
        friend bool operator==(const DataCounts&, const DataCounts&) = default;
    };
    std::optional<DataCounts> dataCounts{};
};

/// The models of the open project that hands it out, and valid as long as that is. Writing needs a project
/// that was opened for it (InvalidArgument otherwise). As thread-safe as the project: not at all.
class ModelStore {
public:
    explicit ModelStore(ProjectHandle& handle) : m_handle(handle) {}

    /// In the order in which they were stored.
    Result<std::vector<StoredModel>> all() const;
    /// An id that no model has is kept, so that one that was removed comes back as itself; else it is
    /// assigned. A name in use gets " 2", " 3", … The stored row is returned. Cancelled when the archive's
    /// stop is requested.
    Result<StoredModel> add(StoredModel model, const ModelArchive& archive);
    /// NotFound names the models that there are.
    Result<StoredModel> find(std::string_view name) const;
    /// Corrupt when a byte of it is not what was stored; NotFound, also where somebody deletes it meanwhile.
    Result<ModelArchive> archive(std::int64_t id) const;
    /// Conflict when another model has the name.
    Result<void> rename(std::int64_t id, std::string_view name);
    Result<void> remove(std::int64_t id);

private:
    ProjectHandle& m_handle;
};

} // namespace tastescope
