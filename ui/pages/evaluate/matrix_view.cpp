// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/matrix_view.h"

#include "ui/charts/chart_actions.h"
#include "ui/charts/chart_table_dialog.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int cellHeight = 28; ///< with the gap
constexpr int headHeight = 24;
constexpr int tallHeadHeight = 36;
constexpr int gap = 1; ///< on every side of a cell
constexpr int mostOfNames = 128;

void paintName(QPainter& painter, const QRect& place, const QString& name, bool selected, bool stale) {
    const Theme& theme = Theme::instance();
    painter.fillRect(place, theme.color(selected ? Role::AccentSoft : Role::Surface));
    if (selected) {
        painter.fillRect(QRect(place.left(), place.top(), 3, place.height()), theme.color(Role::Accent));
    }
    QFont font = theme.font(TextStyle::Small);
    font.setWeight(selected ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(theme.color(stale ? Role::Text3 : Role::Text));
    const QRect text = place.adjusted(8, 0, -4, 0);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, text.width()));
}

void paintCell(QPainter& painter, const QRect& place, const MatrixCell& cell, bool stale, bool current) {
    const Theme& theme = Theme::instance();
    const QRect inside = place.adjusted(gap, gap, -gap, -gap);
    QColor ink = theme.color(stale ? Role::Text3 : Role::Text);
    const bool colored =
        cell.look == MatrixCell::Look::Sequential || cell.look == MatrixCell::Look::Diverging;
    if (colored) {
        const QColor fill = stale                                       ? theme.color(Role::Sunken)
                            : cell.look == MatrixCell::Look::Sequential ? theme.sequential(cell.step)
                                                                        : theme.diverging(cell.step);
        painter.fillRect(inside, fill);
        ink = stale ? ink : theme.textOn(fill);
    }
    if (cell.look == MatrixCell::Look::Quiet) {
        painter.setPen(theme.color(Role::Line));
        painter.drawRect(inside.adjusted(0, 0, -1, -1));
        ink = theme.color(Role::Text3);
    }
    if (cell.outlined) {
        painter.setPen(QPen(theme.color(stale ? Role::Outline : Role::Text), 2));
        painter.drawRect(inside.adjusted(1, 1, -1, -1));
    }
    if (current) {
        painter.setPen(QPen(theme.color(Role::Accent), 2));
        painter.drawRect(
            inside.adjusted(colored ? 3 : 1, colored ? 3 : 1, colored ? -3 : -1, colored ? -3 : -1));
    }
    QFont font = theme.font(cell.look == MatrixCell::Look::Sequential ? TextStyle::Small : TextStyle::Micro);
    font.setWeight(cell.outlined ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(inside, Qt::AlignCenter | Qt::TextSingleLine, cell.text);
}

class MatrixDelegate : public QStyledItemDelegate {
public:
    explicit MatrixDelegate(MatrixView* view) : QStyledItemDelegate(view), m_view(view) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        painter->save();
        if (const MatrixCell* cell = m_view->cells().cell(index)) {
            const bool current = m_view->hasFocus() && m_view->currentIndex() == index;
            paintCell(*painter, option.rect, *cell, m_view->isStale(), current);
        } else {
            paintName(*painter, option.rect, index.data().toString(), m_view->selectedRow() == index.row(),
                      m_view->isStale());
        }
        painter->restore();
    }

private:
    const MatrixView* m_view;
};

/// Centred over the cells: the title, and a grey remark after it.
class MatrixHeader : public QHeaderView {
public:
    explicit MatrixHeader(MatrixView* view) : QHeaderView(Qt::Horizontal, view), m_view(view) {
        setSectionsClickable(false);
        setHighlightSections(false);
        setSectionResizeMode(QHeaderView::Fixed);
        setMinimumSectionSize(24);
    }
    QSize sizeHint() const override {
        return {QHeaderView::sizeHint().width(),
                Theme::instance().scaled(m_view->hasTallHead() ? tallHeadHeight : headHeight)};
    }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override {
        const Theme& theme = Theme::instance();
        const QString title = model()->headerData(section, Qt::Horizontal).toString();
        const QString remark =
            model()->headerData(section, Qt::Horizontal, MatrixModel::RemarkRole).toString();
        painter->save();
        painter->fillRect(rect, theme.color(Role::Surface));
        const bool chosen = m_view->isSquare() && section == m_view->selectedRow() + 1 && section > 0;
        QFont font = theme.font(TextStyle::Micro);
        font.setWeight(chosen || !remark.isEmpty() ? QFont::DemiBold : QFont::Normal);
        const QFontMetrics strong(font);
        const QFontMetrics plain(theme.font(TextStyle::Micro));
        const int room = rect.width() - 4;
        const QString words = strong.elidedText(title, Qt::ElideRight, room);
        const bool beside = !remark.isEmpty() && !m_view->hasTallHead();
        const int width =
            strong.horizontalAdvance(words) + (beside ? 4 + plain.horizontalAdvance(remark) : 0);
        const int line = m_view->hasTallHead() ? rect.height() / 2 : rect.height();
        const int x = section == 0 ? rect.x() + 8 : rect.x() + (rect.width() - width) / 2;
        const int y = section == 0 ? rect.bottom() + 1 - line : rect.y();
        painter->setFont(font);
        painter->setPen(theme.color(chosen || !remark.isEmpty() ? Role::Text : Role::Text3));
        painter->drawText(QRect(x, y, width + 2, line), Qt::AlignVCenter | Qt::AlignLeft, words);
        painter->setFont(theme.font(TextStyle::Micro));
        painter->setPen(theme.color(Role::Text3));
        if (beside) {
            painter->drawText(QRect(x, y, width, line), Qt::AlignVCenter | Qt::AlignRight, remark);
        } else if (!remark.isEmpty()) {
            painter->drawText(QRect(rect.x(), rect.y() + line - 2, rect.width(), line), Qt::AlignCenter,
                              remark);
        }
        painter->restore();
    }

private:
    const MatrixView* m_view;
};

} // namespace

