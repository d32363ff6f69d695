// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_roots.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QWidget>

#include <utility>
#include <vector>

namespace tastescope {

namespace {

constexpr const char* byParts = "styledByParts";

/// The outermost that the widget is a part of, a window's owner included (it inherits as a window of its
/// own); null = a container that is styled by its parts.
QWidget* rootOf(QWidget& widget) {
    QWidget* root = nullptr;
    for (QWidget* above = &widget; above && !above->property(byParts).toBool();
         above = above->parentWidget()) {
        root = above;
    }
    return root;
}

} // namespace

StyleRoots::StyleRoots(QObject* parent) : QObject(parent) {
    qApp->installEventFilter(this);
}

void StyleRoots::styleByParts(QWidget& container) {
    container.setProperty(byParts, true);
}

void StyleRoots::setSheet(const QString& sheet) {
    m_sheet = sheet;
    for (bool& current : m_roots) {
        current = false;
    }
    for (const QObject* object : m_roots.keys()) {
        auto* root = const_cast<QWidget*>(static_cast<const QWidget*>(object));
        if (root->isVisible()) {
            dress(*root);
        }
    }
}

void StyleRoots::undress(QWidget& widget) {
    m_roots.remove(&widget);
    disconnect(&widget, &QObject::destroyed, this, nullptr);
    widget.setStyleSheet(QString());
}

void StyleRoots::dress(QWidget& root) {
    if (!m_roots.contains(&root)) {
        connect(&root, &QObject::destroyed, this, [this](const QObject* gone) { m_roots.remove(gone); });
        for (const QObject* object : m_roots.keys()) { // what was dressed before it came in here
            auto* part = const_cast<QWidget*>(static_cast<const QWidget*>(object));
            if (root.isAncestorOf(part)) {
                undress(*part);
            }
        }
    }
    m_roots[&root] = true;
    // A label without room for its margins (an empty one) loses them when its style changes.
    std::vector<std::pair<QLabel*, QMargins>> kept;
    for (QLabel* label : root.findChildren<QLabel*>()) {
        if (const QMargins margins = label->contentsMargins(); !margins.isNull()) {
            kept.emplace_back(label, margins);
        }
    }
    root.setStyleSheet(m_sheet);
    for (const auto& [label, margins] : kept) {
        label->setContentsMargins(margins);
    }
}

bool StyleRoots::eventFilter(QObject* watched, QEvent* event) {
    // Dressed before any part of it is measured or shown.
    const QEvent::Type type = event->type();
    if ((type == QEvent::Polish || type == QEvent::Show || type == QEvent::ParentChange) &&
        watched->isWidgetType() && !m_sheet.isEmpty()) {
        auto* widget = static_cast<QWidget*>(watched);
        QWidget* root = rootOf(*widget);
        if (root != widget && m_roots.contains(widget)) {
            undress(*widget);
        } else if ((type == QEvent::Show && root == widget && !m_roots.value(root, false)) ||
                   (type == QEvent::Polish && root && !m_roots.contains(root))) {
            dress(*root);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tastescope
