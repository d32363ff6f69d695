// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says about the file of the open project and the work on it: what other programs did to the
// file, that another window has it, what was left unfinished; and the question before work is stopped. GUI
// thread only.
#pragma once

#include <QObject>

class QWidget;

namespace tastescope {

class Session;
class ToastArea;

class ProjectNotices : public QObject {
    Q_OBJECT
public:
    /// All outlive it. Becomes the session's question before leaving.
    ProjectNotices(Session& session, ToastArea& toasts, QWidget& window);
    ~ProjectNotices() override;

    /// "films (read-only) – Tastescope".
    QString title() const;
    /// Asks when work is under way, once; false: it goes on.
    bool mayStopWork();
    /// Trainings that were under way when this project was left, or the machine went.
    void offerToResume();

Q_SIGNALS:
    void titleChanged();

private:
    void tellStanding();

    Session& m_session;
    ToastArea& m_toasts;
    QWidget& m_window;
    bool m_asking = false;
};

} // namespace tastescope
