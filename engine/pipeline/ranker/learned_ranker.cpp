// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/learned_ranker.h"

#include "engine/base/parallel.h"
#include "engine/pipeline/ranker/tree_contributions.h"
#include "engine/ranking/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace tastescope {
namespace {

/// Rows whose numbers are worked out at a time: what a processor keeps near.
constexpr std::size_t rowsPerBlock = 256;

} // namespace

LearnedRanker::LearnedRanker(Parts parts) : m_parts(std::move(parts)) {}

std::string LearnedRanker::name() const {
    const RankerReport& report = m_parts.report;
    return report.boosts ? "Ranker" : features().sources()[report.bestSource].title;
}

std::string LearnedRanker::verdict() const {
    const RankerReport& report = m_parts.report;
    const std::string& best = features().sources()[report.bestSource].title;
    const std::string measured = fmt::format(
        "NDCG@10 {:.4f} against {:.4f} of {} ({:+.4f}, 95 % {:+.4f} to {:+.4f}, {} people held back)",
        report.ranker, report.sources[report.bestSource], best, report.gain.mean, report.gain.low,
        report.gain.high, report.people);
    if (report.people == 0) {
        return fmt::format("Nobody could be held back to judge by: the order is that of {}", best);
    }
    return report.boosts ? "Boosting pays: " + measured
                         : fmt::format("Boosting does not pay, the order is that of {}: {}", best, measured);
}

void LearnedRanker::rawScores(const RankedPerson& person, std::span<const ItemIndex> items,
                              std::span<double> raw) const {
    if (!m_parts.report.boosts) {
        for (std::size_t at = 0; at < items.size(); ++at) {
            raw[at] = RankerFeatures::scoreOf(person, m_parts.report.bestSource, items[at]);
        }
        return;
    }
    thread_local std::vector<float> rows;
    thread_local std::vector<float> out;
    for (std::size_t begin = 0; begin < items.size(); begin += rowsPerBlock) {
        const std::size_t count = std::min(rowsPerBlock, items.size() - begin);
        rows.resize(rowsPerBlock * features().count());
        out.resize(rowsPerBlock);
        features().fill(person, items.subspan(begin, count), rows);
        m_parts.trees.predict(rows, std::span(out).first(count));
        for (std::size_t at = 0; at < count; ++at) {
            raw[begin + at] = static_cast<double>(out[at]);
        }
    }
}

Result<void> LearnedRanker::score(const RankQuestion& question, std::span<double> scores,
                                  const ExecutionContext& context) const {
    if (context.stopRequested()) {
        return cancelledError();
    }
    const RankedPerson person = features().about(question.asker, question.now);
    rawScores(person, question.candidates.items, scores);
    for (double& score : scores) {
        score = m_parts.calibration(score);
    }
    return {};
}

Result<RankExplanation> LearnedRanker::explain(const RankQuestion& question, std::size_t candidate,
                                               const ExecutionContext& context) const {
    if (context.stopRequested()) {
        return cancelledError();
    }
    return explain(features().about(question.asker, question.now), question.candidates.items[candidate]);
}

RankExplanation LearnedRanker::explain(const RankedPerson& person, ItemIndex item) const {
    RankExplanation out;
    double raw = 0;
    rawScores(person, std::span(&item, 1), std::span(&raw, 1));
    out.raw = raw;
    out.score = m_parts.calibration(raw);
    if (!m_parts.report.boosts) {
        out.shares.push_back({"Score by " + name(), raw});
        return out;
    }
    std::vector<float> row(features().count());
    std::vector<double> amounts(features().count());
    features().fill(person, std::span(&item, 1), row);
    treeContributions(m_parts.trees, row, amounts);
    out.bias = expectedScore(m_parts.trees);
    for (std::size_t at = 0; at < amounts.size(); ++at) {
        if (amounts[at] != 0) {
            out.shares.push_back({features().names()[at], amounts[at]});
        }
    }
    std::ranges::stable_sort(out.shares, [](const FeatureShare& a, const FeatureShare& b) {
        return std::abs(a.amount) > std::abs(b.amount);
    });
    return out;
}

Result<std::vector<RankedList>> LearnedRanker::lists(std::span<const Asker> askers,
                                                     const ListOptions& options,
                                                     const ExecutionContext& context) const {
    std::vector<RankedList> out(askers.size());
    const bool whole = parallelChunks(context, askers.size(), 1, [&](std::size_t begin, std::size_t end) {
        std::vector<double> raw;
        for (std::size_t at = begin; at < end; ++at) {
            const RankedPerson person = features().about(askers[at]);
            std::vector<ItemIndex> items = RankerFeatures::candidatesOf(person, m_parts.depth);
            std::erase_if(items, [&](ItemIndex item) {
                return std::ranges::binary_search(options.leaveOut, item) ||
                       (options.candidates && !std::ranges::binary_search(*options.candidates, item));
            });
            raw.resize(items.size());
            rawScores(person, items, raw);
            for (std::size_t place = 0; place < items.size(); ++place) {
                out[at].push_back({items[place], static_cast<float>(m_parts.calibration(raw[place]))});
            }
            std::ranges::sort(out[at], better);
            out[at].resize(std::min(out[at].size(), options.length));
        }
    });
    if (!whole) {
        return cancelledError();
    }
    return out;
}

void LearnedRanker::scoreAll(const Asker& asker, float otherwise, std::span<float> scores) const {
    scoreAll(features().about(asker), otherwise, scores);
}

void LearnedRanker::scoreAll(const RankedPerson& person, float otherwise, std::span<float> scores) const {
    const std::vector<ItemIndex> items = RankerFeatures::candidatesOf(person, RankerFeatures::deepestRank);
    std::vector<double> raw(items.size());
    rawScores(person, items, raw);
    std::ranges::fill(scores, otherwise);
    for (std::size_t at = 0; at < items.size(); ++at) {
        scores[items[at].value] = static_cast<float>(m_parts.calibration(raw[at]));
    }
}

std::vector<FeatureShare> LearnedRanker::importance() const {
    std::vector<FeatureShare> out;
    const std::vector<double> shares = m_parts.trees.importance();
    for (std::size_t at = 0; at < shares.size(); ++at) {
        if (shares[at] > 0) {
            out.push_back({features().names()[at], shares[at]});
        }
    }
    std::ranges::stable_sort(out, std::greater(), &FeatureShare::amount);
    return out;
}

std::size_t LearnedRanker::bytes() const {
    std::size_t bytes = m_parts.trees.bytes();
    for (const RankerSource& source : features().sources()) {
        bytes += source.model->bytes();
    }
    return bytes;
}

} // namespace tastescope
