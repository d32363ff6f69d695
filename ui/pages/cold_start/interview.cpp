// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cold_start/interview.h"

#include "engine/registry/registry.h"
#include "storage/use_cases/newcomers/fallback_order.h"

#include <algorithm>
#include <utility>

namespace tastescope {

Result<InterviewBasis> prepareInterview(std::shared_ptr<const Dataset> dataset,
                                        std::shared_ptr<const Recommender> model,
                                        const std::string& algorithm, AskStrategy strategy,
                                        const InterviewBasis* before, const ExecutionContext& context) {
    TRY_ASSIGN(const auto info, requireAlgorithm(algorithm));
    InterviewBasis basis;
    if (before != nullptr && before->dataset == dataset) {
        basis.meaning = before->meaning;
        basis.content = before->content;
        basis.popularity = before->popularity;
    } else {
        basis.meaning = answerMeaning(*dataset, context);
        FallbackModels models(dataset);
        TRY_ASSIGN(basis.popularity, models.of(ListSource::Popularity, context));
        if (!dataset->itemAttributes().table().columns.empty()) {
            TRY_ASSIGN(basis.content, models.of(ListSource::Content, context));
        }
    }
    basis.dataset = dataset;
    basis.model = std::move(model);
    TRY_ASSIGN(auto order, fallbackOrderOf(*dataset, context));
    basis.rule = std::make_shared<const FallbackRule>(dataset, *info, std::move(order));
    TRY_ASSIGN(auto questions, Questions::prepare(strategy, *dataset, basis.model.get(), context));
    basis.questions = std::make_shared<const Questions>(std::move(questions));
    return context.stopRequested() ? Result<InterviewBasis>(cancelledError()) : std::move(basis);
}

Result<InterviewList> listFor(const InterviewBasis& basis, const std::vector<GivenAnswer>& answers,
                              const std::vector<ListPlace>& before, std::size_t length,
                              const ExecutionContext& context) {
    const History history = basis.meaning.historyOf(answers);
    InterviewList out;
    out.source = basis.rule->sourceOf(history, std::nullopt);
    const Recommender* maker = out.source == ListSource::Model     ? basis.model.get()
                               : out.source == ListSource::Content ? basis.content.get()
                                                                   : basis.popularity.get();
    TRY_ASSIGN(const auto list,
               recommend(maker != nullptr ? *maker : *basis.model, history, {length}, context));
    for (const ScoredItem& entry : list) {
        const auto was =
            std::ranges::find(before, entry.item, [](const ListPlace& place) { return place.item.item; });
        out.places.push_back({entry, out.places.size() + 1, was == before.end() ? 0 : was->rank});
    }
    return out;
}

void giveAnswer(std::vector<GivenAnswer>& answers, ItemIndex item, Answer answer) {
    std::erase_if(answers, [&](const GivenAnswer& given) { return given.item == item; });
    if (answer != Answer::Unknown) {
        answers.push_back({item, answer});
    }
}

Answer nextAnswer(Answer answer) {
    return answer == Answer::Unknown ? Answer::Like
           : answer == Answer::Like  ? Answer::Dislike
                                     : Answer::Unknown;
}

} // namespace tastescope
