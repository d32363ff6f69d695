// SPDX-License-Identifier: GPL-3.0-or-later
// A model with a vector for every user and every item, whose scores are their inner products: lists, blocks
// of lists and similarities follow from the tables. How a history becomes a vector, why an item scores what
// it does and what else a score is made of is the matter of each model. Thread-safe once built.
#pragma once

#include "engine/linalg/rows.h"
#include "engine/linalg/vector_similarity.h"
#include "engine/models/model_shape.h"
#include "engine/models/recommender.h"

#include <span>
#include <vector>

namespace tastescope {

class VectorModel : public Recommender {
public:
    std::size_t itemCount() const final { return m_shape.items; }
    std::size_t userCount() const final { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override;
    /// Scores of historyVector, which has `dimensions` floats for any history.
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override;
    using Recommender::scoreHistory;
    /// One matrix product.
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override;

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const final;
    void userSimilarity(UserIndex user, std::span<float> similarity) const final;
    VectorView itemVectors() const final { return m_items.vectors(); }
    VectorView userVectors() const final { return m_users.vectors(); }
    /// So many of the last dimensions are no traits and make nothing alike.
    std::size_t biases() const { return m_biases; }

    /// Of the vectors and what their similarity needs.
    std::size_t bytes() const override;

protected:
    /// `dimensions` > 0; the last `biases` of them make nothing alike.
    VectorModel(const ModelShape& shape, std::size_t dimensions, CosineSums sums, std::size_t biases = 0);

    /// A row an item or user. The values belong to the derived model: whoever changes or moves them says so
    /// here again.
    void setItems(std::span<const float> vectors);
    void setUsers(std::span<const float> vectors);

    const ModelShape& shape() const { return m_shape; }
    std::size_t dimensions() const { return m_dimensions; }
    /// A row of scores for each vector.
    void scoreVectors(Rows<const float> vectors, std::span<float> scores) const;
    void scoreVector(std::span<const float> vector, std::span<float> scores) const {
        scoreVectors({vector.data(), 1, vector.size()}, scores);
    }
    /// As "user_vectors" and "item_vectors".
    void saveVectors(ModelArchive& archive) const;

private:
    ModelShape m_shape;
    std::size_t m_dimensions;
    CosineSums m_sums;
    std::size_t m_biases;
    VectorSimilarity m_items;
    VectorSimilarity m_users;
};

/// How many of the last dimensions of a model's vectors are biases: what is popular, and no trait that a
/// person or another item could share. 0 without vectors.
std::size_t vectorBiases(const Recommender& model);

/// The least value of the last dimension, 0 at most: the bias of an item that nobody has met.
float leastBias(VectorView vectors);

/// The number "factors"; Corrupt unless it is 1..4096.
Result<std::size_t> loadFactorCount(const ModelArchive& archive);

struct StoredVectors {
    std::vector<float> users;
    std::vector<float> items;
};
/// What saveVectors has put there: Corrupt unless all are finite, and as many as the shape says.
Result<StoredVectors> loadVectors(const ModelArchive& archive, const ModelShape& shape,
                                  std::size_t dimensions);

} // namespace tastescope
