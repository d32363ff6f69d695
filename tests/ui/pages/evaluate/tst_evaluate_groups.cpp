// SPDX-License-Identifier: GPL-3.0-or-later
// A person's own groups of people on the evaluation page: chosen from a file, seen wherever people are told
// apart, and taken away.
#include "engine/data/dataset.h"
#include "pages/evaluate/evaluate_fixture.h"
#include "storage/experiments/specification.h"
#include "storage/use_cases/evaluate.h"
#include "support/run.h"
#include "ui/pages/evaluate/gap_table.h"
#include "ui/pages/evaluate/slices/slice_table.h"
#include "ui/text/format.h"

#include <QComboBox>
#include <QSettings>
#include <QSignalSpy>

#include <algorithm>

using namespace tastescope;
using Fixture = EvaluateFixture;

class TestEvaluateGroups : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void standWhereverPeopleAreToldApart() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const QString file = clubs(f, QStringLiteral("clubs.csv"));
        choose(f, file);
        QVERIFY2(f.words().contains(QStringLiteral("now groups of clubs.csv")), qPrintable(f.words()));
        QVERIFY(f.heat().isStale());
        QCOMPARE(toQString(f.page.request().by), file);
        QVERIFY(toQString(evaluateCommand(f.page.request(), 42, "p")).contains(QStringLiteral("--by")));
        QVERIFY(f.run());
        QVERIFY(!f.heat().isStale());
        // The groups of the command come first, and at once; what is known of people stands beside them.
        ExecutionContext context;
        context.seed = 42;
        EvaluateRequest asked = f.page.request();
        asked.slices = true;
        const auto own = measureModels(*f.session.dataset(), asked, context);
        QVERIFY2(own.hasValue(), own ? "" : own.error().text().c_str());
        QCOMPARE(own->segments.size(), std::size_t{2});
        for (std::size_t at = 0; at < own->segments.size(); ++at) {
            QCOMPARE(f.result().segments[at].segment, own->segments[at].segment);
            QCOMPARE(bitsOf(f.result().segments[at].models[0].metrics[0].low),
                     bitsOf(own->segments[at].models[0].metrics[0].low));
        }
        auto* by = findNamed<QComboBox>(f.page, QStringLiteral("Groups by"));
        QVERIFY(by);
        QCOMPARE(by->currentText(), QStringLiteral("Clubs"));
        QVERIFY(by->findData(QStringLiteral("history length")) > 0);
        QCOMPARE(f.heat().matrix().heads[0].title, QStringLiteral("members"));
        QCOMPARE(f.heat().matrix().heads[1].title, QStringLiteral("guests"));
        opensItsPeople(f);
        // Apart.
        QTest::mouseClick(findButton(f.page, QStringLiteral("Apart")), Qt::LeftButton);
        const auto apart = std::ranges::count_if(own->gaps, [&](const GapResult& gap) {
            return gap.key == "user_group_gap(" + f.results().key() + ")";
        });
        QCOMPARE(f.page.findChild<GapTable*>()->rowCount(), static_cast<int>(apart));
        // Slices.
        QTest::mouseClick(findButton(f.page, QStringLiteral("Slices")), Qt::LeftButton);
        QVERIFY(f.settle());
        auto* slices = f.page.findChild<SliceTable*>();
        QVERIFY(slices->search());
        const EvaluateRequest known = [&] {
            EvaluateRequest without = asked;
            without.by = "users";
            return without;
        }();
        const auto others = measureModels(*f.session.dataset(), known, context);
        QVERIFY(others.hasValue());
        QVERIFY(slices->search()->looked > others->slices->front().looked);
    }

    void areReadBackAndTakenAway() {
        Fixture f;
        QVERIFY(f.openAndRun());
        choose(f, clubs(f, QStringLiteral("clubs.csv")));
        QVERIFY(f.run());
        const std::size_t kept = f.result().segments.size();
        QVERIFY(kept > 2);
        f.session.closeProject();
        QVERIFY(f.settle());
        QVERIFY(!chip(f)); // another project has other people
        f.session.openProject(f.path(QStringLiteral("demo.tastescope")));
        QVERIFY(f.settle());
        QCOMPARE(f.result().segments.size(), kept);
        QCOMPARE(f.result().segments[0].by, std::string("clubs"));
        QVERIFY(chip(f));
        QVERIFY(!f.heat().isStale());
        QTest::mouseClick(chip(f), Qt::LeftButton);
        QVERIFY(!chip(f));
        QVERIFY2(f.words().contains(QStringLiteral("no longer groups of clubs.csv")), qPrintable(f.words()));
        QCOMPARE(f.page.request().by, std::string("users"));
        QVERIFY(f.run());
        QVERIFY(std::ranges::none_of(f.result().segments,
                                     [](const SegmentResult& segment) { return segment.by == "clubs"; }));
    }

    void wrongFilesAreToldAtOnce() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const IdMap& users = f.session.dataset()->users();
        QByteArray torn = "user,group\n";
        for (std::uint32_t row = 0; row < 3; ++row) {
            torn += QByteArray::fromStdString(std::string(users.at(row))) + (row < 2 ? ",a\n" : ",\n");
        }
        const std::vector<std::pair<QByteArray, QString>> wrong{
            {"user,group\nnobody,a\nno one,b\n", QStringLiteral("None of the users")},
            {torn, QStringLiteral("line 4")}};
        for (const auto& [rows, words] : wrong) {
            QSignalSpy failed(&f.session, &Session::failed);
            choose(f, f.write(QStringLiteral("wrong.csv"), rows));
            QCOMPARE(failed.size(), 1);
            QVERIFY2(failed[0][1].toString().contains(words), qPrintable(failed[0][1].toString()));
            QCOMPARE(f.page.request().by, std::string("users"));
            QVERIFY(!f.heat().isStale());
        }
    }

    void oneThatWasNotRunWithIsRemembered() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const QString file = clubs(f, QStringLiteral("teams.csv"));
        choose(f, file);
        QSettings settings(f.path(QStringLiteral("state.ini")), QSettings::IniFormat);
        f.page.saveState(settings);
        EvaluatePage later(f.session, f.navigator);
        later.restoreState(settings);
        later.resize(1240, 820);
        later.show();
        QVERIFY(f.settle());
        QCOMPARE(toQString(later.request().by), file);
        // It was of that project, and of no other.
        settings.setValue(QStringLiteral("groups_project"), QStringLiteral("/another.tastescope"));
        EvaluatePage other(f.session, f.navigator);
        other.restoreState(settings);
        other.resize(1240, 820);
        other.show();
        QVERIFY(f.settle());
        QCOMPARE(other.request().by, std::string("users"));
    }

