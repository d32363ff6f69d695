// SPDX-License-Identifier: GPL-3.0-or-later
// The icon set of resources/icons, tinted with a role colour. Cached per name, colour, size and pixel ratio.
#pragma once

#include "ui/theme/theme.h"

#include <QIcon>
#include <QPixmap>

class QPainter;

namespace tastescope {

/// `name` is the file's stem: "search". An unknown name is a programmer error (asserts).
QPixmap iconPixmap(const QString& name, Role role, int size, qreal ratio);
QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal ratio);
/// For buttons; follows no theme change by itself: set it again on Theme::changed (widgets/ do so).
/// `spaceAfter` is left free at its right: a style puts the words of a button close to its icon.
QIcon icon(const QString& name, Role role = Role::Text2, int size = 16, int spaceAfter = 0);
void paintIcon(QPainter& painter, const QRect& rect, const QString& name, Role role);

} // namespace tastescope
