// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/simulation/online_test.h"

#include "engine/base/progress.h"
#include "engine/base/random.h"
#include "engine/experiment/effect.h"
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "engine/simulation/fitted_tastes.h"
#include "storage/export/table_file.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/rules/candidate_source.h"
#include "storage/use_cases/simulation/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t fewestPeople = 20;
constexpr std::uint64_t coinStream = 0xA5B7'0000'0000'0000; ///< which arm somebody is in
constexpr std::uint64_t dayStream = 0xA5B8'0000'0000'0000;  ///< on which day they come first
constexpr std::array<std::size_t, 3> returnDays{1, 7, 30};
constexpr double alpha = 0.05;
// Of the progress.
constexpr double promised = 0.25;
constexpr double prepared = 0.35;

Result<void> check(const OnlineTestRequest& request, std::size_t people) {
    TRY(requireAlgorithm(request.control));
    TRY(requireAlgorithm(request.treated));
    if (request.control == request.treated) {
        return Error{ErrorCode::InvalidArgument, "Both arms have the same policy",
                     "Choose another for one of them", request.control};
    }
    if (people < fewestPeople) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} people with a past are too few to split", people),
                     fmt::format("Take at least {}", fewestPeople), "online test"};
    }
    return {};
}

Result<OfflinePromise> promiseOf(const Dataset& data, const OnlineTestRequest& request,
                                 const ExecutionContext& context) {
    EvaluateRequest evaluate;
    for (const std::string& id : {request.control, request.treated}) {
        evaluate.contestants.push_back({id, id, ParamSet(findAlgorithm(id)->params)});
    }
    evaluate.split.seed = context.seed;
    evaluate.options.ks = {request.k};
    evaluate.options.metrics = {findMetric("ndcg")};
    evaluate.store = false;
    TRY_ASSIGN(const auto result, measureModels(data, evaluate, context));
    OfflinePromise promise;
    for (std::size_t arm = 0; arm < promise.value.size(); ++arm) {
        promise.value[arm] = result.models[arm].metrics.front().value;
    }
    for (const PairResult& pair : result.pairs) {
        const double sign = pair.a == request.treated ? 1 : -1;
        promise.difference = sign * pair.difference;
        promise.low = sign > 0 ? pair.low : -pair.high;
        promise.high = sign > 0 ? pair.high : -pair.low;
    }
    return promise;
}

Result<TasteWorld> tastesFor(const Dataset& data, const OnlineTestRequest& request,
                             const ExecutionContext& context) {
    if (request.demo) {
        TRY_ASSIGN(auto truth, truthOf(data, *request.demo, context));
        if (truth) {
            return *std::move(truth);
        }
    }
    TRY_ASSIGN(const auto real, holdOutChoices(data, context));
    return fitTastes(real, context);
}

PolicySpec specOf(const std::string& id) {
    PolicySpec spec;
    spec.name = id;
    spec.algorithm = id;
    spec.params = ParamSet(findAlgorithm(id)->params);
    return spec;
}

/// Passes the rounds of one arm on under its number.
class ArmSink final : public SimulationSink {
public:
    ArmSink(SimulationSink* to, std::size_t arm) : m_to(to), m_arm(arm) {}
    void begins(const std::vector<LoopMetric>& metrics) override {
        if (m_to && m_arm == 0) {
            m_to->begins(metrics);
        }
    }
    void round(const LoopRound& round) override {
        if (m_to) {
            LoopRound told = round;
            told.policy = m_arm;
            m_to->round(told);
        }
    }

private:
    SimulationSink* m_to;
    std::size_t m_arm;
};

/// Lives through the rounds of one arm; `people` are those of it.
Result<void> live(const std::shared_ptr<const Dataset>& data, const OnlineTestRequest& request,
                  const TasteWorld& tastes, std::span<OnlineTestPerson*> people, SimulationSink& sink,
                  const ExecutionContext& context) {
    SimulationOptions options;
    for (const OnlineTestPerson* person : people) {
        options.people.push_back(person->user);
    }
    options.policies.push_back(specOf(people.front()->treated ? request.treated : request.control));
    options.rounds = request.rounds;
    options.repeats = 1;
    options.k = request.k;
    options.choice = request.choice;
    options.retrain = request.retrain;
    options.leaving = request.leaving;
    TRY_ASSIGN(const auto result, simulate(data, options, &tastes, &sink, context));
    for (const LoopRound& round : result.rounds) {
        for (std::size_t at = 0; at < people.size(); ++at) {
            people[at]->days += round.here[at] != 0 ? 1 : 0;
            people[at]->lists += round.shown[at] != 0 ? 1 : 0;
            people[at]->taken += round.choices[at] != nothingChosen ? 1 : 0;
        }
    }
    return {};
}

void measureLift(OnlineTestAnswer& answer) {
    std::array<Moments, 2> arms;
    for (const OnlineTestPerson& person : answer.people) {
        arms[person.treated ? 1 : 0].add(static_cast<double>(person.taken),
                                         static_cast<double>(person.lists));
    }
    const Estimate lift = compareArms(MetricKind::Ratio, arms[0], arms[1], alpha).lift;
    answer.lift = lift.value;
    answer.low = lift.low;
    answer.high = lift.high;
}

