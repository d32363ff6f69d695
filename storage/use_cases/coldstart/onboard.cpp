// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/coldstart/onboard.h"

#include "storage/export/json_writer.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

void writeSummary(JsonWriter& json, std::string_view key, const Summary& summary, const char* over) {
    json.key(key).beginObject().field("value", summary.mean).field("low", summary.low);
    json.field("high", summary.high).field(over, summary.users).endObject();
}

void writeMetrics(JsonWriter& json, const std::vector<MetricValue>& metrics) {
    json.key("metrics").beginObject();
    for (const MetricValue& metric : metrics) {
        writeSummary(json, metric.key, {metric.value, metric.low, metric.high, metric.users}, "users");
    }
    json.endObject();
}

} // namespace

Result<PeopleRehearsal> onboardPeople(const Dataset& dataset, const PeopleRehearsalRequest& request,
                                      const ExecutionContext& context) {
    const auto counted = weighed(dataset, Weighing::Once, context);
    return context.stopRequested() ? cancelledError() : rehearsePeople(*counted, request, context);
}

Result<ItemRehearsal> onboardItems(const Dataset& dataset, const ItemRehearsalRequest& request,
                                   const ExecutionContext& context) {
    const auto counted = weighed(dataset, Weighing::Once, context);
    return context.stopRequested() ? cancelledError() : rehearseItems(*counted, request, context);
}

std::string onboardJson(const PeopleRehearsal& rehearsal) {
    JsonWriter json;
    json.beginObject().field("model", rehearsal.algorithm).field("people", rehearsal.people);
    json.field("trained_on", rehearsal.trainedOn).key("curve").beginArray();
    for (const OnboardingPoint& point : rehearsal.curve) {
        json.beginObject().field("strategy", infoOf(point.strategy).id).field("questions", point.questions);
        json.field("answered", point.answered).field("liked", point.liked);
        json.field("personal", point.personal);
        writeMetrics(json, point.metrics);
        json.endObject();
    }
    json.endArray().key("popularity").beginObject();
    writeMetrics(json, rehearsal.popularity);
    json.endObject().key("full_history").beginObject();
    writeMetrics(json, rehearsal.fullHistory);
    return json.endObject().endObject().text();
}

std::string onboardJson(const Dataset& dataset, const ItemRehearsal& rehearsal,
                        const ItemRehearsalRequest& request) {
    const auto people = static_cast<double>(rehearsal.people);
    JsonWriter json;
    json.beginObject().field("hidden", rehearsal.hidden).field("people", rehearsal.people);
    json.field("k", request.k).field("confidence", request.confidence).key("curve").beginArray();
    for (const ItemRehearsalModel& model : rehearsal.models) {
        json.beginObject().field("strategy", model.algorithm).field("questions", 0).key("metrics");
        json.beginObject();
        writeSummary(json, "auc", model.auc, "items");
        writeSummary(json, "rank", model.rank, "items");
        writeSummary(json, fmt::format("hit@{}", request.k), model.hit, "items");
        writeSummary(json, fmt::format("precision@{}", request.k), model.precision, "items");
        writeSummary(json, fmt::format("chance@{}", request.k), model.chance, "items");
        json.endObject().endObject();
    }
    json.endArray().key("items").beginArray();
    for (const ItemRehearsalModel& model : rehearsal.models) {
        for (const RehearsedItem& item : model.items) {
            const auto reach = static_cast<double>(item.reach);
            const Interval interval =
                model.error.without(item.quotient()).intervalOf(reach, people, request.confidence);
            json.beginObject().field("strategy", model.algorithm);
            json.field("item", dataset.items().at(item.item.value));
            json.field("title", dataset.itemAttributes().title(item.item)).field("reach", item.reach);
            json.field("low", interval.low).field("high", interval.high);
            json.field("reach_with_events", item.warmReach).field("audience", item.audience);
            json.field("hits", item.hits).field("auc", item.auc).field("rank", item.rank).endObject();
        }
    }
    return json.endArray().endObject().text();
}

} // namespace tastescope
