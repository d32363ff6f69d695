// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/table_columns.h"

#include "ui/tables/column_memory.h"
#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTableView>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {

namespace {

constexpr int shrunkWidth = 88; // of a column that got narrow: a word and a half

} // namespace

TableColumns::TableColumns(QString id, QTableView& table)
    : QObject(&table)
    , m_id(std::move(id))
    , m_table(table) {
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_contents.clear();
        arrange();
    });
}

QHeaderView& TableColumns::header() const {
    return *m_table.horizontalHeader();
}

ColumnChoice& TableColumns::choice() const {
    return ColumnMemory::instance().of(m_id);
}

void TableColumns::watchHeader() {
    if (m_header) {
        disconnect(m_header, nullptr, this, nullptr);
    }
    m_header = &header();
    connect(m_header, &QHeaderView::sectionResized, this,
            [this](int column, int, int size) { resized(column, size); });
    connect(m_header, &QHeaderView::sectionMoved, this, &TableColumns::remember);
    connect(m_header, &QHeaderView::sortIndicatorChanged, this, &TableColumns::remember);
    m_header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_header, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(&m_table);
        fillMenu(menu);
        menu.exec(m_header->viewport()->mapToGlobal(at));
    });
}

void TableColumns::watchModel() {
    m_keys.clear();
    m_contents.clear();
    if (const QAbstractItemModel* model = m_table.model()) {
        connect(model, &QAbstractItemModel::modelReset, this, &TableColumns::modelChanged);
        connect(model, &QAbstractItemModel::columnsInserted, this, &TableColumns::modelChanged);
        connect(model, &QAbstractItemModel::columnsRemoved, this, &TableColumns::modelChanged);
        connect(model, &QAbstractItemModel::rowsInserted, this, &TableColumns::rowsCame);
        connect(model, &QAbstractItemModel::dataChanged, this, &TableColumns::cellsChanged);
    }
    modelChanged();
}

void TableColumns::modelChanged() {
    // Once measured with rows no width shrinks: a filter or another order must not make the columns jump.
    if (!m_measured || m_keys != keys()) {
        m_contents.clear();
        arrange();
    }
}

void TableColumns::rowsCame(const QModelIndex& parent, int first, int last) {
    if (!m_measured || m_keys != keys()) {
        modelChanged();
    } else if (parent == m_table.rootIndex() && m_table.model()->rowCount(parent) <= measuredRows &&
               measureRows(first, last)) {
        arrange();
    }
}

void TableColumns::cellsChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) {
    const bool sized = roles.isEmpty() || roles.contains(Qt::DisplayRole) || roles.contains(Qt::EditRole) ||
                       roles.contains(Qt::DecorationRole) || roles.contains(Qt::FontRole);
    if (sized && m_measured && m_keys == keys() && first.isValid()) {
        rowsCame(first.parent(), first.row(), last.row());
    }
}

void TableColumns::setYielding(std::vector<int> columns) {
    m_yielding = std::move(columns);
    arrange();
}

void TableColumns::setShrinking(std::vector<int> columns) {
    m_shrinking = std::move(columns);
    arrange();
}

QStringList TableColumns::keys() const {
    QStringList all;
    const QAbstractItemModel* model = m_table.model();
    for (int column = 0; model && column < model->columnCount(); ++column) {
        const QString title = model->headerData(column, Qt::Horizontal).toString();
        const auto before = all.count(title);
        all << (before == 0 ? title : QStringLiteral("%1 #%2").arg(title).arg(before + 1));
    }
    return all;
}

// A header moves and sizes its sections by itself while it gets others, before those are taken up here.
bool TableColumns::byHand() const {
    return !m_busy && m_keys == keys();
}

void TableColumns::arrange() {
    // What is not shown has no width to go by, and may never be looked at.
    if (!m_table.model() || !m_table.isVisible() || m_busy || m_table.viewport()->width() <= 0) {
        return;
    }
    const QScopedValueRollback busy(m_busy, true);
    if (const QStringList found = keys(); found != m_keys) {
        takeUp(found);
    }
    if (m_contents.empty()) {
        measure();
    }
    apply();
}

