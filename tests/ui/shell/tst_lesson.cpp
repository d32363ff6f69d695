// SPDX-License-Identifier: GPL-3.0-or-later
// "A lesson in ten minutes" of the README, in the whole window with mouse and keys alone, and each of its
// numbers as the window gives it. TASTESCOPE_PICTURES names a folder for pictures of the three labs after
// their runs, in both themes and sizes.
#include "support/page_fixture.h"
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/charts/chart_view.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/ab/online/online_test_dialog.h"
#include "ui/pages/cold_start/pick_tiles.h"
#include "ui/shell/rail.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <cmath>

using namespace tastescope;

namespace {

constexpr int patience = 600'000; ///< milliseconds for one of its runs

/// Its words in one line.
QString lessonText() {
    QFile file(QStringLiteral(TASTESCOPE_SOURCE_DIR "/README.md"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QString::fromUtf8(file.readAll())
        .section(QStringLiteral("### A lesson in ten minutes"), 1)
        .section(QStringLiteral("The same on the command line"), 0, 0)
        .simplified();
}

} // namespace

class TestLesson : public QObject {
    Q_OBJECT

private:
    QWidget& page() const { return *m_fixture->window->currentPage(); }
    bool settle() const { return m_fixture->settle(patience); }

    void visit(const QString& id) const {
        auto* rail = m_fixture->window->findChild<Rail*>();
        const QModelIndex row = rail->model()->index(rail->model()->rowOf(id));
        QTest::mouseClick(rail->list()->viewport(), Qt::LeftButton, {},
                          rail->list()->visualRect(row).center());
        QCOMPARE(m_fixture->window->currentPage()->id(), id);
        QVERIFY(settle());
    }
    void press(const QWidget& in, const QString& words) const {
        QAbstractButton* button = findButton(in, words);
        QVERIFY2(button && button->isEnabled(), qPrintable(words));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void choose(const QString& box, const QString& text) const {
        auto* combo = findNamed<QComboBox>(page(), box);
        QVERIFY(combo);
        QStringList texts;
        for (int entry = 0; entry < combo->count(); ++entry) {
            texts << combo->itemText(entry);
        }
        QVERIFY2(texts.contains(text), qPrintable(texts.join(u'|')));
        QTest::mouseClick(combo, Qt::LeftButton);
        QAbstractItemView* view = combo->view();
        QTRY_VERIFY(view->isVisible());
        QTest::qWait(QApplication::doubleClickInterval() + 50); // sooner it is taken for the first click's
        const QModelIndex row = combo->model()->index(combo->findText(text), combo->modelColumn());
        view->scrollTo(row);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(row).center());
        QTRY_COMPARE(combo->currentText(), text);
        QVERIFY(settle());
    }
    const ChartSpec& chart(const QString& title) const {
        static const ChartSpec none;
        for (const ChartView* view : page().findChildren<ChartView*>()) {
            if (view->spec().title == title) {
                return view->spec();
            }
        }
        return none;
    }
    const SeriesSpec& series(const QString& title, const QString& name) const {
        static const SeriesSpec none;
        const ChartSpec& spec = chart(title);
        const auto found =
            std::ranges::find_if(spec.series, [&](const SeriesSpec& one) { return one.name.contains(name); });
        return found == spec.series.end() ? none : *found;
    }
    /// With what the lines of a policy begin; policies are as they are set.
    QString letterOf(const QString& policy) const {
        for (const QChar letter : QStringLiteral("ABCD")) {
            const auto* box = findNamed<QComboBox>(page(), QStringLiteral("Policy %1").arg(letter));
            if (box && box->currentText() == policy) {
                return letter + QStringLiteral(" ");
            }
        }
        return QStringLiteral("no policy");
    }
    void says(const QString& words) const {
        QVERIFY2(m_lesson.contains(words), qPrintable(QStringLiteral("README lacks: ") + words));
    }
    /// The text has the pattern, with these numbers to the digit that it gives, or one beside: what is
    /// between two digits may fall either way on another processor.
    void tells(const QString& pattern, const std::vector<double>& values) const {
        const QRegularExpressionMatch found = QRegularExpression(pattern).match(m_lesson);
        QVERIFY2(found.hasMatch(), qPrintable(QStringLiteral("README lacks: ") + pattern));
        for (std::size_t at = 0; at < values.size(); ++at) {
            const QString told = found.captured(static_cast<int>(at) + 1);
            const double digit = std::pow(10.0, -told.section(u'.', 1).size());
            QVERIFY2(std::abs(told.toDouble() - values[at]) < 1.01 * digit,
                     qPrintable(QStringLiteral("%1: %2, README %3").arg(pattern).arg(values[at]).arg(told)));
        }
    }
    void take(const QString& name) const {
        const QString folder = qEnvironmentVariable("TASTESCOPE_PICTURES");
        if (folder.isEmpty()) {
            return;
        }
        for (const auto& [choice, theme] :
             {std::pair(ThemeChoice::Light, "light"), std::pair(ThemeChoice::Dark, "dark")}) {
            Theme::instance().setChoice(choice);
            for (const QSize& size : {QSize(1120, 720), QSize(1440, 900)}) {
                m_fixture->window->resize(size);
                QTest::qWait(200);
                QVERIFY(m_fixture->window->grab().save(QStringLiteral("%1/%2-%3-%4.png")
                                                           .arg(folder, name, QLatin1String(theme))
                                                           .arg(size.width())));
            }
        }
        Theme::instance().setChoice(ThemeChoice::Light);
    }

    std::unique_ptr<WindowFixture> m_fixture;
    QString m_lesson;

private Q_SLOTS:
    void initTestCase() {
        m_lesson = lessonText();
        QVERIFY(!m_lesson.isEmpty());
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
        m_fixture = std::make_unique<WindowFixture>();
        m_fixture->window->resize(1440, 900);
    }

    void theDemoAndItsData() {
        press(page(), QStringLiteral("Open demo"));
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->session->dataset() != nullptr, patience);
        QVERIFY(settle());
        visit(QStringLiteral("data"));
        const Dataset& data = *m_fixture->session->dataset();
        says(formatCount(data.userCount()) + QStringLiteral(" listeners"));
        says(formatCount(data.itemCount()) + QStringLiteral(" songs"));
        QVERIFY(!shownWords(page()).isEmpty());
    }

    void aStrangerIsAskedAndPeopleAreRehearsed() {
        visit(QStringLiteral("coldstart"));
        choose(QStringLiteral("Model"), QStringLiteral("Item-kNN-100"));
        auto* tiles = page().findChild<PickTiles*>();
        auto* list = findNamed<RankedListView>(page(), QStringLiteral("Recommendations for these answers"));
        QVERIFY(tiles && list);
        const auto shown = [&] {
            std::vector<std::uint32_t> items;
            for (const RankedRow& row : list->rows().rows()) {
                items.push_back(row.index);
            }
            return items;
        };
        const auto before = shown();
        for (const int tile : {0, 1, 2}) {
            QTest::mouseClick(tiles->viewport(), Qt::LeftButton, {},
                              tiles->visualRect(tiles->tiles().index(tile)).center());
            QVERIFY(settle());
        }
        QVERIFY2(shown() != before, "the list follows");
        press(page(), QStringLiteral("Rehearse"));
        QVERIFY(settle());
        const QString title = QStringLiteral("Accuracy by questions");
        const auto last = [&](const QString& name) {
            const SeriesSpec& one = series(title, name);
            return one.y.empty() ? -1.0 : one.y.back();
        };
        const double popular = last(QStringLiteral("opularity"));
        const double asked = last(QStringLiteral("Most telling first"));
        const double drawn = last(QStringLiteral("Drawn at random"));
        tells(QStringLiteral("NDCG@10 of ([0-9.]+), ten well chosen questions ([0-9.]+),"), {popular, asked});
        QVERIFY2(drawn < 0.5 * (popular + asked), "ten drawn ones no more than popularity");
        tells(QStringLiteral("all that they knew ([0-9]\\.[0-9]+)"), {last(QStringLiteral("knew"))});
        take(QStringLiteral("coldstart"));
    }

    void listsFeedThemselves() {
        visit(QStringLiteral("bubble"));
        press(page(), QStringLiteral("Run simulation"));
        QVERIFY(settle());
        const QString sameness = QStringLiteral("Sameness between people");
        const QString popularity = letterOf(QStringLiteral("Popularity"));
        const SeriesSpec& same = series(sameness, popularity);
        QCOMPARE(same.y.size(), std::size_t{20});
        tells(QStringLiteral("from ([0-9.]+) to ([0-9.]+), as"), {same.y.front(), same.y.back()});
        for (const double share : series(QStringLiteral("Small creators"), popularity).y) {
            QVERIFY2(share < 0.005, "next to never");
        }
        take(QStringLiteral("bubble"));
        press(page(), QStringLiteral("Map"));
        take(QStringLiteral("bubble-map"));
        press(page(), QStringLiteral("Mix"));
        press(page(), QStringLiteral("Show again what was had"));
        press(page(), QStringLiteral("Run simulation"));
        QVERIFY(settle());
        const SeriesSpec& again = series(sameness, popularity);
        for (const double value : again.y) {
            QCOMPARE(value, again.y.front());
        }
    }

    void aTestIsSimulatedAndRead() {
        visit(QStringLiteral("abtest"));
        QTimer::singleShot(0, this, [this] {
            press(*page().findChild<OnlineTestDialog*>(), QStringLiteral("Run the test"));
        });
        press(page(), QStringLiteral("Simulate a test"));
        QVERIFY(settle());
        const QString words = shownWords(page());
        const QRegularExpression promise(
            QStringLiteral("item_knn had NDCG@10 (0\\.\\d+) and popularity (0\\.\\d+)"));
        const QRegularExpression lift(
            QStringLiteral("lists ([0-9.]+) % more often \\(from \\+([0-9.]+) % to \\+([0-9.]+) %\\)"));
        const QRegularExpressionMatch offline = promise.match(words);
        const QRegularExpressionMatch online = lift.match(words);
        QVERIFY2(offline.hasMatch() && online.hasMatch(), qPrintable(words));
        const double treated = offline.captured(1).toDouble();
        const double control = offline.captured(2).toDouble();
        tells(QStringLiteral("\\(([0-9.]+) against ([0-9.]+)\\)"), {treated, control});
        tells(QStringLiteral("Item-kNN had ([0-9.]+) times the NDCG"), {treated / control});
        tells(QStringLiteral("taken from ([0-9]+) % more often \\[([0-9]+), ([0-9]+)\\]"),
              {online.captured(1).toDouble(), online.captured(2).toDouble(), online.captured(3).toDouble()});
        take(QStringLiteral("abtest"));
    }
};

RUN_TEST(TestLesson);

#include "tst_lesson.moc"
