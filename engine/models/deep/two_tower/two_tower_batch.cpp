// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower_batch.h"

#include <algorithm>

namespace tastescope {

void TwoTowerBatch::clear() {
    for (const std::uint32_t row : m_ids) {
        m_rowOf[row] = 0;
    }
    m_columnOf.resize(m_table.items);
    for (const std::uint32_t item : m_items) {
        m_columnOf[item] = 0;
    }
    m_ids.clear();
    m_parts.clear();
    m_itemBags.clear();
    m_peopleBags.clear();
    m_items.clear();
    m_groups.offsets.assign(1, 0);
    m_groups.targets.clear();
}

std::uint32_t TwoTowerBatch::placeOf(std::uint32_t row) {
    if (m_rowOf[row] == 0) {
        m_ids.push_back(row);
        m_rowOf[row] = static_cast<std::uint32_t>(m_ids.size());
    }
    return m_rowOf[row] - 1;
}

void TwoTowerBatch::append(std::span<const std::uint32_t> terms, std::span<const float> values, bool ofItem) {
    for (std::size_t at = 0; at < terms.size(); ++at) {
        m_parts.push_back(
            {placeOf(ofItem ? m_table.itemTerm(terms[at]) : m_table.userTerm(terms[at])), values[at]});
    }
}

void TwoTowerBatch::beginGroup(std::uint32_t user, bool known) {
    const std::size_t first = m_parts.size();
    if (known && user < m_attributes.users.rows()) {
        append(m_attributes.users.columnsOf(user), m_attributes.users.valuesOf(user), false);
    }
    m_peopleBags.push_back({first, m_parts.size()});
}

void TwoTowerBatch::add(ItemIndex item, bool byAttributes) {
    if (m_columnOf[item.value] == 0) {
        const std::size_t first = m_parts.size();
        const auto terms = m_attributes.items.columnsOf(item.value);
        if (!byAttributes || terms.empty()) {
            m_parts.push_back({placeOf(item.value), 1});
        }
        append(terms, m_attributes.items.valuesOf(item.value), true);
        m_itemBags.push_back({first, m_parts.size()});
        m_items.push_back(item.value);
        m_columnOf[item.value] = static_cast<std::uint32_t>(m_items.size());
    }
    m_groups.targets.push_back(m_columnOf[item.value] - 1);
}

void TwoTowerBatch::inputs(const NetworkWeights& weights, Rows<float> items, Rows<float> people) const {
    const Rows<const float> table = weights.tableView();
    const auto fill = [&](const std::vector<Bag>& bags, Rows<float> out) {
        for (std::size_t row = 0; row < bags.size(); ++row) {
            std::fill_n(out.row(row), out.columns, 0.0F);
            for (std::size_t at = bags[row].first; at < bags[row].last; ++at) {
                addScaled(m_parts[at].value, table.row(m_ids[m_parts[at].place]), out.row(row), out.columns);
            }
        }
    };
    fill(m_itemBags, items);
    fill(m_peopleBags, people);
}

void TwoTowerBatch::tableGradient(Rows<const float> items, Rows<const float> people,
                                  ShardGradient& out) const {
    out.ids = m_ids;
    const Rows<float> rows = out.rows.take(m_ids.size(), items.columns);
    std::fill_n(rows.data, rows.rows * rows.columns, 0.0F);
    const auto spread = [&](const std::vector<Bag>& bags, Rows<const float> gradient) {
        for (std::size_t row = 0; row < bags.size(); ++row) {
            for (std::size_t at = bags[row].first; at < bags[row].last; ++at) {
                addScaled(m_parts[at].value, gradient.row(row), rows.row(m_parts[at].place), rows.columns);
            }
        }
    };
    spread(m_itemBags, items);
    spread(m_peopleBags, people);
}

} // namespace tastescope
