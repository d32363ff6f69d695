// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/vector_model.h"

#include "tests/engine/models/model_test_support.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <limits>

namespace tastescope {
namespace {

constexpr std::size_t dimensionCount = 9;

std::vector<float> randomVectors(std::size_t rows, std::uint64_t stream) {
    Random random(5, stream);
    std::vector<float> values(rows * dimensionCount);
    for (float& value : values) {
        value = static_cast<float>(random.normal());
    }
    return values;
}

/// A history is the sum of its items' vectors.
class SumModel final : public VectorModel {
public:
    explicit SumModel(const ModelShape& shape)
        : VectorModel(shape, dimensionCount, CosineSums::Doubles)
        , m_userRows(randomVectors(shape.users, 1))
        , m_itemRows(randomVectors(shape.items, 2)) {
        setUsers(m_userRows);
        setItems(m_itemRows);
    }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        std::vector<float> sum(dimensions());
        for (const HistoryEntry& past : history) {
            for (std::size_t d = 0; past.item.value < itemCount() && d < dimensions(); ++d) {
                sum[d] += itemVectors().row(past.item.value)[d];
            }
        }
        return sum;
    }
    Explanation explain(std::span<const HistoryEntry>, ItemIndex) const override { return {}; }
    void save(ModelArchive& archive) const override { saveVectors(archive); }

private:
    std::vector<float> m_userRows;
    std::vector<float> m_itemRows;
};

double productOf(std::span<const float> left, std::span<const float> right) {
    double sum = 0;
    for (std::size_t d = 0; d < left.size(); ++d) {
        sum += static_cast<double>(left[d]) * right[d];
    }
    return sum;
}

TEST(VectorModel, ScoresAreThePlainProducts) {
    const SumModel model({25, 31});
    const std::vector<UserIndex> users{UserIndex(3), UserIndex(24), UserIndex(3)};
    std::vector<float> block(users.size() * 31);
    model.scoreUsers(users, block);
    for (std::size_t row = 0; row < users.size(); ++row) {
        const std::vector<float> single = scoresOf(model, users[row]);
        for (std::size_t item = 0; item < 31; ++item) {
            const double exact =
                productOf(model.userVectors().row(users[row].value), model.itemVectors().row(item));
            EXPECT_NEAR(single[item], exact, 1e-5);
            EXPECT_NEAR(block[row * 31 + item], exact, 1e-5);
        }
    }
    const History history{{ItemIndex(4)}, {ItemIndex(30)}, {ItemIndex(31)}};
    const std::vector<float> vector = model.historyVector(history);
    const std::vector<float> scores = scoresOf(model, history);
    for (std::size_t item = 0; item < 31; ++item) {
        EXPECT_NEAR(scores[item], productOf(vector, model.itemVectors().row(item)), 1e-5);
    }
    EXPECT_EQ(model.bytes(), (25 + 31) * (dimensionCount + 1) * sizeof(float));
}

TEST(VectorModel, StandsWithoutUsersOrItems) {
    const SumModel nobody({0, 4});
    EXPECT_EQ(nobody.userCount(), 0U);
    std::vector<float> none;
    nobody.scoreUsers({}, none);
    EXPECT_EQ(scoresOf(nobody, History{}), std::vector<float>(4));
    const SumModel nothing({3, 0});
    EXPECT_TRUE(scoresOf(nothing, UserIndex(2)).empty());
    const SumModel single({1, 1});
    EXPECT_NEAR(scoresOf(single, UserIndex(0))[0],
                productOf(single.userVectors().values, single.itemVectors().values), 1e-5);
    std::vector<float> itself(1);
    single.itemSimilarity(ItemIndex(0), itself);
    EXPECT_NEAR(itself[0], 1, 1e-6);
}

TEST(VectorModel, LoadsWhatItSavedAndNothingElse) {
    const SumModel model({6, 7});
    ModelArchive archive;
    model.save(archive);
    const auto stored = loadVectors(archive, {6, 7}, dimensionCount);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->users, randomVectors(6, 1));
    EXPECT_EQ(stored->items, randomVectors(7, 2));
    EXPECT_FALSE(loadVectors(archive, {6, 8}, dimensionCount));
    EXPECT_FALSE(loadVectors(archive, {7, 7}, dimensionCount));
    EXPECT_FALSE(loadVectors(archive, {6, 7}, dimensionCount - 1));
    EXPECT_FALSE(loadVectors(ModelArchive(), {6, 7}, dimensionCount));
    std::vector<float> damaged = stored->items;
    damaged.back() = std::numeric_limits<float>::quiet_NaN();
    archive.put("item_vectors", std::span<const float>(damaged));
    EXPECT_FALSE(loadVectors(archive, {6, 7}, dimensionCount));
}

TEST(VectorModel, HasSomeFactors) {
    ModelArchive archive;
    EXPECT_FALSE(loadFactorCount(archive));
    for (const double bad : {0.0, -1.0, 4097.0, 2.5}) {
        archive.putNumber("factors", bad);
        EXPECT_FALSE(loadFactorCount(archive)) << bad;
    }
    archive.putNumber("factors", 4096);
    EXPECT_EQ(loadFactorCount(archive).value(), 4096U);
}

} // namespace
} // namespace tastescope
