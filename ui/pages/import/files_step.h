// SPDX-License-Identifier: GPL-3.0-or-later
// The first step: files dropped or chosen, and what each was taken for.
#pragma once

#include "storage/import/planning/import_plan.h"
#include "ui/tables/column_table.h"

#include <QFrame>

namespace tastescope {

class ImportDraft;
class Button;
class Note;
class TableView;

class ImportFileModel : public ColumnTable<FilePlan> {
    Q_OBJECT
public:
    explicit ImportFileModel(QObject* parent = nullptr);
};

/// Accepts dropped files and folders; also a click and the two buttons.
class FileDropZone : public QFrame {
    Q_OBJECT
public:
    explicit FileDropZone(QWidget* parent = nullptr);

Q_SIGNALS:
    void pathsGiven(const QStringList& paths);

protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    bool m_dragging = false;
};

class FilesStep : public QWidget {
    Q_OBJECT
public:
    explicit FilesStep(ImportDraft& draft, QWidget* parent = nullptr);

private:
    void refresh();
    void askCut();

    ImportDraft& m_draft;
    Button* m_cut = nullptr;
    Note* m_problem = nullptr;
    ImportFileModel* m_model = nullptr;
    QWidget* m_list = nullptr;
    TableView* m_view = nullptr;
};

} // namespace tastescope
