// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/ab_export.h"

#include "storage/export/json_writer.h"
#include "storage/files/output_check.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/save_name.h"

#include <QCoreApplication>
#include <QDir>

#include <cmath>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("AbExport", text);
}

} // namespace

std::string exactNumber(double value) {
    return std::isfinite(value) ? shortestNumber(value) : std::string();
}

void saveCsv(Session& session, QWidget& over, const QString& title, const QString& name,
             const std::vector<std::filesystem::path>& inputs, const std::vector<TableColumn>& columns,
             const std::vector<std::vector<std::string>>& rows) {
    const QString path =
        askSaveName(over, title, folderBeside(session.path()), name, {tr("CSV table (*.csv)")});
    if (path.isEmpty()) {
        return;
    }
    session.jobs().ask<bool>(
        QStringLiteral("ab/export"),
        [inputs, columns, rows, path, project = session.path()](const ExecutionContext&) -> Result<bool> {
            TRY(checkOutput(path.toStdString(), "", project.toStdString(), inputs));
            TRY_ASSIGN(auto file, TableFile::create(path.toStdString(), columns));
            for (const std::vector<std::string>& row : rows) {
                TRY(file.row(row));
            }
            TRY(file.commit());
            return true;
        },
        &session,
        [&session, path](const Result<bool>& done) {
            if (done) {
                Q_EMIT session.notice(tr("The table is saved"), QDir::toNativeSeparators(path));
            } else if (done.error().code != ErrorCode::Cancelled) {
                Q_EMIT session.failed(tr("The table was not saved"), formatError(done.error()));
            }
        });
}

} // namespace tastescope
