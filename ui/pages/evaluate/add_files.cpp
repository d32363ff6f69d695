// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/add_files.h"

#include "storage/use_cases/outside/outside_kind.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/pages/evaluate/elsewhere/kind_dialog.h"
#include "ui/session/session.h"
#include "ui/text/format.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QTimer>

#include <filesystem>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

using Looked = std::vector<std::pair<QString, std::vector<OutsideKind>>>;
using Kinds = std::vector<std::pair<QString, OutsideKind>>;

std::filesystem::path pathOf(const QString& file) {
    return QFileInfo(file).absoluteFilePath().toStdString();
}

void tell(Session& session, const Error& error) {
    Q_EMIT session.failed(ContestantTable::tr("Nothing was added"), formatError(error));
}

void addNumbers(ContestantTable& contestants, const Kinds& numbers) {
    Session& session = contestants.session();
    const auto dataset = session.dataset();
    if (!dataset || numbers.empty()) {
        return;
    }
    session.jobs().ask<Kinds>(
        QStringLiteral("evaluate/numbers"),
        [dataset, numbers](const ExecutionContext& context) -> Result<Kinds> {
            for (const auto& [file, kind] : numbers) {
                TRY(checkNumbers(pathOf(file), kind, *dataset, context));
            }
            return numbers;
        },
        &contestants,
        [&contestants, &session, dataset](const Result<Kinds>& read) {
            if (dataset != session.dataset()) {
                return;
            }
            if (!read) {
                tell(session, read.error());
                return;
            }
            for (const auto& [file, kind] : *read) {
                contestants.addNumbers(file, kind);
            }
        });
}

/// Asks for what the headers left open.
void settle(const QPointer<ContestantTable>& contestants, const Looked& looked,
            const QPointer<QWidget>& over) {
    QStringList lists;
    Kinds numbers;
    const auto dataset = contestants ? contestants->session().dataset() : nullptr;
    for (const auto& [file, kinds] : looked) {
        OutsideKind kind = kinds.front();
        if (kinds.size() > 1) {
            KindDialog dialog(file, kinds, over);
            if (dialog.exec() != QDialog::Accepted) {
                continue;
            }
            kind = dialog.chosen();
        }
        if (kind == OutsideKind::Lists) {
            lists << file;
        } else {
            numbers.emplace_back(file, kind);
        }
    }
    if (!contestants || contestants->session().dataset() != dataset) {
        return; // the window went, or the project, while it was asked
    }
    if (!lists.isEmpty()) {
        contestants->addLists(lists);
    }
    addNumbers(*contestants, numbers);
}

} // namespace

QStringList chooseElsewhere(QWidget& over) {
    return QFileDialog::getOpenFileNames(
        &over, ContestantTable::tr("Made elsewhere: a CSV file of user, item, and rank, score or prediction"),
        {}, ContestantTable::tr("CSV tables (*.csv *.tsv *.txt *.gz);;All files (*)"));
}

void addFromElsewhere(ContestantTable& contestants, const QStringList& files, QWidget& over) {
    if (files.isEmpty()) {
        return;
    }
    Session& session = contestants.session();
    session.jobs().ask<Looked>(
        QStringLiteral("evaluate/elsewhere/") +
            files.front(), // others, asked for meanwhile, are no newer ones
        [files](const ExecutionContext& context) -> Result<Looked> {
            Looked looked;
            for (const QString& file : files) {
                TRY_ASSIGN(auto kinds, outsideKinds(pathOf(file), context));
                looked.emplace_back(file, std::move(kinds));
            }
            return looked;
        },
        &contestants,
        [&contestants, &session, dataset = session.dataset(),
         over = QPointer(&over)](const Result<Looked>& looked) {
            if (dataset != session.dataset()) {
                return;
            }
            if (!looked) {
                tell(session, looked.error());
                return;
            }
            // A dialog has a loop of its own, in which no answer is to wait.
            QTimer::singleShot(0, &contestants, [table = QPointer(&contestants), over, looked = *looked] {
                settle(table, looked, over);
            });
        });
}

} // namespace tastescope
