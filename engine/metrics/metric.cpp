// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/metric.h"

#include "engine/base/name_values.h"
#include "engine/metrics/accuracy.h"
#include "engine/metrics/beyond_accuracy.h"

#include <algorithm>
#include <array>
#include <cmath>

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
double diversity(const JudgedList& judged, const PairSimilarity& similarity) {
    return diversityOf(judged.list, similarity);
}
double serendipity(const JudgedList& judged, const PairSimilarity& similarity) {
    return serendipityOf(judged.list, judged.hits, judged.history, similarity);
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

/// What a metric does with short lists, with none, and with what is not known.
std::string_view edgesOf(const MetricInfo& metric) {
    constexpr std::array<std::string_view, 9> accuracy{
        "precision", "recall", "recall_capped", "hit", "ndcg", "ndcg_graded", "map", "map_capped", "mrr"};
    if (std::ranges::find(accuracy, metric.id) != accuracy.end()) {
        return " A list shorter than k is one with misses at its end; without a list it is 0.";
    }
    if (metric.id == "unexpected_hits") {
        return " A list shorter than k is one with misses at its end; people without a list are left out.";
    }
    if (metric.as<CatalogueMetric>()) {
        return " The catalogue is the items with a training event; what else was shown is counted beside.";
    }
    if (metric.as<SimilarityMetric>()) {
        return " Over the real length of a list; pairs of which nothing is known and people without a list "
               "are left out.";
    }
    if (metric.as<ScoreMetric>()) {
        return " Among items with a training event that the person did not have; ties count half.";
    }
    if (metric.as<ErrorMetric>()) {
        return " Over all test ratings together, predictions clipped to the scale of the training ratings.";
    }
    return " Over the real length of a list; people without a list are left out.";
}

std::vector<MetricInfo> table() {
    return {
        {"precision", "Precision", "Share of the list that the person really went for.", "", "", Higher,
         ListMetric{onHits<precisionAt>}},
        {"recall", "Recall", "Share of what the person went for that the list contains.", "", "", Higher,
         ListMetric{onHits<recallAt>}},
        {"recall_capped", "Recall, capped", "Recall against the most a list of this length could contain.",
         "", "", Higher, ListMetric{onHits<recallCappedAt>}},
        {"hit", "Hit rate", "Share of people whose list contains at least one thing they went for.", "", "",
         Higher, ListMetric{onHits<hitAt>}},
        {"ndcg", "NDCG", "How near the top the hits stand, against the best possible order.", "",
         "Järvelin and Kekäläinen 2002", Higher, ListMetric{onHits<ndcgAt>}},
        {"ndcg_graded", "NDCG, graded", "NDCG in which a higher value in the test data counts for more.", "",
         "Järvelin and Kekäläinen 2002", Higher, ListMetric{onHits<ndcgGradedAt>}},
        {"map", "MAP", "Precision at every hit, added up and divided by what there was to find.", "", "",
         Higher, ListMetric{onHits<averagePrecisionAt>}},
        {"map_capped", "MAP, capped", "MAP against the most a list of this length could contain.", "", "",
         Higher, ListMetric{onHits<averagePrecisionCappedAt>}},
        {"mrr", "MRR", "One divided by the rank of the first hit, 0 without one.", "", "Voorhees 1999",
         Higher, ListMetric{onHits<reciprocalRankAt>}},
        {"auc", "AUC", "Chance that something the person went for is ranked above something they did not.",
         "", "Hanley and McNeil 1982", Higher, ScoreMetric{aucOf}},
        {"serendipity", "Serendipity", "Hits that are unlike the person's past, by attributes.", "",
         "Zhang 2012", Higher, SimilarityMetric{Attributes, HitsWithHistory, serendipity}},
        {"serendipity_cooc", "Serendipity, by audience",
         "Hits that are unlike the person's past, by audience.", "", "Zhang 2012", Higher,
         SimilarityMetric{Audience, HitsWithHistory, serendipity}},
        {"unexpected_hits", "Unexpected hits", "Share of the list that is a hit and no mere bestseller.", "",
         "Ge 2010", Higher, ListMetric{unexpectedHits}},
        {"ild", "Diversity", "How unlike each other the items of a list are, by attributes.", "",
         "Ziegler 2005", Higher, SimilarityMetric{Attributes, WithinList, diversity}},
        {"ild_cooc", "Diversity, by audience", "How unlike each other the items of a list are, by audience.",
         "", "Ziegler 2005", Higher, SimilarityMetric{Audience, WithinList, diversity}},
        {"novelty", "Novelty", "How few people know the recommended items.", "bits",
         "Zhou 2010; Castells 2011", Higher, ListMetric{onList<noveltyOf>}},
        {"novelty_interactions", "Novelty, by interactions",
         "How small a share of all interactions the recommended items have.", "bits", "", Higher,
         ListMetric{onList<interactionNoveltyOf>}},
        {"arp", "Mean popularity", "How many people know a recommended item, on average.", "people",
         "Abdollahpouri 2019", Neutral, ListMetric{onList<popularityOf>}},
        {"popularity_lift", "Popularity lift",
         "How much more popular the list is than the person's past; of a group, the ratio of its means.", "",
         "Abdollahpouri 2019", Lower, ListMetric{popularityLift, popularityOfHistory}},
        {"longtail_share", "Long-tail share",
         "Share of the list outside the head that holds 80 % of all interactions.", "", "Abdollahpouri 2017",
         Higher, ListMetric{onList<longTailShareOf>}},
        {"coverage", "Coverage", "Share of the catalogue that is recommended to anyone.", "", "Ge 2010",
         Higher, CatalogueMetric{coverageOf, 1}},
        {"entropy", "Entropy", "How evenly recommendations are spread over items.", "bits",
         "Shani and Gunawardana 2010", Higher, CatalogueMetric{entropyOf}},
        {"gini", "Gini index", "How unequally recommendations fall on the catalogue, 0 = equal.", "",
         "Shani and Gunawardana 2010", Lower, CatalogueMetric{giniOf, 1}},
        {"rmse", "RMSE", "How far predicted ratings lie from the real ones, large errors counting more.", "",
         "", Lower, ErrorMetric{addSquare, squareRoot}},
        {"mae", "MAE", "How far predicted ratings lie from the real ones, on average.", "", "", Lower,
         ErrorMetric{addSize, asItIs}},
    };
}

std::vector<MetricInfo> allMetrics() {
    std::vector<MetricInfo> all = table();
    for (MetricInfo& metric : all) {
        metric.help += edgesOf(metric);
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
