// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/overlap_matrix.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int nameWidth = 74;
constexpr int headHeight = 20;
constexpr int cellHeight = 30;

} // namespace

OverlapMatrix::OverlapMatrix(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Shared neighbours"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void OverlapMatrix::setShared(const QStringList& names, const std::vector<std::vector<int>>& shared, int k) {
    m_names = names;
    m_shared = shared;
    m_k = std::max(1, k);
    QStringList sentences;
    for (qsizetype a = 0; a < names.size(); ++a) {
        for (qsizetype b = a + 1; b < names.size(); ++b) {
            const int count = shared[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
            sentences << tr("%1 and %2 share %3 of %4.")
                             .arg(names[a], names[b], QString::number(count), QString::number(m_k));
        }
    }
    setAccessibleDescription(sentences.join(u' '));
    updateGeometry();
    update();
}

QSize OverlapMatrix::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {200, theme.scaled(headHeight) + static_cast<int>(m_names.size()) * theme.scaled(cellHeight)};
}

void OverlapMatrix::paintEvent(QPaintEvent*) {
    if (m_names.isEmpty()) {
        return;
    }
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    const int left = theme.scaled(nameWidth);
    const int top = theme.scaled(headHeight);
    const int high = theme.scaled(cellHeight);
    const double wide = static_cast<double>(width() - left) / static_cast<double>(m_names.size());
    const auto text = [&](const QRectF& where, TextStyle style, const QColor& color, const QString& words,
                          Qt::Alignment alignment) {
        painter.setFont(theme.font(style));
        painter.setPen(color);
        painter.drawText(where, static_cast<int>(alignment | Qt::TextSingleLine),
                         QFontMetricsF(painter.font()).elidedText(words, Qt::ElideRight, where.width()));
    };
    for (qsizetype a = 0; a < m_names.size(); ++a) {
        const double y = top + static_cast<double>(a) * high;
        text(QRectF(0, y, left - 6, high), TextStyle::Small, theme.color(Role::Text), m_names[a],
             Qt::AlignVCenter | Qt::AlignLeft);
        text(QRectF(left + static_cast<double>(a) * wide + 2, 0, wide - 4, top - 2), TextStyle::Micro,
             theme.color(Role::Text2), m_names[a], Qt::AlignVCenter | Qt::AlignHCenter);
        for (qsizetype b = 0; b < m_names.size(); ++b) {
            const QRectF cell(left + static_cast<double>(b) * wide, y, wide - 2, high - 2);
            if (a == b) {
                painter.fillRect(cell, theme.color(Role::Sunken));
                continue;
            }
            const int count = m_shared[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
            const QColor fill = theme.sequential(std::clamp(count * 8 / m_k, 0, 8));
            painter.fillRect(cell, fill);
            text(cell, TextStyle::Small, theme.textOn(fill), QString::number(count),
                 Qt::AlignVCenter | Qt::AlignHCenter);
        }
    }
}

} // namespace tastescope
