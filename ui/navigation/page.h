// SPDX-License-Identifier: GPL-3.0-or-later
// One place of the rail. A page knows the session and the navigator, no other page.
#pragma once

#include "ui/navigation/navigator.h"

#include <QWidget>

class QSettings;

namespace tastescope {

class Session;

class Page : public QWidget {
    Q_OBJECT
public:
    Page(Session& session, Navigator& navigator, QWidget* parent = nullptr)
        : QWidget(parent)
        , m_session(session)
        , m_navigator(navigator) {}

    /// "start", "import", "data", "explore", "similar", "models"; also what `--page` takes.
    virtual QString id() const = 0;
    /// Shown now, with the navigator's arguments (empty when the rail was clicked).
    virtual void activate(const QVariantMap&) {}
    /// Ctrl+F or /: put the cursor into the page's search field, if it has one.
    virtual void focusSearch() {}
    /// Ctrl+.: show or hide the inspector, if it has one.
    virtual void toggleInspector() {}
    /// Splitters, sort orders, tabs: per page, restored before the first show.
    virtual void saveState(QSettings&) const {}
    virtual void restoreState(QSettings&) {}
    /// The regions F6 goes through within the page, in reading order.
    virtual QList<QWidget*> regions() { return {this}; }

protected:
    Session& session() const { return m_session; }
    Navigator& navigator() const { return m_navigator; }

private:
    Session& m_session;
    Navigator& m_navigator;
};

} // namespace tastescope
