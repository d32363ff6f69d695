// SPDX-License-Identifier: GPL-3.0-or-later
// An A/B test that is lived through in a simulation: people are split by chance, each arm gets the lists of
// its policy for some rounds and takes from them or not, and what they did is written as a file of results
// that is read as any other. Beside it stands what an evaluation of the same two policies on the events of
// before would have promised.
#pragma once

#include "engine/data/demo/demo_world.h"
#include "engine/simulation/simulation.h"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// Algorithms by their ids, with what ships.
struct OnlineTestRequest {
    std::string control;
    std::string treated;
    std::size_t users = 1'000; ///< in both arms, drawn by the seed
    std::size_t rounds = 10;
    std::size_t k = 10;
    std::size_t retrain = 5;
    /// The probability that somebody who finds nothing comes never again, as in a simulation.
    double leaving = 0;
    ChoiceOptions choice{.model = ChoiceModel::Logit};
    /// What the synthetic data was made with; nothing: tastes are guessed from the events.
    std::optional<DemoOptions> demo{};
};

struct OnlineTestPerson {
    UserIndex user;
    bool treated = false;
    std::size_t day = 0;    ///< on which they came first, 0 … rounds − 1; a round is a day of theirs
    std::size_t days = 0;   ///< on which they came, whether or not anything was left to show
    std::size_t lists = 0;  ///< shown
    std::size_t taken = 0;  ///< of which something was taken
    std::size_t before = 0; ///< events before the test
};

/// NDCG@10 of both on the held-out fifth of everybody's events.
struct OfflinePromise {
    std::array<double, 2> value{}; ///< control, treated
    double difference = 0;         ///< treated less control, with its 95 % interval
    double low = 0;
    double high = 0;
};

struct OnlineTestAnswer {
    OnlineTestRequest request;
    std::vector<OnlineTestPerson> people; ///< ascending by row
    OfflinePromise offline;
    bool truth = false; ///< tastes are those of the synthetic service
    double lift = 0; ///< of the share of lists from which something was taken; treated over control, less 1
    double low = 0;
    double high = 0;
};

/// A place in its own arm is shown to nobody else: each arm's model learns from its own people alone. The
/// same numbers for the same seed on any number of threads. InvalidArgument for the same policy twice, for
/// unknown ones and for fewer than 20 people; what a training or the evaluation fails on; Cancelled.
/// `sink` hears of the rounds of both arms; policy 0 is the control.
Result<OnlineTestAnswer> runOnlineTest(const std::shared_ptr<const Dataset>& data,
                                       const OnlineTestRequest& request, SimulationSink* sink = nullptr,
                                       const ExecutionContext& context = {});

/// A row a person: user, arm ("control", or the treated policy's id), day (from 1), impressions (lists),
/// clicks (choices), before; where people may leave and the rounds reach so far, returned_1, returned_7 and
/// returned_30. By the extension, as all tables.
Result<void> writeOnlineTest(const OnlineTestAnswer& answer, const Dataset& data,
                             const std::filesystem::path& path, const ExecutionContext& context = {});

/// What was promised beside what came, never more than both intervals say.
std::string onlineTestWords(const OnlineTestAnswer& answer);

} // namespace tastescope