MatrixView::MatrixView(QWidget* parent) : QTableView(parent), m_model(new MatrixModel(this)) {
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setHorizontalHeader(new MatrixHeader(this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setItemDelegate(new MatrixDelegate(this));
    setModel(m_model);
    const auto restyle = [this] {
        verticalHeader()->setDefaultSectionSize(Theme::instance().scaled(cellHeight));
        horizontalHeader()->updateGeometry();
        fitColumns();
        viewport()->update();
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

void MatrixView::setMatrix(Matrix matrix) {
    const QModelIndex before = currentIndex();
    if (!matrix.title.isEmpty()) { // else it keeps the name that its page gave it
        setAccessibleName(matrix.title);
        horizontalHeader()->setAccessibleName(tr("%1, columns").arg(matrix.title));
    }
    setAccessibleDescription(matrix.rows.empty() ? matrix.emptyText : matrix.description);
    m_quiet = true;
    const int row = before.row();
    const int column = before.column();
    m_model->setMatrix(std::move(matrix));
    if (row >= 0 && row < m_model->rowCount() && column < m_model->columnCount()) {
        setCurrentIndex(m_model->index(row, column));
    }
    m_quiet = false;
    m_selected = std::min(m_selected, m_model->rowCount() - 1);
    fitColumns();
}

void MatrixView::setSelectedRow(int row) {
    if (row == m_selected) {
        return;
    }
    m_selected = row;
    if (row >= 0 && row < m_model->rowCount() && currentIndex().row() != row) {
        m_quiet = true;
        setCurrentIndex(m_model->index(row, std::max(0, currentIndex().column())));
        m_quiet = false;
    }
    viewport()->update();
    horizontalHeader()->viewport()->update();
}

void MatrixView::setStale(bool stale) {
    m_stale = stale;
    viewport()->update();
}

void MatrixView::fitColumns() {
    const int heads = m_model->columnCount() - 1;
    if (heads < 0) {
        return;
    }
    const Theme& theme = Theme::instance();
    QFont font = theme.font(TextStyle::Small);
    font.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    int names = metrics.horizontalAdvance(m_model->matrix().corner) + 16;
    for (const MatrixRow& row : m_model->rows()) {
        names = std::max(names, metrics.horizontalAdvance(row.name) + 16);
    }
    names = std::min({names, theme.scaled(mostOfNames), viewport()->width() / 3});
    setColumnWidth(0, names);
    if (heads == 0) {
        return;
    }
    const int room = viewport()->width() - names;
    const int each = std::max(room / heads, theme.scaled(m_model->matrix().leastWidth));
    for (int head = 0; head < heads; ++head) {
        const bool spare = each * heads < room && head < room - each * heads;
        setColumnWidth(head + 1, each + (spare ? 1 : 0));
    }
    QFont strong = theme.font(TextStyle::Micro);
    strong.setWeight(QFont::DemiBold);
    const QFontMetrics title(strong);
    const QFontMetrics remark(theme.font(TextStyle::Micro));
    const bool tall = std::ranges::any_of(m_model->matrix().heads, [&](const MatrixHead& head) {
        return !head.remark.isEmpty() &&
               title.horizontalAdvance(head.title) + 4 + remark.horizontalAdvance(head.remark) > each - 4;
    });
    if (tall != m_tallHead) {
        m_tallHead = tall;
        updateGeometries(); // the header is asked anew
    }
}

QSize MatrixView::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(360), theme.scaled(headHeight + cellHeight * std::max(3, m_model->rowCount()))};
}

QSize MatrixView::minimumSizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(200), theme.scaled(tallHeadHeight + 2 * cellHeight)};
}

void MatrixView::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (m_model->rowCount() == 0 || m_model->columnCount() < 2) {
        const Theme& theme = Theme::instance();
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), theme.color(Role::Surface));
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(viewport()->rect().adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap,
                         matrix().emptyText);
    }
}

