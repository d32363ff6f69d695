// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower_network.h"

#include "engine/base/random.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double shortest = 1e-6; ///< a vector below this length has no direction

} // namespace

Tower::Tower(ParameterPlan& plan, const TwoTowerShape& shape)
    : m_inner(Dense::plan(plan, shape.dimensions, shape.hidden))
    , m_outer(Dense::plan(plan, shape.hidden, shape.dimensions))
    , m_shape(shape) {}

/// The last layer starts small: at first a tower hands its input through.
void Tower::initialise(std::uint64_t seed, std::uint64_t stream, float* parameters) const {
    Random random(seed, stream);
    for (const auto& [layer, scale] : {std::pair{m_inner, 1.0}, std::pair{m_outer, 0.1}}) {
        const double limit =
            scale * std::sqrt(6.0 / static_cast<double>(layer.weight.rows + layer.weight.columns));
        for (std::size_t at = 0; at < layer.weight.rows * layer.weight.columns; ++at) {
            parameters[layer.weight.offset + at] = static_cast<float>(random.uniform(-limit, limit));
        }
    }
}

template <typename T>
Rows<T> Tower::forward(const T* parameters, Rows<const T> in, Space<T>& space) const {
    const Rows<T> inner = space.inner.take(in.rows, m_shape.hidden);
    const Rows<T> plain = space.plain.take(in.rows, in.columns);
    denseForward<T>(m_inner, parameters, in, inner);
    rectify(inner);
    denseForward<T>(m_outer, parameters, inner, plain);
    addScaled<T>(1, in.data, plain.data, in.rows * in.columns);
    if (!m_shape.cosine) {
        return plain;
    }
    const Rows<T> out = space.out.take(in.rows, in.columns);
    T* const lengths = space.lengths.take(in.rows);
    const T target = 1 / std::sqrt(static_cast<T>(m_shape.temperature));
    for (std::size_t row = 0; row < in.rows; ++row) {
        const T* const from = plain.row(row);
        lengths[row] = std::max(std::sqrt(dotOf(from, from, in.columns)), static_cast<T>(shortest));
        for (std::size_t column = 0; column < in.columns; ++column) {
            out.row(row)[column] = from[column] * target / lengths[row];
        }
    }
    return out;
}

template <typename T>
void Tower::backward(const T* parameters, T* gradients, Rows<const T> in, Rows<T> outGradient,
                     Rows<T> inGradient, Space<T>& space) const {
    const Rows<T> inner = space.inner.take(in.rows, m_shape.hidden);
    if (m_shape.cosine) {
        const Rows<T> plain = space.plain.take(in.rows, in.columns);
        const T target = 1 / std::sqrt(static_cast<T>(m_shape.temperature));
        for (std::size_t row = 0; row < in.rows; ++row) {
            const T length = space.lengths.data()[row];
            const T* const from = plain.row(row);
            T* const at = outGradient.row(row);
            const T along =
                length > static_cast<T>(shortest) ? dotOf(from, at, in.columns) / (length * length) : T{0};
            for (std::size_t column = 0; column < in.columns; ++column) {
                at[column] = (at[column] - along * from[column]) * target / length;
            }
        }
    }
    const Rows<T> narrow = space.narrow.take(in.rows, m_shape.hidden);
    denseBackward<T>(m_outer, parameters, gradients, inner, outGradient, narrow);
    rectifyBackward<T>(inner, narrow);
    denseBackward<T>(m_inner, parameters, gradients, in, narrow, inGradient);
    addScaled<T>(1, outGradient.data, inGradient.data, in.rows * in.columns);
}

TwoTowerNetwork::TwoTowerNetwork(const TwoTowerShape& shape)
    : m_shape(shape)
    , m_items(m_plan, shape)
    , m_people(m_plan, shape) {}

template <typename T>
void leaveOneOutMeans(const TowerGroups& groups, Rows<const T> items, Rows<const T> people, Rows<T> means) {
    const std::size_t width = items.columns;
    std::vector<T> sum(width);
    for (std::size_t g = 0; g + 1 < groups.offsets.size(); ++g) {
        const std::size_t first = groups.offsets[g];
        const std::size_t last = groups.offsets[g + 1];
        std::ranges::fill(sum, T{0});
        for (std::size_t example = first; example < last; ++example) {
            addScaled<T>(1, items.row(groups.targets[example]), sum.data(), width);
        }
        const T share = last - first > 1 ? 1 / static_cast<T>(last - first - 1) : T{0};
        for (std::size_t example = first; example < last; ++example) {
            const T* const own = items.row(groups.targets[example]);
            for (std::size_t column = 0; column < width; ++column) {
                means.row(example)[column] = (sum[column] - own[column]) * share + people.row(g)[column];
            }
        }
    }
}

template <typename T>
void leaveOneOutMeansBackward(const TowerGroups& groups, Rows<const T> meanGradient, Rows<T> itemGradient,
                              Rows<T> peopleGradient) {
    const std::size_t width = itemGradient.columns;
    std::vector<T> sum(width);
    for (std::size_t g = 0; g + 1 < groups.offsets.size(); ++g) {
        const std::size_t first = groups.offsets[g];
        const std::size_t last = groups.offsets[g + 1];
        std::ranges::fill(sum, T{0});
        for (std::size_t example = first; example < last; ++example) {
            addScaled<T>(1, meanGradient.row(example), sum.data(), width);
        }
        addScaled<T>(1, sum.data(), peopleGradient.row(g), width);
        const T share = last - first > 1 ? 1 / static_cast<T>(last - first - 1) : T{0};
        for (std::size_t example = first; example < last; ++example) {
            T* const into = itemGradient.row(groups.targets[example]);
            for (std::size_t column = 0; column < width; ++column) {
                into[column] += (sum[column] - meanGradient.row(example)[column]) * share;
            }
        }
    }
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template Rows<T> Tower::forward<T>(const T*, Rows<const T>, Space<T>&) const;                            \
    template void Tower::backward<T>(const T*, T*, Rows<const T>, Rows<T>, Rows<T>, Space<T>&) const;        \
    template void leaveOneOutMeans<T>(const TowerGroups&, Rows<const T>, Rows<const T>, Rows<T>);            \
    template void leaveOneOutMeansBackward<T>(const TowerGroups&, Rows<const T>, Rows<T>, Rows<T>);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
