// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/registry.h"

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
#include "engine/models/present_rows.h"
#include "engine/models/sequence/markov.h"
#include "engine/models/sequence/sasrec/sasrec.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>

namespace tastescope {

namespace {

std::vector<AlgorithmInfo> makeAlgorithms() {
    std::vector<AlgorithmInfo> all{
        popularityInfo(),   popularInSegmentInfo(), recentInfo(),  randomInfo(),   baselineInfo(),
        contentTfidfInfo(), userKnnInfo(),          itemKnnInfo(), slopeOneInfo(), svdInfo(),
        svdppInfo(),        explicitAlsInfo(),      nmfInfo(),     alsInfo(),      bprInfo(),
        warpInfo(),         pureSvdInfo(),          easeInfo(),    slimInfo(),     featuresInfo(),
        twoTowerInfo(),     markovInfo(),           sasRecInfo()};
    std::ranges::transform(all, all.begin(), onPresentRows);
    // Made of the others, and the first of its family.
    AlgorithmInfo hybrid = onPresentRows(hybridInfo(all));
    const auto place = std::ranges::find(all, hybrid.family, &AlgorithmInfo::family);
    all.insert(place, std::move(hybrid));
    return all;
}

} // namespace

const std::vector<Family>& families() {
    static const std::vector<Family> all{{"baselines", "Baselines", true},
                                         {"content", "By attributes", true},
                                         {"neighbourhood", "Neighbourhood", true},
                                         {"factorisation", "Factorisation", false},
                                         {"item_item", "Item-item regression", true},
                                         {"hybrid", "Hybrid", false},
                                         {"deep", "Neural networks", false},
                                         {"sequence", "Sequence", false}};
    return all;
}

const Family& familyOf(const AlgorithmInfo& algorithm) {
    const auto found = std::ranges::find(families(), algorithm.family, &Family::id);
    assert(found != families().end());
    return *found;
}

const std::vector<AlgorithmInfo>& algorithms() {
    static const std::vector<AlgorithmInfo> all = makeAlgorithms();
    return all;
}

const AlgorithmInfo* findAlgorithm(std::string_view id) {
    const auto found = std::ranges::find(algorithms(), id, &AlgorithmInfo::id);
    return found == algorithms().end() ? nullptr : &*found;
}

std::optional<std::size_t> galleryPlace(std::string_view id) {
    const auto found = std::ranges::find(algorithms(), id, &AlgorithmInfo::id);
    return found == algorithms().end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(std::distance(algorithms().begin(), found)));
}

const AlgorithmInfo& firstChoice(ModelKind kind) {
    const auto found = std::ranges::find(algorithms(), kind, &AlgorithmInfo::firstOf);
    assert(found != algorithms().end());
    return *found;
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
