// SPDX-License-Identifier: GPL-3.0-or-later
// What the planner's form holds, what it asks of the engine, and the command that asks the same. Pure.
#pragma once

#include "engine/experiment/plan.h"

#include <QStringList>

class QSettings;

namespace tastescope {

struct PlanValues {
    MetricKind kind = MetricKind::Proportion; ///< Ratio: as the project's log has it, with its deviation
    double baseline = 0.1;
    double effect = 0.1; ///< of the baseline where `relative`, else absolute
    bool relative = true;
    double deviation = 1;
    double power = 0.8;
    double alpha = 0.05;
    bool oneSided = false;
    int arms = 2;
    double ratio = 1;
    double daily = 0; ///< 0 = unknown

    friend bool operator==(const PlanValues&, const PlanValues&) = default;
};

PlanRequest planRequest(const PlanValues& values);

struct PlanAnswer {
    PlanRequest request;
    Plan plan;
    std::vector<PlanPoint> sizes;  ///< people in the control by effect
    std::vector<PlanPoint> powers; ///< power by people in the control
};
Result<PlanAnswer> answerPlan(const PlanValues& values);

/// "ab plan --baseline 0.1 …"; empty for a ratio, whose deviation comes from a log.
QStringList planCommand(const PlanValues& values);
/// A number as the command line reads back bit for bit.
QString commandNumber(double value);
/// One line of a shell: words that need it are quoted.
QString commandLine(const QStringList& words);

void savePlan(QSettings& settings, const PlanValues& values);
PlanValues readPlan(const QSettings& settings);

} // namespace tastescope
