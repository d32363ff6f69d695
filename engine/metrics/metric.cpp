// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/metric.h"

#include <algorithm>

namespace tastescope {
namespace {

using enum MetricDirection;
using enum MetricScope;

std::vector<MetricInfo> accuracyMetrics() {
    return {
        {"precision", "Precision", "Share of the list that the person really went for.", "", "", Higher,
         Accuracy, true},
        {"recall", "Recall", "Share of what the person went for that the list contains.", "", "", Higher,
         Accuracy, true},
        {"recall_capped", "Recall, capped", "Recall against the most a list of this length could contain.",
         "", "", Higher, Accuracy, true},
        {"hit", "Hit rate", "Share of people whose list contains at least one thing they went for.", "", "",
         Higher, Accuracy, true},
        {"ndcg", "NDCG", "How near the top the hits stand, against the best possible order.", "",
         "Järvelin and Kekäläinen 2002", Higher, Accuracy, true},
        {"ndcg_graded", "NDCG, graded", "NDCG in which a higher value in the test data counts for more.", "",
         "Järvelin and Kekäläinen 2002", Higher, Accuracy, true},
        {"map", "MAP", "Precision at every hit, added up and divided by what there was to find.", "", "",
         Higher, Accuracy, true},
        {"map_capped", "MAP, capped", "MAP against the most a list of this length could contain.", "", "",
         Higher, Accuracy, true},
        {"mrr", "MRR", "One divided by the rank of the first hit, 0 without one.", "", "Voorhees 1999",
         Higher, Accuracy, true},
        {"auc", "AUC", "Chance that something the person went for is ranked above something they did not.",
         "", "Hanley and McNeil 1982", Higher, Accuracy, false},
        {"serendipity", "Serendipity", "Hits that are unlike the person's past, by attributes.", "",
         "Zhang 2012", Higher, Accuracy, true},
        {"serendipity_cooc", "Serendipity, by audience",
         "Hits that are unlike the person's past, by audience.", "", "Zhang 2012", Higher, Accuracy, true},
        {"unexpected_hits", "Unexpected hits", "Share of the list that is a hit and no mere bestseller.", "",
         "Ge 2010", Higher, Accuracy, true},
    };
}

std::vector<MetricInfo> listMetrics() {
    return {
        {"ild", "Diversity", "How unlike each other the items of a list are, by attributes.", "",
         "Ziegler 2005", Higher, List, true},
        {"ild_cooc", "Diversity, by audience", "How unlike each other the items of a list are, by audience.",
         "", "Ziegler 2005", Higher, List, true},
        {"novelty", "Novelty", "How few people know the recommended items.", "bits",
         "Zhou 2010; Castells 2011", Higher, List, true},
        {"novelty_interactions", "Novelty, by interactions",
         "How small a share of all interactions the recommended items have.", "bits", "", Higher, List, true},
        {"arp", "Mean popularity", "How many people know a recommended item, on average.", "people",
         "Abdollahpouri 2019", Neutral, List, true},
        {"popularity_lift", "Popularity lift", "How much more popular the list is than the person's past.",
         "", "Abdollahpouri 2019", Lower, List, true},
        {"longtail_share", "Long-tail share",
         "Share of the list outside the head that holds 80 % of all interactions.", "", "Abdollahpouri 2017",
         Higher, List, true},
    };
}

std::vector<MetricInfo> globalMetrics() {
    return {
        {"coverage", "Coverage", "Share of the catalogue that is recommended to anyone.", "", "Ge 2010",
         Higher, Global, true},
        {"entropy", "Entropy", "How evenly recommendations are spread over items.", "bits",
         "Shani and Gunawardana 2010", Higher, Global, true},
        {"gini", "Gini index", "How unequally recommendations fall on the catalogue, 0 = equal.", "",
         "Shani and Gunawardana 2010", Lower, Global, true},
    };
}

std::vector<MetricInfo> ratingMetrics() {
    return {
        {"rmse", "RMSE", "How far predicted ratings lie from the real ones, large errors counting more.", "",
         "", Lower, Rating, false},
        {"mae", "MAE", "How far predicted ratings lie from the real ones, on average.", "", "", Lower, Rating,
         false},
    };
}

std::vector<MetricInfo> allMetrics() {
    std::vector<MetricInfo> all = accuracyMetrics();
    for (const std::vector<MetricInfo>& more : {listMetrics(), globalMetrics(), ratingMetrics()}) {
        all.insert(all.end(), more.begin(), more.end());
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
    return metric.dependsOnK ? metric.id + "@" + std::to_string(k) : metric.id;
}

Result<std::vector<const MetricInfo*>> parseMetrics(std::string_view text) {
    std::vector<const MetricInfo*> chosen;
    if (text == "all") {
        for (const MetricInfo& metric : metrics()) {
            chosen.push_back(&metric);
        }
        return chosen;
    }
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string_view id = text.substr(begin, end - begin);
        const MetricInfo* metric = findMetric(id);
        if (!metric) {
            return unknownMetric(id);
        }
        if (std::find(chosen.begin(), chosen.end(), metric) == chosen.end()) {
            chosen.push_back(metric);
        }
        begin = end + 1;
    }
    return chosen;
}

} // namespace tastescope
