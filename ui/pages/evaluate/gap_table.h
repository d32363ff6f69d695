// SPDX-License-Identifier: GPL-3.0-or-later
// How differently each model serves the groups of people of one grouping: its largest gap, and whether it is
// real. GUI thread only.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/evaluation/evaluation_result.h"
#include "ui/tables/column_table.h"

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct GapRow {
    std::size_t model = 0; ///< place in the result
    QString name;
    const GapResult* gap = nullptr; ///< never null in a table; of the result shown
};

class GapTable : public ColumnTable<GapRow> {
    Q_OBJECT
public:
    enum Section { Name, Gap, Interval, More, Less, Test };

    explicit GapTable(QObject* parent = nullptr);
    /// The models in `order`; those without two groups to compare are left out. `result` must outlive what is
    /// shown.
    void show(const EvaluationResult& result, const std::vector<std::size_t>& order, std::string_view by,
              std::string_view key);
    void clear() { setRows({}); }
    void setStale(bool stale); ///< greyed

private:
    std::string m_key;
    bool m_stale = false;
};

} // namespace tastescope
