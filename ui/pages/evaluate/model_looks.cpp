// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/model_looks.h"

#include "engine/registry/registry.h"
#include "ui/text/format.h"

#include <map>

namespace tastescope {

QColor ModelLook::color(const Theme& theme) const {
    return algorithm.empty() ? theme.color(Role::Text3) : theme.modelColor(toQString(algorithm));
}

std::vector<ModelLook> looksOf(const std::vector<ModelResult>& models) {
    std::vector<ModelLook> looks;
    std::map<std::string, int> met;
    for (const ModelResult& model : models) {
        const auto known = std::ranges::find(algorithms(), model.algorithm, &AlgorithmInfo::id);
        const auto place = static_cast<int>(known - algorithms().begin()) + met[model.algorithm]++;
        looks.push_back({model.algorithm, static_cast<MarkerShape>(place % markerShapes)});
    }
    return looks;
}

} // namespace tastescope
