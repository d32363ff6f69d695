// SPDX-License-Identifier: GPL-3.0-or-later
// One shard of a two-tower batch: the groups of examples, the different items among their targets, and which
// rows of the table make up each item's and each person's input. Knows the way there and back.
#pragma once

#include "engine/models/deep/two_tower/two_tower_trainer.h"

#include <cstdint>
#include <vector>

namespace tastescope {

/// Reused from batch to batch. `attributes` must outlive it.
class TwoTowerBatch {
public:
    TwoTowerBatch(const TowerTable& table, const TowerAttributes& attributes)
        : m_table(table)
        , m_attributes(attributes)
        , m_rowOf(table.rows(), 0) {}

    void clear();
    /// Begins a person; `known` = with attributes.
    void beginGroup(std::uint32_t user, bool known);
    /// `byAttributes`: without the item's own embedding, where it has attributes.
    void add(ItemIndex item, bool byAttributes);
    void endGroup() { m_groups.offsets.push_back(static_cast<std::uint32_t>(m_groups.targets.size())); }

    const TowerGroups& groups() const { return m_groups; }
    std::size_t items() const { return m_itemBags.size(); }
    std::size_t people() const { return m_peopleBags.size(); }
    std::uint32_t itemOf(std::size_t row) const { return m_items[row]; }

    void inputs(const NetworkWeights& weights, Rows<float> items, Rows<float> people) const;
    /// Names the rows of the table that take part and gives each its gradient.
    void tableGradient(Rows<const float> items, Rows<const float> people, ShardGradient& out) const;

private:
    struct Part {
        std::uint32_t place; ///< in m_ids
        float value;
    };
    struct Bag {
        std::size_t first;
        std::size_t last;
    };
    std::uint32_t placeOf(std::uint32_t row);
    void append(std::span<const std::uint32_t> terms, std::span<const float> values, bool ofItem);

    const TowerTable& m_table;
    const TowerAttributes& m_attributes;
    std::vector<std::uint32_t> m_rowOf; ///< by row of the table: place in m_ids + 1, 0 = not there
    std::vector<std::uint32_t> m_ids;   ///< rows of the table that take part
    std::vector<Part> m_parts;
    std::vector<Bag> m_itemBags;
    std::vector<Bag> m_peopleBags;
    std::vector<std::uint32_t> m_items;    ///< the different items
    std::vector<std::uint32_t> m_columnOf; ///< by item: row of the items' inputs + 1, 0 = not there
    TowerGroups m_groups;
};

} // namespace tastescope
