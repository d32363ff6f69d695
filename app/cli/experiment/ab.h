// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of `ab`, and what those that read a file of results share.
#pragma once

#include "engine/base/result.h"
#include "engine/experiment/effect.h"
#include "storage/export/json_writer.h"
#include "storage/use_cases/experiment/experiment_table.h"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace tastescope {

class Shell;

void addAbPlan(CLI::App& ab, Shell& shell);
void addAbAnalyse(CLI::App& ab, Shell& shell);
void addAbSequential(CLI::App& ab, Shell& shell);

/// As written on the command line.
struct ResultsArguments {
    std::string file;
    std::vector<std::string> map;
    std::vector<std::string> metrics;
    std::string control;
    double alpha = 0.05;
};

void addResultsOptions(CLI::App& command, ResultsArguments& arguments);
Result<ExperimentRequest> resultsRequest(const ResultsArguments& arguments);

/// What there is to say of a file before its numbers: roles, unit, rows, notes, as fields of an open object.
void writeTableFacts(JsonWriter& json, const ExperimentTable& table);
/// The notes, a line each.
std::string notesText(const ExperimentTable& table);

/// value, low and high, as fields of an open object.
void writeEstimate(JsonWriter& json, const Estimate& estimate, std::string_view valueName = "value");
/// "0.1902 [0.1866, 0.1939]"; of a proportion in percent, of a difference of proportions in points.
std::string estimateText(const Estimate& estimate, double unit = 1);

} // namespace tastescope
