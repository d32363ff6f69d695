// SPDX-License-Identifier: GPL-3.0-or-later
// Where a hyper-parameter search looks, and the parameters of its trials: random search (Bergstra, Bengio
// 2012) over what the ParamSpecs declare. Pure functions; thread-safe.
#pragma once

#include "engine/base/result.h"
#include "engine/models/params/param.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

/// Of one Integer or Real parameter: the part of its range that trials are drawn from.
struct SearchRange {
    double low = 0;
    double high = 0;
    bool logarithmic = false;
    /// Half of the draws are 0, which is the default and means "off"; the others lie in low..high.
    bool offByDefault = false;
};

/// searchLow..searchHigh where they are declared. Otherwise the whole range when it is near the default, and
/// a part of it about the default when it is wide: nobody wants a trial of 512 factors and 10,000 neighbours.
SearchRange searchRange(const ParamSpec& spec);

/// Parameters that a search leaves at one value.
using FixedParams = std::vector<std::pair<std::string, std::string>>;

/// The parameters of trial `number`, a pure function of the specs, `fixed`, the seed and the number. Trial 1
/// are the defaults. Reals are rounded to three significant digits. Fails when `fixed` names an unknown
/// parameter or a value that is not allowed.
Result<ParamSet> trialParams(std::span<const ParamSpec> specs, const FixedParams& fixed, std::uint64_t seed,
                             std::size_t number);

} // namespace tastescope
