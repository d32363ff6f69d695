// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report/report_content.h"

#include "engine/data/words.h"
#include "engine/metrics/metric.h"
#include "storage/experiments/evaluation_json.h"
#include "storage/experiments/metric_keys.h"
#include "storage/experiments/specification.h"
#include "storage/export/text_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

using words::counted;

constexpr std::size_t mostSegments = 200;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

const MetricValue* find(const std::vector<MetricValue>& metrics, const std::string& key) {
    const auto found = std::ranges::find(metrics, key, &MetricValue::key);
    return found == metrics.end() ? nullptr : &*found;
}

/// "ndcg@10", labelled where the candidates were sampled.
std::string named(const EvaluationResult& result, const std::string& key) {
    return key + (result.sampled ? " (sampled candidates)" : "");
}

struct SpreadColumn {
    const char* title;
    std::optional<double> Spread::*deviation;
};

const MetricInfo* infoOf(const std::string& key) {
    return findMetric(std::string_view(key).substr(0, key.find('@')));
}

/// A round step that cuts `span` into about four.
double stepOf(double span) {
    const double rough = span / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * power) {
            return factor * power;
        }
    }
    return 10 * power;
}

ReportChart chartOf(const EvaluationResult& result, const std::string& key) {
    ReportChart chart{key, {}, {}};
    std::vector<double> numbers;
    for (const ModelResult& model : result.models) {
        const MetricValue* metric = find(model.metrics, key);
        chart.rows.push_back({model.label, metric ? metric->value : nothing, metric ? metric->low : nothing,
                              metric ? metric->high : nothing});
        const ReportChart::Row& row = chart.rows.back();
        numbers.insert(numbers.end(), {row.value, row.low, row.high});
    }
    chart.axis = axisOver(numbers);
    return chart;
}

/// Between what the numbers of several runs differ, of those kinds that any model has.
std::vector<SpreadColumn> spreadsOf(const EvaluationResult& result, const std::string& key) {
    std::vector<SpreadColumn> kinds{
        {"sd of users", &Spread::users}, {"sd of seeds", &Spread::seeds}, {"sd of folds", &Spread::folds}};
    std::erase_if(kinds, [&](const SpreadColumn& kind) {
        return std::ranges::none_of(result.models, [&](const ModelResult& model) {
            const MetricValue* metric = find(model.metrics, key);
            return metric && (metric->spread.*kind.deviation).has_value();
        });
    });
    return kinds;
}

ReportFigure figureOf(const EvaluationResult& result, const std::string& key) {
    const MetricInfo* info = infoOf(key);
    ReportFigure figure{named(result, key), {}, chartOf(result, key), {}};
    if (info) {
        figure.about = fmt::format("{}: {} {}", info->title, info->help,
                                   info->direction == MetricDirection::Higher  ? "Higher is better."
                                   : info->direction == MetricDirection::Lower ? "Lower is better."
                                                                               : "");
    }
    figure.table.columns = {{"model"}, {"value", true}, {"95 % interval", true}, {"users", true}};
    const std::vector<SpreadColumn> spreads = spreadsOf(result, key);
    for (const SpreadColumn& spread : spreads) {
        figure.table.columns.push_back({spread.title, true});
    }
    const bool cold = std::ranges::any_of(result.models, [&](const ModelResult& model) {
        const MetricValue* metric = find(model.metrics, key);
        return metric && metric->coldShown;
    });
    if (cold) {
        figure.table.columns.push_back({"cold places", true}); // which the number does not count
    }
    for (const ModelResult& model : result.models) {
        const MetricValue* metric = find(model.metrics, key);
        std::vector<ReportCell> row{{model.label}, {{}, {metric ? metric->value : nothing}}, {}, {}};
        if (metric) {
            row[2] = {{}, {metric->low, metric->high}};
            row[3] = {std::to_string(metric->users)};
        }
        for (const SpreadColumn& spread : spreads) {
            row.push_back({{}, {metric ? (metric->spread.*spread.deviation).value_or(nothing) : nothing}});
        }
        if (cold) {
            row.push_back({metric && metric->coldShown ? std::to_string(*metric->coldShown) : std::string()});
        }
        figure.table.rows.push_back(std::move(row));
    }
    return figure;
}

