// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/people_rehearsal.h"

#include "engine/base/parallel.h"
#include "engine/base/progress.h"
#include "engine/base/random.h"
#include "engine/data/split.h"
#include "engine/evaluation/measure.h"
#include "engine/evaluation/ranking.h"
#include "engine/onboarding/fallback.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace tastescope {
namespace {

using Lists = std::vector<RankedList>; ///< by user index

constexpr std::size_t peopleToReport = 16;

Result<void> check(const PeopleRehearsalRequest& request) {
    const auto refuse = [](std::string what, std::string remedy, std::string place) {
        return Error{ErrorCode::InvalidArgument, std::move(what), std::move(remedy), std::move(place)};
    };
    if (request.strategies.empty()) {
        return refuse("There is no strategy to rehearse", "Name one or more", "--strategy");
    }
    if (request.questions > Questions::most) {
        return refuse(fmt::format("Nobody answers {} questions", request.questions),
                      fmt::format("Ask {} or fewer", Questions::most), "--questions");
    }
    return request.k > 0 ? Result<void>() : refuse("A list of 0 items", "Give 1 or more", "--k");
}

/// What all strategies share.
struct Stage {
    EvaluationInput input;
    Yardstick yardstick;
    RankingTask task;
    AnswerMeaning meaning;
    /// By ListSource; the first is the model.
    std::array<std::shared_ptr<const Recommender>, 4> models;
    std::optional<FallbackRule> rule;
};

std::vector<UserIndex> strangersOf(const EvaluationInput& input, std::size_t most, std::uint64_t seed) {
    std::vector<UserIndex> people;
    for (std::size_t user = 0; user < input.train->userCount(); ++user) {
        if (isCold(input, UserIndex(user)) && input.test.relevantCount(UserIndex(user)) > 0) {
            people.emplace_back(user);
        }
    }
    if (most > 0 && people.size() > most) {
        Random(seed).shuffle(std::span(people));
        people.resize(most);
        std::ranges::sort(people);
    }
    return people;
}

Yardstick yardstickOf(const EvaluationInput& input, const PeopleRehearsalRequest& request,
                      std::vector<UserIndex> people) {
    Yardstick yardstick;
    yardstick.input = &input;
    yardstick.users = std::move(people);
    yardstick.ks = {request.k};
    yardstick.resamples = request.resamples;
    yardstick.facts = catalogueFacts(input.train->matrix());
    yardstick.byAttributes = AttributeSimilarity(input.train->itemAttributes());
    const char* variety = yardstick.byAttributes.empty() ? "ild_cooc" : "ild";
    for (const char* id : {"ndcg", "recall", "hit", variety, "novelty", "coverage"}) {
        yardstick.metrics.push_back(findMetric(id));
    }
    return yardstick;
}

std::vector<ItemIndex> catalogueOf(const Dataset& train) {
    std::vector<ItemIndex> items;
    for (std::size_t item = 0; item < train.itemCount(); ++item) {
        if (train.matrix().countOf(ItemIndex(item)) > 0) {
            items.emplace_back(item);
        }
    }
    return items;
}

/// One strategy's lists and counts at each measured number of questions.
struct Interviews {
    std::vector<Lists> lists;
    std::vector<std::vector<std::uint32_t>> answered; ///< by point, then by place among the people
    std::vector<std::vector<std::uint32_t>> liked;
    std::vector<std::vector<std::uint32_t>> personal;
};

/// Somebody being asked. Reads the stage, writes their own places of `out` alone.
class Interview {
public:
    Interview(const Stage& stage, const Questions& questions, std::size_t place)
        : m_stage(stage)
        , m_questions(questions)
        , m_place(place)
        , m_user(stage.yardstick.users[place])
        , m_known(knownHistory(stage.input, m_user)) {}

