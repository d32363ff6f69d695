// SPDX-License-Identifier: GPL-3.0-or-later
// What a log says of another policy: the estimates, one row each, on one scale with what was logged; and the
// weights they stand on. GUI thread only.
#pragma once

#include "storage/use_cases/experiment/policy_log.h"
#include "ui/charts/chart_spec.h"
#include "ui/pages/ab/interval_delegate.h"
#include "ui/tables/column_table.h"

#include <QStringList>

#include <memory>

namespace tastescope {

struct LogRow {
    QString id;    ///< as the command line has it: "switch_dr_10"
    QString title; ///< "Switch-DR, weights to 10"
    QString help;
    DrawnInterval drawn;
    bool share = true; ///< rewards are shares: shown in per cent
};

class LogTable : public ColumnTable<LogRow> {
    Q_OBJECT
public:
    enum DataRole { IntervalRole = OwnRole };
    explicit LogTable(QObject* parent = nullptr);
    void setLog(const PolicyEstimates* estimates); ///< null: no rows
};

QString rewardText(double value, bool share);
/// Whether rewards look like shares, so that their mean is told in per cent.
bool rewardsAreShares(const PolicyEstimates& estimates);
ChartSpec weightsChart(const PolicyEstimates* estimates);

/// The same thresholds as the command line has by itself.
PolicyLogRequest usualLogRequest();
QStringList opeCommand(const PolicyLogRequest& request);

} // namespace tastescope