std::vector<std::string> warningsOf(const ReportSource& source) {
    const EvaluationResult& result = source.result;
    std::vector<std::string> warnings;
    if (!source.experiment.dataFingerprint.empty() &&
        source.experiment.dataFingerprint != source.dataset.fingerprint()) {
        warnings.emplace_back("The data of the project has changed since this was measured.");
    }
    if (result.sampled) {
        warnings.emplace_back(
            "Candidates were sampled: numbers are larger than with the whole catalogue, and the order of "
            "models can change.");
    }
    if (result.usersWithTest < 30) {
        warnings.push_back(
            fmt::format("Only {} with test items.", counted(result.usersWithTest, "user", "users")));
    }
    if (result.unseen.events > 0) {
        warnings.push_back(fmt::format("Never seen in training: {} and {} of {}; {}.",
                                       counted(result.unseen.users, "user", "users"),
                                       counted(result.unseen.items, "item", "items"),
                                       counted(result.unseen.events, "test event", "test events"),
                                       result.unseen.leftOut ? "they are left out" : "they are judged"));
    }
    for (const FilterEffect& effect : result.filters) {
        warnings.push_back(fmt::format(
            "Only {}: {}, {} and {} left out.", effect.what, counted(effect.events, "event", "events"),
            counted(effect.users, "user", "users"), counted(effect.items, "item", "items")));
    }
    for (const Leak& leak : result.leaks.value_or(std::vector<Leak>())) {
        warnings.push_back(
            fmt::format("{} ({}): {}. {}.", leak.id, leakWeightName(leak.weight), leak.what, leak.remedy));
    }
    for (const ModelResult& model : result.models) {
        for (const std::string& remark : model.remarks) {
            warnings.push_back(model.label + ": " + remark);
        }
    }
    return warnings;
}

ReportTable factsTable(const ReportSource& source) {
    const Dataset& data = source.dataset;
    const std::pair<const char*, std::string> rows[] = {
        {"data", data.name()},
        {"users, items, events",
         fmt::format("{}, {}, {}", data.userCount(), data.itemCount(), data.events().size())},
        {"fingerprint of the data", source.experiment.dataFingerprint},
        {"protocol", source.result.protocol},
        {"users with test items, without",
         fmt::format("{}, {}", source.result.usersWithTest, source.result.usersWithout)},
        {"measured", isoTime(source.experiment.made)},
        {"program version", source.experiment.version},
        {"fingerprint of the experiment", source.experiment.fingerprint}};
    ReportTable table;
    for (const auto& [name, value] : rows) {
        if (!value.empty()) {
            table.rows.push_back({{name}, {value}});
        }
    }
    return table;
}

ReportTable modelsTable(const EvaluationResult& result) {
    ReportTable table{{{"model"}, {"settings"}, {"training, s", true}, {"ranking, s", true}}, {}};
    for (const ModelResult& model : result.models) {
        table.rows.push_back(
            {{model.label}, {model.params}, {{}, {model.fitSeconds}}, {{}, {model.scoreSeconds}}});
    }
    return table;
}

void addPairs(const EvaluationResult& result, std::vector<ReportBlock>& blocks) {
    if (result.pairs.empty()) {
        return;
    }
    const std::string& metric = result.pairs.front().metric;
    ReportTable table{{{"a"}, {"b"}, {"a \u2212 b", true}, {"95 % interval", true}, {"p (Holm)", true}}, {}};
    for (const PairResult& pair : result.pairs) {
        if (pair.metric == metric) {
            table.rows.push_back(
                {{pair.a}, {pair.b}, {{}, {pair.difference}}, {{}, {pair.low, pair.high}}, {{}, {pair.p}}});
        }
    }
    blocks.emplace_back(ReportHeading{"Is it certain? " + named(result, metric)});
    blocks.emplace_back(std::move(table));
}

