// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/evaluation_json.h"

#include "storage/export/json_writer.h"

namespace tastescope {
namespace {

void writeModel(JsonWriter& json, const ModelResult& model) {
    json.beginObject();
    json.field("model", model.label).field("algorithm", model.algorithm).field("params", model.params);
    json.field("fit_seconds", model.fitSeconds).field("score_seconds", model.scoreSeconds);
    json.key("metrics").beginObject();
    for (const MetricValue& metric : model.metrics) {
        json.key(metric.key).beginObject();
        json.field("value", metric.value).field("low", metric.low).field("high", metric.high);
        json.field("users", metric.users).endObject();
    }
    json.endObject().endObject();
}

} // namespace

std::string evaluationJson(const EvaluationResult& result) {
    JsonWriter json;
    json.beginObject();
    json.field("fingerprint", result.fingerprint).field("protocol", result.protocol);
    json.field("sampled", result.sampled).field("users", result.usersWithTest);
    json.field("users_without_test", result.usersWithout);
    json.key("models").beginArray();
    for (const ModelResult& model : result.models) {
        writeModel(json, model);
    }
    json.endArray().key("pairs").beginArray();
    for (const PairResult& pair : result.pairs) {
        json.beginObject();
        json.field("a", pair.a).field("b", pair.b).field("metric", pair.metric);
        json.field("difference", pair.difference).field("low", pair.low).field("high", pair.high);
        json.field("p", pair.p).endObject();
    }
    json.endArray().endObject();
    return json.text();
}

} // namespace tastescope
