// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/project_notices.h"

#include "ui/input/open_paths.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/project_models.h"
#include "ui/session/project_watch.h"
#include "ui/session/session.h"
#include "ui/session/standing_words.h"
#include "ui/session/training_title.h"
#include "ui/text/format.h"
#include "ui/widgets/ask_dialog.h"
#include "ui/widgets/toast.h"

#include <QDir>
#include <QFileInfo>

namespace tastescope {

ProjectNotices::ProjectNotices(Session& session, ToastArea& toasts, QWidget& window)
    : QObject(&window)
    , m_session(session)
    , m_toasts(toasts)
    , m_window(window) {
    connect(&m_session, &Session::inUse, this, [this](const QString& path, const QString& text) {
        m_toasts.show({ToastKind::Failure, tr("%1 was not opened").arg(QFileInfo(path).completeBaseName()),
                       text, tr("Open for reading"), [this, path] { m_session.openForReading(path); }});
    });
    connect(&m_session, &Session::copied, this, [this](const QString& path) {
        m_toasts.show({ToastKind::Done, tr("A copy is saved"),
                       tr("In %1").arg(QDir::toNativeSeparators(path)), tr("Open it"),
                       [this, path] { m_session.openProject(path); }});
    });
    connect(&m_session.watch(), &ProjectWatch::changed, this, &ProjectNotices::tellStanding);
    m_session.setLeaveQuestion([this] { return mayStopWork(); });
}

ProjectNotices::~ProjectNotices() {
    m_session.setLeaveQuestion({});
}

QString ProjectNotices::title() const {
    const StandingReport& report = m_session.watch().report();
    const QString mark =
        m_session.isReadOnly() && !isDisplaced(report.standing) && report.standing != Standing::Outdated
            ? standingMark({Standing::ReadOnly, {}, 0})
            : standingMark(report);
    return (!m_session.isOpen() ? QStringLiteral("Tastescope")
            : mark.isEmpty()    ? QStringLiteral("%1 – Tastescope").arg(m_session.projectName())
                             : QStringLiteral("%1 (%2) – Tastescope").arg(m_session.projectName(), mark));
}

void ProjectNotices::tellStanding() {
    Q_EMIT titleChanged();
    const StandingReport report = m_session.watch().report();
    ToastText text{ToastKind::Failure, standingSentence(report), standingRemedy(report), tr("Save a copy"),
                   [this] { chooseCopy(m_session, m_window); }};
    if (report.standing != Standing::Unreachable) {
        m_toasts.closeThatOffer(tr("Look again")); // it has answered
    }
    if (report.standing == Standing::Fine) {
        return;
    }
    if (report.standing == Standing::ReadOnly) {
        text.kind = ToastKind::Caution;
    } else if (report.standing == Standing::Outdated) {
        text.kind = ToastKind::Caution;
        text.action = tr("Open it again");
        text.invoke = [this, path = m_session.path()] { m_session.openProject(path); };
    } else if (report.standing == Standing::Unreachable) {
        // A copy would read the same drive.
        text.action = tr("Look again");
        text.invoke = [this] { m_session.watch().look(); };
    } else if (report.standing == Standing::Rewritten || report.standing == Standing::CameBack) {
        text.action = tr("Open it again");
        text.invoke = [this, path = m_session.path()] { m_session.openProject(path); };
    } else if (report.standing == Standing::Moved) {
        text.action = tr("Open it there");
        text.invoke = [this, path = toQString(report.movedTo.string())] { m_session.openProject(path); };
    }
    m_toasts.show(text);
}

bool ProjectNotices::mayStopWork() {
    if (m_asking) {
        return false; // once is enough
    }
    const int count = m_session.workUnderWay();
    if (count == 0) {
        return true;
    }
    m_asking = true;
    AskDialog ask(count == 1 ? tr("Stop what is being worked on?") : tr("Stop %1 tasks?").arg(count),
                  tr("%1 has not ended yet. Trainings can be taken up again when the project is opened next.")
                      .arg(m_session.jobs().current() ? m_session.jobs().current()->title : tr("A task")),
                  tr("Stop and leave"), tr("Keep working"), AskDialog::Offered::No, &m_window);
    const bool leave = ask.exec() == QDialog::Accepted;
    m_asking = false;
    return leave;
}

void ProjectNotices::offerToResume() {
    const std::vector<TrainRequest> unfinished = m_session.models().unfinished();
    if (unfinished.empty()) {
        return;
    }
    QStringList titles;
    for (const TrainRequest& request : unfinished) {
        titles << trainingTitle(request);
    }
    m_toasts.show(
        {ToastKind::Failure,
         unfinished.size() == 1 ? tr("A training was not finished")
                                : tr("%1 trainings were not finished").arg(unfinished.size()),
         titles.mid(0, 4).join(QStringLiteral(", ")) + (titles.size() > 4 ? QStringLiteral(" …") : QString()),
         tr("Resume"), [this, unfinished, path = m_session.path()] {
             if (m_session.path() == path) {
                 for (const TrainRequest& request : unfinished) {
                     m_session.models().train(request);
                 }
             }
         }});
}

} // namespace tastescope
