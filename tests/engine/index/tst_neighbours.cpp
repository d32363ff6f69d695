// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/neighbours.h"

#include "engine/models/vector_model.h"
#include "engine/ranking/top_k.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

namespace tastescope {
namespace {

constexpr NeighbourKind kinds[]{NeighbourKind::Items, NeighbourKind::Users};

std::vector<float> likeness(const Recommender& model, NeighbourKind kind, std::size_t row) {
    std::vector<float> out(kind == NeighbourKind::Items ? model.itemCount() : model.userCount());
    if (kind == NeighbourKind::Items) {
        model.itemSimilarity(ItemIndex(row), out);
    } else {
        model.userSimilarity(UserIndex(row), out);
    }
    return out;
}

std::shared_ptr<const Recommender> trained(const char* id) {
    return train(*findAlgorithm(id), *makeTasteWorld({.users = 120, .items = 80, .ratings = true}));
}

TEST(Neighbours, AreThoseOfTheModelsOwnLikeness) {
    for (const char* id : {"als", "item_knn", "content_tfidf"}) {
        const auto model = trained(id);
        const NeighbourFinder finder(model);
        for (const NeighbourKind kind : kinds) {
            EXPECT_FALSE(finder.wantsGraph(kind)) << "far too few for one";
            for (const std::size_t row : {std::size_t{0}, std::size_t{7}, std::size_t{79}}) {
                const ItemIndex itself(row);
                const auto expected = topK(likeness(*model, kind, row), 9, std::span(&itself, 1));
                const Neighbours found = finder.nearest(kind, static_cast<std::uint32_t>(row), 9).value();
                EXPECT_FALSE(found.approximate);
                ASSERT_EQ(found.nearest.size(), expected.size());
                for (std::size_t place = 0; place < expected.size(); ++place) {
                    EXPECT_EQ(found.nearest[place],
                              (Neighbour{expected[place].item.value, expected[place].score}));
                }
            }
        }
        EXPECT_EQ(finder.nearest(NeighbourKind::Items, 3, 500)->nearest.size(), 79U);
        EXPECT_TRUE(finder.nearest(NeighbourKind::Items, 3, 0)->nearest.empty());
    }
}

// Small tables are searched whole: the graph then finds what the model's own likeness says, of models whose
// vectors carry a bias as well.
TEST(Neighbours, AGraphSaysThatItIsApproximateAndFindsThem) {
    for (const char* id : {"als", "bpr", "svd", "puresvd"}) {
        const auto model = trained(id);
        NeighbourFinder finder(model, 50);
        for (const NeighbourKind kind : kinds) {
            ASSERT_TRUE(finder.wantsGraph(kind)) << id;
            const Neighbours before = finder.nearest(kind, 5, 8).value();
            EXPECT_FALSE(before.approximate);
            ASSERT_TRUE(finder.buildGraph(kind));
            EXPECT_FALSE(finder.wantsGraph(kind));
            const Neighbours after = finder.nearest(kind, 5, 8).value();
            EXPECT_TRUE(after.approximate) << id;
            EXPECT_GT(after.recall, 0.9) << id;
            ASSERT_EQ(after.nearest.size(), before.nearest.size());
            for (std::size_t place = 0; place < after.nearest.size(); ++place) {
                EXPECT_NE(after.nearest[place].row, 5U);
                EXPECT_NEAR(after.nearest[place].score, before.nearest[place].score, 1e-4) << id;
            }
        }
    }
}

// Also one that is too small to be told from rounding in the rows that are looked at.
TEST(Neighbours, NoBiasIsPartOfWhatMakesAlike) {
    const auto data = makeTasteWorld({.users = 120, .items = 80});
    for (const char* id : {"als", "puresvd"}) {
        for (const char* popular : {"0", "0.001", "5"}) {
            const auto model = train(*findAlgorithm(id), *data, {{"popular", popular}});
            const std::size_t biases = std::string_view(popular) == "0" ? 0 : 1;
            EXPECT_EQ(vectorBiases(*model), biases) << id << popular;
            for (const NeighbourKind kind : kinds) {
                EXPECT_EQ(likenessWidth(*model, kind), model->itemVectors().dimensions - biases)
                    << id << popular;
            }
        }
    }
    for (const char* id : {"bpr", "svd", "features"}) {
        const auto model = train(*findAlgorithm(id), *data, {{"epochs", "3"}});
        EXPECT_EQ(likenessWidth(*model, NeighbourKind::Items),
                  model->itemVectors().dimensions - vectorBiases(*model))
            << id;
    }
    EXPECT_EQ(vectorBiases(*train(*findAlgorithm("item_knn"), *data)), 0U) << "it has no vectors";
}

TEST(Neighbours, NoGraphWhereLikenessIsNoCosineOfVectors) {
    const NeighbourFinder none(trained("item_knn"), 1);
    EXPECT_FALSE(none.wantsGraph(NeighbourKind::Items)) << "it has no vectors";

    /// Vectors that have nothing to do with its likeness.
    class Odd final : public Recommender {
    public:
        std::size_t itemCount() const override { return 60; }
        std::size_t userCount() const override { return 0; }
        void scoreUser(UserIndex, std::span<float>) const override {}
        void scoreHistory(std::span<const HistoryEntry>, std::span<float>) const override {}
        Explanation explain(std::span<const HistoryEntry>, ItemIndex) const override { return {}; }
        void itemSimilarity(ItemIndex, std::span<float> out) const override { std::ranges::fill(out, 0.25F); }
        void userSimilarity(UserIndex, std::span<float>) const override {}
        VectorView itemVectors() const override { return {m_values, 2}; }
        std::size_t bytes() const override { return 0; }
        void save(ModelArchive&) const override {}

    private:
        std::vector<float> m_values = std::vector<float>(120, 1.0F);
    };
    NeighbourFinder odd(std::make_shared<Odd>(), 50);
    ASSERT_TRUE(odd.wantsGraph(NeighbourKind::Items));
    ASSERT_TRUE(odd.buildGraph(NeighbourKind::Items));
    EXPECT_FALSE(odd.wantsGraph(NeighbourKind::Items)) << "tried, and not to be tried again";
    EXPECT_FALSE(odd.nearest(NeighbourKind::Items, 0, 3)->approximate);
    EXPECT_FALSE(odd.wantsGraph(NeighbourKind::Users)) << "nobody there";
}

TEST(Neighbours, AStoppedGraphMayBeTriedAgain) {
    NeighbourFinder finder(trained("als"), 50);
    std::stop_source source;
    source.request_stop();
    ExecutionContext context;
    context.stop = source.get_token();
    const auto stopped = finder.buildGraph(NeighbourKind::Items, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(finder.wantsGraph(NeighbourKind::Items));
    EXPECT_FALSE(finder.nearest(NeighbourKind::Items, 0, 3)->approximate);
}

} // namespace
} // namespace tastescope
