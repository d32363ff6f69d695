// SPDX-License-Identifier: GPL-3.0-or-later
#include "window_fixture.h"

#include "engine/base/archive.h"
#include "engine/registry/registry.h"
#include "storage/import/planning/plan_import.h"
#include "storage/project/project.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/import_files.h"
#include "ui/session/project_models.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>

namespace tastescope {

WindowFixture::WindowFixture() : m_folderBefore(QDir::currentPath()) {
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    QDir::setCurrent(m_folder.path());
    QApplication::setQuitOnLastWindowClosed(false); // it is closed and shown again
    settings = std::make_unique<QSettings>(path(QStringLiteral("window.ini")), QSettings::IniFormat);
    restart();
}

WindowFixture::~WindowFixture() {
    window.reset();
    session.reset();
    jobs.reset();
    QDir::setCurrent(m_folderBefore);
}

void WindowFixture::restart() {
    window.reset();
    session.reset();
    jobs = std::make_unique<JobRunner>();
    session = std::make_unique<Session>(*jobs);
    window = std::make_unique<MainWindow>(*session, *settings);
    window->show();
    window->activateWindow();
}

QString WindowFixture::importCsv(const QString& name, const QByteArray& text) const {
    QFile csv(path(name + QStringLiteral(".csv")));
    if (!csv.open(QIODevice::WriteOnly) || csv.write(text) != text.size()) {
        qFatal("cannot write %s", qUtf8Printable(csv.fileName()));
    }
    csv.close();
    const QString project = path(name + QStringLiteral(".tastescope"));
    const Result<ImportPlan> plan = planImport({csv.fileName().toStdString()});
    const Result<ImportReport> report =
        plan ? importFiles(project.toStdString(), *plan) : Result<ImportReport>(plan.error());
    if (!report) {
        qFatal("%s", report.error().text().c_str());
    }
    return project;
}

QString WindowFixture::withoutEvents(const QString& name, std::size_t users, std::size_t items) const {
    const auto ids = [](char letter, std::size_t count) {
        auto map = std::make_shared<IdMap>();
        for (std::size_t row = 1; row <= count; ++row) {
            map->intern(letter + std::to_string(row));
        }
        return map;
    };
    ProjectData data;
    data.parts.users = ids('u', users);
    data.parts.items = ids('i', items);
    const QString project = path(name + QStringLiteral(".tastescope"));
    if (const auto made = Project::create(project.toStdString(), data); !made) {
        qFatal("%s", made.error().text().c_str());
    }
    return project;
}

QString WindowFixture::demo(const QString& name, std::size_t users, std::size_t items,
                            std::size_t events) const {
    DemoOptions options;
    options.users = users;
    options.items = items;
    options.artists = 12;
    options.events = events;
    const QString project = path(name + QStringLiteral(".tastescope"));
    if (const auto made = createDemoProject(project.toStdString(), options); !made) {
        qFatal("%s", made.error().text().c_str());
    }
    return project;
}

bool WindowFixture::open(const QString& project) {
    session->openProject(project);
    return settle() && session->isOpen() && session->path() == project;
}

bool WindowFixture::trainAllKinds() {
    for (const AlgorithmInfo& info : algorithms()) {
        session->models().train({info.id, ParamSet(info.params), {}, 42});
    }
    return settle(240'000);
}

QStringList WindowFixture::pages() const {
    QStringList ids;
    for (const Page* page : window->findChildren<Page*>()) {
        ids << page->id();
    }
    return ids;
}

bool WindowFixture::settle(int milliseconds) {
    return QTest::qWaitFor([this] { return jobs->idle(); }, milliseconds);
}

void damageModels(const QString& project, int models) {
    QFile file(project);
    if (!file.open(QIODevice::ReadWrite)) {
        qFatal("cannot open %s", qUtf8Printable(project));
    }
    QByteArray bytes = file.readAll();
    const std::vector<std::byte> container = ModelArchive().serialise();
    const QByteArray magic(reinterpret_cast<const char*>(container.data()), 8);
    qsizetype at = 0;
    for (int i = 0; i < models; ++i) {
        at = bytes.indexOf(magic, at + 1);
        if (at < 0) {
            qFatal("no model in %s", qUtf8Printable(project));
        }
        for (int offset = 40; offset < 200 && at + offset < bytes.size(); offset += 8) {
            bytes[at + offset] = static_cast<char>(bytes[at + offset] ^ 0x5A);
        }
    }
    file.seek(0);
    file.write(bytes);
}

} // namespace tastescope
