// SPDX-License-Identifier: GPL-3.0-or-later
// Layout, little endian: magic (8 bytes), count (u32), then for each array, by ascending name: length of the
// name (u32), length of the data (u64), CRC-32 of both lengths, name and data (u32), name, data. Nothing
// follows.
#include "engine/base/archive.h"

#include "engine/base/fingerprint.h"
#include "engine/base/large_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are stored as they lie in memory");

constexpr std::array<char, 8> magic{'T', 'S', 'M', 'O', 'D', 'E', 'L', '1'};
constexpr std::size_t longestName = 1024;

constexpr std::size_t pieceBytes = std::size_t{4} << 20; ///< between two looks at the stop

/// Calls visit(piece) for one piece after the other.
template <typename Visit>
void inPieces(std::span<const std::byte> bytes, const std::stop_token& stop, const Visit& visit) {
    for (std::size_t at = 0; at < bytes.size() && !stop.stop_requested(); at += pieceBytes) {
        visit(bytes.subspan(at, std::min(pieceBytes, bytes.size() - at)));
    }
}

void reserve(std::vector<std::byte>& out, std::size_t bytes) {
    out.reserve(bytes);
    preferLargePages(out.data(), bytes);
}

void append(std::vector<std::byte>& out, std::span<const std::byte> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

template <typename T>
void appendValue(std::vector<std::byte>& out, const T& value) {
    append(out, std::as_bytes(std::span<const T, 1>(&value, 1)));
}

std::uint32_t checksum(std::uint32_t nameLength, std::uint64_t dataLength, std::string_view name,
                       std::span<const std::byte> data, const std::stop_token& stop = {}) {
    std::uint32_t crc = crc32(std::as_bytes(std::span(&nameLength, 1)));
    crc = crc32(std::as_bytes(std::span(&dataLength, 1)), crc);
    crc = crc32(std::as_bytes(std::span(name.data(), name.size())), crc);
    inPieces(data, stop, [&](std::span<const std::byte> piece) { crc = crc32(piece, crc); });
    return crc;
}

/// Takes bytes off the front, never more than there are.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : m_rest(bytes) {}

    template <typename T>
    std::optional<T> take() {
        if (m_rest.size() < sizeof(T)) {
            return std::nullopt;
        }
        T value{};
        std::memcpy(&value, m_rest.data(), sizeof(T));
        m_rest = m_rest.subspan(sizeof(T));
        return value;
    }
    std::optional<std::span<const std::byte>> take(std::uint64_t size) {
        if (m_rest.size() < size) {
            return std::nullopt;
        }
        const auto front = m_rest.first(static_cast<std::size_t>(size));
        m_rest = m_rest.subspan(static_cast<std::size_t>(size));
        return front;
    }
    bool atEnd() const { return m_rest.empty(); }

private:
    std::span<const std::byte> m_rest;
};

struct NamedArray {
    std::string name;
    std::vector<std::byte> data;
};

Result<NamedArray> readArray(Reader& reader) {
    const auto nameLength = reader.take<std::uint32_t>();
    const auto dataLength = reader.take<std::uint64_t>();
    const auto expected = reader.take<std::uint32_t>();
    if (!nameLength || !dataLength || !expected || *nameLength > longestName) {
        return corruptModel("an array's header is cut short");
    }
    const auto nameBytes = reader.take(*nameLength);
    const auto data = nameBytes ? reader.take(*dataLength) : std::nullopt;
    if (!data) {
        return corruptModel("an array is cut short");
    }
    std::string name(nameBytes->size(), '\0');
    if (!name.empty()) {
        std::memcpy(name.data(), nameBytes->data(), nameBytes->size());
    }
    if (checksum(*nameLength, *dataLength, name, *data) != *expected) {
        return corruptModel("an array's checksum does not match");
    }
    return NamedArray{std::move(name), std::vector<std::byte>(data->begin(), data->end())};
}

} // namespace

Result<double> ModelArchive::number(std::string_view name) const {
    TRY_ASSIGN(auto values, get<double>(name, 1));
    return values.front();
}

