// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/evaluation_json.h"

#include "storage/export/json_writer.h"

#include <algorithm>

namespace tastescope {

void writeChosen(JsonWriter& json, std::span<const DataDefault> chosen) {
    json.key("chosen").beginArray();
    for (const DataDefault& one : chosen) {
        json.beginObject().field("name", one.name).key("value");
        std::visit([&](const auto& value) { json.value(value); }, one.value);
        json.field("why", one.why).endObject();
    }
    json.endArray();
}

void writeFiles(JsonWriter& json, std::span<const FileCounts> files) {
    json.key("files").beginArray();
    for (const FileCounts& file : files) {
        json.beginObject().field("role", file.role).field("file", file.file);
        for (const auto& [name, count] : file.counts) {
            json.field(name, count);
        }
        json.endObject();
    }
    json.endArray();
}

namespace {

void writeMetrics(JsonWriter& json, const std::vector<MetricValue>& metrics) {
    json.key("metrics").beginObject();
    for (const MetricValue& metric : metrics) {
        json.key(metric.key).beginObject();
        json.field("value", metric.value).field("low", metric.low).field("high", metric.high);
        json.field("users", metric.users);
        if (metric.coldShown) {
            json.field("cold_shown", *metric.coldShown);
        }
        json.endObject();
    }
    json.endObject();
}

void writeModel(JsonWriter& json, const ModelResult& model) {
    json.beginObject();
    json.field("model", model.label).field("algorithm", model.algorithm).field("params", model.params);
    json.field("fit_seconds", model.fitSeconds).field("score_seconds", model.scoreSeconds);
    writeChosen(json, model.chosen);
    json.key("remarks").beginArray();
    for (const std::string& remark : model.remarks) {
        json.value(remark);
    }
    json.endArray();
    writeMetrics(json, model.metrics);
    json.endObject();
}

void writeSegment(JsonWriter& json, const SegmentResult& segment) {
    json.beginObject();
    json.field("by", segment.by).field("segment", segment.segment).field("users", segment.users);
    json.key("models").beginArray();
    for (const SegmentModel& model : segment.models) {
        json.beginObject().field("model", model.label);
        writeMetrics(json, model.metrics);
        json.endObject();
    }
    json.endArray().endObject();
}

void writeGap(JsonWriter& json, const GapResult& gap) {
    const GapPair& largest = gap.pairs.front();
    json.key(gap.key).beginObject();
    json.field("value", largest.difference).field("low", largest.low).field("high", largest.high);
    json.field("users", gap.users).field("a", largest.a).field("b", largest.b).field("p", largest.p);
    json.key("pairs").beginArray();
    for (const GapPair& pair : gap.pairs) {
        json.beginObject().field("a", pair.a).field("b", pair.b).field("difference", pair.difference);
        json.field("low", pair.low).field("high", pair.high).field("p", pair.p).endObject();
    }
    json.endArray().endObject();
}

/// An object for every model in every grouping, its metrics by key.
void writeGaps(JsonWriter& json, const std::vector<GapResult>& gaps) {
    json.key("gaps").beginArray();
    for (auto from = gaps.begin(); from != gaps.end();) {
        const auto to = std::find_if(from, gaps.end(), [&](const GapResult& gap) {
            return gap.by != from->by || gap.label != from->label;
        });
        json.beginObject().field("by", from->by).field("model", from->label);
        json.key("metrics").beginObject();
        std::for_each(from, to, [&](const GapResult& gap) { writeGap(json, gap); });
        json.endObject().endObject();
        from = to;
    }
    json.endArray();
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
    json.endArray();
    if (!result.segments.empty()) {
        json.key("segments").beginArray();
        for (const SegmentResult& segment : result.segments) {
            writeSegment(json, segment);
        }
        json.endArray();
        writeGaps(json, result.gaps);
    }
    if (!result.files.empty()) {
        writeFiles(json, result.files);
    }
    json.endObject();
    return json.text();
}

} // namespace tastescope
