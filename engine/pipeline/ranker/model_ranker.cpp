// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/model_ranker.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

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
        return RankExplanation{scores[candidate], scores[candidate], 0, {{m_name, scores[candidate]}}};
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
