// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_rows_model.h"

#include "engine/linalg/sparse_rows.h"
#include "engine/linalg/square_matrix.h"
#include "engine/models/explanation.h"

#include <algorithm>
#include <utility>

namespace tastescope {

template <typename Table>
ItemRowsModel<Table>::ItemRowsModel(const Dataset& dataset, const ModelShape& shape, Table rows)
    : m_dataset(dataset)
    , m_shape(shape)
    , m_rows(std::move(rows))
    , m_people(m_dataset.matrix(), shape.users) {}

template <typename Table>
void ItemRowsModel<Table>::scoreUser(UserIndex user, std::span<float> scores) const {
    const auto items = m_dataset.matrix().itemsOf(user);
    const auto weights = m_dataset.matrix().valuesOf(user);
    History history;
    history.reserve(items.size());
    for (std::size_t place = 0; place < items.size(); ++place) {
        history.push_back({items[place], weights[place]});
    }
    scoreHistory(history, scores);
}

template <typename Table>
void ItemRowsModel<Table>::scoreHistory(std::span<const HistoryEntry> history,
                                        std::span<float> scores) const {
    std::fill(scores.begin(), scores.end(), 0.0F);
    addRows(weighed(history), scores);
}

template <typename Table>
Explanation ItemRowsModel<Table>::explain(std::span<const HistoryEntry> history, ItemIndex item) const {
    return explainRows(weighed(history), item);
}

template <typename Table>
void ItemRowsModel<Table>::itemSimilarity(ItemIndex item, std::span<float> similarity) const {
    std::fill(similarity.begin(), similarity.end(), 0.0F);
    m_rows.addRow(item.value, 1, similarity);
    similarity[item.value] = std::max(1.0F, *std::max_element(similarity.begin(), similarity.end()));
}

template <typename Table>
void ItemRowsModel<Table>::userSimilarity(UserIndex user, std::span<float> similarity) const {
    m_people.compare(user, similarity);
}

template <typename Table>
std::optional<double> ItemRowsModel<Table>::weightOf(const HistoryEntry& past) const {
    return past.weight > 0 ? std::optional<double>(past.weight) : std::nullopt;
}

template <typename Table>
std::vector<WeightedItem> ItemRowsModel<Table>::weighed(std::span<const HistoryEntry> history) const {
    std::vector<WeightedItem> past;
    past.reserve(history.size());
    for (const HistoryEntry& seen : history) {
        if (seen.item.value < m_shape.items) {
            if (const std::optional<double> weight = weightOf(seen)) {
                past.push_back({seen.item, *weight});
            }
        }
    }
    return past;
}

template <typename Table>
double ItemRowsModel<Table>::entry(ItemIndex from, ItemIndex to) const {
    return m_rows.at(from.value, to.value);
}

template <typename Table>
void ItemRowsModel<Table>::addRows(std::span<const WeightedItem> past, std::span<float> scores) const {
    for (const WeightedItem& seen : past) {
        if (seen.weight != 0) {
            m_rows.addRow(seen.item.value, static_cast<float>(seen.weight), scores);
        }
    }
}

template <typename Table>
Explanation ItemRowsModel<Table>::explainRows(std::span<const WeightedItem> past, ItemIndex item,
                                              double base) const {
    Explanation out;
    out.score = out.base = base;
    for (const WeightedItem& seen : past) {
        addContribution(out, seen.item, seen.weight * entry(seen.item, item));
    }
    finishExplanation(out);
    return out;
}

template class ItemRowsModel<SparseRows>;
template class ItemRowsModel<SquareMatrix>;

} // namespace tastescope
