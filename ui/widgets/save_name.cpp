// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/save_name.h"

#include "ui/theme/theme.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/quick_look.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontMetrics>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("SaveName", text);
}

/// "csv" of "CSV table (*.csv)".
QString endingOf(const QString& kind) {
    return kind.section(QStringLiteral("*."), -1).chopped(1);
}

QString withEnding(const QString& path, const QStringList& endings, const QString& chosen) {
    if (endings.contains(QFileInfo(path).suffix(), Qt::CaseInsensitive)) {
        return path;
    }
    return path.endsWith(u'.') ? path + chosen : path + u'.' + chosen;
}

bool mayReplace(QWidget& over, const QString& path) {
    const Theme& theme = Theme::instance();
    const QString name = QFontMetrics(theme.font(TextStyle::Heading))
                             .elidedText(QFileInfo(path).fileName(), Qt::ElideMiddle, theme.scaled(360));
    AskDialog ask(tr("%1 exists. Replace it?").arg(name), tr("What the file holds now is lost then."),
                  tr("Replace"), tr("Choose another name"), AskDialog::Offered::No, &over);
    return ask.exec() == QDialog::Accepted;
}

} // namespace

QString askSaveName(QWidget& over, const QString& title, const QString& folder, const QString& name,
                    const QStringList& kinds) {
    QStringList endings;
    for (const QString& kind : kinds) {
        endings << endingOf(kind);
    }
    QFileDialog dialog(&over, title, folder);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setNameFilters(kinds);
    dialog.setDefaultSuffix(endings.first());
    // It knows the name before the ending, or only one of the endings: asked below, of what is written.
    dialog.setOption(QFileDialog::DontConfirmOverwrite);
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, [&](const QString& kind) {
        dialog.setDefaultSuffix(endings.value(kinds.indexOf(kind), endings.first()));
    });
    // Whole: another kind takes the place of whatever follows the last dot.
    dialog.selectFile(name + u'.' + endings.first());
    while (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty()) {
        const QString path = withEnding(dialog.selectedFiles().constFirst(), endings, dialog.defaultSuffix());
        if (!QFileInfo::exists(path) || mayReplace(over, path)) {
            return path;
        }
    }
    return {};
}

QString folderBeside(const QString& file) {
    return folderBeside(file, [](const QString& folder) { return QFileInfo(folder).isDir(); });
}

QString folderBeside(const QString& file, const std::function<bool(const QString&)>& isThere) {
    if (file.isEmpty()) {
        return QDir::homePath();
    }
    const QString folder = QFileInfo(file).absolutePath();
    const auto there = quickLook([isThere, folder] { return isThere(folder); });
    return isTold(there) && there.get() ? folder : QDir::homePath();
}

} // namespace tastescope
