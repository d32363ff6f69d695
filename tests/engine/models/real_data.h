// SPDX-License-Identifier: GPL-3.0-or-later
// Real data sets that lie beside the source tree on some machines; tests that use them skip elsewhere.
#pragma once

#include "engine/data/dataset.h"
#include "engine/models/recommender.h"

#include <memory>
#include <string>

namespace tastescope {

struct RealSplit {
    std::shared_ptr<const Dataset> train; ///< every pair weighs 1; null when the files are absent
    std::shared_ptr<const Interactions> test;
};
/// train.csv and test.csv of a folder of the data.
RealSplit readSplit(const std::string& folder);

/// All of a set as it was published, every pair of person and item once: "ml-100k", "ml-latest-small",
/// "goodbooks", "lastfm-2k", "steam-200k" (what was purchased). Null when the files are absent.
std::shared_ptr<const Dataset> readPairs(const std::string& set);

struct RankingAccuracy {
    double map = 0;
    double ndcg = 0;
    double precision = 0;
    double recall = 0;
};
/// At 10, over the full catalogue without what was seen in training; means over people with test events.
RankingAccuracy accuracyOf(const Recommender& model, const RealSplit& data);

} // namespace tastescope
