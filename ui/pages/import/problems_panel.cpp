// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/problems_panel.h"

#include "storage/files/output_check.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/save_name.h"

#include <QDir>
#include <QHeaderView>
#include <QVBoxLayout>

namespace tastescope {

ProblemModel::ProblemModel(QObject* parent)
    : ColumnTable({{tr("Reason"),
                    [](const RejectCount& count) { return toQString(count.reason); },
                    nullptr,
                    Qt::AlignLeft,
                    {{Qt::DecorationRole,
                      [](const RejectCount&) { return icon(QStringLiteral("warning"), Role::Warn, 15); }}}},
                   {tr("Rows"), [](const RejectCount& count) { return formatCount(count.count); },
                    [](const RejectCount& count) { return qulonglong(count.count); }, Qt::AlignRight},
                   {tr("First"),
                    [](const RejectCount& count) {
                        const QString row = tr("row %1").arg(formatCount(count.firstLine));
                        return count.example.empty() ? row
                                                     : row + QStringLiteral(": ") + toQString(count.example);
                    }}},
                  parent) {}

ProblemsPanel::ProblemsPanel(Session& session, QWidget* parent)
    : Card(tr("Problems"), {}, parent)
    , m_session(session) {
    m_save = new Button(ButtonKind::Quiet, tr("Save list"), QStringLiteral("export"), this);
    m_save->setSmall(true);
    addAction(m_save);
    m_model = new ProblemModel(this);
    m_view = new TableView(QStringLiteral("import_problems"), tr("Rows left out, by reason"), this);
    m_view->setModel(m_model);
    m_view->setSortingEnabled(false);
    m_view->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_none = new TextLabel(TextStyle::Body, Role::Text2, {}, this);
    body()->addWidget(m_none);
    body()->addWidget(m_view, 1);
    body()->addStretch();
    connect(m_save, &QAbstractButton::clicked, this, &ProblemsPanel::save);
    setReport(nullptr, false);
}

void ProblemsPanel::setReport(const ImportReport* report, bool counting) {
    m_rejects = report ? report->rejects : std::vector<Reject>{};
    m_rejected = report ? report->rowsRejected : 0;
    m_model->setRows(report ? report->rejectCounts : std::vector<RejectCount>{});
    const bool any = report && report->rowsRejected > 0;
    m_view->setVisible(any);
    m_save->setVisible(any);
    m_none->setVisible(!any);
    m_none->setText(report ? tr("Every row can be read.") : counting ? tr("Counting rows …") : QString());
    if (!report) {
        setRemark(QString());
        return;
    }
    QStringList remark;
    if (any) {
        const double share =
            static_cast<double>(report->rowsRejected) / static_cast<double>(report->rowsRead);
        remark << tr("%1 rows left out, %2").arg(formatCount(report->rowsRejected), formatPercent(share, 2));
    }
    if (report->duplicates > 0) {
        remark << tr("%1 doubles").arg(formatCount(report->duplicates));
    }
    setRemark(remark.join(QStringLiteral(", ")));
}

void ProblemsPanel::save() {
    const QString path = askSaveName(*this, tr("Save the rows left out"), folderBeside(m_session.path()),
                                     QStringLiteral("rejects"), {tr("CSV files (*.csv)")});
    if (path.isEmpty()) {
        return;
    }
    m_session.jobs().start<bool>(
        tr("Save rows left out"),
        [rejects = m_rejects, path, inputs = m_inputs,
         project = m_session.path().toStdString()](const ExecutionContext&) -> Result<bool> {
            std::vector<std::filesystem::path> files;
            for (const QString& input : inputs) {
                files.emplace_back(input.toStdString());
            }
            TRY(checkOutput(path.toStdString(), "", project, files));
            TRY(writeRejects(rejects, path.toStdString()));
            return true;
        },
        this,
        [this, path, kept = m_rejects.size(), all = m_rejected](Result<bool> written) {
            if (written) {
                const QString where = QDir::toNativeSeparators(path);
                Q_EMIT m_session.notice(
                    tr("The list is saved"),
                    kept < all
                        ? tr("The first %1 of %2 rows, in %3").arg(formatCount(kept), formatCount(all), where)
                        : where);
            } else if (written.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_session.failed(tr("The list was not saved"), formatError(written.error()));
            }
        });
}

} // namespace tastescope
