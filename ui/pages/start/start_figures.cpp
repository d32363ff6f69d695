// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_figures.h"

#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace tastescope {

namespace {

constexpr int betweenPairs = 16;
constexpr int withinPair = 4;

QFont boldFont() {
    QFont font = Theme::instance().font(TextStyle::Small);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

FigureStrip::FigureStrip(std::vector<std::pair<QString, QString>> figures, QWidget* parent)
    : QWidget(parent)
    , m_figures(std::move(figures)) {
    QStringList words;
    for (const auto& [number, noun] : m_figures) {
        words += number + QLatin1Char(' ') + noun;
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

int FigureStrip::layOut(int width, QPainter* painter) const {
    const Theme& theme = Theme::instance();
    const QFont plain = theme.font(TextStyle::Small);
    const QFont bold = boldFont();
    const int line = theme.lineHeight(TextStyle::Small);
    int x = 0;
    int y = 0;
    for (const auto& [number, noun] : m_figures) {
        const int first = QFontMetrics(bold).horizontalAdvance(number) + withinPair;
        const int second = QFontMetrics(plain).horizontalAdvance(noun);
        if (x > 0 && x + first + second > width) {
            x = 0;
            y += line;
        }
        if (painter) {
            painter->setFont(bold);
            painter->setPen(theme.color(Role::Text));
            painter->drawText(QRect(x, y, first, line), Qt::AlignVCenter, number);
            painter->setFont(plain);
            painter->setPen(theme.color(Role::Text3));
            painter->drawText(QRect(x + first, y, second + 2, line), Qt::AlignVCenter, noun);
        }
        x += first + second + betweenPairs;
    }
    return y + line;
}

int FigureStrip::heightForWidth(int width) const {
    return layOut(width, nullptr);
}

QSize FigureStrip::sizeHint() const {
    return {240, layOut(240, nullptr)};
}

QSize FigureStrip::minimumSizeHint() const {
    return {120, Theme::instance().lineHeight(TextStyle::Small)};
}

void FigureStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    layOut(width(), &painter);
}

} // namespace tastescope
