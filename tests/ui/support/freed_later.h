// SPDX-License-Identifier: GPL-3.0-or-later
// Watches how widgets go. Qt walks over children and siblings within an event and reads what was freed
// meanwhile, mostly without a crash: so every widget that was ever on the screen has to be freed by an event
// of its own (deleteLater), or with the window it is in.
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QStringList>

namespace tastescope {

class FreedLater : public QObject {
public:
    FreedLater(); ///< watches the whole application while it lives

    /// One line for each widget that was freed at once; empty when all is well.
    const QStringList& breaches() const { return m_breaches; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void gone(const QObject* widget, const QString& name);
    void allow(const QObject* object);

    QSet<const QObject*> m_known; ///< shown before, alive
    /// Windows, as those on the stack go when their loop ends, and what had the event that frees it; a number
    /// of its own for each, since another widget can come to the same address.
    QHash<const QObject*, quint64> m_allowed;
    quint64 m_count = 0;
    QStringList m_breaches;
};

} // namespace tastescope
