// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace tastescope {
namespace {

/// Bytes of a line like "MemAvailable:   123 kB".
std::optional<std::size_t> systemMemory() {
    std::ifstream file("/proc/meminfo");
    std::string name;
    std::size_t kilobytes = 0;
    std::string unit;
    while (file >> name >> kilobytes >> unit) {
        if (name == "MemAvailable:") {
            return kilobytes * 1024;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> numberIn(const char* path) {
    std::ifstream file(path);
    std::size_t number = 0;
    return file >> number ? std::optional(number) : std::nullopt; // "max" is no number: no limit
}

} // namespace

std::size_t availableMemory() {
    std::size_t bytes = systemMemory().value_or(std::numeric_limits<std::size_t>::max());
    const auto limit = numberIn("/sys/fs/cgroup/memory.max");
    const auto used = numberIn("/sys/fs/cgroup/memory.current");
    if (limit && used) {
        bytes = std::min(bytes, *limit > *used ? *limit - *used : 0);
    }
    return bytes;
}

Result<void> requireMemory(std::size_t bytes, std::string_view title) {
    const std::size_t available = availableMemory();
    if (bytes <= available) {
        return {};
    }
    constexpr double megabyte = 1e6;
    return Error{ErrorCode::OutOfMemory,
                 fmt::format("{} needs about {:.0f} MB and {:.0f} MB are free", title,
                             static_cast<double>(bytes) / megabyte,
                             static_cast<double>(available) / megabyte),
                 "Choose smaller parameters or close other programs", ""};
}

} // namespace tastescope
