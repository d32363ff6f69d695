// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/stored_evaluation.h"

#include "engine/evaluation/evaluation_input.h"
#include "engine/metrics/metric.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/project/experiment_store.h"
#include "storage/project/project.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace tastescope {
namespace {

// What stands behind the key of a metric whose numbers are no means over users.
constexpr std::string_view sumsOf = " sums";
constexpr std::string_view countsOf = " counts";
constexpr std::string_view groupSumsOf = " weighted";
constexpr std::string_view groupCountsOf = " weights";

Time now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string nameOf(const std::string& key, std::string_view part) {
    return key + std::string(part);
}

void addColumns(std::size_t model, const MetricValue& metric, std::vector<UserColumn>& columns) {
    const auto add = [&](std::string_view part, const std::vector<double>& values) {
        if (!values.empty()) {
            columns.push_back({model, nameOf(metric.key, part), values});
        }
    };
    add("", metric.perUser);
    if (metric.pooled) {
        add(sumsOf, metric.pooled->sums);
        add(countsOf, metric.pooled->counts);
    }
    if (metric.ofGroups) {
        add(groupSumsOf, metric.ofGroups->sums);
        add(groupCountsOf, metric.ofGroups->counts);
    }
}

using ColumnsByName = std::map<std::pair<std::size_t, std::string>, std::vector<double>>;

std::vector<double> take(ColumnsByName& columns, std::size_t model, const std::string& name) {
    const auto found = columns.find({model, name});
    return found == columns.end() ? std::vector<double>() : std::move(found->second);
}

const MetricInfo* metricOf(std::string_view key) {
    return findMetric(key.substr(0, key.find('@')));
}

double asItIs(double mean) {
    return mean;
}

void fill(MetricValue& metric, std::size_t model, ColumnsByName& columns) {
    metric.perUser = take(columns, model, metric.key);
    std::vector<double> sums = take(columns, model, nameOf(metric.key, sumsOf));
    std::vector<double> counts = take(columns, model, nameOf(metric.key, countsOf));
    const MetricInfo* info = metricOf(metric.key);
    const auto* errors = info ? info->as<ErrorMetric>() : nullptr;
    if (errors && !sums.empty() && !counts.empty()) {
        metric.pooled = PooledMean{std::move(sums), std::move(counts), &errors->ofMean};
    }
    std::vector<double> weighted = take(columns, model, nameOf(metric.key, groupSumsOf));
    std::vector<double> weights = take(columns, model, nameOf(metric.key, groupCountsOf));
    if (!weighted.empty() && !weights.empty()) {
        metric.ofGroups = PooledMean{std::move(weighted), std::move(weights), &asItIs};
    }
}

KeptLists keptLists(const EvaluationResult& result) {
    auto named = std::make_shared<IdMap>();
    const auto rowOf = [&](ItemIndex item) { return named->intern(result.itemIds->at(item.value)); };
    KeptLists kept;
    for (const UserIndex user : result.users) {
        KeptHeldOut& part = kept.heldOut.emplace_back();
        part.count = static_cast<std::uint32_t>(result.heldOut->relevantCount(user));
        std::ranges::transform(result.heldOut->itemsOf(user), std::back_inserter(part.items), rowOf);
    }
    for (const ModelResult& model : result.models) {
        std::vector<KeptList>& lists = kept.ofModel.emplace_back();
        if (model.lists.empty()) {
            continue;
        }
        for (const UserIndex user : result.users) {
            KeptList& list = lists.emplace_back();
            for (const ScoredItem& entry : model.lists[user.value]) {
                if (list.size() < KeptLists::places) {
                    // A score made elsewhere may be more than a float holds.
                    list.push_back(
                        {rowOf(entry.item), std::clamp(entry.score, std::numeric_limits<float>::lowest(),
                                                       std::numeric_limits<float>::max())});
                }
            }
        }
    }
    kept.items = std::move(named);
    return kept;
}

} // namespace

Result<std::int64_t> keepEvaluation(Project& project, const EvaluationResult& result,
                                    const ExecutionContext& context) {
    StoredExperiment experiment;
    experiment.fingerprint = result.fingerprint;
    experiment.protocol = result.protocol;
    experiment.made = now();
    experiment.json = evaluationJson(result);
    experiment.specification = result.specification;
    experiment.dataFingerprint = result.dataFingerprint;
    experiment.version = TASTESCOPE_VERSION;
    experiment.seconds = result.seconds;
    std::vector<StoredMetric> metrics;
    UserColumns values{{result.userIds, result.users}, {}, {}};
    for (std::size_t place = 0; place < result.models.size(); ++place) {
        const ModelResult& model = result.models[place];
        for (const MetricValue& metric : model.metrics) {
            metrics.push_back({0, model.label, model.algorithm, model.params, metric.key, metric.value,
                               metric.low, metric.high, metric.users});
            if (result.userIds) {
                addColumns(place, metric, values.columns);
            }
        }
    }
    if (result.userIds && result.heldOut && result.itemIds) {
        values.lists = keptLists(result);
    }
    return project.experiments().add(experiment, metrics, values, context);
}

Result<EvaluationResult> loadEvaluation(const Project& project, std::int64_t id, LoadedValues values,
                                        const ExecutionContext& context) {
    TRY_ASSIGN(const auto stored, project.experiments().find(id));
    TRY_ASSIGN(auto result, evaluationFromJson(stored.json));
    result.specification = stored.specification;
    result.dataFingerprint = stored.dataFingerprint;
    result.seconds = stored.seconds;
    if (values == LoadedValues::None) {
        return result;
    }
    TRY_ASSIGN(auto users, project.experiments().users(stored.id));
    if (!users.ids) {
        return result;
    }
    result.userIds = std::move(users.ids);
    result.users = std::move(users.judged);
    TRY_ASSIGN(auto stores, project.experiments().columns(stored.id, result.userIds->size(), context));
    ColumnsByName columns;
    for (StoredColumn& column : stores) {
        columns[{column.model, column.name}] = std::move(column.values);
    }
    for (std::size_t place = 0; place < result.models.size(); ++place) {
        for (MetricValue& metric : result.models[place].metrics) {
            fill(metric, place, columns);
        }
    }
    return result;
}

} // namespace tastescope
