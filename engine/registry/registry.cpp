// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/algorithm.h"
#include "engine/models/baselines/baseline.h"
#include "engine/models/baselines/popular_in_segment.h"
#include "engine/models/baselines/popularity.h"
#include "engine/models/baselines/random_lists.h"
#include "engine/models/baselines/recent.h"
#include "engine/models/content/content_tfidf.h"
#include "engine/models/deep/two_tower/two_tower.h"
#include "engine/models/factorisation/als/als.h"
#include "engine/models/factorisation/pairwise/bpr.h"
#include "engine/models/factorisation/pairwise/warp.h"
#include "engine/models/factorisation/puresvd/puresvd.h"
#include "engine/models/factorisation/ratings/explicit_als.h"
#include "engine/models/factorisation/ratings/nmf.h"
#include "engine/models/factorisation/ratings/svd.h"
#include "engine/models/factorisation/ratings/svdpp.h"
#include "engine/models/hybrid/features/features.h"
#include "engine/models/hybrid/hybrid.h"
#include "engine/models/item_item/ease.h"
#include "engine/models/item_item/slim.h"
#include "engine/models/neighbourhood/item_knn.h"
#include "engine/models/neighbourhood/slope_one.h"
#include "engine/models/neighbourhood/user_knn.h"
#include "engine/models/sequence/markov.h"
#include "engine/models/sequence/sasrec/sasrec.h"

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
