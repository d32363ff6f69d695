// SPDX-License-Identifier: GPL-3.0-or-later
// A stored evaluation as one HTML page or one PDF file that needs nothing beside it: no script, no font, no
// network; charts are inside it. Whatever text came from outside is escaped.
#pragma once

#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_result.h"
#include "storage/project/experiment_store.h"
#include "storage/project/outside_store.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// What a report is about.
struct ReportSource {
    const StoredExperiment& experiment;
    const EvaluationResult& result;    ///< of the experiment, as loadEvaluation gives it
    const Dataset& dataset;            ///< as it is now: older results are said to be of other data
    std::filesystem::path project;     ///< for the command line that runs it again
    std::vector<StoredOutside> kept{}; ///< lists that the project keeps, likewise
};

/// UTF-8. Question, protocol, warnings, pairs, groups and the gaps between them by the first metric, a chart
/// and a table of every metric, what the metrics are, and how to run this again. Every number is the stored
/// one: a cell shows four digits and carries all of them
/// (`<data value>`). The same source gives the same bytes.
std::string reportHtml(const ReportSource& source);
/// The same as a PDF file of A4 pages, its text and charts as text and lines. Letters beyond Latin ones stand
/// as question marks, and it says so. The same source gives the same bytes.
std::string reportPdf(const ReportSource& source);

/// For the body of an element and for attributes in double quotes.
std::string htmlText(std::string_view text);

} // namespace tastescope
