// SPDX-License-Identifier: GPL-3.0-or-later
// The songs of the synthetic music service: where they lie in the space of taste, and what the service says
// about them.
#pragma once

#include "engine/base/random.h"
#include "engine/data/demo/demo_world.h"

#include <array>
#include <cmath>
#include <vector>

namespace tastescope {

inline constexpr std::size_t demoDimensions = 16;
using DemoVector = std::array<float, demoDimensions>;

inline float dot(const float* a, const float* b) {
    float sum = 0;
    for (std::size_t d = 0; d < demoDimensions; ++d) {
        sum += a[d] * b[d];
    }
    return sum;
}

/// The two years the service has been logging, and what streams of random numbers are for.
struct DemoCalendar {
    Time start = 0;
    Time now = 0;
    double progress(Time time) const {
        return static_cast<double>(time - start) / static_cast<double>(now - start);
    }
};

enum class DemoStream : std::uint64_t { Genres, Artists, Songs, Listeners, Activity, Sessions };

/// One stream for each thing of a kind.
inline Random demoRandom(std::uint64_t seed, DemoStream kind, std::uint64_t index = 0) {
    return Random(seed, static_cast<std::uint64_t>(kind) << 48 | index);
}

/// Standard normal in each dimension, then brought to length 1.
DemoVector randomDirection(Random& random);
DemoVector normalised(DemoVector vector);

struct DemoCatalogue {
    std::vector<DemoVector> genreCentres;
    std::vector<float> vectors; ///< songs × dimensions, length 1
    std::vector<float> quality;
    std::vector<Time> released;
    std::vector<float> seconds;
    std::vector<std::uint8_t> genre;
    std::vector<std::uint32_t> artist;
    std::vector<std::vector<std::uint32_t>> songsOf; ///< by artist
    std::uint32_t oldest = 0;                        ///< out before the logs begin
    AttributeTable attributes;

    const float* vector(std::uint32_t song) const { return &vectors[song * demoDimensions]; }
    std::size_t size() const { return quality.size(); }
};

/// Unfinished after a stop: ask the context.
DemoCatalogue makeDemoCatalogue(const DemoOptions& options, const DemoCalendar& calendar,
                                const ExecutionContext& context);

} // namespace tastescope
