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

std::string_view leakWeightName(LeakWeight weight) {
    return weight == LeakWeight::Leak ? "leak" : weight == LeakWeight::Bias ? "bias" : "note";
}

namespace {

/// What several runs of one metric gave, and how much they differ beside how much users do.
void writeRuns(JsonWriter& json, const MetricValue& metric) {
    if (metric.runs.empty()) {
        return;
    }
    json.key("runs").beginArray();
    for (const double value : metric.runs) {
        json.value(value);
    }
    json.endArray();
    const std::pair<const char*, std::optional<double>> spreads[] = {{"sd_users", metric.spread.users},
                                                                     {"sd_seeds", metric.spread.seeds},
                                                                     {"sd_folds", metric.spread.folds}};
    for (const auto& [name, deviation] : spreads) {
        if (deviation) {
            json.field(name, *deviation);
        }
    }
}

void writeHowCut(JsonWriter& json, const EvaluationResult& result) {
    json.key("filters").beginArray();
    for (const FilterEffect& effect : result.filters) {
        json.beginObject().field("what", effect.what).field("removed_events", effect.events);
        json.field("removed_users", effect.users).field("removed_items", effect.items).endObject();
    }
    json.endArray().key("unseen").beginObject();
    json.field("policy", result.unseen.leftOut ? "left out" : "judged").field("users", result.unseen.users);
    json.field("items", result.unseen.items).field("events", result.unseen.events).endObject();
    if (result.leaks) {
        json.key("leaks").beginArray();
        for (const Leak& leak : *result.leaks) {
            json.beginObject().field("id", leak.id).field("weight", leakWeightName(leak.weight));
            json.field("count", leak.count).field("of", leak.of).field("what", leak.what);
            json.field("remedy", leak.remedy).endObject();
        }
        json.endArray();
    }
    if (!result.runs.empty()) {
        json.key("runs").beginArray();
        for (const EvaluationRun& run : result.runs) {
            json.beginObject().field("seed", std::to_string(run.seed)).field("fold", run.fold).endObject();
        }
        json.endArray();
    }
}

void writeMetrics(JsonWriter& json, const std::vector<MetricValue>& metrics) {
    json.key("metrics").beginObject();
    for (const MetricValue& metric : metrics) {
        json.key(metric.key).beginObject();
        json.field("value", metric.value).field("low", metric.low).field("high", metric.high);
        json.field("users", metric.users);
        if (metric.coldShown) {
            json.field("cold_shown", *metric.coldShown);
        }
        writeRuns(json, metric);
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

void writeSlice(JsonWriter& json, const Slice& slice) {
    json.beginObject().key("conditions").beginArray();
    for (const SliceCondition& condition : slice.conditions) {
        json.beginObject().field("by", condition.by).field("segment", condition.segment).endObject();
    }
    json.endArray().field("users", slice.users).field("a", slice.a).field("b", slice.b);
    json.field("loss", slice.loss).field("low", slice.low).field("p", slice.p).endObject();
}

/// Where one model loses to another: an object for every two of them, both ways.
void writeSlices(JsonWriter& json, const std::vector<SliceSearch>& searches) {
    json.key("slices").beginArray();
    for (const SliceSearch& search : searches) {
        json.beginObject().field("a", search.a).field("b", search.b).field("metric", search.metric);
        json.field("looked", search.looked).field("found", search.found).field("users", search.users);
        json.field("loss", search.loss).key("slices").beginArray();
        for (const Slice& slice : search.slices) {
            writeSlice(json, slice);
        }
        json.endArray().endObject();
    }
    json.endArray();
}

} // namespace

std::string evaluationJson(const EvaluationResult& result, std::span<const EvaluationResult> protocols,
                           std::optional<bool> stored) {
    JsonWriter json;
    json.beginObject();
    if (stored) {
        json.field("stored", *stored);
    }
    json.field("fingerprint", result.fingerprint).field("protocol", result.protocol);
    json.field("sampled", result.sampled).field("users", result.usersWithTest);
    json.field("users_without_test", result.usersWithout);
    writeHowCut(json, result);
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
    if (result.slices) {
        writeSlices(json, *result.slices);
    }
    if (!result.files.empty()) {
        writeFiles(json, result.files);
    }
    if (!protocols.empty()) {
        json.key("protocols").beginArray();
        for (const EvaluationResult& other : protocols) {
            json.beginObject().field("protocol", other.protocol).field("users", other.usersWithTest);
            json.key("models").beginArray();
            for (const ModelResult& model : other.models) {
                writeModel(json, model);
            }
            json.endArray().endObject();
        }
        json.endArray();
    }
    json.endObject();
    return json.text();
}

} // namespace tastescope
