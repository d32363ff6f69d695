// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/feature_fold_in.h"

#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr int steps = 30;
constexpr float rate = 0.1F;
constexpr std::size_t warpWindow = 256; ///< items looked at in a step
constexpr std::size_t bprWindow = 32;   ///< each of which meets every past item
constexpr std::size_t largestPool = 4096;
constexpr float firstSquares = 1e-8F;
constexpr std::uint64_t poolSeed = 2015;
constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// The push to expect of WARP when `share` of the others score too high: at the n-th of the tries the first
/// of them is found.
double expectedPush(double share, double others, int tries) {
    double push = 0;
    double missed = 1;
    for (int tried = 1; share > 0 && tried <= tries && missed > 1e-9; ++tried) {
        push += missed * share * std::log1p(others / tried) / std::log1p(others);
        missed *= 1 - share;
    }
    return push;
}

} // namespace

FeatureFoldIn::FeatureFoldIn(const VectorView& items, std::span<const std::uint8_t> sought,
                             const FeatureFoldInOptions& options)
    : m_items(items)
    , m_options(options)
    , m_dims(paddedDimensions(items.dimensions))
    , m_places(items.rows(), none) {
    for (std::uint32_t item = 0; item < items.rows(); ++item) {
        if (sought[item] != 0) {
            m_pool.push_back(item);
        }
    }
    const auto others = static_cast<double>(m_pool.size());
    Random(poolSeed, m_pool.size()).shuffle(std::span(m_pool));
    m_pool.resize(std::min(m_pool.size(), largestPool));
    m_vectors = AlignedFloats(m_pool.size() * m_dims);
    for (std::size_t place = 0; place < m_pool.size(); ++place) {
        m_places[m_pool[place]] = static_cast<std::uint32_t>(place);
        std::ranges::copy(items.row(m_pool[place]), m_vectors.data() + place * m_dims);
    }
    const std::size_t window = std::min(warpWindow, m_pool.size());
    for (std::size_t count = 0; count <= window; ++count) {
        const double share =
            static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(window, 1));
        m_weights.push_back(static_cast<float>(expectedPush(share, others, options.tries)));
    }
}

/// The way of one person down, and what each past item has to do with it.
class FeatureFoldIn::Descent {
public:
    Descent(const FeatureFoldIn& fold, std::span<const PastItem> past, std::span<const float> prior)
        : m_fold(fold)
        , m_past(past)
        , m_dims(fold.m_dims)
        , m_window(
              std::min(fold.m_options.loss == RankingLoss::Warp ? warpWindow : bprWindow, fold.m_pool.size()))
        , m_prior(m_dims)
        , m_person(m_dims)
        , m_squares(m_dims)
        , m_rates(m_dims)
        , m_slope(m_dims)
        , m_rows(past.size() * m_dims)
        , m_liked(fold.m_pool.size())
        , m_pushes(past.size())
        , m_pulls(m_window)
        , m_own(past.size())
        , m_scores(m_window) {
        std::ranges::copy(prior, m_prior.data());
        m_prior.data()[fold.factors()] = 1; // meets the bias
        std::copy_n(m_prior.data(), m_dims, m_person.data());
        std::fill_n(m_squares.data(), m_dims, firstSquares);
        for (std::size_t at = 0; at < past.size(); ++at) {
            std::ranges::copy(fold.m_items.row(past[at].item.value), m_rows.data() + at * m_dims);
            if (const std::uint32_t place = fold.m_places[past[at].item.value]; place != none) {
                m_liked[place] = 1;
            }
        }
    }

    /// After each step `seen(*this)` may look.
    template <typename Seen>
    void run(const Seen& seen) {
        for (int step = 0; step < steps && !m_past.empty() && m_window > 0; ++step) {
            place(step);
            score(m_rows.data(), m_own);
            score(window(), m_scores);
            if (m_fold.m_options.loss == RankingLoss::Warp) {
                weighWarp();
            } else {
                weighBpr();
            }
            descend();
            seen(*this);
        }
    }

    const float* person() const { return m_person.data(); }
    /// Of the step before: what the way back to the prior keeps of a number, and how far a slope moves it.
    float kept(std::size_t d) const { return 1 - m_rates.data()[d] * m_ridge; }
    float rateOf(std::size_t d) const { return m_rates.data()[d]; }
    /// Of the step before, a row a past item: push times (its vector - mean of those that stand against it).
    std::vector<float> pulls() const;

private:
    const float* window() const { return m_fold.m_vectors.data() + m_first * m_dims; }

