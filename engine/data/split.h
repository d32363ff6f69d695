// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a data set into a part to learn from and a part to be judged by. Seeded; the same cut on any machine.
#pragma once

#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <memory>
#include <string_view>
#include <vector>

namespace tastescope {

enum class Protocol {
    Random,       ///< each event by itself
    PerUser,      ///< a share of each user's events, drawn at random
    LeaveLastOut, ///< each user's latest pair; users with one pair stay in train
    Time,         ///< one point in time for all; the newest share is test
    ColdUsers     ///< a share of the users goes to test whole, less the first half of their events, which are
                  ///< their history
};

struct SplitOptions {
    Protocol protocol = Protocol::PerUser;
    double test = 0.2; ///< share, 0 < test < 1; not used by LeaveLastOut
    std::uint64_t seed = 42;
};

/// A (user, item) pair never stands on both sides: all events of a pair follow the pair's first drawn side,
/// except for Time, where test events of pairs seen in train are dropped. For ColdUsers the model must not be
/// trained on cold users: their history is in `coldHistory`, empty for every other protocol.
struct Split {
    std::shared_ptr<const Dataset> train;
    std::shared_ptr<const Interactions> test;
    std::shared_ptr<const Interactions> coldHistory;
};

/// Fails when a part would be empty, or when Time or LeaveLastOut is asked of events without times.
Result<Split> splitDataset(const Dataset& dataset, const SplitOptions& options,
                           const ExecutionContext& context = {});

/// "random", "per-user", "leave-last-out", "time", "cold-users".
std::string_view protocolName(Protocol protocol);
Result<Protocol> parseProtocol(std::string_view name);

} // namespace tastescope
