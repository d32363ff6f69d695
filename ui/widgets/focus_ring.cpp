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
    Frame(QWidget* parent, bool inside) : QWidget(parent), m_inside(inside) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setAttribute(Qt::WA_NoSystemBackground);
        setFocusPolicy(Qt::NoFocus);
    }
    bool inside() const { return m_inside; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::instance().color(Role::Accent), ringWidth));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 7, 7);
    }

private:
    bool m_inside;
};

FocusRing::FocusRing(QObject* parent) : QObject(parent) {
    qApp->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
}

FocusRing::~FocusRing() {
    delete m_frame;
}

void FocusRing::follow(QWidget* widget) {
    delete m_frame;
    m_target = nullptr;
    if (!m_keyboard || !widget || !widget->parentWidget() || widget->isWindow() || drawsItself(widget)) {
        return;
    }
    // Around small controls; inside of big ones, whose surroundings belong to somebody else.
    const bool inside = qobject_cast<QAbstractItemView*>(widget) || widget->height() > 64;
    m_target = widget;
    m_frame = new Frame(inside ? widget : widget->parentWidget(), inside);
    place();
    m_frame->raise();
    m_frame->show();
}

void FocusRing::place() {
    if (m_frame && m_target) {
        constexpr int off = ringWidth + ringGap;
        m_frame->setGeometry(m_frame->inside() ? m_target->rect()
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
        if (m_frame) {
            follow(nullptr);
        }
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
