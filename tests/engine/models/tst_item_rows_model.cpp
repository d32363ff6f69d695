// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_rows_model.h"

#include "tests/engine/models/model_test_support.h"

#include "engine/linalg/sparse_rows.h"
#include "engine/linalg/square_matrix.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

/// Nothing but what every such model has.
template <typename Table>
class PlainModel final : public ItemRowsModel<Table> {
public:
    PlainModel(const Dataset& dataset, const ModelShape& shape, Table rows)
        : ItemRowsModel<Table>(dataset, shape, std::move(rows)) {}
    void save(ModelArchive&) const override {}
};

constexpr std::size_t itemCount = 4;
const float table[itemCount][itemCount] = {
    {0, 0.5F, 3, 0}, {-1, 0, 0, 2}, {0, 0, 0, 0}, {0.25F, 4, 0, 0.125F}};

SparseRows sparse() {
    SparseRows rows;
    for (const auto& row : table) {
        for (std::uint32_t column = 0; column < itemCount; ++column) {
            if (row[column] != 0) {
                rows.columns.push_back(column);
                rows.values.push_back(row[column]);
            }
        }
        rows.offsets.push_back(rows.columns.size());
    }
    return rows;
}

SquareMatrix square() {
    SquareMatrix rows(itemCount);
    for (std::size_t row = 0; row < itemCount; ++row) {
        std::copy(std::begin(table[row]), std::end(table[row]), rows.row(row));
    }
    return rows;
}

std::shared_ptr<const Dataset> people() {
    return makeDataset({{0, 0, 2}, {0, 1, -1}, {0, 3, 0.5F}, {1, 3, 1}, {2, 2, 4}}, 4, itemCount);
}

void expectSums(const Recommender& model, const Dataset& dataset) {
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        const History history = dataset.historyOf(UserIndex(user));
        const std::vector<float> scores = scoresOf(model, UserIndex(user));
        EXPECT_EQ(scores, scoresOf(model, history));
        for (std::size_t item = 0; item < itemCount; ++item) {
            double sum = 0;
            std::size_t terms = 0;
            for (const HistoryEntry& past : history) {
                const double term = std::max(past.weight, 0.0F) * table[past.item.value][item];
                sum += term;
                terms += term != 0 ? 1 : 0;
            }
            const Explanation why = model.explain(history, ItemIndex(item));
            EXPECT_FLOAT_EQ(scores[item], static_cast<float>(sum));
            EXPECT_DOUBLE_EQ(why.score, sum);
            EXPECT_EQ(why.base, 0);
            EXPECT_EQ(why.contributions.size(), terms);
        }
    }
}

TEST(ItemRowsModel, AddsUpTheRowsOfWhatIsLiked) {
    const auto dataset = people();
    expectSums(PlainModel<SparseRows>(*dataset, {4, itemCount}, sparse()), *dataset);
    expectSums(PlainModel<SquareMatrix>(*dataset, {4, itemCount}, square()), *dataset);
}

TEST(ItemRowsModel, PassesOverUnknownItems) {
    const auto dataset = people();
    const PlainModel<SparseRows> model(*dataset, {4, itemCount}, sparse());
    const History odd{{ItemIndex(itemCount)}, {ItemIndex(4'000'000'000U)}, {ItemIndex(0), NAN}};
    EXPECT_EQ(scoresOf(model, odd), std::vector<float>(itemCount));
    EXPECT_TRUE(model.explain(odd, ItemIndex(1)).contributions.empty());
    EXPECT_EQ(scoresOf(model, History{}), std::vector<float>(itemCount));
    // Trained before the last item was there.
    SparseRows rows = sparse();
    rows.offsets.pop_back();
    rows.columns.resize(rows.offsets.back());
    rows.values.resize(rows.offsets.back());
    std::replace(rows.columns.begin(), rows.columns.end(), 3U, 2U);
    const PlainModel<SparseRows> older(*dataset, {4, itemCount - 1}, std::move(rows));
    EXPECT_EQ(scoresOf(older, UserIndex(1)), std::vector<float>(itemCount - 1));
}

TEST(ItemRowsModel, FindsNothingMoreLikeAnItemThanItself) {
    const auto dataset = people();
    const PlainModel<SparseRows> model(*dataset, {4, itemCount}, sparse());
    std::vector<float> similarity(itemCount, -7);
    model.itemSimilarity(ItemIndex(3), similarity);
    EXPECT_EQ(similarity, (std::vector<float>{0.25F, 4, 0, 4}));
    model.itemSimilarity(ItemIndex(2), similarity);
    EXPECT_EQ(similarity, (std::vector<float>{0, 0, 1, 0}));
    std::vector<float> users(4);
    model.userSimilarity(UserIndex(1), users);
    EXPECT_FLOAT_EQ(users[0], 0.5F / std::sqrt(4.25F));
    EXPECT_FLOAT_EQ(users[1], 1);
    EXPECT_EQ(users[3], 0);
    EXPECT_EQ(model.bytes(), sparse().bytes() + 4 * sizeof(float));
}

TEST(ItemRowsModel, TablesGiveRowsAndEntriesAlike) {
    const SparseRows few = sparse();
    const SquareMatrix all = square();
    for (std::size_t row = 0; row < itemCount; ++row) {
        std::vector<float> left(itemCount, 1);
        std::vector<float> right(itemCount, 1);
        few.addRow(row, 2, left);
        all.addRow(row, 2, right);
        EXPECT_EQ(left, right);
        for (std::uint32_t column = 0; column < itemCount; ++column) {
            EXPECT_EQ(left[column], 1 + 2 * table[row][column]);
            EXPECT_EQ(few.at(row, column), all.at(row, column));
            EXPECT_EQ(few.find(row, column) != nullptr, table[row][column] != 0);
        }
    }
}

} // namespace
} // namespace tastescope
