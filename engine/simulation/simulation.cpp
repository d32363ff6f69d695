// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/simulation.h"

#include "engine/base/parallel.h"
#include "engine/base/progress.h"
#include "engine/registry/registry.h"
#include "engine/simulation/loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace tastescope {
namespace {

constexpr double trainingShare = 0.1; ///< of the progress, for the models of the first round

Error wrong(std::string message, std::string remedy, std::string context = "simulation") {
    return {ErrorCode::InvalidArgument, std::move(message), std::move(remedy), std::move(context)};
}

Result<void> checkPolicies(const SimulationOptions& options, const TasteWorld* tastes) {
    std::set<std::string> names;
    for (const PolicySpec& policy : options.policies) {
        if (!names.insert(policy.name).second) {
            return wrong("The same policy is there twice", "Name each once", policy.name);
        }
        if (policy.ranker == PolicySpec::Ranker::Model) {
            TRY(requireAlgorithm(policy.algorithm));
        } else if (policy.rules) {
            return wrong("Rules need a model that ranks", "Add them to an algorithm, as in als+rules.json",
                         policy.name);
        }
        if (policy.ranker == PolicySpec::Ranker::Ideal && (!tastes || !tastes->truth)) {
            return wrong("Only the synthetic service knows what people truly like",
                         "Leave this policy out, or simulate a project made by `demo`", policy.name);
        }
    }
    return {};
}

Result<void> check(const SimulationOptions& options, const TasteWorld* tastes) {
    if (options.policies.empty()) {
        return wrong("There is no policy", "Name at least one, as popularity");
    }
    if (options.people.empty()) {
        return wrong("There is nobody with a past", "Use data with events");
    }
    if (options.rounds == 0 || options.repeats == 0 || options.k == 0) {
        return wrong("Rounds, repeats and the length of a list begin at 1", "Ask for at least one of each");
    }
    if (options.needsTastes() && !tastes) {
        return wrong("What people like is not known", "Let them choose by place alone");
    }
    return checkPolicies(options, tastes);
}

/// The models of the first round; policies with the same settings share one.
Result<std::vector<std::shared_ptr<const Recommender>>>
firstModels(const Dataset& data, const SimulationOptions& options, const ExecutionContext& context) {
    std::map<std::string, std::shared_ptr<const Recommender>> trained;
    std::vector<std::shared_ptr<const Recommender>> models;
    for (std::size_t at = 0; at < options.policies.size(); ++at) {
        const PolicySpec& policy = options.policies[at];
        std::shared_ptr<const Recommender>& model = models.emplace_back();
        if (policy.ranker != PolicySpec::Ranker::Model) {
            continue;
        }
        auto& known = trained[policy.algorithm + ":" + policy.params.text()];
        if (!known) {
            const double share = trainingShare / static_cast<double>(options.policies.size());
            PartProgress part(context, share * static_cast<double>(at), share * static_cast<double>(at + 1),
                              {.label = policy.name});
            auto fitted = findAlgorithm(policy.algorithm)->fit(data, policy.params, part.context());
            if (!fitted) {
                Error error = fitted.error();
                error.context = error.context.empty() ? policy.name : policy.name + ", " + error.context;
                return error;
            }
            known = *std::move(fitted);
        }
        model = known;
    }
    return models;
}

Result<LoopSetting> settingOf(const std::shared_ptr<const Dataset>& data, const SimulationOptions& options,
                              const TasteWorld* tastes, const ExecutionContext& context) {
    LoopSetting setting;
    setting.options = &options;
    TRY_ASSIGN(setting.meter, RoundMeter::make(*data, options.people, options.k, context));
    setting.event = choiceEventOf(*data);
    PolicySetting& policy = setting.policy;
    policy.data = data;
    policy.people = options.people;
    policy.catalogue = setting.meter->catalogue();
    policy.k = options.k;
    policy.keepSeen = options.keepSeen;
    policy.foldIn = options.foldIn;
    policy.candidates = options.candidates;
    policy.clock = options.clock;
    policy.choiceWeight = setting.event.weight;
    policy.seed = context.seed;
    const std::shared_ptr<const Dataset> pasts = setting.meter->pasts();
    setting.past = std::make_unique<const PastConsumption>(
        std::shared_ptr<const InteractionMatrix>(pasts, &pasts->matrix()), policy.catalogue, context.seed);
    setting.tastes = tastes;
    setting.places = placeUtilities(options.choice, options.k);
    setting.metrics = setting.meter->metrics();
    for (LoopMetric& metric : loopMetrics(tastes != nullptr)) {
        setting.metrics.push_back(std::move(metric));
    }
    return setting;
}

/// Rounds as they come, put where they belong.
class Collector {
public:
    Collector(SimulationResult& result, const SimulationOptions& options, SimulationSink* sink,
              const ExecutionContext& context)
        : m_result(result)
        , m_policies(options.policies.size())
        , m_all(options.rounds * options.policies.size() * options.repeats)
        , m_sink(sink)
        , m_context(context) {
        m_result.rounds.resize(m_all);
    }
    void take(LoopRound round) {
        const std::scoped_lock lock(m_mutex);
        ++m_done;
        m_context.report(trainingShare +
                             (1 - trainingShare) * static_cast<double>(m_done) / static_cast<double>(m_all),
                         fmt::format("Round {} of {}", m_done, m_all));
        if (m_sink && !m_context.stopRequested()) {
            m_sink->round(round);
        }
        const std::size_t at = (round.round * m_policies + round.policy) * m_result.repeats + round.repeat;
        m_result.rounds[at] = std::move(round);
    }
    void fail(const Error& error) {
        const std::scoped_lock lock(m_mutex);
        m_error = m_error ? m_error : std::optional(error);
        m_failed = true;
    }
    /// From any thread.
    bool failed() const { return m_failed; }
    /// When all are done.
    const std::optional<Error>& error() const { return m_error; }

private:
    SimulationResult& m_result;
    std::size_t m_policies;
    std::size_t m_all;
    SimulationSink* m_sink;
    ExecutionContext m_context;
    std::mutex m_mutex;
    std::size_t m_done = 0;
    std::optional<Error> m_error;
    std::atomic<bool> m_failed = false;
};

} // namespace

