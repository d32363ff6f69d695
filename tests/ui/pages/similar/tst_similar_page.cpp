// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset.h"
#include "engine/index/neighbours.h"
#include "engine/registry/registry.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/import_files.h"
#include "support/other_data.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/similar/likeness.h"
#include "ui/pages/similar/neighbour_board.h"
#include "ui/pages/similar/neighbour_map_view.h"
#include "ui/pages/similar/overlap_matrix.h"
#include "ui/pages/similar/similar_page.h"
#include "ui/session/project_models.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QCompleter>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace tastescope;

namespace {

const QStringList both{QStringLiteral("content_tfidf"), QStringLiteral("item_knn")};

QList<NeighbourView*> shownLists(const QWidget& page) {
    QList<NeighbourView*> views;
    for (auto* view : page.findChildren<NeighbourView*>()) {
        if (view->isVisible()) {
            views << view;
        }
    }
    return views;
}

std::vector<std::uint32_t> rowsOf(const QAbstractItemView& view) {
    std::vector<std::uint32_t> rows;
    for (int row = 0; row < view.model()->rowCount(); ++row) {
        rows.push_back(view.model()->index(row, 0).data(RankedListModel::IndexRole).toUInt());
    }
    return rows;
}

std::vector<std::uint32_t> nearest(const std::shared_ptr<const Recommender>& model, SimilarEntity centre,
                                   std::size_t k) {
    const auto kind = centre.kind == SimilarKind::Items ? NeighbourKind::Items : NeighbourKind::Users;
    std::vector<std::uint32_t> rows;
    const auto found = NeighbourFinder(model).nearest(kind, centre.row, k);
    for (const Neighbour& near : found.value().nearest) {
        if (near.score > 0) {
            rows.push_back(near.row);
        }
    }
    return rows;
}

void compareWithEngine(const PageFixture& fixture, const SimilarPage& page) {
    const auto views = shownLists(page);
    QCOMPARE(views.size(), qsizetype(2));
    for (qsizetype list = 0; list < views.size(); ++list) {
        const SessionModel* model = nullptr;
        for (const SessionModel& candidate : fixture.session.models().all()) {
            if (views[list]->accessibleName().endsWith(toQString(candidate.stored.name))) {
                model = &candidate;
            }
        }
        QVERIFY(model && model->model);
        const auto expected = nearest(model->model, *page.centre(), 10);
        QVERIFY(!expected.empty());
        QCOMPARE(rowsOf(*views[list]), expected);
    }
}

} // namespace

/// A page on the demo with these models.
struct OpenPage {
    explicit OpenPage(const QStringList& algorithms) : ready(fixture.openDemo(algorithms)) {
        page.resize(1200, 760);
        page.show();
        ready = fixture.settle() && ready;
    }
    PageFixture fixture;
    bool ready;
    SimilarPage page{fixture.session, fixture.navigator};
};

/// In the active window, with both models: what is typed is searched for.
struct SearchedPage : OpenPage {
    SearchedPage() : OpenPage(both) {
        ready = QTest::qWaitForWindowActive(&page) && fixture.settle() && ready;
        field->setFocus();
    }
    QLineEdit* field = page.findChild<QLineEdit*>();
    QAbstractItemView* popup = page.findChild<QCompleter*>()->popup();
};

class TestSimilarPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutAProjectItPointsToImport() {
        PageFixture fixture;
        SimilarPage page(fixture.session, fixture.navigator);
        page.show();
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        QTest::mouseClick(findButton(page, QStringLiteral("Import data")), Qt::LeftButton);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("import"));
    }

    void withoutAModelItTrainsTwo() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo());
        SimilarPage page(fixture.session, fixture.navigator);
        page.resize(1200, 760);
        page.show();
        QVERIFY(fixture.settle());
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        QTest::mouseClick(findButton(page, QStringLiteral("Choose a model")), Qt::LeftButton);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("models"));
        QTest::mouseClick(findButton(page, QStringLiteral("Train both")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.session.models().all().size(), std::size_t{2}, 30'000);
        QVERIFY(fixture.settle());
        compareWithEngine(fixture, page);
    }

    void listsAreThoseOfTheEngineAndStartAtTheMostHeard() {
        OpenPage open(both);
        QVERIFY(open.ready);
        PageFixture& fixture = open.fixture;
        SimilarPage& page = open.page;
        QVERIFY(page.centre());
        std::vector<int> counts(fixture.session.dataset()->itemCount());
        for (const ItemIndex item : fixture.session.dataset()->events().items()) {
            ++counts[item.value];
        }
        QCOMPARE(counts[page.centre()->row], *std::max_element(counts.begin(), counts.end()));
        compareWithEngine(fixture, page);
        for (NeighbourView* view : shownLists(page)) {
            QAbstractItemModelTester tester(view->model(),
                                            QAbstractItemModelTester::FailureReportingMode::Fatal);
        }
        const auto views = shownLists(page);
        const auto first = rowsOf(*views[0]);
        const auto second = rowsOf(*views[1]);
        const auto shared = std::count_if(first.begin(), first.end(), [&](std::uint32_t row) {
            return std::find(second.begin(), second.end(), row) != second.end();
        });
        const auto* matrix = page.findChild<OverlapMatrix*>();
        QVERIFY(matrix->accessibleDescription().contains(QStringLiteral("share %1 of 10").arg(shared)));
    }

    void enterMakesARowTheCentreAndBackspaceReturns() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo(both));
        SimilarPage page(fixture.session, fixture.navigator);
        page.resize(1200, 760);
        page.activate({{QStringLiteral("item"), toQString(fixture.session.dataset()->items().at(7))}});
        page.show();
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre(), (std::optional(SimilarEntity{SimilarKind::Items, 7})));
        NeighbourView* view = shownLists(page).constFirst();
        view->setCurrentIndex(view->model()->index(2, 0));
        const auto chosen = view->currentIndex().data(RankedListModel::IndexRole).toUInt();
        QTest::keyClick(view, Qt::Key_Return);
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre()->row, chosen);
        compareWithEngine(fixture, page);
        QTest::keyClick(view, Qt::Key_Backspace);
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre()->row, 7U);
        compareWithEngine(fixture, page);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Right);
        QVERIFY(shownLists(page)[1]->currentIndex().isValid());
        QTest::keyClick(shownLists(page)[1], Qt::Key_Left);
        const QRect row = view->visualRect(view->model()->index(1, 0));
        const auto clicked = view->model()->index(1, 0).data(RankedListModel::IndexRole).toUInt();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, row.center());
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre()->row, clicked);
    }

    void listenersLeadToExplore() {
        OpenPage open(both);
        QVERIFY(open.ready);
        PageFixture& fixture = open.fixture;
        SimilarPage& page = open.page;
        QTest::mouseClick(findButton(page, fixture.session.nounTitle(&Nouns::users)), Qt::LeftButton);
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre()->kind, SimilarKind::Users);
        compareWithEngine(fixture, page);
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        NeighbourView* view = shownLists(page).constFirst();
        view->setCurrentIndex(view->model()->index(1, 0));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("explore"));
        const auto row = view->currentIndex().data(RankedListModel::IndexRole).toUInt();
        QCOMPARE(opened.at(0).at(1).toMap().value(QStringLiteral("user")).toString(),
                 toQString(fixture.session.dataset()->users().at(row)));
    }

    void modelsThatAreTheSameForEverybodyAreNotAsked() {
        OpenPage open({QStringLiteral("popularity")});
        QVERIFY(open.ready);
        QVERIFY(shownLists(open.page).isEmpty());
        QVERIFY(findButton(open.page, QStringLiteral("Train both")));
    }

    void theThreeNewestAreShownAndListsComeAndGo() {
        OpenPage open({QStringLiteral("item_knn"), QStringLiteral("popularity"), QStringLiteral("als"),
                       QStringLiteral("content_tfidf"), QStringLiteral("item_knn")});
        QVERIFY(open.ready);
        QCOMPARE(shownLists(open.page).size(), qsizetype(3));
        const QString newest = toQString(open.fixture.session.models().all().back().stored.name);
        QVERIFY(shownLists(open.page).front()->accessibleName().endsWith(newest));
        QAbstractButton* add = findButton(open.page, QStringLiteral("Add a list of another model"));
        QVERIFY(add);
        QTest::mouseClick(add, Qt::LeftButton);
        QVERIFY(open.fixture.settle());
        QCOMPARE(shownLists(open.page).size(), qsizetype(4));
        QVERIFY(!add->isVisible()); // there is no other one
        auto* combo = findNamed<QComboBox>(open.page, QStringLiteral("Model of list 2"));
        QVERIFY(combo);
        for (int entry = 0; entry < combo->count(); ++entry) {
            QVERIFY(combo->itemText(entry) != QStringLiteral("Popularity"));
        }
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_End); // take it away
        QVERIFY(open.fixture.settle());
        QCOMPARE(shownLists(open.page).size(), qsizetype(3));
    }

    void creatorsAreAsAlikeAsTheirItems() {
        OpenPage open(both);
        QVERIFY(open.ready);
        const Dataset& data = *open.fixture.session.dataset();
        QTest::mouseClick(findButton(open.page, QStringLiteral("What to compare: %1")
                                                    .arg(open.fixture.session.nounTitle(&Nouns::creators))),
                          Qt::LeftButton);
        QVERIFY(open.fixture.settle());
        QCOMPARE(open.page.centre()->kind, SimilarKind::Creators);
        const auto index = SimilarIndex::build(open.fixture.session.dataset(), {});
        const Recommender& model = *open.fixture.session.models().all().front().model;
        // The definition, pair by pair.
        const std::uint32_t own = open.page.centre()->row;
        const std::vector<float> row = likenessRow(model, **index, *open.page.centre());
        std::vector<float> similarity(data.itemCount());
        for (std::uint32_t other = 0; other < 5; ++other) {
            double sum = 0;
            double pairs = 0;
            const auto mine = (*index)->itemsOf(own);
            const auto theirs = (*index)->itemsOf(other);
            for (std::size_t a = 0; a < std::min<std::size_t>(16, mine.size()); ++a) {
                model.itemSimilarity(mine[a], similarity);
                for (std::size_t b = 0; b < std::min<std::size_t>(16, theirs.size()); ++b) {
                    sum += double(similarity[theirs[b].value]);
                    ++pairs;
                }
            }
            QVERIFY(std::abs(double(row[other]) - sum / pairs) < 1e-4);
        }
        NeighbourView* view = shownLists(open.page).constFirst();
        QVERIFY(view->model()->rowCount() > 0);
        const auto first = rowsOf(*view).front();
        QVERIFY(first != own);
        view->setCurrentIndex(view->model()->index(0, 0));
        QTest::keyClick(view, Qt::Key_Return); // a creator becomes the centre
        QVERIFY(open.fixture.settle());
        QCOMPARE(open.page.centre(), std::optional(SimilarEntity{SimilarKind::Creators, first}));
    }

    void aGraphSaysThatItIsApproximate() {
        OpenPage open({QStringLiteral("als")});
        QVERIFY(open.ready);
        const auto index = SimilarIndex::build(open.fixture.session.dataset(), {});
        auto finder =
            std::make_shared<NeighbourFinder>(open.fixture.session.models().all().front().model, 50);
        const std::vector<NeighbourModelSource> source{
            {1, QStringLiteral("ALS"), QStringLiteral("als"), finder, {}}};
        const SimilarEntity centre{SimilarKind::Items, 3};
        const NeighbourAnswer before = askNeighbours(**index, centre, source, 5, {}).value();
        QVERIFY(before.lists.front().doubt.isEmpty());
        QVERIFY(finder->buildGraph(NeighbourKind::Items).hasValue());
        const NeighbourAnswer after = askNeighbours(**index, centre, source, 5, {}).value();
        QVERIFY(after.lists.front().doubt.startsWith(QStringLiteral("approximate")));
        QVERIFY(!after.lists.front().rows.empty());
        for (const RankedRow& row : after.lists.front().rows) {
            QVERIFY(row.remark.endsWith(after.lists.front().doubt));
        }
    }

    void theMapShowsTheListsNeighboursAndAnswersKeysAndClicks() {
        for (const char* algorithm : {"als", "item_knn"}) { // with vectors and without
            OpenPage open({QString::fromLatin1(algorithm)});
            QVERIFY(open.ready);
            auto* map = open.page.findChild<NeighbourMapView*>();
            const auto listed = rowsOf(*shownLists(open.page).constFirst());
            std::vector<std::uint32_t> mapped;
            for (const MapPoint& point : map->map().points) {
                if (point.part == MapPoint::Part::Neighbour) {
                    mapped.push_back(point.entity.row);
                }
                QVERIFY(map->rect().contains(map->pointPlace(point).toPoint()));
            }
            std::reverse(mapped.begin(), mapped.end());
            QCOMPARE(mapped, listed);
            QCOMPARE(map->map().points.back().entity, *open.page.centre());
            QVERIFY(!map->accessibleDescription().isEmpty());
            const ChartTable table = mapTable(map->map());
            QCOMPARE(table.rows.size(), map->map().points.size());
            map->setFocus();
            QTest::keyClick(map, Qt::Key_Right);
            QTest::keyClick(map, Qt::Key_Right);
            QCOMPARE(map->lit(), std::optional(listed[1]));
            const QString told = map->accessibleDescription();
            QVERIFY(told.endsWith(map->map().points[map->map().points.size() - 3].title));
            QTest::keyClick(map, Qt::Key_Escape);
            QVERIFY(!map->lit() && told.startsWith(map->accessibleDescription() + u' '));
            QTest::keyClick(map, Qt::Key_Right);
            QTest::keyClick(map, Qt::Key_Right);
            QTest::keyClick(map, Qt::Key_Return);
            QVERIFY(open.fixture.settle());
            QCOMPARE(open.page.centre()->row, listed[1]);
            const MapPoint& near = map->map().points[map->map().points.size() - 2];
            const auto wanted = near.entity.row;
            QTest::mouseClick(map, Qt::LeftButton, {}, map->pointPlace(near).toPoint());
            QVERIFY(open.fixture.settle());
            QCOMPARE(open.page.centre()->row, wanted);
        }
    }

    // What nothing is like has an empty map, also where the map of what was left is still being drawn.
    void theMapIsOfTheCentreThatIsShown() {
        PageFixture fixture;
        QByteArray text = "user,item\nhermit,lonely\n";
        for (int user = 0; user < 60; ++user) {
            for (int item = 0; item < 20; ++item) {
                if ((user + item) % 3 == 0) {
                    text += "u" + QByteArray::number(user) + ",i" + QByteArray::number(item) + "\n";
                }
            }
        }
        const std::string csv = fixture.write(QStringLiteral("hermit.csv"), text).toStdString();
        const QString project = fixture.path(QStringLiteral("hermit.tastescope"));
        const auto plan = planImport({csv});
        QVERIFY(plan);
        QVERIFY(importFiles(project.toStdString(), *plan));
        fixture.session.openProject(project);
        QVERIFY(fixture.settle());
        TrainRequest request;
        request.algorithm = "item_knn";
        request.params = ParamSet(findAlgorithm(request.algorithm)->params);
        fixture.session.models().train(request);
        QVERIFY(fixture.settle());
        SimilarPage page(fixture.session, fixture.navigator);
        page.resize(1200, 760);
        page.show();
        QVERIFY(fixture.settle());
        const auto views = shownLists(page);
        QCOMPARE(views.size(), qsizetype(1));
        const auto* map = page.findChild<NeighbourMapView*>();
        QVERIFY(views[0]->model()->rowCount() > 0 && !map->map().points.empty());
        const auto goTo = [&](const QString& item) { page.activate({{QStringLiteral("item"), item}}); };
        bool leaving = false;
        // As soon as the list is there: the map is asked for, and not there yet.
        connect(
            views[0]->model(), &QAbstractItemModel::modelReset, &page,
            [&] {
                if (std::exchange(leaving, false)) {
                    goTo(QStringLiteral("lonely"));
                }
            },
            Qt::QueuedConnection);
        goTo(QStringLiteral("lonely"));
        QVERIFY(fixture.settle());
        QCOMPARE(views[0]->model()->rowCount(), 0);
        const SimilarEntity lonely = page.centre().value();
        for (int item = 0; item < 6; ++item) {
            leaving = true;
            goTo(QStringLiteral("i%1").arg(item));
            QVERIFY(page.centre() != lonely);
            QVERIFY(fixture.settle());
            QVERIFY(!leaving);
            QCOMPARE(page.centre(), std::optional(lonely));
            QVERIFY(map->map().points.empty());
        }
    }

    // While the new data is being looked through, nothing of the data before can be chosen.
    void rowsOfTheDataBeforeAreGone() {
        OpenPage open(both);
        QVERIFY(open.ready);
        auto* map = open.page.findChild<NeighbourMapView*>();
        const auto views = shownLists(open.page);
        QVERIFY(!views.isEmpty() && !rowsOf(*views[0]).empty() && !map->map().points.empty());
        bool met = false;
        connect(&open.fixture.session, &Session::datasetChanged, &open.page, [&] {
            met = true;
            for (NeighbourView* view : views) {
                QCOMPARE(view->model()->rowCount(), 0);
                QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(20, 12));
                QTest::keyClick(view, Qt::Key_Return);
            }
            QVERIFY(map->map().points.empty());
            QTest::keyClick(map, Qt::Key_Right);
            QTest::keyClick(map, Qt::Key_Return);
            QVERIFY(!open.page.centre());
        });
        QVERIFY(replaceData(open.fixture.session, open.fixture.path(QStringLiteral("less.csv")), 20, 30));
        QVERIFY(open.fixture.settle());
        QVERIFY(met);
        QVERIFY(open.page.centre());
        QVERIFY(open.page.centre()->row < open.fixture.session.dataset()->itemCount());
    }

    void searchFindsByIdAndEnterGoesThere() {
        OpenPage open(both);
        QVERIFY(open.ready);
        PageFixture& fixture = open.fixture;
        SimilarPage& page = open.page;
        const QString title = toQString(fixture.session.dataset()->itemLabel(ItemIndex(11)));
        const auto index = SimilarIndex::build(fixture.session.dataset(), {});
        QVERIFY(bool(index));
        const auto hits = (*index)->search(SimilarKind::Items, title.toUpper(), 20, {});
        QVERIFY(!hits.empty());
        QVERIFY(std::find(hits.begin(), hits.end(), SimilarEntity{SimilarKind::Items, 11}) != hits.end());
        auto* field = page.findChild<QLineEdit*>();
        field->setText(title);
        QTest::qWait(300); // longer than the field's rest before it searches
        QVERIFY(fixture.settle());
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre(), std::optional(hits.front()));

        // Enter before the search has answered goes there as soon as it has.
        const QString other = toQString(fixture.session.dataset()->items().at(23));
        const auto wanted = (*index)->search(SimilarKind::Items, other, 20, {});
        field->setFocus();
        QTest::keyClicks(field, other);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(page.centre(), std::optional(wanted.front()));
        QVERIFY(field->text().isEmpty());
    }

    // Enter, and on to another kind or an empty field before the search has answered.
    void whatIsFoundIsOfTheWordsAndTheKindThatAreThere() {
        SearchedPage open;
        QVERIFY(open.ready);
        SimilarPage& page = open.page;
        const auto index = SimilarIndex::build(open.fixture.session.dataset(), {});
        const auto before = page.centre();
        QTest::keyClicks(open.field, QStringLiteral("a"));
        QTest::keyClick(open.field, Qt::Key_Return);
        QTest::keyClick(open.field, Qt::Key_Backspace);
        QVERIFY(open.field->text().isEmpty());
        QVERIFY(open.fixture.settle());
        QVERIFY(!open.popup->isVisible());
        QCOMPARE(page.centre(), before);

        QTest::keyClicks(open.field, QStringLiteral("a"));
        QTest::keyClick(open.field, Qt::Key_Return);
        QTest::mouseClick(findButton(page, open.fixture.session.nounTitle(&Nouns::users)), Qt::LeftButton);
        QVERIFY(open.fixture.settle());
        QVERIFY(!open.popup->isVisible());
        QCOMPARE(page.centre(), (*index)->busiest(SimilarKind::Users));
    }

    void theMarkedRowOfTheFoundIsTaken() {
        SearchedPage open;
        QVERIFY(open.ready);
        SimilarPage& page = open.page;
        const auto index = SimilarIndex::build(open.fixture.session.dataset(), {});
        const auto hits = (*index)->search(SimilarKind::Items, QStringLiteral("a"), 20, {});
        QVERIFY(hits.size() > 2);
        QTest::keyClicks(open.field, QStringLiteral("a"));
        QTRY_VERIFY(open.popup->isVisible());
        QTest::keyClick(open.popup, Qt::Key_Down);
        QTest::keyClick(open.popup, Qt::Key_Down);
        QTest::keyClick(open.popup, Qt::Key_Return);
        QTRY_COMPARE(page.centre(), std::optional(hits[1]));
        QVERIFY(!open.popup->isVisible());
    }
};

RUN_TEST(TestSimilarPage);
#include "tst_similar_page.moc"
