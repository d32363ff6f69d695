// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/explore_page.h"

#include "ui/pages/explore/explore_layout.h"
#include "ui/pages/explore/explore_presenter.h"
#include "ui/pages/explore/history_panel.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/pages/explore/reason_panel.h"

#include <QKeyEvent>
#include <QShortcut>
#include <QVBoxLayout>

namespace tastescope {

ExplorePage::ExplorePage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent)
    , m_layout(new ExploreLayout(session, this))
    , m_presenter(new ExplorePresenter(session, navigator, *m_layout, this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_layout);
    const auto add = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(Qt::Key_A, [this] { m_layout->history().focusAdd(); });
    add(Qt::ALT | Qt::Key_Left, [this] { m_presenter->step(-1); });
    add(Qt::ALT | Qt::Key_Right, [this] { m_presenter->step(1); });
}

void ExplorePage::activate(const QVariantMap& arguments) {
    m_presenter->putFirst(arguments.value(QStringLiteral("model")).toString());
    if (const QStringList users = arguments.value(QStringLiteral("users")).toStringList(); !users.isEmpty()) {
        m_presenter->wantGroup(arguments.value(QStringLiteral("group")).toString(), users);
    }
    if (const QString user = arguments.value(QStringLiteral("user")).toString(); !user.isEmpty()) {
        m_presenter->wantUser(user);
    }
}

void ExplorePage::focusSearch() {
    m_layout->history().focusSearch();
}

void ExplorePage::toggleInspector() {
    m_layout->toggleInspector();
}

void ExplorePage::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Escape || !m_layout->closeOverlay()) {
        Page::keyPressEvent(event);
    }
}

QList<QWidget*> ExplorePage::regions() {
    return {&m_layout->history(), &m_layout->lists(), &m_layout->reason()};
}

void ExplorePage::saveState(QSettings& settings) const {
    m_layout->saveState(settings);
}

void ExplorePage::restoreState(QSettings& settings) {
    m_layout->restoreState(settings);
}

} // namespace tastescope
