// SPDX-License-Identifier: GPL-3.0-or-later
// Rows that will be left out: why, how many, an example; the whole list can be saved.
#pragma once

#include "storage/import/loading/import_report.h"
#include "ui/widgets/controls.h"

#include <QAbstractTableModel>

#include <vector>

namespace tastescope {

class Session;
class TableView;

class ProblemModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum DataRole { SortRole = Qt::UserRole };
    using QAbstractTableModel::QAbstractTableModel;
    void setCounts(std::vector<RejectCount> counts);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 3; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RejectCount> m_counts;
};

class ProblemsPanel : public Card {
    Q_OBJECT
public:
    explicit ProblemsPanel(Session& session, QWidget* parent = nullptr);
    /// Null while the files are being counted.
    void setReport(const ImportReport* report, bool counting);

private:
    void save();

    Session& m_session;
    std::vector<Reject> m_rejects;
    ProblemModel* m_model = nullptr;
    TableView* m_view = nullptr;
    Button* m_save = nullptr;
    TextLabel* m_none = nullptr;
};

} // namespace tastescope
