// SPDX-License-Identifier: GPL-3.0-or-later
// A model with a row of items for every item: what it says of the others when it is in a history. A score is
// the sum of the rows of the history's items, each times what the item weighs, so the terms of the sum are
// the explanation. Models that put rows together in another way say so in scoreHistory and explain and keep
// the rest. People are alike by what they like. Thread-safe once built.
#pragma once

#include "engine/data/matrix_similarity.h"
#include "engine/models/model_shape.h"
#include "engine/models/recommender.h"

#include <optional>
#include <span>
#include <vector>

namespace tastescope {

/// A known item of a history and what it says: a preference, or a rating.
struct WeightedItem {
    ItemIndex item;
    double weight = 0;
};

/// Table: SparseRows or SquareMatrix.
template <typename Table>
class ItemRowsModel : public Recommender {
public:
    std::size_t itemCount() const final { return m_shape.items; }
    std::size_t userCount() const final { return m_shape.users; }

    /// Of the user's row of the matrix, a history without times and ratings.
    void scoreUser(UserIndex user, std::span<float> scores) const override;
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override;
    using Recommender::scoreHistory;
    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override;

    /// The item's row; nothing is more like an item than itself.
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override;
    void userSimilarity(UserIndex user, std::span<float> similarity) const final;

    std::size_t bytes() const override { return m_rows.bytes() + m_people.bytes(); }

protected:
    /// A row an item, as many columns.
    ItemRowsModel(const Dataset& dataset, const ModelShape& shape, Table rows);

    const Dataset& dataset() const { return m_dataset; }
    const ModelShape& shape() const { return m_shape; }
    const Table& rows() const { return m_rows; }

    /// What an entry of a known item weighs, nothing when it does not count. The default: its weight, if that
    /// is a sign of liking.
    virtual std::optional<double> weightOf(const HistoryEntry& past) const;
    /// The known items of a history that count; in its order, if not overridden.
    virtual std::vector<WeightedItem> weighed(std::span<const HistoryEntry> history) const;
    /// What an item of weight 1 adds to the score of another.
    virtual double entry(ItemIndex from, ItemIndex to) const;

    /// scores += Σ weight × row
    void addRows(std::span<const WeightedItem> past, std::span<float> scores) const;
    /// base + Σ weight × entry
    Explanation explainRows(std::span<const WeightedItem> past, ItemIndex item, double base = 0) const;

private:
    Dataset m_dataset;
    ModelShape m_shape;
    Table m_rows;
    MatrixSimilarity<UserIndex> m_people;
};

} // namespace tastescope
