// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/project_access.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/data/statistics.h"
#include "storage/export/json_writer.h"
#include "storage/export/text_format.h"
#include "storage/use_cases/value_signals.h"

#include <CLI/CLI.hpp>

namespace tastescope {
namespace {

JsonWriter& timeField(JsonWriter& json, std::string_view name, Time time) {
    json.key(name);
    return time == noTime ? json.null() : json.value(isoTime(time));
}

std::string jsonOf(const Dataset& data, const Statistics& facts, const std::vector<StoredModel>& models) {
    JsonWriter json;
    json.beginObject().field("name", data.name()).field("users", facts.users).field("items", facts.items);
    json.field("events", facts.events).field("pairs", facts.pairs).field("creators", facts.creators);
    json.field("density", facts.density).field("gini", facts.gini);
    json.field("median_events_per_user", facts.medianEventsPerUser);
    timeField(json, "first_time", facts.firstTime);
    timeField(json, "last_time", facts.lastTime);
    json.key("long_tail").beginObject().field("head_share", facts.headShare);
    json.field("middle_share", facts.middleShare).field("tail_share", facts.tailShare).endObject();
    json.key("signals").beginArray();
    for (const SignalCount& count : facts.signals) {
        const SignalType& signal = data.signals()[count.signal];
        json.beginObject().field("name", signal.name).field("events", count.events);
        json.field("weight", signal.weight).endObject();
    }
    json.endArray().key("models").beginArray();
    for (const StoredModel& model : models) {
        json.beginObject().field("name", model.name).field("algorithm", model.algorithm);
        json.field("weighing", weighingName(parseWeighing(model.weighing)));
        json.field("params", model.params).field("bytes", model.bytes).endObject();
    }
    json.endArray().field("fingerprint", data.fingerprint()).endObject();
    return json.text();
}

void showFacts(Shell& shell, const Dataset& data, const Statistics& facts) {
    TextTable table({data.name(), ">"});
    table.row({data.nouns().users, countText(facts.users)});
    table.row({data.nouns().items, countText(facts.items)});
    if (facts.creators > 0) {
        table.row({data.nouns().creators, countText(facts.creators)});
    }
    table.row({"events", countText(facts.events)});
    table.row({"density", percentText(facts.density)});
    table.row({"median events per " + data.nouns().user, decimalText(facts.medianEventsPerUser)});
    table.row({"from", dayText(facts.firstTime)});
    table.row({"to", dayText(facts.lastTime)});
    table.row({"fingerprint", data.fingerprint()});
    shell.showText(table.text());
    TextTable tail({"long tail", ">share of events"});
    tail.row({"top 1 % of " + data.nouns().items, percentText(facts.headShare)});
    tail.row({"next 9 %", percentText(facts.middleShare)});
    tail.row({"the other 90 %", percentText(facts.tailShare)});
    tail.row({"Gini index", decimalText(facts.gini)});
    shell.showText("\n" + tail.text());
    TextTable signals({"signal", ">events", ">weight"});
    for (const SignalCount& count : facts.signals) {
        const SignalType& signal = data.signals()[count.signal];
        signals.row({signal.name, countText(count.events), floatText(static_cast<float>(signal.weight))});
    }
    if (!signals.empty()) {
        shell.showText("\n" + signals.text());
    }
}

void showModels(Shell& shell, const std::vector<StoredModel>& models) {
    TextTable table({"model", "algorithm", ">size", ">seconds", "events count", "parameters"});
    for (const StoredModel& model : models) {
        table.row({model.name, model.algorithm, bytesText(model.bytes), decimalText(model.fitSeconds),
                   parseWeighing(model.weighing) == Weighing::Values ? "by value"
                   : parseWeighing(model.weighing) == Weighing::Once ? "once a pair"
                                                                     : "by signal",
                   model.params});
    }
    if (!table.empty()) {
        shell.showText("\n" + table.text());
    }
}

Result<void> runInfo(Shell& shell, const std::string& path) {
    TRY_ASSIGN(const auto opened, openProject(shell, path, OpenMode::ReadOnly));
    TRY_ASSIGN(const auto facts, computeStatistics(*opened.dataset, shell.context()));
    TRY_ASSIGN(const auto models, opened.project->models().all());
    if (shell.json) {
        shell.answer(jsonOf(*opened.dataset, facts, models));
        return {};
    }
    showFacts(shell, *opened.dataset, facts);
    showModels(shell, models);
    return {};
}

} // namespace

void addInfo(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("info", "Counts, density, time span and long tail of a project");
    auto project = std::make_shared<std::string>();
    command->add_option("PROJECT", *project, "A .tastescope file")->required();
    command->callback(
        [project, &shell] { shell.action = [project](Shell& with) { return runInfo(with, *project); }; });
}

} // namespace tastescope
