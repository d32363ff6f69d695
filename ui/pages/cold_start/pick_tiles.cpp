// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cold_start/pick_tiles.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr int columns = 3;
constexpr int gap = 8;
constexpr int pictureHeight = 56;
constexpr int wordsHeight = 42;

/// A flat picture of one of four kinds, in the colour of the item's category.
void paintPicture(QPainter& painter, const QRectF& area, const PickTile& tile) {
    const Theme& theme = Theme::instance();
    painter.fillRect(area, theme.color(Role::Sunken));
    QColor strong = tile.slot < 0 ? theme.color(Role::Text3) : theme.categorical(tile.slot);
    QColor faint = strong;
    faint.setAlphaF(0.5F);
    const double width = area.width();
    const double height = area.height();
    const auto at = [&](double x, double y) { return area.topLeft() + QPointF(x * width, y * height); };
    painter.setPen(Qt::NoPen);
    painter.setBrush(strong);
    switch (tile.item.value % 4) {
    case 0:
        painter.drawEllipse(at(0.5, 0.5), height * 0.36, height * 0.36);
        painter.fillRect(QRectF(at(0, 0.62), at(1, 1)), faint);
        break;
    case 1:
        painter.drawPolygon(QPolygonF({at(0, 1), at(0.4, 0.2), at(0.7, 1)}));
        painter.setBrush(faint);
        painter.drawPolygon(QPolygonF({at(0.4, 1), at(0.76, 0.4), at(1, 1)}));
        break;
    case 2:
        painter.fillRect(QRectF(at(0.12, 0.16), at(0.42, 1)), strong);
        painter.fillRect(QRectF(at(0.48, 0.42), at(0.7, 1)), faint);
        painter.fillRect(QRectF(at(0.74, 0.28), at(0.9, 1)), faint);
        break;
    default: {
        QPainterPath wave(at(0, 0.7));
        wave.cubicTo(at(0.25, 0.25), at(0.45, 1), at(1, 0.42));
        wave.lineTo(at(1, 1));
        wave.lineTo(at(0, 1));
        painter.drawPath(wave);
        painter.setBrush(faint);
        painter.drawEllipse(at(0.76, 0.28), height * 0.13, height * 0.13);
        break;
    }
    }
}

