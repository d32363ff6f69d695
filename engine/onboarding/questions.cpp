// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/questions.h"

#include "engine/onboarding/question_order.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tastescope {
namespace {

constexpr std::array<StrategyInfo, 7> strategies{{
    {AskStrategy::Tree, "tree", "Most telling first",
     "A decision tree: the next question depends on every answer before it", "Golbandi, Koren, Lempel 2011"},
    {AskStrategy::Adaptive, "adaptive", "Where taste is least known",
     "The item of which an answer narrows the person's factors most",
     "Rubens, Kaplan, Sugiyama 2011; Chaloner, Verdinelli 1995"},
    {AskStrategy::Diverse, "diverse", "Spread over tastes", "Few items that as many people as possible like",
     "Nemhauser, Wolsey, Fisher 1978"},
    {AskStrategy::PopularityEntropy, "popularity_entropy", "Popular and divisive",
     "Well known, and people disagree about it", "Rashid et al. 2002"},
    {AskStrategy::Popular, "popular", "Best known first", "What most people have met", "Rashid et al. 2002"},
    {AskStrategy::Entropy, "entropy", "Most divisive first",
     "What people disagree about, however few have met it", "Rashid, Karypis, Riedl 2008"},
    {AskStrategy::Random, "random", "Drawn at random", "Any item that somebody has met", ""},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> otherNames{
    {{"popularity", "popular"},
     {"pop_entropy", "popularity_entropy"},
     {"popularity_x_entropy", "popularity_entropy"},
     {"popular_entropy", "popularity_entropy"},
     {"diverse_cover", "diverse"},
     {"factor_uncertainty", "adaptive"},
     {"adaptive_uncertainty", "adaptive"},
     {"decision_tree", "tree"}}};

/// Vectors of items and of people in one space.
bool hasFactors(const Recommender* model, const Dataset& dataset) {
    return model != nullptr && model->itemVectors().rows() >= dataset.itemCount() &&
           model->userVectors().rows() >= dataset.userCount() &&
           model->itemVectors().dimensions == model->userVectors().dimensions &&
           model->itemVectors().dimensions > 0;
}

} // namespace

std::span<const StrategyInfo> askStrategies() {
    return strategies;
}

const StrategyInfo& infoOf(AskStrategy strategy) {
    return *std::ranges::find(strategies, strategy, &StrategyInfo::strategy);
}

Result<AskStrategy> parseAskStrategy(std::string_view text) {
    std::string id(text);
    std::ranges::replace(id, '-', '_');
    const auto other =
        std::ranges::find(otherNames, std::string_view(id), &decltype(otherNames)::value_type::first);
    if (other != otherNames.end()) {
        id = other->second;
    }
    const auto found = std::ranges::find(strategies, std::string_view(id), &StrategyInfo::id);
    if (found != strategies.end()) {
        return found->strategy;
    }
    std::string known;
    for (const StrategyInfo& info : strategies) {
        known += (known.empty() ? "" : ", ") + std::string(info.id);
    }
    return Error{ErrorCode::InvalidArgument,
                 "There is no strategy \"" + std::string(text).substr(0, 60) + "\"", "Strategies: " + known,
                 "--strategy"};
}

Result<Questions> Questions::prepare(AskStrategy strategy, const Dataset& dataset, const Recommender* model,
                                     const ExecutionContext& context) {
    const AnswerMeaning meaning = answerMeaning(dataset, context);
    TRY_ASSIGN(const InteractionMatrix answers, answersOf(dataset, meaning, context));
    Questions questions;
    questions.m_strategy = strategy;
    switch (strategy) {
    case AskStrategy::Random:
        questions.m_order = randomOrder(answers, context.seed);
        break;
    case AskStrategy::Entropy:
        questions.m_order = entropyOrder(answers);
        break;
    case AskStrategy::PopularityEntropy:
        questions.m_order = popularityEntropyOrder(answers);
        break;
    case AskStrategy::Diverse: {
        TRY_ASSIGN(questions.m_order, diverseOrder(answers, most, context));
        break;
    }
    case AskStrategy::Popular:
    case AskStrategy::Adaptive:
    case AskStrategy::Tree:
        break;
    }
    // What a strategy has no opinion of comes by popularity.
    std::vector<bool> placed(answers.itemCount());
    for (const ItemIndex item : questions.m_order) {
        placed[item.value] = true;
    }
    for (const ItemIndex item : popularOrder(answers)) {
        if (!placed[item.value]) {
            questions.m_order.push_back(item);
        }
    }
    if (strategy == AskStrategy::Tree) {
        TRY_ASSIGN(questions.m_tree, QuestionTree::grow(answers, {}, context));
    }
    if (strategy == AskStrategy::Adaptive) {
        std::shared_ptr<const Recommender> own;
        if (!hasFactors(model, dataset)) {
            TRY_ASSIGN(const auto algorithm, requireAlgorithm("als"));
            TRY_ASSIGN(own, algorithm->fit(dataset, ParamSet(algorithm->params), context));
            model = own.get();
        }
        questions.m_factors.emplace(answers, model->itemVectors(), model->userVectors());
    }
    return questions;
}

std::optional<ItemIndex> Questions::next(std::span<const GivenAnswer> answers) const {
    const auto wasAsked = [&](ItemIndex item) {
        return std::ranges::find(answers, item, &GivenAnswer::item) != answers.end();
    };
    if (m_tree) {
        if (const auto item = m_tree->next(answers)) {
            return item;
        }
    }
    if (m_factors) {
        if (const auto item = m_factors->next(answers)) {
            return item;
        }
    }
    const auto found = std::ranges::find_if_not(m_order, wasAsked);
    return found == m_order.end() ? std::nullopt : std::optional(*found);
}

std::vector<ItemIndex> Questions::nextFew(std::span<const GivenAnswer> answers, std::size_t count) const {
    std::vector<GivenAnswer> asked(answers.begin(), answers.end());
    std::vector<ItemIndex> items;
    while (items.size() < count) {
        const auto item = next(asked);
        if (!item) {
            break;
        }
        items.push_back(*item);
        asked.push_back({*item, Answer::Unknown});
    }
    return items;
}

} // namespace tastescope
