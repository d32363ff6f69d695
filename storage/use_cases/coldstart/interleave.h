// SPDX-License-Identifier: GPL-3.0-or-later
// Two policies interleaved on simulated clicks: both are trained on one part of the project's events, and
// people want what the other part says they went for. The same numbers for the window and the command line.
#pragma once

#include "engine/data/split.h"
#include "engine/experiment/click_sessions.h"
#include "engine/models/params/param.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

class Dataset;

/// An algorithm, and the rules behind it.
struct PolicyRequest {
    std::string label;
    std::string algorithm;
    ParamSet params;
    std::filesystem::path rules; ///< empty: none
};

struct InterleaveRequest {
    PolicyRequest a;
    PolicyRequest b;
    SplitOptions split;
    SessionsRequest sessions;
    Time clock = noTime; ///< for rules
};

struct InterleaveAnswer {
    SessionsResult result;
    std::size_t people = 0; ///< with something to be found
    double overlap = 0;     ///< mean share of a list that both hold
};

Result<InterleaveAnswer> interleavePolicies(const std::shared_ptr<const Dataset>& dataset,
                                            const InterleaveRequest& request,
                                            const ExecutionContext& context = {});

/// The keys of the command line.
std::string interleaveJson(const InterleaveRequest& request, const InterleaveAnswer& answer);
/// What may be said, never more than the interval.
std::string interleaveWords(const InterleaveRequest& request, const InterleaveAnswer& answer);

} // namespace tastescope