    Result<void> run(std::span<const std::size_t> points, Interviews& out, const ExecutionContext& context) {
        for (std::size_t point = 0; point < points.size(); ++point) {
            while (m_answers.size() < points[point] && ask()) {
            }
            if (point == 0 || m_opinions != m_listed) {
                TRY_ASSIGN(m_list, listNow(context));
                m_listed = m_opinions;
            }
            out.lists[point][m_user.value] = m_list;
            out.answered[point][m_place] = m_opinions;
            out.liked[point][m_place] = m_likes;
            out.personal[point][m_place] = m_source == ListSource::Model ? 1 : 0;
        }
        return {};
    }

private:
    bool ask() {
        const auto item = m_questions.next(m_answers);
        if (!item) {
            return false;
        }
        const auto known = std::ranges::find(m_known, *item, &HistoryEntry::item);
        const Answer answer = known == m_known.end() ? Answer::Unknown : m_stage.meaning.of(*known);
        m_answers.push_back({*item, answer});
        m_opinions += answer == Answer::Unknown ? 0 : 1;
        m_likes += answer == Answer::Like ? 1 : 0;
        return true;
    }

    Result<RankedList> listNow(const ExecutionContext& context) {
        History history = m_stage.meaning.historyOf(m_answers);
        m_source = m_stage.rule->sourceOf(history, m_user);
        const Recommender& model = *m_stage.models[static_cast<std::size_t>(m_source)];
        ListOptions options;
        options.length = m_stage.task.k;
        options.leaveOut = seenItems(m_stage.input, m_user);
        options.candidates = m_stage.task.allowed;
        // Of people like them a model knows by their row alone; in training they have no event.
        return m_source == ListSource::Segment
                   ? recommend(model, UserRow{m_stage.input.train.get(), m_user}, options, context)
                   : recommend(model, std::move(history), options, context);
    }

    const Stage& m_stage;
    const Questions& m_questions;
    std::size_t m_place;
    UserIndex m_user;
    History m_known;
    std::vector<GivenAnswer> m_answers;
    RankedList m_list;
    ListSource m_source = ListSource::Model;
    std::uint32_t m_opinions = 0;
    std::uint32_t m_likes = 0;
    std::uint32_t m_listed = 0;
};

Result<Interviews> interviewAll(const Stage& stage, const Questions& questions,
                                std::span<const std::size_t> points, const ExecutionContext& context) {
    const std::size_t people = stage.yardstick.users.size();
    Interviews out;
    out.lists.assign(points.size(), Lists(stage.input.train->userCount()));
    out.answered.assign(points.size(), std::vector<std::uint32_t>(people));
    out.liked = out.answered;
    out.personal = out.answered;
    std::atomic<std::size_t> done = 0;
    const bool finished = parallelChunks(context, people, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t place = begin; place < end && !context.stopRequested(); ++place) {
            // Fails by a stop alone, which is asked for below.
            static_cast<void>(Interview(stage, questions, place).run(points, out, context).hasValue());
            if (const std::size_t count = ++done; count % peopleToReport == 0) {
                context.report(static_cast<double>(count) / static_cast<double>(people), "Asking");
            }
        }
    });
    if (!finished || context.stopRequested()) {
        return cancelledError();
    }
    return out;
}

double meanOfCounts(const std::vector<std::uint32_t>& counts) {
    double sum = 0;
    for (const std::uint32_t count : counts) {
        sum += count;
    }
    return counts.empty() ? 0 : sum / static_cast<double>(counts.size());
}

/// The model, and all that may stand in for it.
Result<void> fitAll(Stage& stage, const PeopleRehearsalRequest& request, const ExecutionContext& context) {
    const auto& train = stage.input.train;
    TRY_ASSIGN(const auto algorithm, requireAlgorithm(request.algorithm));
    TRY_ASSIGN(stage.models.front(),
               algorithm->fit(*train,
                              request.params.values().empty() ? ParamSet(algorithm->params) : request.params,
                              context));
    TRY_ASSIGN(auto order, measureFallbackOrder(*train, context)); // of what is known before they come
    stage.rule.emplace(train, *algorithm, std::move(order));
    FallbackModels fallbacks(train);
    for (std::size_t source = 1; source < stage.models.size(); ++source) {
        TRY_ASSIGN(stage.models[source], fallbacks.of(static_cast<ListSource>(source), context));
    }
    return {};
}

