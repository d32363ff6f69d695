// SPDX-License-Identifier: GPL-3.0-or-later
// Explore listeners: what would this person get, and why? The parts: ExploreLayout says where things stand,
// ExplorePresenter what is shown in them.
#pragma once

#include "ui/navigation/page.h"

namespace tastescope {

class ExploreLayout;
class ExplorePresenter;

class ExplorePage : public Page {
    Q_OBJECT
public:
    ExplorePage(Session& session, Navigator& navigator, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("explore"); }
    /// {"user": id, "model": name}; {"users": ids, "group": title}: steps stay among these.
    void activate(const QVariantMap& arguments) override;
    void focusSearch() override;
    void toggleInspector() override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    ExploreLayout* m_layout;
    ExplorePresenter* m_presenter;
};

} // namespace tastescope
