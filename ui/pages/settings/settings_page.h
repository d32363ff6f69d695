// SPDX-License-Identifier: GPL-3.0-or-later
// Settings: how the window looks and where things lie. Every change acts and is kept at once.
#pragma once

#include "ui/navigation/page.h"

class QComboBox;

namespace tastescope {

class SegmentedControl;
class JobRunner;
class Switch;
class TextLabel;

class SettingsPage : public Page {
    Q_OBJECT
public:
    SettingsPage(Session& session, Navigator& navigator, QSettings& settings, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("settings"); }
    void activate(const QVariantMap& arguments) override;

private:
    void refresh();
    QSettings& m_settings;
    SegmentedControl* m_theme;
    QComboBox* m_zoom;
    Switch* m_outlines;
    QComboBox* m_threads;
    TextLabel* m_folder;
};

/// Applies the kept choices; called once at the start of the program.
void applyStoredSettings(const QSettings& settings, JobRunner& jobs);

} // namespace tastescope
