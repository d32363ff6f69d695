// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation/evaluation_tables.h"

#include "app/cli/arguments.h"
#include "app/cli/text_table.h"
#include "engine/data/words.h"
#include "storage/experiments/evaluation_json.h"

#include <fmt/format.h>

#include <algorithm>

namespace tastescope {
namespace {

using words::counted;

std::string valueText(const MetricValue& value) {
    return decimalText(value.value) + " " + intervalText(value.low, value.high);
}

void showModels(Shell& shell, const EvaluationResult& result) {
    shell.show(fmt::format("{}{}, {} with test items, {} without", result.protocol,
                           result.sampled ? ", sampled candidates" : "",
                           counted(result.usersWithTest, "user", "users"), countText(result.usersWithout)));
    std::vector<std::string> headings{"metric"};
    for (const ModelResult& model : result.models) {
        headings.push_back(model.label + (result.sampled ? " (sampled)" : ""));
    }
    TextTable table(std::move(headings));
    // Rows are the metrics of whichever model has most: lists made elsewhere have no AUC.
    const ModelResult* fullest = &result.models.front();
    for (const ModelResult& model : result.models) {
        fullest = model.metrics.size() > fullest->metrics.size() ? &model : fullest;
    }
    for (const MetricValue& metric : fullest->metrics) {
        std::vector<std::string> cells{metric.key};
        for (const ModelResult& model : result.models) {
            cells.emplace_back("-");
            for (const MetricValue& value : model.metrics) {
                if (value.key == metric.key) {
                    cells.back() = valueText(value);
                }
            }
        }
        table.row(std::move(cells));
    }
    std::vector<std::string> seconds{"training, ranking"};
    for (const ModelResult& model : result.models) {
        seconds.push_back(secondsText(model.fitSeconds) + ", " + secondsText(model.scoreSeconds));
    }
    table.row(std::move(seconds));
    shell.showText("\n" + table.text());
    for (const ModelResult& model : result.models) {
        for (const DataDefault& one : model.chosen) {
            shell.show(model.label + ": " + chosenText(one));
        }
        for (const std::string& remark : model.remarks) {
            shell.show(model.label + ": " + remark);
        }
        const auto cold = std::ranges::find_if(
            model.metrics, [](const MetricValue& value) { return value.coldShown.value_or(0) > 0; });
        if (cold != model.metrics.end()) {
            shell.show(fmt::format("{}: {} places of the lists hold items without training events; {} does "
                                   "not count them",
                                   model.label, countText(*cold->coldShown), cold->key));
        }
    }
}

void showPairs(Shell& shell, const EvaluationResult& result) {
    TextTable table({"metric", "a", "b", ">a - b", "interval", ">p (Holm)"});
    for (const PairResult& pair : result.pairs) {
        table.row({pair.metric, pair.a, pair.b, decimalText(pair.difference),
                   intervalText(pair.low, pair.high), fmt::format("{:.2g}", pair.p)});
    }
    if (!table.empty()) {
        shell.showText("\n" + table.text());
    }
}

void showSegments(Shell& shell, const EvaluationResult& result) {
    std::vector<std::string> headings{"by", "group", ">users", "metric"};
    for (const ModelResult& model : result.models) {
        headings.push_back(model.label);
    }
    TextTable table(std::move(headings));
    for (const SegmentResult& segment : result.segments) {
        for (const MetricValue& metric : segment.models.front().metrics) {
            std::vector<std::string> cells{segment.by, segment.segment, countText(segment.users), metric.key};
            for (const SegmentModel& model : segment.models) {
                const auto found = std::ranges::find(model.metrics, metric.key, &MetricValue::key);
                cells.push_back(found == model.metrics.end() ? "-" : valueText(*found));
            }
            table.row(std::move(cells));
        }
    }
    if (!table.empty()) {
        shell.showText("\n" + table.text());
    }
}

/// How much the values differ by user, seed and fold.
void showSpread(Shell& shell, const EvaluationResult& result) {
    if (result.runs.empty()) {
        return;
    }
    const auto cell = [](const std::optional<double>& deviation) {
        return deviation ? decimalText(*deviation) : std::string("-");
    };
    TextTable table({"metric", "model", ">sd of users", ">sd of seeds", ">sd of folds"});
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            table.row({metric.key, model.label, cell(metric.spread.users), cell(metric.spread.seeds),
                       cell(metric.spread.folds)});
        }
    }
    shell.showText("\n" + table.text());
}

