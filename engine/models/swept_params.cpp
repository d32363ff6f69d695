// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/swept_params.h"

#include "engine/models/data_defaults.h"

#include <utility>

namespace tastescope {

std::vector<DataDefault> sweptDefaults(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                       const ParamSet& params, const ParamSet& from) {
    // The values of the point, set by whom they were set before it was moved.
    ParamSet seen = from.values().empty() ? ParamSet(algorithm.params) : from;
    for (const auto& [name, value] : params.values()) {
        if (!seen.given(name)) {
            seen.setDefault(name, value);
        } else if (!seen.set(algorithm.params, name, paramText(value))) {
            return {}; // a value that it does not take, which training refuses
        }
    }
    std::vector<DataDefault> all = dataDefaults(algorithm, dataset, seen);
    std::erase_if(all, [&](const DataDefault& one) { return params.given(one.name); });
    return all;
}

Result<ParamSet> sweptParams(const AlgorithmInfo& algorithm, const Dataset& dataset, ParamSet params,
                             const ParamSet& from) {
    for (const DataDefault& one : sweptDefaults(algorithm, dataset, params, from)) {
        TRY(params.set(algorithm.params, one.name, paramText(one.value)));
    }
    return params;
}

} // namespace tastescope
