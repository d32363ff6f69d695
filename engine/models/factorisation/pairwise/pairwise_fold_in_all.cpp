// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_fold_in_all.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 16;
constexpr std::size_t itemsPerChunk = 512;
constexpr std::size_t blockFloats = 64 * 64; ///< gathered rows that stay in the level 1 cache
constexpr std::size_t mostAsked = 1000;      ///< people whose margins are looked at
constexpr std::size_t mostPairs = 100;       ///< of each
constexpr int lineRounds = 4;
constexpr double mostLength = 1e12; ///< a number of a vector is not believed beyond
constexpr std::uint64_t marginStreams = std::uint64_t{3} << 40;

} // namespace

/// One a thread.
struct PairwiseFoldInAll::Workspace {
    std::vector<GatheredRow> entries;
    AlignedFloats block;
    AlignedFloats system;
    AlignedFloats right; ///< then the solution
    std::size_t blockRows;

    explicit Workspace(std::size_t dims)
        : block(std::max<std::size_t>(16, blockFloats / dims) * dims)
        , system(dims * dims)
        , right(dims)
        , blockRows(block.size() / dims) {}
};

/// Sums for a line through (margin, slope).
struct PairwiseFoldInAll::Sample {
    double count = 0;
    double margins = 0;
    double slopes = 0;
    double squares = 0;
    double products = 0;
    Sample& operator+=(const Sample& other) {
        count += other.count;
        margins += other.margins;
        slopes += other.slopes;
        squares += other.squares;
        products += other.products;
        return *this;
    }
};

PairwiseFoldInAll::PairwiseFoldInAll(const PositiveRows& rows, std::span<const float> items,
                                     std::size_t factors, const ExecutionContext& context)
    : m_rows(rows)
    , m_context(context)
    , m_itemCount(items.size() / (factors + 1))
    , m_factors(factors)
    , m_dims(paddedDimensions(factors))
    , m_items(m_itemCount * m_dims)
    , m_biases(m_itemCount)
    , m_gram(m_dims * m_dims)
    , m_drift(m_dims) {
    const std::size_t width = factors + 1;
    std::vector<double> mean(width);
    for (std::size_t item = 0; item < m_itemCount; ++item) {
        for (std::size_t d = 0; d < width; ++d) {
            mean[d] += items[item * width + d] / static_cast<double>(m_itemCount);
        }
    }
    std::vector<AlignedFloats> grams((m_itemCount + itemsPerChunk - 1) / itemsPerChunk);
    parallelChunks(context, m_itemCount, itemsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t item = begin; item < end; ++item) {
            const float* const row = items.data() + item * width;
            for (std::size_t d = 0; d < factors; ++d) {
                m_items.data()[item * m_dims + d] = static_cast<float>(row[d] - mean[d]);
            }
            m_biases[item] = static_cast<float>(row[factors] - mean[factors]);
        }
        AlignedFloats gram(m_dims * m_dims);
        addOuterProducts(m_items.data() + begin * m_dims, end - begin, m_dims, gram.data());
        grams[begin / itemsPerChunk] = std::move(gram);
    });
    const float scale = 1 / static_cast<float>(std::max<std::size_t>(m_itemCount, 1));
    for (const AlignedFloats& gram : grams) {
        if (gram.size() > 0) { // not after a stop
            addScaled(gram.data(), scale, m_dims * m_dims, m_gram.data());
        }
    }
    for (std::size_t item = 0; item < m_itemCount; ++item) {
        addScaled(m_items.data() + item * m_dims, scale * m_biases[item], m_dims, m_drift.data());
    }
}

std::vector<float> PairwiseFoldInAll::fold(const PairwiseLine& line) const {
    const std::size_t width = m_factors + 1;
    std::vector<float> out(m_rows.userCount() * width);
    tbb::enumerable_thread_specific<Workspace> spaces([this] { return Workspace(m_dims); });
    parallelChunks(m_context, m_rows.userCount(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
        Workspace& space = spaces.local();
        for (std::size_t user = begin; user < end && !m_context.stopRequested(); ++user) {
            foldOne(user, line, space);
            std::copy_n(space.right.data(), m_factors, out.data() + user * width);
            out[user * width + m_factors] = 1;
        }
    });
    return out;
}

