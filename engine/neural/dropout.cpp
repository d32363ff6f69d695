// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/dropout.h"

#include <algorithm>
#include <array>

namespace tastescope {
namespace {

constexpr std::size_t lanes = 16;
using Lanes = std::array<std::uint32_t, lanes>;

/// Philox4x32-10 on 16 consecutive counters from `first`; see base/random.cpp for the plain form.
void philox(const DropoutKey& key, std::uint64_t first, std::array<Lanes, 4>& counter) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        counter[0][lane] = static_cast<std::uint32_t>(first + lane);
        counter[1][lane] = static_cast<std::uint32_t>((first + lane) >> 32);
        counter[2][lane] = static_cast<std::uint32_t>(key.stream);
        counter[3][lane] = static_cast<std::uint32_t>(key.stream >> 32);
    }
    auto low = static_cast<std::uint32_t>(key.seed);
    auto high = static_cast<std::uint32_t>(key.seed >> 32);
    for (int round = 0; round < 10; ++round) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const std::uint64_t left = 0xD2511F53ULL * counter[0][lane];
            const std::uint64_t right = 0xCD9E8D57ULL * counter[2][lane];
            counter[0][lane] = static_cast<std::uint32_t>(right >> 32) ^ counter[1][lane] ^ low;
            counter[1][lane] = static_cast<std::uint32_t>(right);
            counter[2][lane] = static_cast<std::uint32_t>(left >> 32) ^ counter[3][lane] ^ high;
            counter[3][lane] = static_cast<std::uint32_t>(left);
        }
        low += 0x9E3779B9U;
        high += 0xBB67AE85U;
    }
}

/// The next 64 numbers, in the order in which Random gives them.
void refill(const DropoutKey& key, std::uint64_t& block, std::array<std::uint32_t, 4 * lanes>& numbers) {
    std::array<Lanes, 4> counter;
    philox(key, block, counter);
    block += lanes;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        for (std::size_t word = 0; word < 4; ++word) {
            numbers[4 * lane + word] = counter[word][lane];
        }
    }
}

} // namespace

void fillRandom(const DropoutKey& key, std::span<std::uint32_t> numbers) {
    std::uint64_t block = 0;
    std::array<std::uint32_t, 4 * lanes> next{};
    for (std::size_t at = 0; at < numbers.size(); at += next.size()) {
        refill(key, block, next);
        std::copy_n(next.begin(), std::min(next.size(), numbers.size() - at),
                    numbers.begin() + static_cast<std::ptrdiff_t>(at));
    }
}

template <typename T>
void dropoutForward(const DropoutKey& key, double rate, Rows<T> values, std::uint8_t* kept) {
    const auto threshold = static_cast<std::uint32_t>(rate * 65536);
    const T scale = static_cast<T>(1 / (1 - rate));
    std::uint64_t block = 0;
    std::array<std::uint32_t, 4 * lanes> numbers{};
    std::array<std::uint8_t, 8 * lanes> decisions{};
    std::size_t used = decisions.size();
    for (std::size_t row = 0; row < values.rows; ++row) {
        T* const at = values.row(row);
        for (std::size_t column = 0; column < values.columns;) {
            if (used == decisions.size()) {
                refill(key, block, numbers);
                for (std::size_t word = 0; word < numbers.size(); ++word) {
                    decisions[word] = (numbers[word] & 0xFFFFU) >= threshold ? 1 : 0;
                    decisions[word + numbers.size()] = (numbers[word] >> 16) >= threshold ? 1 : 0;
                }
                used = 0;
            }
            const std::size_t count = std::min(values.columns - column, decisions.size() - used);
            for (std::size_t place = 0; place < count; ++place) {
                kept[place] = decisions[used + place];
                at[column + place] *= decisions[used + place] != 0 ? scale : T{0};
            }
            kept += count;
            column += count;
            used += count;
        }
    }
}

template <typename T>
void dropoutBackward(double rate, const std::uint8_t* kept, Rows<T> gradient) {
    const T scale = static_cast<T>(1 / (1 - rate));
    for (std::size_t row = 0; row < gradient.rows; ++row) {
        T* const at = gradient.row(row);
        for (std::size_t column = 0; column < gradient.columns; ++column) {
            at[column] *= kept[column] != 0 ? scale : T{0};
        }
        kept += gradient.columns;
    }
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template void dropoutForward<T>(const DropoutKey&, double, Rows<T>, std::uint8_t*);                      \
    template void dropoutBackward<T>(double, const std::uint8_t*, Rows<T>);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