Result<std::string> ModelArchive::text(std::string_view name) const {
    TRY_ASSIGN(auto letters, get<char>(name));
    return std::string(letters.begin(), letters.end());
}

std::vector<std::byte> ModelArchive::serialise() const {
    std::size_t size = magic.size() + sizeof(std::uint32_t);
    for (const auto& [name, data] : m_arrays) {
        size += 16 + name.size() + data.size();
    }
    std::vector<std::byte> out;
    reserve(out, size);
    appendValue(out, magic);
    appendValue(out, static_cast<std::uint32_t>(m_arrays.size()));
    for (const auto& [name, data] : m_arrays) {
        const auto nameLength = static_cast<std::uint32_t>(name.size());
        const auto dataLength = static_cast<std::uint64_t>(data.size());
        appendValue(out, nameLength);
        appendValue(out, dataLength);
        appendValue(out, checksum(nameLength, dataLength, name, data, m_stop));
        append(out, std::as_bytes(std::span(name.data(), name.size())));
        inPieces(data, m_stop, [&](std::span<const std::byte> piece) { append(out, piece); });
    }
    return out;
}

Result<ModelArchive> ModelArchive::parse(std::span<const std::byte> bytes) {
    Reader reader(bytes);
    if (reader.take<std::array<char, 8>>() != magic) {
        return corruptModel("it does not begin as a model does");
    }
    const auto count = reader.take<std::uint32_t>();
    if (!count) {
        return corruptModel("its header is cut short");
    }
    ModelArchive archive;
    for (std::uint32_t index = 0; index < *count; ++index) {
        TRY_ASSIGN(auto array, readArray(reader));
        if (!archive.m_arrays.emplace(std::move(array.name), std::move(array.data)).second) {
            return corruptModel("an array is there twice");
        }
    }
    if (!reader.atEnd()) {
        return corruptModel("something follows its end");
    }
    return archive;
}

void ModelArchive::putBytes(std::string name, std::span<const std::byte> bytes) {
    std::vector<std::byte>& array = m_arrays[std::move(name)];
    array.clear();
    reserve(array, bytes.size());
    inPieces(bytes, m_stop, [&](std::span<const std::byte> piece) { append(array, piece); });
}

Result<std::span<const std::byte>> ModelArchive::getBytes(std::string_view name, std::size_t unit,
                                                          std::optional<std::uint64_t> count) const {
    const auto found = m_arrays.find(name);
    if (found == m_arrays.end()) {
        return corruptModel(fmt::format("it has no \"{}\"", name));
    }
    const std::size_t size = found->second.size();
    if (size % unit != 0 || (count && size / unit != *count)) {
        return corruptModel(fmt::format("\"{}\" has the wrong length", name));
    }
    return std::span<const std::byte>(found->second);
}

Result<std::size_t> loadCount(const ModelArchive& archive, std::string_view name, std::size_t limit) {
    TRY_ASSIGN(const auto number, loadReal(archive, name, 0, static_cast<double>(limit)));
    if (number != std::floor(number)) {
        return corruptModel(fmt::format("\"{}\" is no whole number", name));
    }
    return static_cast<std::size_t>(number);
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

Result<IndexRows> loadIndexRows(const ModelArchive& archive, std::string_view offsets,
                                std::string_view indices, std::size_t rows, std::size_t bound) {
    TRY_ASSIGN(auto begins, archive.get<std::uint64_t>(offsets, std::uint64_t{rows} + 1));
    if (begins.front() != 0 || !std::is_sorted(begins.begin(), begins.end())) {
        return corruptModel(fmt::format("\"{}\" does not ascend", offsets));
    }
    TRY_ASSIGN(auto columns, archive.get<std::uint32_t>(indices, begins.back()));
    if (std::any_of(columns.begin(), columns.end(), [&](auto x) { return x >= bound; })) {
        return corruptModel(fmt::format("\"{}\" points outside", indices));
    }
    return IndexRows{std::move(begins), std::move(columns)};
}

Error corruptModel(std::string_view what) {
    return {ErrorCode::Corrupt, fmt::format("The stored model is damaged: {}", what), "Train it again", ""};
}

} // namespace tastescope