/// By the first metric that groups have.
void addSegments(const EvaluationResult& result, std::vector<ReportBlock>& blocks) {
    if (result.segments.empty() || result.segments.front().models.front().metrics.empty()) {
        return;
    }
    const std::string key = result.segments.front().models.front().metrics.front().key;
    ReportTable table{{{"by"}, {"group"}, {"users", true}}, {}};
    for (const ModelResult& model : result.models) {
        table.columns.push_back({model.label, true});
    }
    for (std::size_t at = 0; at < std::min(mostSegments, result.segments.size()); ++at) {
        const SegmentResult& segment = result.segments[at];
        std::vector<ReportCell> row{{segment.by}, {segment.segment}, {std::to_string(segment.users)}};
        for (const SegmentModel& model : segment.models) {
            const MetricValue* metric = find(model.metrics, key);
            row.push_back({{}, {metric ? metric->value : nothing}});
        }
        table.rows.push_back(std::move(row));
    }
    blocks.emplace_back(ReportHeading{"For whom? " + named(result, key)});
    blocks.emplace_back(std::move(table));
}

/// By the first metric that there are gaps of: the two groups that differ most under each model.
void addGaps(const EvaluationResult& result, std::vector<ReportBlock>& blocks) {
    if (result.gaps.empty()) {
        return;
    }
    const std::string& key = result.gaps.front().key;
    ReportTable table{{{"by"},
                       {"model"},
                       {"higher for"},
                       {"lower for"},
                       {"gap", true},
                       {"95 % interval", true},
                       {"p (Holm)", true}},
                      {}};
    for (const GapResult& gap : result.gaps) {
        if (gap.key == key && !gap.pairs.empty() && table.rows.size() < mostSegments) {
            const GapPair& pair = gap.pairs.front();
            table.rows.push_back({{gap.by},
                                  {gap.label},
                                  {pair.a},
                                  {pair.b},
                                  {{}, {pair.difference}},
                                  {{}, {pair.low, pair.high}},
                                  {{}, {pair.p}}});
        }
    }
    blocks.emplace_back(ReportHeading{"How far apart are groups served? " + named(result, key)});
    blocks.emplace_back(std::move(table));
}

/// What the figures do not say of each metric that was measured, from the table of all.
void addGlossary(const EvaluationResult& result, std::vector<ReportBlock>& blocks) {
    std::vector<const MetricInfo*> met;
    for (const std::string& key : metricKeysOf(result)) {
        const MetricInfo* info = infoOf(key);
        if (info && std::ranges::find(met, info) == met.end()) {
            met.push_back(info);
        }
    }
    if (const MetricInfo* gap = findMetric("user_group_gap"); gap && !result.gaps.empty()) {
        met.push_back(gap);
    }
    if (met.empty()) {
        return;
    }
    ReportTable table{{{"metric"}, {"called"}, {"better"}, {"unit"}, {"formula"}, {"source"}}, {}};
    for (const MetricInfo* info : met) {
        const bool neutral = info->direction == MetricDirection::Neutral;
        table.rows.push_back(
            {{info->id},
             {info->title},
             {neutral ? std::string("neither") : std::string(directionName(info->direction))},
             {info->unit},
             {info->formula},
             {info->source}});
    }
    blocks.emplace_back(ReportHeading{"What the metrics mean"});
    blocks.emplace_back(ReportParagraph{
        "L the list of a person, k its length, T what there was to find, H the past of the person."});
    blocks.emplace_back(std::move(table));
}

