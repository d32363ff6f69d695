// SPDX-License-Identifier: GPL-3.0-or-later
// Cold start of people, rehearsed: a share of the people is kept from training (the cold-users cut); of each
// the first half of their events is what they know when they are asked, the second what they went for later.
// They answer as strangers, the model is told the answers through the door, and its list is measured. Nobody
// is ever shown what they knew, asked or not, so that all points of a curve choose among the same items and
// differ by what was learned alone.
//
// Who has said too little to personalise by gets what `recommend` gives such people (fallback.h): without
// questions popularity, or what the model makes of a stranger where it is one that may be asked. Beside the
// curve stand what popularity gives and what the same model makes of all that they knew, which is `evaluate`
// with the same cut to the last digit.
#pragma once

#include "engine/evaluation/evaluation_result.h"
#include "engine/metrics/aggregate.h"
#include "engine/models/params/param.h"
#include "engine/onboarding/questions.h"

#include <memory>
#include <string>
#include <vector>

namespace tastescope {

struct PeopleRehearsalRequest {
    std::string algorithm = "als";
    ParamSet params; ///< empty: the defaults
    std::vector<AskStrategy> strategies;
    std::size_t questions = 10;
    std::size_t k = 10;
    double heldOut = 0.2;   ///< share of the people
    std::size_t people = 0; ///< at most so many of them, drawn by the seed; 0 = all
    std::size_t resamples = 1'000;
};

/// After so many questions.
struct OnboardingPoint {
    AskStrategy strategy = AskStrategy::Popular;
    std::size_t questions = 0;
    std::vector<MetricValue> metrics; ///< of the lists; perUser by user index
    double answered = 0;              ///< questions with an opinion, mean a person
    double liked = 0;                 ///< of them likes
    double personal = 0;              ///< share of the people whose list was the model's own
};

struct PeopleRehearsal {
    std::size_t people = 0;
    std::size_t trainedOn = 0;
    std::string algorithm;
    std::vector<OnboardingPoint> curve; ///< strategies in the order asked for, then questions
    std::vector<MetricValue> popularity;
    std::vector<MetricValue> fullHistory;
};

/// 0, 1, 2, 3, 5, 10, 15, … up to `questions`, which is always the last.
std::vector<std::size_t> measuredAfter(std::size_t questions);

/// Metrics are ndcg, recall, hit, variety (ild by attributes, by audience where there are none), novelty and
/// coverage at k. InvalidArgument for an algorithm that is none, for no strategy and for more than
/// Questions::most; BadInput where nobody is left to ask. The result depends on the context's seed alone.
Result<PeopleRehearsal> rehearsePeople(const Dataset& dataset, const PeopleRehearsalRequest& request,
                                       const ExecutionContext& context = {});

} // namespace tastescope
