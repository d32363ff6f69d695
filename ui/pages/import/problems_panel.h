// SPDX-License-Identifier: GPL-3.0-or-later
// Rows that will be left out: why, how many, an example; the whole list can be saved.
#pragma once

#include "storage/import/loading/import_report.h"
#include "ui/tables/column_table.h"
#include "ui/widgets/controls.h"

namespace tastescope {

class Session;
class TableView;

class ProblemModel : public ColumnTable<RejectCount> {
    Q_OBJECT
public:
    explicit ProblemModel(QObject* parent = nullptr);
};

class ProblemsPanel : public Card {
    Q_OBJECT
public:
    explicit ProblemsPanel(Session& session, QWidget* parent = nullptr);
    /// Null while the files are being counted.
    void setReport(const ImportReport* report, bool counting);
    /// What is read, and never written over.
    void setInputs(const QStringList& paths) { m_inputs = paths; }

private:
    void save();

    Session& m_session;
    std::vector<Reject> m_rejects; ///< the first of them
    std::uint64_t m_rejected = 0;
    QStringList m_inputs;
    ProblemModel* m_model = nullptr;
    TableView* m_view = nullptr;
    Button* m_save = nullptr;
    TextLabel* m_none = nullptr;
};

} // namespace tastescope
