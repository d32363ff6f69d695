// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/rules/measure_rules.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

/// As far as effects are told for.
std::vector<std::vector<std::uint32_t>> cut(std::vector<std::vector<std::uint32_t>> lists,
                                            std::size_t length) {
    for (std::vector<std::uint32_t>& list : lists) {
        list.resize(std::min(list.size(), length));
    }
    return lists;
}

} // namespace

Result<MeasuredRules> measureRules(const std::shared_ptr<const PreparedCandidates>& candidates,
                                   const RuleSet& rules, const RerankOptions& options,
                                   const ExecutionContext& context) {
    context.report(0.5, "Applying rules");
    MeasuredRules out;
    TRY_ASSIGN(out.result, Reranker(candidates).run(rules, options, context));
    out.length = rules.list.value_or(lengthWithoutList);
    context.report(0.9, "Measuring");
    TRY_ASSIGN(out.effects, effectsOf(*candidates, cut(out.result.lists, out.length), out.length,
                                      rules.balance.halfLifeDays, options.resamples, context));
    return out;
}

Result<std::vector<PriceOfVariety>>
priceOfVariety(const std::shared_ptr<const PreparedCandidates>& candidates, const RuleSet& rules,
               const std::vector<double>& lambdas, Time clock, const ExecutionContext& context) {
    std::vector<PriceOfVariety> out;
    RuleSet changed = rules;
    changed.balance.dpp = 0;
    changed.balance.shares.reset();
    const std::size_t length = rules.list.value_or(lengthWithoutList);
    RerankOptions options;
    options.clock = clock;
    for (const double lambda : lambdas) {
        changed.balance.mmr = lambda;
        TRY_ASSIGN(auto made, Reranker(candidates).run(changed, options, context));
        TRY_ASSIGN(const auto numbers,
                   keptAndVarietyOf(*candidates, cut(std::move(made.lists), length), length, context));
        out.push_back({lambda, numbers.kept, numbers.variety});
    }
    return out;
}

} // namespace tastescope
