// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/model_ranker.h"

#include "engine/pipeline/ranker/ranked_recommender.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

/// Lists hold floats.
constexpr double sameScore = 1e-6;

class ModelRanker final : public Ranker {
public:
    ModelRanker(std::shared_ptr<const Recommender> model, std::string name)
        : m_model(std::move(model))
        , m_name(std::move(name)) {}

    std::string name() const override { return m_name; }

    Result<void> score(const RankQuestion& question, std::span<double> scores,
                       const ExecutionContext& context) const override {
        const CandidateSet& candidates = question.candidates;
        const auto known = std::ranges::lower_bound(candidates.items, ItemIndex(m_model->itemCount()));
        ListOptions options{std::max<std::size_t>(candidates.size(), 1)};
        options.candidates =
            std::span(candidates.items).first(static_cast<std::size_t>(known - candidates.items.begin()));
        TRY_ASSIGN(const auto list, recommend(*m_model, question.asker, options, context));
        std::ranges::fill(scores, list.empty() ? 0.0 : static_cast<double>(list.back().score) - 1);
        for (const ScoredItem& one : list) {
            scores[candidates.find(one.item)] = static_cast<double>(one.score);
        }
        return {};
    }

    Result<RankExplanation> explain(const RankQuestion& question, std::size_t candidate,
                                    const ExecutionContext& context) const override {
        std::vector<double> scores(question.candidates.size());
        TRY(score(question, scores, context));
        const double own = scores[candidate];
        if (const auto learned = rankerWithin(*m_model)) {
            // Days count from the newest event, as in its lists.
            TRY_ASSIGN(auto told,
                       learned->explain({question.asker, question.candidates}, candidate, context));
            if (std::abs(told.score - own) <= sameScore) { // else none of its sources has found the item
                told.score = own;
                return told;
            }
        }
        return RankExplanation{own, own, 0, {{m_name, own}}};
    }

private:
    std::shared_ptr<const Recommender> m_model;
    std::string m_name;
};

} // namespace

std::shared_ptr<const Ranker> modelRanker(std::shared_ptr<const Recommender> model, std::string name) {
    return std::make_shared<ModelRanker>(std::move(model), std::move(name));
}

} // namespace tastescope
