// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/gallery_view.h"

#include "ui/pages/models/gallery_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace tastescope {

namespace {

constexpr int gap = 8;
constexpr int leastTileWidth = 168;
constexpr int captionHeight = 18;
constexpr int tileHeight = 74;
constexpr int mostColumns = 4;

void paintEffort(QPainter& painter, QPoint at, int effort) {
    const Theme& theme = Theme::instance();
    painter.setPen(Qt::NoPen);
    for (int bar = 0; bar < 4; ++bar) {
        painter.setBrush(theme.color(bar < effort ? Role::Text3 : Role::Track));
        painter.drawRoundedRect(QRect(at.x() + bar * 12, at.y(), 10, 3), 1, 1);
    }
}

/// Right-aligned in `place`; returns the width used.
int paintState(QPainter& painter, const QRect& place, KindState state) {
    if (state == KindState::Untrained) {
        return 0;
    }
    const Theme& theme = Theme::instance();
    const bool trained = state == KindState::Trained;
    const QString text = trained ? GalleryView::tr("trained") : GalleryView::tr("training");
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(theme.color(trained ? Role::Up : Role::Text2));
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, text);
    int width = painter.fontMetrics().horizontalAdvance(text);
    if (trained) {
        const int size = theme.scaled(12);
        width += size + 3;
        paintIcon(painter,
                  QRect(place.right() + 1 - width, place.y() + (place.height() - size) / 2, size, size),
                  QStringLiteral("check"), Role::Up);
    }
    return width;
}

} // namespace

void GalleryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool chosen = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    const int caption = theme.scaled(captionHeight);
    const QRectF frame = QRectF(option.rect).adjusted(gap / 2.0, caption, -gap / 2.0, -gap / 2.0);
    QFont captionFont = theme.font(TextStyle::Micro);
    captionFont.setWeight(QFont::Medium);
    painter->setFont(captionFont);
    painter->setPen(theme.color(Role::Text3));
    painter->drawText(
        QRect(option.rect.x() + gap / 2, option.rect.y(), option.rect.width() - gap, caption - 1),
        Qt::AlignLeft | Qt::AlignVCenter, index.data(GalleryModel::CaptionRole).toString());
    painter->setBrush(theme.color(chosen ? Role::AccentSoft : hovered ? Role::Sunken : Role::Surface));
    painter->setPen(QPen(theme.color(chosen ? Role::Accent : Role::Line), chosen ? 2 : 1));
    const double inset = chosen ? 1 : 0.5;
    painter->drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), 6, 6);

    const QRect inside = frame.toRect().adjusted(11, 6, -11, -6);
    const int line = theme.lineHeight(TextStyle::Body);
    const QRect head(inside.x(), inside.y(), inside.width(), line);
    const auto state = static_cast<KindState>(index.data(GalleryModel::StateRole).toInt());
    const int taken = paintState(*painter, head, state);
    const bool off = index.data(GalleryModel::OffRole).toBool();
    painter->setFont(theme.font(TextStyle::Card));
    painter->setPen(theme.color(off ? Role::Text3 : Role::Text));
    painter->drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                        inside.width() - taken - 6));

    const int small = theme.lineHeight(TextStyle::Small);
    const QRect tagline(inside.x(), head.bottom() + 1, inside.width(), small);
    painter->setFont(theme.font(TextStyle::Small));
    painter->setPen(theme.color(off ? Role::Warn : Role::Text2));
    painter->drawText(tagline, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(GalleryModel::TaglineRole).toString(),
                                                        Qt::ElideRight, tagline.width()));

    const int micro = theme.lineHeight(TextStyle::Micro);
    const QRect foot(inside.x(), inside.bottom() + 1 - micro, inside.width(), micro);
    painter->setFont(theme.font(TextStyle::Micro));
    paintEffort(*painter, {foot.x(), foot.center().y() - 1}, index.data(GalleryModel::EffortRole).toInt());
    painter->setPen(theme.color(Role::Text3));
    painter->drawText(foot.adjusted(52, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                      GalleryView::tr("effort"));
    painter->drawText(foot, Qt::AlignRight | Qt::AlignVCenter,
                      index.data(GalleryModel::ForecastRole).toString());
    if (option.state & QStyle::State_HasFocus) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(theme.color(Role::Accent), 2));
        painter->drawRoundedRect(frame.adjusted(-2, -2, 2, 2), 8, 8);
    }
    painter->restore();
}

QSize GalleryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return m_tile;
}

GalleryView::GalleryView(QWidget* parent) : QListView(parent), m_delegate(new GalleryDelegate(this)) {
    setAccessibleName(tr("Kinds of model"));
    setItemDelegate(m_delegate);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setUniformItemSizes(true);
    setResizeMode(QListView::Adjust);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Said outright: a list that may need a scroll bar keeps room for it and wraps too early.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractItemView::doubleClicked, this, &GalleryView::settingsWanted);
    connect(&Theme::instance(), &Theme::changed, this, &GalleryView::arrange);
}

void GalleryView::setModel(QAbstractItemModel* model) {
    QListView::setModel(model);
    arrange();
}

void GalleryView::resizeEvent(QResizeEvent* event) {
    QListView::resizeEvent(event);
    arrange();
}

void GalleryView::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT settingsWanted();
        return;
    }
    QListView::keyPressEvent(event);
}

void GalleryView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    // An icon list would let Ctrl+arrow move the focus alone; here what has the focus is what is set up.
    if (current.isValid()) {
        selectionModel()->select(current, QItemSelectionModel::ClearAndSelect);
    }
}

void GalleryView::arrange() {
    const int width = viewport()->width();
    if (width < 1) {
        return;
    }
    const Theme& theme = Theme::instance();
    const int columns = std::clamp(width / theme.scaled(leastTileWidth), 1, mostColumns);
    // One pixel less, or the last tile of a row would wrap.
    const QSize tile((width - 1) / columns, theme.scaled(captionHeight + tileHeight) + gap / 2);
    if (tile != m_arranged) {
        m_arranged = tile;
        m_delegate->setTileSize(tile);
        scheduleDelayedItemsLayout();
    }
}

} // namespace tastescope
