// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/settings/settings_page.h"
#include "ui/shell/status_bar.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QSettings>
#include <QTest>

using namespace tastescope;

class TestSettingsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(); }

    void threadsAreChosenKeptAndHonoured() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        SettingsPage page(fixture.session, fixture.navigator, settings);
        StatusBar status(fixture.session);
        page.show();
        auto* threads = findNamed<QComboBox>(page, QStringLiteral("Threads"));
        QVERIFY(threads);
        QCOMPARE(threads->currentData().toInt(), 0); // all of the machine
        if (threads->count() < 2) {
            QSKIP("This machine has one core");
        }
        threads->setFocus();
        QTest::keyClick(threads, Qt::Key_Down); // 1
        QCOMPARE(fixture.jobs.threads(), 1);
        QVERIFY(status.texts().contains(QStringLiteral("1 thread")));
        JobRunner later;
        applyStoredSettings(settings, later);
        QCOMPARE(later.threads(), 1);
    }

    void aChoiceOfALargerMachineMeansAllOfThisOne() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        settings.setValue(QStringLiteral("engine/threads"), 4096);
        JobRunner jobs;
        applyStoredSettings(settings, jobs);
        QCOMPARE(jobs.threads(), 0);
    }
};

RUN_TEST(TestSettingsPage);
#include "tst_settings_page.moc"
