// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/experiment/ab.h"
#include "app/cli/option_checks.h"
#include "app/cli/shell.h"
#include "app/cli/terminal_text.h"
#include "app/cli/text_table.h"
#include "engine/base/name_list.h"
#include "engine/experiment/analysis.h"
#include "storage/export/json_writer.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>

namespace tastescope {
namespace {

struct AnalyseArguments {
    ResultsArguments results;
    std::string covariate;
    std::string shares;
    std::string segment;
};

std::string_view verdictName(SplitVerdict verdict) {
    return verdict == SplitVerdict::Stop ? "stop" : verdict == SplitVerdict::Warn ? "warn" : "ok";
}

std::string_view readingName(Reading reading) {
    switch (reading) {
    case Reading::Higher:
        return "higher";
    case Reading::Lower:
        return "lower";
    case Reading::Open:
        return "open";
    case Reading::Unknown:
        break;
    }
    return "unknown";
}

std::string_view kindName(MetricKind kind) {
    return kind == MetricKind::Proportion ? "proportion" : kind == MetricKind::Mean ? "mean" : "ratio";
}

void writeSplit(JsonWriter& json, const ExperimentReading& reading) {
    json.key("srm").beginObject().field("chi2", reading.split.chi2).field("df", reading.split.degrees);
    json.field("p", reading.split.p).field("verdict", verdictName(reading.split.verdict));
    json.field("words", reading.splitWords).endObject();
}

void writeArms(JsonWriter& json, const ExperimentSample& sample, const ExperimentReading& reading) {
    json.key("arms").beginArray();
    for (std::size_t arm = 0; arm < sample.arms.size(); ++arm) {
        json.beginObject().field("arm", sample.arms[arm]).field("users", sample.people[arm]);
        json.field("control", arm == 0).key("metrics").beginObject();
        for (std::size_t metric = 0; metric < sample.metrics.size(); ++metric) {
            json.key(sample.metrics[metric].id).beginObject();
            writeEstimate(json, reading.estimates[arm][metric]);
            json.field("kind", kindName(sample.metrics[metric].kind));
            json.field("users", sample.metrics[metric].arms[arm].count()).endObject();
        }
        json.endObject().endObject();
    }
    json.endArray();
}

void writeComparisons(JsonWriter& json, const ExperimentSample& sample,
                      const std::vector<Comparison>& comparisons) {
    json.key("comparisons").beginArray();
    for (const Comparison& one : comparisons) {
        json.beginObject().field("metric", sample.metrics[one.metric].id);
        json.field("arm", sample.arms[one.arm]).field("control", sample.arms[0]);
        writeEstimate(json, one.effect.difference, "difference");
        json.field("lift", one.effect.lift.value).field("lift_low", one.effect.lift.low);
        json.field("lift_high", one.effect.lift.high).field("p", one.effect.p).field("p_holm", one.pHolm);
        json.field("method", one.effect.method).field("reading", readingName(one.reading));
        json.field("words", one.words);
        if (sample.adjust) {
            json.field("theta", one.theta).field("variance_reduction", one.varianceReduction);
            json.key("unadjusted").beginObject();
            writeEstimate(json, one.unadjusted.difference, "difference");
            json.field("p", one.unadjusted.p).field("method", one.unadjusted.method).endObject();
        }
        json.endObject();
    }
    json.endArray();
}

void writeSegments(JsonWriter& json, const ExperimentSample& sample, const ExperimentReading& reading) {
    json.key("segments").beginArray();
    for (const SegmentReading& segment : reading.segments) {
        json.beginObject().field("segment", segment.name).key("users").beginObject();
        for (std::size_t arm = 0; arm < sample.arms.size(); ++arm) {
            json.field(sample.arms[arm], segment.people[arm]);
        }
        json.endObject();
        writeComparisons(json, sample, segment.comparisons);
        json.endObject();
    }
    json.endArray().key("heterogeneity").beginArray();
    for (const Heterogeneity& one : reading.heterogeneity) {
        json.beginObject().field("metric", sample.metrics[one.metric].id).field("arm", sample.arms[one.arm]);
        json.field("q", one.q)
            .field("df", one.degrees)
            .field("p", one.p)
            .field("p_holm", one.pHolm)
            .endObject();
    }
    json.endArray();
}

std::string analysisJson(const ExperimentTable& table, const ExperimentReading& reading) {
    JsonWriter json;
    json.beginObject();
    writeSplit(json, reading);
    writeArms(json, table.sample, reading);
    writeComparisons(json, table.sample, reading.comparisons);
    if (!table.sample.segments.empty()) {
        writeSegments(json, table.sample, reading);
    }
    json.field("alpha", table.sample.alpha);
    writeTableFacts(json, table);
    return json.endObject().text();
}

std::string pText(double p) {
    return std::isnan(p) ? "-" : p < 0.0001 ? "<.0001" : fmt::format("{:.4f}", p);
}

std::string comparisonTable(const ExperimentTable& table, const ExperimentReading& reading,
                            const std::vector<Comparison>& comparisons, const std::string* segment) {
    const ExperimentSample& sample = table.sample;
    std::vector<std::string> headings{"metric", "arm"};
    if (segment) {
        headings.insert(headings.begin(), "segment");
    } else {
        headings.insert(headings.end(), {">" + sample.arms[0], ">arm's"});
    }
    headings.insert(headings.end(), {">difference", ">lift", ">p", ">p (Holm)", "method"});
    TextTable text(headings);
    for (const Comparison& one : comparisons) {
        const bool share = sample.metrics[one.metric].kind == MetricKind::Proportion;
        const double unit = share ? 100 : 1;
        std::vector<std::string> row{sample.metrics[one.metric].id, sample.arms[one.arm]};
        if (segment) {
            row.insert(row.begin(), *segment);
        } else {
            for (const std::size_t arm : {std::size_t{0}, one.arm}) {
                const double value = reading.estimates[arm][one.metric].value;
                row.push_back(share ? percentText(value) : decimalText(value));
            }
        }
        row.push_back(estimateText(one.effect.difference, unit) + (share ? " points" : ""));
        row.push_back(percentText(one.effect.lift.value));
        row.push_back(pText(one.effect.p));
        row.push_back(pText(one.pHolm));
        row.emplace_back(one.effect.method);
        text.row(std::move(row));
    }
    return text.text();
}

std::string analysisText(const ExperimentTable& table, const ExperimentReading& reading) {
    const ExperimentSample& sample = table.sample;
    std::string text = terminalText(reading.splitWords) + "\n";
    for (std::size_t arm = 0; arm < sample.arms.size(); ++arm) {
        text += fmt::format("{}{}: {:.15g} {}", arm ? ", " : "", terminalText(sample.arms[arm]),
                            sample.people[arm], terminalText(table.unit));
    }
    text += "\n\n" + comparisonTable(table, reading, reading.comparisons, nullptr) + "\n";
    for (const Comparison& one : reading.comparisons) {
        text += terminalText(one.words) + "\n";
    }
    for (const SegmentReading& segment : reading.segments) {
        text += "\n" + comparisonTable(table, reading, segment.comparisons, &segment.name);
    }
    for (const Heterogeneity& one : reading.heterogeneity) {
        text += fmt::format("{} of {} differs between segments with p {} (Holm {})\n",
                            terminalText(sample.metrics[one.metric].id), terminalText(sample.arms[one.arm]),
                            pText(one.p), pText(one.pHolm));
    }
    return text + notesText(table);
}

Result<void> runAnalyse(Shell& shell, const AnalyseArguments& arguments) {
    TRY_ASSIGN(auto request, resultsRequest(arguments.results));
    request.covariate = arguments.covariate;
    request.segment = arguments.segment;
    if (!arguments.shares.empty()) {
        request.shares = cutNames(arguments.shares);
    }
    TRY_ASSIGN(const auto table, readExperimentTable(request, shell.context()));
    TRY_ASSIGN(const auto reading, readExperiment(table.sample));
    if (shell.json) {
        shell.answer(analysisJson(table, reading));
    } else {
        shell.showText(analysisText(table, reading));
    }
    return {};
}

} // namespace

void addAbAnalyse(CLI::App& ab, Shell& shell) {
    CLI::App* command = ab.add_subcommand("analyse", "Read results, one row a person or totals by arm");
    auto arguments = std::make_shared<AnalyseArguments>();
    command->add_option("FILE", arguments->results.file, "A table of results; - is standard input")
        ->type_name(fileRead)
        ->required();
    addResultsOptions(*command, arguments->results);
    command->add_option("--covariate", arguments->covariate,
                        "Column known before the test: its share is taken away (CUPED)");
    command->add_option("--shares", arguments->shares,
                        "Parts of people the arms were to get, the control's first, as .5,.5, or arm=.5,…; "
                        "a comma of a name has a backslash before it");
    command->add_option("--segment", arguments->segment, "Column: compare within each of its values as well");
    command->callback([arguments, &shell] {
        shell.action = [arguments](Shell& with) { return runAnalyse(with, *arguments); };
    });
}

} // namespace tastescope
