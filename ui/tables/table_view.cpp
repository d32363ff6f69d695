// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/table_view.h"

#include "ui/tables/query_table_model.h"
#include "ui/tables/table_columns.h"
#include "ui/tables/table_delegate.h"
#include "ui/text/sheet_text.h"
#include "ui/theme/theme.h"

#include <QAbstractProxyModel>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace tastescope {

namespace {

/// There are rows, but a filter lets none through.
bool isFiltered(const QAbstractItemModel* model) {
    if (const auto* query = qobject_cast<const QueryTableModel*>(model)) {
        return query->source() && query->source()->rows > 0;
    }
    if (const auto* proxy = qobject_cast<const QAbstractProxyModel*>(model)) {
        const QAbstractItemModel* below = proxy->sourceModel();
        return below && (below->rowCount() > 0 || isFiltered(below));
    }
    return false;
}

} // namespace

TableView::TableView(const QString& id, const QString& accessibleName, QWidget* parent)
    : QTableView(parent)
    , m_columns(new TableColumns(id, *this)) {
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
    m_columns->watchHeader();
    setItemDelegate(new TableDelegate(this));
    setDense(false);
}

void TableView::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    m_columns->watchModel();
}

void TableView::useHeader(QHeaderView* header) {
    setHorizontalHeader(header);
    m_columns->watchHeader();
}

void TableView::setYielding(std::vector<int> columns) {
    m_columns->setYielding(std::move(columns));
}

void TableView::setShrinking(std::vector<int> columns) {
    m_columns->setShrinking(std::move(columns));
}

void TableView::addColumnsTo(QMenu& menu) {
    if (!horizontalHeader()->isHidden()) {
        m_columns->fillMenu(*menu.addMenu(tr("Columns")));
    }
}

void TableView::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

QString TableView::emptyText() const {
    if (!model() || model()->rowCount(rootIndex()) > 0) {
        return {};
    }
    return isFiltered(model()) ? tr("Nothing matches") : m_emptyText;
}

void TableView::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    const QString text = emptyText();
    if (text != accessibleDescription()) {
        setAccessibleDescription(text);
    }
    if (!text.isEmpty()) {
        const Theme& theme = Theme::instance();
        QPainter painter(viewport());
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(viewport()->rect().adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap,
                         text);
    }
}

void TableView::showEvent(QShowEvent* event) {
    QTableView::showEvent(event);
    m_columns->arrange();
}

void TableView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    m_columns->arrange();
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
        line += model()->headerData(column, Qt::Horizontal).toString();
    }
    lines += sheetLine(line);
    for (const int row : rows) {
        line.clear();
        for (const int column : columns) {
            const QModelIndex index = model()->index(row, column, rootIndex());
            line += selection.isEmpty() || selection.contains(index)
                        ? model()->data(index, Qt::DisplayRole).toString()
                        : QString();
        }
        lines += sheetLine(line);
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
    addColumnsTo(menu);
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
