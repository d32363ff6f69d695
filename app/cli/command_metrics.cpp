// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/shell.h"
#include "app/cli/text_table.h"
#include "engine/metrics/metric.h"
#include "storage/export/json_writer.h"

#include <CLI/CLI.hpp>

namespace tastescope {
namespace {

std::string keyOf(const MetricInfo& metric) {
    return metric.as<GroupMetric>() ? gapKey("METRIC") : metric.id + (metric.dependsOnK() ? "@k" : "");
}

void answerInJson(Shell& shell) {
    JsonWriter json;
    json.beginObject().key("metrics").beginArray();
    for (const MetricInfo& metric : metrics()) {
        json.beginObject().field("id", metric.id).field("key", keyOf(metric)).field("title", metric.title);
        json.field("formula", metric.formula).field("help", metric.help).field("unit", metric.unit);
        json.field("better", directionName(metric.direction)).field("source", metric.source);
        json.field("mean_over_users", metric.meanOverUsers());
        json.endObject();
    }
    shell.answer(json.endArray().endObject().text());
}

Result<void> runMetrics(Shell& shell) {
    if (shell.json) {
        answerInJson(shell);
        return {};
    }
    TextTable table({"metric", "better", "unit", "title", "source"});
    for (const MetricInfo& metric : metrics()) {
        table.row({keyOf(metric), std::string(directionName(metric.direction)), metric.unit, metric.title,
                   metric.source});
    }
    shell.showText(table.text());
    for (const MetricInfo& metric : metrics()) {
        shell.showText("\n" + keyOf(metric) + " = " + metric.formula + "\n  " + metric.help);
    }
    return {};
}

} // namespace

void addMetrics(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("metrics", "What each number of evaluate means");
    command->callback([&shell] { shell.action = runMetrics; });
}

} // namespace tastescope
