// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window in a temporary folder, and small projects of every odd kind to open in it.
#pragma once

#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/shell/main_window.h"

#include <QSettings>
#include <QTemporaryDir>

#include <memory>

namespace tastescope {

class WindowFixture {
public:
    /// Settings, application data and the current folder are in the temporary folder while it lives.
    WindowFixture();
    ~WindowFixture();

    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// A project of that name with what the CSV text holds; the absolute path.
    QString importCsv(const QString& name, const QByteArray& text) const;
    /// Users u1…, items i1… and nothing that anybody did.
    QString withoutEvents(const QString& name, std::size_t users, std::size_t items) const;
    /// A generated music service; the absolute path.
    QString demo(const QString& name, std::size_t users, std::size_t items, std::size_t events) const;

    bool open(const QString& project);
    /// One of every kind with its defaults; those that cannot be trained on the data are left out.
    bool trainAllKinds();
    bool settle(int milliseconds = 60'000);
    /// The ids of all pages that the window has, so that none is forgotten.
    QStringList pages() const;
    /// A window's worth of state anew on the same files, as after a start.
    void restart();

private:
    QTemporaryDir m_folder;
    QString m_folderBefore;

public:
    std::unique_ptr<QSettings> settings;
    std::unique_ptr<JobRunner> jobs;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
};

/// Changes bytes within the first `models` stored models of a closed project.
void damageModels(const QString& project, int models);

} // namespace tastescope
