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

/// searchLow..searchHigh where they are declared, or the default is not among them. Otherwise the whole range
/// when it is near the default, and a part of it about the default when it is wide, in powers: nobody wants a
/// trial of 512 factors and 10,000 neighbours, and what is better lies near what fits the data.
SearchRange searchRange(const ParamSpec& spec);

/// Parameters that a search leaves at one value.
using FixedParams = std::vector<std::pair<std::string, std::string>>;

/// The parameters of trial `number`, a pure function of the specs, `fixed`, the seed and the number. Trial 1
/// are the defaults. In the others about half of the parameters move and the rest stay: few trials find more
/// when not all is changed at once. What has no effect beside the other values, or none that a search could
/// learn, stays at its default. Reals are rounded to three significant digits. Fails when `fixed` names an
/// unknown parameter or a value that is not allowed.
Result<ParamSet> trialParams(std::span<const ParamSpec> specs, const FixedParams& fixed, std::uint64_t seed,
                             std::size_t number);

} // namespace tastescope
