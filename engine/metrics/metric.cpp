// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/metric.h"

#include "engine/base/name_values.h"
#include "engine/metrics/accuracy.h"
#include "engine/metrics/beyond_accuracy.h"
#include "engine/metrics/categories.h"
#include "engine/metrics/exposure.h"
#include "engine/metrics/metric_edges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace tastescope {
namespace {

using enum MetricDirection;
using enum SimilarBy;
using enum SimilarPairs;

template <double (*metric)(const HitRow&, std::size_t)>
double onHits(const JudgedList& judged) {
    return metric(judged.hits, judged.k);
}
template <double (*metric)(std::span<const ScoredItem>, const CatalogueFacts&)>
double onList(const JudgedList& judged) {
    return metric(judged.list, judged.facts);
}
double diversity(const JudgedList&, const ListLikeness& likeness) {
    return diversityOf(likeness);
}
double serendipity(const JudgedList& judged, const ListLikeness& likeness) {
    return judged.history.empty() ? std::numeric_limits<double>::quiet_NaN()
                                  : serendipityOf(judged.list.size(), judged.hits, likeness);
}
double popularityLift(const JudgedList& judged) {
    return popularityLiftOf(judged.list, judged.history, judged.facts);
}
double unexpectedHits(const JudgedList& judged) {
    return unexpectedHitsOf(judged.list, judged.hits, judged.history, judged.facts, judged.k);
}
double popularityOfHistory(const JudgedList& judged) {
    return popularityOf(judged.history, judged.facts);
}
void addSquare(double error, double& sum) {
    sum += error * error;
}
void addSize(double error, double& sum) {
    sum += std::abs(error);
}
double squareRoot(double mean) {
    return std::sqrt(mean);
}
double asItIs(double mean) {
    return mean;
}

double calibration(const JudgedCategories& judged) {
    return calibrationOf(judged.history, judged.list);
}
double bubbleIndex(const JudgedCategories& judged) {
    return bubbleIndexOf(judged.list, judged.inCatalogue);
}
double bubbleIndexOfHistory(const JudgedCategories& judged) {
    return bubbleIndexOf(judged.history, judged.inCatalogue);
}
double bubbleIndexRelative(const JudgedCategories& judged) {
    return bubbleIndex(judged) - bubbleIndexOfHistory(judged);
}
double creatorGini(std::span<const double> exposure, const std::vector<bool>&) {
    return giniOf(exposure);
}
double jaccard(double both, double either) {
    return both / either;
}
double distance(double one, double other) {
    return std::abs(one - other);
}

std::vector<MetricInfo> accuracyMetrics() {
    const std::string textbook = "Manning, Raghavan and Schütze 2008";
    return {
        {"precision", "Precision", "Share of the list that the person really went for.", "|L ∩ T| / k", "",
         textbook, Higher, ListMetric{onHits<precisionAt>}},
        {"recall", "Recall", "Share of what the person went for that the list contains.", "|L ∩ T| / |T|", "",
         textbook, Higher, ListMetric{onHits<recallAt>}},
        {"recall_capped", "Recall, capped", "Recall against the most a list of this length could contain.",
         "|L ∩ T| / min(k, |T|)", "", textbook, Higher, ListMetric{onHits<recallCappedAt>}},
        {"hit", "Hit rate", "Share of people whose list contains at least one thing they went for.",
         "1 if L ∩ T is not empty, else 0", "", "Deshpande and Karypis 2004", Higher,
         ListMetric{onHits<hitAt>}},
        {"ndcg", "NDCG", "How near the top the hits stand, against the best possible order.",
         "Σ rel / log2(rank + 1), divided by the same sum for the ideal list cut at min(|T|, k); rel is 1 or "
         "0",
         "", "Järvelin and Kekäläinen 2002", Higher, ListMetric{onHits<ndcgAt>}},
        {"ndcg_graded", "NDCG, graded", "NDCG in which a higher value in the test data counts for more.",
         "as NDCG, rel being the value in the test data", "", "Järvelin and Kekäläinen 2002", Higher,
         ListMetric{onHits<ndcgGradedAt>}},
        {"map", "MAP", "Precision at every hit, added up and divided by what there was to find.",
         "Σ precision@rank · rel / |T|", "", textbook, Higher, ListMetric{onHits<averagePrecisionAt>}},
        {"map_capped", "MAP, capped", "MAP against the most a list of this length could contain.",
         "Σ precision@rank · rel / min(k, |T|)", "", textbook, Higher,
         ListMetric{onHits<averagePrecisionCappedAt>}},
        {"mrr", "MRR", "One divided by the rank of the first hit, 0 without one.",
         "1 / rank of the first hit", "", "Voorhees 1999", Higher, ListMetric{onHits<reciprocalRankAt>}},
        {"auc", "AUC", "Chance that something the person went for is ranked above something they did not.",
         "pairs of a test item and an unseen other in the right order / all such pairs", "",
         "Hanley and McNeil 1982", Higher, ScoreMetric{aucOf}},
    };
}

std::vector<MetricInfo> beyondAccuracyMetrics() {
    return {
        {"serendipity", "Serendipity", "Hits that are unlike the person's past, by attributes.",
         "mean over L of (1 − mean cosine to H) · rel", "", "Zhang 2012", Higher,
         SimilarityMetric{Attributes, HitsWithHistory, serendipity}},
        {"serendipity_cooc", "Serendipity, by audience",
         "Hits that are unlike the person's past, by audience.",
         "mean over L of (1 − mean co-occurrence c_ih / √(c_i c_h) with H) · rel", "", "Zhang 2012", Higher,
         SimilarityMetric{Audience, HitsWithHistory, serendipity}},
        {"unexpected_hits", "Unexpected hits", "Share of the list that is a hit and no mere bestseller.",
         "hits that are not among the k most popular items outside H, divided by k", "", "Ge 2010", Higher,
         ListMetric{unexpectedHits}},
        {"ild", "Diversity", "How unlike each other the items of a list are, by attributes.",
         "mean over pairs in L of 1 − cosine of categories, tags and creator", "", "Ziegler 2005", Higher,
         SimilarityMetric{Attributes, WithinList, diversity}},
        {"ild_cooc", "Diversity, by audience", "How unlike each other the items of a list are, by audience.",
         "mean over pairs in L of 1 − c_ij / √(c_i c_j)", "", "Ziegler 2005", Higher,
         SimilarityMetric{Audience, WithinList, diversity}},
        {"novelty", "Novelty",
         "How few people know the recommended items. Items that nobody has are left out.",
         "mean of −log2(people who have it / people with a history)", "bits", "Zhou 2010; Castells 2011",
         Higher, ListMetric{onList<noveltyOf>}},
        {"novelty_interactions", "Novelty, by interactions",
         "How small a share of all interactions the recommended items have. Items that nobody has are left "
         "out.",
         "mean of −log2(people who have it / all interactions)", "bits", "Zhou 2010", Higher,
         ListMetric{onList<interactionNoveltyOf>}},
        {"arp", "Mean popularity", "How many people know a recommended item, on average.",
         "mean training count of the items of L", "people", "Abdollahpouri 2019", Neutral,
         ListMetric{onList<popularityOf>}},
        {"popularity_lift", "Popularity lift",
         "How much more popular the list is than the person's past; of a group, the ratio of its means.",
         "(mean count in L − mean count in H) / mean count in H", "", "Abdollahpouri 2019", Lower,
         ListMetric{popularityLift, popularityOfHistory}},
        {"longtail_share", "Long-tail share",
         "Share of the list outside the head that holds 80 % of all interactions.",
         "items of L outside the head / length of L", "", "Abdollahpouri 2017", Higher,
         ListMetric{onList<longTailShareOf>}},
        {"calibration_kl", "Miscalibration", "How far the categories of the list are from those of the past.",
         "KL(p ‖ 0.99 q + 0.01 p) of the shares of categories p in H and q in L", "nats", "Steck 2018", Lower,
         CategoryMetric{calibration}},
        {"bubble_index", "Bubble index", "How narrow the list is: 1 is one category only, 0 all alike.",
         "1 − entropy of the categories of L / log(categories of the catalogue)", "", "Shannon 1948", Lower,
         CategoryMetric{bubbleIndex}},
        {"bubble_index_history", "Bubble index of the past", "How narrow the person's past is.",
         "1 − entropy of the categories of H / log(categories of the catalogue)", "", "Shannon 1948", Neutral,
         CategoryMetric{bubbleIndexOfHistory}},
        {"bubble_index_relative", "Bubble index against the past",
         "How much narrower the list is than the person's past.", "bubble index of L − bubble index of H", "",
         "Shannon 1948", Lower, CategoryMetric{bubbleIndexRelative}},
        {"coverage", "Coverage", "Share of the catalogue that is recommended to anyone.",
         "distinct items in any L / items of the catalogue", "", "Ge 2010", Higher,
         CatalogueMetric{coverageOf, 1}},
        {"entropy", "Entropy", "How evenly recommendations are spread over items.",
         "−Σ p log2 p of the shares of items in all L", "bits", "Shani and Gunawardana 2010", Higher,
         CatalogueMetric{entropyOf}},
        {"gini", "Gini index", "How unequally recommendations fall on the catalogue, 0 = equal.",
         "Gini index of how often each item is recommended, divided by the number of items", "",
         "Shani and Gunawardana 2010", Lower, CatalogueMetric{giniOf, 1}},
    };
}

std::vector<MetricInfo> fairnessMetrics() {
    return {
        {"creator_exposure_gini", "Gini index of exposure",
         "How unequally attention falls on creators, 0 = equal.",
         "Gini index of Σ 1 / log2(rank + 1) by creator", "", "Singh and Joachims 2018", Lower,
         CreatorMetric{creatorGini}},
        {"small_creator_exposure", "Exposure of small creators",
         "Share of attention for creators outside the head that holds 80 % of all interactions.",
         "Σ 1 / log2(rank + 1) of their items / the same sum of all items", "", "Singh and Joachims 2018",
         Higher, CreatorMetric{shareOfExposure}},
        {"homogenisation", "Homogenisation", "How much the lists of two people have in common.",
         "mean over pairs of people of |A ∩ B| / |A ∪ B|", "", "Chaney 2018", Lower,
         UserPairMetric{jaccard, 1, 1000, 100'000}},
        {"user_group_gap", "Gap between groups", "How differently the lists serve groups of people.",
         "largest difference of a metric between two groups", "", "Deldjoo 2021", Lower,
         GroupMetric{distance, 20}},
    };
}

std::vector<MetricInfo> errorMetrics() {
    return {
        {"rmse", "RMSE", "How far predicted ratings lie from the real ones, large errors counting more.",
         "√ of the mean of (prediction − rating)²", "", "Herlocker 2004", Lower,
         ErrorMetric{addSquare, squareRoot}},
        {"mae", "MAE", "How far predicted ratings lie from the real ones, on average.",
         "mean of |prediction − rating|", "", "Herlocker 2004", Lower, ErrorMetric{addSize, asItIs}},
    };
}

std::vector<MetricInfo> allMetrics() {
    std::vector<MetricInfo> all;
    for (const auto part : {accuracyMetrics, beyondAccuracyMetrics, fairnessMetrics, errorMetrics}) {
        std::ranges::move(part(), std::back_inserter(all));
    }
    for (MetricInfo& metric : all) {
        metric.help += " " + std::string(edgesOf(metric));
    }
    return all;
}

Error unknownMetric(std::string_view id) {
    std::string known;
    for (const MetricInfo& metric : metrics()) {
        known += (known.empty() ? "" : ", ") + metric.id;
    }
    return {ErrorCode::InvalidArgument, "There is no metric \"" + std::string(id) + "\"",
            "Use all, or some of: " + known, "metrics"};
}

} // namespace

bool MetricInfo::countsHits() const {
    constexpr std::array<std::string_view, 10> ofHits{
        "precision",   "recall", "recall_capped", "hit", "ndcg",
        "ndcg_graded", "map",    "map_capped",    "mrr", "unexpected_hits"};
    const auto* similarity = as<SimilarityMetric>();
    return std::ranges::find(ofHits, id) != ofHits.end() || as<ScoreMetric>() != nullptr ||
           (similarity && similarity->pairs == HitsWithHistory);
}

const std::vector<MetricInfo>& metrics() {
    static const std::vector<MetricInfo> all = allMetrics();
    return all;
}

const MetricInfo* findMetric(std::string_view id) {
    const auto found = std::find_if(metrics().begin(), metrics().end(),
                                    [&](const MetricInfo& metric) { return metric.id == id; });
    return found == metrics().end() ? nullptr : &*found;
}

std::string metricKey(const MetricInfo& metric, std::size_t k) {
    return metric.dependsOnK() ? metric.id + "@" + std::to_string(k) : metric.id;
}

std::string gapKey(std::string_view key) {
    return "user_group_gap(" + std::string(key) + ")";
}

std::string_view directionName(MetricDirection direction) {
    switch (direction) {
    case Higher:
        return "higher";
    case Lower:
        return "lower";
    case Neutral:
        break;
    }
    return "neutral";
}

Result<std::vector<const MetricInfo*>> parseMetrics(std::string_view text) {
    std::vector<const MetricInfo*> chosen;
    if (text == "all") {
        for (const MetricInfo& metric : metrics()) {
            chosen.push_back(&metric);
        }
        return chosen;
    }
    for (const std::string_view id : cutAt(text, ',')) {
        const MetricInfo* metric = findMetric(id);
        if (!metric) {
            return unknownMetric(id);
        }
        if (std::find(chosen.begin(), chosen.end(), metric) == chosen.end()) {
            chosen.push_back(metric);
        }
    }
    return chosen;
}

} // namespace tastescope
