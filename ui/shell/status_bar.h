// SPDX-License-Identifier: GPL-3.0-or-later
// What all numbers on the screen rest on: what became of the file, data fingerprint, counts, model and
// freshness, split, seed, threads.
#pragma once

#include <QStatusBar>

class QHBoxLayout;

namespace tastescope {

class Session;
class TextLabel;

class StatusBar : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusBar(Session& session, QWidget* parent = nullptr);
    QStringList texts() const; ///< the visible parts, left to right

private:
    TextLabel* add(QHBoxLayout* row);
    void refresh();
    Session& m_session;
    TextLabel *m_file, *m_data, *m_users, *m_items, *m_events, *m_model, *m_split, *m_seed, *m_version,
        *m_threads;
};

} // namespace tastescope