void showFiles(Shell& shell, const EvaluationResult& result) {
    for (const FilterEffect& effect : result.filters) {
        shell.show(fmt::format(
            "Only {}: {}, {} and {} left out", effect.what, counted(effect.events, "event", "events"),
            counted(effect.users, "user", "users"), counted(effect.items, "item", "items")));
    }
    if (result.unseen.events > 0) {
        shell.show(fmt::format(
            "Never seen in training: {} and {} of {}; {}", counted(result.unseen.users, "user", "users"),
            counted(result.unseen.items, "item", "items"),
            counted(result.unseen.events, "test event", "test events"),
            result.unseen.leftOut ? "they are left out" : "they are judged, the items as not found"));
    }
    for (const FileCounts& file : result.files) {
        shell.show(fileText(file));
    }
}

void showGaps(Shell& shell, const EvaluationResult& result) {
    TextTable table({"by", "model", "metric", ">gap", "interval", "between", ">p (Holm)"});
    for (const GapResult& gap : result.gaps) {
        const GapPair& pair = gap.pairs.front();
        table.row({gap.by, gap.label, gap.key, decimalText(pair.difference),
                   intervalText(pair.low, pair.high), pair.a + " and " + pair.b,
                   fmt::format("{:.2g}", pair.p)});
    }
    if (!table.empty()) {
        shell.showText("\n" + table.text());
    }
}

std::string conditionsText(const Slice& slice) {
    std::string text;
    for (const SliceCondition& condition : slice.conditions) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : " and ", condition.by, condition.segment);
    }
    return text;
}

/// Whom each model loses, to which other one.
void showSlices(Shell& shell, const EvaluationResult& result) {
    if (!result.slices) {
        return;
    }
    TextTable table(
        {"loser", "to", "metric", "people", ">users", ">loser's", ">other's", ">loss", ">at least"});
    std::size_t looked = 0;
    for (const SliceSearch& search : *result.slices) {
        looked = std::max(looked, search.looked);
        for (const Slice& slice : search.slices) {
            table.row({search.a, search.b, search.metric, conditionsText(slice), countText(slice.users),
                       decimalText(slice.a), decimalText(slice.b), decimalText(slice.loss),
                       decimalText(slice.low)});
        }
    }
    shell.showText(table.empty()
                       ? fmt::format("\nNo model certainly loses to another in any of {} groups of people",
                                     countText(looked))
                       : "\n" + table.text());
}

void showLeaks(Shell& shell, const EvaluationResult& result) {
    if (!result.leaks) {
        return;
    }
    TextTable table({"leak", "kind", "what", "remedy"});
    for (const Leak& leak : *result.leaks) {
        table.row({leak.id, std::string(leakWeightName(leak.weight)), leak.what, leak.remedy});
    }
    shell.showText(table.empty() ? "\nNo leak was found" : "\n" + table.text());
}

/// One table: what each protocol makes of the same models.
void showSideBySide(Shell& shell, const std::vector<EvaluationResult>& results) {
    if (results.empty()) {
        return;
    }
    std::vector<std::string> headings{"metric", "model"};
    for (const EvaluationResult& result : results) {
        headings.push_back(result.protocol);
    }
    TextTable table(std::move(headings));
    for (std::size_t model = 0; model < results.front().models.size(); ++model) {
        for (const MetricValue& metric : results.front().models[model].metrics) {
            std::vector<std::string> cells{metric.key, results.front().models[model].label};
            for (const EvaluationResult& result : results) {
                const auto& own = result.models[model].metrics;
                const auto found = std::ranges::find(own, metric.key, &MetricValue::key);
                cells.push_back(found == own.end() ? "-" : valueText(*found));
            }
            table.row(std::move(cells));
        }
    }
    shell.showText("\n" + table.text());
}

} // namespace

void showEvaluation(Shell& shell, const EvaluationResult& result,
                    const std::vector<EvaluationResult>& protocols) {
    showModels(shell, result);
    showFiles(shell, result);
    showLeaks(shell, result);
    showSideBySide(shell, protocols);
    showSpread(shell, result);
    showPairs(shell, result);
    showSegments(shell, result);
    showGaps(shell, result);
    showSlices(shell, result);
}

} // namespace tastescope
