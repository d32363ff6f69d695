// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/focus_ring.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>

namespace tastescope {

namespace {

constexpr int ringWidth = 2;
constexpr int ringGap = 1;

// Fields draw their own accent border (style sheet); lists mark their current row.
bool drawsItself(const QWidget* widget) {
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QComboBox*>(widget) || qobject_cast<const QPlainTextEdit*>(widget);
}

} // namespace

class FocusRing::Frame : public QWidget {
public:
    Frame() {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::instance().color(Role::Accent), ringWidth));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 7, 7);
    }
};

FocusRing::FocusRing(QObject* parent) : QObject(parent) {
    m_later.setSingleShot(true);
    m_later.setInterval(0);
    connect(&m_later, &QTimer::timeout, this, &FocusRing::show);
    qApp->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
}

FocusRing::~FocusRing() {
    delete m_frame;
}

void FocusRing::follow(QWidget* widget) {
    // Qt may be walking over the frame's siblings right now (a page is being hidden): the frame only
    // disappears here. It gets its new place among children when no event is under way.
    if (m_frame) {
        m_frame->hide();
    }
    m_target = nullptr;
    if (!m_keyboard || !widget || !widget->parentWidget() || widget->isWindow() || drawsItself(widget)) {
        m_later.stop();
        return;
    }
    m_target = widget;
    m_later.start();
}

void FocusRing::show() {
    if (!m_target || !m_target->isVisible() || !m_target->parentWidget()) {
        return;
    }
    // Around small controls; inside of big ones, whose surroundings belong to somebody else.
    m_inside = qobject_cast<QAbstractItemView*>(m_target) || m_target->height() > 64;
    if (!m_frame) { // also when it went with the parent it had
        m_frame = new Frame;
    }
    m_frame->setParent(m_inside ? m_target.data() : m_target->parentWidget());
    place();
    m_frame->raise();
    m_frame->show();
}

void FocusRing::place() {
    if (m_frame && m_target && m_target->parentWidget()) {
        constexpr int off = ringWidth + ringGap;
        m_frame->setGeometry(m_inside ? m_target->rect()
                                      : m_target->geometry()
                                            .adjusted(-off, -off, off, off)
                                            .intersected(m_target->parentWidget()->rect()));
    }
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::KeyPress: {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (!m_keyboard && (key == Qt::Key_Tab || key == Qt::Key_Backtab || key == Qt::Key_F6)) {
            m_keyboard = true;
        }
        break;
    }
    case QEvent::MouseButtonPress:
        m_keyboard = false;
        follow(nullptr);
        break;
    case QEvent::Move:
    case QEvent::Resize:
        if (watched == m_target) {
            place();
        }
        break;
    case QEvent::Hide:
        if (watched == m_target) {
            follow(nullptr);
        }
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace tastescope
