// SPDX-License-Identifier: GPL-3.0-or-later
// Rule studio: what does each rule do, and what does it cost? The parts: StudioLayout says where things
// stand, StudioPresenter what is shown in them.
#pragma once

#include "ui/navigation/page.h"

namespace tastescope {

class StudioLayout;
class StudioPresenter;

class StudioPage : public Page {
    Q_OBJECT
public:
    StudioPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("rules"); }
    /// {"user": id}
    void activate(const QVariantMap& arguments) override;
    void focusSearch() override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    StudioLayout* m_layout;
    StudioPresenter* m_presenter;
};

} // namespace tastescope
