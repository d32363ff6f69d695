// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/freed_later.h"

#include <QApplication>
#include <QEvent>
#include <QWidget>

namespace tastescope {

FreedLater::FreedLater() {
    qApp->installEventFilter(this);
}

bool FreedLater::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::DeferredDelete) {
        allow(watched);
    } else if (event->type() == QEvent::Show && watched->isWidgetType()) {
        const auto* widget = static_cast<const QWidget*>(watched);
        if (widget->isWindow()) {
            allow(widget);
        }
        if (!m_known.contains(widget)) {
            m_known.insert(widget);
            const QString name = QStringLiteral("%1 \"%2\"")
                                     .arg(QString::fromLatin1(widget->metaObject()->className()),
                                          widget->accessibleName().isEmpty() ? widget->objectName()
                                                                             : widget->accessibleName());
            connect(watched, &QObject::destroyed, this,
                    [this, name](const QObject* object) { gone(object, name); });
        }
    }
    return QObject::eventFilter(watched, event);
}

void FreedLater::gone(const QObject* widget, const QString& name) {
    bool allowed = false;
    for (const QObject* object = widget; object && !allowed; object = object->parent()) {
        allowed = m_allowed.contains(object);
    }
    if (!allowed) {
        m_breaches << name;
    }
    m_known.remove(widget);
}

void FreedLater::allow(const QObject* object) {
    const quint64 number = ++m_count;
    m_allowed[object] = number;
    connect(object, &QObject::destroyed, this, [this, number](const QObject* end) {
        // A widget tells of its end before what is in it goes, and that asks for it by its address.
        QMetaObject::invokeMethod(
            this,
            [this, end, number] {
                if (m_allowed.value(end) == number) {
                    m_allowed.remove(end);
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace tastescope
