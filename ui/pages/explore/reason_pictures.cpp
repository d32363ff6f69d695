// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/reason_panel.h"

#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr int rowHeight = 24;
constexpr int amountWidth = 52;

QString arrow() {
    return QStringLiteral(" ↔ ");
}

int rowsHeight(std::size_t rows) {
    return static_cast<int>(rows) * Theme::instance().scaled(rowHeight);
}

void paintElided(QPainter& painter, const QRect& rect, const QString& text, Qt::Alignment alignment) {
    painter.drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter | Qt::TextSingleLine),
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

// Both ends of an axis, each shortened to its half: one end alone would say nothing.
void paintEnds(QPainter& painter, const QRect& rect, const ReasonAxis& axis) {
    const QFontMetrics metrics = painter.fontMetrics();
    const int room = rect.width() - metrics.horizontalAdvance(arrow());
    const int low = metrics.horizontalAdvance(axis.low);
    const int high = metrics.horizontalAdvance(axis.high);
    const int lowRoom = std::max(room / 2, room - high);
    const QString shown = metrics.elidedText(axis.low, Qt::ElideRight, lowRoom) + arrow() +
                          metrics.elidedText(axis.high, Qt::ElideRight, room - std::min(low, lowRoom));
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

} // namespace

ContributionBars::ContributionBars(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("What the history adds"));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void ContributionBars::setBars(const std::vector<ReasonBar>& bars) {
    m_bars = bars;
    QStringList words;
    for (const ReasonBar& bar : bars) {
        words << bar.title + u' ' + formatSigned(bar.amount);
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize ContributionBars::sizeHint() const {
    return {200, rowsHeight(m_bars.size())};
}

void ContributionBars::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    double low = 0;
    double high = 1e-12;
    for (const ReasonBar& bar : m_bars) {
        low = std::min(low, bar.amount);
        high = std::max(high, bar.amount);
    }
    const int names = std::max(90, width() * 46 / 100);
    const int amounts = theme.scaled(amountWidth);
    const double room = width() - names - amounts - 4;
    const double scale = room / (high - low);
    const double zero = names - low * scale;
    const int step = theme.scaled(rowHeight);
    for (std::size_t place = 0; place < m_bars.size(); ++place) {
        const ReasonBar& bar = m_bars[place];
        const QRect row(0, static_cast<int>(place) * step, width(), step);
        const bool adds = bar.amount >= 0;
        const int size = theme.scaled(14);
        paintIcon(painter, QRect(0, row.center().y() - (size - 1) / 2, size, size), bar.icon,
                  adds ? Role::Text3 : Role::Down);
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text));
        paintElided(painter, QRect(size + 8, row.top(), names - size - 14, step), bar.title, Qt::AlignLeft);
        const QRectF rect(std::min(zero, zero + bar.amount * scale), row.center().y() - 4,
                          std::abs(bar.amount) * scale, 9);
        painter.fillRect(rect, adds ? theme.sequential(5) : theme.color(Role::Down));
        painter.setPen(theme.color(adds ? Role::Text : Role::Down));
        paintElided(painter, QRect(width() - amounts, row.top(), amounts, step), formatSigned(bar.amount),
                    Qt::AlignRight);
    }
    painter.fillRect(QRectF(zero, 0, 1, height()), theme.color(Role::Axis));
}

FactorAxes::FactorAxes(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Factor match"));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void FactorAxes::setAxes(const std::vector<ReasonAxis>& axes) {
    m_axes = axes;
    QStringList words;
    QStringList tips;
    for (const ReasonAxis& axis : axes) {
        tips << axis.low + arrow() + axis.high;
        words << tips.back() + u' ' + formatSigned(axis.product);
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    setToolTip(tips.join(u'\n'));
    updateGeometry();
    update();
}

QSize FactorAxes::sizeHint() const {
    return {200, rowsHeight(m_axes.size())};
}

void FactorAxes::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int step = theme.scaled(rowHeight);
    const int names = width() * 48 / 100;
    const double left = names + 6;
    const double right = width() - amountWidth - 2;
    const auto placeOf = [&](double value) { return left + (value + 1) / 2 * (right - left); };
    for (std::size_t place = 0; place < m_axes.size(); ++place) {
        const ReasonAxis& axis = m_axes[place];
        const QRect row(0, static_cast<int>(place) * step, width(), step);
        const double middle = row.center().y() + 0.5;
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text));
        paintEnds(painter, QRect(0, row.top(), names, step), axis);
        painter.setPen(QPen(theme.color(Role::Track), 2));
        painter.drawLine(QPointF(left, middle), QPointF(right, middle));
        painter.setPen(QPen(theme.color(Role::Outline), 1));
        painter.drawLine(QPointF(placeOf(0), middle - 4), QPointF(placeOf(0), middle + 4));
        const double person = placeOf(axis.person);
        const double item = placeOf(axis.item);
        painter.setPen(QPen(axis.product >= 0 ? theme.categorical(0) : theme.color(Role::Down), 2));
        painter.drawLine(QPointF(person, middle), QPointF(item, middle));
        painter.setPen(QPen(theme.categorical(0), 1.5));
        painter.setBrush(theme.color(Role::Surface));
        painter.drawEllipse(QPointF(item, middle), 3.5, 3.5);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::Text));
        painter.drawEllipse(QPointF(person, middle), 3.5, 3.5);
        painter.setPen(theme.color(axis.product >= 0 ? Role::Text : Role::Down));
        paintElided(painter, QRect(width() - amountWidth, row.top(), amountWidth, step),
                    formatSigned(axis.product), Qt::AlignRight);
    }
}

} // namespace tastescope
