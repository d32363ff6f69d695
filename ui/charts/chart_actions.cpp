// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_actions.h"

#include "ui/charts/chart_table_dialog.h"
#include "ui/charts/picture_dialog.h"
#include "ui/charts/picture_memory.h"
#include "ui/text/format.h"
#include "ui/widgets/save_name.h"
#include "ui/widgets/toast.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QStandardPaths>
#include <QUrl>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("tastescope::ChartView", text);
}

/// Empty when the person has thought better of it.
QString chosenFile(QWidget& over, const ChartDrawing& drawing) {
    static QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    const QString path =
        askSaveName(over, tr("Save picture"), QFileInfo(folder).isDir() ? folder : QDir::homePath(),
                    pictureFileName(drawing.title),
                    {tr("PNG picture (*.png)"), tr("SVG drawing (*.svg)"), tr("PDF page (*.pdf)")});
    if (!path.isEmpty()) {
        folder = QFileInfo(path).absolutePath();
    }
    return path;
}

void savePicture(QWidget& over, const ChartDrawing& drawing) {
    PictureMemory& memory = PictureMemory::instance();
    PictureDialog ask(pictureSize(drawing), memory.look(), &over);
    if (ask.exec() != QDialog::Accepted) {
        return;
    }
    memory.setLook(ask.look());
    const QString path = chosenFile(over, drawing);
    if (path.isEmpty()) {
        return;
    }
    const QFileInfo file(path);
    // Made in memory first, so that a full disk is noticed by the one writer that looks.
    const QByteArray bytes = chartPicture(drawing, file.suffix().toLower(), memory.look());
    const Result<void> written = writePicture(over, path, bytes);
    if (!written) {
        ToastArea::tell(
            over,
            {ToastKind::Failure, tr("The picture was not saved"), formatError(written.error()), {}, {}});
        return;
    }
    ToastArea::tell(
        over, {ToastKind::Done, tr("The picture is saved"), QDir::toNativeSeparators(path), tr("Open folder"),
               [where = file.absolutePath()] { QDesktopServices::openUrl(QUrl::fromLocalFile(where)); }});
}

void copyPicture(QWidget& over, const ChartDrawing& drawing) {
    QGuiApplication::clipboard()->setImage(chartImage(drawing));
    ToastArea::tell(
        over, {ToastKind::Done, tr("The picture is copied"), tr("Paste it where you want it."), {}, {}});
}

} // namespace

void addChartActions(QMenu& menu, QWidget& over, const ChartDrawing& drawing, const ChartTable& table) {
    menu.addAction(tr("Copy data"), &over,
                   [table] { QGuiApplication::clipboard()->setText(chartTableText(table)); });
    menu.addAction(tr("Copy picture"), &over, [&over, drawing] { copyPicture(over, drawing); });
    menu.addAction(tr("Save picture…"), &over, [&over, drawing] { savePicture(over, drawing); });
    menu.addAction(tr("Open table"), &over,
                   [&over, drawing, table] { ChartTableDialog(drawing.title, table, &over).exec(); });
}

} // namespace tastescope
