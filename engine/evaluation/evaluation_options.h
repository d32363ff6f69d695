// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be judged, and by which measures.
#pragma once

#include "engine/base/scored_item.h"
#include "engine/models/params/param.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

class ListMaker;
struct MetricInfo;

/// A number for some (user, item) pairs, by user index: items ascending within one.
struct GivenNumbers {
    std::vector<std::uint64_t> offsets{0};
    std::vector<ItemIndex> items;
    std::vector<double> values; ///< finite

    std::size_t userCount() const { return offsets.size() - 1; }
    /// Nothing for a pair that has none.
    std::optional<double> of(UserIndex user, ItemIndex item) const;
};

/// Rules by which the lists of a trained model are made (engine/pipeline/rules), as they are kept and as they
/// work.
struct ListRules {
    std::string name;                         ///< shown
    std::string json;                         ///< a rule set; what makes two equal
    std::shared_ptr<const ListMaker> maker{}; ///< set by whoever evaluates, from the text (ranking.h)
};

/// One thing to be judged: an algorithm to be trained, or what was made elsewhere: lists, scores or
/// predicted ratings.
struct Contestant {
    std::string label;     ///< shown: "als", "als:factors=32"
    std::string algorithm; ///< id; empty for lists
    ParamSet params;
    /// What stands behind the algorithm; its lists alone are judged then, no score and no rating.
    std::optional<ListRules> rules{};
    /// Ready lists by user (empty = none for that user), instead of an algorithm.
    std::vector<std::vector<ScoredItem>> lists{};
    /// Scores to rank the candidates by; those without a score are never listed, and are last of all for auc.
    std::shared_ptr<const GivenNumbers> scores{};
    /// Ratings, judged by rmse and mae alone; the mean of the training ratings stands in for missing ones.
    std::shared_ptr<const GivenNumbers> predictions{};
    /// Of a point of a sweep: what it was moved away from, and all else is as it is there
    /// (engine/models/swept_params.h).
    std::optional<ParamSet> sweptFrom{};
};

struct EvaluationOptions {
    std::vector<std::size_t> ks{10};
    /// Empty = all. With rating errors alone nothing is ranked, and users count who have test ratings.
    std::vector<const MetricInfo*> metrics;
    /// 0 = the whole training catalogue (items with a training event); n = the test items plus n random
    /// others a user.
    std::size_t sampledCandidates = 0;
    std::vector<ItemIndex> candidates; ///< not empty: rank only these (sorted)
    std::size_t resamples = 1000;
    /// Lists also for people of train without test items: metrics that need no test items are then over
    /// everybody, the others over whom they apply to.
    bool allUsers = false;
};

} // namespace tastescope
