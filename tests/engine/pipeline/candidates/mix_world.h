// SPDX-License-Identifier: GPL-3.0-or-later
// A random catalogue with trained models, and mixes over it.
#pragma once

#include "engine/pipeline/candidates/mix.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/pipeline/rerank/rerank_world.h"

#include <memory>
#include <string>
#include <vector>

namespace tastescope::test {

struct MixWorld {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const Recommender> als;
    std::shared_ptr<const Recommender> ease;
    std::vector<Asker> askers; ///< everybody, a stranger with a past, one without
};

inline std::vector<Asker> askersFor(const std::shared_ptr<const Dataset>& data) {
    std::vector<Asker> askers;
    for (std::size_t user = 0; user < data->userCount(); ++user) {
        askers.emplace_back(UserRow{data.get(), UserIndex(user)});
    }
    History past;
    for (std::size_t item = 0; item < data->itemCount() && item < 3; ++item) {
        past.push_back({ItemIndex(item), 1, static_cast<Time>(item)});
    }
    askers.emplace_back(past);
    askers.emplace_back(History());
    return askers;
}

inline MixWorld mixWorld(const WorldShape& shape, std::uint64_t seed) {
    Random random(seed, 7);
    MixWorld world;
    world.data = randomData(shape, random);
    world.als = train(*findAlgorithm("als"), *world.data, {{"factors", "4"}, {"iterations", "2"}});
    world.ease = train(*findAlgorithm("ease"), *world.data, {{"lambda", "10"}});
    world.askers = askersFor(world.data);
    return world;
}

/// All kinds of sources, with quotas drawn or given.
inline MixOptions allSources(const MixWorld& world, std::size_t total, std::vector<std::size_t> quotas) {
    MixOptions options;
    options.total = total;
    options.sources = {{"best", SourceKind::Model, quotas[0], world.ease},
                       {"near", SourceKind::Neighbours, quotas[1], world.als},
                       {"angle", SourceKind::Angle, quotas[2], world.als},
                       {"like", SourceKind::ItemToItem, quotas[3], world.ease},
                       {"popular", SourceKind::Popular, quotas[4]},
                       {"new", SourceKind::New, quotas[5]},
                       {"random", SourceKind::Random, quotas[6]}};
    return options;
}

inline std::vector<CandidateSet> found(const CandidateMix& mix, std::span<const Asker> askers,
                                       const MixFilter& filter = {}, int threads = 0) {
    ExecutionContext context;
    context.threads = threads;
    Result<std::vector<CandidateSet>> sets = mix.candidates(askers, filter, context);
    EXPECT_TRUE(sets);
    return sets ? *std::move(sets) : std::vector<CandidateSet>();
}

inline std::vector<ItemIndex> hadBy(const Asker& asker) {
    std::vector<ItemIndex> items;
    if (const auto* row = std::get_if<UserRow>(&asker)) {
        const auto seen = row->data->matrix().itemsOf(row->user);
        items.assign(seen.begin(), seen.end());
    } else {
        for (const HistoryEntry& entry : std::get<History>(asker)) {
            items.push_back(entry.item);
        }
    }
    std::ranges::sort(items);
    return items;
}

inline History pastOf(const Asker& asker) {
    if (const auto* history = std::get_if<History>(&asker)) {
        return *history;
    }
    const auto& row = std::get<UserRow>(asker);
    return row.data->historyOf(row.user);
}

} // namespace tastescope::test
