// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/signal_remarks.h"

#include "engine/data/ratings.h"

#include <algorithm>
#include <optional>

namespace tastescope {
namespace {

constexpr std::size_t mostAsked = 20; ///< people

/// Whether the unseen items of a person differ in score.
bool tellsApart(const Recommender& model, const Dataset& dataset, UserIndex user,
                std::vector<float>& scores) {
    model.scoreUser(user, scores);
    const auto seen = dataset.matrix().itemsOf(user);
    std::optional<float> first;
    for (std::size_t item = 0; item < scores.size(); ++item) {
        if (std::binary_search(seen.begin(), seen.end(), ItemIndex(item))) {
            continue;
        }
        if (first && scores[item] != *first) {
            return true;
        }
        first = scores[item];
    }
    return false;
}

} // namespace

std::vector<std::string> signalRemarks(const Recommender& model, const Dataset& dataset,
                                       const ExecutionContext& context) {
    std::vector<std::string> remarks;
    const std::size_t people = std::min(model.userCount(), dataset.matrix().userCount());
    std::vector<float> scores(model.itemCount());
    std::size_t asked = 0;
    bool tells = false;
    for (std::size_t user = 0; user < people && asked < mostAsked && !tells; ++user) {
        const std::size_t count = dataset.matrix().countOf(UserIndex(user));
        if (count > 0 && count + 1 < scores.size()) {
            ++asked;
            tells = tellsApart(model, dataset, UserIndex(user), scores);
        }
    }
    if (asked > 0 && !tells) {
        remarks.emplace_back(
            "Ranks without signal: every item a person has not met gets the same score, so that "
            "lists follow the order of the items. Data with attributes, or another algorithm, "
            "gives it something to go by.");
    }
    if (model.predictsRatings()) {
        const Ratings ratings = ratingsOf(dataset, context);
        if (!(ratings.low < ratings.high) && !context.stopRequested()) {
            remarks.emplace_back(
                "Ranks without signal: it learns from ratings, and the events have no values that "
                "differ. Use an algorithm for events, as item_knn or als.");
        }
    }
    return remarks;
}

} // namespace tastescope
