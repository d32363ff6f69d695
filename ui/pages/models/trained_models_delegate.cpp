// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/score_painter.h"
#include "ui/pages/models/trained_models.h"
#include "ui/tables/table_delegate.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QSortFilterProxyModel>

#include <cmath>

namespace tastescope {

namespace {

constexpr int padding = 8;
constexpr int dotSize = 8;

void paintName(QPainter& painter, const QRect& place, const QModelIndex& index) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(index.data(Qt::DecorationRole).value<QColor>());
    painter.drawEllipse(QRectF(place.x(), place.center().y() - dotSize / 2.0 + 0.5, dotSize, dotSize));
    painter.setFont(index.data(Qt::FontRole).value<QFont>());
    painter.setPen(index.data(Qt::ForegroundRole).value<QBrush>().color());
    const QRect text = place.adjusted(dotSize + 8, 0, 0, 0);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
}

ModelChip chipOf(const QModelIndex& index) {
    return static_cast<ModelChip>(index.data(TrainedModels::ChipRole).toInt());
}

void paintMetric(QPainter& painter, const QRect& place, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    const auto* proxy = qobject_cast<const QSortFilterProxyModel*>(index.model());
    const QModelIndex source = proxy ? proxy->mapToSource(index) : index;
    const auto* models = qobject_cast<const TrainedModels*>(source.model());
    const auto metric = models ? models->at(source.row()).metric : std::nullopt;
    const bool best = chipOf(index) == ModelChip::Best;
    const bool stale = chipOf(index) == ModelChip::Stale;
    painter.setFont(theme.font(best ? TextStyle::BodyStrong : TextStyle::Small));
    painter.setPen(theme.color(stale || !metric ? Role::Text3 : Role::Text));
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignRight, index.data().toString());
    const int number = theme.scaled(44);
    if (metric && place.width() > number + 24) {
        // A metric between 0 and 1 on a scale that leaves the best one room for its whisker.
        const double scale = std::max(models->bestMetric() * 1.1, 1e-9);
        const QModelIndex name = index.siblingAtColumn(TrainedModels::Name);
        const QColor color =
            stale ? theme.color(Role::Outline) : name.data(Qt::DecorationRole).value<QColor>();
        paintCellBar(painter, place.adjusted(0, 0, -number, 0),
                     {metric->value, scale, std::pair(metric->low, metric->high)}, color);
    }
}

void paintChip(QPainter& painter, const QRect& place, const QModelIndex& index) {
    const QString text = index.data().toString();
    if (text.isEmpty()) {
        return;
    }
    const Theme& theme = Theme::instance();
    Role fill = Role::AccentSoft;
    Role ink = Role::AccentStrong;
    switch (chipOf(index)) {
    case ModelChip::Stale:
        fill = Role::WarnSoft;
        ink = Role::Warn;
        break;
    case ModelChip::Damaged:
    case ModelChip::NotRead:
        fill = Role::ErrorSoft;
        ink = Role::Error;
        break;
    default:
        break;
    }
    painter.setFont(theme.font(TextStyle::Micro));
    const int height = theme.scaled(18);
    const int width = std::min(painter.fontMetrics().horizontalAdvance(text) + 12, place.width());
    const QRect chip(place.right() + 1 - width, place.y() + (place.height() - height) / 2, width, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(fill));
    painter.drawRoundedRect(chip, 4, 4);
    painter.setPen(theme.color(ink));
    painter.drawText(chip.adjusted(6, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, chip.width() - 10));
}

} // namespace

void TrainedModelsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
    const int column = index.column();
    const auto* table = qobject_cast<const TableView*>(option.widget);
    painter->save();
    paintRowBackground(*painter, option, table && table->hoverRow() == index.row());
    const QRect place = option.rect.adjusted(padding, 0, -padding, -1);
    if (column == TrainedModels::Name) {
        paintName(*painter, place, index);
    } else if (column == TrainedModels::Accuracy) {
        paintMetric(*painter, place, index);
    } else if (column == TrainedModels::State) {
        paintChip(*painter, place, index);
    } else {
        painter->setFont(index.data(Qt::FontRole).value<QFont>());
        painter->setPen(index.data(Qt::ForegroundRole).value<QBrush>().color());
        painter->drawText(
            place, index.data(Qt::TextAlignmentRole).toInt() | Qt::TextSingleLine,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, place.width()));
    }
    painter->restore();
}

QSize TrainedModelsDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const bool chip = index.column() == TrainedModels::State;
    const QFont font = chip ? theme.font(TextStyle::Micro) : index.data(Qt::FontRole).value<QFont>();
    int width = QFontMetrics(font).horizontalAdvance(index.data().toString()) + 2 * padding + 1;
    if (index.column() == TrainedModels::Accuracy && width < theme.scaled(136)) {
        width = theme.scaled(136); // a bar beside the number
    } else if (index.column() == TrainedModels::Name) {
        width += dotSize + 8;
    } else if (chip) {
        width += 12;
    }
    return {width, theme.scaled(32)};
}

void TrainedModelsDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                                 const QModelIndex&) const {
    editor->setGeometry(option.rect.adjusted(padding + dotSize, 1, 0, -2));
}

} // namespace tastescope
