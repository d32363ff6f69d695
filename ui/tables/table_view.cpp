// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/table_view.h"

#include "ui/tables/table_delegate.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>

#include <algorithm>

namespace tastescope {

namespace {

QString cell(const QAbstractItemModel& model, const QModelIndex& index) {
    QString text = model.data(index, Qt::DisplayRole).toString();
    // A cell stays one cell in the sheet it is pasted into.
    return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

} // namespace

TableView::TableView(const QString& accessibleName, QWidget* parent) : QTableView(parent) {
    setAccessibleName(accessibleName);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    auto* header = new TableHeader(this);
    setHorizontalHeader(header);
    header->setAccessibleName(tr("%1, columns").arg(accessibleName));
    setItemDelegate(new TableDelegate(this));
    setDense(false);
}

void TableView::setDense(bool dense) {
    m_dense = dense;
    const auto restyle = [this] {
        verticalHeader()->setDefaultSectionSize(Theme::instance().scaled(m_dense ? 28 : 32));
    };
    restyle();
    disconnect(m_restyle);
    m_restyle = connect(&Theme::instance(), &Theme::changed, this, restyle);
}

void TableView::saveColumns(QSettings& settings, const QString& key) const {
    settings.setValue(key, horizontalHeader()->saveState());
}

void TableView::restoreColumns(QSettings& settings, const QString& key) {
    const QByteArray state = settings.value(key).toByteArray();
    if (!state.isEmpty()) {
        horizontalHeader()->restoreState(state);
        if (isSortingEnabled()) {
            sortByColumn(horizontalHeader()->sortIndicatorSection(),
                         horizontalHeader()->sortIndicatorOrder());
        }
    }
}

QString TableView::selectionAsText() const {
    if (!model()) {
        return {};
    }
    std::vector<int> rows;
    std::vector<int> columns; // in the order on the screen
    const QItemSelection selection = selectionModel()->selection();
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        const bool chosen = selection.isEmpty() ||
                            std::any_of(selection.cbegin(), selection.cend(), [column](const auto& range) {
                                return range.left() <= column && column <= range.right();
                            });
        if (chosen && !isColumnHidden(column)) {
            columns.push_back(column);
        }
    }
    if (selection.isEmpty()) {
        for (int row = 0; row < model()->rowCount(rootIndex()); ++row) {
            rows.push_back(row);
        }
    } else {
        for (const QItemSelectionRange& range : selection) {
            for (int row = range.top(); row <= range.bottom(); ++row) {
                rows.push_back(row);
            }
        }
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    }
    QStringList lines;
    QStringList line;
    for (const int column : columns) {
        line += model()
                    ->headerData(column, Qt::Horizontal)
                    .toString()
                    .replace(QLatin1Char('\n'), QLatin1Char(' '));
    }
    lines += line.join(QLatin1Char('\t'));
    for (const int row : rows) {
        line.clear();
        for (const int column : columns) {
            const QModelIndex index = model()->index(row, column, rootIndex());
            line += selection.isEmpty() || selection.contains(index) ? cell(*model(), index) : QString();
        }
        lines += line.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void TableView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(selectionAsText());
        event->accept();
        return;
    }
    // Enter that ends the editing of a cell comes here from its field: it ends that, and presses no default
    // button of a dialog.
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && viewport()->isAncestorOf(QApplication::focusWidget())) {
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    QAction* copy = menu.addAction(tr("Copy"));
    copy->setShortcut(QKeySequence::Copy);
    QAction* all = menu.addAction(tr("Select all"));
    all->setShortcut(QKeySequence::SelectAll);
    const QAction* chosen = menu.exec(event->globalPos());
    if (chosen == copy) {
        QApplication::clipboard()->setText(selectionAsText());
    } else if (chosen == all) {
        selectAll();
    }
}

bool TableView::viewportEvent(QEvent* event) {
    // The delegate paints the whole row under the pointer, so the row has to be repainted with it.
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::MouseMove ||
        event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave ||
        event->type() == QEvent::Leave) {
        const bool inside = event->type() != QEvent::HoverLeave && event->type() != QEvent::Leave;
        const int row = inside ? rowAt(viewport()->mapFromGlobal(QCursor::pos()).y()) : -1;
        if (row != m_hoverRow) {
            m_hoverRow = row;
            viewport()->update();
        }
    }
    return QTableView::viewportEvent(event);
}

} // namespace tastescope