bool SimulationOptions::needsTastes() const {
    return choice.asksTaste() || drift > 0 || boredom > 0 || leaving > 0;
}

std::optional<std::size_t> SimulationResult::metric(std::string_view id) const {
    const auto found = std::ranges::find(metrics, id, &LoopMetric::id);
    return found == metrics.end() ? std::nullopt
                                  : std::optional(static_cast<std::size_t>(found - metrics.begin()));
}

std::size_t SimulationResult::roundCount() const {
    return policies.empty() || repeats == 0 ? 0 : rounds.size() / (policies.size() * repeats);
}

const LoopRound& SimulationResult::at(std::size_t round, std::size_t policy, std::size_t repeat) const {
    return rounds[(round * policies.size() + policy) * repeats + repeat];
}

std::vector<double> SimulationResult::valuesOf(std::size_t round, std::size_t policy,
                                               std::size_t metric) const {
    std::vector<double> values;
    for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
        values.push_back(at(round, policy, repeat).values[metric]);
    }
    return values;
}

Result<SimulationResult> simulate(const std::shared_ptr<const Dataset>& data,
                                  const SimulationOptions& options, const TasteWorld* tastes,
                                  SimulationSink* sink, const ExecutionContext& context) {
    TRY(check(options, tastes));
    context.report(0, "Preparing");
    TRY_ASSIGN(const auto setting, settingOf(data, options, tastes, context));
    TRY_ASSIGN(const auto models, firstModels(*data, options, context));
    SimulationResult result;
    result.metrics = setting.metrics;
    result.people = options.people;
    result.repeats = options.repeats;
    for (const PolicySpec& policy : options.policies) {
        result.policies.push_back(policy.name);
    }
    if (sink) {
        sink->begins(result.metrics);
    }
    const std::size_t policies = options.policies.size();
    result.runs.resize(policies * options.repeats);
    Collector collector(result, options, sink, context);
    const ExecutionContext inner{context.stop, nullptr, context.threads, context.seed};
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !collector.failed(); ++at) {
            const std::size_t policy = at % policies; // repeat by repeat, so that all policies come along
            const std::size_t repeat = at / policies;
            Loop loop(setting, policy, repeat);
            const Result<LoopRun> run = loop.run(
                models[policy], [&](LoopRound round) { collector.take(std::move(round)); }, inner);
            if (run) {
                result.runs[policy * options.repeats + repeat] = *run;
            } else {
                collector.fail(run.error());
            }
        }
    };
    const bool done = parallelChunks(context, policies * options.repeats, 1, work);
    if (!done || context.stopRequested()) {
        return cancelledError();
    }
    if (collector.error()) {
        return *collector.error();
    }
    return result;
}

} // namespace tastescope