void TableColumns::takeUp(const QStringList& keys) {
    m_keys = keys;
    m_contents.clear();
    const ColumnChoice& known = choice();
    for (int column = 0; column < static_cast<int>(keys.size()); ++column) {
        if (known.hidden.contains(keys[column])) {
            header().setSectionHidden(column, known.hidden[keys[column]]);
        }
    }
    int place = 0;
    for (const QString& key : known.order) {
        if (const auto column = static_cast<int>(keys.indexOf(key)); column >= 0) {
            header().moveSection(header().visualIndex(column), place++);
        }
    }
    const auto sorted = static_cast<int>(keys.indexOf(known.sorted));
    if (sorted >= 0 && !known.sorted.isEmpty() && m_table.isSortingEnabled()) {
        m_table.sortByColumn(sorted, known.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
}

void TableColumns::measure() {
    m_contents.assign(static_cast<std::size_t>(m_table.model()->columnCount()), 0);
    for (int column = 0; column < m_table.model()->columnCount(); ++column) {
        m_contents[static_cast<std::size_t>(column)] = header().sectionSizeHint(column);
    }
    const int rows = std::min(m_table.model()->rowCount(m_table.rootIndex()), measuredRows);
    measureRows(0, rows - 1);
    m_measured = rows > 0;
}

bool TableColumns::measureRows(int first, int last) {
    const QAbstractItemModel& model = *m_table.model();
    QStyleOptionViewItem option;
    option.initFrom(&m_table);
    option.widget = &m_table;
    option.font = m_table.font();
    option.fontMetrics = QFontMetrics(option.font);
    option.decorationSize = m_table.iconSize();
    bool wider = false;
    for (int column = 0; column < static_cast<int>(m_contents.size()); ++column) {
        int& width = m_contents[static_cast<std::size_t>(column)];
        for (int row = first; row <= last; ++row) {
            const QModelIndex index = model.index(row, column, m_table.rootIndex());
            const int needed = m_table.itemDelegateForIndex(index)->sizeHint(option, index).width();
            wider |= needed > width;
            width = std::max(width, needed);
        }
    }
    return wider;
}

int TableColumns::wanted(int column) const {
    if (const auto own = choice().widths.constFind(m_keys.value(column)); own != choice().widths.cend()) {
        return Theme::instance().scaled(*own);
    }
    const int cap = static_cast<int>(m_table.viewport()->width() * widestShare);
    return std::max(header().minimumSectionSize(),
                    std::min(m_contents[static_cast<std::size_t>(column)], std::max(cap, 1)));
}

int TableColumns::least(int column) const {
    const bool shrinks = std::find(m_shrinking.begin(), m_shrinking.end(), column) != m_shrinking.end() &&
                         !choice().widths.contains(m_keys.value(column));
    return shrinks ? std::min(wanted(column), Theme::instance().scaled(shrunkWidth)) : wanted(column);
}

int TableColumns::sizeNow(int column) const {
    return header().sectionSize(column);
}

int TableColumns::roomOf(int (TableColumns::*width)(int) const) const {
    int sum = 0;
    for (int column = 0; column < static_cast<int>(m_contents.size()); ++column) {
        sum += header().isSectionHidden(column) ? 0 : (this->*width)(column);
    }
    return sum;
}

void TableColumns::showYielding(int room) {
    for (const int column : m_yielding) {
        if (!choice().hidden.contains(m_keys.value(column))) {
            header().setSectionHidden(column, false);
        }
    }
    for (auto column = m_yielding.rbegin();
         column != m_yielding.rend() && roomOf(&TableColumns::least) > room; ++column) {
        if (!choice().hidden.contains(m_keys.value(*column))) {
            header().setSectionHidden(*column, true);
        }
    }
}

void TableColumns::apply() {
    const int room = m_table.viewport()->width();
    showYielding(room);
    header().setStretchLastSection(false);
    std::vector<int> open; // what may take the room that is left: words, and not by a person's hand
    bool stretches = false;
    for (int column = 0; column < static_cast<int>(m_contents.size()); ++column) {
        if (header().isSectionHidden(column)) {
            continue;
        }
        stretches |= header().sectionResizeMode(column) == QHeaderView::Stretch;
        const QVariant side = m_table.model()->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole);
        if (!choice().widths.contains(m_keys.value(column)) && !(side.toInt() & Qt::AlignRight)) {
            open.push_back(column);
        }
    }
    const int spare = room - roomOf(&TableColumns::wanted);
    const int left = stretches ? 0 : std::max(0, spare);
    std::vector<int> narrowed(m_contents.size(), 0);
    int missing = std::max(0, -spare);
    for (const int column : m_shrinking) {
        if (column < static_cast<int>(m_contents.size()) && !header().isSectionHidden(column)) {
            const int off = std::min(missing, wanted(column) - least(column));
            narrowed[static_cast<std::size_t>(column)] = off;
            missing -= off;
        }
    }
    int given = 0;
    for (int column = 0; column < static_cast<int>(m_contents.size()); ++column) {
        if (header().isSectionHidden(column) ||
            header().sectionResizeMode(column) != QHeaderView::Interactive) {
            continue;
        }
        const auto place = std::find(open.begin(), open.end(), column);
        int width = wanted(column) - narrowed[static_cast<std::size_t>(column)];
        if (place != open.end() && left > 0) {
            const auto nth = static_cast<int>(place - open.begin()) + 1;
            const int upTo = left * nth / static_cast<int>(open.size());
            width += upTo - given;
            given = upTo;
        }
        header().resizeSection(column, width);
    }
    if (!stretches) {
        stretchLast();
    }
}

void TableColumns::stretchLast() {
    // Fills what a person's widths leave, but is never squeezed to a sliver.
    header().setStretchLastSection(roomOf(&TableColumns::sizeNow) <= m_table.viewport()->width());
}

void TableColumns::resized(int column, int size) {
    if (!byHand() || size <= 0 || m_keys.value(column).isEmpty() || m_contents.empty() ||
        header().sectionResizeMode(column) != QHeaderView::Interactive) {
        return;
    }
    int last = header().count() - 1;
    while (last > 0 && header().isSectionHidden(header().logicalIndex(last))) {
        --last;
    }
    if (header().stretchLastSection() && header().visualIndex(column) == last) {
        return; // follows the others
    }
    choice().widths.insert(m_keys[column],
                           static_cast<int>(std::lround(size * 100.0 / Theme::instance().zoom())));
    const QScopedValueRollback busy(m_busy, true);
    if (header().stretchLastSection()) {
        const int end = header().logicalIndex(last);
        const int others = roomOf(&TableColumns::sizeNow) - header().sectionSize(end);
        if (others + wanted(end) > m_table.viewport()->width()) {
            header().setStretchLastSection(false);
            header().resizeSection(end, wanted(end));
        }
    } else {
        stretchLast();
    }
}

void TableColumns::remember() {
    if (!byHand() || m_keys.isEmpty()) {
        return;
    }
    ColumnChoice& known = choice();
    QStringList order;
    for (int place = 0; place < header().count(); ++place) {
        order << m_keys.value(header().logicalIndex(place));
    }
    known.order = order == m_keys ? QStringList() : order;
    if (m_table.isSortingEnabled()) {
        known.sorted = m_keys.value(header().sortIndicatorSection());
        known.descending = header().sortIndicatorOrder() == Qt::DescendingOrder;
    }
}

void TableColumns::setShown(int column, bool shown) {
    choice().hidden.insert(m_keys.value(column), !shown);
    header().setSectionHidden(column, !shown);
    arrange();
}

void TableColumns::forgetWidths() {
    choice().widths.clear();
    m_contents.clear();
    arrange();
}

void TableColumns::fillMenu(QMenu& menu) {
    int shown = 0;
    for (int column = 0; column < header().count(); ++column) {
        shown += header().isSectionHidden(column) ? 0 : 1;
    }
    for (int place = 0; place < header().count(); ++place) {
        const int column = header().logicalIndex(place);
        const QString title = m_table.model()->headerData(column, Qt::Horizontal).toString();
        if (title.isEmpty()) {
            continue; // a mark beside the row, not a column to speak of
        }
        QAction* action = menu.addAction(QString(title).replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(!header().isSectionHidden(column));
        action->setEnabled(header().isSectionHidden(column) || shown > 1); // one always remains
        connect(action, &QAction::triggered, this, [this, key = keys().value(column)](bool on) {
            if (const auto now = static_cast<int>(keys().indexOf(key)); now >= 0) {
                setShown(now, on); // the columns may be others since the menu opened
            }
        });
    }
    menu.addSeparator();
    connect(menu.addAction(tr("Fit to contents")), &QAction::triggered, this, &TableColumns::forgetWidths);
    QAction* all = menu.addAction(tr("Show all columns"));
    all->setEnabled(shown < header().count());
    connect(all, &QAction::triggered, this, [this] {
        for (int column = 0; column < header().count(); ++column) {
            setShown(column, true);
        }
    });
}

} // namespace tastescope
