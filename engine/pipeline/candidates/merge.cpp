// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/candidates/merge.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr std::uint32_t unmarked = 0;
constexpr std::uint32_t marked = 1;

/// A mark an item, all of them off between uses.
std::vector<std::uint32_t>& threadMarks(std::size_t items) {
    thread_local std::vector<std::uint32_t> marks;
    marks.resize(std::max(marks.size(), items), unmarked);
    return marks;
}

/// Deals places out, and remembers who brought what.
class Dealer {
public:
    Dealer(std::span<const RankedList> lists, std::span<const SourceShare> shares, std::size_t total,
           std::vector<std::uint32_t>& marks)
        : m_lists(lists)
        , m_shares(shares)
        , m_total(total)
        , m_marks(marks)
        , m_taken(lists.size())
        , m_extra(lists.size()) {}

    void deal() {
        for (std::size_t source = 0; source < m_lists.size(); ++source) {
            const std::size_t own = std::min(m_shares[source].quota, m_lists[source].size());
            for (std::size_t place = 0; place < own; ++place) {
                bring(m_lists[source][place].item);
            }
            m_taken[source] = static_cast<std::uint32_t>(own);
        }
        dealRest(false);
        dealRest(true);
    }
    std::vector<ItemIndex> takeItems() {
        std::ranges::sort(m_items);
        return std::move(m_items);
    }
    std::vector<std::uint32_t> takeTaken() { return std::move(m_taken); }

private:
    void bring(ItemIndex item) {
        if (m_marks[item.value] == unmarked) {
            m_marks[item.value] = marked;
            m_items.push_back(item);
        }
    }
    /// Place of the next item that nobody has brought; the size of the list without one.
    std::size_t nextOf(std::size_t source) const {
        const RankedList& list = m_lists[source];
        std::size_t place = m_taken[source];
        while (place < list.size() && m_marks[list[place].item.value] != unmarked) {
            ++place;
        }
        return place;
    }
    void dealRest(bool lastResort) {
        std::vector<std::size_t> open;
        for (std::size_t source = 0; source < m_lists.size(); ++source) {
            if (m_shares[source].lastResort == lastResort && m_shares[source].quota > 0) {
                open.push_back(source);
            }
        }
        while (m_items.size() < m_total && !open.empty()) {
            const auto next = std::ranges::min_element(open, [&](std::size_t a, std::size_t b) {
                return (m_extra[a] + 1) * m_shares[b].quota < (m_extra[b] + 1) * m_shares[a].quota;
            });
            const std::size_t source = *next;
            const std::size_t place = nextOf(source);
            if (place == m_lists[source].size()) {
                open.erase(next);
                continue;
            }
            bring(m_lists[source][place].item);
            m_taken[source] = static_cast<std::uint32_t>(place + 1);
            ++m_extra[source];
        }
    }

    std::span<const RankedList> m_lists;
    std::span<const SourceShare> m_shares;
    std::size_t m_total;
    std::vector<std::uint32_t>& m_marks;
    std::vector<std::uint32_t> m_taken;
    std::vector<std::size_t> m_extra; ///< places beyond the quota
    std::vector<ItemIndex> m_items;
};

} // namespace

CandidateSet mergeSources(std::span<const RankedList> lists, std::span<const SourceShare> shares,
                          std::size_t total, std::size_t items,
                          std::shared_ptr<const std::vector<std::string>> names) {
    std::vector<std::uint32_t>& marks = threadMarks(items);
    Dealer dealer(lists, shares, total, marks);
    dealer.deal();
    CandidateSet set;
    set.sources = std::move(names);
    set.items = dealer.takeItems();
    set.taken = dealer.takeTaken();
    // From here on a mark is the place of the candidate + 1.
    for (std::size_t at = 0; at < set.items.size(); ++at) {
        marks[set.items[at].value] = static_cast<std::uint32_t>(at + 1);
    }
    const auto forEachHit = [&](const auto& visit) {
        for (std::size_t source = 0; source < lists.size(); ++source) {
            const std::size_t deep = shares[source].lastResort ? set.taken[source] : lists[source].size();
            for (std::size_t place = 0; place < deep; ++place) {
                const ScoredItem& entry = lists[source][place];
                if (marks[entry.item.value] != unmarked) {
                    visit(marks[entry.item.value] - 1,
                          SourceHit{static_cast<std::uint32_t>(source), static_cast<std::uint32_t>(place + 1),
                                    entry.score});
                }
            }
        }
    };
    set.offsets.assign(set.items.size() + 1, 0);
    forEachHit([&](std::uint32_t at, const SourceHit&) { ++set.offsets[at + 1]; });
    for (std::size_t at = 0; at < set.items.size(); ++at) {
        set.offsets[at + 1] += set.offsets[at];
    }
    set.hits.resize(set.offsets.back());
    std::vector<std::uint32_t> next(set.offsets.begin(), set.offsets.end() - 1);
    forEachHit([&](std::uint32_t at, const SourceHit& hit) { set.hits[next[at]++] = hit; });
    for (const ItemIndex item : set.items) {
        marks[item.value] = unmarked;
    }
    return set;
}

} // namespace tastescope
