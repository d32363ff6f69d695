// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QPainter>
#include <QStyle>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

// Breaks plain text at `width` into lines of the design's height, which QLabel cannot do; returns the height.
int layOut(QTextLayout& layout, int width, int lineHeight, Qt::Alignment alignment) {
    QTextOption option(alignment & Qt::AlignHorizontal_Mask);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    int y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y + (lineHeight - line.height()) / 2));
        y += lineHeight;
    }
    layout.endLayout();
    return std::max(y, lineHeight);
}

} // namespace

TextLabel::TextLabel(TextStyle style, Role role, const QString& text, QWidget* parent)
    : QLabel(parent)
    , m_style(style)
    , m_role(role) {
    setTextFormat(Qt::PlainText);
    setText(text);
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, &TextLabel::restyle);
}

void TextLabel::setRole(Role role) {
    if (m_role != role) {
        m_role = role;
        restyle();
    }
}

void TextLabel::setElided(bool on) {
    m_elided = on;
    if (on) {
        setSizePolicy(QSizePolicy::Preferred, sizePolicy().verticalPolicy());
        setWordWrap(false);
    }
    setText(text());
    updateGeometry();
}

void TextLabel::setText(const QString& text) {
    QLabel::setText(text);
    if (m_elided) {
        setToolTip(text);
    }
    updateGeometry();
}

QSize TextLabel::sizeHint() const {
    const int line = Theme::instance().lineHeight(m_style);
    if (wordWrap()) {
        const int natural = std::clamp(std::min(fontMetrics().horizontalAdvance(text()) + 1, 48 * line / 2),
                                       minimumWidth(), maximumWidth());
        return {natural, heightForWidth(natural)};
    }
    const QMargins margins = contentsMargins();
    const int lines = 1 + static_cast<int>(text().count(QLatin1Char('\n')));
    return {fontMetrics().size(0, text()).width() + margins.left() + margins.right() + 1,
            lines * line + margins.top() + margins.bottom()};
}

QSize TextLabel::minimumSizeHint() const {
    const int line = Theme::instance().lineHeight(m_style);
    if (m_elided) {
        return {std::min(fontMetrics().horizontalAdvance(text()) + 1,
                         fontMetrics().horizontalAdvance(QStringLiteral("MM…"))),
                line};
    }
    if (wordWrap()) {
        // Of a fixed width the height is known; a stack or an aligned layout item never asks for it.
        const bool fixed = minimumWidth() == maximumWidth();
        return {line * 3, fixed ? heightForWidth(minimumWidth()) : line};
    }
    return sizeHint();
}

int TextLabel::heightForWidth(int width) const {
    if (!wordWrap()) {
        return QLabel::heightForWidth(width);
    }
    const QMargins margins = contentsMargins();
    QTextLayout layout(QString(text()).replace(QLatin1Char('\n'), QChar::LineSeparator), font());
    // A layout asks with the width of the whole cell, also for a label that may not be as wide.
    const int wide = std::clamp(width, minimumWidth(), maximumWidth());
    return layOut(layout, wide - margins.left() - margins.right(), Theme::instance().lineHeight(m_style),
                  alignment()) +
           margins.top() + margins.bottom();
}

void TextLabel::paintEvent(QPaintEvent* event) {
    const QRect place = contentsRect();
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    if (m_elided) {
        const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, place.width());
        painter.drawText(place, static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
    } else if (wordWrap()) {
        QTextLayout layout(QString(text()).replace(QLatin1Char('\n'), QChar::LineSeparator), font());
        const int height = layOut(layout, place.width(), Theme::instance().lineHeight(m_style), alignment());
        const int spare = std::max(0, place.height() - height);
        const int top = alignment() & Qt::AlignTop ? 0 : alignment() & Qt::AlignBottom ? spare : spare / 2;
        layout.draw(&painter, QPointF(place.x(), place.y() + top));
    } else {
        painter.end();
        QLabel::paintEvent(event);
    }
}

void TextLabel::restyle() {
    const Theme& theme = Theme::instance();
    setFont(theme.font(m_style));
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, theme.color(m_role));
    colors.setColor(QPalette::Disabled, QPalette::WindowText, theme.color(Role::Text3));
    setPalette(colors);
    updateGeometry();
    update();
}

} // namespace tastescope
