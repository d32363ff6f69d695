// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/interval_delegate.h"

#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr int padding = 10;

struct Picture {
    const DrawnInterval& drawn;
    QRectF place;

    double at(double value) const {
        const double share = (value - drawn.from) / (drawn.to - drawn.from);
        return place.left() + std::clamp(share, 0.0, 1.0) * place.width();
    }
    bool inside(double value) const { return value >= drawn.from && value <= drawn.to; }
    /// 1: all of it is right of the scale, -1: left.
    int beyond() const {
        const Estimate& e = drawn.estimate;
        const double low = e.hasInterval() ? e.low : e.value;
        const double high = e.hasInterval() ? e.high : e.value;
        return low > drawn.to ? 1 : high < drawn.from ? -1 : 0;
    }
};

QColor colorOf(const DrawnInterval& drawn, bool shown) {
    const Theme& theme = Theme::instance();
    if (!drawn.judged) {
        return theme.categorical(0);
    }
    return theme.color(!shown ? Role::Text3 : drawn.estimate.low > drawn.mark ? Role::Up : Role::Down);
}

void paintArrow(QPainter& painter, double x, double y, int side) {
    painter.drawLine(QPointF(x - side * 4, y - 4), QPointF(x, y));
    painter.drawLine(QPointF(x - side * 4, y + 4), QPointF(x, y));
}

void paintBeyond(QPainter& painter, const Picture& picture, const QColor& color, int side) {
    const Theme& theme = Theme::instance();
    const double y = picture.place.center().y();
    const double tip = side > 0 ? picture.place.right() : picture.place.left();
    painter.setPen(QPen(color, 1.5));
    painter.drawLine(QPointF(tip - side * 10, y), QPointF(tip, y));
    paintArrow(painter, tip, y, side);
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(picture.place.adjusted(side < 0 ? 16 : 0, 0, side > 0 ? -16 : 0, 0),
                     Qt::AlignVCenter | (side > 0 ? Qt::AlignRight : Qt::AlignLeft),
                     IntervalDelegate::tr("off the scale"));
}

void paintInterval(QPainter& painter, const Picture& picture) {
    const DrawnInterval& drawn = picture.drawn;
    const Estimate& estimate = drawn.estimate;
    const Theme& theme = Theme::instance();
    const double y = picture.place.center().y();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme.color(Role::Axis));
    const double mark = picture.at(drawn.mark);
    painter.drawLine(QPointF(mark, picture.place.top()), QPointF(mark, picture.place.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    if (std::isnan(estimate.value)) {
        return;
    }
    const bool shown = estimate.hasInterval() && (estimate.low > drawn.mark || estimate.high < drawn.mark);
    const QColor color = colorOf(drawn, shown);
    if (const int side = picture.beyond(); side != 0) {
        paintBeyond(painter, picture, color, side);
        return;
    }
    if (estimate.hasInterval()) {
        painter.setPen(QPen(color, 2, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(picture.at(estimate.low), y), QPointF(picture.at(estimate.high), y));
        painter.setPen(QPen(color, 1.5));
        if (!picture.inside(estimate.low)) {
            paintArrow(painter, picture.place.left(), y, -1);
        }
        if (!picture.inside(estimate.high)) {
            paintArrow(painter, picture.place.right(), y, 1);
        }
    }
    if (picture.inside(estimate.value)) {
        painter.setPen(QPen(color, 1.5));
        painter.setBrush(shown || !drawn.judged ? color : theme.color(Role::Surface));
        painter.drawEllipse(QPointF(picture.at(estimate.value), y), 4, 4);
    }
}

} // namespace

IntervalDelegate::IntervalDelegate(int role, int width, QObject* parent)
    : TableDelegate(parent)
    , m_role(role)
    , m_width(width) {}

void IntervalDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const QVariant value = index.data(m_role);
    if (!value.canConvert<DrawnInterval>()) {
        TableDelegate::paint(painter, option, index);
        return;
    }
    const auto* table = qobject_cast<const TableView*>(option.widget);
    const auto drawn = value.value<DrawnInterval>();
    painter->save();
    paintRowBackground(*painter, option, table && table->hoverRow() == index.row());
    painter->setClipRect(option.rect);
    paintInterval(*painter, {drawn, QRectF(option.rect).adjusted(padding, 0, -padding, -1)});
    painter->restore();
}

QSize IntervalDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QSize size = TableDelegate::sizeHint(option, index);
    return index.data(m_role).canConvert<DrawnInterval>()
               ? QSize(Theme::instance().scaled(m_width), size.height())
               : size;
}

} // namespace tastescope
