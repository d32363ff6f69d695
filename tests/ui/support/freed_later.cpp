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
        m_leaving.insert(watched);
        connect(watched, &QObject::destroyed, this, [this](const QObject* object) { forget(object); });
    } else if (event->type() == QEvent::Polish && watched->isWidgetType()) {
        const auto* widget = static_cast<const QWidget*>(watched);
        if (widget->isWindow()) {
            m_windows.insert(widget);
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
        allowed = m_leaving.contains(object) || m_windows.contains(object);
    }
    if (!allowed) {
        m_breaches << name;
    }
    m_known.remove(widget);
    forget(widget);
}

void FreedLater::forget(const QObject* object) {
    // A widget tells of its end before what is in it goes, and that asks for it by its address.
    QMetaObject::invokeMethod(
        this,
        [this, object] {
            m_windows.remove(object);
            m_leaving.remove(object);
        },
        Qt::QueuedConnection);
}

} // namespace tastescope
