// SPDX-License-Identifier: GPL-3.0-or-later
// The container a trained model is saved in: named arrays, each with its own checksum. What is read is
// checked against its length and checksum before use, so a damaged file is an error and never a crash.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tastescope {

class ModelArchive {
public:
    template <typename T>
    void put(const std::string& name, std::span<const T> values) {
        static_assert(std::is_trivially_copyable_v<T>);
        putBytes(name, std::as_bytes(values));
    }
    void putNumber(const std::string& name, double value) { put(name, std::span<const double>(&value, 1)); }
    void putText(const std::string& name, std::string_view text) {
        put(name, std::span(text.data(), text.size()));
    }

    /// Fails when the name is absent, the length is no multiple of sizeof(T), or another than `count` where
    /// that is given. No number stands for "any": what comes out of a file could be it.
    template <typename T>
    Result<std::vector<T>> get(std::string_view name, std::optional<std::uint64_t> count = {}) const {
        TRY_ASSIGN(auto bytes, getBytes(name, sizeof(T), count));
        std::vector<T> values(bytes.size() / sizeof(T));
        if (!values.empty()) {
            std::memcpy(values.data(), bytes.data(), bytes.size());
        }
        return values;
    }
    Result<double> number(std::string_view name) const;
    Result<std::string> text(std::string_view name) const;

    /// Putting and serialising may take long for a large model. After a stop they leave out what they please:
    /// the archive is of no use any more.
    void stopWith(std::stop_token stop) { m_stop = std::move(stop); }
    bool stopRequested() const { return m_stop.stop_requested(); }

    std::vector<std::byte> serialise() const;
    /// Every array's checksum is verified here.
    static Result<ModelArchive> parse(std::span<const std::byte> bytes);

private:
    void putBytes(std::string name, std::span<const std::byte> bytes);
    Result<std::span<const std::byte>> getBytes(std::string_view name, std::size_t unit,
                                                std::optional<std::uint64_t> count) const;

    std::map<std::string, std::vector<std::byte>, std::less<>> m_arrays;
    std::stop_token m_stop;
};

// What was stored is distrusted: a number out of range is Corrupt, never used.

/// A whole number in [0, limit]; Corrupt otherwise.
Result<std::size_t> loadCount(const ModelArchive& archive, std::string_view name, std::size_t limit);
/// A finite number in [low, high]; Corrupt otherwise.
Result<double> loadReal(const ModelArchive& archive, std::string_view name, double low, double high);
/// As loadReal; `absent` for a model stored before there was such a number.
Result<double> loadRealOr(const ModelArchive& archive, std::string_view name, double low, double high,
                          double absent);
/// Exactly `count` finite floats; Corrupt otherwise.
Result<std::vector<float>> loadFloats(const ModelArchive& archive, std::string_view name, std::size_t count);
/// Rows of indices, each of a length of its own: row r is indices[offsets[r], offsets[r + 1]).
struct IndexRows {
    std::vector<std::uint64_t> offsets;
    std::vector<std::uint32_t> indices;
};
/// The one reader of offsets, so that none is met without the array that it speaks of. Corrupt unless there
/// are rows + 1 of them, they ascend from 0 to the number of indices, and every index is below `bound`.
Result<IndexRows> loadIndexRows(const ModelArchive& archive, std::string_view offsets,
                                std::string_view indices, std::size_t rows, std::size_t bound);

Error corruptModel(std::string_view what);

} // namespace tastescope
