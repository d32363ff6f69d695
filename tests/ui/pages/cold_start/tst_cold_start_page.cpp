// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset.h"
#include "support/choices.h"
#include "support/held_lane.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/charts/chart_view.h"
#include "ui/jobs/job_strip.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/cold_start/cold_start_page.h"
#include "ui/pages/cold_start/item_form.h"
#include "ui/pages/cold_start/new_item_card.h"
#include "ui/pages/cold_start/pick_tiles.h"
#include "ui/pages/cold_start/rehearsal_chart.h"
#include "ui/session/project_models.h"
#include "ui/text/format.h"
#include "ui/widgets/combo_box.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace tastescope;

namespace {

PickTiles* tilesOf(const QWidget& page) {
    return findNamed<PickTiles>(page, QStringLiteral("Click what you like, twice what you do not"));
}
RankedListView* listOf(const QWidget& page) {
    return findNamed<RankedListView>(page, QStringLiteral("Recommendations for these answers"));
}

void clickTile(PickTiles* tiles, int row) {
    const QRect area = tiles->visualRect(tiles->tiles().index(row));
    QTest::mouseClick(tiles->viewport(), Qt::LeftButton, {}, area.center());
}

std::vector<std::uint32_t> rowsOf(RankedListView* list) {
    std::vector<std::uint32_t> rows;
    for (const RankedRow& row : list->rows().rows()) {
        rows.push_back(row.index);
    }
    return rows;
}

std::vector<std::uint32_t> popular(const Dataset& data, std::size_t count) {
    std::vector<std::uint32_t> items(data.itemCount());
    for (std::uint32_t item = 0; item < items.size(); ++item) {
        items[item] = item;
    }
    const auto likes = [&](std::uint32_t item) {
        return std::ranges::count_if(data.matrix().valuesOf(ItemIndex(item)), [](float v) { return v > 0; });
    };
    std::ranges::stable_sort(items, std::ranges::greater(), likes);
    items.resize(count);
    return items;
}

/// A page on the demo with Item-kNN.
struct OpenPage {
    explicit OpenPage(const QStringList& algorithms = {QStringLiteral("item_knn")})
        : ready(fixture.openDemo(algorithms)) {
        page.resize(1200, 800);
        page.show();
        ready = fixture.settle() && ready;
    }
    PageFixture fixture;
    bool ready;
    ColdStartPage page{fixture.session, fixture.navigator};
};

} // namespace

class TestColdStartPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noTextOfAChoiceIsCut() {
        OpenPage open;
        QVERIFY(open.ready);
        checkChoices(open.page);
        open.page.resize(860, 640); // where they are narrow
        QVERIFY(open.fixture.settle());
        checkChoices(open.page);
    }

    void withoutAProjectItPointsToImport() {
        PageFixture fixture;
        ColdStartPage page(fixture.session, fixture.navigator);
        page.show();
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        QTest::mouseClick(findButton(page, QStringLiteral("Import data")), Qt::LeftButton);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("import"));
    }

    void withoutAModelItTrainsOne() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo());
        ColdStartPage page(fixture.session, fixture.navigator);
        page.resize(1200, 800);
        page.show();
        QVERIFY(fixture.settle());
        QTest::mouseClick(findButton(page, QStringLiteral("Train Item-kNN")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.session.models().all().size(), std::size_t{1}, 30'000);
        QVERIFY(fixture.settle());
        QVERIFY(tilesOf(page));
        QCOMPARE(tilesOf(page)->tiles().rowCount(), 9);
    }

    void answersMoveTheListAndOneTakesThemBack() {
        OpenPage open;
        QVERIFY(open.ready);
        PickTiles* tiles = tilesOf(open.page);
        RankedListView* list = listOf(open.page);
        QVERIFY(tiles && list);
        const QAbstractItemModelTester tester(&tiles->tiles());
        const QAbstractItemModelTester listTester(&list->rows());
        QCOMPARE(tiles->tiles().rowCount(), 9);
        const auto nobody = rowsOf(list);
        QCOMPARE(nobody.size(), std::size_t{10});
        // Popularity itself ties by its own count; the first stands for all.
        QCOMPARE(nobody.front(), popular(*open.fixture.session.dataset(), 1).front());

        clickTile(tiles, 0);
        QVERIFY(open.fixture.settle());
        clickTile(tiles, 1);
        QVERIFY(open.fixture.settle());
        QCOMPARE(open.page.answers().size(), std::size_t{2});
        QCOMPARE(tiles->tiles().tiles()[0].answer, Answer::Like);
        // Two likes: the model's own list for this history, through the door.
        const SessionModel& model = open.fixture.session.models().all().front();
        const auto meaning = answerMeaning(*open.fixture.session.dataset());
        const auto own = recommend(*model.model, meaning.historyOf(open.page.answers()), {10});
        QVERIFY(own.hasValue());
        std::vector<std::uint32_t> expected;
        for (const ScoredItem& entry : *own) {
            expected.push_back(entry.item.value);
        }
        QCOMPARE(rowsOf(list), expected);
        QVERIFY(list->rows().at(0).compared);

        clickTile(tiles, 1); // dislike
        QVERIFY(open.fixture.settle());
        QCOMPARE(tiles->tiles().tiles()[1].answer, Answer::Dislike);
        clickTile(tiles, 1); // neither
        clickTile(tiles, 0);
        clickTile(tiles, 0);
        QVERIFY(open.fixture.settle());
        QVERIFY(open.page.answers().empty());
        QCOMPARE(rowsOf(list), nobody);
    }

    void noneOfTheseShowsOthersAndStartOverTheFirst() {
        OpenPage open;
        QVERIFY(open.ready);
        PickTiles* tiles = tilesOf(open.page);
        const auto first = tiles->tiles().tiles();
        clickTile(tiles, 2);
        QTest::mouseClick(findButton(open.page, QStringLiteral("None of these")), Qt::LeftButton);
        QVERIFY(open.fixture.settle());
        QCOMPARE(open.page.asked(), std::size_t{9});
        QCOMPARE(open.page.answers().size(), std::size_t{1});
        for (const PickTile& tile : tiles->tiles().tiles()) {
            QVERIFY(std::ranges::find(first, tile.item, &PickTile::item) == first.end());
        }
        QTest::mouseClick(findButton(open.page, QStringLiteral("Start over")), Qt::LeftButton);
        QVERIFY(open.fixture.settle());
        QCOMPARE(open.page.asked(), std::size_t{0});
        QCOMPARE(tiles->tiles().tiles()[0].item, first[0].item);
    }

    void fromTheKeyboardAlone() {
        OpenPage open;
        QVERIFY(open.ready);
        PickTiles* tiles = tilesOf(open.page);
        tiles->setFocus();
        QTest::keyClick(tiles, Qt::Key_Space);
        QCOMPARE(tiles->tiles().tiles()[0].answer, Answer::Like);
        QTest::keyClick(tiles, Qt::Key_Right);
        QTest::keyClick(tiles, Qt::Key_Return);
        QCOMPARE(tiles->tiles().tiles()[1].answer, Answer::Like);
        QCOMPARE(tiles->tiles().index(1).data(Qt::AccessibleTextRole).toString().right(5),
                 QStringLiteral("liked"));
        QVERIFY(open.fixture.settle());
    }

    void nineTilesStandInThreeRowsWithoutScrolling() {
        OpenPage open;
        QVERIFY(open.ready);
        const PickTiles* tiles = tilesOf(open.page);
        const auto place = [&](int row) { return tiles->visualRect(tiles->model()->index(row, 0)); };
        QCOMPARE(place(2).top(), place(0).top());
        QVERIFY(place(3).top() > place(0).top());
        QVERIFY(tiles->viewport()->rect().contains(place(2).center()));
        QVERIFY(place(8).bottom() <= tiles->viewport()->height() + 1);
    }

    void everyWayToAskShowsTiles() {
        OpenPage open;
        QVERIFY(open.ready);
        auto* ask = findNamed<QComboBox>(open.page, QStringLiteral("What to ask"));
        QVERIFY(ask);
        ask->setFocus();
        for (int row = 1; row < ask->count(); ++row) {
            QTest::keyClick(ask, Qt::Key_Down);
            QVERIFY(open.fixture.settle());
            QCOMPARE(ask->currentIndex(), row);
            QCOMPARE(tilesOf(open.page)->tiles().rowCount(), 9);
        }
    }

    void rehearsalDrawsACurveAWayAndPlacesTheReach() {
        OpenPage open;
        QVERIFY(open.ready);
        auto* chart = open.page.findChild<ChartView*>();
        QVERIFY(chart->spec().series.empty());
        QTest::mouseClick(findButton(open.page, QStringLiteral("Rehearse")), Qt::LeftButton);
        QVERIFY(open.fixture.settle(60'000));
        QCOMPARE(chart->spec().series.size(), std::size_t{6}); // four ways, popularity, all they knew
        QCOMPARE(chart->spec().series[0].x.size(), std::size_t{6});
        for (const SeriesSpec& series : chart->spec().series) {
            QVERIFY(!series.endLabel.isEmpty()); // six lines have names too
        }
        QCOMPARE(chart->spec().references.front().x, 0.0);
        clickTile(tilesOf(open.page), 0);
        QVERIFY(open.fixture.settle());
        QCOMPARE(chart->spec().references.front().x, 1.0);
        QVERIFY(chart->spec().series[0].low[5] <= chart->spec().series[0].y[5]);
    }

    void aRehearsalIsFollowedAndStoppedOnThePage() {
        OpenPage open;
        QVERIFY(open.ready);
        auto* chart = open.page.findChild<ChartView*>();
        auto* strip = open.page.findChild<JobStrip*>();
        QAbstractButton* rehearse = findButton(open.page, QStringLiteral("Rehearse"));
        const auto cancel = [&] {
            QTest::mouseClick(findButton(*strip, QStringLiteral("Cancel")), Qt::LeftButton);
        };
        QVERIFY(strip->isHidden());
        QTest::mouseClick(rehearse, Qt::LeftButton);
        QVERIFY(!rehearse->isEnabled());
        QVERIFY(strip->isVisible());
        QVERIFY(!shownWords(*strip).contains(QStringLiteral("waits")));
        cancel();
        QVERIFY(open.fixture.settle(60'000));
        QVERIFY(rehearse->isEnabled());
        QVERIFY(chart->spec().series.empty());
        QVERIFY2(shownWords(*strip).contains(QStringLiteral("Nothing was kept.")),
                 qPrintable(shownWords(*strip)));
        QVERIFY(!shownWords(*strip).contains(QStringLiteral("before it began")));
        QTest::mouseClick(rehearse, Qt::LeftButton);
        QVERIFY2(!shownWords(*strip).contains(QStringLiteral("Nothing was kept.")), "that was the other");
        QVERIFY(open.fixture.settle(60'000));
        QVERIFY(strip->isHidden());
        QCOMPARE(chart->spec().series.size(), std::size_t{6});
        HeldLane lane(open.fixture.jobs);
        QTest::mouseClick(rehearse, Qt::LeftButton);
        QVERIFY(strip->isVisible());
        QVERIFY(shownWords(*strip).contains(QStringLiteral("waits for the job before it")));
        cancel();
        QTRY_VERIFY(rehearse->isEnabled());
        QVERIFY2(shownWords(*strip).contains(QStringLiteral("stopped before it began. The results below")),
                 qPrintable(shownWords(*strip)));
        QCOMPARE(chart->spec().series.size(), std::size_t{6});
        lane.letGo();
        QVERIFY(open.fixture.settle());
    }

    void whatIsSaidOfARehearsalGoesWithItsModelAndItsData() {
        OpenPage open({QStringLiteral("item_knn"), QStringLiteral("als")});
        QVERIFY(open.ready);
        auto* strip = open.page.findChild<JobStrip*>();
        QAbstractButton* rehearse = findButton(open.page, QStringLiteral("Rehearse"));
        HeldLane lane(open.fixture.jobs);
        QTest::mouseClick(rehearse, Qt::LeftButton);
        QTest::mouseClick(findButton(*strip, QStringLiteral("Cancel")), Qt::LeftButton);
        QTRY_VERIFY(rehearse->isEnabled());
        QVERIFY(strip->isVisible());
        auto* model = findNamed<QComboBox>(open.page, QStringLiteral("Model"));
        model->setFocus();
        QTest::keyClick(model, Qt::Key_Down);
        QVERIFY(strip->isHidden());
        QTest::mouseClick(rehearse, Qt::LeftButton);
        QVERIFY(strip->isVisible());
        const QString project = open.fixture.session.path();
        open.fixture.session.closeProject();
        QVERIFY(strip->isHidden());
        lane.letGo();
        QVERIFY(open.fixture.settle());
        open.fixture.session.openProject(project);
        QVERIFY(open.fixture.settle());
        QVERIFY(rehearse->isVisible());
        QVERIFY(rehearse->isEnabled());
        QVERIFY2(strip->isHidden(), "what was stopped with the project before is not of this one");
    }

    // A rehearsal is of the model that it was made with.
    void anotherModelIsNotRehearsed() {
        OpenPage open({QStringLiteral("popularity"), QStringLiteral("item_knn"), QStringLiteral("als")});
        QVERIFY(open.ready);
        auto* chart = open.page.findChild<ChartView*>();
        auto* model = findNamed<QComboBox>(open.page, QStringLiteral("Model"));
        const auto rehearsed = [&] {
            QTest::mouseClick(findButton(open.page, QStringLiteral("Rehearse")), Qt::LeftButton);
            return open.fixture.settle(60'000) && !chart->spec().series.empty();
        };
        QVERIFY(rehearsed());
        model->setFocus();
        QTest::keyClick(model, Qt::Key_Down);
        QTest::keyClick(model, Qt::Key_Return);
        QVERIFY(open.fixture.settle());
        QVERIFY(chart->spec().series.empty());
        QVERIFY(rehearsed());
        model->setFocus();
        QTest::keyClick(model, Qt::Key_Up);
        QVERIFY2(!chart->spec().series.empty(), "that of the first is still there");
        QTest::keyClick(model, Qt::Key_Down);
        QVERIFY(!chart->spec().series.empty());
        for (int left = 2; left > 0; --left) {
            QCOMPARE(model->count(), left);
            QVERIFY(shownWords(open.page).contains(QStringLiteral("held-out")));
            open.fixture.session.models().remove(model->currentData().toLongLong());
            QVERIFY(open.fixture.settle());
        }
        QVERIFY(!shownWords(open.page).contains(QStringLiteral("held-out")));
    }

    void aRehearsalThatEndsBesideAnotherModelIsSaidAndKept() {
        OpenPage open({QStringLiteral("item_knn"), QStringLiteral("als")});
        QVERIFY(open.ready);
        auto* chart = open.page.findChild<ChartView*>();
        auto* model = findNamed<QComboBox>(open.page, QStringLiteral("Model"));
        const QString name = model->currentText();
        QSignalSpy said(&open.fixture.session, &Session::notice);
        HeldLane lane(open.fixture.jobs);
        QTest::mouseClick(findButton(open.page, QStringLiteral("Rehearse")), Qt::LeftButton);
        model->setFocus();
        QTest::keyClick(model, Qt::Key_Down);
        QVERIFY(model->currentText() != name);
        lane.letGo();
        QVERIFY(open.fixture.settle(60'000));
        QVERIFY2(chart->spec().series.empty(), "it is not of this one");
        QCOMPARE(said.size(), 1);
        QCOMPARE(said[0][0].toString(), QStringLiteral("The rehearsal of %1 is ready").arg(name));
        QTest::keyClick(model, Qt::Key_Up);
        QCOMPARE(model->currentText(), name);
        QCOMPARE(chart->spec().series.size(), std::size_t{6});
        QVERIFY(open.fixture.settle());
        QCOMPARE(said.size(), 1);
    }

    // Chosen back before the other was ready: what was chosen last is shown, and asks for nothing new.
    void whatIsChosenBackIsWhatIsShown() {
        OpenPage open({QStringLiteral("als"), QStringLiteral("item_knn")});
        QVERIFY(open.ready);
        const auto* model = findNamed<QComboBox>(open.page, QStringLiteral("Model"));
        PickTiles* tiles = tilesOf(open.page);
        clickTile(tiles, 0);
        clickTile(tiles, 1);
        QVERIFY(open.fixture.settle());
        const auto ownList = [&] {
            const auto meaning = answerMeaning(*open.fixture.session.dataset());
            const SessionModel* chosen =
                open.fixture.session.models().find(model->currentData().toLongLong());
            const auto own = recommend(*chosen->model, meaning.historyOf(open.page.answers()), {10});
            std::vector<std::uint32_t> rows;
            for (const ScoredItem& entry : own.value()) {
                rows.push_back(entry.item.value);
            }
            return rows;
        };
        const auto change = [&](const QString& box, Qt::Key key) {
            auto* choice = findNamed<QComboBox>(open.page, box);
            choice->setFocus();
            QTest::keyClick(choice, key);
        };
        const QString name = model->currentText();
        const auto first = rowsOf(listOf(open.page));
        QCOMPARE(first, ownList());
        change(QStringLiteral("Model"), Qt::Key_Down);
        change(QStringLiteral("Model"), Qt::Key_Up);
        QVERIFY(open.fixture.settle());
        QCOMPARE(model->currentText(), name);
        QCOMPARE(rowsOf(listOf(open.page)), first);
        change(QStringLiteral("Model"), Qt::Key_Down); // and the other still comes when it is waited for
        QVERIFY(open.fixture.settle());
        QVERIFY(model->currentText() != name);
        QCOMPARE(rowsOf(listOf(open.page)), ownList());

        const auto asked = [&] {
            std::vector<std::uint32_t> items;
            for (const PickTile& tile : tiles->tiles().tiles()) {
                items.push_back(tile.item.value);
            }
            return items;
        };
        QTest::mouseClick(findButton(open.page, QStringLiteral("Start over")), Qt::LeftButton);
        QVERIFY(open.fixture.settle());
        const auto questions = asked();
        change(QStringLiteral("What to ask"), Qt::Key_Down);
        change(QStringLiteral("What to ask"), Qt::Key_Up);
        QVERIFY(open.fixture.settle());
        QCOMPARE(asked(), questions);
    }

    void whatLearnedFromPeopleIsAskedBeforeAttributesAlone() {
        OpenPage open({QStringLiteral("item_knn"), QStringLiteral("als"), QStringLiteral("content_tfidf")});
        QVERIFY(open.ready);
        const auto* model = findNamed<QComboBox>(open.page, QStringLiteral("Model"));
        QCOMPARE(model->count(), 3);
        QVERIFY(model->currentText().startsWith(QStringLiteral("ALS"))); // the newest of those
        QCOMPARE(model->itemText(2), QStringLiteral("Content"));
    }

    void aNewItemIsPlacedBesideWhatItIsLike() {
        OpenPage open;
        QVERIFY(open.ready);
        auto* nearest =
            findNamed<RankedListView>(open.page, QStringLiteral("What the new item stands beside"));
        QVERIFY(nearest);
        const auto before = rowsOf(nearest);
        QVERIFY(!before.empty());
        auto* words = findNamed<QLineEdit>(open.page, QStringLiteral("Categories"));
        QVERIFY(words);
        QCOMPARE(words->cursorPosition(), 0); // long lists of words are seen from their beginning
        words->setFocus();
        words->selectAll();
        QTest::keyClicks(words, QStringLiteral("something nobody plays"));
        auto* card = open.page.findChild<NewItemCard*>();
        QSignalSpy placed(card, &NewItemCard::placed);
        QTRY_COMPARE_WITH_TIMEOUT(placed.count(), 1, 20'000);
        QVERIFY(rowsOf(nearest) != before || nearest->rows().rows().empty());
    }

    void wordsOfANewItemMayHoldCommas() {
        OpenPage open;
        QVERIFY(open.ready);
        auto* words = findNamed<QLineEdit>(open.page, QStringLiteral("Categories"));
        const auto* form = open.page.findChild<ItemForm*>();
        QVERIFY(words && form);
        const auto categories = [&] {
            const NewItem item = form->item();
            const AttributeColumn* column = item.attributes.find("categories");
            return column ? column->words : std::vector<std::string>();
        };
        words->setFocus();
        words->selectAll();
        QTest::keyClicks(words, QStringLiteral("rock\\, loud, jazz,, "));
        QCOMPARE(categories(), (std::vector<std::string>{"rock, loud", "jazz"}));

        Dataset::Parts parts = open.fixture.session.dataset()->parts();
        AttributeTable table = parts.itemAttributes->table();
        std::vector<std::string> own;
        for (AttributeColumn& column : table.columns) {
            for (std::string& word : column.words) {
                word += ", loud";
            }
            for (const std::uint32_t code : column.codesOf(0)) {
                if (column.name == "categories") {
                    own.push_back(column.words[code]);
                }
            }
        }
        QVERIFY(!own.empty());
        parts.itemAttributes = std::make_shared<const ItemAttributes>(std::move(table));
        ItemForm begun;
        begun.begin(std::make_shared<const Dataset>(std::move(parts)), ItemIndex(0));
        const NewItem same = begun.item();
        QCOMPARE(same.attributes.find("categories")->words, own);
    }

    void gainIsInterpolatedBetweenWhatWasMeasured() {
        PeopleRehearsal rehearsal;
        const auto point = [](std::size_t questions, double value) {
            OnboardingPoint out;
            out.strategy = AskStrategy::Popular;
            out.questions = questions;
            MetricValue metric;
            metric.key = rehearsedMetric;
            metric.value = value;
            out.metrics.push_back(metric);
            return out;
        };
        rehearsal.curve = {point(0, 0.1), point(5, 0.2), point(10, 0.3)};
        QCOMPARE(*gainShare(rehearsal, AskStrategy::Popular, 0), 0.0);
        QCOMPARE(*gainShare(rehearsal, AskStrategy::Popular, 2), 0.2);
        QCOMPARE(*gainShare(rehearsal, AskStrategy::Popular, 99), 1.0);
        QVERIFY(!gainShare(rehearsal, AskStrategy::Tree, 2));
        rehearsal.curve.back().metrics.front().value = 0.05;
        QVERIFY(!gainShare(rehearsal, AskStrategy::Popular, 2));
    }
};

RUN_TEST(TestColdStartPage);
#include "tst_cold_start_page.moc"
