// SPDX-License-Identifier: GPL-3.0-or-later
// Sessions of people who click, simulated: how many of them interleaving needs to tell two rankings apart,
// beside an A/B test of the same two.
//
// A person looks at place r with probability 1 / log2(1 + r), and clicks what they look at with a probability
// that depends on whether they want it (the position-based model: Craswell, Zoeter, Taylor and Ramsey 2008).
// Clicks of one list are independent, so that what an A/B test of clicks a session would see, its means and
// its variance, is computed and not drawn.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/experiment/interleaving.h"

#include <optional>
#include <vector>

namespace tastescope {

/// Both rankings for somebody, and what they want, ascending.
struct ClickPerson {
    std::vector<ItemIndex> a;
    std::vector<ItemIndex> b;
    std::vector<ItemIndex> wanted;
};

struct ClickModel {
    double wanted = 0.5; ///< chance to click what one looks at and wants
    double other = 0.05; ///< and what one does not; equal: clicks depend on the place alone
};

struct SessionsRequest {
    Interleaving method = Interleaving::TeamDraft;
    ClickModel clicks;
    std::size_t length = 10;
    std::uint64_t sessions = 10'000;
    double power = 0.8;
    double alpha = 0.05;
};

struct SessionsResult {
    Verdicts verdicts;
    double clicksA = 0; ///< mean clicks a session when all are shown A
    double clicksB = 0;
    double variance = 0; ///< of the clicks of a session, mean of both
    double needed = 0;   ///< sessions until interleaving finds the preference; infinite for none
    /// Sessions in both arms until an A/B test finds the difference of clicks; nothing where there is none.
    std::optional<std::uint64_t> ofAbTest;
};

/// Every session is of a person drawn anew. InvalidArgument without people or with no chance to click;
/// Cancelled. Depends on the context's seed alone.
Result<SessionsResult> simulateSessions(const std::vector<ClickPerson>& people,
                                        const SessionsRequest& request, const ExecutionContext& context = {});

} // namespace tastescope
