// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/top_k.h"
#include "support/page_fixture.h"
#include "ui/format.h"
#include "ui/pages/similar/neighbour_board.h"
#include "ui/pages/similar/neighbour_model.h"
#include "ui/pages/similar/overlap_matrix.h"
#include "ui/pages/similar/similar_page.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QCompleter>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace tastescope;

namespace {

const QStringList both{QStringLiteral("popularity"), QStringLiteral("item_knn")};

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
        rows.push_back(view.model()->index(row, 0).data(NeighbourModel::RowRole).toUInt());
    }
    return rows;
}

std::vector<std::uint32_t> nearest(const Recommender& model, SimilarEntity centre, std::size_t k) {
    std::vector<std::uint32_t> rows;
    if (centre.kind == SimilarKind::Items) {
        for (const ScoredItem& near : similarItems(model, ItemIndex(centre.row), k)) {
            if (near.score > 0) {
                rows.push_back(near.item.value);
            }
        }
    } else {
        for (const ScoredUser& near : similarUsers(model, UserIndex(centre.row), k)) {
            if (near.score > 0) {
                rows.push_back(near.user.value);
            }
        }
    }
    return rows;
}

void compareWithEngine(const PageFixture& fixture, const SimilarPage& page) {
    const auto views = shownLists(page);
    QCOMPARE(views.size(), qsizetype(2));
    for (qsizetype list = 0; list < views.size(); ++list) {
        const SessionModel* model = nullptr;
        for (const SessionModel& candidate : fixture.session.models()) {
            if (views[list]->accessibleName().endsWith(toQString(candidate.stored.name))) {
                model = &candidate;
            }
        }
        QVERIFY(model && model->model);
        const auto expected = nearest(*model->model, *page.centre(), 10);
        QVERIFY(!expected.empty());
        QCOMPARE(rowsOf(*views[list]), expected);
    }
}

} // namespace

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
        QTRY_COMPARE_WITH_TIMEOUT(fixture.session.models().size(), std::size_t{2}, 30'000);
        QVERIFY(fixture.settle());
        compareWithEngine(fixture, page);
    }

    void listsAreThoseOfTheEngineAndStartAtTheMostHeard() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo(both));
        SimilarPage page(fixture.session, fixture.navigator);
        page.resize(1200, 760);
        page.show();
        QVERIFY(fixture.settle());
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
        const auto chosen = view->currentIndex().data(NeighbourModel::RowRole).toUInt();
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
        const auto clicked = view->model()->index(1, 0).data(NeighbourModel::RowRole).toUInt();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, row.center());
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre()->row, clicked);
    }

    void listenersLeadToExplore() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo(both));
        SimilarPage page(fixture.session, fixture.navigator);
        page.resize(1200, 760);
        page.show();
        QVERIFY(fixture.settle());
        QTest::mouseClick(findButton(page, fixture.session.nounTitle(&Nouns::users)), Qt::LeftButton);
        QVERIFY(fixture.settle());
        QCOMPARE(page.centre()->kind, SimilarKind::Users);
        compareWithEngine(fixture, page);
        QSignalSpy opened(&fixture.navigator, &Navigator::requested);
        NeighbourView* view = shownLists(page).constFirst();
        view->setCurrentIndex(view->model()->index(1, 0));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(opened.at(0).at(0).toString(), QStringLiteral("explore"));
        const auto row = view->currentIndex().data(NeighbourModel::RowRole).toUInt();
        QCOMPARE(opened.at(0).at(1).toMap().value(QStringLiteral("user")).toString(),
                 toQString(fixture.session.dataset()->users().at(row)));
    }

    void searchFindsByIdAndEnterGoesThere() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo(both));
        SimilarPage page(fixture.session, fixture.navigator);
        page.resize(1200, 760);
        page.show();
        QVERIFY(fixture.settle());
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

    void theMarkedRowOfTheFoundIsTaken() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo(both));
        SimilarPage page(fixture.session, fixture.navigator);
        page.resize(1200, 760);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        QVERIFY(fixture.settle());
        const auto index = SimilarIndex::build(fixture.session.dataset(), {});
        const auto hits = (*index)->search(SimilarKind::Items, QStringLiteral("a"), 20, {});
        QVERIFY(hits.size() > 2);
        auto* field = page.findChild<QLineEdit*>();
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("a"));
        QAbstractItemView* popup = page.findChild<QCompleter*>()->popup();
        QTRY_VERIFY(popup->isVisible());
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QTRY_COMPARE(page.centre(), std::optional(hits[1]));
        QVERIFY(!popup->isVisible());
    }
};

QTEST_MAIN(TestSimilarPage)
#include "tst_similar_page.moc"
