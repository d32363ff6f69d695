// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/machine_speed.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <vector>

namespace tastescope {
namespace {

constexpr int tries = 5; ///< the least of them is what the machine can do

// Seconds of the two works on a machine where the constants of the forecasts hold.
constexpr double referenceProducts = 0.67e-3;
constexpr double referenceReads = 0.97e-3;

double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The result is kept where the compiler cannot tell that nobody reads it.
volatile float seen = 0;

template <typename Work>
double leastSeconds(const Work& work) {
    double least = 1e9;
    for (int i = 0; i < tries; ++i) {
        const double begin = threadSeconds();
        seen = work();
        least = std::min(least, threadSeconds() - begin);
    }
    return least;
}

// Rank-1 updates of a small square, as least squares and networks make them.
double secondsOfProducts() {
    constexpr std::size_t side = 64;
    constexpr int updates = 4000;
    std::array<float, side> row{};
    std::array<float, side * side> square{};
    for (std::size_t i = 0; i < side; ++i) {
        row[i] = 0.01F * static_cast<float>(i);
    }
    return leastSeconds([&] {
        for (int update = 0; update < updates; ++update) {
            row[static_cast<std::size_t>(update) % side] += 0.001F;
            for (std::size_t i = 0; i < side; ++i) {
                const float factor = row[i];
                float* const out = square.data() + i * side;
                for (std::size_t j = 0; j < side; ++j) {
                    out[j] += factor * row[j];
                }
            }
        }
        return square[side + 1];
    });
}

// Reads and writes all over a table, as neighbours and single steps make them. It fits into a core's own
// cache: a larger one measures who else uses the shared one at this moment, which trainings hardly feel.
double secondsOfReads() {
    constexpr unsigned bits = 16;
    constexpr std::size_t cells = 1U << bits;
    constexpr int reads = 1'000'000;
    std::vector<float> table(cells, 1.0F);
    return leastSeconds([&] {
        std::uint32_t place = 1;
        float sum = 0;
        for (int read = 0; read < reads; ++read) {
            place = place * 1'664'525U + 1'013'904'223U; // Knuth's quick one: the high bits are scattered
            float& cell = table[place >> (32 - bits)];
            cell += 1e-3F;
            sum += cell;
        }
        return sum;
    });
}

} // namespace

double machineSlowness() {
    static const double slowness =
        std::clamp(std::sqrt(secondsOfProducts() / referenceProducts * secondsOfReads() / referenceReads),
                   1.0 / 20, 20.0);
    return slowness;
}

} // namespace tastescope
