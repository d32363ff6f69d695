// SPDX-License-Identifier: GPL-3.0-or-later
// A small generated project in a temporary folder, and settings that touch nobody's own.
#pragma once

#include "engine/registry/registry.h"
#include "storage/use_cases/demo.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"

#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tastescope {

class SessionFixture {
public:
    explicit SessionFixture(std::size_t users = 200, std::size_t items = 300, std::size_t events = 8000) {
        QStandardPaths::setTestModeEnabled(true);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
        DemoOptions options;
        options.users = users;
        options.items = items;
        options.artists = 30;
        options.events = events;
        path = folder.filePath(QStringLiteral("small.tastescope"));
        made = createDemoProject(path.toStdString(), options).hasValue();
        renew();
    }

    /// A fresh window's worth of state on the same files.
    void renew() {
        session.reset();
        jobs = std::make_unique<JobRunner>();
        session = std::make_unique<Session>(*jobs);
    }

    bool settled(int milliseconds = 30000) {
        return QTest::qWaitFor([this] { return jobs->idle(); }, milliseconds);
    }
    bool open() {
        session->openProject(path);
        return settled() && session->isOpen();
    }
    bool train(const char* algorithm, const char* name = "") {
        const AlgorithmInfo* info = findAlgorithm(algorithm);
        session->models().train({algorithm, ParamSet(info->params), name, 42});
        return settled();
    }

    QTemporaryDir folder;
    QString path;
    bool made = false;
    std::unique_ptr<JobRunner> jobs;
    std::unique_ptr<Session> session;
};

/// Of its models, in their order.
inline QStringList names(const Session& session) {
    QStringList found;
    for (const SessionModel& model : session.models().all()) {
        found.append(QString::fromStdString(model.stored.name));
    }
    return found;
}

} // namespace tastescope
