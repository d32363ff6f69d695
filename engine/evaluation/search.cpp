// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/search.h"

#include "engine/base/progress.h"
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/search_resource.h"
#include "engine/models/data_defaults.h"
#include "engine/models/data_effects.h"
#include "engine/registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t reduction = 3;
constexpr std::size_t mostRungs = 3;
constexpr std::array<std::pair<TrialStatus, std::string_view>, 6> statusNames{{
    {TrialStatus::Waiting, "waiting"},
    {TrialStatus::Running, "running"},
    {TrialStatus::Measured, "measured"},
    {TrialStatus::Dropped, "dropped"},
    {TrialStatus::Done, "done"},
    {TrialStatus::Failed, "failed"},
}};

/// Halving: 1/9, 1/3, 1 for 9 to 26 trials. As many rungs as leave one trial for the last.
std::vector<double> sharesOf(const SearchOptions& options) {
    std::vector<double> shares{1};
    std::size_t left = options.trials / reduction;
    while (options.strategy == SearchStrategy::Halving && left > 0 && shares.size() < mostRungs) {
        shares.insert(shares.begin(), shares.front() / static_cast<double>(reduction));
        left /= reduction;
    }
    return shares;
}

/// What the search is about to do, and what it knows. Plays the rungs in order; a measurement that is known
/// is taken as it is, so that a search goes on wherever it was stopped.
class Search {
public:
    Search(const AlgorithmInfo& algorithm, const SearchOptions& options, const SearchObserver& observer)
        : m_algorithm(algorithm)
        , m_options(options)
        , m_observer(observer) {
        m_result.shares = sharesOf(options);
    }

    /// Without `parts`: the parameters that are known of the trials.
    Result<void> plan(const Split* parts, std::span<const TrialMeasurement> known);
    /// Without `parts`: as far as what is known goes.
    Result<void> run(const Split* parts, const ExecutionContext& context);
    SearchResult take() { return std::move(m_result); }

private:
    using Place = std::pair<std::size_t, double>; // trial, share

    Result<void> climb(std::size_t rung, const Split* parts, const ExecutionContext& context);
    Result<bool> measure(SearchTrial& trial, std::size_t rung, const Split* parts,
                         const ExecutionContext& context);
    Result<TrialMeasurement> train(const SearchTrial& trial, double share, const EvaluationInput& input,
                                   const ExecutionContext& context) const;
    const TrialMeasurement* findKnown(const SearchTrial& trial, double share) const;
    const EvaluationInput& inputFor(double share, const Split& parts, const ExecutionContext& context);
    void dropFrom(std::size_t rung);
    void chooseBest();
    bool better(const SearchTrial& a, const SearchTrial& b) const;
    void tell(const SearchTrial& trial) const {
        if (m_observer.trial) {
            m_observer.trial(trial);
        }
    }

    const AlgorithmInfo& m_algorithm;
    const SearchOptions& m_options;
    const SearchObserver& m_observer;
    std::map<Place, TrialMeasurement> m_known;
    std::optional<std::pair<double, EvaluationInput>> m_input; ///< of the current rung
    SearchResult m_result;
};

/// `fixed`, and what the data sets but no trial moves: a rule for it may look at what trials do move, and
/// would take them for set by hand.
FixedParams heldParams(const std::vector<ParamSpec>& declared, const std::vector<ParamSpec>& fitted,
                       FixedParams fixed) {
    for (std::size_t i = 0; i < fitted.size(); ++i) {
        const ParamSpec& spec = fitted[i];
        const auto same = [&](const auto& one) { return one.first == spec.name; };
        if (spec.byData && !spec.searched && spec.standard != declared[i].standard &&
            std::none_of(fixed.begin(), fixed.end(), same)) {
            fixed.emplace_back(spec.name, paramText(spec.standard));
        }
    }
    return fixed;
}

Result<void> Search::plan(const Split* parts, std::span<const TrialMeasurement> known) {
    TRY_ASSIGN(const auto fixed, makeParams(m_algorithm.params, m_options.fixed));
    const std::vector<ParamSpec> specs =
        parts ? feltSpecs(m_algorithm, fittedSpecs(m_algorithm, *parts->train, fixed), *parts->train)
              : m_algorithm.params;
    const FixedParams held = heldParams(m_algorithm.params, specs, m_options.fixed);
    for (std::size_t number = 1; number <= m_options.trials; ++number) {
        TRY_ASSIGN(auto params, trialParams(specs, held, m_options.seed, number));
        m_result.trials.push_back({.number = number, .params = std::move(params)});
    }
    for (const TrialMeasurement& measurement : known) {
        if (measurement.trial == 0 || measurement.trial > m_result.trials.size()) {
            continue;
        }
        ParamSet& params = m_result.trials[measurement.trial - 1].params;
        const bool told = !measurement.params.empty();
        if (told && parts && measurement.params != params.text()) {
            continue; // of another version, or of other data
        }
        if (told && !parts) {
            TRY_ASSIGN(auto read, ParamSet::parse(m_algorithm.params, measurement.params));
            params = std::move(read);
        }
        m_known.insert_or_assign({measurement.trial, measurement.share}, measurement);
    }
    for (const SearchTrial& trial : m_result.trials) {
        tell(trial);
    }
    return {};
}

