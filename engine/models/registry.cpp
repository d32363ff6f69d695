// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/algorithm.h"
#include "engine/models/als.h"
#include "engine/models/baseline.h"
#include "engine/models/bpr.h"
#include "engine/models/content_tfidf.h"
#include "engine/models/ease.h"
#include "engine/models/explicit_als.h"
#include "engine/models/features.h"
#include "engine/models/hybrid.h"
#include "engine/models/item_knn.h"
#include "engine/models/markov.h"
#include "engine/models/nmf.h"
#include "engine/models/popular_in_segment.h"
#include "engine/models/popularity.h"
#include "engine/models/puresvd.h"
#include "engine/models/random_lists.h"
#include "engine/models/recent.h"
#include "engine/models/sasrec.h"
#include "engine/models/slim.h"
#include "engine/models/slope_one.h"
#include "engine/models/svd.h"
#include "engine/models/svdpp.h"
#include "engine/models/two_tower.h"
#include "engine/models/user_knn.h"
#include "engine/models/warp.h"

#include <fmt/format.h>

namespace tastescope {

const std::vector<AlgorithmInfo>& algorithms() {
    static const std::vector<AlgorithmInfo> all{
        popularityInfo(),   popularInSegmentInfo(), recentInfo(),  randomInfo(),   baselineInfo(),
        contentTfidfInfo(), userKnnInfo(),          itemKnnInfo(), slopeOneInfo(), svdInfo(),
        svdppInfo(),        explicitAlsInfo(),      nmfInfo(),     alsInfo(),      bprInfo(),
        warpInfo(),         pureSvdInfo(),          easeInfo(),    slimInfo(),     hybridInfo(),
        featuresInfo(),     twoTowerInfo(),         markovInfo(),  sasRecInfo()};
    return all;
}

const AlgorithmInfo* findAlgorithm(std::string_view id) {
    for (const AlgorithmInfo& algorithm : algorithms()) {
        if (algorithm.id == id) {
            return &algorithm;
        }
    }
    return nullptr;
}

Result<const AlgorithmInfo*> requireAlgorithm(std::string_view id) {
    if (const AlgorithmInfo* found = findAlgorithm(id)) {
        return found;
    }
    std::vector<std::string_view> known;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        known.emplace_back(algorithm.id);
    }
    return Error{ErrorCode::NotFound, fmt::format("There is no algorithm \"{}\"", id),
                 fmt::format("Choose one of: {}", fmt::join(known, ", ")), ""};
}

} // namespace tastescope
