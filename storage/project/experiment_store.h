// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluations that a project keeps.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interactions.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tastescope {

struct ProjectHandle;

struct StoredExperiment {
    std::int64_t id = 0;
    std::string fingerprint;
    std::string protocol;
    Time made = noTime;
    std::string json; ///< the CLI's evaluate object
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
};

/// The experiments of the open project that hands it out, and valid as long as that is. Not thread-safe.
class ExperimentStore {
public:
    explicit ExperimentStore(ProjectHandle& handle) : m_handle(handle) {}

    Result<std::int64_t> add(const StoredExperiment& experiment, const std::vector<StoredMetric>& metrics);
    Result<std::vector<StoredExperiment>> all() const;
    /// Of the newest experiment when `experiment` is 0.
    Result<std::vector<StoredMetric>> metrics(std::int64_t experiment) const;

private:
    ProjectHandle& m_handle;
};

} // namespace tastescope
