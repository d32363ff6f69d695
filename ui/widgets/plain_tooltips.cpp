// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plain_tooltips.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>

namespace tastescope {

namespace {

constexpr qsizetype longestLine = 60; ///< letters; more are wrapped

struct Tip {
    QString text;
    QRect place; ///< in the widget: away from it the words no longer hold; empty = the whole
};

// The tooltip that the widget is about to show, where it comes from data.
Tip tipAt(const QWidget& widget, const QPoint& position) {
    const auto* view = qobject_cast<const QAbstractItemView*>(widget.parentWidget());
    if (!view || view->viewport() != &widget || !view->model()) {
        return {widget.toolTip(), {}};
    }
    if (const auto* header = qobject_cast<const QHeaderView*>(view)) {
        return {view->model()
                    ->headerData(header->logicalIndexAt(position), header->orientation(), Qt::ToolTipRole)
                    .toString(),
                {}};
    }
    const QModelIndex index = view->indexAt(position);
    return {index.data(Qt::ToolTipRole).toString(), view->visualRect(index)};
}

// QToolTip wraps what it takes for HTML, and only that.
bool asHtml(const QString& text) {
    const QList<QStringView> lines = QStringView(text).split(u'\n');
    return Qt::mightBeRichText(text) || std::any_of(lines.begin(), lines.end(), [](QStringView line) {
               return line.size() > longestLine;
           });
}

} // namespace

PlainTooltips::PlainTooltips(QObject* parent) : QObject(parent) {
    qApp->installEventFilter(this);
}

QString PlainTooltips::plain(const QString& text) {
    return asHtml(text) ? Qt::convertFromPlainText(text, Qt::WhiteSpaceNormal) : text;
}

bool PlainTooltips::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::ToolTip || !watched->isWidgetType()) {
        return false;
    }
    auto* widget = static_cast<QWidget*>(watched);
    const auto* help = static_cast<const QHelpEvent*>(event);
    const Tip tip = tipAt(*widget, help->pos());
    if (!asHtml(tip.text)) {
        return false;
    }
    QToolTip::showText(help->globalPos(), plain(tip.text), widget, tip.place);
    return true;
}

} // namespace tastescope
