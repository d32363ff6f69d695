// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/table_delegate.h"

#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace tastescope {

namespace {

constexpr int cellPadding = 8;
constexpr QChar sortedDown(0x25BE);
constexpr QChar sortedUp(0x25B4);

} // namespace

void paintRowBackground(QPainter& painter, const QStyleOptionViewItem& option, bool hovered) {
    const Theme& theme = Theme::instance();
    const Role fill = option.state & QStyle::State_Selected ? Role::AccentSoft
                      : hovered                             ? Role::Sunken
                                                            : Role::Surface;
    painter.fillRect(option.rect, theme.color(fill));
    painter.setPen(theme.color(Role::Grid));
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const auto* table = qobject_cast<const TableView*>(option.widget);
    painter->save();
    paintRowBackground(*painter, item, table && table->hoverRow() == index.row());
    const QVariant background = index.data(Qt::BackgroundRole);
    if (background.canConvert<QBrush>() && !(item.state & QStyle::State_Selected)) {
        painter->fillRect(item.rect.adjusted(0, 0, 0, -1), qvariant_cast<QBrush>(background));
    }
    QRect place = item.rect.adjusted(cellPadding, 0, -cellPadding, 0);
    if (item.features & QStyleOptionViewItem::HasCheckIndicator) {
        QStyleOptionViewItem check(item);
        check.rect = QRect(place.x(), place.y() + (place.height() - 16) / 2, 16, 16);
        check.state &= ~QStyle::State_HasFocus;
        check.state |= item.checkState == Qt::Checked ? QStyle::State_On : QStyle::State_Off;
        const QWidget* widget = option.widget;
        widget->style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &check, painter, widget);
        place.setLeft(place.left() + 24);
    }
    if (!item.icon.isNull()) {
        const int size = Theme::instance().scaled(14);
        item.icon.paint(painter, QRect(place.x(), place.y() + (place.height() - size) / 2, size, size));
        place.setLeft(place.left() + size + cellPadding);
    }
    painter->setFont(item.font);
    const QVariant foreground = index.data(Qt::ForegroundRole);
    painter->setPen(foreground.canConvert<QBrush>() ? qvariant_cast<QBrush>(foreground).color()
                                                    : Theme::instance().color(Role::Text));
    const QString text = painter->fontMetrics().elidedText(
        QString(item.text).replace(QLatin1Char('\n'), QLatin1Char(' ')), Qt::ElideRight, place.width());
    painter->drawText(place, static_cast<int>(item.displayAlignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                      text);
    painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem item(option);
    initStyleOption(&item, index);
    const int mark = item.features & QStyleOptionViewItem::HasCheckIndicator ? 24 : 0;
    const int icon = item.icon.isNull() ? 0 : Theme::instance().scaled(14) + cellPadding;
    return {QFontMetrics(item.font).horizontalAdvance(item.text) + mark + icon + 2 * cellPadding + 1,
            Theme::instance().scaled(28)};
}

TableHeader::TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setHighlightSections(false);
    setSectionsClickable(true);
    setSectionsMovable(true);
    setStretchLastSection(true);
    setMinimumSectionSize(32);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setFont(Theme::instance().font(TextStyle::Micro));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        setFont(Theme::instance().font(TextStyle::Micro));
        updateGeometry();
        viewport()->update();
    });
}

QSize TableHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), Theme::instance().scaled(28)};
}

QSize TableHeader::sectionSizeFromContents(int section) const {
    const QString text = model() ? model()->headerData(section, Qt::Horizontal).toString() : QString();
    return {fontMetrics().horizontalAdvance(text) + 2 * cellPadding + 14, Theme::instance().scaled(28)};
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->fillRect(rect, theme.color(Role::Surface));
    painter->setPen(theme.color(Role::Line));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    QString text = model()->headerData(section, Qt::Horizontal).toString();
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    if (sorted) {
        text += QLatin1Char(' ');
        text += sortIndicatorOrder() == Qt::DescendingOrder ? sortedDown : sortedUp;
    }
    QFont font = theme.font(TextStyle::Micro);
    font.setWeight(QFont::Medium);
    painter->setFont(font);
    painter->setPen(theme.color(sorted ? Role::Text : Role::Text3));
    const QVariant alignment = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole);
    const int flags =
        alignment.isValid() ? alignment.toInt() : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    const QRect place = rect.adjusted(cellPadding, 0, -cellPadding, 0);
    painter->drawText(place, flags | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
    painter->restore();
}

} // namespace tastescope
