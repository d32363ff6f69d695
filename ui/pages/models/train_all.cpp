// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/train_all.h"

#include "engine/registry/registry.h"
#include "ui/jobs/job_runner.h"
#include "ui/navigation/project_dialog.h"
#include "ui/pages/models/training_costs.h"
#include "ui/session/kind_fit.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/ask_dialog.h"

#include <QCoreApplication>
#include <QWidget>

#include <algorithm>
#include <set>

namespace tastescope {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("TrainAll", text);
}

void ask(Session& session, QWidget& page, const std::vector<std::string>& kinds, double seconds) {
    const std::size_t all = algorithms().size();
    QString sentence =
        say("They take about %1 together, one after another. You can go on working, and cancel "
            "each or all.")
            .arg(formatDuration(std::max(1.0, seconds)));
    if (kinds.size() < all) {
        sentence += QLatin1Char(' ') +
                    say("%1 that are trained already, or that the data cannot feed, are left as they are.")
                        .arg(formatCount(all - kinds.size()));
    }
    AskDialog dialog(
        formatCounted(kinds.size(), say("Train 1 kind of model?"), say("Train %1 kinds of model?")), sentence,
        say("Train"), say("Cancel"), AskDialog::Offered::Yes, &page);
    if (execOfProject(dialog, session) != QDialog::Accepted) {
        return;
    }
    for (const std::string& kind : kinds) {
        const AlgorithmInfo& info = *findAlgorithm(kind);
        if (session.models().train({info.id, ParamSet(info.params), {}, 42}) == 0) {
            return; // said once why nothing can be trained
        }
    }
}

} // namespace

std::vector<std::string> kindsLeft(const Session& session) {
    std::set<std::string> done;
    for (const SessionModel& model : session.models().all()) {
        if (!model.stale && model.problem.isEmpty()) {
            done.insert(model.stored.algorithm);
        }
    }
    for (int row = 0; row < session.jobs().rowCount(); ++row) {
        const JobInfo& job = session.jobs().at(row);
        const TrainRequest* request = session.models().request(job.id);
        if (request && isActive(job.state)) {
            done.insert(request->algorithm);
        }
    }
    std::vector<std::string> left;
    for (const AlgorithmInfo& info : algorithms()) {
        const bool off = session.dataset() && !whyOff(info, *session.dataset()).isEmpty();
        if (!done.contains(info.id) && !off) {
            left.push_back(info.id);
        }
    }
    return left;
}

void askToTrainAll(Session& session, QWidget& page) {
    const auto dataset = session.dataset();
    const std::vector<std::string> left = kindsLeft(session);
    if (!dataset) {
        return;
    }
    if (left.empty()) {
        Q_EMIT session.notice(say("Every kind is trained"), say("Or is on its way, on the data as it is."));
        return;
    }
    session.jobs().ask<double>(
        QStringLiteral("models/trainAll"),
        [dataset, left, past = pastTrainings(session)](const ExecutionContext& context) -> Result<double> {
            double seconds = 0;
            for (const std::string& kind : left) {
                const AlgorithmInfo& info = *findAlgorithm(kind);
                seconds +=
                    forecastTraining(info, *dataset, ParamSet(info.params), context.threads, past).seconds;
            }
            return seconds;
        },
        &page,
        [&session, &page, left, dataset](Result<double> seconds) {
            if (seconds && dataset == session.dataset()) {
                ask(session, page, left, *seconds);
            }
        });
}

} // namespace tastescope
