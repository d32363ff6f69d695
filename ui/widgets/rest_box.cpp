// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rest_box.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QTimer>

namespace tastescope {

namespace {

constexpr int restMs = 120;

} // namespace

RestBox::RestBox(int low, int high, QWidget* parent) : QSpinBox(parent), m_rest(new QTimer(this)) {
    setRange(low, high);
    setKeyboardTracking(false);
    m_rest->setSingleShot(true);
    m_rest->setInterval(restMs);
    connect(this, &QSpinBox::valueChanged, this, [this](int value) {
        m_rest->start();
        Q_EMIT valueMoved(value);
    });
    connect(m_rest, &QTimer::timeout, this, [this] {
        if (m_held || QGuiApplication::mouseButtons() != Qt::NoButton) {
            m_rest->start(); // a pause is not the end of a move
        } else {
            Q_EMIT valueRested(value());
        }
    });
    connect(this, &QSpinBox::editingFinished, this, &RestBox::sendWaiting);
}

void RestBox::setShown(int value) {
    if (m_rest->isActive() && value == this->value()) {
        return;
    }
    m_rest->stop();
    const QSignalBlocker quiet(this);
    setValue(value);
}

void RestBox::sendWaiting() {
    m_held = false;
    if (m_rest->isActive()) {
        m_rest->stop();
        Q_EMIT valueRested(value());
    }
}

void RestBox::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Control) {
        sendWaiting(); // what the shortcut does, Undo say, comes after it
    }
    for (const Qt::Key step : {Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown}) {
        m_held = m_held || event->key() == step;
    }
    QSpinBox::keyPressEvent(event);
}

void RestBox::keyReleaseEvent(QKeyEvent* event) {
    m_held = m_held && event->isAutoRepeat();
    QSpinBox::keyReleaseEvent(event);
}

} // namespace tastescope
