// SPDX-License-Identifier: GPL-3.0-or-later
#include "page_fixture.h"

#include "engine/models/algorithm.h"
#include "storage/use_cases/demo.h"
#include "ui/session/project_models.h"

#include "engine/registry/registry.h"

#include <QAbstractButton>
#include <QFile>
#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

namespace tastescope {

PageFixture::PageFixture() {
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
}

PageFixture::~PageFixture() = default;

QString PageFixture::write(const QString& name, const QByteArray& content) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
        qFatal("cannot write %s", qUtf8Printable(path(name)));
    }
    return file.fileName();
}

bool PageFixture::openDemo(const QStringList& algorithms) {
    DemoOptions options;
    options.users = 120;
    options.items = 300;
    options.artists = 30;
    options.events = 8000;
    const QString file = path(QStringLiteral("demo.tastescope"));
    const auto dataset = createDemoProject(file.toStdString(), options);
    if (!dataset) {
        qWarning("%s", dataset.error().text().c_str());
        return false;
    }
    session.openProject(file);
    if (!settle() || !session.isOpen()) {
        return false;
    }
    for (const QString& algorithm : algorithms) {
        TrainRequest request;
        request.algorithm = algorithm.toStdString();
        request.params = ParamSet(findAlgorithm(request.algorithm)->params);
        session.models().train(request);
    }
    return settle() && session.models().all().size() == static_cast<std::size_t>(algorithms.size());
}

bool PageFixture::settle(int milliseconds) {
    return QTest::qWaitFor([this] { return jobs.idle(); }, milliseconds);
}

QString shownWords(const QWidget& in) {
    QStringList words;
    for (const QLabel* label : in.findChildren<QLabel*>()) {
        if (label->isVisibleTo(&in)) {
            words << label->text();
        }
    }
    return words.join(u'\n');
}

QAbstractButton* findButton(const QWidget& in, const QString& words) {
    for (QAbstractButton* button : in.findChildren<QAbstractButton*>()) {
        if (button->isVisibleTo(&in) && (button->text() == words || button->accessibleName() == words)) {
            return button;
        }
    }
    return nullptr;
}

} // namespace tastescope