/// Of what was known, as `evaluate` ranks.
Result<std::vector<MetricValue>> measureWhole(const Stage& stage, const Recommender& model,
                                              const ExecutionContext& context) {
    TRY_ASSIGN(const auto ranking, rankUsers(model, stage.task, context));
    return measureLists(stage.yardstick, ranking.lists, {}, context);
}

Result<void> rehearse(const Stage& stage, const PeopleRehearsalRequest& request, PeopleRehearsal& out,
                      const ExecutionContext& context) {
    const std::vector<std::size_t> points = measuredAfter(request.questions);
    std::vector<MetricValue> atZero; // the same for every strategy
    for (std::size_t at = 0; at < request.strategies.size(); ++at) {
        const AskStrategy strategy = request.strategies[at];
        const auto parts = static_cast<double>(request.strategies.size());
        PartProgress part(context, static_cast<double>(at) / parts, static_cast<double>(at + 1) / parts,
                          {.label = std::string(infoOf(strategy).title), .withLosses = false});
        TRY_ASSIGN(const auto questions, Questions::prepare(strategy, *stage.input.train,
                                                            stage.models.front().get(), part.context()));
        TRY_ASSIGN(const auto interviews, interviewAll(stage, questions, points, part.context()));
        for (std::size_t point = 0; point < points.size(); ++point) {
            std::vector<MetricValue> values = atZero;
            if (point > 0 || values.empty()) {
                TRY_ASSIGN(values, measureLists(stage.yardstick, interviews.lists[point], {}, context));
            }
            if (point == 0) {
                atZero = values;
            }
            out.curve.push_back(
                {strategy, points[point], std::move(values), meanOfCounts(interviews.answered[point]),
                 meanOfCounts(interviews.liked[point]), meanOfCounts(interviews.personal[point])});
        }
    }
    return {};
}

} // namespace

std::vector<std::size_t> measuredAfter(std::size_t questions) {
    constexpr std::size_t everyFrom = 5;
    std::vector<std::size_t> points{0, 1, 2, 3};
    for (std::size_t at = everyFrom; at < questions; at += everyFrom) {
        points.push_back(at);
    }
    std::erase_if(points, [&](std::size_t at) { return at >= questions; });
    points.push_back(questions);
    return points;
}

Result<PeopleRehearsal> rehearsePeople(const Dataset& dataset, const PeopleRehearsalRequest& request,
                                       const ExecutionContext& context) {
    TRY(check(request));
    TRY(requireAlgorithm(request.algorithm));
    context.report(0, "Keeping people back");
    TRY_ASSIGN(const auto split,
               splitDataset(dataset, {Protocol::ColdUsers, request.heldOut, context.seed}, context));
    Stage stage;
    stage.input = evaluationInput(split, "", context);
    std::vector<UserIndex> people = strangersOf(stage.input, request.people, context.seed);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (people.empty()) {
        return Error{ErrorCode::BadInput, "Nobody who was kept back went for anything later",
                     "Use data with more events a person, or keep more people back", "onboarding"};
    }
    const Dataset& train = *split.train;
    stage.yardstick = yardstickOf(stage.input, request, people);
    stage.task = {&stage.input, std::move(people), catalogueOf(train), request.k, 0, {}};
    stage.meaning = answerMeaning(train, context);

    PartProgress training(context, 0.05, 0.4, {.label = "Training"});
    TRY(fitAll(stage, request, training.context()));
    PeopleRehearsal out;
    out.people = stage.yardstick.users.size();
    out.trainedOn = stage.yardstick.facts.users;
    out.algorithm = request.algorithm;
    TRY_ASSIGN(out.popularity, measureWhole(stage, *stage.models.back(), context));
    TRY_ASSIGN(out.fullHistory, measureWhole(stage, *stage.models.front(), context));
    PartProgress asking(context, 0.4, 1, {.withLosses = false});
    TRY(rehearse(stage, request, out, asking.context()));
    return out;
}

} // namespace tastescope
