// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_tooltips.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QToolTip>

namespace tastescope {

namespace {

// The tooltip that the widget is about to show, where it comes from data.
QString tooltipAt(const QWidget& widget, const QPoint& position) {
    const auto* view = qobject_cast<const QAbstractItemView*>(widget.parentWidget());
    if (!view || view->viewport() != &widget || !view->model()) {
        return widget.toolTip();
    }
    if (const auto* header = qobject_cast<const QHeaderView*>(view)) {
        return view->model()
            ->headerData(header->logicalIndexAt(position), header->orientation(), Qt::ToolTipRole)
            .toString();
    }
    return view->indexAt(position).data(Qt::ToolTipRole).toString();
}

} // namespace

PlainTooltips::PlainTooltips(QObject* parent) : QObject(parent) {
    qApp->installEventFilter(this);
}

QString PlainTooltips::plain(const QString& text) {
    return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text, Qt::WhiteSpaceNormal) : text;
}

bool PlainTooltips::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::ToolTip || !watched->isWidgetType()) {
        return false;
    }
    auto* widget = static_cast<QWidget*>(watched);
    const auto* help = static_cast<const QHelpEvent*>(event);
    const QString text = tooltipAt(*widget, help->pos());
    if (text.isEmpty() || !Qt::mightBeRichText(text)) {
        return false;
    }
    QToolTip::showText(help->globalPos(), plain(text), widget);
    return true;
}

} // namespace tastescope
