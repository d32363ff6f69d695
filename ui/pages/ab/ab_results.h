// SPDX-License-Identifier: GPL-3.0-or-later
// A file of results as the page shows it: read, compared, watched; and the commands that say the same. Pure,
// any thread.
#pragma once

#include "engine/experiment/watch.h"
#include "storage/use_cases/experiment/experiment_columns.h"
#include "ui/pages/ab/plan_values.h"

#include <QStringList>

#include <vector>

namespace tastescope {

/// What the always-valid band is made for: the effect that was planned, or what 10,000 people an arm find.
struct WatchGoal {
    bool planned = false;
    PlanValues plan;

    friend bool operator==(const WatchGoal&, const WatchGoal&) = default;
};

struct ResultsQuestion {
    ExperimentRequest request;
    WatchGoal goal;
};

struct ResultsAnswer {
    ResultsQuestion question;
    std::vector<GuessedColumn> columns; ///< of the file
    ExperimentTable table;
    ExperimentReading reading;
    std::vector<WatchedComparison> watched; ///< one for each comparison of the reading
    std::vector<double> effects;            ///< the band was made for, absolute; NaN = not planned
    std::vector<double> needed;             ///< people in the control for that effect; NaN = unknown
};

/// Errors: those of readExperimentTable() and readExperiment().
Result<ResultsAnswer> readResults(const ResultsQuestion& question, const ExecutionContext& context);

QStringList analyseCommand(const ExperimentRequest& request);
/// With the band of comparison `at`.
QStringList sequentialCommand(const ResultsAnswer& answer, std::size_t at);

} // namespace tastescope
