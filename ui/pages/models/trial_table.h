// SPDX-License-Identifier: GPL-3.0-or-later
// The trials of a hyper-parameter search as a table: a row a trial, a column a setting that differs. GUI
// thread only.
#pragma once

#include "engine/models/algorithm.h"
#include "ui/session/parameter_search.h"
#include "ui/tables/column_table.h"

namespace tastescope {

struct TrialRow {
    SearchTrial trial;
    bool best = false;
};

/// SortRole gives raw values.
class TrialTable : public ColumnTable<TrialRow> {
    Q_OBJECT
public:
    enum FixedColumn { Number, Status, Value, Seconds, FixedColumns };
    enum DataRole { BestRole = OwnRole };

    explicit TrialTable(QObject* parent = nullptr);
    void setState(const SearchState& state);
    /// The settings that differ between trials: those that have a column each.
    const std::vector<const ParamSpec*>& settings() const { return m_settings; }

private:
    std::vector<const ParamSpec*> m_settings;
};

} // namespace tastescope
