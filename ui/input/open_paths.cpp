// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/input/open_paths.h"

#include "ui/navigation/navigator.h"
#include "ui/session/session.h"
#include "ui/widgets/save_name.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMimeData>
#include <QUrl>

namespace tastescope {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("openPaths", text);
}

bool isProject(const QString& path) {
    return path.endsWith(QStringLiteral(".tastescope"), Qt::CaseInsensitive);
}

} // namespace

QStringList localPaths(const QMimeData& data) {
    QStringList paths;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) {
            paths += url.toLocalFile();
        }
    }
    return paths;
}

void openPaths(Session& session, Navigator& navigator, const QStringList& paths) {
    if (paths.size() == 1 && isProject(paths.first())) {
        session.openProject(paths.first());
    } else if (!paths.isEmpty()) {
        navigator.open(QStringLiteral("import"), {{QStringLiteral("paths"), paths}});
    }
}

void chooseProject(Session& session, QWidget* parent) {
    const QString path = QFileDialog::getOpenFileName(parent, tr("Open project"), {},
                                                      tr("Tastescope projects (*.tastescope)"));
    if (!path.isEmpty()) {
        session.openProject(path);
    }
}

void chooseData(Session& session, Navigator& navigator, QWidget* parent) {
    openPaths(session, navigator,
              QFileDialog::getOpenFileNames(parent, tr("Choose data files"), {}, dataFilter()));
}

QString dataFilter() {
    // The last ones are of MovieLens 100K: u.item, u.user, u.genre, u.info, u1.base, u1.test.
    return tr("Data (*.csv *.tsv *.tab *.txt *.dat *.data *.json *.jsonl *.ndjson *.gz *.zip *.item *.user "
              "*.genre *.info *.occupation *.base *.test *.inter *.hist)") +
           QStringLiteral(";;") + tr("All files (*)");
}

void chooseCopy(Session& session, QWidget& over) {
    if (!session.isOpen()) {
        return;
    }
    const QString path =
        askSaveName(over, tr("Save a copy"), folderBeside(session.path()),
                    tr("%1 copy").arg(session.projectName()), {tr("Tastescope projects (*.tastescope)")});
    if (!path.isEmpty()) {
        session.saveCopy(path);
    }
}

} // namespace tastescope
