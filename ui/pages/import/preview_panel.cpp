// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/preview_panel.h"

#include "ui/pages/import/dialect_dialog.h"
#include "ui/pages/import/import_draft.h"
#include "ui/pages/import/preview_model.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/retire.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QTabBar>
#include <QVBoxLayout>

namespace tastescope {
namespace {

QFrame* makeLine(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    return line;
}

} // namespace

PreviewPanel::PreviewPanel(ImportDraft& draft, QWidget* parent) : QFrame(parent), m_draft(draft) {
    setObjectName(QStringLiteral("card"));
    m_tabs = new QTabBar(this);
    m_tabs->setAccessibleName(tr("Files"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    auto* change = new Button(ButtonKind::Quiet, tr("Change"), {}, this);
    change->setSmall(true);
    change->setAccessibleName(tr("Change how the file is read"));
    m_chips = new QHBoxLayout;
    m_chips->setSpacing(8);
    auto* strip = new QHBoxLayout;
    strip->setContentsMargins(16, 6, 16, 6);
    strip->setSpacing(8);
    strip->addWidget(new TextLabel(TextStyle::Small, Role::Text3, tr("Detected"), this));
    strip->addLayout(m_chips);
    strip->addStretch();
    strip->addWidget(change);

    m_model = new PreviewModel(this);
    m_view = new TableView(QStringLiteral("import_sample"), tr("Sample of rows"), this);
    m_header = new RoleHeader(m_view);
    m_view->useHeader(m_header);
    m_view->setModel(m_model);
    m_view->setDense(true);
    connect(m_view->horizontalScrollBar(), &QScrollBar::valueChanged, m_header, &RoleHeader::place);

    m_footer = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    auto* hint =
        new TextLabel(TextStyle::Small, Role::Text3,
                      tr("Roles were guessed from names and values. Change any of them above."), this);
    hint->setElided(true);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 7, 16, 7);
    foot->addWidget(m_footer);
    foot->addStretch();
    foot->addWidget(hint);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    auto* tabs = new QHBoxLayout;
    tabs->setContentsMargins(8, 0, 8, 0);
    tabs->addWidget(m_tabs, 1);
    layout->addLayout(tabs);
    layout->addWidget(makeLine(this));
    layout->addLayout(strip);
    layout->addWidget(makeLine(this));
    layout->addWidget(m_view, 1);
    layout->addWidget(makeLine(this));
    layout->addLayout(foot);

    connect(m_tabs, &QTabBar::currentChanged, this, &PreviewPanel::showFile);
    connect(change, &QAbstractButton::clicked, this, &PreviewPanel::changeDialect);
    connect(m_header, &RoleHeader::roleChosen, this, &PreviewPanel::changeRole);
    connect(&draft, &ImportDraft::planned, this, &PreviewPanel::rebuildTabs);
    connect(&draft, &ImportDraft::previewChanged, this, [this](int file) {
        if (m_shown >= 0 && m_files[static_cast<std::size_t>(m_shown)] == static_cast<std::size_t>(file)) {
            showRows();
        }
    });
    connect(&draft, &ImportDraft::fileReplaced, this, [this](int file) {
        if (m_shown >= 0 && m_files[static_cast<std::size_t>(m_shown)] == static_cast<std::size_t>(file)) {
            showFile(m_shown);
        }
    });
    connect(&draft, &ImportDraft::countChanged, this, &PreviewPanel::showRows);
}

void PreviewPanel::setFiles(Files files) {
    m_which = files;
    rebuildTabs();
}

void PreviewPanel::rebuildTabs() {
    const QSignalBlocker quiet(m_tabs);
    while (m_tabs->count() > 0) {
        m_tabs->removeTab(0);
    }
    m_files.clear();
    for (std::size_t file = 0; file < m_draft.plan().files.size(); ++file) {
        const FilePlan& plan = m_draft.plan().files[file];
        const bool events = plan.kind == FileKind::Interactions;
        if (plan.kind == FileKind::Ignored || events != (m_which == Files::Interactions)) {
            continue;
        }
        m_files.push_back(file);
        const std::string name = plan.member.empty() ? plan.path.filename().string() : plan.member;
        QString title = toQString(name);
        m_tabs->addTab(title.replace(u'&', QStringLiteral("&&")) + QStringLiteral("  ·  ") +
                       describeKind(plan.kind));
    }
    m_tabs->updateGeometry(); // a hidden bar does not ask for room by itself
    showFile(m_files.empty() ? -1 : 0);
}

void PreviewPanel::showFile(int tab) {
    m_shown = tab;
    if (tab >= 0 && static_cast<std::size_t>(tab) < m_files.size()) {
        const FilePlan& plan = m_draft.plan().files[m_files[static_cast<std::size_t>(tab)]];
        m_model->setPreview(m_draft.preview(m_files[static_cast<std::size_t>(tab)]));
        m_header->setFile(plan, m_draft.plan().nouns);
    }
    showRows();
}

void PreviewPanel::showRows() {
    retireAll(*m_chips);
    if (m_shown < 0 || static_cast<std::size_t>(m_shown) >= m_files.size()) {
        m_model->setPreview({});
        m_footer->setText(QString());
        return;
    }
    const std::size_t file = m_files[static_cast<std::size_t>(m_shown)];
    const FilePreview& preview = m_draft.preview(file);
    m_model->setPreview(preview);
    m_header->place();
    for (const QString& word : describeDialect(preview.plan)) {
        m_chips->addWidget(new Chip(word, ChipKind::Plain, this));
    }
    m_chips->addWidget(new Chip(
        tr("%1 of %2 columns used").arg(m_draft.understoodColumns(file)).arg(preview.plan.columns.size()),
        ChipKind::Good, this));
    const QString shown = formatCount(preview.rows.size());
    const bool only = m_which == Files::Interactions && m_files.size() == 1 && m_draft.count();
    m_footer->setText(
        preview.complete ? tr("All %1 rows").arg(shown)
        : only           ? tr("First %1 of %2 rows").arg(shown, formatCount(m_draft.count()->report.rowsRead))
                         : tr("First %1 rows").arg(shown));
}

void PreviewPanel::changeDialect() {
    if (m_shown < 0) {
        return;
    }
    const std::size_t file = m_files[static_cast<std::size_t>(m_shown)];
    DialectDialog dialog(m_draft.plan().files[file], this);
    if (dialog.exec() != QDialog::Accepted) {
        return;
    }
    m_draft.replaceFile(file, dialog.plan());
}

void PreviewPanel::changeRole(int column, const RoleChoice& choice) {
    const std::size_t file = m_files[static_cast<std::size_t>(m_shown)];
    m_draft.edit([&](ImportPlan& plan) {
        auto& columns = plan.files[file].columns;
        // User, item, signal, value and time are each one column: the former holder gives way.
        const bool single = choice.role != ColumnRole::Ignore && choice.role != ColumnRole::ItemAttribute &&
                            choice.role != ColumnRole::UserAttribute;
        for (ColumnPlan& other : columns) {
            if (single && other.role == choice.role) {
                other.role = ColumnRole::Ignore;
            }
        }
        ColumnPlan& target = columns[static_cast<std::size_t>(column)];
        target.role = choice.role;
        const bool attribute =
            choice.role == ColumnRole::ItemAttribute || choice.role == ColumnRole::UserAttribute;
        target.attribute = !choice.attribute.empty() ? choice.attribute
                           : attribute               ? target.name
                                                     : std::string();
    });
    m_header->setFile(m_draft.plan().files[file], m_draft.plan().nouns);
}

} // namespace tastescope
