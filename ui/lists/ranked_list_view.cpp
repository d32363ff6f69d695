// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/ranked_list_view.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

namespace tastescope {

namespace {

constexpr int glideMilliseconds = 160;

bool motionWanted() {
    return QGuiApplication::platformName() != QLatin1String("offscreen") &&
           QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0;
}

} // namespace

RankedListView::RankedListView(const QString& accessibleName, QWidget* parent)
    : QListView(parent)
    , m_rows(new RankedListModel(this))
    , m_delegate(new RecommendationDelegate(this))
    , m_motion(motionWanted()) {
    setAccessibleName(accessibleName);
    setModel(m_rows);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    m_glide.setDuration(glideMilliseconds);
    m_glide.setStartValue(1.0);
    m_glide.setEndValue(0.0);
    m_glide.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_glide, &QVariantAnimation::valueChanged, viewport(), qOverload<>(&QWidget::update));
    connect(m_rows, &RankedListModel::rowsAboutToChange, this, &RankedListView::rememberRows);
    connect(m_rows, &RankedListModel::modelReset, this, &RankedListView::restoreRows);
    connect(this, &QListView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT entryOpened(m_rows->at(index.row()).index); });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        scheduleDelayedItemsLayout();
        updateGeometry();
        viewport()->update();
    });
}

qint64 RankedListView::selectedEntry() const {
    const QModelIndexList selected = selectionModel()->selectedIndexes();
    return selected.isEmpty() ? -1 : qint64(m_rows->at(selected.first().row()).index);
}

void RankedListView::selectEntry(qint64 index) {
    const int row = index < 0 ? -1 : m_rows->rowOf(static_cast<quint32>(index));
    m_restoring = true;
    if (row < 0) {
        selectionModel()->clear();
    } else {
        setCurrentIndex(m_rows->index(row));
    }
    m_restoring = false;
}

QSize RankedListView::sizeHint() const {
    const QSize row = m_delegate->sizeHint({}, {});
    return {row.width(), row.height() * 12};
}

QSize RankedListView::minimumSizeHint() const {
    return {Theme::instance().scaled(120), Theme::instance().scaled(96)};
}

void RankedListView::rememberRows() {
    m_kept = selectedEntry();
    m_oldRows.clear();
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        m_oldRows.insert(m_rows->at(row).index, row);
    }
}

void RankedListView::restoreRows() {
    selectEntry(m_kept);
    updateGeometry();
    if (m_motion && !m_oldRows.isEmpty() && isVisible()) {
        m_glide.stop();
        m_glide.start();
    }
}

double RankedListView::rowShift(int row) const {
    const int height = m_delegate->sizeHint({}, {}).height();
    // What was not in the list rises from below it.
    const int from = m_oldRows.value(m_rows->at(row).index, m_rows->rowCount());
    return (from - row) * height * m_glide.currentValue().toDouble();
}

void RankedListView::paintEvent(QPaintEvent* event) {
    if (m_glide.state() != QAbstractAnimation::Running) {
        QListView::paintEvent(event);
        return;
    }
    QPainter painter(viewport());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        const QModelIndex index = m_rows->index(row);
        option.rect = visualRect(index).translated(0, static_cast<int>(rowShift(row)));
        option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
        m_delegate->paint(&painter, option, index);
    }
}

void RankedListView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(m_rows->asText(selectionModel()->selectedIndexes()));
        event->accept();
        return;
    }
    QListView::keyPressEvent(event);
}

void RankedListView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    if (!m_restoring && current.isValid()) {
        Q_EMIT entrySelected(m_rows->at(current.row()).index);
    }
}

} // namespace tastescope
