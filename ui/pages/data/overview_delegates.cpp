// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/overview_lists.h"

#include "ui/tables/painted_delegate.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace tastescope {
namespace {

void paintRowState(QPainter* painter, const QStyleOptionViewItem& option, int radius) {
    const Theme& theme = Theme::instance();
    const bool selected =
        option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_HasFocus);
    if (!selected && !option.state.testFlag(QStyle::State_MouseOver)) {
        return;
    }
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.color(selected ? Role::AccentSoft : Role::Sunken));
    painter->drawRoundedRect(option.rect, radius, radius);
}

void paintText(QPainter* painter, const QRect& rect, TextStyle style, Role role, const QString& text,
               Qt::Alignment alignment) {
    const Theme& theme = Theme::instance();
    painter->setFont(theme.font(style));
    painter->setPen(theme.color(role));
    const QString shown = QFontMetrics(painter->font()).elidedText(text, Qt::ElideRight, rect.width());
    painter->drawText(rect, static_cast<int>(alignment | Qt::TextSingleLine), shown);
}

// Lines of `text` at `width`, at most `most`; the last one is elided.
QStringList wrapped(const QString& text, const QFont& font, int width, int most) {
    QStringList lines;
    QTextLayout layout(text, font);
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        if (lines.size() + 1 == most) {
            lines << QFontMetrics(font).elidedText(text.mid(line.textStart()), Qt::ElideRight, width);
            break;
        }
        lines << text.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

/// Of the words beside a finding's icon.
int qualityIndent() {
    return Theme::instance().scaled(15) + 8;
}

QSize sizeCategory(const QStyleOptionViewItem&, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    const bool name = index.column() == 0;
    const int words = QFontMetrics(theme.font(name ? TextStyle::Body : TextStyle::Small))
                          .horizontalAdvance(index.data().toString());
    return {name ? words + theme.scaled(8) + 12 : words + 4, theme.scaled(28)};
}

void paintCategory(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRowState(painter, option, 0);
    const QRect rect = option.rect;
    painter->setPen(Qt::NoPen);
    if (index.column() == 0) {
        painter->setBrush(theme.categorical(index.data(CategoryModel::SlotRole).toInt()));
        const int dot = theme.scaled(8);
        painter->drawEllipse(QRect(rect.left(), rect.center().y() - (dot - 1) / 2, dot, dot));
        paintText(painter, rect.adjusted(dot + 6, 0, -4, 0), TextStyle::Body, Role::Text,
                  index.data().toString(), Qt::AlignVCenter);
    } else if (index.column() == 1) {
        // All rows share one scale: the widest bar of the model fills the column.
        double widest = 1e-9;
        for (int row = 0; row < index.model()->rowCount(); ++row) {
            const QModelIndex other = index.siblingAtRow(row);
            widest = std::max({widest, other.data(CategoryModel::ItemShareRole).toDouble(),
                               other.data(CategoryModel::EventShareRole).toDouble()});
        }
        const double scale = (rect.width() - 8) / widest;
        const int middle = rect.center().y();
        painter->fillRect(
            QRectF(rect.left(), middle - 5, index.data(CategoryModel::ItemShareRole).toDouble() * scale, 4),
            theme.color(Role::Outline));
        painter->fillRect(
            QRectF(rect.left(), middle, index.data(CategoryModel::EventShareRole).toDouble() * scale, 5),
            theme.sequential(6));
    } else {
        const double points = index.data(CategoryModel::SortRole).toDouble();
        const Role role = points >= 0.5 ? Role::Up : points <= -0.5 ? Role::Down : Role::Text3;
        paintText(painter, rect, TextStyle::Small, role, index.data().toString(),
                  Qt::AlignVCenter | Qt::AlignRight);
    }
    painter->restore();
}

QSize sizeSignal(const QStyleOptionViewItem&, const QModelIndex&) {
    return {120, Theme::instance().scaled(50)};
}

void paintSignal(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRowState(painter, option, 4);
    const QRect rect = option.rect.adjusted(0, 2, 0, -3);
    const int line = theme.scaled(20);
    const QStringList counts = index.data(SignalModel::CountRole).toStringList();
    const int size = theme.scaled(15);
    const int left = size + 6;
    paintIcon(*painter, QRect(rect.left(), rect.top() + (line - size) / 2, size, size),
              index.data(SignalModel::IconRole).toString(), Role::Text3);
    paintText(painter, QRect(rect.left() + left, rect.top(), rect.width() - left - theme.scaled(49), line),
              TextStyle::Body, Role::Text, index.data().toString(), Qt::AlignVCenter);
    paintText(painter, QRect(rect.left(), rect.top(), rect.width(), line), TextStyle::BodyStrong, Role::Text,
              counts.value(0), Qt::AlignVCenter | Qt::AlignRight);
    const QRectF track(rect.left(), rect.top() + line + 3, rect.width(), 4);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.color(Role::Sunken));
    painter->drawRoundedRect(track, 2, 2);
    QRectF bar = track;
    bar.setWidth(std::max(4.0, track.width() * index.data(SignalModel::FillRole).toDouble()));
    painter->setBrush(index.data(SignalModel::NegativeRole).toBool() ? theme.diverging(1)
                                                                     : theme.sequential(6));
    painter->drawRoundedRect(bar, 2, 2);
    paintText(painter, QRect(rect.left(), int(track.bottom()) + 2, rect.width(), theme.scaled(16)),
              TextStyle::Micro, Role::Text3, counts.value(1), Qt::AlignVCenter);
    paintText(painter, QRect(rect.left(), int(track.bottom()) + 2, rect.width(), theme.scaled(16)),
              TextStyle::Micro, Role::Text3, counts.value(2), Qt::AlignVCenter | Qt::AlignRight);
    painter->restore();
}

