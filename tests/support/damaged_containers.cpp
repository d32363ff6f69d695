// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/damaged_containers.h"

#include "tests/support/stored_arrays.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

namespace tastescope::test {
namespace {

template <typename T>
std::vector<std::byte> bytesOf(T value) {
    const auto bytes = std::as_bytes(std::span<const T, 1>(&value, 1));
    return {bytes.begin(), bytes.end()};
}

/// Words that a program might trip over, of 8 bytes and of 4.
const std::vector<std::vector<std::byte>>& words() {
    using Limits = std::numeric_limits<float>;
    static const std::vector<std::vector<std::byte>> all{bytesOf(UINT64_MAX),
                                                         bytesOf(UINT64_MAX - 1),
                                                         bytesOf(std::uint64_t{1} << 63),
                                                         bytesOf(std::uint64_t{1} << 32),
                                                         bytesOf(std::uint64_t{1} << 40),
                                                         bytesOf(std::uint64_t{0}),
                                                         bytesOf(std::nan("")),
                                                         bytesOf(-1.0),
                                                         bytesOf(1e300),
                                                         bytesOf(0.5),
                                                         bytesOf(1e9),
                                                         bytesOf(std::numeric_limits<double>::infinity()),
                                                         bytesOf(UINT32_MAX),
                                                         bytesOf(0x7FFFFFFFU),
                                                         bytesOf(0x80000000U),
                                                         bytesOf(Limits::quiet_NaN()),
                                                         bytesOf(Limits::infinity()),
                                                         bytesOf(Limits::max()),
                                                         bytesOf(-Limits::max()),
                                                         bytesOf(Limits::denorm_min())};
    return all;
}

/// Calls `use` with every damaged version of the array.
void damaged(const std::vector<std::byte>& intact,
             const std::function<void(const std::vector<std::byte>&)>& use) {
    for (const std::size_t cut : {std::size_t{1}, std::size_t{4}, std::size_t{8}, intact.size()}) {
        if (cut <= intact.size() && cut > 0) {
            use({intact.begin(), intact.end() - static_cast<std::ptrdiff_t>(cut)});
        }
    }
    for (const std::size_t more : {std::size_t{1}, std::size_t{4}, std::size_t{8}, intact.size()}) {
        std::vector<std::byte> longer = intact;
        longer.resize(intact.size() + more);
        use(longer);
    }
    for (const std::vector<std::byte>& word : words()) {
        for (const std::size_t share : {0U, 1U, 2U, 4U}) { // quarters of the array
            const std::size_t size = word.size();
            if (intact.size() >= size) {
                std::vector<std::byte> changed = intact;
                const std::size_t place = (intact.size() - size) * share / 4 / size * size;
                std::copy(word.begin(), word.end(), changed.begin() + static_cast<std::ptrdiff_t>(place));
                use(changed);
            }
        }
        std::vector<std::byte> whole;
        while (whole.size() + word.size() <= intact.size()) {
            whole.insert(whole.end(), word.begin(), word.end());
        }
        use(whole);
    }
}

} // namespace

void damagedContainers(const std::vector<std::byte>& container,
                       const std::function<void(const std::vector<std::byte>&)>& use) {
    std::vector<StoredArray> arrays = arraysOf(container);
    for (std::size_t place = 0; place < arrays.size(); ++place) {
        const std::vector<std::byte> intact = arrays[place].data;
        const auto with = [&](const std::vector<std::byte>& bytes) {
            arrays[place].data = bytes;
            use(containerOf(arrays));
        };
        if (intact.size() > 8 && std::memcmp(intact.data(), "TSMODEL1", 8) == 0) {
            damagedContainers(intact, with);
        } else {
            damaged(intact, with);
        }
        arrays[place].data = intact;
    }
    for (std::size_t place = 0; place < arrays.size(); ++place) { // and without it at all
        std::vector<StoredArray> fewer = arrays;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(place));
        use(containerOf(fewer));
    }
}

} // namespace tastescope::test
