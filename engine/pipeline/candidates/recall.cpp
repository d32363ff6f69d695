// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/candidates/recall.h"

#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t resamples = 1'000;

/// Counts of one person's best items.
struct Tally {
    double all = 0;
    std::vector<double> found; ///< by source
    std::vector<double> own;
};

Tally tallyOf(const CandidateSet& set, const RankedList& best) {
    Tally tally{0, std::vector<double>(set.sources->size()), std::vector<double>(set.sources->size())};
    for (const ScoredItem& one : best) {
        const std::size_t candidate = set.find(one.item);
        if (candidate == CandidateSet::none) {
            continue;
        }
        ++tally.all;
        std::size_t bringers = 0;
        std::size_t last = 0;
        for (const SourceHit& hit : set.hitsOf(candidate)) {
            if (set.brought(hit)) {
                ++tally.found[hit.source];
                ++bringers;
                last = hit.source;
            }
        }
        tally.own[last] += bringers == 1 ? 1 : 0;
    }
    return tally;
}

} // namespace

Result<MixRecall> recallOf(std::span<const CandidateSet> sets, const Recommender& model,
                           std::span<const Asker> askers, std::size_t k, const ExecutionContext& context) {
    MixRecall recall;
    recall.k = k;
    const std::size_t sources = sets.empty() ? 0 : sets.front().sources->size();
    TRY_ASSIGN(const auto best, recommendAll(model, askers, {k}, context));
    // All, then found and own of each source.
    std::vector<std::vector<double>> columns(
        1 + 2 * sources, std::vector<double>(sets.size(), std::numeric_limits<double>::quiet_NaN()));
    for (std::size_t at = 0; at < sets.size(); ++at) {
        if (best[at].empty()) {
            continue;
        }
        const Tally tally = tallyOf(sets[at], best[at]);
        const auto whole = static_cast<double>(best[at].size());
        columns[0][at] = tally.all / whole;
        for (std::size_t source = 0; source < sources; ++source) {
            columns[1 + 2 * source][at] = tally.found[source] / whole;
            columns[2 + 2 * source][at] = tally.own[source] / whole;
        }
    }
    const std::vector<std::span<const double>> views(columns.begin(), columns.end());
    TRY_ASSIGN(const auto summaries, summariseColumns(views, resamples, context));
    recall.all = summaries[0];
    for (std::size_t source = 0; source < sources; ++source) {
        recall.sources.push_back({summaries[1 + 2 * source], summaries[2 + 2 * source]});
    }
    return recall;
}

} // namespace tastescope
