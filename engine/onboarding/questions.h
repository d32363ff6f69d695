// SPDX-License-Identifier: GPL-3.0-or-later
// What to ask a stranger next, by one of several strategies.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/recommender.h"
#include "engine/onboarding/answers.h"
#include "engine/onboarding/factor_questions.h"
#include "engine/onboarding/question_tree.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tastescope {

enum class AskStrategy : std::uint8_t {
    Random,
    Popular,
    Entropy,
    PopularityEntropy,
    Diverse,
    Adaptive, ///< by factor uncertainty
    Tree
};

struct StrategyInfo {
    AskStrategy strategy;
    std::string_view id;    ///< stable: "popularity_entropy"
    std::string_view title; ///< "Popular and divisive"
    std::string_view help;  ///< a sentence
    std::string_view source;
};
/// All, the most telling first.
std::span<const StrategyInfo> askStrategies();
const StrategyInfo& infoOf(AskStrategy strategy);
/// By id; "-" counts as "_", and a few longer names are known too. InvalidArgument lists the ids.
Result<AskStrategy> parseAskStrategy(std::string_view text);

/// Immutable, thread-safe. A pure function of the answers so far, so that a person may take one back.
class Questions {
public:
    static constexpr std::size_t most = 200; ///< answers that anybody is asked for

    /// For people like those of `dataset`. `model` lends its factors to Adaptive where it has them for items
    /// and people; else, and with null, ALS is trained for it. The context's seed draws what is drawn.
    static Result<Questions> prepare(AskStrategy strategy, const Dataset& dataset, const Recommender* model,
                                     const ExecutionContext& context = {});

    AskStrategy strategy() const { return m_strategy; }
    /// Never an item that was asked. Nothing when all items that anybody has met have been asked.
    std::optional<ItemIndex> next(std::span<const GivenAnswer> answers) const;
    /// The next `count`, as if those before them were unknown: what is shown side by side.
    std::vector<ItemIndex> nextFew(std::span<const GivenAnswer> answers, std::size_t count) const;

private:
    AskStrategy m_strategy = AskStrategy::Popular;
    std::vector<ItemIndex> m_order; ///< when nothing better is known
    std::optional<QuestionTree> m_tree;
    std::optional<FactorQuestions> m_factors;
};

} // namespace tastescope
