// SPDX-License-Identifier: GPL-3.0-or-later
// A random catalogue with a mix, a ranker that is no model, and random rule sets.
#pragma once

#include "engine/pipeline/biography.h"
#include "engine/pipeline/ranker/model_ranker.h"
#include "tests/engine/pipeline/candidates/mix_world.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace tastescope::test {

/// Adds up made-up features of what it is told: ranks of sources, and a number of the item.
class CountingRanker final : public Ranker {
public:
    std::string name() const override { return "counting"; }
    Result<void> score(const RankQuestion& question, std::span<double> scores,
                       const ExecutionContext&) const override {
        for (std::size_t at = 0; at < scores.size(); ++at) {
            const RankExplanation why = explained(question.candidates, at);
            scores[at] = why.score;
        }
        return {};
    }
    Result<RankExplanation> explain(const RankQuestion& question, std::size_t candidate,
                                    const ExecutionContext&) const override {
        return explained(question.candidates, candidate);
    }

private:
    static RankExplanation explained(const CandidateSet& set, std::size_t candidate) {
        RankExplanation out;
        out.bias = 0.25;
        out.raw = out.bias;
        for (const SourceHit& hit : set.hitsOf(candidate)) {
            out.shares.push_back({(*set.sources)[hit.source], 1.0 / hit.rank});
            out.raw += out.shares.back().amount;
        }
        out.shares.push_back({"item", static_cast<double>(set.items[candidate].value * 7 % 11) / 11});
        out.raw += out.shares.back().amount;
        out.score = 1 / (1 + std::exp(-out.raw));
        return out;
    }
};

inline std::shared_ptr<const Pipeline> pipelineOver(const MixWorld& world, std::size_t total, bool counting) {
    const std::size_t part = total / 8;
    Result<std::shared_ptr<const CandidateMix>> mix = CandidateMix::make(
        world.data,
        allSources(world, total, {part, part, part, part, part, part, std::max<std::size_t>(part, 1)}));
    EXPECT_TRUE(mix);
    std::shared_ptr<const Ranker> ranker = std::make_shared<CountingRanker>();
    if (!counting) {
        ranker = modelRanker(world.ease, "ease");
    }
    return std::make_shared<const Pipeline>(*mix, std::move(ranker),
                                            std::make_shared<const RuleFacts>(ruleFactsOf(world.data)));
}

/// A rule set of a few of everything.
inline RuleSet randomRules(Random& random, std::size_t items) {
    const auto some = [&](const char* text) {
        return random.below(3) == 0 ? std::string(text) : std::string();
    };
    const auto item = [&] { return "i" + std::to_string(random.below(items)); };
    const std::uint64_t length = 1 + random.below(8);
    std::string rules;
    const auto add = [](std::string& list, const std::string& text) {
        list += text.empty() ? "" : (list.empty() ? "" : ",") + text;
    };
    if (random.below(2) == 0) {
        add(rules, R"({"do": "pin", "item": ")" + item() + R"(", "place": )" +
                       std::to_string(1 + random.below(std::min<std::uint64_t>(length, 4))) + "}");
    }
    add(rules, some(R"({"do": "boost", "condition": "flag == 1", "by": 0.3})"));
    add(rules, some(R"({"do": "bury", "condition": "age_days < 100"})"));
    add(rules, some(R"({"do": "filter", "condition": "category == 'g1'"})"));
    add(rules, some(R"({"do": "filter", "condition": "popularity > 1"})"));
    std::string limits;
    add(limits, some(R"({"attribute": "creator", "max": 2})"));
    add(limits, some(R"({"attribute": "creator", "gap": 1})"));
    add(limits, some(R"({"condition": "flag == 1", "min_share": 0.5})"));
    add(limits, some(R"({"attribute": "item", "cap": 0.3})"));
    std::string balance;
    add(balance, some(R"("mmr": 0.6)"));
    add(balance, some(R"("calibration": 0.3)"));
    add(balance, some(R"("novelty": 0.2)"));
    add(balance, some(R"("freshness": 0.2)"));
    add(balance, some(R"("popularity_damping": 0.2)"));
    return rulesOf(R"({"list": )" + std::to_string(length) + R"(, "rules": [)" + rules + R"(], "limits": [)" +
                   limits + R"(], "balance": {)" + balance + "}}");
}

} // namespace tastescope::test