private:
    /// Every second person is a member.
    static QString clubs(const Fixture& f, const QString& name) {
        QByteArray rows = "user,group\n";
        const IdMap& users = f.session.dataset()->users();
        for (std::uint32_t row = 0; row < users.size(); ++row) {
            rows += QByteArray::fromStdString(std::string(users.at(row))) +
                    (row % 2 == 0 ? ",members\n" : ",guests\n");
        }
        return f.write(name, rows);
    }
    static void choose(Fixture& f, const QString& file) {
        chooseInFileDialog(file);
        QAbstractButton* button = findButton(f.page, QStringLiteral("Own groups"));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(f.settle());
    }
    static QAbstractButton* chip(const Fixture& f) {
        return findButton(f.page, QStringLiteral("Take away: groups of clubs.csv"));
    }
    static void opensItsPeople(Fixture& f) {
        QSignalSpy wanted(&f.navigator, &Navigator::requested);
        f.heat().setFocus();
        QTest::keyClick(&f.heat(), Qt::Key_Home);
        QTest::keyClick(&f.heat(), Qt::Key_Right);
        QTest::keyClick(&f.heat(), Qt::Key_Return);
        QVERIFY(f.settle());
        QCOMPARE(wanted.size(), 1);
        const QVariantMap arguments = wanted[0][1].toMap();
        QCOMPARE(formatCount(
                     static_cast<qulonglong>(arguments.value(QStringLiteral("users")).toStringList().size())),
                 f.heat().matrix().heads[0].remark);
    }
};

RUN_TEST(TestEvaluateGroups);
#include "tst_evaluate_groups.moc"
