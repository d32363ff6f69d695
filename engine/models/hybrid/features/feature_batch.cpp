// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/feature_batch.h"

#include "engine/base/parallel.h"
#include "engine/linalg/dense_kernel.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t runsPerChunk = 16;
constexpr std::size_t itemParts = 16; ///< fixed: the order of additions does not depend on the threads
constexpr int likedDraws = 10;        ///< of BPR: liked items drawn in vain before the event is passed over

/// log(1 + exp(-x)) without overflow.
double softLoss(double x) {
    return std::max(-x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

} // namespace

FeatureBatch::FeatureBatch(const ImplicitMatrix& liked, const Options& options)
    : m_liked(liked)
    , m_options(options)
    , m_slotOf(liked.itemCount()) {
    for (std::uint32_t item = 0; item < liked.itemCount(); ++item) {
        if (liked.itemOffsets[item] != liked.itemOffsets[item + 1]) {
            m_candidates.push_back(item);
        }
    }
}

double FeatureBatch::run(std::span<const RankingEvent> events, const PersonVector& personVector,
                         const float* items, std::uint64_t stream, const ExecutionContext& context) {
    findRuns(events);
    const double loss =
        parallelSum<double>(context, m_users.size(), runsPerChunk, [&](std::size_t begin, std::size_t end) {
            Random random(context.seed, stream + begin / runsPerChunk);
            double sum = 0;
            for (std::size_t place = begin; place < end; ++place) {
                personVector(m_users[place], m_userVectors.data() + place * m_options.dims);
                sum += findPairs(place, events, items, random);
            }
            return sum;
        });
    placeItems();
    addItemGradients(context);
    return loss;
}

/// A run is the events of one person.
void FeatureBatch::findRuns(std::span<const RankingEvent> events) {
    m_users.clear();
    m_firsts.clear();
    for (std::uint32_t place = 0; place < events.size(); ++place) {
        if (m_users.empty() || m_users.back() != events[place].user) {
            m_users.push_back(events[place].user);
            m_firsts.push_back(place);
        }
    }
    m_firsts.push_back(static_cast<std::uint32_t>(events.size()));
    m_pairs.resize(events.size());
    m_userVectors.resize(m_users.size() * m_options.dims);
    m_userGradients.assign(m_users.size() * m_options.dims, 0.0F);
    m_userExamples.assign(m_users.size(), 0.0F);
}

double FeatureBatch::findPairs(std::size_t place, std::span<const RankingEvent> events, const float* items,
                               Random& random) {
    const std::size_t dims = m_options.dims;
    const float* const person = m_userVectors.data() + place * dims;
    float* const gradient = m_userGradients.data() + place * dims;
    double loss = 0;
    for (std::uint32_t at = m_firsts[place]; at < m_firsts[place + 1]; ++at) {
        const RankingEvent& event = events[at];
        RankingPair& pair = m_pairs[at];
        pair = {.run = static_cast<std::uint32_t>(place), .item = event.item, .other = event.item};
        loss += event.weight * (m_options.loss == RankingLoss::Warp
                                    ? searchWarp(event, person, items, random, pair)
                                    : drawBpr(event, person, items, random, pair));
        pair.push *= event.weight;
        if (pair.push > 0) {
            addScaled(items + pair.other * dims, pair.push, dims, gradient);
            addScaled(items + pair.item * dims, -pair.push, dims, gradient);
            m_userExamples[place] += pair.push;
        }
    }
    gradient[m_options.factors] = 0; // the 1 is no parameter
    return loss;
}

double FeatureBatch::searchWarp(const RankingEvent& event, const float* person, const float* items,
                                Random& random, RankingPair& pair) const {
    const std::size_t dims = m_options.dims;
    const auto others = static_cast<double>(m_candidates.size());
    const float score = dotProduct(person, items + event.item * dims, dims);
    std::uint32_t next = drawn(random);
    for (int tried = 1; tried <= m_options.tries; ++tried) {
        const std::uint32_t other = std::exchange(next, drawn(random));
        __builtin_prefetch(items + next * dims); // the catalogue may be larger than the caches
        const float violation = 1 - score + dotProduct(person, items + other * dims, dims);
        if (violation > 0 && !likes(event, other)) {
            // Found at the n-th try, about one in n scores too high.
            const double weight = std::log1p(others / tried) / std::log1p(others);
            pair.other = other;
            pair.push = static_cast<float>(weight);
            return weight * static_cast<double>(violation);
        }
    }
    return 0;
}

double FeatureBatch::drawBpr(const RankingEvent& event, const float* person, const float* items,
                             Random& random, RankingPair& pair) const {
    const std::size_t dims = m_options.dims;
    for (int tried = 1; tried <= likedDraws; ++tried) {
        const std::uint32_t other = drawn(random);
        if (!likes(event, other)) {
            const float difference = dotProduct(person, items + event.item * dims, dims) -
                                     dotProduct(person, items + other * dims, dims);
            pair.other = other;
            pair.push = 1 / (1 + std::exp(difference));
            return softLoss(static_cast<double>(difference));
        }
    }
    return 0;
}

std::uint32_t FeatureBatch::drawn(Random& random) const {
    return m_candidates[random.next32() * static_cast<std::uint64_t>(m_candidates.size()) >> 32];
}

bool FeatureBatch::likes(const RankingEvent& event, std::uint32_t item) const {
    const auto row = std::span(m_liked.items)
                         .subspan(m_liked.userOffsets[event.user],
                                  m_liked.userOffsets[event.user + 1] - m_liked.userOffsets[event.user]);
    return std::ranges::binary_search(row, item);
}

/// Gives the items of the pairs their slots, by first appearance.
void FeatureBatch::placeItems() {
    m_touched.clear();
    m_itemExamples.clear();
    const auto slotOf = [&](std::uint32_t item, float push) {
        if (m_slotOf[item] == 0) {
            m_touched.push_back(item);
            m_itemExamples.push_back(0);
            m_slotOf[item] = static_cast<std::uint32_t>(m_touched.size());
        }
        m_itemExamples[m_slotOf[item] - 1] += push;
        return m_slotOf[item] - 1;
    };
    for (RankingPair& pair : m_pairs) {
        if (pair.push > 0) {
            pair.itemSlot = slotOf(pair.item, pair.push);
            pair.otherSlot = slotOf(pair.other, pair.push);
        }
    }
    for (const std::uint32_t item : m_touched) {
        m_slotOf[item] = 0;
    }
}

/// Each part of the slots looks through all pairs for its own.
void FeatureBatch::addItemGradients(const ExecutionContext& context) {
    const std::size_t dims = m_options.dims;
    m_itemGradients.resize(m_touched.size() * dims);
    parallelChunks(context, itemParts, 1, [&](std::size_t part, std::size_t) {
        const std::size_t first = m_touched.size() * part / itemParts;
        const std::size_t last = m_touched.size() * (part + 1) / itemParts;
        std::fill_n(m_itemGradients.data() + first * dims, (last - first) * dims, 0.0F);
        for (const RankingPair& pair : m_pairs) {
            if (!(pair.push > 0)) {
                continue;
            }
            const float* const person = m_userVectors.data() + pair.run * dims;
            if (pair.itemSlot - first < last - first) {
                addScaled(person, -pair.push, dims, m_itemGradients.data() + pair.itemSlot * dims);
            }
            if (pair.otherSlot - first < last - first) {
                addScaled(person, pair.push, dims, m_itemGradients.data() + pair.otherSlot * dims);
            }
        }
    });
}

} // namespace tastescope