    /// Windows follow each other through the pool; the last one of a round ends with it.
    void place(int step) {
        const std::size_t rounds = (m_fold.m_pool.size() + m_window - 1) / m_window;
        const std::size_t turn = static_cast<std::size_t>(step) % rounds;
        m_first = std::min(turn * m_window, m_fold.m_pool.size() - m_window);
        m_standing = static_cast<float>(
            std::ranges::count(std::span(m_liked).subspan(m_first, m_window), std::uint8_t{0}));
    }
    /// Numbers in any case: of vectors that are out of all bounds as well, which a damaged file may hold.
    void score(const float* rows, std::vector<float>& scores) const {
        rowProducts(rows, scores.size(), m_dims, m_person.data(), scores.data());
        std::ranges::replace_if(
            scores, [](float value) { return !std::isfinite(value); }, 0.0F);
    }
    bool stands(std::size_t other) const { return m_liked[m_first + other] == 0; }

    /// What an item of the window asks of a past item, of all those that stand.
    float bprPush(std::size_t at, std::size_t other) const {
        return m_past[at].weight / (m_standing * (1 + std::exp(m_own[at] - m_scores[other])));
    }

    void weighWarp();
    void weighBpr();
    void takeViolatorsOff(std::vector<float>& pulls) const;
    void takeOthersOff(std::vector<float>& pulls) const;

    void descend() {
        std::fill_n(m_slope.data(), m_dims, 0.0F);
        for (std::size_t other = 0; other < m_window; ++other) {
            if (m_pulls[other] != 0) { // few, after the first steps of WARP
                addScaled(window() + other * m_dims, m_pulls[other], m_dims, m_slope.data());
            }
        }
        for (float& push : m_pushes) {
            push = -push;
        }
        addCombination(m_rows.data(), m_past.size(), m_dims, m_pushes.data(), m_slope.data());
        m_ridge = 0;
        for (float& push : m_pushes) {
            push = -push;
            m_ridge += push;
        }
        m_ridge *= static_cast<float>(m_fold.m_options.ridge);
        for (std::size_t d = 0; d < m_fold.factors(); ++d) {
            const float away = m_person.data()[d] - m_prior.data()[d];
            const float slope = m_slope.data()[d] + m_ridge * away;
            m_squares.data()[d] += slope * slope;
            m_rates.data()[d] = rate / std::sqrt(m_squares.data()[d]);
            m_person.data()[d] -= m_rates.data()[d] * slope;
        }
    }

    const FeatureFoldIn& m_fold;
    std::span<const PastItem> m_past;
    std::size_t m_dims;
    std::size_t m_window;
    std::size_t m_first = 0; ///< of the window, in the pool
    float m_standing = 0;    ///< items of the window that are not liked
    AlignedFloats m_prior;
    AlignedFloats m_person;
    AlignedFloats m_squares;
    AlignedFloats m_rates;
    AlignedFloats m_slope;
    AlignedFloats m_rows;              ///< [v, b] of the past items
    std::vector<std::uint8_t> m_liked; ///< by place in the pool
    std::vector<float> m_pushes;       ///< by past item
    std::vector<float> m_pulls;        ///< by item of the window: what all past items push it down
    std::vector<float> m_own;          ///< scores of the past items
    std::vector<float> m_scores;       ///< of the window
    float m_ridge = 0;
    std::vector<std::pair<float, std::uint32_t>> m_ranked; ///< past items by score
    std::vector<std::uint32_t> m_below; ///< by item of the window: past items that it is too high for
    std::vector<float> m_shares;        ///< WARP: push of a past item shared among its violators, added up
};

/// The violators of a past item are those with more than its score - 1: the same for all with a lower score.
void FeatureFoldIn::Descent::weighWarp() {
    m_ranked.clear();
    for (std::uint32_t at = 0; at < m_past.size(); ++at) {
        m_ranked.emplace_back(m_own[at] - 1, at);
    }
    std::ranges::sort(m_ranked);
    std::vector<std::uint32_t> violators(m_past.size() + 1);
    m_below.assign(m_window, 0);
    for (std::size_t other = 0; other < m_window; ++other) {
        if (stands(other)) {
            const auto end = std::ranges::lower_bound(m_ranked, std::pair{m_scores[other], std::uint32_t{0}});
            m_below[other] = static_cast<std::uint32_t>(end - m_ranked.begin());
            ++violators[m_below[other]];
        }
    }
    for (std::size_t rank = m_past.size(); rank-- > 0;) {
        violators[rank] += violators[rank + 1]; // now: too high for the past item ranked before
    }
    m_shares.assign(m_past.size() + 1, 0.0F);
    for (std::size_t rank = 0; rank < m_past.size(); ++rank) {
        const std::uint32_t at = m_ranked[rank].second;
        const std::uint32_t count = violators[rank + 1];
        m_pushes[at] = m_past[at].weight * m_fold.m_weights[count];
        m_shares[rank + 1] = m_shares[rank] + (count > 0 ? m_pushes[at] / static_cast<float>(count) : 0);
    }
    for (std::size_t other = 0; other < m_window; ++other) {
        m_pulls[other] = m_shares[m_below[other]];
    }
}

