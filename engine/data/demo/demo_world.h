// SPDX-License-Identifier: GPL-3.0-or-later
// A seeded synthetic music service, with its truth kept for the simulation.
#pragma once

#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <memory>
#include <vector>

namespace tastescope {

struct DemoOptions {
    std::size_t users = 2000;
    std::size_t items = 3000;
    std::size_t artists = 300;
    std::size_t events = 300'000; ///< met within 2 %
    std::uint64_t seed = 42;
    Time now = noTime; ///< the newest event; noTime = 2026-06-30T00:00:00Z, so that the same seed gives the
                       ///< same bytes
};

/// A listener who looks at a song listens to it with probability 1 / (1 + exp(−strength·(match −
/// threshold))), and else mostly skips it.
inline constexpr double demoListenStrength = 7;
inline constexpr double demoListenThreshold = 0.28;

/// What no recommender may see: the mixture of tastes of each listener and where each song lies.
struct DemoTruth {
    std::size_t dimensions = 0;
    std::vector<float> itemVectors;  ///< items × dimensions
    std::vector<float> tasteVectors; ///< users × tastesPerUser × dimensions, at the start
    std::vector<float> tasteDrift;   ///< same shape: added over the whole period
    std::vector<float> tasteWeights; ///< users × tastesPerUser, sums to 1 per user
    std::size_t tastesPerUser = 0;
    std::vector<float> itemQuality; ///< log popularity given equal taste

    /// How well the song lies with the listener's best fitting taste when `progress` (0..1) of the period is
    /// over: about -1 (strange) to 1 (home).
    double match(UserIndex user, ItemIndex item, double progress) const;
};

struct DemoWorld {
    std::shared_ptr<const Dataset> dataset;
    DemoTruth truth;
};

/// Long-tailed popularity, listeners with several tastes that drift, artists large and small, genres, tempo,
/// release dates up to now, signals listen/skip/like/save/share with times, position-biased logs (user
/// attribute columns and item attributes included; position is an event-level truth and only shapes which
/// songs were met). Fails for zero users, items or events and for more artists than items.
Result<DemoWorld> makeDemoWorld(const DemoOptions& options, const ExecutionContext& context = {});

} // namespace tastescope
