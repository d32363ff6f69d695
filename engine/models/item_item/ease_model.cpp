// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/ease_model.h"

#include "engine/base/large_pages.h"
#include "engine/models/item_rows_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

std::size_t belowDiagonal(std::size_t items) {
    return items > 0 ? items * (items - 1) / 2 : 0;
}

class EaseModel final : public ItemRowsModel<SquareMatrix> {
public:
    EaseModel(const Dataset& dataset, const ModelShape& shape, const PreferenceRule& rule,
              SquareMatrix inverse, std::vector<float> scale)
        : ItemRowsModel(dataset, shape, std::move(inverse))
        , m_rule(rule)
        , m_scale(std::move(scale)) {}

    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        ItemRowsModel::scoreHistory(history, scores);
        for (std::size_t item = 0; item < scores.size(); ++item) {
            scores[item] *= m_scale[item];
        }
    }
    using Recommender::scoreHistory;

    /// The partial correlation: how much two items go together apart from all others.
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        const float* const row = rows().row(item.value);
        for (std::size_t other = 0; other < similarity.size(); ++other) {
            similarity[other] = -row[other] * std::sqrt(m_scale[item.value] * m_scale[other]);
        }
        similarity[item.value] = 1;
    }

    std::size_t bytes() const override { return easeModelBytes(shape()); }
    void save(ModelArchive& archive) const override;

private:
    std::optional<double> weightOf(const HistoryEntry& past) const override { return m_rule.of(past.weight); }
    double entry(ItemIndex from, ItemIndex to) const override {
        return static_cast<double>(rows().at(from.value, to.value)) * m_scale[to.value];
    }

    PreferenceRule m_rule;
    std::vector<float> m_scale;
};

/// Half of the matrix says all: what lies below the diagonal, row by row.
void EaseModel::save(ModelArchive& archive) const {
    saveShape(archive, easeId, shape());
    m_rule.save(archive);
    std::vector<float> triangle;
    triangle.reserve(belowDiagonal(itemCount()));
    preferLargePages(triangle.data(), triangle.capacity() * sizeof(float));
    for (std::size_t item = 0; item < itemCount() && !archive.stopRequested(); ++item) {
        const auto row = rows().rowValues(item).first(item);
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