/// A check for a like, a cross for a dislike.
void paintMark(QPainter& painter, const QRectF& tile, Answer answer) {
    const Theme& theme = Theme::instance();
    const QRectF badge(tile.right() - 26, tile.top() + 6, 20, 20);
    const bool like = answer == Answer::Like;
    painter.setPen(QPen(theme.color(like ? Role::Accent : Role::Outline), 1));
    painter.setBrush(theme.color(like ? Role::Accent : Role::Surface));
    painter.drawEllipse(badge);
    painter.setPen(QPen(theme.color(like ? Role::OnAccent : Role::Down), 1.8, Qt::SolidLine, Qt::RoundCap,
                        Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    const QPointF centre = badge.center();
    if (like) {
        painter.drawPolyline(
            QPolygonF({centre + QPointF(-4, 0.5), centre + QPointF(-1, 3.5), centre + QPointF(4.5, -3.5)}));
    } else {
        painter.drawLine(centre + QPointF(-3.5, -3.5), centre + QPointF(3.5, 3.5));
        painter.drawLine(centre + QPointF(3.5, -3.5), centre + QPointF(-3.5, 3.5));
    }
}

class TileDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// All of its place: an icon view lays a smaller item into the middle of it.
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto* view = qobject_cast<const QListView*>(option.widget);
        return view ? view->gridSize() : QStyledItemDelegate::sizeHint(option, index);
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const auto* model = qobject_cast<const PickTilesModel*>(index.model());
        const PickTile& tile = model->tiles()[static_cast<std::size_t>(index.row())];
        const Theme& theme = Theme::instance();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF area = QRectF(option.rect).adjusted(1.5, 1.5, -gap + 0.5, -gap + 0.5);
        QPainterPath frame;
        frame.addRoundedRect(area, 5, 5);
        painter->fillPath(frame, theme.color(Role::Surface));
        painter->save();
        painter->setClipPath(frame);
        const double words = theme.scaled(wordsHeight);
        paintPicture(*painter, QRectF(area.topLeft(), QSizeF(area.width(), area.height() - words)), tile);
        painter->restore();
        const bool liked = tile.answer == Answer::Like;
        const bool focused = (option.state & QStyle::State_HasFocus) != 0;
        const bool hover = (option.state & QStyle::State_MouseOver) != 0;
        painter->setPen(QPen(theme.color(liked || focused ? Role::Accent
                                         : hover          ? Role::Outline
                                                          : Role::Line),
                             liked || focused ? 2 : 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(frame);
        paintWords(*painter, QRectF(area.left() + 8, area.bottom() - words + 3, area.width() - 16, words - 6),
                   tile);
        if (tile.answer != Answer::Unknown) {
            paintMark(*painter, area, tile.answer);
        }
        painter->restore();
    }

private:
    static void paintWords(QPainter& painter, const QRectF& area, const PickTile& tile) {
        const Theme& theme = Theme::instance();
        const bool disliked = tile.answer == Answer::Dislike;
        QFont font = theme.font(TextStyle::Small);
        font.setWeight(QFont::Medium);
        font.setStrikeOut(disliked);
        painter.setFont(font);
        painter.setPen(theme.color(disliked ? Role::Text3 : Role::Text));
        const QRectF first(area.left(), area.top(), area.width(), area.height() / 2);
        painter.drawText(first, Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(font).elidedText(tile.title, Qt::ElideRight, area.width()));
        const QFont small = theme.font(TextStyle::Micro);
        painter.setFont(small);
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(first.translated(0, area.height() / 2), Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(small).elidedText(tile.creator, Qt::ElideRight, area.width()));
    }
};

} // namespace

void PickTilesModel::setTiles(std::vector<PickTile> tiles) {
    beginResetModel();
    m_tiles = std::move(tiles);
    endResetModel();
}

void PickTilesModel::setAnswer(int row, Answer answer) {
    m_tiles[static_cast<std::size_t>(row)].answer = answer;
    Q_EMIT dataChanged(index(row), index(row));
}

int PickTilesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_tiles.size());
}

QVariant PickTilesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const PickTile& tile = m_tiles[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole) {
        return tile.title;
    }
    if (role == Qt::ToolTipRole) {
        return tile.creator.isEmpty() ? tile.title : tr("%1, %2").arg(tile.title, tile.creator);
    }
    if (role == Qt::AccessibleTextRole) {
        const QString name = tile.creator.isEmpty() ? tile.title : tr("%1, %2").arg(tile.title, tile.creator);
        return tile.answer == Answer::Like      ? tr("%1, liked").arg(name)
               : tile.answer == Answer::Dislike ? tr("%1, disliked").arg(name)
                                                : name;
    }
    return {};
}

PickTiles::PickTiles(const QString& accessibleName, QWidget* parent)
    : QListView(parent)
    , m_model(new PickTilesModel(this)) {
    setAccessibleName(accessibleName);
    setModel(m_model);
    setItemDelegate(new TileDelegate(this));
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(this, &QAbstractItemView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT picked(index.row()); });
    connect(&Theme::instance(), &Theme::changed, this, &PickTiles::lay);
}

void PickTiles::keyPressEvent(QKeyEvent* event) {
    const bool picks =
        event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (picks && event->modifiers() == Qt::NoModifier && currentIndex().isValid()) {
        Q_EMIT picked(currentIndex().row());
        return;
    }
    QListView::keyPressEvent(event);
}

void PickTiles::resizeEvent(QResizeEvent* event) {
    QListView::resizeEvent(event);
    lay();
}

QSize PickTiles::sizeHint() const {
    const int tile = Theme::instance().scaled(wordsHeight) + pictureHeight + gap;
    return {420, 3 * tile};
}

void PickTiles::lay() {
    const int least = Theme::instance().scaled(wordsHeight) + 24 + gap;
    // A bar that may come would take the room of the last column although it never does.
    const bool fits = viewport()->height() > 3 * least;
    setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAlwaysOn);
    const int width = std::max((viewport()->width() - 1) / columns, 60);
    const int height = std::clamp((viewport()->height() - 1) / 3, least, least + pictureHeight);
    setGridSize({width, height});
}

} // namespace tastescope