std::string signedPercent(double share) {
    return fmt::format("{}{:.1f} %", share < 0 ? "−" : "+", std::abs(100 * share));
}

} // namespace

Result<OnlineTestAnswer> runOnlineTest(const std::shared_ptr<const Dataset>& data,
                                       const OnlineTestRequest& request, SimulationSink* sink,
                                       const ExecutionContext& context) {
    const std::vector<UserIndex> users = samplePeople(*data, request.users, context.seed);
    TRY(check(request, users.size()));
    OnlineTestAnswer answer;
    answer.request = request;
    PartProgress first(context, 0, promised, {.label = "Offline", .withLosses = false});
    TRY_ASSIGN(answer.offline, promiseOf(*data, request, first.context()));
    PartProgress second(context, promised, prepared, {.label = "Tastes", .withLosses = false});
    TRY_ASSIGN(const auto tastes, tastesFor(*data, request, second.context()));
    answer.truth = tastes.truth;
    for (const UserIndex user : users) {
        OnlineTestPerson person;
        person.user = user;
        person.treated = Random(context.seed, coinStream + user.value).uniform() < 0.5;
        person.day =
            Random(context.seed, dayStream + user.value).below(std::max<std::size_t>(1, request.rounds));
        person.before = data->events().lastOf(user) - data->events().firstOf(user);
        answer.people.push_back(person);
    }
    for (const std::size_t arm : {std::size_t{0}, std::size_t{1}}) {
        std::vector<OnlineTestPerson*> people;
        for (OnlineTestPerson& person : answer.people) {
            if (person.treated == (arm == 1)) {
                people.push_back(&person);
            }
        }
        if (people.empty()) {
            return Error{ErrorCode::InvalidArgument, "Chance left an arm without people",
                         "Take more people, or another seed", "online test"};
        }
        const double half = (1 - prepared) / 2;
        const double from = prepared + half * static_cast<double>(arm);
        PartProgress part(context, from, from + half,
                          {.label = arm == 0 ? request.control : request.treated, .withLosses = false});
        ArmSink told(sink, arm);
        TRY(live(data, request, tastes, people, told, part.context()));
    }
    measureLift(answer);
    return answer;
}

Result<void> writeOnlineTest(const OnlineTestAnswer& answer, const Dataset& data,
                             const std::filesystem::path& path, const ExecutionContext& context) {
    std::vector<TableColumn> columns{{"user"},         {"arm"},         {"day", true}, {"impressions", true},
                                     {"clicks", true}, {"before", true}};
    std::vector<std::size_t> returns;
    for (const std::size_t days : returnDays) {
        if (answer.request.leaving > 0 && days < answer.request.rounds) {
            returns.push_back(days);
            columns.push_back({fmt::format("returned_{}", days), true});
        }
    }
    TRY_ASSIGN(auto file, TableFile::create(path, columns));
    for (const OnlineTestPerson& person : answer.people) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        std::vector<std::string> row{std::string(data.users().at(person.user.value)),
                                     person.treated ? answer.request.treated : "control",
                                     std::to_string(person.day + 1),
                                     std::to_string(person.lists),
                                     std::to_string(person.taken),
                                     std::to_string(person.before)};
        for (const std::size_t days : returns) { // they come every day until they leave
            row.emplace_back(person.days > days ? "1" : "0");
        }
        TRY(file.row(row));
    }
    return file.commit();
}

std::string onlineTestWords(const OnlineTestAnswer& answer) {
    const std::string& a = answer.request.control;
    const std::string& b = answer.request.treated;
    const OfflinePromise& offline = answer.offline;
    std::string words = fmt::format("Offline {} had NDCG@{} {:.3f} and {} {:.3f}", b, answer.request.k,
                                    offline.value[1], a, offline.value[0]);
    const bool promises = offline.low > 0 || offline.high < 0;
    if (promises && offline.value[0] > 0) {
        words += fmt::format(", {}", signedPercent(offline.difference / offline.value[0]));
    }
    words +=
        fmt::format(". In the test people took something from its lists {:.1f} % {} often (from {} to {}). ",
                    std::abs(100 * answer.lift), answer.lift < 0 ? "less" : "more", signedPercent(answer.low),
                    signedPercent(answer.high));
    const bool came = answer.low > 0 || answer.high < 0;
    if (!came) {
        words += promises ? "The test does not find what was promised: too early to say."
                          : "Neither tells the two apart.";
    } else if (!promises) {
        words += "What nobody promised came.";
    } else if ((offline.difference > 0) != (answer.lift > 0)) {
        words += "The promise had the wrong sign.";
    } else {
        words += "The sign is as promised, the size is another matter: held-out events are what people found "
                 "by themselves, not what they take when it is shown.";
    }
    return words + " This is a simulation: read directions, not amounts.";
}

} // namespace tastescope