void MatrixView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fitColumns();
}

void MatrixView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    viewport()->update();
    if (!m_quiet && current.isValid() && current.row() != m_selected) {
        m_selected = current.row();
        horizontalHeader()->viewport()->update();
        Q_EMIT rowChosen(current.row());
    }
}

void MatrixView::open(const QModelIndex& index) {
    const MatrixCell* cell = m_model->cell(index);
    if (cell && cell->look != MatrixCell::Look::Blank) {
        Q_EMIT cellOpened(index.row(), index.column() - 1);
    }
}

void MatrixView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(chartTableText(matrixTable(matrix())));
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        open(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void MatrixView::mouseDoubleClickEvent(QMouseEvent* event) {
    QTableView::mouseDoubleClickEvent(event);
    if (event->button() == Qt::LeftButton) {
        open(indexAt(event->position().toPoint()));
    }
}

QSizeF MatrixView::wholeSize() const {
    const Theme& theme = Theme::instance();
    return QSizeF(horizontalHeader()->length(), theme.scaled(m_tallHead ? tallHeadHeight : headHeight) +
                                                    theme.scaled(cellHeight) * m_model->rowCount());
}

/// All of it, also what is scrolled out of sight, without the marks of keyboard and selection. Cells fill the
/// place; where it has no room for them as they are on the screen, everything gets smaller.
void MatrixView::paintWhole(QPainter& painter, const QRectF& place) const {
    const QSizeF own = wholeSize();
    if (own.isEmpty()) {
        return;
    }
    const double scale = std::min({1.0, place.width() / own.width(), place.height() / own.height()});
    painter.save();
    painter.translate(place.topLeft());
    painter.scale(scale, scale);
    const Theme& theme = Theme::instance();
    const int head = theme.scaled(m_tallHead ? tallHeadHeight : headHeight);
    const double wider = place.width() / scale / own.width();
    const double high = (place.height() / scale - head) / std::max(1, m_model->rowCount());
    const auto top = [&](int row) { return head + qRound(row * high); };
    int before = 0; // of the columns on the screen
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const int left = qRound(before * wider);
        before += columnWidth(column);
        const int width = qRound(before * wider) - left;
        const QString remark =
            m_model->headerData(column, Qt::Horizontal, MatrixModel::RemarkRole).toString();
        const QString title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        painter.setFont(theme.font(TextStyle::Micro));
        painter.setPen(theme.color(Role::Text2));
        const int flags = (column == 0 ? Qt::AlignLeft : Qt::AlignHCenter) | Qt::AlignVCenter;
        const QChar between = m_tallHead ? u'\n' : u' ';
        painter.drawText(QRect(left + 2, 0, width - 4, head), flags,
                         remark.isEmpty() ? title : title + between + remark);
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QModelIndex index = m_model->index(row, column);
            const QRect cellPlace(left, top(row), width, top(row + 1) - top(row));
            if (const MatrixCell* cell = m_model->cell(index)) {
                paintCell(painter, cellPlace, *cell, m_stale, false);
            } else {
                paintName(painter, cellPlace, index.data().toString(), false, m_stale);
            }
        }
    }
    painter.restore();
}

ChartDrawing MatrixView::drawing() const {
    return {matrix().title, matrix().description, wholeSize(),
            [this](QPainter& painter, const QRectF& place) { paintWhole(painter, place); }};
}

void MatrixView::openTable() {
    ChartTableDialog(matrix().title, matrixTable(matrix()), this).exec();
}

void MatrixView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    const MatrixCell* cell = m_model->cell(currentIndex());
    if (cell && receivers(SIGNAL(cellOpened(int, int))) > 0 && cell->look != MatrixCell::Look::Blank) {
        menu.addAction(tr("Show these people in Explore"), this, [this] { open(currentIndex()); });
        menu.addSeparator();
    }
    addChartActions(menu, *this, drawing(), matrixTable(matrix()));
    menu.exec(event->globalPos());
}

RampLegend::RampLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void RampLegend::setEnds(const QString& low, const QString& high) {
    m_low = low;
    m_high = high;
    setAccessibleName(tr("Colours from %1 to %2").arg(low, high));
    updateGeometry();
    update();
}

QSize RampLegend::sizeHint() const {
    const QFontMetrics metrics(Theme::instance().font(TextStyle::Micro));
    return {metrics.horizontalAdvance(m_low) + metrics.horizontalAdvance(m_high) + 16 + 9 * 8,
            Theme::instance().scaled(20)};
}

void RampLegend::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(theme.color(Role::Text3));
    const int low = painter.fontMetrics().horizontalAdvance(m_low);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, m_low);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignRight, m_high);
    for (int step = 0; step < 9; ++step) {
        painter.fillRect(QRect(low + 8 + step * 8, height() / 2 - 4, 8, 8), theme.sequential(step));
    }
}

} // namespace tastescope
