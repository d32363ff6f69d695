// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/implicit_matrix.h"

#include "engine/base/archive.h"

#include <cmath>

namespace tastescope {
namespace {

double scaled(float weight, PreferenceScale scale) {
    switch (scale) {
    case PreferenceScale::Logarithm:
        return std::log1p(static_cast<double>(weight));
    case PreferenceScale::Weight:
        return weight;
    case PreferenceScale::Alike:
        break;
    }
    return 1;
}

PreferenceRule ruleFor(const InteractionMatrix& matrix, PreferenceScale scale) {
    double squares = 0;
    std::size_t count = 0;
    for (const float weight : matrix.values()) {
        if (weight > 0) {
            squares += scaled(weight, scale) * scaled(weight, scale);
            ++count;
        }
    }
    return {scale, squares > 0 ? std::sqrt(squares / static_cast<double>(count)) : 1};
}

} // namespace

float PreferenceRule::of(float weight) const {
    return weight > 0 ? static_cast<float>(scaled(weight, scale) / unit) : 0;
}

void PreferenceRule::save(ModelArchive& archive) const {
    archive.putNumber("preference_scale", static_cast<double>(scale));
    archive.putNumber("preference_unit", unit);
}

Result<PreferenceRule> PreferenceRule::load(const ModelArchive& archive) {
    const Result<std::size_t> scale = loadCount(archive, "preference_scale", 2);
    const Result<double> unit = loadReal(archive, "preference_unit", 1e-30, 1e30);
    if (!scale || !unit) {
        return scale ? unit.error() : scale.error();
    }
    return PreferenceRule{static_cast<PreferenceScale>(*scale), *unit};
}

std::size_t ImplicitMatrix::bytes() const {
    return sizeof(std::uint64_t) * (userOffsets.size() + itemOffsets.size()) +
           (sizeof(std::uint32_t) + sizeof(float)) * (items.size() + users.size());
}

std::size_t preferenceBytes(const InteractionMatrix& matrix) {
    return 16 * matrix.entryCount() + 8 * (matrix.userCount() + matrix.itemCount() + 2);
}

ImplicitMatrix implicitMatrixOf(const InteractionMatrix& matrix, std::size_t items, PreferenceScale scale,
                                const ExecutionContext& context) {
    ImplicitMatrix out;
    out.rule = ruleFor(matrix, scale);
    out.items.reserve(matrix.entryCount());
    out.byUser.reserve(matrix.entryCount());
    std::vector<std::uint64_t> sizes(items);
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        if (context.stopRequested()) {
            return out;
        }
        const auto row = matrix.itemsOf(UserIndex(user));
        const auto weights = matrix.valuesOf(UserIndex(user));
        for (std::size_t place = 0; place < row.size(); ++place) {
            if (weights[place] > 0) {
                out.items.push_back(row[place].value);
                out.byUser.push_back(out.rule.of(weights[place]));
                ++sizes[row[place].value];
            }
        }
        out.userOffsets.push_back(out.items.size());
    }
    for (const std::uint64_t size : sizes) {
        out.itemOffsets.push_back(out.itemOffsets.back() + size);
    }
    out.users.resize(out.items.size());
    out.byItem.resize(out.items.size());
    std::vector<std::uint64_t> next(out.itemOffsets.begin(), out.itemOffsets.end() - 1);
    for (std::size_t user = 0; user < out.userCount() && !context.stopRequested(); ++user) {
        for (std::uint64_t entry = out.userOffsets[user]; entry < out.userOffsets[user + 1]; ++entry) {
            const std::uint64_t place = next[out.items[entry]]++;
            out.users[place] = static_cast<std::uint32_t>(user);
            out.byItem[place] = out.byUser[entry];
        }
    }
    return out;
}

} // namespace tastescope