void FeatureFoldIn::Descent::weighBpr() {
    std::ranges::fill(m_pulls, 0.0F);
    std::ranges::fill(m_pushes, 0.0F);
    for (std::size_t at = 0; at < m_past.size(); ++at) {
        for (std::size_t other = 0; other < m_window; ++other) {
            if (stands(other)) {
                const float push = bprPush(at, other);
                m_pushes[at] += push;
                m_pulls[other] += push;
            }
        }
    }
}

std::vector<float> FeatureFoldIn::Descent::pulls() const {
    std::vector<float> out(m_past.size() * m_dims);
    for (std::size_t at = 0; at < m_past.size(); ++at) {
        addScaled(m_rows.data() + at * m_dims, m_pushes[at], m_dims, out.data() + at * m_dims);
    }
    if (m_fold.m_options.loss == RankingLoss::Warp) {
        takeViolatorsOff(out);
    } else {
        takeOthersOff(out);
    }
    return out;
}

/// The violators of a past item are the first of the window by score: their vectors are added up once.
void FeatureFoldIn::Descent::takeViolatorsOff(std::vector<float>& pulls) const {
    std::vector<std::pair<float, std::size_t>> order; // by falling score
    for (std::size_t other = 0; other < m_window; ++other) {
        if (stands(other)) {
            order.emplace_back(-m_scores[other], other);
        }
    }
    std::ranges::sort(order);
    std::vector<float> sums((order.size() + 1) * m_dims);
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        float* const sum = sums.data() + (rank + 1) * m_dims;
        std::copy_n(sum - m_dims, m_dims, sum);
        addScaled(window() + order[rank].second * m_dims, 1, m_dims, sum);
    }
    for (std::size_t at = 0; at < m_past.size(); ++at) {
        const auto end = std::ranges::lower_bound(order, std::pair{1 - m_own[at], std::size_t{0}});
        if (const auto count = static_cast<std::size_t>(end - order.begin()); count > 0) {
            addScaled(sums.data() + count * m_dims, -m_pushes[at] / static_cast<float>(count), m_dims,
                      pulls.data() + at * m_dims);
        }
    }
}

void FeatureFoldIn::Descent::takeOthersOff(std::vector<float>& pulls) const {
    for (std::size_t at = 0; at < m_past.size(); ++at) {
        for (std::size_t other = 0; other < m_window; ++other) {
            if (stands(other)) {
                addScaled(window() + other * m_dims, -bprPush(at, other), m_dims, pulls.data() + at * m_dims);
            }
        }
    }
}

std::vector<float> FeatureFoldIn::personOf(std::span<const PastItem> past,
                                           std::span<const float> prior) const {
    Descent descent(*this, past, prior);
    descent.run([](const Descent&) {});
    return {descent.person(), descent.person() + factors()};
}

RankingShares FeatureFoldIn::sharesOf(std::span<const PastItem> past, std::span<const float> prior,
                                      ItemIndex item) const {
    std::vector<double> parts(past.size() * factors());
    Descent(*this, past, prior).run([&](const Descent& descent) {
        const std::vector<float> pulls = descent.pulls();
        for (std::size_t at = 0; at < past.size(); ++at) {
            for (std::size_t d = 0; d < factors(); ++d) {
                double& part = parts[at * factors() + d];
                part = part * static_cast<double>(descent.kept(d)) +
                       static_cast<double>(descent.rateOf(d)) * static_cast<double>(pulls[at * m_dims + d]);
            }
        }
    });
    const auto row = m_items.row(item.value);
    const auto product = [&](auto* values) {
        double sum = 0;
        for (std::size_t d = 0; d < factors(); ++d) {
            sum += static_cast<double>(values[d]) * static_cast<double>(row[d]);
        }
        return sum;
    };
    RankingShares shares;
    shares.base = product(prior.data()) + static_cast<double>(row.back());
    for (std::size_t at = 0; at < past.size(); ++at) {
        shares.amounts.push_back(product(parts.data() + at * factors()));
    }
    return shares;
}

std::size_t FeatureFoldIn::bytes() const {
    return bytes(m_places.size(), factors());
}
std::size_t FeatureFoldIn::bytes(std::size_t items, std::size_t factors) {
    return sizeof(std::uint32_t) * (items + std::min(items, largestPool)) +
           sizeof(float) * std::min(items, largestPool) * paddedDimensions(factors + 1);
}

} // namespace tastescope