bool Search::better(const SearchTrial& a, const SearchTrial& b) const {
    if (std::isnan(a.last.value) || std::isnan(b.last.value)) {
        return !std::isnan(a.last.value) && std::isnan(b.last.value);
    }
    return m_options.metric.metric->direction == MetricDirection::Lower ? a.last.value < b.last.value
                                                                        : a.last.value > b.last.value;
}

/// Of this trial, or of an earlier one with the same parameters: few choices make many equal trials.
const TrialMeasurement* Search::findKnown(const SearchTrial& trial, double share) const {
    for (const SearchTrial& other : m_result.trials) {
        if (other.number == trial.number || other.params == trial.params) {
            if (const auto found = m_known.find({other.number, share}); found != m_known.end()) {
                return &found->second;
            }
        }
    }
    return nullptr;
}

const EvaluationInput& Search::inputFor(double share, const Split& parts, const ExecutionContext& context) {
    const double people = resourceOf(m_algorithm.params) ? 1 : share;
    if (!m_input || m_input->first != people) {
        m_input.emplace(people, evaluationInput(withShare(parts, people, m_options.seed, context),
                                                "validation", context));
    }
    return m_input->second;
}

Result<TrialMeasurement> Search::train(const SearchTrial& trial, double share, const EvaluationInput& input,
                                       const ExecutionContext& context) const {
    const Contestant contestant{m_algorithm.id, m_algorithm.id,
                                withShare(m_algorithm.params, trial.params, share)};
    EvaluationOptions measures;
    measures.ks = {m_options.metric.k};
    measures.metrics = {m_options.metric.metric};
    // "Finish" is meant for the search: a training that ends early would be judged unfairly.
    ExecutionContext whole = context;
    whole.finish = {};
    const Result<EvaluationResult> judged = evaluate(input, {contestant}, measures, whole);
    TrialMeasurement out{.trial = trial.number, .share = share, .params = trial.params.text()};
    if (!judged) {
        if (judged.error().code == ErrorCode::Cancelled || context.stopRequested()) {
            return cancelledError();
        }
        out.problem = judged.error().text();
        return out;
    }
    const ModelResult& model = judged->models.front();
    out.seconds = model.fitSeconds;
    const auto value = std::ranges::find(model.metrics, m_options.metric.key(), &MetricValue::key);
    if (value == model.metrics.end()) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} does not give {}", m_algorithm.title, m_options.metric.key()),
                     "Choose another metric, as ndcg@10", "search"};
    }
    out.value = value->value;
    out.low = value->low;
    out.high = value->high;
    out.users = value->users;
    return out;
}

/// False: nothing is known and nothing may be trained.
Result<bool> Search::measure(SearchTrial& trial, std::size_t rung, const Split* parts,
                             const ExecutionContext& context) {
    const double share = m_result.shares[rung];
    const TrialMeasurement* known = findKnown(trial, share);
    if (!known && (!parts || context.finishRequested())) {
        return false;
    }
    TrialMeasurement measured;
    if (known) {
        measured = *known;
        measured.seconds = known->trial == trial.number ? known->seconds : 0;
        measured.trial = trial.number;
        measured.params = trial.params.text();
    } else {
        trial.status = TrialStatus::Running;
        tell(trial);
        TRY_ASSIGN(auto trained, train(trial, share, inputFor(share, *parts, context), context));
        measured = std::move(trained);
    }
    if (!known || known->trial != trial.number) {
        if (m_observer.keep) {
            TRY(m_observer.keep(measured));
        }
        m_known.insert_or_assign({trial.number, share}, measured);
    }
    trial.rung = rung + 1;
    trial.last = std::move(measured);
    trial.seconds += trial.last.seconds;
    trial.status = !trial.last.problem.empty() ? TrialStatus::Failed
                   : share >= 1                ? TrialStatus::Done
                                               : TrialStatus::Measured;
    tell(trial);
    return true;
}

Result<void> Search::climb(std::size_t rung, const Split* parts, const ExecutionContext& context) {
    const auto climbing = [&](const SearchTrial& trial) {
        return rung == 0 || (trial.rung == rung && trial.status == TrialStatus::Measured);
    };
    const auto count = static_cast<double>(std::ranges::count_if(m_result.trials, climbing));
    const auto rungs = static_cast<double>(m_result.shares.size());
    double done = 0;
    for (SearchTrial& trial : m_result.trials) {
        if (!climbing(trial)) {
            continue;
        }
        if (context.stopRequested()) {
            return cancelledError();
        }
        const double base = static_cast<double>(rung) / rungs;
        PartProgress progress(
            context, base + done / count / rungs, base + (done + 1) / count / rungs,
            {.label = fmt::format("Trial {} of {}", trial.number, m_result.trials.size()), .steps = false});
        ExecutionContext inner = progress.context();
        inner.seed = m_options.seed;
        const Result<bool> measured = measure(trial, rung, parts, inner);
        if (!measured) {
            return measured.error();
        }
        if (!*measured) {
            m_result.complete = false;
            return {};
        }
        done += 1;
    }
    return {};
}

