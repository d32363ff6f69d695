// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/pipeline/index_standing.h"

#include "engine/base/random.h"
#include "engine/data/demo/demo_world.h"
#include "engine/index/neighbour_index.h"
#include "engine/ranking/recommend.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

/// Vectors without any order to find them by; whole numbers, whose products are exact in whatever order they
/// are added.
class NoiseModel final : public Recommender {
public:
    NoiseModel(std::size_t users, std::size_t items) : m_users(noise(users, 1)), m_items(noise(items, 2)) {}

    std::size_t itemCount() const override { return itemVectors().rows(); }
    std::size_t userCount() const override { return userVectors().rows(); }
    VectorView itemVectors() const override { return {m_items, width}; }
    VectorView userVectors() const override { return {m_users, width}; }
    void scoreUser(UserIndex user, std::span<float> scores) const override {
        for (std::size_t item = 0; item < scores.size(); ++item) {
            scores[item] = 0;
            for (std::size_t at = 0; at < width; ++at) {
                scores[item] += m_users[user.value * width + at] * m_items[item * width + at];
            }
        }
    }
    void scoreHistory(std::span<const HistoryEntry>, std::span<float> scores) const override {
        std::ranges::fill(scores, 0.0F);
    }
    using Recommender::scoreHistory;
    Explanation explain(std::span<const HistoryEntry>, ItemIndex) const override { return {}; }
    void itemSimilarity(ItemIndex, std::span<float> out) const override { std::ranges::fill(out, 0.0F); }
    void userSimilarity(UserIndex, std::span<float> out) const override { std::ranges::fill(out, 0.0F); }
    std::size_t bytes() const override { return 0; }
    void save(ModelArchive&) const override {}

private:
    static constexpr std::size_t width = 48;
    static std::vector<float> noise(std::size_t rows, std::uint64_t seed) {
        Random random(seed);
        std::vector<float> out;
        for (std::size_t cell = 0; cell < rows * width; ++cell) {
            out.push_back(static_cast<float>(random.below(201)) - 100.0F);
        }
        return out;
    }
    std::vector<float> m_users;
    std::vector<float> m_items;
};

/// Few, so that the graph looks at few.
constexpr std::size_t asked = 60;

struct World {
    std::shared_ptr<const Dataset> data;
    std::vector<NamedModel> models;
};

World world() {
    DemoOptions options;
    options.users = 12;
    options.items = 3'000;
    options.artists = 40;
    options.events = 600;
    World out{makeDemoWorld(options)->dataset, {}};
    out.models.push_back(
        {"Noise", {}, std::make_shared<const NoiseModel>(out.data->userCount(), out.data->itemCount())});
    return out;
}

TEST(IndexStanding, SaysNothingWhereTheIndexIsExact) {
    const World made = world();
    EXPECT_FALSE(hasGraph(*made.models[0].model, made.data->itemCount() + 1));
    const auto graphs = neighbourGraphs(made.data, made.models, made.data->itemCount() + 1, asked, {});
    ASSERT_TRUE(graphs);
    EXPECT_TRUE(graphs->empty());
    const auto none = indexStandings(*graphs, UserRow{made.data.get(), UserIndex(0)}, ItemIndex(1), {});
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->empty());
}

// Both ranks against the index itself and against a full list.
TEST(IndexStanding, RanksAreThoseOfTheGraphAndOfAFullList) {
    const World made = world();
    const auto graphs = neighbourGraphs(made.data, made.models, made.data->itemCount(), asked, {});
    ASSERT_TRUE(graphs);
    ASSERT_EQ(graphs->size(), 1U);
    IndexOptions options;
    options.sampleQueries = made.models[0].model->userVectors();
    const auto graph = buildHnswIndex(made.models[0].model->itemVectors(), options, {}).value();
    std::size_t apart = 0;
    std::size_t missed = 0;
    for (std::size_t row = 0; row < made.data->userCount(); ++row) {
        const UserIndex user(row);
        const Asker asker = UserRow{made.data.get(), user};
        const RankedList exact = recommend(*made.models[0].model, asker, {made.data->itemCount()}).value();
        std::vector<ItemIndex> had;
        for (const HistoryEntry& entry : made.data->historyOf(user)) {
            had.push_back(entry.item);
        }
        std::ranges::sort(had);
        const std::span<const float> vector = made.models[0].model->userVectors().row(row);
        NeighbourQueries query;
        query.vectors = {vector, vector.size()};
        query.k = asked;
        query.excluded = [&](std::size_t) { return std::span<const ItemIndex>(had); };
        const RankedList near = graph->search(query).value().front();
        // The first that the graph passed over, if any, makes those below it stand apart.
        std::size_t below = 0;
        while (below + 1 < near.size() && near[below].item == exact[below].item) {
            ++below;
        }
        for (const std::size_t place :
             {std::size_t{0}, std::size_t{7}, std::size_t{40}, below, below + 1, exact.size() - 1}) {
            const ItemIndex item = exact[place].item;
            const auto standings = indexStandings(*graphs, asker, item, {}).value();
            ASSERT_EQ(standings.size(), 1U);
            const auto found = std::ranges::find(near, item, &ScoredItem::item);
            const std::size_t rank =
                found == near.end() ? 0 : static_cast<std::size_t>(found - near.begin()) + 1;
            EXPECT_EQ(standings[0].asked, asked);
            EXPECT_EQ(standings[0].model, "Noise");
            EXPECT_EQ(standings[0].exact, place + 1);
            EXPECT_EQ(standings[0].found, rank) << "exactly at " << place + 1;
            EXPECT_LE(standings[0].found, standings[0].exact);
            apart += rank > 0 && rank != place + 1 ? 1 : 0;
            missed += rank == 0 ? 1 : 0;
        }
        ASSERT_FALSE(had.empty());
        EXPECT_TRUE(indexStandings(*graphs, asker, had.front(), {}).value().empty());
    }
    EXPECT_GT(apart, 0U) << "a graph that misses nothing proves nothing";
    EXPECT_GT(missed, 0U);
}

TEST(IndexStanding, StopsWhenAsked) {
    const World made = world();
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    const auto graphs = neighbourGraphs(made.data, made.models, 1, asked, context);
    ASSERT_FALSE(graphs);
    EXPECT_EQ(graphs.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
