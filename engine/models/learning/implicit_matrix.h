// SPDX-License-Identifier: GPL-3.0-or-later
// What linear item models learn from: the positive entries of the interaction matrix as preferences, by
// person and by item. However the weights are spread, the mean square of the preferences is 1, so that a
// regularisation means the same on ratings, plays and purchases.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/execution.h"
#include "engine/data/interaction_matrix.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tastescope {

enum class PreferenceScale {
    Alike,     ///< liked or not
    Logarithm, ///< log(1 + weight)
    Weight     ///< the weight itself
};

/// How a weight becomes a preference; kept with a model, which reads histories in the same way.
struct PreferenceRule {
    PreferenceScale scale = PreferenceScale::Alike;
    double unit = 1; ///< what the preferences are divided by

    /// 0 for a weight that is no sign of liking.
    float of(float weight) const;

    void save(ModelArchive& archive) const;
    static Result<PreferenceRule> load(const ModelArchive& archive);
};

/// Entries are sorted by index within a row.
struct ImplicitMatrix {
    PreferenceRule rule;
    std::vector<std::uint64_t> userOffsets{0};
    std::vector<std::uint32_t> items;
    std::vector<float> byUser;
    std::vector<std::uint64_t> itemOffsets{0};
    std::vector<std::uint32_t> users;
    std::vector<float> byItem;

    std::size_t userCount() const { return userOffsets.size() - 1; }
    std::size_t itemCount() const { return itemOffsets.size() - 1; }
    std::size_t bytes() const;
};

/// After a stop: of no use; ask the context.
ImplicitMatrix implicitMatrixOf(const InteractionMatrix& matrix, std::size_t items, PreferenceScale scale,
                                const ExecutionContext& context = {});
/// Of what implicitMatrixOf returns, before it is computed.
std::size_t preferenceBytes(const InteractionMatrix& matrix);

} // namespace tastescope
