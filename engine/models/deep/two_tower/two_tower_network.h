// SPDX-License-Identifier: GPL-3.0-or-later
// The two towers: an item is its own embedding plus those of its attributes, a person the mean of the items
// of the history plus the person's attributes; each goes through a small network of its own around a
// residual, and the product (or cosine) of the two outputs is the score. Instantiated for float and double.
// Const and thread-safe with a workspace of its own.
#pragma once

#include "engine/neural/adam.h"
#include "engine/neural/dense.h"
#include "engine/neural/dropout.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct TwoTowerShape {
    std::size_t dimensions = 64;
    std::size_t hidden = 128;
    bool cosine = true;
    double temperature = 0.1; ///< of cosines: scores are cosine / temperature
};

/// x + W₂ max(0, W₁ x + b₁) + b₂, for a cosine brought to the length 1 / √temperature.
class Tower {
public:
    Tower() = default;
    Tower(ParameterPlan& plan, const TwoTowerShape& shape);

    template <typename T>
    struct Space {
        Buffer<T> inner, narrow, plain, out, lengths;
    };
    void initialise(std::uint64_t seed, std::uint64_t stream, float* parameters) const;
    template <typename T>
    Rows<T> forward(const T* parameters, Rows<const T> in, Space<T>& space) const;
    /// Writes the gradient of the input; `outGradient` is used up.
    template <typename T>
    void backward(const T* parameters, T* gradients, Rows<const T> in, Rows<T> outGradient,
                  Rows<T> inGradient, Space<T>& space) const;

private:
    Dense m_inner;
    Dense m_outer;
    TwoTowerShape m_shape;
};

class TwoTowerNetwork {
public:
    explicit TwoTowerNetwork(const TwoTowerShape& shape);
    std::size_t parameters() const { return m_plan.size(); } ///< besides the table
    const TwoTowerShape& shape() const { return m_shape; }
    const Tower& items() const { return m_items; }
    const Tower& people() const { return m_people; }

private:
    TwoTowerShape m_shape;
    ParameterPlan m_plan;
    Tower m_items;
    Tower m_people;
};

/// Several people and what each of them took: every item of a group is a target once, the others of the group
/// being its history.
struct TowerGroups {
    std::vector<std::uint32_t> offsets{0}; ///< group g: examples [offsets[g], offsets[g + 1])
    std::vector<std::uint32_t> targets;    ///< by example: a row of the items' inputs

    std::size_t examples() const { return targets.size(); }
};

/// z of an example = mean of its group's other inputs + row g of `people`; an only item has no history.
template <typename T>
void leaveOneOutMeans(const TowerGroups& groups, Rows<const T> items, Rows<const T> people, Rows<T> means);
/// Adds to the gradients of items and people.
template <typename T>
void leaveOneOutMeansBackward(const TowerGroups& groups, Rows<const T> meanGradient, Rows<T> itemGradient,
                              Rows<T> peopleGradient);

} // namespace tastescope
