// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/reranker.h"

#include "engine/base/discounted_gain.h"
#include "engine/pipeline/rerank/all_lists.h"
#include "engine/pipeline/rerank/prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

/// A demand of several people is told once, with the worst of them.
class Relaxations {
public:
    void add(const PersonRelaxation& one) {
        const auto known =
            std::ranges::find_if(m_all, [&](const Relaxation& other) { return other.path == one.path; });
        if (known == m_all.end()) {
            m_all.push_back({one.path, one.asked, one.given, one.why, 1});
            return;
        }
        ++known->people;
        const bool worse =
            std::isnan(one.given) || std::abs(one.given - one.asked) > std::abs(known->given - known->asked);
        if (worse && !std::isnan(known->given)) {
            known->asked = one.asked;
            known->given = one.given;
            known->why = one.why;
        }
    }
    std::vector<Relaxation> take() { return std::move(m_all); }

private:
    std::vector<Relaxation> m_all;
};

bool anybody(const CompiledRule& rule, const PreparedCandidates& candidates) {
    if (!rule.audience) {
        return true;
    }
    const Dataset& data = *candidates.facts().data;
    for (std::uint32_t user = 0; user < data.userCount(); ++user) {
        if (rule.runsFor(rulePersonOf(data, UserIndex(user)))) {
            return true;
        }
    }
    return std::ranges::any_of(candidates.people(),
                               [&](const PreparedPerson& one) { return rule.runsFor(one.person); });
}

/// What of a single person's limits would have to give way for a full list.
std::string smallestRelief(const PreparedCandidates& candidates, const RuleSet& rules, std::size_t person,
                           std::size_t wanted, Time clock) {
    PersonReranker one;
    const auto fills = [&](const RuleSet& changed) {
        const Result<CompiledRules> compiled = CompiledRules::compile(changed, candidates, clock);
        return compiled &&
               one.rerank(candidates, *compiled, candidates.people()[person], {}).list.size() >= wanted;
    };
    // Looser limits allow whatever stricter ones do, so the least is found by halving; a search for a full
    // list that there is not is long, so nothing is tried of a limit that is not to blame at all.
    struct Relief {
        std::size_t less = 0;
        std::string text;
    };
    std::optional<Relief> best;
    const auto loosen = [&](std::size_t most, const auto& changedBy, const auto& textOf) {
        std::size_t enough = best ? std::min(most, best->less - 1) : most;
        if (enough == 0 || !fills(changedBy(enough))) {
            return;
        }
        std::size_t little = 0;
        while (enough - little > 1) {
            const std::size_t middle = little + (enough - little) / 2;
            (fills(changedBy(middle)) ? enough : little) = middle;
        }
        best = Relief{enough, textOf(enough)};
    };
    for (std::size_t at = 0; at < rules.limits.size(); ++at) {
        const Limit& limit = rules.limits[at];
        if (limit.max) {
            loosen(
                wanted,
                [&](std::size_t less) {
                    RuleSet changed = rules;
                    changed.limits[at].max = *limit.max + less;
                    return changed;
                },
                [&](std::size_t less) {
                    return fmt::format("limits[{}].max = {} would fill it", at, *limit.max + less);
                });
        }
        if (limit.gap) {
            loosen(
                std::min(wanted, *limit.gap),
                [&](std::size_t less) {
                    RuleSet changed = rules;
                    changed.limits[at].gap =
                        *limit.gap > less ? std::optional(*limit.gap - less) : std::nullopt;
                    return changed;
                },
                [&](std::size_t less) {
                    return fmt::format("limits[{}].gap = {} would fill it", at, *limit.gap - less);
                });
        }
    }
    if (best) {
        return best->text;
    }
    return "no single limit is to blame";
}

} // namespace

double discountedRelevance(const PreparedPerson& person, std::span<const std::uint32_t> list) {
    return discountedGain(list.size(), [&](std::size_t place) { return person.relevance[list[place]]; });
}

Reranker::Reranker(std::shared_ptr<const PreparedCandidates> candidates)
    : m_candidates(std::move(candidates)) {}

