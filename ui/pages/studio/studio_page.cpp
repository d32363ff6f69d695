// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/studio_page.h"

#include "ui/catalogue/lookup_field.h"
#include "ui/pages/studio/effect_panel.h"
#include "ui/pages/studio/pipeline_strip.h"
#include "ui/pages/studio/studio_layout.h"
#include "ui/pages/studio/studio_presenter.h"
#include "ui/session/session.h"

#include <QShortcut>
#include <QVBoxLayout>

namespace tastescope {

StudioPage::StudioPage(Session& session, Navigator& navigator, QWidget* parent)
    : Page(session, navigator, parent)
    , m_layout(new StudioLayout(session.jobs(), this))
    , m_presenter(new StudioPresenter(session, navigator, *m_layout, this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_layout);
    const auto add = [this](const QKeySequence& keys, auto action) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(Qt::ALT | Qt::Key_Left, [this] { m_presenter->step(-1); });
    add(Qt::ALT | Qt::Key_Right, [this] { m_presenter->step(1); });
}

void StudioPage::activate(const QVariantMap& arguments) {
    if (const QString user = arguments.value(QStringLiteral("user")).toString(); !user.isEmpty()) {
        m_presenter->wantUser(user);
    }
}

// Nothing is computed for a page that nobody looks at.
void StudioPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_presenter->wake();
}

void StudioPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_presenter->sleep();
}

void StudioPage::focusSearch() {
    m_layout->where->setFocus();
    m_layout->where->selectAll();
}

void StudioPage::saveState(QSettings& settings) const {
    m_layout->saveState(settings);
    m_presenter->saveState(settings);
}

void StudioPage::restoreState(QSettings& settings) {
    m_layout->restoreState(settings);
    m_presenter->restoreState(settings);
}

QList<QWidget*> StudioPage::regions() {
    return {m_layout->strip, m_layout->leftArea, m_layout->centreCard, m_layout->effect};
}

} // namespace tastescope

#include "moc_studio_page.cpp"
