// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/policy.h"

#include "engine/base/random.h"
#include "engine/pipeline/rerank/reranker.h"
#include "engine/ranking/scan.h"
#include "engine/ranking/selection.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

bool contains(std::span<const ItemIndex> sorted, ItemIndex item) {
    return std::ranges::binary_search(sorted, item);
}

bool contains(const RankedList& list, ItemIndex item) {
    return std::ranges::find(list, item, &ScoredItem::item) != list.end();
}

/// An item of the catalogue that `refused` does not refuse; nothing when it is hard to find any.
template <typename Refused>
std::optional<ItemIndex> drawItem(Random& random, std::span<const ItemIndex> catalogue,
                                  const Refused& refused) {
    constexpr int attempts = 200;
    for (int attempt = 0; attempt < attempts && !catalogue.empty(); ++attempt) {
        const ItemIndex item = catalogue[random.below(catalogue.size())];
        if (!refused(item)) {
            return item;
        }
    }
    return std::nullopt;
}

/// So many different items, each as likely as any other that is not in `without`.
RankedList drawList(Random& random, std::span<const ItemIndex> catalogue, std::span<const ItemIndex> without,
                    std::size_t k) {
    std::vector<ItemIndex> items;
    if (4 * (without.size() + k) < catalogue.size()) {
        while (items.size() < k) {
            const ItemIndex item = catalogue[random.below(catalogue.size())];
            if (!contains(without, item) && std::ranges::find(items, item) == items.end()) {
                items.push_back(item);
            }
        }
    } else { // hardly anything is left: draw from that alone
        std::ranges::set_difference(catalogue, without, std::back_inserter(items));
        random.shuffle(std::span(items));
        items.resize(std::min(items.size(), k));
    }
    RankedList list;
    for (const ItemIndex item : items) {
        list.push_back({item, 1 - static_cast<float>(list.size()) / static_cast<float>(k)});
    }
    return list;
}

} // namespace

