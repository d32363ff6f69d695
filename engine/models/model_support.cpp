// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/model_support.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

void saveShape(ModelArchive& archive, std::string_view algorithm, const ModelShape& shape) {
    archive.putText("algorithm", algorithm);
    archive.putNumber("users", static_cast<double>(shape.users));
    archive.putNumber("items", static_cast<double>(shape.items));
}

Result<ModelShape> loadShape(const ModelArchive& archive, std::string_view algorithm,
                             const Dataset& dataset) {
    const Result<std::string> stored = archive.text("algorithm");
    if (!stored) {
        return stored.error();
    }
    if (*stored != algorithm) {
        return corruptModel("it is of another algorithm");
    }
    constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max();
    const Result<std::size_t> users = loadCount(archive, "users", limit);
    const Result<std::size_t> items = loadCount(archive, "items", limit);
    if (!users || !items) {
        return users ? items.error() : users.error();
    }
    if (*users > dataset.userCount() || *items > dataset.itemCount()) {
        return Error{ErrorCode::Conflict, "The model was trained on other data", "Train it again", ""};
    }
    return ModelShape{*users, *items};
}

Result<std::size_t> loadCount(const ModelArchive& archive, std::string_view name, std::size_t limit) {
    const Result<double> number = loadReal(archive, name, 0, static_cast<double>(limit));
    if (!number) {
        return number.error();
    }
    if (*number != std::floor(*number)) {
        return corruptModel(fmt::format("\"{}\" is no whole number", name));
    }
    return static_cast<std::size_t>(*number);
}

Result<double> loadReal(const ModelArchive& archive, std::string_view name, double low, double high) {
    Result<double> number = archive.number(name);
    if (number && !(*number >= low && *number <= high)) { // also true of NaN
        return corruptModel(fmt::format("\"{}\" is out of range", name));
    }
    return number;
}

Result<double> loadRealOr(const ModelArchive& archive, std::string_view name, double low, double high,
                          double absent) {
    return archive.number(name) ? loadReal(archive, name, low, high) : Result<double>(absent);
}

Result<std::vector<float>> loadFloats(const ModelArchive& archive, std::string_view name, std::size_t count) {
    Result<std::vector<float>> values = archive.get<float>(name, count);
    if (values && !std::all_of(values->begin(), values->end(), [](float x) { return std::isfinite(x); })) {
        return corruptModel(fmt::format("\"{}\" holds a number that is not finite", name));
    }
    return values;
}

Result<std::vector<std::uint64_t>> loadOffsets(const ModelArchive& archive, std::string_view name,
                                               std::size_t rows) {
    Result<std::vector<std::uint64_t>> offsets = archive.get<std::uint64_t>(name, rows + 1);
    if (offsets && (offsets->front() != 0 || !std::is_sorted(offsets->begin(), offsets->end()))) {
        return corruptModel(fmt::format("\"{}\" does not ascend", name));
    }
    return offsets;
}

Result<std::vector<std::uint32_t>> loadIndices(const ModelArchive& archive, std::string_view name,
                                               std::size_t count, std::size_t bound) {
    Result<std::vector<std::uint32_t>> indices = archive.get<std::uint32_t>(name, count);
    if (indices && std::any_of(indices->begin(), indices->end(), [&](auto x) { return x >= bound; })) {
        return corruptModel(fmt::format("\"{}\" points outside", name));
    }
    return indices;
}

Error corruptModel(std::string_view what) {
    return {ErrorCode::Corrupt, fmt::format("The stored model is damaged: {}", what), "Train it again", ""};
}

} // namespace tastescope
