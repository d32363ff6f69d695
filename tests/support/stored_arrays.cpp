// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/stored_arrays.h"

#include "engine/base/fingerprint.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace tastescope::test {
namespace {

constexpr std::size_t headBytes = 12; // magic and count

template <typename T>
void append(std::vector<std::byte>& out, const T* values, std::size_t count = 1) {
    const auto bytes = std::as_bytes(std::span(values, count));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

} // namespace

std::vector<StoredArray> arraysOf(std::span<const std::byte> container) {
    std::vector<StoredArray> arrays;
    std::span<const std::byte> rest = container.subspan(std::min(headBytes, container.size()));
    while (rest.size() >= 16) {
        std::uint32_t nameLength = 0;
        std::uint64_t dataLength = 0;
        std::memcpy(&nameLength, rest.data(), 4);
        std::memcpy(&dataLength, rest.data() + 4, 8);
        rest = rest.subspan(16);
        if (nameLength > rest.size() || dataLength > rest.size() - nameLength) {
            break;
        }
        StoredArray array{std::string(nameLength, ' '), std::vector<std::byte>(dataLength)};
        std::copy_n(rest.begin(), nameLength, std::as_writable_bytes(std::span(array.name)).begin());
        std::copy_n(rest.begin() + nameLength, static_cast<std::ptrdiff_t>(dataLength), array.data.begin());
        rest = rest.subspan(nameLength + dataLength);
        arrays.push_back(std::move(array));
    }
    return arrays;
}

std::vector<std::byte> containerOf(const std::vector<StoredArray>& arrays) {
    std::vector<std::byte> out;
    append(out, "TSMODEL1", 8);
    const auto count = static_cast<std::uint32_t>(arrays.size());
    append(out, &count);
    for (const StoredArray& array : arrays) {
        const auto nameLength = static_cast<std::uint32_t>(array.name.size());
        const std::uint64_t dataLength = array.data.size();
        std::uint32_t sum = crc32(std::as_bytes(std::span(&nameLength, 1)));
        sum = crc32(std::as_bytes(std::span(&dataLength, 1)), sum);
        sum = crc32(std::as_bytes(std::span(array.name)), sum);
        sum = crc32(array.data, sum);
        append(out, &nameLength);
        append(out, &dataLength);
        append(out, &sum);
        append(out, array.name.data(), array.name.size());
        append(out, array.data.data(), array.data.size());
    }
    return out;
}

} // namespace tastescope::test
