// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/prices.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

class Pricing {
public:
    Pricing(const PreparedCandidates& candidates, std::span<const RulePart> parts, const AllLists& with)
        : m_candidates(candidates)
        , m_parts(parts)
        , m_with(with)
        , m_changed(parts.size(), std::vector<char>(candidates.people().size())) {
        m_prices.kept.assign(parts.size(), std::vector<double>(candidates.people().size()));
    }

    /// Caps make every list depend on the others.
    Result<void> everybodyAtOnce(const RerankOptions& options, const ExecutionContext& context) {
        for (std::size_t part = 0; part < m_parts.size(); ++part) {
            TRY_ASSIGN(const auto rules,
                       CompiledRules::compile(m_parts[part].without, m_candidates, options.clock));
            AllLists without(m_candidates, rules, options.leaveOut);
            TRY(without.rank(context, false));
            for (std::size_t person = 0; person < m_candidates.people().size(); ++person) {
                note(part, person, without.outcomes()[person].list);
            }
        }
        return {};
    }

    /// Person after person, each by all rule sets: what the person has stays at hand.
    Result<void> oneByOne(const CompiledRules& compiled, const RerankOptions& options,
                          const ExecutionContext& context) {
        std::vector<CompiledRules> without;
        for (const RulePart& part : m_parts) {
            TRY_ASSIGN(auto rules, CompiledRules::compile(part.without, m_candidates, options.clock));
            without.push_back(std::move(rules));
        }
        const std::size_t people = m_candidates.people().size();
        const bool done = parallelChunks(
            context, people, AllLists::peoplePerChunk, [&](std::size_t begin, std::size_t end) {
                PersonReranker& one = PersonReranker::ofThread();
                static const std::vector<std::uint32_t> nothing;
                for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
                    const PreparedPerson& person = m_candidates.people()[at];
                    const auto& denied = at < options.leaveOut.size() ? options.leaveOut[at] : nothing;
                    one.remember(compiled, person, denied);
                    for (std::size_t part = 0; part < m_parts.size(); ++part) {
                        note(part, at,
                             one.rerankWithout(m_parts[part], without[part], m_candidates, person, denied,
                                               m_with.outcomes()[at]));
                    }
                }
            });
        return done && !context.stopRequested() ? Result<void>() : cancelledError();
    }

    PartPrices take() {
        for (const std::vector<char>& people : m_changed) {
            m_prices.changed.push_back(static_cast<std::size_t>(std::ranges::count(people, 1)));
        }
        return std::move(m_prices);
    }

private:
    void note(std::size_t part, std::size_t at, const std::vector<std::uint32_t>& list) {
        const PreparedPerson& person = m_candidates.people()[at];
        const std::vector<std::uint32_t>& own = m_with.outcomes()[at].list;
        const double most = discountedRelevance(person, list);
        m_prices.kept[part][at] =
            most > 0 ? discountedRelevance(person, own) / most : std::numeric_limits<double>::quiet_NaN();
        m_changed[part][at] = list != own ? 1 : 0;
    }

    const PreparedCandidates& m_candidates;
    std::span<const RulePart> m_parts;
    const AllLists& m_with;
    PartPrices m_prices;
    std::vector<std::vector<char>> m_changed; ///< by part and person
};

} // namespace

Result<PartPrices> pricesOf(const PreparedCandidates& candidates, std::span<const RulePart> parts,
                            const CompiledRules& compiled, const AllLists& with, const RerankOptions& options,
                            const ExecutionContext& context) {
    Pricing pricing(candidates, parts, with);
    TRY(with.capped() ? pricing.everybodyAtOnce(options, context)
                      : pricing.oneByOne(compiled, options, context));
    return pricing.take();
}

} // namespace tastescope
