// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/list_likeness.h"

#include "engine/base/parallel.h"
#include "engine/evaluation/measure.h"
#include "engine/metrics/similarity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 64;
constexpr std::size_t mostChunks = 512; ///< of rows: each has a counter for every item
constexpr double notKnown = std::numeric_limits<double>::quiet_NaN();

} // namespace

struct ListLikenesses::Task {
    const Yardstick& yardstick;
    std::vector<std::span<const ScoredItem>> lists; ///< by place of the user, cut at the longest length
    bool within = false;
    bool withHistory = false;

    Task(const Yardstick& measured, std::span<const std::vector<ScoredItem>> all, SimilarBy by)
        : yardstick(measured) {
        for (const MetricInfo* metric : measured.metrics) {
            if (const auto* similarity = metric->as<SimilarityMetric>(); similarity && similarity->by == by) {
                within = within || similarity->pairs == SimilarPairs::WithinList;
                withHistory = withHistory || similarity->pairs == SimilarPairs::HitsWithHistory;
            }
        }
        const std::size_t longest = *std::max_element(measured.ks.begin(), measured.ks.end());
        for (const UserIndex user : measured.users) {
            const std::vector<ScoredItem>& list = all[user.value];
            lists.push_back(std::span(list).first(std::min(longest, list.size())));
        }
    }
    bool isHit(const Shown& shown) const {
        const auto wanted = yardstick.input->test.itemsOf(yardstick.users[shown.user]);
        return std::binary_search(wanted.begin(), wanted.end(), lists[shown.user][shown.place].item);
    }
};

template <typename Likeness>
void ListLikenesses::fill(const Task& task, const Shown& shown, const Likeness& to) {
    const std::span<const ScoredItem> list = task.lists[shown.user];
    const std::size_t at = m_offsets[shown.user] + shown.place;
    double unlike = 0;
    std::uint32_t pairs = 0;
    std::size_t next = shown.place + 1;
    for (std::size_t length = 0; task.within && length < m_lengths; ++length) {
        for (; next < std::min(m_longest[length], list.size()); ++next) {
            const double likeness = to(list[next].item);
            unlike += std::isnan(likeness) ? 0 : 1 - likeness;
            pairs += std::isnan(likeness) ? 0 : 1;
        }
        m_unlike[at * m_lengths + length] = unlike;
        m_pairs[at * m_lengths + length] = pairs;
    }
    if (task.withHistory && task.isHit(shown)) {
        double sum = 0;
        std::size_t known = 0;
        for (const ItemIndex past : seenItems(*task.yardstick.input, task.yardstick.users[shown.user])) {
            const double likeness = to(past);
            sum += std::isnan(likeness) ? 0 : likeness;
            known += std::isnan(likeness) ? 0 : 1;
        }
        m_toHistory[at] = known > 0 ? sum / static_cast<double>(known) : notKnown;
    }
}

bool ListLikenesses::byAttributes(const Task& task, const ExecutionContext& context) {
    const AttributeSimilarity& similarity = task.yardstick.byAttributes;
    return parallelChunks(context, task.lists.size(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t user = begin; user < end && !context.stopRequested(); ++user) {
            for (std::size_t place = 0; place < task.lists[user].size(); ++place) {
                const ItemIndex item = task.lists[user][place].item;
                fill(task, {static_cast<std::uint32_t>(user), static_cast<std::uint32_t>(place)},
                     [&](ItemIndex other) { return similarity(item, other); });
            }
        }
    });
}

bool ListLikenesses::byAudience(const Task& task, const ExecutionContext& context) {
    const InteractionMatrix& matrix = task.yardstick.input->train->matrix();
    // Where every item is shown, one after the other.
    std::vector<std::size_t> offsets(matrix.itemCount() + 1, 0);
    for (const std::span<const ScoredItem> list : task.lists) {
        for (const ScoredItem& entry : list) {
            ++offsets[entry.item.value + std::size_t{1}];
        }
    }
    std::vector<ItemIndex> items; // that are shown at all
    for (std::size_t item = 0; item < matrix.itemCount(); ++item) {
        if (offsets[item + 1] > 0) {
            items.emplace_back(item);
        }
    }
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::vector<Shown> shown(offsets.back());
    std::vector<std::size_t> ends(offsets.begin(), offsets.end() - 1);
    for (std::uint32_t user = 0; user < task.lists.size(); ++user) {
        for (std::uint32_t place = 0; place < task.lists[user].size(); ++place) {
            shown[ends[task.lists[user][place].item.value]++] = {user, place};
        }
    }
    const std::size_t chunk = std::max<std::size_t>(1, items.size() / mostChunks);
    return parallelChunks(context, items.size(), chunk, [&](std::size_t begin, std::size_t end) {
        AudienceRow row(matrix);
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            row.choose(items[at]);
            for (std::size_t one = offsets[items[at].value]; one < offsets[items[at].value + 1]; ++one) {
                fill(task, shown[one], [&](ItemIndex other) { return row.to(other); });
            }
        }
    });
}

Result<ListLikenesses> ListLikenesses::build(const Yardstick& yardstick,
                                             std::span<const std::vector<ScoredItem>> lists, SimilarBy by,
                                             const ExecutionContext& context) {
    const Task task(yardstick, lists, by);
    ListLikenesses out;
    out.m_longest = yardstick.ks;
    std::sort(out.m_longest.begin(), out.m_longest.end());
    out.m_longest.erase(std::unique(out.m_longest.begin(), out.m_longest.end()), out.m_longest.end());
    out.m_lengths = out.m_longest.size();
    out.m_offsets.push_back(0);
    for (const std::span<const ScoredItem> list : task.lists) {
        out.m_offsets.push_back(out.m_offsets.back() + list.size());
    }
    if (!task.within && !task.withHistory) {
        return out;
    }
    out.m_unlike.resize(task.within ? out.m_offsets.back() * out.m_lengths : 0);
    out.m_pairs.resize(out.m_unlike.size());
    out.m_toHistory.resize(task.withHistory ? out.m_offsets.back() : 0, notKnown);
    const bool done =
        by == SimilarBy::Attributes ? out.byAttributes(task, context) : out.byAudience(task, context);
    if (!done || context.stopRequested()) {
        return cancelledError();
    }
    return out;
}

ListLikeness ListLikenesses::of(std::size_t user, std::size_t length) const {
    const std::size_t first = m_offsets[user];
    const std::size_t places = std::min(m_longest[length], m_offsets[user + 1] - first);
    ListLikeness out;
    for (std::size_t at = first; !m_unlike.empty() && at < first + places; ++at) {
        out.unlike += m_unlike[at * m_lengths + length];
        out.pairs += m_pairs[at * m_lengths + length];
    }
    if (!m_toHistory.empty()) {
        out.toHistory = std::span(m_toHistory).subspan(first, places);
    }
    return out;
}

} // namespace tastescope
