// SPDX-License-Identifier: GPL-3.0-or-later
// What an import brought, and where to go from there.
#pragma once

#include "storage/import/loading/import_report.h"

#include <QWidget>

namespace tastescope {

class ProblemsPanel;
class Session;
class TextLabel;

class ImportResult : public QWidget {
    Q_OBJECT
public:
    explicit ImportResult(Session& session, QWidget* parent = nullptr);
    void setReport(const ImportReport& report);
    void setInputs(const QStringList& paths); ///< what was read: never written over

Q_SIGNALS:
    void openData();
    void openModels();

private:
    Session& m_session;
    TextLabel* m_figures = nullptr;
    TextLabel* m_notes = nullptr;
    ProblemsPanel* m_problems = nullptr;
};

} // namespace tastescope
