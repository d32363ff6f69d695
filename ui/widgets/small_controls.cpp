// SPDX-License-Identifier: GPL-3.0-or-later
// Chip and switch: the parts of controls.h that are painted.
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QPainter>

namespace tastescope {

namespace {

struct ChipColors {
    Role fill;
    Role text;
};

ChipColors chipColors(ChipKind kind) {
    switch (kind) {
    case ChipKind::Good:
        return {Role::AccentSoft, Role::AccentStrong};
    case ChipKind::Warn:
        return {Role::WarnSoft, Role::Warn};
    case ChipKind::Error:
        return {Role::ErrorSoft, Role::Error};
    case ChipKind::Plain:
    case ChipKind::Outlined:
        break;
    }
    return {Role::Sunken, Role::Text2};
}

} // namespace

Chip::Chip(const QString& text, ChipKind kind, QWidget* parent)
    : QWidget(parent)
    , m_text(text)
    , m_kind(kind) {
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFont(Theme::instance().font(TextStyle::Micro));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        setFont(Theme::instance().font(TextStyle::Micro));
        updateGeometry();
        update();
    });
}

void Chip::setText(const QString& text) {
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::setKind(ChipKind kind) {
    m_kind = kind;
    update();
}

void Chip::setDot(const QColor& color) {
    m_dot = color;
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const {
    const int dot = m_dot.isValid() ? 12 : 0;
    return {fontMetrics().horizontalAdvance(m_text) + dot + 13, Theme::instance().scaled(18)};
}

void Chip::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ChipColors colors = chipColors(m_kind);
    if (m_kind == ChipKind::Outlined) {
        painter.setPen(theme.color(Role::Line));
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(colors.fill));
    }
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    int x = 6;
    if (m_dot.isValid()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_dot);
        painter.drawEllipse(QRectF(x, height() / 2.0 - 3.5, 7, 7));
        x += 12;
    }
    painter.setPen(theme.color(colors.text));
    const QRect place = rect().adjusted(x, 0, -4, 0);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, place.width() + 2));
}

Switch::Switch(const QString& accessibleName, QWidget* parent) : QCheckBox(parent) {
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize Switch::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(28), theme.scaled(16)};
}

void Switch::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const QSizeF size(sizeHint());
    const QRectF track(0, (height() - size.height()) / 2, size.width(), size.height());
    const qreal inset = 2;
    const qreal knob = size.height() - 2 * inset;
    const bool right = isChecked() != (layoutDirection() == Qt::RightToLeft);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(!isEnabled() ? Role::Line : isChecked() ? Role::Accent : Role::Outline));
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2);
    painter.setBrush(theme.color(Role::Surface));
    painter.drawEllipse(
        QRectF(right ? track.right() - inset - knob : track.left() + inset, track.top() + inset, knob, knob));
}

bool Switch::hitButton(const QPoint& position) const {
    return rect().contains(position);
}

} // namespace tastescope
