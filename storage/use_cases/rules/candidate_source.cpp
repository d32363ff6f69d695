// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/rules/candidate_source.h"

#include "engine/base/random.h"

#include <algorithm>
#include <utility>

namespace tastescope {

Result<std::vector<RankedList>> ModelCandidates::best(const Dataset& data, std::span<const UserIndex> users,
                                                      const ExecutionContext& context) const {
    return recommendAll(*m_model, askersOf(data, users), {candidatesOfModel}, context);
}

Result<std::vector<RankedList>> ModelCandidates::scored(const Dataset& data, std::span<const UserIndex> users,
                                                        std::span<const ItemIndex> items,
                                                        const ExecutionContext& context) const {
    ListOptions options{std::max<std::size_t>(items.size(), 1)};
    options.candidates = items;
    return recommendAll(*m_model, askersOf(data, users), options, context);
}

std::vector<UserIndex> samplePeople(const Dataset& data, std::size_t count, std::uint64_t seed) {
    std::vector<UserIndex> active;
    for (std::size_t row = 0; row < data.userCount(); ++row) {
        if (data.matrix().countOf(UserIndex(row)) > 0) {
            active.emplace_back(row);
        }
    }
    if (count < active.size()) {
        Random(seed).shuffle(std::span(active));
        active.resize(count);
        std::ranges::sort(active);
    }
    return active;
}

Result<RankedPeople> rankPeople(std::shared_ptr<const Dataset> data,
                                std::shared_ptr<const CandidateSource> source, std::vector<UserIndex> users,
                                const ExecutionContext& context) {
    TRY_ASSIGN(auto best, source->best(*data, users, context));
    return RankedPeople{std::move(data), std::move(source), std::move(users), std::move(best)};
}

Result<std::vector<CandidateList>> candidateLists(const RankedPeople& people,
                                                  std::span<const ItemIndex> pinned,
                                                  const ExecutionContext& context) {
    std::vector<RankedList> pins(people.users.size());
    if (!pinned.empty()) {
        TRY_ASSIGN(pins, people.source->scored(*people.data, people.users, pinned, context));
    }
    std::vector<CandidateList> lists(people.users.size());
    for (std::size_t at = 0; at < lists.size(); ++at) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        lists[at].user = people.users[at];
        lists[at].candidates.reserve(people.best[at].size() + pins[at].size());
        for (const RankedList* list :
             {&people.best[at], &std::as_const(pins[at])}) { // what stands in both counts once
            for (const ScoredItem& entry : *list) {
                lists[at].candidates.push_back({entry.item, static_cast<double>(entry.score)});
            }
        }
    }
    return lists;
}

} // namespace tastescope
