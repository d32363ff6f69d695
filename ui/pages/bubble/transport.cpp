// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bubble/transport.h"

#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QTimer>

#include <algorithm>
#include <array>

namespace tastescope {
namespace {

constexpr std::array<int, 3> speeds{1, 4, 16};
constexpr int msPerRound = 1000;

/// Drawn as the grooves of the panels are.
class RoundSlider : public QSlider {
public:
    explicit RoundSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {}

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        const Role filled = isEnabled() ? Role::Accent : Role::Outline;
        const int room = width() - knob;
        const double left = knob / 2.0;
        const double at = left + QStyle::sliderPositionFromValue(minimum(), maximum(), value(), room);
        const double middle = height() / 2.0;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::Track));
        painter.drawRoundedRect(QRectF(left, middle - 2, room, 4), 2, 2);
        painter.setBrush(theme.color(filled));
        painter.drawRoundedRect(QRectF(left, middle - 2, at - left, 4), 2, 2);
        painter.setBrush(theme.color(Role::Surface));
        painter.setPen(QPen(theme.color(filled), 2));
        painter.drawEllipse(QPointF(at, middle), knob / 2.0 - 1, knob / 2.0 - 1);
    }

private:
    static constexpr int knob = 14;
};

} // namespace

Transport::Transport(QWidget* parent) : QWidget(parent) {
    m_first = new IconButton(QStringLiteral("first"), tr("First round"), this);
    m_play = new IconButton(QStringLiteral("play"), tr("Play"), this);
    m_next = new IconButton(QStringLiteral("step"), tr("Next round"), this);
    m_words = new TextLabel(TextStyle::Body, Role::Text, {}, this);
    m_words->setMinimumWidth(96);
    m_slider = new RoundSlider(this);
    m_slider->setAccessibleName(tr("Round"));
    QStringList names;
    for (const int speed : speeds) {
        names << tr("%1×").arg(speed);
    }
    m_speed = new SegmentedControl(tr("Speed"), names, this);
    m_speed->setCurrent(1);
    m_timer = new QTimer(this);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 8);
    layout->setSpacing(8);
    for (QWidget* part : {static_cast<QWidget*>(m_first), static_cast<QWidget*>(m_play),
                          static_cast<QWidget*>(m_next), static_cast<QWidget*>(m_words)}) {
        layout->addWidget(part);
    }
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_speed);
    connect(m_first, &QAbstractButton::clicked, this, &Transport::toFirst);
    connect(m_play, &QAbstractButton::clicked, this, &Transport::toggle);
    connect(m_next, &QAbstractButton::clicked, this, [this] { step(1); });
    connect(m_slider, &QSlider::valueChanged, this, [this](int round) {
        m_held = round < m_last;
        refresh();
        Q_EMIT moved(round);
    });
    connect(m_speed, &SegmentedControl::chosen, this, [this] { setPlaying(isPlaying()); });
    connect(m_timer, &QTimer::timeout, this, [this] {
        if (cursor() < m_last) {
            m_slider->setValue(cursor() + 1);
        } else if (m_last + 1 >= m_rounds) { // the end; of a run under way more is to come
            setPlaying(false);
        }
    });
    refresh();
}

void Transport::setLast(int last, int rounds) {
    m_rounds = rounds;
    if (last < m_last) { // another run
        m_held = false;
        setPlaying(false);
    }
    m_last = last;
    const int before = cursor();
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, std::max(0, last));
        if (!m_held && !isPlaying()) {
            m_slider->setValue(std::max(0, last));
        }
    }
    refresh();
    if (cursor() != before) {
        Q_EMIT moved(cursor());
    }
}

int Transport::cursor() const {
    return m_last < 0 ? -1 : m_slider->value();
}

void Transport::setCursor(int round) {
    m_slider->setValue(round);
}

bool Transport::isPlaying() const {
    return m_timer->isActive();
}

void Transport::toggle() {
    if (m_last < 0) {
        return;
    }
    if (!isPlaying() && cursor() >= m_last) {
        m_slider->setValue(0);
    }
    setPlaying(!isPlaying());
}

void Transport::step(int by) {
    if (m_last >= 0) {
        setPlaying(false);
        m_slider->setValue(std::clamp(cursor() + by, 0, m_last));
    }
}

void Transport::toFirst() {
    step(-m_last);
}

void Transport::toLast() {
    step(m_last);
}

void Transport::setPlaying(bool on) {
    if (on) {
        m_timer->start(msPerRound / speeds[static_cast<std::size_t>(m_speed->current())]);
    } else {
        m_timer->stop();
    }
    refresh();
}

void Transport::refresh() {
    const bool any = m_last >= 0;
    for (QWidget* part : {static_cast<QWidget*>(m_first), static_cast<QWidget*>(m_play),
                          static_cast<QWidget*>(m_next), static_cast<QWidget*>(m_slider)}) {
        part->setEnabled(any);
    }
    m_next->setEnabled(any && cursor() < m_last);
    m_play->setIconName(isPlaying() ? QStringLiteral("pause") : QStringLiteral("play"));
    m_play->setAccessibleName(isPlaying() ? tr("Pause") : tr("Play"));
    m_play->setToolTip(m_play->accessibleName());
    m_words->setText(any ? tr("Round %1 of %2").arg(cursor()).arg(m_rounds - 1) : tr("No round yet"));
}

} // namespace tastescope
