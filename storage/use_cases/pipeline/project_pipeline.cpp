// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/pipeline/project_pipeline.h"

#include "engine/base/random.h"
#include "engine/pipeline/ranker/model_ranker.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"
#include "storage/use_cases/train.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view fallback = "popularity"; ///< needs nothing but events
constexpr std::size_t furtherModels = 3;
constexpr std::size_t listLength = 30;

/// The models of a project, each loaded once.
class Models {
public:
    Models(const Project& project, const std::shared_ptr<const Dataset>& data)
        : m_project(project)
        , m_data(data) {}

    Result<NamedModel> load(const StoredModel& stored) const {
        TRY_ASSIGN(auto model, loadModel(m_project, stored, *m_data));
        return NamedModel{stored.name, stored.algorithm, std::move(model)};
    }
    Result<void> add(const std::string& name) {
        if (std::ranges::find(m_loaded, name, &NamedModel::name) == m_loaded.end()) {
            TRY_ASSIGN(const auto stored, m_project.models().find(name));
            TRY_ASSIGN(auto loaded, load(stored));
            m_loaded.push_back(std::move(loaded));
        }
        return {};
    }
    /// The newest first of those that can be loaded, up to `count` in all; personal ones before others.
    Result<void> addNewest(std::size_t count, const ExecutionContext& context) {
        TRY_ASSIGN(auto all, m_project.models().all());
        std::ranges::reverse(all);
        std::stable_partition(all.begin(), all.end(), [](const StoredModel& stored) {
            const AlgorithmInfo* info = findAlgorithm(stored.algorithm);
            return info != nullptr && info->personal;
        });
        for (const StoredModel& stored : all) {
            if (context.stopRequested()) {
                return cancelledError();
            }
            const bool known = std::ranges::find(m_loaded, stored.name, &NamedModel::name) != m_loaded.end();
            if (known || m_loaded.size() >= count) {
                continue;
            }
            if (auto loaded = load(stored); loaded) {
                m_loaded.push_back(*std::move(loaded));
            } else if (loaded.error().code == ErrorCode::Io) {
                return loaded.error(); // it may pass: without that model it would be another pipeline
            }
        }
        return {};
    }
    Result<void> addFallback(const ExecutionContext& context) {
        const AlgorithmInfo* info = findAlgorithm(fallback);
        TrainRequest request;
        request.algorithm = fallback;
        request.params = ParamSet(info->params);
        TRY_ASSIGN(auto fitted, fitModel(*m_data, request, context));
        m_loaded.push_back({info->title, info->id, std::move(fitted.model)});
        return {};
    }
    const std::vector<NamedModel>& loaded() const { return m_loaded; }
    const NamedModel& named(const std::string& name) const {
        return *std::ranges::find(m_loaded, name, &NamedModel::name);
    }

private:
    const Project& m_project;
    const std::shared_ptr<const Dataset>& m_data;
    std::vector<NamedModel> m_loaded;
};

/// People with a past, so many drawn by the seed.
std::vector<Asker> sampleOf(const Dataset& data, std::size_t count, std::uint64_t seed) {
    std::vector<UserIndex> active;
    for (std::size_t row = 0; row < data.userCount(); ++row) {
        if (data.matrix().countOf(UserIndex(row)) > 0) {
            active.emplace_back(row);
        }
    }
    Random(seed).shuffle(std::span(active));
    active.resize(std::min(active.size(), count));
    std::ranges::sort(active);
    return askersOf(data, active);
}

Result<std::optional<MixRecall>> recallOfSample(const ProjectPipeline& by, const PipelineRequest& request,
                                                const ExecutionContext& context) {
    if (request.recallPeople == 0) {
        return std::optional<MixRecall>();
    }
    const std::vector<Asker> people = sampleOf(*by.data, request.recallPeople, request.seed);
    TRY_ASSIGN(const auto sets, by.pipeline->mix().candidates(people, {}, context));
    TRY_ASSIGN(auto recall, recallOf(sets, *by.main.model, people, request.passOn, context));
    return std::optional(std::move(recall));
}

} // namespace

Result<ProjectPipeline> openPipeline(const Project& project, const std::shared_ptr<const Dataset>& data,
                                     const PipelineRequest& request, const ExecutionContext& context) {
    context.report(0, "Loading models");
    Models models(project, data);
    const std::string& first = request.model.empty() ? request.ranker : request.model;
    if (first.empty()) {
        TRY(models.addNewest(1, context));
    } else {
        TRY(models.add(first));
    }
    if (models.loaded().empty()) {
        TRY(models.addFallback(context));
    }
    if (!request.ranker.empty()) {
        TRY(models.add(request.ranker));
    }
    TRY_ASSIGN(const auto named, modelsNamedIn(request.sources));
    for (const std::string& name : named) {
        if (name != models.loaded().front().name) {
            TRY(models.add(name));
        }
    }
    if (request.sources.empty()) {
        TRY(models.addNewest(1 + furtherModels, context));
    }
    MixOptions options;
    options.total = request.candidates;
    options.seed = request.seed;
    options.graphFrom = request.graphFrom;
    TRY_ASSIGN(options.sources, mixSources(request.sources, models.loaded(), *data, options.total, context));
    context.report(0.3, "Building indexes");
    TRY_ASSIGN(auto mix, CandidateMix::make(data, std::move(options), context));
    ProjectPipeline out;
    out.data = data;
    out.main = models.loaded().front();
    const NamedModel& ranker = request.ranker.empty() ? out.main : models.named(request.ranker);
    out.ranker = ranker.name;
    auto facts = std::make_shared<const RuleFacts>(ruleFactsOf(data, request.now));
    out.pipeline = std::make_shared<const Pipeline>(std::move(mix), modelRanker(ranker.model, ranker.name),
                                                    std::move(facts));
    return out;
}

Result<PipelineAnswer> runPipeline(const ProjectPipeline& by, const Asker& asker,
                                   const PipelineRequest& request, std::optional<ItemIndex> traced,
                                   const ExecutionContext& context) {
    PipelineAnswer answer;
    answer.by = by;
    if (const auto* row = std::get_if<UserRow>(&asker)) {
        answer.person = by.data->users().at(row->user.value);
    }
    PipelineOptions options;
    options.passOn = request.passOn;
    options.clock = request.now.value_or(request.clock);
    RuleSet rules = request.rules;
    rules.list = request.length ? request.length : std::optional(rules.list.value_or(listLength));
    context.report(0.5, "Making the list");
    Result<PipelineRun> run = by.pipeline->run(asker, rules, options, context);
    if (!run) {
        Error error = run.error();
        if (error.code == ErrorCode::BadInput && !request.rulesName.empty()) {
            error.context = request.rulesName + ": " + error.context;
        }
        return error;
    }
    answer.run = *std::move(run);
    TRY_ASSIGN(const auto biographer, Biographer::of(*by.pipeline, answer.run, options.clock, context));
    for (const std::uint32_t candidate : answer.run.list) {
        answer.reasons.push_back(biographer.reason(answer.run.person().items[candidate]));
    }
    if (traced) {
        TRY_ASSIGN(answer.trace, biographer.tell(*traced, context));
    }
    context.report(0.7, "Measuring recall");
    TRY_ASSIGN(answer.recall, recallOfSample(by, request, context));
    return answer;
}

} // namespace tastescope
