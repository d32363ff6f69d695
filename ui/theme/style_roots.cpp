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

bool StyleRoots::isRoot(const QWidget& widget) const {
    if (m_roots.contains(&widget)) {
        return true;
    }
    if (widget.property(byParts).toBool()) {
        return false;
    }
    for (const QWidget* above = widget.parentWidget(); above; above = above->parentWidget()) {
        if (m_roots.contains(above)) {
            return false; // inherits, also as a window of its own
        }
    }
    return true;
}

void StyleRoots::dress(QWidget& root) {
    if (!m_roots.contains(&root)) {
        connect(&root, &QObject::destroyed, this, [this](const QObject* gone) { m_roots.remove(gone); });
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
    // Polished before it is measured or shown, the outer ones first.
    const bool polish = event->type() == QEvent::Polish;
    if ((polish || event->type() == QEvent::Show) && watched->isWidgetType() && !m_sheet.isEmpty()) {
        auto* widget = static_cast<QWidget*>(watched);
        if (polish ? isRoot(*widget) && !m_roots.value(widget, false)
                   : m_roots.contains(widget) && !m_roots.value(widget)) {
            dress(*widget);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tastescope
