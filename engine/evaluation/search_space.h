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

/// About the default, in powers: from a third of it to three times as much, or half and twice of sizes and
/// rounds, which are paid for in time; inside the allowed range, and inside searchLow..searchHigh where the
/// default is. Nobody wants a trial of 512 factors, and what is better lies near what fits the data. What is
/// 0 by default stays 0 in half of the draws and lies in searchLow..searchHigh in the others, without which
/// in the upper part of the allowed range: .05 to 1 of a share, else the upper three powers of ten.
SearchRange searchRange(const ParamSpec& spec);

/// Parameters that a search leaves at one value.
using FixedParams = std::vector<std::pair<std::string, std::string>>;

/// The parameters of trial `number`, a pure function of the specs, `fixed`, the seed and the number. Trial 1
/// are the defaults. In the others about half of the parameters move, one at least, and the rest stay: few
/// trials find more when not all is changed at once. Trials that follow each other draw from different parts
/// of a range. What has no effect beside the other values, or none that
/// a search could learn, stays at its default. Reals are rounded to three significant digits. Fails when
/// `fixed` names an unknown parameter or a value that is not allowed.
Result<ParamSet> trialParams(std::span<const ParamSpec> specs, const FixedParams& fixed, std::uint64_t seed,
                             std::size_t number);

} // namespace tastescope
