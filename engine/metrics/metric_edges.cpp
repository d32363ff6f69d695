// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/metric_edges.h"

#include "engine/metrics/metric.h"

#include <algorithm>
#include <array>

namespace tastescope {

std::string_view edgesOf(const MetricInfo& metric) {
    constexpr std::array<std::string_view, 9> accuracy{
        "precision", "recall", "recall_capped", "hit", "ndcg", "ndcg_graded", "map", "map_capped", "mrr"};
    if (std::ranges::find(accuracy, metric.id) != accuracy.end()) {
        return "A list shorter than k is one with misses at its end; without a list it is 0. People with "
               "nothing to find are left out.";
    }
    if (metric.id == "unexpected_hits") {
        return "A list shorter than k is one with misses at its end; people without a list, or with nothing "
               "to find, are left out.";
    }
    if (metric.as<CatalogueMetric>()) {
        return "The catalogue is the items with a training event; what else was shown is counted beside. "
               "One "
               "number for all lists together; its interval is a jackknife over people.";
    }
    if (metric.as<SimilarityMetric>()) {
        return "Over the real length of a list; pairs of which nothing is known and people without a list, "
               "or with nothing to find, are left out.";
    }
    if (metric.as<CategoryMetric>()) {
        return "An item counts once, shared among its categories; items without any are left out, and so "
               "are "
               "people without a list, with nothing to find, or with no category left.";
    }
    if (metric.as<CreatorMetric>()) {
        return "Counted are the creators of items with a training event and of what was shown; an item "
               "without creator is its own. One number for all lists together; its interval is a jackknife "
               "over people.";
    }
    if (metric.as<UserPairMetric>()) {
        return "Over all pairs of people who have a list and something to find; of more than 1,000 people "
               "over 100,000 pairs drawn by the seed. One number for all lists together; its interval is a "
               "jackknife over people.";
    }
    if (metric.as<ScoreMetric>()) {
        return "Among items with a training event that the person did not have; ties count half. People "
               "with "
               "nothing to find there are left out.";
    }
    if (metric.as<ErrorMetric>()) {
        return "Over all test ratings together, predictions clipped to the scale of the training ratings; "
               "its interval is a jackknife over people.";
    }
    if (metric.as<GroupMetric>()) {
        return "Groups count that have 20 people or more to whom the metric applies. The interval is of the "
               "two groups that differ most, by bootstrap within each; p is corrected by Holm over all pairs "
               "of groups.";
    }
    return "Over the real length of a list; people without a list, or with nothing to find, are left out.";
}

std::string_view meaningOf(const MetricInfo& metric) {
    return std::string_view(metric.help).substr(0, metric.help.size() - edgesOf(metric).size() - 1);
}

} // namespace tastescope