/// Of the trials measured on `rung` (from 0) those that do not go on. Failed ones stay failed.
void Search::dropFrom(std::size_t rung) {
    std::vector<SearchTrial*> standing;
    for (SearchTrial& trial : m_result.trials) {
        if (trial.rung == rung + 1 && trial.status == TrialStatus::Measured) {
            standing.push_back(&trial);
        }
    }
    std::size_t kept = m_options.trials;
    for (std::size_t step = 0; step <= rung; ++step) {
        kept /= reduction;
    }
    std::ranges::stable_sort(standing,
                             [&](const SearchTrial* a, const SearchTrial* b) { return better(*a, *b); });
    for (std::size_t place = std::max<std::size_t>(kept, 1); place < standing.size(); ++place) {
        if (standing[place]->number != 1) {
            standing[place]->status = TrialStatus::Dropped;
            tell(*standing[place]);
        }
    }
}

void Search::chooseBest() {
    std::size_t highest = 0;
    for (std::size_t place = 0; place < m_result.trials.size(); ++place) {
        const SearchTrial& trial = m_result.trials[place];
        if (trial.status == TrialStatus::Failed || trial.rung == 0 || std::isnan(trial.last.value) ||
            trial.rung < highest) {
            continue;
        }
        if (!m_result.best || trial.rung > highest || better(trial, m_result.trials[*m_result.best])) {
            m_result.best = place;
            highest = trial.rung;
        }
    }
}

Result<void> Search::run(const Split* parts, const ExecutionContext& context) {
    m_result.complete = true;
    for (std::size_t rung = 0; rung < m_result.shares.size() && m_result.complete; ++rung) {
        if (Result<void> climbed = climb(rung, parts, context); !climbed) {
            return climbed;
        }
        if (m_result.complete && rung + 1 < m_result.shares.size()) {
            dropFrom(rung);
        }
    }
    chooseBest();
    if (m_result.complete && !m_result.best && !m_result.trials.empty()) {
        return Error{ErrorCode::InvalidArgument, "Not one trial succeeded",
                     m_result.trials.front().last.problem, "search"};
    }
    return {};
}

Result<SearchResult> perform(const Split* parts, const SearchOptions& options,
                             std::span<const TrialMeasurement> known, const SearchObserver& observer,
                             const ExecutionContext& context) {
    TRY_ASSIGN(const auto algorithm, requireAlgorithm(options.algorithm));
    if (algorithm->params.empty()) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} has no parameters to search", algorithm->title),
                     "Choose another algorithm", "search"};
    }
    if (options.trials == 0) {
        return Error{ErrorCode::InvalidArgument, "A search needs at least one trial", "Give 2 or more",
                     "search"};
    }
    Search search(*algorithm, options, observer);
    TRY(search.plan(parts, known));
    TRY(search.run(parts, context));
    return search.take();
}

} // namespace

std::string_view strategyName(SearchStrategy strategy) {
    return strategy == SearchStrategy::Random ? "random" : "halving";
}

Result<SearchStrategy> parseStrategy(std::string_view name) {
    for (const SearchStrategy strategy : {SearchStrategy::Random, SearchStrategy::Halving}) {
        if (name == strategyName(strategy)) {
            return strategy;
        }
    }
    return Error{ErrorCode::InvalidArgument, fmt::format("There is no strategy \"{}\"", name),
                 "Use random or halving", ""};
}

std::string_view statusName(TrialStatus status) {
    return std::ranges::find(statusNames, status, &decltype(statusNames)::value_type::first)->second;
}

Result<SearchMetric> parseSearchMetric(std::string_view text) {
    const std::size_t at = std::min(text.find('@'), text.size());
    TRY_ASSIGN(const auto found, parseMetrics(text.substr(0, at)));
    if (found.size() != 1 || found.front()->direction == MetricDirection::Neutral ||
        found.front()->as<GroupMetric>()) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("\"{}\" does not say which of two models is better", text),
                     "Use one metric such as ndcg@10, recall@20 or auc", ""};
    }
    SearchMetric metric{found.front()};
    if (at < text.size()) {
        const std::string_view digits = text.substr(at + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), metric.k);
        if (error != std::errc() || end != digits.data() + digits.size() || metric.k == 0) {
            return Error{ErrorCode::InvalidArgument, fmt::format("\"{}\" cannot be read", text),
                         "Write the metric and a list length, as in ndcg@10", ""};
        }
    }
    return metric;
}

Result<SearchResult> searchParameters(const Split& parts, const SearchOptions& options,
                                      std::span<const TrialMeasurement> known, const SearchObserver& observer,
                                      const ExecutionContext& context) {
    return perform(&parts, options, known, observer, context);
}

Result<SearchResult> searchSoFar(const SearchOptions& options, std::span<const TrialMeasurement> known) {
    return perform(nullptr, options, known, {}, {});
}

} // namespace tastescope
