// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/vector_model.h"

#include "engine/linalg/products.h"
#include "engine/models/spread_model.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tastescope {

VectorModel::VectorModel(const ModelShape& shape, std::size_t dimensions, CosineSums sums, std::size_t biases)
    : m_shape(shape)
    , m_dimensions(dimensions)
    , m_sums(sums)
    , m_biases(biases) {}

void VectorModel::setItems(std::span<const float> vectors) {
    assert(vectors.size() == m_shape.items * m_dimensions);
    m_items = VectorSimilarity({vectors, m_dimensions}, m_sums, m_biases);
}

void VectorModel::setUsers(std::span<const float> vectors) {
    assert(vectors.size() == m_shape.users * m_dimensions);
    m_users = VectorSimilarity({vectors, m_dimensions}, m_sums, m_biases);
}

void VectorModel::scoreVectors(Rows<const float> vectors, std::span<float> scores) const {
    multiplyByTransposed<float>(vectors, {itemVectors().values.data(), m_shape.items, m_dimensions},
                                {scores.data(), vectors.rows, m_shape.items});
}

void VectorModel::scoreUser(UserIndex user, std::span<float> scores) const {
    scoreVector(userVectors().row(user.value), scores);
}

void VectorModel::scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const {
    scoreVector(historyVector(history), scores);
}

void VectorModel::scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const {
    std::vector<float> vectors(users.size() * m_dimensions);
    for (std::size_t row = 0; row < users.size(); ++row) {
        std::ranges::copy(userVectors().row(users[row].value),
                          vectors.begin() + static_cast<std::ptrdiff_t>(row * m_dimensions));
    }
    scoreVectors({vectors.data(), users.size(), m_dimensions}, scores);
}

void VectorModel::itemSimilarity(ItemIndex item, std::span<float> similarity) const {
    m_items.compare(item.value, similarity);
}

void VectorModel::userSimilarity(UserIndex user, std::span<float> similarity) const {
    m_users.compare(user.value, similarity);
}

std::size_t VectorModel::bytes() const {
    return sizeof(float) * (m_shape.users + m_shape.items) * (m_dimensions + 1);
}

void VectorModel::saveVectors(ModelArchive& archive) const {
    archive.put("user_vectors", userVectors().values);
    archive.put("item_vectors", itemVectors().values);
}

std::size_t vectorBiases(const Recommender& model) {
    const auto* vectors = dynamic_cast<const VectorModel*>(&withoutSpread(model));
    return vectors ? vectors->biases() : 0;
}

float leastBias(VectorView vectors) {
    float least = 0;
    for (std::size_t row = 0; row < vectors.rows(); ++row) {
        least = std::min(least, vectors.row(row).back());
    }
    return least;
}

Result<std::size_t> loadFactorCount(const ModelArchive& archive) {
    TRY_ASSIGN(const auto factors, loadCount(archive, "factors", 4096));
    if (factors == 0) {
        return corruptModel("it has no factors");
    }
    return factors;
}

Result<StoredVectors> loadVectors(const ModelArchive& archive, const ModelShape& shape,
                                  std::size_t dimensions) {
    TRY_ASSIGN(auto users, loadFloats(archive, "user_vectors", shape.users * dimensions));
    TRY_ASSIGN(auto items, loadFloats(archive, "item_vectors", shape.items * dimensions));
    return StoredVectors{std::move(users), std::move(items)};
}

} // namespace tastescope
