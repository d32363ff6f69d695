// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/runs_dialog.h"

#include "engine/data/dataset.h"
#include "ui/pages/evaluate/sweep/sweep_runs.h"
#include "ui/pages/evaluate/words/run_words.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_run.h"
#include "ui/session/session.h"
#include "ui/tables/column_table.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

std::vector<Column<RunLine>> columns() {
    const auto font = [](const RunLine& line) {
        return Theme::instance().font(line.differs ? TextStyle::BodyStrong : TextStyle::Small);
    };
    const auto ink = [](Role role) {
        return [role](const RunLine&) { return QBrush(Theme::instance().color(role)); };
    };
    const auto title = [](const RunLine& line) { return line.title; };
    const auto a = [](const RunLine& line) { return line.a; };
    const auto b = [](const RunLine& line) { return line.b; };
    const auto cell = [&](const QString& head, const auto& text) {
        return Column<RunLine>(
            head, text, nullptr, Qt::AlignLeft,
            {{Qt::ToolTipRole, text}, {Qt::FontRole, font}, {Qt::ForegroundRole, ink(Role::Text)}});
    };
    return {Column<RunLine>(
                RunsDialog::tr("What"), title, nullptr, Qt::AlignLeft,
                {{Qt::ToolTipRole, title},
                 {Qt::FontRole, [](const RunLine&) { return Theme::instance().font(TextStyle::Small); }},
                 {Qt::ForegroundRole, ink(Role::Text2)}}),
            cell(RunsDialog::tr("First run"), a), cell(RunsDialog::tr("Second run"), b)};
}

} // namespace

QString runTitle(const RunHead& run) {
    const QString title = RunsDialog::tr("%1 · %2").arg(formatWhen(run.made), toQString(run.protocol));
    if (run.request && run.request->sweep) {
        return RunsDialog::tr("%1 · %2").arg(title, sweepTitle(*run.request->sweep));
    }
    return run.models == 0
               ? title
               : RunsDialog::tr("%1 · %2").arg(title, formatCounted(run.models, RunsDialog::tr("1 model"),
                                                                    RunsDialog::tr("%1 models")));
}

RunsDialog::RunsDialog(Session& session, std::int64_t shown, QWidget* parent)
    : QDialog(parent)
    , m_session(session) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("Compare runs"));
    setAccessibleName(windowTitle());
    m_only = new Switch(tr("Only what differs"), this);
    m_only->setChecked(true);
    m_a = new ComboBox(this);
    m_b = new ComboBox(this);
    m_a->setAccessibleName(tr("First run"));
    m_b->setAccessibleName(tr("Second run"));
    for (const RunHead& run : session.experiments().runs()) {
        m_a->addItem(runTitle(run), static_cast<qlonglong>(run.experiment));
        m_b->addItem(runTitle(run), static_cast<qlonglong>(run.experiment));
    }
    const int at = m_b->findData(static_cast<qlonglong>(shown));
    m_b->setCurrentIndex(at < 0 ? m_b->count() - 1 : at);
    m_a->setCurrentIndex(m_b->currentIndex() > 0 ? m_b->currentIndex() - 1 : std::min(1, m_a->count() - 1));
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    head->addStretch(1);
    head->addWidget(new TextLabel(TextStyle::Small, Role::Text2, tr("Only what differs"), this));
    head->addWidget(m_only);
    auto* boxes = new QHBoxLayout;
    boxes->setSpacing(8);
    boxes->addWidget(m_a, 1);
    boxes->addWidget(m_b, 1);
    m_lines = new ColumnTable<RunLine>(columns(), this);
    m_table = new TableView(QStringLiteral("compared_runs"), tr("What differs between the runs"), this);
    m_table->setModel(m_lines);
    m_table->setDense(true);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addLayout(boxes);
    layout->addWidget(m_table, 1);
    layout->addLayout(dialogFoot({close}));
    connect(m_a, &QComboBox::activated, this, &RunsDialog::read);
    connect(m_b, &QComboBox::activated, this, &RunsDialog::read);
    connect(m_only, &QCheckBox::toggled, this, &RunsDialog::compare);
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    resizeToScreen(*this, {theme.scaled(760), theme.scaled(600)});
    read();
}

void RunsDialog::read() {
    for (const QComboBox* box : {m_a, m_b}) {
        const std::int64_t experiment = box->currentData().toLongLong();
        m_session.experiments().read(experiment, this,
                                     [this, experiment](const ProjectExperiments::Run& run) {
                                         m_runs[experiment] = run;
                                         compare();
                                     });
    }
    compare();
}

void RunsDialog::compare() {
    const auto a = m_runs.find(m_a->currentData().toLongLong());
    const auto b = m_runs.find(m_b->currentData().toLongLong());
    const bool coming = a == m_runs.end() || b == m_runs.end();
    const bool both = !coming && a->second && b->second;
    m_table->setEmptyText(coming ? tr("Reading the runs…")
                          : both ? tr("The two runs do not differ")
                                 : tr("One of the runs cannot be read"));
    if (!both) {
        m_lines->setRows({});
        return;
    }
    std::vector<RunLine> lines =
        compareRuns(*a->second, *b->second, m_session.dataset() ? m_session.dataset()->nouns() : Nouns());
    std::erase_if(lines, [this](const RunLine& line) { return m_only->isChecked() && !line.differs; });
    m_lines->setRows(std::move(lines));
}

} // namespace tastescope
