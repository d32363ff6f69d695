// SPDX-License-Identifier: GPL-3.0-or-later
// Start: open something and know what is possible.
#pragma once

#include "ui/navigation/page.h"

class QListView;
class QVBoxLayout;

namespace tastescope {

class DropZone;
class RecentModel;
class StepPicture;
class TextLabel;

class StartPage : public Page {
    Q_OBJECT
public:
    StartPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("start"); }
    void activate(const QVariantMap& arguments) override;
    QList<QWidget*> regions() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildDemoCard();
    QWidget* buildSteps();
    QWidget* buildRecent();
    void resizeToTheme();
    void refreshRecent();
    void openRecent(const QModelIndex& index);

    QVBoxLayout* m_column = nullptr;
    QVBoxLayout* m_left = nullptr;
    QList<StepPicture*> m_stepPictures;
    QWidget* m_demo = nullptr;
    QWidget* m_picture = nullptr;
    QWidget* m_drop = nullptr;
    QWidget* m_recentCard = nullptr;
    QListView* m_recent = nullptr;
    RecentModel* m_model = nullptr;
    TextLabel* m_none = nullptr;
};

} // namespace tastescope
