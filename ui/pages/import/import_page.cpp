// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/import_page.h"

#include "ui/pages/import/date_question.h"
#include "ui/pages/import/files_step.h"
#include "ui/pages/import/header_question.h"
#include "ui/pages/import/import_draft.h"
#include "ui/pages/import/import_result.h"
#include "ui/pages/import/name_step.h"
#include "ui/pages/import/preview_panel.h"
#include "ui/pages/import/problems_panel.h"
#include "ui/pages/import/readiness_panel.h"
#include "ui/pages/import/signals_panel.h"
#include "ui/pages/import/step_indicator.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <numeric>

namespace tastescope {

ImportPage::ImportPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent) {
    m_draft = new ImportDraft(session, this);
    m_head = new PageHead(tr("Import data"), {}, this);
    m_steps = new StepIndicator(
        {tr("Files"), tr("Columns and signals"), tr("Attributes"), tr("Name and import")}, m_head);
    m_head->addAction(m_steps);
    m_stack = new QStackedWidget(this);
    m_files = new FilesStep(*m_draft, m_stack);
    m_columns = makeColumns();
    m_name = new NameStep(session, *m_draft, m_stack);
    m_result = new ImportResult(session, m_stack);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_files, m_columns, m_name, m_result}) {
        m_stack->addWidget(widget);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 0);
    layout->setSpacing(4);
    layout->addWidget(m_head);
    layout->addWidget(m_stack, 1);
    makeFooter();

    connect(m_draft, &ImportDraft::planned, this, [this] {
        if (m_draft->hasPlan() && m_step == FilesStepIndex) {
            goTo(ColumnsStep);
        } else if (!m_draft->hasPlan()) {
            goTo(FilesStepIndex);
        }
        refresh();
    });
    connect(m_draft, &ImportDraft::countChanged, this, &ImportPage::refresh);
    connect(m_name, &NameStep::changed, this, &ImportPage::refresh);
    connect(m_draft, &ImportDraft::failed, this, &ImportPage::refresh);
    connect(&session, &Session::importFinished, this, &ImportPage::showResult);
    connect(&session, &Session::importEnded, this, [this] {
        m_running = false;
        refresh();
    });
    connect(m_result, &ImportResult::openData, this,
            [this] { this->navigator().open(QStringLiteral("data")); });
    connect(m_result, &ImportResult::openModels, this,
            [this] { this->navigator().open(QStringLiteral("models")); });
    goTo(FilesStepIndex);
}

QWidget* ImportPage::makeColumns() {
    auto* page = new QWidget(this);
    m_preview = new PreviewPanel(*m_draft, page);
    m_signals = new SignalsPanel(*m_draft, page);
    m_problems = new ProblemsPanel(session(), page);
    connect(m_draft, &ImportDraft::planned, this, [this] { m_problems->setInputs(m_draft->paths()); });
    m_readiness = new ReadinessPanel(page);
    m_readiness->setFixedWidth(328);
    m_lower = new QWidget(page);
    auto* lower = new QHBoxLayout(m_lower);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(16);
    lower->addWidget(m_signals, 1);
    lower->addWidget(m_problems, 1);
    auto* left = new QVBoxLayout;
    left->setSpacing(16);
    left->addWidget(new HeaderQuestion(*m_draft, page));
    left->addWidget(new DateQuestion(*m_draft, page));
    left->addWidget(m_preview, 400);
    left->addWidget(m_lower, 290);
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addLayout(left, 1);
    layout->addWidget(m_readiness);
    return page;
}

void ImportPage::makeFooter() {
    m_cancel = new Button(ButtonKind::Quiet, tr("Cancel"), {}, this);
    m_missing = new TextLabel(TextStyle::Small, Role::Text2, {}, this);
    m_back = new Button(ButtonKind::Plain, tr("Back"), {}, this);
    m_next = new Button(ButtonKind::Primary, tr("Continue"), {}, this);
    auto* footer = new QHBoxLayout;
    footer->setContentsMargins(0, 14, 0, 14);
    footer->setSpacing(8);
    footer->addWidget(m_cancel);
    footer->addStretch();
    footer->addWidget(m_missing);
    footer->addWidget(m_back);
    footer->addWidget(m_next);
    static_cast<QVBoxLayout*>(layout())->addLayout(footer);
    connect(m_cancel, &QAbstractButton::clicked, this, [this] {
        m_draft->clear();
        navigator().open(session().isOpen() ? QStringLiteral("data") : QStringLiteral("start"));
    });
    connect(m_back, &QAbstractButton::clicked, this, &ImportPage::back);
    connect(m_next, &QAbstractButton::clicked, this, &ImportPage::next);
}

