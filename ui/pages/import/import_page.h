// SPDX-License-Identifier: GPL-3.0-or-later
// Import: say what each column means and learn whether it is enough. Nothing is written before the last step.
#pragma once

#include "ui/navigation/page.h"

class QStackedWidget;

namespace tastescope {

class Button;
class FilesStep;
class ImportDraft;
class NameStep;
class PageHead;
class PreviewPanel;
class ProblemsPanel;
class ReadinessPanel;
class SignalsPanel;
class StepIndicator;
class TextLabel;

class ImportPage : public Page {
    Q_OBJECT
public:
    ImportPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("import"); }
    /// {"paths": […]} starts with these files.
    void activate(const QVariantMap& arguments) override;

private:
    enum Step { FilesStepIndex, ColumnsStep, AttributesStep, NameStepIndex, DoneStep };

    QWidget* makeColumns();
    void makeFooter();
    void goTo(int step);
    void next();
    void back();
    void refresh();
    void runImport();
    void showResult();

    ImportDraft* m_draft = nullptr;
    int m_step = FilesStepIndex;
    bool m_running = false;
    PageHead* m_head = nullptr;
    StepIndicator* m_steps = nullptr;
    QStackedWidget* m_stack = nullptr;
    FilesStep* m_files = nullptr;
    QWidget* m_columns = nullptr;
    PreviewPanel* m_preview = nullptr;
    SignalsPanel* m_signals = nullptr;
    QWidget* m_lower = nullptr;
    ProblemsPanel* m_problems = nullptr;
    ReadinessPanel* m_readiness = nullptr;
    NameStep* m_name = nullptr;
    class ImportResult* m_result = nullptr;
    TextLabel* m_missing = nullptr;
    Button* m_cancel = nullptr;
    Button* m_back = nullptr;
    Button* m_next = nullptr;
};

} // namespace tastescope
