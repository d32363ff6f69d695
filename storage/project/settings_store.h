// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and values that a project keeps for those who work on it.
#pragma once

#include "engine/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace tastescope {

struct ProjectHandle;

/// The settings of the open project that hands it out, and valid as long as that is. Not thread-safe.
class SettingsStore {
public:
    explicit SettingsStore(ProjectHandle& handle) : m_handle(handle) {}

    /// Nothing when the key was never set.
    Result<std::optional<std::string>> value(std::string_view key) const;
    Result<void> set(std::string_view key, std::string_view value);

private:
    ProjectHandle& m_handle;
};

} // namespace tastescope
