// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/top_k.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <limits>

namespace tastescope {
namespace {

struct Candidate {
    std::uint32_t index;
    float score;
};

// Lower index wins among equal scores.
bool better(const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.index < b.index;
}

constexpr float nothing = -std::numeric_limits<float>::infinity();

// Keeps the k best of candidates offered in ascending order of index. Whatever does not beat the threshold
// costs one comparison; what does goes to a buffer of 2k, cut back to k by selection when it is full, so that
// an offer costs constant time on average for any k.
class Selection {
public:
    // `kept` is scratch, reused between lists.
    Selection(std::size_t k, std::vector<Candidate>& kept) : m_k(k), m_kept(kept) { m_kept.clear(); }

    void offer(std::span<const float> scores, std::size_t begin, std::size_t end) {
        for (std::size_t index = begin; index < end; ++index) {
            // Not so for NaN and -infinity. Equal to the threshold loses to the k of lower index.
            if (scores[index] > m_threshold) {
                m_kept.push_back({static_cast<std::uint32_t>(index), scores[index]});
                if (m_kept.size() >= 2 * m_k + slack) {
                    cut();
                }
            }
        }
    }

    std::span<const Candidate> best() {
        if (m_kept.size() > m_k) {
            cut();
        }
        std::ranges::sort(m_kept, better);
        return m_kept;
    }

private:
    static constexpr std::size_t slack = 32;

    void cut() {
        const auto last = m_kept.begin() + static_cast<std::ptrdiff_t>(m_k);
        std::nth_element(m_kept.begin(), last - 1, m_kept.end(), better);
        m_threshold = (last - 1)->score;
        m_kept.erase(last, m_kept.end());
    }

    std::size_t m_k;
    float m_threshold = nothing;
    std::vector<Candidate>& m_kept;
};

// The stretches between excluded items, so that none is asked for one at a time. Excluded items may lie
// beyond the scores.
void select(std::span<const float> scores, std::span<const ItemIndex> exclude, Selection& selection) {
    std::size_t begin = 0;
    for (const ItemIndex item : exclude) {
        const std::size_t end = std::min<std::size_t>(item.value, scores.size());
        selection.offer(scores, begin, end);
        begin = std::max<std::size_t>(begin, std::size_t{item.value} + 1);
        if (begin >= scores.size()) {
            return;
        }
    }
    selection.offer(scores, begin, scores.size());
}

void selectAllowed(std::span<const float> scores, std::span<const ItemIndex> allowed,
                   std::span<const ItemIndex> exclude, Selection& selection) {
    auto out = exclude.begin();
    for (const ItemIndex item : allowed) {
        while (out != exclude.end() && *out < item) {
            ++out;
        }
        if (item.value < scores.size() && (out == exclude.end() || *out != item)) {
            selection.offer(scores, item.value, item.value + std::size_t{1});
        }
    }
}

std::vector<ScoredItem> asItems(std::span<const Candidate> best) {
    std::vector<ScoredItem> list;
    list.reserve(best.size());
    for (const Candidate& candidate : best) {
        list.push_back({ItemIndex{candidate.index}, candidate.score});
    }
    return list;
}

// Users a block: enough for a matrix product to pay, few enough for the scores to stay near the processor.
// Depends on the size alone.
std::size_t blockSize(std::size_t items) {
    constexpr std::size_t floatsPerBlock = std::size_t{1} << 22;
    return std::clamp<std::size_t>(floatsPerBlock / std::max<std::size_t>(items, 1), 1, 64);
}

// One worker's memory, reused from block to block.
struct Scratch {
    std::vector<float> scores;
    std::vector<Candidate> kept;
};

Scratch& threadScratch() {
    thread_local Scratch scratch;
    return scratch;
}

} // namespace

std::vector<ScoredItem> topK(std::span<const float> scores, std::size_t k,
                             std::span<const ItemIndex> exclude) {
    k = std::min(k, scores.size());
    if (k == 0) {
        return {};
    }
    std::vector<Candidate> kept;
    Selection selection(k, kept);
    select(scores, exclude, selection);
    return asItems(selection.best());
}

std::vector<ScoredUser> topKUsers(std::span<const float> scores, std::size_t k, UserIndex except) {
    k = std::min(k, scores.size());
    if (k == 0) {
        return {};
    }
    std::vector<Candidate> kept;
    Selection selection(k, kept);
    const ItemIndex left{except.value};
    select(scores, std::span(&left, 1), selection);
    std::vector<ScoredUser> list;
    for (const Candidate& candidate : selection.best()) {
        list.push_back({UserIndex{candidate.index}, candidate.score});
    }
    return list;
}

Result<std::vector<std::vector<ScoredItem>>>
topLists(const Recommender& model, std::span<const UserIndex> users, const InteractionMatrix* seen,
         const TopListsOptions& options, const ExecutionContext& context) {
    const std::size_t items = model.itemCount();
    const std::size_t k = std::min(options.k, items);
    std::vector<std::vector<ScoredItem>> lists(users.size());
    if (k == 0) {
        return lists;
    }
    const auto seenOf = [&](UserIndex user) {
        return options.excludeSeen && seen != nullptr && user.value < seen->userCount()
                   ? seen->itemsOf(user)
                   : std::span<const ItemIndex>();
    };
    const bool done =
        parallelChunks(context, users.size(), blockSize(items), [&](std::size_t begin, std::size_t end) {
            Scratch& scratch = threadScratch();
            scratch.scores.resize((end - begin) * items);
            model.scoreUsers(users.subspan(begin, end - begin), scratch.scores);
            for (std::size_t place = begin; place < end; ++place) {
                const auto row =
                    std::span<const float>(scratch.scores).subspan((place - begin) * items, items);
                Selection selection(k, scratch.kept);
                if (options.allowed.empty()) {
                    select(row, seenOf(users[place]), selection);
                } else {
                    selectAllowed(row, options.allowed, seenOf(users[place]), selection);
                }
                lists[place] = asItems(selection.best());
            }
        });
    if (!done) {
        return cancelledError();
    }
    return lists;
}

std::vector<ScoredItem> similarItems(const Recommender& model, ItemIndex item, std::size_t k) {
    std::vector<float> similarity(model.itemCount());
    model.itemSimilarity(item, similarity);
    return topK(similarity, k, std::span(&item, 1));
}

std::vector<ScoredUser> similarUsers(const Recommender& model, UserIndex user, std::size_t k) {
    std::vector<float> similarity(model.userCount());
    model.userSimilarity(user, similarity);
    return topKUsers(similarity, k, user);
}

} // namespace tastescope
