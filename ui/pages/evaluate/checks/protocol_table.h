// SPDX-License-Identifier: GPL-3.0-or-later
// One model by one metric under several protocols, and by how much each flatters it against the strictest.
// GUI thread only.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/evaluation/evaluation_result.h"
#include "ui/tables/column_table.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct ProtocolRow {
    QString protocol;
    std::string key; ///< of the metric
    QString title;   ///< of it, as it stands beside its number
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = value;
    double high = value;
    std::size_t users = 0;
    /// How much better the number looks than under the strictest protocol, as a share of that; nothing for
    /// the strictest itself, a metric without direction, and where that number is 0.
    std::optional<double> inflation;
    bool strictest = false;
};

/// Results as measureSideBySide has them, the strictest protocol last; results without the model or the
/// metric are left out. Pure function.
std::vector<ProtocolRow> protocolRows(const std::vector<EvaluationResult>& results, std::string_view label,
                                      std::string_view key);
/// "Against by time, the random split flatters it most: +38 %." in a sentence; empty for fewer than two.
QString inflationWords(const std::vector<ProtocolRow>& rows);

class ProtocolTable : public ColumnTable<ProtocolRow> {
    Q_OBJECT
public:
    enum Section { Name, Value, Interval, Users, Inflation };
    explicit ProtocolTable(QObject* parent = nullptr);
};

} // namespace tastescope