void ImportPage::activate(const QVariantMap& arguments) {
    const QStringList paths = arguments.value(QStringLiteral("paths")).toStringList();
    if (!paths.isEmpty()) {
        goTo(FilesStepIndex);
        m_draft->setPaths(paths);
    } else if (m_step == DoneStep) {
        m_draft->clear();
        goTo(FilesStepIndex);
    }
}

void ImportPage::goTo(int step) {
    m_step = step;
    switch (step) {
    case FilesStepIndex:
        m_stack->setCurrentWidget(m_files);
        break;
    case ColumnsStep:
    case AttributesStep:
        m_preview->setFiles(step == ColumnsStep ? PreviewPanel::Files::Interactions
                                                : PreviewPanel::Files::Attributes);
        m_lower->setVisible(step == ColumnsStep);
        m_stack->setCurrentWidget(m_columns);
        break;
    case NameStepIndex:
        m_name->prepare();
        m_stack->setCurrentWidget(m_name);
        break;
    default:
        m_stack->setCurrentWidget(m_result);
    }
    refresh();
}

void ImportPage::next() {
    if (m_step == NameStepIndex) {
        runImport();
        return;
    }
    int step = m_step + 1;
    if (step == AttributesStep) {
        m_preview->setFiles(PreviewPanel::Files::Attributes);
        step = m_preview->hasFiles() ? AttributesStep : NameStepIndex;
    }
    goTo(step);
}

void ImportPage::back() {
    int step = m_step - 1;
    if (step == AttributesStep) {
        m_preview->setFiles(PreviewPanel::Files::Attributes);
        step = m_preview->hasFiles() ? AttributesStep : ColumnsStep;
    }
    goTo(step);
}

void ImportPage::refresh() {
    m_steps->setCurrent(std::min<int>(m_step, NameStepIndex));
    m_steps->setVisible(m_step != DoneStep);
    const auto& files = m_draft->plan().files;
    if (m_draft->hasPlan()) {
        const auto bytes =
            std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                            [](std::uint64_t sum, const FilePlan& file) { return sum + file.bytes; });
        const QString from = QFileInfo(m_draft->paths().value(0)).fileName();
        m_head->setSubtitle(files.size() == 1
                                ? tr("%1, %2").arg(from, formatBytes(bytes))
                                : tr("%1 files from %2, %3").arg(files.size()).arg(from, formatBytes(bytes)));
    } else {
        m_head->setSubtitle(tr("Say what each column means and learn whether it is enough"));
    }
    const QString missing =
        m_step == NameStepIndex && m_draft->missing().isEmpty() ? m_name->missing() : m_draft->missing();
    m_missing->setText(m_step == FilesStepIndex || m_step == DoneStep ? QString()
                       : m_running                                    ? tr("Importing …")
                       : missing.isEmpty() ? tr("Nothing is written until you import")
                                           : missing);
    m_back->setVisible(m_step != FilesStepIndex && m_step != DoneStep);
    m_next->setVisible(m_step != DoneStep);
    m_cancel->setVisible(m_step != DoneStep);
    m_next->setText(m_step == NameStepIndex ? tr("Import") : tr("Continue"));
    m_next->setEnabled(m_draft->hasPlan() && missing.isEmpty() && !m_running);
    const ImportCount* count = m_draft->count();
    m_problems->setReport(count ? &count->report : nullptr, m_draft->isCounting());
    if (count) {
        m_readiness->setReadiness(count->readiness);
    } else {
        m_readiness->setUnknown(!m_draft->problem().isEmpty() ? m_draft->problem()
                                : !missing.isEmpty()          ? missing
                                : m_draft->isCounting()       ? tr("Counting rows …")
                                                              : QString());
    }
}

void ImportPage::runImport() {
    const QString target = m_name->target();
    if (target.isEmpty()) {
        return;
    }
    m_running = true;
    refresh();
    session().importInto(target, m_name->plan());
}

void ImportPage::showResult() {
    m_running = false;
    if (const ImportReport* report = session().lastImport()) {
        m_result->setInputs(m_draft->paths());
        m_result->setReport(*report);
        goTo(DoneStep);
    }
}

} // namespace tastescope