/// Leaves the vector in `right`.
void PairwiseFoldInAll::foldOne(std::size_t user, const PairwiseLine& line, Workspace& space) const {
    const auto liked = m_rows.itemsOf(user);
    space.entries.clear();
    for (const std::uint32_t item : liked) {
        space.entries.push_back({item, 1, static_cast<float>(line.target) - m_biases[item]});
    }
    // Rounding can leave a system with a tiny ridge indefinite: then the ridge is raised until it is not.
    double more = 0;
    while (!liked.empty() && !factoriseSystem(line, more, space)) {
        more = 10 * more + 1e-5;
        if (more > 1e30) { // vectors beyond all measure
            break;
        }
    }
    if (liked.empty() || more > 1e30) {
        std::fill_n(space.right.data(), m_dims, 0.0F);
        return;
    }
    solveFactorised(space.system.data(), m_dims, space.right.data());
    // Items beyond all measure can leave a system that is definite by its rounding only.
    if (!std::all_of(space.right.data(), space.right.data() + m_dims,
                     [](float value) { return std::abs(value) < mostLength; })) {
        std::fill_n(space.right.data(), m_dims, 0.0F);
    }
}

bool PairwiseFoldInAll::factoriseSystem(const PairwiseLine& line, double more, Workspace& space) const {
    const auto count = static_cast<float>(space.entries.size());
    float* const system = space.system.data();
    std::fill_n(system, m_dims * m_dims, 0.0F);
    addScaled(m_gram.data(), count, m_dims * m_dims, system);
    std::fill_n(space.right.data(), m_dims, 0.0F);
    addScaled(m_drift.data(), -count, m_dims, space.right.data());
    for (std::size_t from = 0; from < space.entries.size(); from += space.blockRows) {
        const std::size_t rows = std::min(space.blockRows, space.entries.size() - from);
        gatherRows(m_items.data(), std::span(space.entries).subspan(from, rows), m_dims, space.block.data(),
                   space.right.data());
        addOuterProducts(space.block.data(), rows, m_dims, system);
    }
    for (std::size_t d = 0; d < m_dims; ++d) {
        const double ridge = d < m_factors ? line.ridge + more : 1;
        system[d * m_dims + d] += static_cast<float>(ridge) * count;
    }
    return factorise(system, m_dims);
}

/// Some people with pairs, spread over all.
std::vector<std::uint32_t> PairwiseFoldInAll::someone() const {
    std::vector<std::uint32_t> out;
    for (std::size_t user = 0; user < m_rows.userCount(); ++user) {
        if (!m_rows.itemsOf(user).empty()) {
            out.push_back(static_cast<std::uint32_t>(user));
        }
    }
    const std::size_t asked = std::min(out.size(), mostAsked);
    for (std::size_t place = 0; place < asked; ++place) {
        out[place] = out[place * out.size() / asked];
    }
    out.resize(asked);
    return out;
}

PairwiseFoldInAll::Sample PairwiseFoldInAll::marginsOf(std::uint32_t user, const float* vector,
                                                       const Slope& slope) const {
    Sample sums;
    Random random(m_context.seed, marginStreams + user);
    const auto liked = m_rows.itemsOf(user);
    const std::size_t pairs = std::min(liked.size(), mostPairs);
    const auto score = [&](std::uint32_t item) {
        return static_cast<double>(dotProduct(vector, m_items.data() + item * m_dims, m_dims)) +
               m_biases[item];
    };
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        const auto other = static_cast<std::uint32_t>(random.below(m_itemCount));
        if (std::binary_search(liked.begin(), liked.end(), other)) {
            continue;
        }
        const double margin = score(liked[pair * liked.size() / pairs]) - score(other);
        const double height = slope(margin);
        sums += {1, margin, height, margin * margin, margin * height};
    }
    return sums;
}

PairwiseLine PairwiseFoldInAll::nearestLine(double regularization, const Slope& slope,
                                            const std::function<void(std::size_t, float*)>& start) const {
    const std::vector<std::uint32_t> users = someone();
    tbb::enumerable_thread_specific<Workspace> spaces([this] { return Workspace(m_dims); });
    PairwiseLine line;
    for (int round = 0; round < lineRounds; ++round) {
        const Sample sums = parallelSum<Sample>(
            m_context, users.size(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
                Sample part;
                Workspace& space = spaces.local();
                for (std::size_t place = begin; place < end && !m_context.stopRequested(); ++place) {
                    if (round == 0) {
                        start(users[place], space.right.data());
                    } else {
                        foldOne(users[place], line, space);
                    }
                    part += marginsOf(users[place], space.right.data(), slope);
                }
                return part;
            });
        const double margin = sums.margins / sums.count;
        const double variance = sums.squares / sums.count - margin * margin;
        const double covariance = sums.products / sums.count - margin * sums.slopes / sums.count;
        if (!(sums.count > 0 && variance > 0 && covariance < 0)) {
            break; // nothing to fit a line to: the one there is stands
        }
        const double steepness = -covariance / variance;
        const PairwiseLine found{margin + sums.slopes / sums.count / steepness, regularization / steepness};
        if (!(std::abs(found.target) < mostLength && found.ridge < mostLength)) {
            break;
        }
        line = found;
    }
    return line;
}

} // namespace tastescope