std::uint64_t loopStream(LoopStream kind, std::size_t repeat, std::size_t round, std::size_t person) {
    return static_cast<std::uint64_t>(kind) << 60U | static_cast<std::uint64_t>(repeat & 0xFFFFU) << 44U |
           static_cast<std::uint64_t>(round & 0xFFFFU) << 28U | (person & 0xFFF'FFFFU);
}

Policy::Policy(const PolicySpec& spec, const PolicySetting& setting) : m_spec(spec), m_setting(setting) {
    if (spec.rules) {
        m_rules = *spec.rules;
        m_rules->list = setting.k;
        m_pinned = pinnedItems(*m_rules, setting.data->items());
    }
}

Result<void> Policy::adopt(std::shared_ptr<const Recommender> model, std::shared_ptr<const Dataset> data,
                           const PeopleState& people, const ExecutionContext& context) {
    m_model = std::move(model);
    m_data = std::move(data);
    return m_rules ? prepare(people, context) : Result<void>();
}

std::vector<Asker> Policy::askersOf(const PeopleState& people) const {
    std::vector<Asker> askers;
    for (std::size_t person = 0; person < people.here.size(); ++person) {
        if (!people.here[person]) {
            continue;
        }
        const UserIndex row = m_setting.people[person];
        if (!m_setting.foldIn || people.chosen[person].empty()) {
            askers.emplace_back(UserRow{m_data.get(), row});
            continue;
        }
        History history = m_data->historyOf(row);
        for (const ItemIndex item : people.chosen[person]) {
            const auto known = std::ranges::lower_bound(history, item, {}, &HistoryEntry::item);
            if (known != history.end() && known->item == item) {
                known->weight += m_setting.choiceWeight;
            } else {
                history.insert(known, HistoryEntry{item, m_setting.choiceWeight});
            }
        }
        askers.emplace_back(std::move(history));
    }
    return askers;
}

Result<std::vector<RankedList>> Policy::ofModel(const PeopleState& people, const ExecutionContext& context) {
    std::size_t since = 0; // so many more are asked for, as what was chosen since the training is taken out
    for (const std::vector<ItemIndex>& chosen : people.chosen) {
        since = std::max(since, m_setting.keepSeen || m_setting.foldIn ? 0 : chosen.size());
    }
    ListOptions options;
    options.length = m_setting.k + since;
    options.candidates = m_setting.catalogue;
    options.hadToo = m_setting.keepSeen;
    const std::vector<Asker> askers = askersOf(people);
    TRY_ASSIGN(auto found, recommendAll(*m_model, askers, options, context));
    std::vector<RankedList> lists(people.here.size());
    std::size_t next = 0;
    for (std::size_t person = 0; person < lists.size(); ++person) {
        if (!people.here[person]) {
            continue;
        }
        lists[person] = std::move(found[next++]);
        if (!m_setting.keepSeen) {
            std::erase_if(lists[person],
                          [&](const ScoredItem& one) { return contains(people.had[person], one.item); });
        }
        lists[person].resize(std::min(lists[person].size(), m_setting.k));
    }
    return lists;
}

Result<void> Policy::prepare(const PeopleState& people, const ExecutionContext& context) {
    const std::vector<Asker> askers = askersOf(people);
    ListOptions options;
    options.length = m_setting.candidates;
    options.candidates = m_setting.catalogue;
    options.hadToo = m_setting.keepSeen;
    TRY_ASSIGN(const auto best, recommendAll(*m_model, askers, options, context));
    options.length = std::max<std::size_t>(m_pinned.size(), 1);
    options.candidates = m_pinned;
    TRY_ASSIGN(const auto pins, recommendAll(*m_model, askers, options, context));
    m_preparedPeople.clear();
    std::vector<CandidateList> lists;
    for (std::size_t person = 0; person < people.here.size(); ++person) {
        if (!people.here[person]) {
            continue;
        }
        CandidateList& list = lists.emplace_back();
        list.user = m_setting.people[person];
        for (const RankedList* from : {&best[m_preparedPeople.size()], &pins[m_preparedPeople.size()]}) {
            for (const ScoredItem& one : *from) {
                list.candidates.push_back({one.item, static_cast<double>(one.score)});
            }
        }
        m_preparedPeople.push_back(person);
    }
    auto facts = std::make_shared<const RuleFacts>(ruleFactsOf(m_data));
    m_prepared = std::make_shared<const PreparedCandidates>(std::move(facts), std::move(lists), context);
    return context.stopRequested() ? cancelledError() : Result<void>();
}

Result<std::vector<RankedList>> Policy::ofRules(const PeopleState& people, const ExecutionContext& context) {
    if (m_setting.foldIn) {
        TRY(prepare(people, context));
    }
    // What was chosen since the candidates were found, and all of those who have left.
    std::vector<std::vector<std::uint32_t>> leaveOut(m_preparedPeople.size());
    for (std::size_t at = 0; at < leaveOut.size(); ++at) {
        const std::size_t person = m_preparedPeople[at];
        const std::span<const ItemIndex> items = m_prepared->people()[at].items;
        if (!people.here[person]) {
            leaveOut[at].resize(items.size());
            std::iota(leaveOut[at].begin(), leaveOut[at].end(), 0U);
        } else if (!m_setting.keepSeen) {
            for (const ItemIndex item : people.chosen[person]) {
                const auto found = std::ranges::find(items, item);
                if (found != items.end()) {
                    leaveOut[at].push_back(static_cast<std::uint32_t>(found - items.begin()));
                }
            }
        }
    }
    RerankOptions options;
    options.clock = m_setting.clock;
    options.leaveOut = leaveOut;
    options.listsOnly = true;
    Result<RerankResult> made = Reranker(m_prepared).run(*m_rules, options, context);
    if (!made) {
        Error error = made.error();
        if (error.code == ErrorCode::BadInput && !m_spec.rulesName.empty()) {
            error.context = m_spec.rulesName + ": " + error.context;
        }
        return error;
    }
    std::vector<RankedList> lists(people.here.size());
    for (std::size_t at = 0; at < leaveOut.size(); ++at) {
        const PreparedPerson& who = m_prepared->people()[at];
        for (const std::uint32_t candidate : made->lists[at]) {
            lists[m_preparedPeople[at]].push_back(
                {who.items[candidate], static_cast<float>(who.scores[candidate])});
        }
    }
    return lists;
}

Result<std::vector<RankedList>> Policy::ofTruth(const PeopleState& people, const Tastes& tastes,
                                                const ExecutionContext& context) {
    std::vector<std::size_t> asked; // tastes of those who are here
    for (std::size_t at = 0; at < tastes.vectors(); ++at) {
        if (people.here[tastes.owner(at)]) {
            asked.push_back(at);
        }
    }
    std::vector<std::vector<ScoredItem>> found(asked.size());
    ScanTask scan;
    scan.rows = tastes.world().itemVectors();
    scan.queries = asked.size();
    scan.k = m_setting.k;
    scan.query = [&](std::size_t at) { return tastes.vector(asked[at]); };
    if (!m_setting.keepSeen) {
        scan.excluded = [&](std::size_t at) {
            return std::span<const ItemIndex>(people.had[tastes.owner(asked[at])]);
        };
    }
    scan.allowed = m_setting.catalogue;
    if (!scanBest(scan, found, context)) {
        return cancelledError();
    }
    // An item pleases by the best fitting taste, so that the best by any of them are enough.
    std::vector<RankedList> lists(people.here.size());
    for (std::size_t at = 0; at < asked.size(); ++at) {
        RankedList& list = lists[tastes.owner(asked[at])];
        list.insert(list.end(), found[at].begin(), found[at].end());
    }
    for (RankedList& list : lists) {
        std::ranges::sort(list, better);
        RankedList best;
        for (const ScoredItem& one : list) {
            if (best.size() < m_setting.k && !contains(best, one.item)) {
                best.push_back(one);
            }
        }
        list = std::move(best);
    }
    return lists;
}

std::vector<RankedList> Policy::ofChance(const PeopleState& people, std::size_t repeat,
                                         std::size_t round) const {
    std::vector<RankedList> lists(people.here.size());
    for (std::size_t person = 0; person < lists.size(); ++person) {
        if (people.here[person]) {
            Random random(m_setting.seed, loopStream(LoopStream::Lists, repeat, round, person));
            const std::span<const ItemIndex> had = people.had[person];
            lists[person] =
                drawList(random, m_setting.catalogue, m_setting.keepSeen ? had.first(0) : had, m_setting.k);
        }
    }
    return lists;
}

void Policy::explore(std::vector<RankedList>& lists, const PeopleState& people, std::size_t repeat,
                     std::size_t round) const {
    for (std::size_t person = 0; person < lists.size(); ++person) {
        RankedList& list = lists[person];
        Random random(m_setting.seed, loopStream(LoopStream::Exploring, repeat, round, person));
        for (ScoredItem& place : list) {
            if (random.uniform() >= m_spec.epsilon) {
                continue;
            }
            const auto other = drawItem(random, m_setting.catalogue, [&](ItemIndex item) {
                return contains(list, item) || (!m_setting.keepSeen && contains(people.had[person], item));
            });
            place.item = other.value_or(place.item);
        }
    }
}

Result<std::vector<RankedList>> Policy::lists(const PeopleState& people, const Tastes* tastes,
                                              std::size_t repeat, std::size_t round,
                                              const ExecutionContext& context) {
    const auto made = [&]() -> Result<std::vector<RankedList>> {
        switch (m_spec.ranker) {
        case PolicySpec::Ranker::Random:
            return ofChance(people, repeat, round);
        case PolicySpec::Ranker::Ideal:
            return ofTruth(people, *tastes, context);
        case PolicySpec::Ranker::Model:
            break;
        }
        return m_rules ? ofRules(people, context) : ofModel(people, context);
    };
    TRY_ASSIGN(auto lists, made());
    if (m_spec.epsilon > 0) {
        explore(lists, people, repeat, round);
    }
    return lists;
}

} // namespace tastescope
