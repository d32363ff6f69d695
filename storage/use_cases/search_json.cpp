// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/search_json.h"

#include "engine/registry/registry.h"
#include "storage/export/json_writer.h"

namespace tastescope {
namespace {

void writeTrial(JsonWriter& json, const SearchTrial& trial, const SearchRequest& request) {
    json.beginObject().field("trial", trial.number).field("status", statusName(trial.status));
    json.field("rung", trial.rung).field("share", trial.last.share).key("params").beginObject();
    for (const auto& [name, value] : trial.params.values()) {
        json.key(name);
        std::visit([&](const auto& content) { json.value(content); }, value);
    }
    json.endObject().field("model", contestantText(request.options.algorithm, trial.params));
    json.field("value", trial.last.value).field("low", trial.last.low).field("high", trial.last.high);
    json.field("users", trial.last.users).field("seconds", trial.seconds);
    json.field("problem", trial.last.problem).endObject();
}

} // namespace

std::string contestantText(const std::string& algorithm, const ParamSet& params) {
    const AlgorithmInfo* info = findAlgorithm(algorithm);
    const std::string changes = info ? params.textOfChanges(info->params) : params.text();
    return changes.empty() ? algorithm : algorithm + ":" + changes;
}

std::string searchJson(const SearchRequest& request, const SearchResult& result, const std::string& trained) {
    const MetricInfo& metric = *request.options.metric.metric;
    JsonWriter json;
    json.beginObject().field("algorithm", request.options.algorithm);
    json.field("metric", request.options.metric.key());
    json.field("direction", metric.direction == MetricDirection::Lower ? "lower" : "higher");
    json.field("protocol", validationLabel(request)).field("seed", request.options.seed);
    json.field("strategy", strategyName(request.options.strategy)).field("complete", result.complete);
    json.key("shares").beginArray();
    for (const double share : result.shares) {
        json.value(share);
    }
    json.endArray().key("best");
    if (result.best) {
        writeTrial(json, result.trials[*result.best], request);
    } else {
        json.null();
    }
    json.key("trials").beginArray();
    for (const SearchTrial& trial : result.trials) {
        writeTrial(json, trial, request);
    }
    json.endArray();
    if (!trained.empty()) {
        json.field("trained", trained);
    }
    return json.endObject().text();
}

} // namespace tastescope
