// SPDX-License-Identifier: GPL-3.0-or-later
// Watches how widgets go. Qt walks over children and siblings within an event and reads what was freed
// meanwhile, mostly without a crash: so every widget that was ever on the screen has to be freed by an event
// of its own (deleteLater), or with the window it is in.
#pragma once

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
    void forget(const QObject* object);

    QSet<const QObject*> m_known;   ///< polished, alive
    QSet<const QObject*> m_windows; ///< of them, windows: those on the stack go when their loop ends
    QSet<const QObject*> m_leaving; ///< had the event that frees them
    QStringList m_breaches;
};

} // namespace tastescope
