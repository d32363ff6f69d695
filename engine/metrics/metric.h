// SPDX-License-Identifier: GPL-3.0-or-later
// What is measured. A metric carries the function that measures it, and the kind of function says what it
// needs. It gives a value per user, or one number for all lists or ratings together; users it does not apply
// to are NaN and left out of the mean, never counted as 0 or 1. The table in metric.cpp has them all.
#pragma once

#include "engine/base/result.h"
#include "engine/base/scored_item.h"

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tastescope {

class HitRow;
struct CatalogueFacts;

/// One user's list of one length, with everything that a metric may look at.
struct JudgedList {
    std::span<const ScoredItem> list; ///< cut at k
    const HitRow& hits;
    std::span<const ItemIndex> history; ///< sorted: what the user was known by
    std::size_t k;
    const CatalogueFacts& facts;
};

/// How like each other the items of a list are, and to the past, as far as it is known.
struct ListLikeness {
    double unlike = 0;     ///< 1 − likeness, added up over the pairs of known likeness
    std::size_t pairs = 0; ///< of them
    /// Of each place of a hit the mean likeness to the history; NaN where none is known, and of misses.
    std::span<const double> toHistory{};
};
enum class SimilarBy { Attributes, Audience };
/// The pairs that a metric will ask for.
enum class SimilarPairs { WithinList, HitsWithHistory };

// The kinds of metrics. References, so that none comes without its function.

/// Per user, from their list.
struct ListMetric {
    double (&of)(const JudgedList&);
    /// Of a group of users the mean weighted by this, where the mean would not do: the weighted mean of
    /// ratios is a ratio of means. Null: the mean.
    double (*groupWeight)(const JudgedList&) = nullptr;
};
/// Per user, from their list and the likeness of items.
struct SimilarityMetric {
    SimilarBy by;
    SimilarPairs pairs;
    double (&of)(const JudgedList&, const ListLikeness&);
};
/// Per user, from the scores of all that they might be shown: what they went for, which may be put into
/// another order, and the rest. Lists made elsewhere have none.
struct ScoreMetric {
    double (&of)(std::span<float> wanted, std::span<const float> others);
};
/// Shares of categories that add up to 1; empty where nothing has any (categories.h).
struct JudgedCategories {
    std::span<const double> list;
    std::span<const double> history;
    std::size_t inCatalogue; ///< distinct categories of the training catalogue
};
/// Per user with a list, from its categories and those of the past.
struct CategoryMetric {
    double (&of)(const JudgedCategories&);
};

// One number for all lists. `most` is what it can be at most, and so can its interval; the least is 0.

/// How often each item of the training catalogue was shown. Others count beside.
struct CatalogueMetric {
    double (&of)(std::span<const double> shown);
    double most = std::numeric_limits<double>::infinity();
};
/// The exposure of each creator of the training catalogue and of what was shown, and which of them are small
/// (exposure.h).
struct CreatorMetric {
    double (&of)(std::span<const double> exposure, const std::vector<bool>& small);
    double most = 1;
};
/// The mean over pairs of users with lists, from the number of items that both lists hold and that of items
/// which either does.
struct UserPairMetric {
    double (&of)(double both, double either);
    double most = 1;
    std::size_t allUpTo; ///< so many users every two are a pair; of more `drawn` pairs are, by the seed
    std::size_t drawn;
};
/// Over all test ratings, of models that predict ratings.
struct ErrorMetric {
    void (&add)(double error, double& sum);
    double (&ofMean)(double mean);
};
/// Of another metric and a grouping of users: the largest over all two groups of so many or more.
struct GroupMetric {
    double (&of)(double one, double other);
    std::size_t least;
};
using MetricFunction = std::variant<ListMetric, SimilarityMetric, CategoryMetric, ScoreMetric,
                                    CatalogueMetric, CreatorMetric, UserPairMetric, ErrorMetric, GroupMetric>;

enum class MetricDirection { Higher, Lower, Neutral };

struct MetricInfo {
    std::string id;      ///< "ndcg", without the k
    std::string title;   ///< "NDCG"
    std::string help;    ///< what it means, in words, and what it does at the edges
    std::string formula; ///< "|L ∩ T| / k": L the list, T what there was to find, H the past
    std::string unit;    ///< "", "bits"
    std::string source;
    MetricDirection direction;
    MetricFunction function;

    /// The function, where it is of that kind; null otherwise.
    template <typename Kind>
    const Kind* as() const {
        return std::get_if<Kind>(&function);
    }
    bool dependsOnK() const { return !as<ScoreMetric>() && !as<ErrorMetric>() && !as<GroupMetric>(); }
    /// Else one number for all users together, or of groups.
    bool meanOverUsers() const { return !ofAllLists() && !as<ErrorMetric>() && !as<GroupMetric>(); }
    /// One number for all lists together.
    bool ofAllLists() const { return as<CatalogueMetric>() || as<CreatorMetric>() || as<UserPairMetric>(); }
    /// It looks at hits, and says nothing of people without test items.
    bool countsHits() const;
};

const std::vector<MetricInfo>& metrics();
const MetricInfo* findMetric(std::string_view id);
/// "ndcg@10" from "ndcg" and 10; "auc" for a metric without k.
std::string metricKey(const MetricInfo& metric, std::size_t k);
/// "user_group_gap(ndcg@10)" from the key of the metric it is of.
std::string gapKey(std::string_view key);
/// "higher", "lower" or "neutral": which is better.
std::string_view directionName(MetricDirection direction);
/// "all", or ids separated by commas; unknown ids are an error that lists the known ones.
Result<std::vector<const MetricInfo*>> parseMetrics(std::string_view text);

} // namespace tastescope