QSize sizeQuality(const QStyleOptionViewItem& option, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    const int width = (option.widget ? option.widget->width() : 260) - qualityIndent() - 8;
    const auto lines =
        wrapped(index.data(QualityModel::DetailRole).toString(), theme.font(TextStyle::Micro), width, 2)
            .size();
    return {120, theme.scaled(16) + static_cast<int>(lines) * theme.scaled(16) + 11};
}

void paintQuality(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    painter->save();
    paintRowState(painter, option, 0);
    const QRect rect = option.rect.adjusted(0, 5, 0, 0);
    const auto status = static_cast<ReadinessStatus>(index.data(QualityModel::StatusRole).toInt());
    const StatusLook look = statusLook(status);
    const int size = theme.scaled(15);
    paintIcon(*painter, QRect(rect.left(), rect.top() + 1, size, size), look.icon, look.role);
    const int left = rect.left() + qualityIndent();
    const int width = rect.width() - qualityIndent() - 8;
    const int line = theme.scaled(16);
    QFont strong = theme.font(TextStyle::Small);
    strong.setWeight(QFont::Medium);
    painter->setFont(strong);
    painter->setPen(theme.color(Role::Text));
    painter->drawText(QRect(left, rect.top(), width, line), Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(strong).elidedText(index.data().toString(), Qt::ElideRight, width));
    int top = rect.top() + line;
    for (const QString& text :
         wrapped(index.data(QualityModel::DetailRole).toString(), theme.font(TextStyle::Micro), width, 2)) {
        paintText(painter, QRect(left, top, width, line), TextStyle::Micro, Role::Text3, text,
                  Qt::AlignVCenter);
        top += line;
    }
    painter->setPen(theme.color(Role::Grid));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter->restore();
}

} // namespace

QStyledItemDelegate* makeCategoryDelegate(QObject* parent) {
    return new PaintedDelegate(paintCategory, sizeCategory, parent);
}

QStyledItemDelegate* makeSignalDelegate(QObject* parent) {
    return new PaintedDelegate(paintSignal, sizeSignal, parent);
}

QStyledItemDelegate* makeQualityDelegate(QObject* parent) {
    return new PaintedDelegate(paintQuality, sizeQuality, parent);
}

} // namespace tastescope
