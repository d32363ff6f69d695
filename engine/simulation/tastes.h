// SPDX-License-Identifier: GPL-3.0-or-later
// What simulated people like: every person has up to a few tastes, directions in the space in which the items
// lie, and an item pleases as well as it lies with the best fitting one. Tastes move towards what is
// consumed, the more the better it fits (biased assimilation: Dean and Morgenstern 2022), and what was had a
// short while ago bores (satiation that fades: McAlister 1982).
#pragma once

#include "engine/base/ids.h"
#include "engine/linalg/vector_view.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct DemoTruth;

/// Immutable once made.
struct TasteWorld {
    std::size_t dimensions = 0;
    std::size_t tastesPerPerson = 1;
    std::vector<float> items;   ///< items × dimensions, of length 1, or zeros where nothing is known
    std::vector<float> tastes;  ///< users × tastes × dimensions
    std::vector<float> weights; ///< users × tastes: summing to 1 a person, 0 for one that is not used
    /// The utility of an item is strength · (match − threshold): 0 for an item that is neither here nor
    /// there.
    double strength = 1;
    double threshold = 0;
    bool truth = false; ///< of a synthetic world; else the best guess of a model

    std::size_t itemCount() const { return dimensions ? items.size() / dimensions : 0; }
    std::size_t userCount() const { return weights.size() / tastesPerPerson; }
    VectorView itemVectors() const { return {items, dimensions}; }
    const float* item(ItemIndex item) const { return &items[item.value * dimensions]; }
};

/// The synthetic service at the end of its logs; strength and threshold are those by which its listeners
/// decide between a listen and a skip.
TasteWorld demoTastes(const DemoTruth& truth);

/// The tastes of some people as they change. Not thread-safe.
class Tastes {
public:
    /// `world` outlives this. People are rows of the world; here they are counted from 0.
    Tastes(const TasteWorld& world, std::span<const UserIndex> people);

    std::size_t people() const { return m_people; }
    const TasteWorld& world() const { return *m_world; }

    /// Product with the best fitting taste: about −1 (strange) to 1 (home).
    double match(std::size_t person, ItemIndex item) const;
    /// Likeness to what was had lately, at least 0.
    double satiation(std::size_t person, ItemIndex item) const;
    /// strength · (match − threshold − boredom · likeness to what was had lately).
    double utility(std::size_t person, ItemIndex item, double boredom) const;

    /// The person had the item: the best fitting taste turns towards it by `drift`, keeping its length.
    void consume(std::size_t person, ItemIndex item, double drift);
    /// A round goes by: half of the satiation is left.
    void rest();

    /// Distance of the tastes from the start, their mean by weight: 0 when nothing was moved, at most twice
    /// the length.
    double moved(std::size_t person) const;

    /// The tastes in use as vectors, person by person: taste i is of owner(i).
    std::size_t vectors() const { return m_owners.size(); }
    std::size_t owner(std::size_t vector) const { return m_owners[vector]; }
    const float* vector(std::size_t vector) const { return &m_tastes[vector * m_world->dimensions]; }

private:
    std::size_t best(std::size_t person, ItemIndex item) const;

    const TasteWorld* m_world;
    std::size_t m_people;
    std::vector<std::size_t> m_owners;
    std::vector<std::size_t> m_first; ///< vectors of each person; people + 1
    std::vector<float> m_weights;     ///< by vector
    std::vector<float> m_tastes;      ///< vectors × dimensions
    std::vector<float> m_start;
    std::vector<float> m_had; ///< people × dimensions: what was had, fading
};

} // namespace tastescope
