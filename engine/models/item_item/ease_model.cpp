// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/ease_model.h"

#include "engine/models/explanation.h"
#include "engine/models/learning/user_similarity.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

std::size_t belowDiagonal(std::size_t items) {
    return items > 0 ? items * (items - 1) / 2 : 0;
}

class EaseModel final : public Recommender {
public:
    EaseModel(const Dataset& dataset, ModelShape shape, const PreferenceRule& rule, SquareMatrix inverse,
              std::vector<float> scale)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_rule(rule)
        , m_inverse(std::move(inverse))
        , m_scale(std::move(scale))
        , m_likeness(m_dataset.matrix(), shape.users) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), 0.0F);
        const auto items = m_dataset.matrix().itemsOf(user);
        const auto weights = m_dataset.matrix().valuesOf(user);
        for (std::size_t place = 0; place < items.size(); ++place) {
            addRow(items[place], weights[place], scores);
        }
        scale(scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), 0.0F);
        for (const HistoryEntry& past : history) {
            addRow(past.item, past.weight, scores);
        }
        scale(scores);
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        for (const HistoryEntry& past : history) {
            if (past.item.value < m_shape.items) {
                addContribution(out, past.item,
                                static_cast<double>(m_rule.of(past.weight)) *
                                    m_inverse.row(past.item.value)[item.value] * m_scale[item.value]);
            }
        }
        finishExplanation(out);
        return out;
    }

    /// The partial correlation: how much two items go together apart from all others.
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        const float* const row = m_inverse.row(item.value);
        for (std::size_t other = 0; other < m_shape.items; ++other) {
            similarity[other] = -row[other] * std::sqrt(m_scale[item.value] * m_scale[other]);
        }
        similarity[item.value] = 1;
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        m_likeness.compare(user, similarity);
    }

    std::size_t bytes() const override { return easeModelBytes(m_shape); }
    void save(ModelArchive& archive) const override;

private:
    void addRow(ItemIndex item, float weight, std::span<float> scores) const {
        const float preference = m_rule.of(weight);
        if (preference == 0 || item.value >= m_shape.items) {
            return;
        }
        const float* const row = m_inverse.row(item.value);
        for (std::size_t other = 0; other < m_shape.items; ++other) {
            scores[other] += preference * row[other];
        }
    }
    void scale(std::span<float> scores) const {
        for (std::size_t item = 0; item < m_shape.items; ++item) {
            scores[item] *= m_scale[item];
        }
    }

    Dataset m_dataset;
    ModelShape m_shape;
    PreferenceRule m_rule;
    SquareMatrix m_inverse; ///< its diagonal is 0
    std::vector<float> m_scale;
    UserSimilarity m_likeness;
};

/// Half of the matrix says all: what lies below the diagonal, row by row.
void EaseModel::save(ModelArchive& archive) const {
    saveShape(archive, easeId, m_shape);
    m_rule.save(archive);
    std::vector<float> triangle;
    triangle.reserve(belowDiagonal(m_shape.items));
    for (std::size_t item = 0; item < m_shape.items; ++item) {
        const auto row = m_inverse.rowValues(item).first(item);
        triangle.insert(triangle.end(), row.begin(), row.end());
    }
    archive.put("inverse", std::span<const float>(triangle));
    archive.put("scale", std::span<const float>(m_scale));
}

} // namespace

std::size_t easeModelBytes(const ModelShape& shape) {
    return sizeof(float) * (shape.items * shape.items + shape.items + shape.users);
}

std::shared_ptr<const Recommender> makeEaseModel(const Dataset& dataset, ModelShape shape,
                                                 const PreferenceRule& rule, SquareMatrix inverse) {
    std::vector<float> scale(shape.items);
    for (std::size_t item = 0; item < shape.items; ++item) {
        scale[item] = -1 / inverse.row(item)[item];
        inverse.row(item)[item] = 0; // an item says nothing about itself
    }
    return std::make_shared<EaseModel>(dataset, shape, rule, std::move(inverse), std::move(scale));
}

Result<std::shared_ptr<const Recommender>> loadEaseModel(const ModelArchive& archive,
                                                         const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, easeId, dataset));
    TRY_ASSIGN(const auto rule, PreferenceRule::load(archive));
    const std::size_t items = shape.items;
    TRY_ASSIGN(auto scale, loadFloats(archive, "scale", items));
    if (std::any_of(scale.begin(), scale.end(), [](float x) { return !(x < 0); })) {
        return corruptModel("its scale is not negative");
    }
    TRY_ASSIGN(const auto triangle, loadFloats(archive, "inverse", belowDiagonal(items)));
    SquareMatrix inverse(items);
    std::size_t place = 0;
    for (std::size_t item = 0; item < items; ++item) {
        for (std::size_t other = 0; other < item; ++other) {
            inverse.row(item)[other] = inverse.row(other)[item] = triangle[place++];
        }
        inverse.row(item)[item] = 0;
    }
    return std::shared_ptr<const Recommender>(
        std::make_shared<EaseModel>(dataset, shape, rule, std::move(inverse), std::move(scale)));
}

} // namespace tastescope
