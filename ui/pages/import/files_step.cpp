// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/files_step.h"

#include "ui/pages/import/dialect_dialog.h"
#include "ui/pages/import/import_draft.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMimeData>
#include <QPainter>
#include <QVBoxLayout>

namespace tastescope {

ImportFileModel::ImportFileModel(QObject* parent)
    : ColumnTable({{tr("File"),
                    [](const FilePlan& file) {
                        return toQString(file.member.empty() ? file.path.filename().string() : file.member);
                    }},
                   {tr("Holds"), [](const FilePlan& file) { return capitalised(describeKind(file.kind)); }},
                   {tr("Read as"),
                    [](const FilePlan& file) {
                        return file.kind == FileKind::Ignored
                                   ? QString()
                                   : describeDialect(file).join(QStringLiteral(", "));
                    }},
                   {tr("Size"), [](const FilePlan& file) { return formatBytes(file.bytes); },
                    [](const FilePlan& file) { return qulonglong(file.bytes); }, Qt::AlignRight}},
                  {{Qt::ForegroundRole,
                    [](const FilePlan& file) {
                        return file.kind == FileKind::Ignored
                                   ? QVariant(QBrush(Theme::instance().color(Role::Text3)))
                                   : QVariant();
                    }}},
                  parent) {}

FileDropZone::FileDropZone(QWidget* parent) : QFrame(parent) {
    setAcceptDrops(true);
    auto* picture = new QLabel(this);
    const auto tint = [picture] {
        picture->setPixmap(
            iconPixmap(QStringLiteral("import"), Role::Accent, 28, picture->devicePixelRatioF()));
    };
    tint();
    connect(&Theme::instance(), &Theme::changed, picture, tint);
    auto* files = new Button(ButtonKind::Primary, tr("Choose files"), QStringLiteral("file"), this);
    auto* folder = new Button(ButtonKind::Plain, tr("Choose a folder"), QStringLiteral("open"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(files);
    buttons->addWidget(folder);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 32, 24, 32);
    layout->setSpacing(8);
    layout->addStretch();
    layout->addWidget(picture, 0, Qt::AlignHCenter);
    layout->addWidget(new TextLabel(TextStyle::Heading, Role::Text, tr("Drop your data here"), this), 0,
                      Qt::AlignHCenter);
    layout->addWidget(
        new TextLabel(TextStyle::Body, Role::Text2,
                      tr("CSV, TSV, JSON lines, also as zip or gz. One row per event, or one per rating."),
                      this),
        0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addLayout(buttons);
    layout->addStretch();
    connect(files, &QAbstractButton::clicked, this, [this] {
        const QStringList paths = QFileDialog::getOpenFileNames(this, tr("Choose files to import"));
        if (!paths.isEmpty()) {
            Q_EMIT pathsGiven(paths);
        }
    });
    connect(folder, &QAbstractButton::clicked, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(this, tr("Choose a folder to import"));
        if (!path.isEmpty()) {
            Q_EMIT pathsGiven({path});
        }
    });
}

void FileDropZone::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(m_dragging ? Role::Accent : Role::Outline), 1, Qt::DashLine));
    painter.setBrush(theme.color(m_dragging ? Role::AccentSoft : Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

void FileDropZone::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) {
        m_dragging = true;
        update();
        event->acceptProposedAction();
    }
}

void FileDropZone::dragLeaveEvent(QDragLeaveEvent*) {
    m_dragging = false;
    update();
}

void FileDropZone::dropEvent(QDropEvent* event) {
    m_dragging = false;
    update();
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT pathsGiven(paths);
    }
}

FilesStep::FilesStep(ImportDraft& draft, QWidget* parent) : QWidget(parent), m_draft(draft) {
    auto* zone = new FileDropZone(this);
    m_problem = new Note(NoteKind::Failure, {}, this);
    m_problem->hide();
    m_cut = new Button(ButtonKind::Plain, tr("Say how it is cut"), {}, this);
    m_cut->setToolTip(tr("Which separator the file has, and whether its first row names the columns"));
    m_cut->hide();
    connect(m_cut, &QAbstractButton::clicked, this, &FilesStep::askCut);
    auto* card = new Card(tr("Files"), tr("what each was taken for"), this);
    auto* clear = new Button(ButtonKind::Quiet, tr("Start over"), QStringLiteral("undo"), card);
    clear->setSmall(true);
    card->addAction(clear);
    m_list = card;
    m_model = new ImportFileModel(this);
    m_view = new TableView(QStringLiteral("import_files"), tr("Files to import"), card);
    m_view->setModel(m_model);
    m_view->setSortingEnabled(false);
    m_view->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    card->body()->addWidget(m_view, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(zone, 1);
    layout->addWidget(m_problem);
    layout->addWidget(m_cut, 0, Qt::AlignLeft);
    layout->addWidget(card, 1);
    connect(zone, &FileDropZone::pathsGiven, &draft, &ImportDraft::addPaths);
    connect(clear, &QAbstractButton::clicked, &draft, &ImportDraft::clear);
    connect(&draft, &ImportDraft::planned, this, &FilesStep::refresh);
    connect(&draft, &ImportDraft::failed, this, [this](const QString& text) {
        m_problem->setText(text);
        m_problem->show();
        m_cut->setVisible(m_draft.mayBeCutOtherwise());
    });
    connect(&draft, &ImportDraft::countChanged, this,
            [this] { m_problem->setVisible(!m_draft.problem().isEmpty()); });
    refresh();
}

void FilesStep::askCut() {
    FilePlan open;
    open.path = m_draft.paths().constFirst().toStdString();
    DialectDialog dialog(open, this);
    if (dialog.exec() == QDialog::Accepted) {
        m_draft.readAs(dialog.plan().dialect);
    }
}

void FilesStep::refresh() {
    m_problem->hide();
    m_cut->hide();
    m_list->setVisible(m_draft.hasPlan());
    m_model->setRows(m_draft.plan().files);
}

} // namespace tastescope
