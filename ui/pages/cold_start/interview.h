// SPDX-License-Identifier: GPL-3.0-or-later
// A stranger in front of the window: what they were asked, what they answered, and the list that follows.
// A value; the functions are pure and run in jobs.
#pragma once

#include "engine/explain/what_if.h"
#include "engine/onboarding/fallback.h"
#include "engine/onboarding/questions.h"

#include <memory>
#include <vector>

namespace tastescope {

/// What asking and listing stand on, prepared once for a model and a way to ask.
struct InterviewBasis {
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const Recommender> model;
    AnswerMeaning meaning;
    std::shared_ptr<const FallbackRule> rule;
    std::shared_ptr<const Recommender> content; ///< null where the data has no attributes
    std::shared_ptr<const Recommender> popularity;
    std::shared_ptr<const Questions> questions;
};
/// `before` may lend what does not depend on the way to ask. Fails where something cannot be trained.
Result<InterviewBasis> prepareInterview(std::shared_ptr<const Dataset> dataset,
                                        std::shared_ptr<const Recommender> model,
                                        const std::string& algorithm, AskStrategy strategy,
                                        const InterviewBasis* before, const ExecutionContext& context);

/// The list for the answers, with the places that its items had in the list for `before`; 0 = new.
struct InterviewList {
    std::vector<ListPlace> places;
    ListSource source = ListSource::Popularity;
};
Result<InterviewList> listFor(const InterviewBasis& basis, const std::vector<GivenAnswer>& answers,
                              const std::vector<ListPlace>& before, std::size_t length,
                              const ExecutionContext& context);

/// Sets or changes one answer; Unknown takes it away.
void giveAnswer(std::vector<GivenAnswer>& answers, ItemIndex item, Answer answer);
/// Like, then dislike, then neither.
Answer nextAnswer(Answer answer);

} // namespace tastescope
