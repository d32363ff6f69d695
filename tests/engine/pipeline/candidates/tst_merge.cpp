// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/candidates/merge.h"

#include "engine/base/random.h"

#include <map>
#include <set>

namespace tastescope {
namespace {

std::shared_ptr<const std::vector<std::string>> namesOf(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < count; ++at) {
        names.push_back("s" + std::to_string(at));
    }
    return std::make_shared<const std::vector<std::string>>(names);
}

RankedList listOf(std::initializer_list<std::size_t> items) {
    RankedList list;
    for (const std::size_t item : items) {
        list.push_back({ItemIndex(item), 10 - static_cast<float>(list.size())});
    }
    return list;
}

std::vector<std::uint32_t> itemsOf(const CandidateSet& set) {
    std::vector<std::uint32_t> items;
    for (const ItemIndex item : set.items) {
        items.push_back(item.value);
    }
    return items;
}

/// The rule of mix.h as slowly as it reads.
struct Slow {
    std::set<std::uint32_t> items;
    std::vector<std::uint32_t> taken;
};

Slow slowly(const std::vector<RankedList>& lists, const std::vector<SourceShare>& shares, std::size_t total) {
    Slow out;
    out.taken.assign(lists.size(), 0);
    for (std::size_t source = 0; source < lists.size(); ++source) {
        for (std::size_t place = 0; place < std::min(shares[source].quota, lists[source].size()); ++place) {
            out.items.insert(lists[source][place].item.value);
            ++out.taken[source];
        }
    }
    std::vector<double> extra(lists.size());
    while (out.items.size() < total) {
        const auto nextPlace = [&](std::size_t source) {
            std::size_t place = out.taken[source];
            while (place < lists[source].size() && out.items.contains(lists[source][place].item.value)) {
                ++place;
            }
            return place;
        };
        std::size_t chosen = lists.size();
        for (const bool last : {false, true}) {
            for (std::size_t source = 0;
                 source < lists.size() && (chosen == lists.size() || last == shares[chosen].lastResort);
                 ++source) {
                const auto quota = static_cast<double>(shares[source].quota);
                if (shares[source].lastResort != last || quota == 0 ||
                    nextPlace(source) == lists[source].size()) {
                    continue;
                }
                if (chosen == lists.size() ||
                    (extra[source] + 1) / quota <
                        (extra[chosen] + 1) / static_cast<double>(shares[chosen].quota)) {
                    chosen = source;
                }
            }
        }
        if (chosen == lists.size()) {
            break;
        }
        const std::size_t place = nextPlace(chosen);
        out.items.insert(lists[chosen][place].item.value);
        out.taken[chosen] = static_cast<std::uint32_t>(place + 1);
        ++extra[chosen];
    }
    return out;
}

TEST(MergeSources, ByHand) {
    // The second source repeats the first: its places go to whoever has the fewest extra ones for its quota.
    const std::vector<RankedList> lists{listOf({5, 3, 1, 0}), listOf({3, 5, 2}), listOf({7, 6, 4})};
    const CandidateSet set =
        mergeSources(lists, std::vector<SourceShare>{{2}, {1}, {1, true}}, 6, 8, namesOf(3));
    // 5 3 | 3 | 7, then extra places 1/2 against 1/1: 1 and 0 of the first; 2 of the second.
    EXPECT_EQ(itemsOf(set), (std::vector<std::uint32_t>{0, 1, 2, 3, 5, 7}));
    EXPECT_EQ(set.taken, (std::vector<std::uint32_t>{4, 3, 1}));
    const std::size_t three = set.find(ItemIndex(3));
    ASSERT_EQ(set.hitsOf(three).size(), 2U);
    EXPECT_EQ(set.hitsOf(three)[0], (SourceHit{0, 2, 9}));
    EXPECT_EQ(set.hitsOf(three)[1], (SourceHit{1, 1, 10}));
    EXPECT_EQ(set.find(ItemIndex(6)), CandidateSet::none);
    EXPECT_EQ(set.hitOf(three, 2), nullptr);
}

TEST(MergeSources, ExplorationGrowsLast) {
    const std::vector<RankedList> lists{listOf({0, 1}), listOf({2, 3, 4, 5})};
    const CandidateSet set = mergeSources(lists, std::vector<SourceShare>{{1}, {1, true}}, 4, 6, namesOf(2));
    EXPECT_EQ(set.taken, (std::vector<std::uint32_t>{2, 2}));
    const CandidateSet nobody =
        mergeSources(lists, std::vector<SourceShare>{{0}, {0, true}}, 4, 6, namesOf(2));
    EXPECT_EQ(nobody.size(), 0U) << "a quota of nothing brings nothing";
}

TEST(MergeSources, EqualsTheRuleReadSlowly) {
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Random random(seed, 3);
        const std::size_t items = 1 + random.below(40);
        const std::size_t sources = 1 + random.below(6);
        std::vector<RankedList> lists;
        std::vector<SourceShare> shares;
        std::size_t quotas = 0;
        for (std::size_t source = 0; source < sources; ++source) {
            std::vector<std::uint32_t> order(items);
            for (std::uint32_t item = 0; item < items; ++item) {
                order[item] = item;
            }
            random.shuffle(std::span(order));
            order.resize(random.below(items + 1));
            RankedList list;
            for (const std::uint32_t item : order) {
                list.push_back({ItemIndex(item), static_cast<float>(random.uniform())});
            }
            lists.push_back(list);
            shares.push_back({random.below(8), random.below(4) == 0});
            quotas += shares.back().quota;
        }
        const std::size_t total = quotas + random.below(15);
        const CandidateSet set = mergeSources(lists, shares, total, items, namesOf(sources));
        const Slow slow = slowly(lists, shares, total);
        ASSERT_EQ(itemsOf(set), std::vector<std::uint32_t>(slow.items.begin(), slow.items.end())) << seed;
        ASSERT_EQ(set.taken, slow.taken) << seed;
        ASSERT_LE(set.size(), total);
        // Every source that has the item is kept with its rank, exploration as far as it was used.
        for (std::size_t at = 0; at < set.size(); ++at) {
            std::map<std::uint32_t, std::uint32_t> ranks;
            for (std::uint32_t source = 0; source < sources; ++source) {
                for (std::uint32_t place = 0; place < lists[source].size(); ++place) {
                    if (lists[source][place].item == set.items[at] &&
                        (!shares[source].lastResort || place < set.taken[source])) {
                        ranks[source] = place + 1;
                    }
                }
            }
            ASSERT_EQ(set.hitsOf(at).size(), ranks.size()) << seed;
            bool brought = false;
            for (const SourceHit& hit : set.hitsOf(at)) {
                ASSERT_EQ(ranks[hit.source], hit.rank) << seed;
                ASSERT_EQ(lists[hit.source][hit.rank - 1].score, hit.score);
                brought = brought || set.brought(hit);
            }
            ASSERT_TRUE(brought) << seed;
        }
    }
}

} // namespace
} // namespace tastescope