/// Whom each model certainly loses to another.
void addSlices(const EvaluationResult& result, std::vector<ReportBlock>& blocks) {
    if (!result.slices) {
        return;
    }
    ReportTable table{{{"loser"},
                       {"to"},
                       {"people"},
                       {"users", true},
                       {"loser's", true},
                       {"other's", true},
                       {"at least", true}},
                      {}};
    std::size_t looked = 0;
    for (const SliceSearch& search : *result.slices) {
        looked = std::max(looked, search.looked);
        for (const Slice& slice : search.slices) {
            std::string people;
            for (const SliceCondition& condition : slice.conditions) {
                people +=
                    fmt::format("{}{}: {}", people.empty() ? "" : " and ", condition.by, condition.segment);
            }
            table.rows.push_back({{search.a},
                                  {search.b},
                                  {people},
                                  {std::to_string(slice.users)},
                                  {{}, {slice.a}},
                                  {{}, {slice.b}},
                                  {{}, {slice.low}}});
        }
    }
    const std::string metric =
        result.slices->empty() ? std::string() : named(result, result.slices->front().metric);
    blocks.emplace_back(ReportHeading{"Who is lost? " + metric});
    if (table.rows.empty()) {
        blocks.emplace_back(ReportParagraph{
            fmt::format("No model certainly loses to another in any of {} groups of people.", looked)});
    } else {
        blocks.emplace_back(std::move(table));
    }
}

void addAgain(const ReportSource& source, std::vector<ReportBlock>& blocks) {
    blocks.emplace_back(ReportHeading{"How to run this again"});
    const Result<SpecifiedRequest> again = requestOf(source.experiment.specification);
    if (again) {
        blocks.emplace_back(ReportCommand{
            evaluateCommand(again->request, again->seed, source.project, source.result.models, source.kept)});
    } else {
        blocks.emplace_back(ReportParagraph{again.error().message + "."});
    }
}

} // namespace

std::string numberText(double value) {
    return std::isfinite(value) ? fmt::format("{:.4g}", value) : std::string("\u2013");
}

std::string cellText(const ReportCell& cell) {
    return cell.numbers.size() == 2
               ? fmt::format("[{}, {}]", numberText(cell.numbers[0]), numberText(cell.numbers[1]))
           : cell.numbers.size() == 1 ? numberText(cell.numbers[0])
                                      : cell.text;
}

std::string shortenedLabel(std::string_view label) {
    constexpr std::size_t most = 26;
    std::size_t letters = 0;
    for (std::size_t at = 0; at < label.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(label[at]) & 0xC0U) != 0x80U;
        if (begins && letters++ == most) {
            return std::string(label.substr(0, at)) + "…";
        }
    }
    return std::string(label);
}

ReportAxis axisOver(const std::vector<double>& numbers) {
    ReportAxis axis{INFINITY, -INFINITY, {}};
    for (const double number : numbers) {
        if (std::isfinite(number)) {
            axis.from = std::min(axis.from, number);
            axis.to = std::max(axis.to, number);
        }
    }
    if (!(axis.from <= axis.to)) {
        axis.from = 0;
        axis.to = 1;
    } else {
        const double margin =
            axis.to > axis.from ? (axis.to - axis.from) * 0.08 : std::max(std::abs(axis.from), 1.0) * 0.1;
        axis.from -= margin;
        axis.to += margin;
    }
    const double step = stepOf(axis.to - axis.from);
    for (double tick = std::ceil(axis.from / step) * step; tick <= axis.to; tick += step) {
        axis.ticks.push_back(std::abs(tick) < step / 1000 ? 0.0 : tick);
    }
    return axis;
}

ReportContent reportContent(const ReportSource& source) {
    const EvaluationResult& result = source.result;
    ReportContent content;
    content.title =
        fmt::format("{} on {}", result.models.size() == 1 ? "How good is the model" : "Which model is better",
                    source.dataset.name().empty() ? "this data" : source.dataset.name());
    std::vector<ReportBlock>& blocks = content.blocks;
    blocks.emplace_back(factsTable(source));
    for (std::string& warning : warningsOf(source)) {
        blocks.emplace_back(ReportWarning{std::move(warning)});
    }
    blocks.emplace_back(ReportHeading{"Models"});
    blocks.emplace_back(modelsTable(result));
    addPairs(result, blocks);
    addSegments(result, blocks);
    addGaps(result, blocks);
    addSlices(result, blocks);
    blocks.emplace_back(ReportHeading{"Metrics"});
    for (const std::string& key : metricKeysOf(result)) {
        blocks.emplace_back(figureOf(result, key));
    }
    addGlossary(result, blocks);
    addAgain(source, blocks);
    return content;
}

} // namespace tastescope
