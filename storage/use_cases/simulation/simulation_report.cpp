// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report/report_content.h"
#include "storage/use_cases/simulation/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace tastescope {
namespace {

ReportCell numberCell(double value) {
    return {{}, {value}};
}

ReportTable settingsOf(const SimulateAnswer& answer) {
    const SimulationOptions& options = answer.options;
    const SimulationResult& result = answer.result;
    ReportTable table;
    const auto add = [&](const char* name, std::string text) {
        table.rows.push_back({{name}, {std::move(text)}});
    };
    for (std::size_t policy = 0; policy < result.policies.size(); ++policy) {
        add(policy == 0 ? "policies" : "", result.policies[policy]);
    }
    add("rounds", std::to_string(result.roundCount()));
    add("repeats", std::to_string(result.repeats));
    add("people followed", std::to_string(result.people.size()));
    add("places in a list", std::to_string(options.k));
    add("how people choose", std::string(choiceName(options.choice.model)));
    add("trust in the list", fmt::format("{:.4g}", options.choice.trust));
    if (options.choice.mayTakeNothing()) {
        add("utility of taking nothing", fmt::format("{:.4g}", options.choice.noChoice));
    }
    add("taste drift a round", fmt::format("{:.4g}", options.drift));
    add("boredom", fmt::format("{:.4g}", options.boredom));
    add("leaving", fmt::format("{:.4g}", options.leaving));
    add("models learn", options.retrain > 0 ? fmt::format("every {} rounds", options.retrain) : "once");
    add("shown again", options.keepSeen ? "what was had may be" : "nothing that was had");
    add("tastes", answer.truth      ? "those of the synthetic service"
                  : answer.strength ? "guessed from the events"
                                    : "not asked");
    for (std::size_t at = 0; at < answer.estimates.size(); ++at) {
        add(at == 0 ? "what the log says" : "", estimateWords(answer.estimates[at]));
    }
    return table;
}

/// A metric by round under every policy, with its first and last numbers and the change between them.
ReportCourse courseOf(const SimulationResult& result, std::size_t metric, std::string caption) {
    const LoopMetric& info = result.metrics[metric];
    ReportCourse course{std::move(caption), info.help, {info.id, "round", {}, {}}, {}};
    const std::size_t last = result.roundCount() - 1;
    course.table.columns = {{"policy"},
                            {"round 0", true},
                            {"95 % interval", true},
                            {fmt::format("round {}", last), true},
                            {"95 % interval", true},
                            {"change", true},
                            {"95 % interval", true}};
    std::vector<double> numbers;
    for (std::size_t policy = 0; policy < result.policies.size(); ++policy) {
        ReportLines::Line line{result.policies[policy], {}, {}, {}};
        for (std::size_t round = 0; round <= last; ++round) {
            const Band band = bandOf(result, round, policy, metric);
            line.value.push_back(band.mean);
            line.low.push_back(band.low);
            line.high.push_back(band.high);
            numbers.insert(numbers.end(), {band.mean, band.low, band.high});
        }
        std::vector<ReportCell> row{{result.policies[policy]}};
        for (const Band& band : {bandOf(result, 0, policy, metric), bandOf(result, last, policy, metric),
                                 changeOf(result, last, policy, metric)}) {
            row.push_back(numberCell(band.mean));
            row.push_back({{}, {band.low, band.high}});
        }
        course.table.rows.push_back(std::move(row));
        course.lines.lines.push_back(std::move(line));
    }
    course.lines.axis = axisOver(numbers);
    return course;
}

} // namespace

ReportContent simulationReport(const SimulateAnswer& answer) {
    const SimulationResult& result = answer.result;
    ReportContent content{"What becomes of lists that feed themselves", {}};
    if (result.roundCount() == 0) {
        return content;
    }
    const Takeaway takeaway = takeawayOf(result, result.roundCount() - 1, result.policies);
    content.blocks.emplace_back(ReportParagraph{takeaway.title + ". " + takeaway.text});
    if (answer.sanity.verdict == Sanity::Verdict::Directions) {
        content.blocks.emplace_back(ReportParagraph{answer.sanity.words});
    } else {
        content.blocks.emplace_back(ReportWarning{answer.sanity.words});
    }
    content.blocks.emplace_back(ReportHeading{"How it was run"});
    content.blocks.emplace_back(settingsOf(answer));
    content.blocks.emplace_back(ReportHeading{"Round by round"});
    content.blocks.emplace_back(
        ReportParagraph{"Lines are means over repeats, bands their 95 % intervals. Each policy is judged "
                        "against its own round 0, which is about the data as they are."});
    std::vector<bool> told(result.metrics.size(), false); // what the lab draws comes first
    for (const LabMeasure& measure : labMeasures()) {
        if (const auto at = result.metric(measure.id)) {
            told[*at] = true;
            content.blocks.emplace_back(
                courseOf(result, *at, fmt::format("{} ({})", measure.title, measure.remark)));
        }
    }
    content.blocks.emplace_back(ReportHeading{"All other measures"});
    for (std::size_t at = 0; at < result.metrics.size(); ++at) {
        if (!told[at]) {
            content.blocks.emplace_back(courseOf(result, at, result.metrics[at].title));
        }
    }
    return content;
}

} // namespace tastescope
