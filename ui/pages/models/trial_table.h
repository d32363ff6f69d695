// SPDX-License-Identifier: GPL-3.0-or-later
// The trials of a hyper-parameter search as a table: a row a trial, a column a setting that differs. GUI
// thread only.
#pragma once

#include "engine/models/algorithm.h"
#include "ui/session/parameter_search.h"

#include <QAbstractTableModel>

#include <vector>

namespace tastescope {

/// SortRole gives raw values.
class TrialTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Status, Value, Seconds, FixedColumns };
    enum DataRole { SortRole = Qt::UserRole, BestRole };

    using QAbstractTableModel::QAbstractTableModel;
    void setState(const SearchState& state);
    /// The settings that differ between trials: those that have a column each.
    const std::vector<const ParamSpec*>& settings() const { return m_settings; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const SearchTrial& trial, int column) const;
    QVariant sortValue(const SearchTrial& trial, int column) const;
    std::vector<const ParamSpec*> settingsThatDiffer(const SearchState& state) const;

    SearchState m_state;
    std::vector<const ParamSpec*> m_settings;
};

} // namespace tastescope
