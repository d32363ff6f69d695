// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/all_lists.h"

#include "engine/base/parallel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {

AllLists::AllLists(const PreparedCandidates& candidates, const CompiledRules& rules,
                   std::span<const std::vector<std::uint32_t>> leaveOut)
    : m_candidates(candidates)
    , m_rules(rules)
    , m_denied(leaveOut.begin(), leaveOut.end())
    , m_outcomes(candidates.people().size()) {
    m_denied.resize(candidates.people().size());
}

Result<void> AllLists::rank(const ExecutionContext& context, bool tell) {
    m_tell = tell;
    std::vector<std::size_t> everybody(m_outcomes.size());
    std::iota(everybody.begin(), everybody.end(), std::size_t{0});
    TRY(rankSome(everybody, context));
    return capped() ? obeyCaps(context) : Result<void>();
}

bool AllLists::capped() const {
    return std::ranges::any_of(m_rules.limits,
                               [](const CompiledLimit& one) { return one.limit->cap.has_value(); });
}

Result<void> AllLists::rankSome(std::span<const std::size_t> people, const ExecutionContext& context) {
    const bool done =
        parallelChunks(context, people.size(), peoplePerChunk, [&](std::size_t begin, std::size_t end) {
            PersonReranker& one = PersonReranker::ofThread();
            for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
                const std::size_t person = people[at];
                m_outcomes[person] = one.rerank(m_candidates, m_rules, m_candidates.people()[person],
                                                m_denied[person], m_tell);
            }
        });
    return done && !context.stopRequested() ? Result<void>() : cancelledError();
}

std::size_t AllLists::allowedBy(const CompiledLimit& limit) const {
    std::size_t places = 0;
    for (const PersonOutcome& outcome : m_outcomes) {
        places += outcome.list.size();
    }
    const std::size_t all = limit.limit->attribute == "item" ? m_outcomes.size()
                            : m_planned                      ? m_planned
                                                             : places;
    return static_cast<std::size_t>(std::floor(*limit.limit->cap * static_cast<double>(all) + 1e-9));
}

/// By value, what is shown of it; pinned places count and stay.
std::map<std::uint32_t, AllLists::ShownOfValue> AllLists::shownBy(const CompiledLimit& limit) const {
    std::map<std::uint32_t, ShownOfValue> shown;
    for (std::size_t person = 0; person < m_outcomes.size(); ++person) {
        const PreparedPerson& who = m_candidates.people()[person];
        const PersonOutcome& outcome = m_outcomes[person];
        for (std::size_t place = 0; place < outcome.list.size(); ++place) {
            const std::uint32_t candidate = outcome.list[place];
            const auto add = [&](std::uint32_t code) {
                auto& [count, places] = shown[code];
                ++count;
                if (!outcome.pinned[place]) {
                    places.push_back({who.relevance[candidate], person, candidate});
                }
            };
            if (!limit.codes) {
                if (limit.test.holds(who.items[candidate], who.person)) {
                    add(0);
                }
                continue;
            }
            for (const std::uint32_t code : limit.codes->of(who.items[candidate])) {
                add(code);
            }
        }
    }
    return shown;
}

Result<void> AllLists::obeyCaps(const ExecutionContext& context) {
    for (const PersonOutcome& outcome : m_outcomes) {
        m_planned += outcome.list.size();
    }
    for (;;) {
        std::vector<std::size_t> losing;
        m_capsOver.clear();
        for (const CompiledLimit& limit : m_rules.limits) {
            if (limit.limit->cap) {
                takeBack(limit, losing);
            }
        }
        std::ranges::sort(losing);
        losing.erase(std::unique(losing.begin(), losing.end()), losing.end());
        if (losing.empty()) {
            return {};
        }
        TRY(rankSome(losing, context));
    }
}

void AllLists::takeBack(const CompiledLimit& limit, std::vector<std::size_t>& losing) {
    const std::size_t allowed = allowedBy(limit);
    for (auto& [code, value] : shownBy(limit)) {
        auto& [count, places] = value;
        if (count <= allowed) {
            continue;
        }
        const std::size_t over = count - allowed;
        if (places.size() < over) {
            const auto all =
                static_cast<double>(limit.limit->attribute == "item" ? m_outcomes.size() : m_planned);
            m_capsOver.push_back({fmt::format("limits[{}].cap", limit.number), *limit.limit->cap,
                                  static_cast<double>(count - places.size()) / all,
                                  "Pins show more, and pins are stronger than limits",
                                  count - places.size()});
        }
        std::ranges::sort(places, [](const Shown& a, const Shown& b) {
            return a.relevance != b.relevance ? a.relevance < b.relevance : a.person > b.person;
        });
        for (std::size_t at = 0; at < std::min(over, places.size()); ++at) {
            std::vector<std::uint32_t>& denied = m_denied[places[at].person];
            if (std::ranges::find(denied, places[at].candidate) == denied.end()) {
                denied.push_back(places[at].candidate);
                losing.push_back(places[at].person);
            }
        }
    }
}

} // namespace tastescope