namespace {

/// Of balances that the data has nothing for, so that they change nothing.
std::vector<Relaxation> unknownTo(const PreparedCandidates& candidates, const Balance& balance) {
    const ItemAttributes& known = candidates.facts().data->itemAttributes();
    const std::size_t people = candidates.people().size();
    std::vector<Relaxation> out;
    const auto add = [&](bool unknown, const char* path, double asked, double off, const char* why) {
        if (unknown && asked != off && people > 0) {
            out.push_back({path, asked, off, why, people});
        }
    };
    const bool unlike = !known.categories() && !known.tags() && known.creatorCount() == 0;
    const char* const noTraits = "Items have no categories, tags or creators that would make two alike";
    add(unlike && balance.dpp == 0, "balance.mmr", balance.mmr, 1, noTraits);
    add(unlike, "balance.dpp", balance.dpp, 0, noTraits);
    add(unlike, "balance.shares.variety", balance.shares ? balance.shares->variety : 0, 0, noTraits);
    add(!known.categories() && balance.dpp == 0, "balance.calibration", balance.calibration, 0,
        "Items have no categories");
    const auto fresh = candidates.freshness(balance.halfLifeDays);
    add(std::ranges::none_of(*fresh, [](double value) { return value > 0; }), "balance.freshness",
        balance.freshness, 0, "No item says when it is from");
    return out;
}

std::vector<Relaxation> relaxationsOf(const PreparedCandidates& candidates, const RuleSet& rules,
                                      const AllLists& run, Time clock) {
    Relaxations all;
    for (const PersonOutcome& outcome : run.outcomes()) {
        for (const PersonRelaxation& one : outcome.relaxed) {
            all.add(one);
        }
    }
    std::vector<Relaxation> relaxed = all.take();
    if (rules.balance.dpp > 0) {
        // One of the two makes a list varied; a sum of both would be neither.
        if (rules.balance.mmr < 1) {
            relaxed.push_back(
                {"balance.mmr", rules.balance.mmr, 1, "dpp decides what is varied", run.outcomes().size()});
        }
        if (rules.balance.calibration > 0) {
            relaxed.push_back({"balance.calibration", rules.balance.calibration, 0,
                               "dpp decides what is varied", run.outcomes().size()});
        }
    }
    const std::vector<Relaxation> unknown = unknownTo(candidates, rules.balance);
    relaxed.insert(relaxed.end(), unknown.begin(), unknown.end());
    relaxed.insert(relaxed.end(), run.capsOver().begin(), run.capsOver().end());
    // Places that limits leave empty.
    std::size_t people = 0;
    std::size_t worst = 0;
    for (std::size_t at = 0; at < run.outcomes().size(); ++at) {
        if (run.outcomes()[at].shortened) {
            worst = people++ == 0 || run.outcomes()[at].list.size() < run.outcomes()[worst].list.size()
                        ? at
                        : worst;
        }
    }
    if (people > 0) {
        const std::size_t candidatesOf = candidates.people()[worst].items.size();
        const std::size_t wanted = std::min(candidatesOf, rules.list.value_or(candidatesOf));
        const std::size_t given = run.outcomes()[worst].list.size();
        relaxed.push_back({"list", static_cast<double>(wanted), static_cast<double>(given),
                           fmt::format("Limits leave {} of {} places: {}", given, wanted,
                                       smallestRelief(candidates, rules, worst, wanted, clock)),
                           people});
    }
    return relaxed;
}

} // namespace

Result<RerankResult> Reranker::run(const RuleSet& rules, const RerankOptions& options,
                                   const ExecutionContext& context) const {
    const PreparedCandidates& candidates = *m_candidates;
    TRY_ASSIGN(const auto compiled, CompiledRules::compile(rules, candidates, options.clock));
    AllLists with(candidates, compiled, options.leaveOut);
    const auto start = std::chrono::steady_clock::now();
    TRY(with.rank(context, !options.listsOnly));
    RerankResult result;
    result.milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    for (std::size_t at = 0; at < with.outcomes().size(); ++at) {
        const PersonOutcome& outcome = with.outcomes()[at];
        result.lists.push_back(outcome.list);
        const std::size_t wanted = rules.list.value_or(candidates.people()[at].items.size());
        result.shortLists += outcome.list.size() < wanted ? 1 : 0;
    }
    if (options.listsOnly) {
        return result;
    }
    result.relaxed = relaxationsOf(candidates, rules, with, options.clock);
    const std::vector<RulePart> parts = partsOf(rules);
    PartPrices prices;
    if (options.prices) {
        TRY_ASSIGN(prices, pricesOf(candidates, parts, compiled, with, options, context));
    }
    for (std::size_t number = 0; number < parts.size(); ++number) {
        const RulePart& part = parts[number];
        RuleOutcome outcome{part.path, part.text, 0, false, {1, 1, 1, 0}};
        outcome.fired = options.prices ? prices.changed[number] : 0;
        if (part.kind == RulePart::Kind::Rule) {
            outcome.fired = 0;
            for (const PersonOutcome& one : with.outcomes()) {
                outcome.fired += one.fired[part.number] ? 1 : 0;
            }
            const CompiledRule& rule = compiled.rules[part.number];
            outcome.dead = outcome.fired == 0 && (options.complete || !rule.running ||
                                                  !rule.test.possible() || !anybody(rule, candidates));
        } else if (part.kind == RulePart::Kind::Limit) {
            const Limit& limit = rules.limits[part.number];
            outcome.dead = !limit.cap && std::ranges::none_of(with.outcomes(), [&](const PersonOutcome& one) {
                return one.breakable[part.number] != 0;
            });
        }
        result.rules.push_back(std::move(outcome));
    }
    if (options.prices) {
        const std::vector<std::span<const double>> columns(prices.kept.begin(), prices.kept.end());
        TRY_ASSIGN(const auto summaries, summariseColumns(columns, options.resamples, context));
        for (std::size_t at = 0; at < summaries.size(); ++at) {
            result.rules[at].price = summaries[at];
        }
    }
    return result;
}

Result<std::vector<PlaceReason>> Reranker::explain(const RuleSet& rules, std::size_t number,
                                                   std::span<const std::uint32_t> list, Time clock) const {
    TRY_ASSIGN(const auto compiled, CompiledRules::compile(rules, *m_candidates, clock));
    return explainBy(*m_candidates, compiled, number, list);
}

std::vector<PlaceReason> Reranker::explainBy(const PreparedCandidates& candidates,
                                             const CompiledRules& compiled, std::size_t number,
                                             std::span<const std::uint32_t> list) {
    const PreparedPerson& person = candidates.people()[number];
    PersonReranker one;
    const PersonOutcome made = one.rerank(candidates, compiled, person, {});
    Gain& gain = one.gain();
    gain.restart();
    std::vector<PlaceReason> reasons;
    for (std::size_t place = 0; place < list.size(); ++place) {
        PlaceReason reason;
        reason.candidate = list[place];
        reason.terms = gain.termsOf(list[place]);
        reason.pinned =
            place < made.list.size() && made.list[place] == list[place] && made.pinned[place] != 0;
        for (const CompiledRule& rule : compiled.rules) {
            if (rule.runsFor(person.person) && rule.test.holds(person.items[list[place]], person.person)) {
                reason.rules.push_back(rule.number);
            }
        }
        gain.push(list[place]);
        reasons.push_back(std::move(reason));
    }
    return reasons;
}

} // namespace tastescope
