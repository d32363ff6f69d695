// SPDX-License-Identifier: GPL-3.0-or-later
// The rule sets that a project keeps.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interactions.h"
#include "engine/pipeline/rules/rule_set.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct ProjectHandle;

struct StoredRules {
    std::int64_t id = 0;
    RuleSet rules; ///< whose name is unique in the project
    Time changed = noTime;
    /// Not empty: what is kept is no rule set of this version; `rules` has its name only.
    std::string problem{};
};

/// The rule sets of the open project that hands it out, and valid as long as that is. Not thread-safe.
class RuleStore {
public:
    explicit RuleStore(ProjectHandle& handle) : m_handle(handle) {}

    /// In the order in which they were first stored.
    Result<std::vector<StoredRules>> all() const;
    /// By name; without one the only one there is. NotFound names those that there are; Corrupt for one with
    /// a problem.
    Result<StoredRules> find(std::string_view name) const;
    /// Under the name it has; one of that name is replaced and keeps its place. InvalidArgument without a
    /// name. The stored row is returned.
    Result<StoredRules> put(const RuleSet& rules, Time changed);
    /// Conflict when another set has the name.
    Result<void> rename(std::int64_t id, std::string_view name);
    Result<void> remove(std::int64_t id);

private:
    ProjectHandle& m_handle;
};

} // namespace tastescope
