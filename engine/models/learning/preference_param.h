// SPDX-License-Identifier: GPL-3.0-or-later
// The parameter "weights" of all algorithms that learn from a matrix of preferences.
#pragma once

#include "engine/models/learning/implicit_matrix.h"
#include "engine/models/params/param_table.h"

namespace tastescope {

template <typename Options>
BoundParam<Options> preferenceParam(PreferenceScale Options::*member) {
    return {"weights",
            "Weights",
            member,
            {{"alike", PreferenceScale::Alike},
             {"logarithm", PreferenceScale::Logarithm},
             {"weight", PreferenceScale::Weight}},
            "Whether all liked items count alike, by the logarithm of their weight, or by the weight.",
            advanced()};
}

} // namespace tastescope
