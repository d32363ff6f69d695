// SPDX-License-Identifier: GPL-3.0-or-later
// Several people beside each other in the rule studio, by keys and mouse: each column is what the command
// line and the view of one person have, all follow a slider, and every item tells its story for its person.
#include "pages/studio/studio_fixture.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/rerank.h"
#include "support/run.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/pages/studio/lists/people_view.h"
#include "ui/pages/studio/rules/draft.h"
#include "ui/pages/studio/story_popup.h"
#include "ui/pages/studio/studio_work.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QSettings>
#include <QSignalSpy>

#include <algorithm>
#include <functional>

using namespace tastescope;

namespace {

struct PeopleFixture : StudioFixture {
    bool openWith(const std::vector<std::size_t>& others,
                  const QStringList& algorithms = {QStringLiteral("item_knn")}) {
        if (!open(algorithms)) {
            return false;
        }
        catalogue = Catalogue::of(session.dataset()).value();
        shown = {*catalogue->middlingUser()};
        return std::ranges::all_of(others, [&](std::size_t user) { return add(UserIndex(user)); });
    }
    PeopleView* several() const { return page.findChild<PeopleView*>(); }
    int columns() const { return several()->isVisibleTo(&page) ? several()->people().columnCount() : 1; }
    LookupField* field() const {
        return findNamed<LookupField>(page, QStringLiteral("Add one of the listeners"));
    }
    /// By the keyboard alone: the button, the name, Enter.
    bool add(UserIndex user) {
        QAbstractButton* button = findButton(page, QStringLiteral("Add listener"));
        const int before = columns();
        if (!button || !button->isEnabled()) {
            return false;
        }
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        if (!field()) {
            return false;
        }
        QTest::keyClicks(field(), catalogue->userId(user));
        QTest::keyClick(field(), Qt::Key_Return);
        shown.push_back(user);
        return QTest::qWaitFor([&] { return columns() == before + 1; }, 10'000) && ready();
    }
    bool ready() {
        return QTest::qWaitFor([this] { return jobs.idle() && !effect()->isStale(); }, 20'000);
    }
    QStringList titles(int column) const {
        QStringList out;
        for (const PeopleRow& row : several()->people().rows()) {
            out << row.sides[static_cast<std::size_t>(column)].title;
        }
        return out;
    }
    StudioWorld world() const {
        const auto data = session.dataset();
        return {data, std::make_shared<const RuleFacts>(ruleFactsOf(data)),
                std::make_shared<const ModelCandidates>(session.models().all().front().model)};
    }
    /// Every column is what one person's preview is, to the last figure.
    void compareWithOneByOne(const RuleSet& rules) {
        QCOMPARE(columns(), static_cast<int>(shown.size()));
        for (std::size_t person = 0; person < shown.size(); ++person) {
            const auto one = preview(world(), shown[person], rules, wallClockNow(), {}, {});
            QVERIFY(one);
            const ListMoves moves =
                movesOf(one->story, one->people.prepared->people().front(), rules, *catalogue);
            const std::vector<PeopleRow>& rows = several()->people().rows();
            QCOMPARE(rows.size(), moves.rows.size());
            for (std::size_t place = 0; place < rows.size(); ++place) {
                QVERIFY2(rows[place].sides[person] == moves.rows[place].after,
                         qPrintable(moves.rows[place].after.title));
            }
        }
    }

    std::shared_ptr<const Catalogue> catalogue;
    std::vector<UserIndex> shown;
};

RuleSet presetOf(const Dataset& data, const char* id) {
    const auto all = builtInPresets(traitsOf(data));
    return std::ranges::find(all, QString::fromLatin1(id), &StudioPreset::id)->rules;
}

} // namespace

class TestStudioPeople : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void columnsAreThoseOfTheCommandLine() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3, 17, 40}));
        QVERIFY(!findButton(fixture.page, QStringLiteral("Add listener"))->isEnabled()); // four at most
        fixture.choose(QStringLiteral("Balanced discovery"));
        QVERIFY(fixture.ready());
        RerankRequest request;
        request.rules = presetOf(*fixture.session.dataset(), "discovery");
        fixture.compareWithOneByOne(request.rules);
        const auto answer = rerankSample(fixture.session.dataset(), fixture.world().source, request, {});
        QVERIFY(answer);
        for (std::size_t person = 0; person < fixture.shown.size(); ++person) {
            const auto& ids = answer->people;
            const auto at = static_cast<std::size_t>(
                std::ranges::find(ids, fixture.catalogue->userId(fixture.shown[person]).toStdString()) -
                ids.begin());
            QVERIFY(at < ids.size());
            const std::vector<std::uint32_t>& list = answer->result.lists[at];
            QCOMPARE(fixture.several()->people().rowCount(), static_cast<int>(list.size()));
            for (std::size_t place = 0; place < list.size(); ++place) {
                const MoveSide& side = fixture.several()->people().rows()[place].sides[person];
                QCOMPARE(side.item,
                         static_cast<int>(answer->candidates->people()[at].items[list[place]].value));
                QCOMPARE(side.rank, static_cast<int>(list[place]));
            }
        }
    }

    void slidersActOnAllAndTheLatestWins() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({5, 9}));
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        fixture.compareWithOneByOne(presetOf(*fixture.session.dataset(), "ranker"));
        const std::vector<QStringList> before{fixture.titles(0), fixture.titles(1), fixture.titles(2)};
        QWidget* slider = fixture.slider("Novelty");
        QVERIFY(slider);
        slider->setFocus();
        for (const Qt::Key key : {Qt::Key_End, Qt::Key_Home, Qt::Key_End, Qt::Key_PageDown, Qt::Key_End}) {
            QTest::keyClick(slider, key);
        }
        QTRY_VERIFY(fixture.titles(0) != before[0] && fixture.titles(1) != before[1] &&
                    fixture.titles(2) != before[2]);
        QVERIFY(fixture.ready());
        const auto draft = [&] { return parseDraft(fixture.session.rules().draft()); };
        QTRY_VERIFY(draft() && draft()->rules.balance.novelty > 0);
        fixture.compareWithOneByOne(draft()->rules);
    }

    void columnsAreLeftByKeysAndMouseDownToOne() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3, 17}));
        PeopleView* view = fixture.several();
        const QStringList last = fixture.titles(2);
        view->setFocus();
        view->setCurrentIndex(view->people().index(4, 0));
        QTest::keyClick(view, Qt::Key_Right);
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(view->currentIndex(), view->people().index(5, 1));
        QTest::keyClick(view, Qt::Key_Right);
        QTest::keyClick(view, Qt::Key_Right); // there is no further one
        QTest::keyClick(view, Qt::Key_Up);
        QCOMPARE(view->currentIndex(), view->people().index(4, 2));
        QTest::keyClick(view, Qt::Key_Left);
        QTest::keyClick(view, Qt::Key_Delete);
        QTRY_COMPARE(fixture.columns(), 2);
        QCOMPARE(fixture.titles(1), last);
        QVERIFY(view->hasFocus());
        QVERIFY(view->currentIndex().isValid());
        // The first one by its button: the other is the one person now, before and after as ever.
        const QString first = fixture.catalogue->userLabel(fixture.shown[0]);
        QAbstractButton* remove = findButton(fixture.page, QStringLiteral("Remove %1").arg(first));
        QVERIFY(remove);
        QTest::mouseClick(remove, Qt::LeftButton);
        QTRY_COMPARE(fixture.columns(), 1);
        QVERIFY(fixture.moves()->isVisibleTo(&fixture.page));
        QCOMPARE(fixture.after(), last);
        QVERIFY(findButton(fixture.page, QStringLiteral("Add listener"))->isEnabled());
    }

    void theFieldIsLeftByEscapeAndOffersNobodyTwice() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3}));
        QAbstractButton* button = findButton(fixture.page, QStringLiteral("Add listener"));
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(fixture.field() && fixture.field()->hasFocus());
        QTest::keyClick(fixture.field(), Qt::Key_Escape);
        QVERIFY(!fixture.field());
        QTRY_VERIFY(button->hasFocus());
        QTest::keyClick(button, Qt::Key_Space);
        QVERIFY(fixture.field());
        QTest::keyClicks(fixture.field(), fixture.catalogue->userId(UserIndex(3)));
        QTest::keyClick(fixture.field(), Qt::Key_Return);
        QVERIFY(fixture.ready());
        std::vector<QString> names;
        for (int column = 0; column < fixture.columns(); ++column) {
            names.push_back(fixture.several()->people().headerData(column, Qt::Horizontal).toString());
        }
        std::ranges::sort(names);
        QVERIFY(std::ranges::adjacent_find(names) == names.end());
    }

    // The story is that of the column's person, by key and by click.
    void anItemTellsItsStoryForItsPerson() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3, 17}));
        PeopleView* view = fixture.several();
        for (const bool byKey : {true, false}) {
            for (int column = 0; column < 3; ++column) {
                QString words;
                QString verdict;
                fixture.inDialog([&](QWidget& dialog) {
                    words = shownWords(dialog);
                    verdict = dialog.accessibleDescription();
                    QTest::keyClick(&dialog, Qt::Key_Escape);
                });
                const QModelIndex index = view->people().index(2, column);
                if (byKey) {
                    view->setFocus();
                    view->setCurrentIndex(index);
                    QTest::keyClick(view, Qt::Key_Return);
                } else {
                    view->scrollTo(index);
                    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
                }
                QTRY_VERIFY2(verdict.startsWith(QStringLiteral("At place 3")), qPrintable(verdict));
                const auto person = static_cast<std::size_t>(column);
                QVERIFY2(words.contains(fixture.catalogue->userLabel(fixture.shown[person])),
                         qPrintable(words));
                QVERIFY2(words.contains(view->people().at(2).sides[person].title), qPrintable(words));
            }
        }
        // And what is asked for by name goes to a column that has it.
        QVERIFY(fixture.ready());
        const QString sought = view->people().at(5).sides[1].title;
        auto* where = findNamed<LookupField>(fixture.page, QStringLiteral("Where did an item go"));
        QString verdict;
        fixture.inDialog([&](QWidget& dialog) {
            verdict = dialog.accessibleDescription();
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        view->setCurrentIndex(view->people().index(0, 1));
        where->setFocus();
        QTest::keyClicks(where, sought);
        QTest::keyClick(where, Qt::Key_Return);
        QTRY_VERIFY2(verdict.startsWith(QStringLiteral("At place 6")), qPrintable(verdict));
        QCOMPARE(view->currentIndex(), view->people().index(5, 1));
    }

    void aPinOfOneIsARuleForAll() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3}));
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        PeopleView* view = fixture.several();
        view->setFocus();
        view->setCurrentIndex(view->people().index(1, 1));
        const int item = view->people().at(1).sides[1].item;
        QTest::keyClick(view, Qt::Key_P);
        QTRY_VERIFY(view->people().at(1).sides[1].pinned);
        QCOMPARE(fixture.rules()->rules().rowCount(), 1);
        QVERIFY(fixture.ready());
        const auto history = fixture.session.dataset()->historyOf(fixture.shown[0]);
        const bool had = std::ranges::any_of(
            history, [&](const HistoryEntry& one) { return static_cast<int>(one.item.value) == item; });
        QCOMPARE(view->people().at(1).sides[0].item == item, !had);
    }

    void headsSayWhatGaveWay() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3}));
        RuleSet rules;
        rules.list = 12;
        rules.name = "Hard";
        Limit much;
        much.condition = *Condition::parse("popularity < 0");
        much.minShare = 0.5;
        rules.limits.push_back(much);
        fixture.session.rules().save(rules);
        QTRY_COMPARE(fixture.session.rules().all().size(), 1U);
        fixture.choose(QStringLiteral("Hard"));
        QVERIFY(fixture.ready());
        for (const UserIndex user : fixture.shown) {
            const auto* head = findNamed<QWidget>(fixture.page, fixture.catalogue->userLabel(user));
            QVERIFY(head);
            QVERIFY2(head->accessibleDescription().contains(QStringLiteral("floor lowered")),
                     qPrintable(head->accessibleDescription()));
        }
        // Nobody's list has anything left.
        rules.limits.clear();
        Rule all;
        all.action = Rule::Do::Filter;
        all.condition = *Condition::parse("popularity >= 0");
        rules.rules.push_back(all);
        rules.name = "Nothing";
        fixture.session.rules().save(rules);
        QTRY_COMPARE(fixture.session.rules().all().size(), 2U);
        fixture.choose(QStringLiteral("Nothing"));
        QVERIFY(fixture.ready());
        for (const PeopleRow& row : fixture.several()->people().rows()) {
            QVERIFY(std::ranges::all_of(row.sides, [](const MoveSide& side) { return side.item < 0; }));
        }
        const auto* head = findNamed<QWidget>(fixture.page, fixture.catalogue->userLabel(UserIndex(3)));
        QVERIFY(head->accessibleDescription().contains(QStringLiteral("Filters leave 0 of 12 places")));
        fixture.several()->setFocus();
        QTest::keyClick(fixture.several(), Qt::Key_Return); // nothing to open
        QVERIFY(!fixture.several()->grab().isNull());
    }

    void theyStayWithTheirProject() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3, 17}));
        const std::vector<QStringList> before{fixture.titles(0), fixture.titles(1), fixture.titles(2)};
        for (const QStringList& titles : before) { // who is who can be told by what they get
            QCOMPARE(std::ranges::count(before, titles), 1);
        }
        QSettings settings(fixture.path(QStringLiteral("state.ini")), QSettings::IniFormat);
        fixture.page.saveState(settings);
        const QString path = fixture.session.path();
        QCOMPARE(settings.value(QStringLiteral("peopleOf")).toString(), path);
        const auto several = [](const StudioPage& page) {
            const auto* view = page.findChild<PeopleView*>();
            return view->isVisibleTo(&page) && view->people().columnCount() > 1;
        };
        // The same people in the same order, with their lists.
        const auto sameAgain = [&](const StudioPage& page) {
            const auto* view = page.findChild<PeopleView*>();
            if (!several(page) || view->people().columnCount() != 3) {
                return false;
            }
            std::vector<QStringList> now(3);
            for (const PeopleRow& row : view->people().rows()) {
                for (std::size_t column = 0; column < now.size(); ++column) {
                    now[column] << row.sides[column].title;
                }
            }
            return now == before;
        };
        QVERIFY(sameAgain(fixture.page));
        // The project is closed and opened.
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.columns(), 1);
        fixture.session.openProject(path);
        QTRY_VERIFY(sameAgain(fixture.page));
        QVERIFY(fixture.ready());
        QVERIFY(sameAgain(fixture.page));
        // The window is closed and opened.
        StudioPage other(fixture.session, fixture.navigator);
        other.restoreState(settings);
        other.resize(1256, 828);
        other.show();
        QTRY_VERIFY(sameAgain(other));
        // Another project's people are others.
        settings.setValue(QStringLiteral("peopleOf"), QStringLiteral("/elsewhere"));
        StudioPage third(fixture.session, fixture.navigator);
        third.restoreState(settings);
        third.resize(1256, 828);
        third.show();
        QTRY_VERIFY(third.findChild<MovesView*>()->moves().rowCount() > 0);
        QVERIFY(fixture.ready()); // nothing more is to come
        QVERIFY(!several(third));
    }

    void withoutAModelPeopleGetPopularity() {
        PeopleFixture fixture;
        QVERIFY(fixture.openWith({3}, {}));
        QVERIFY(findButton(fixture.page, QStringLiteral("Train a model")));
        QCOMPARE(fixture.several()->people().rowCount(), 30);
    }

    // As many lists as there are people, and no more.
    void nobodyIsAddedTwiceWherePeopleAreFew() {
        for (const std::size_t people : {1, 2}) {
            PeopleFixture fixture;
            DemoOptions options;
            options.users = people;
            options.items = 60;
            options.artists = 12;
            options.events = 12 * people;
            const QString file = fixture.path(QStringLiteral("few.tastescope"));
            QVERIFY(createDemoProject(file.toStdString(), options));
            fixture.session.openProject(file);
            QVERIFY(fixture.settle());
            QTRY_VERIFY(fixture.moves()->moves().rowCount() > 0);
            fixture.catalogue = Catalogue::of(fixture.session.dataset()).value();
            QCOMPARE(fixture.columns(), 1);
            if (people == 2) {
                fixture.shown = {*fixture.catalogue->middlingUser()};
                QVERIFY(fixture.add(UserIndex(1 - fixture.shown.front().value)));
                QCOMPARE(fixture.columns(), 2);
                QTest::keyClick(fixture.several(), Qt::Key_Right, Qt::AltModifier); // there is nobody else
                QVERIFY(fixture.ready());
                QCOMPARE(fixture.columns(), 2);
            }
            QVERIFY(!findButton(fixture.page, QStringLiteral("Add listener"))->isEnabled());
        }
    }

    void theModelHoldsWhatModelsPromise() {
        PeopleFixture fixture;
        const QAbstractItemModelTester people(fixture.several()->model());
        QVERIFY(fixture.openWith({3, 17}));
        for (const char* preset : {"Fair exposure", "Ranker only"}) {
            fixture.choose(QString::fromLatin1(preset));
            QVERIFY(fixture.ready());
        }
        PeopleView* view = fixture.several();
        view->setFocus();
        view->setCurrentIndex(view->people().index(0, 1));
        const QString spoken = view->people().index(0, 1).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.startsWith(fixture.catalogue->userLabel(UserIndex(3))), qPrintable(spoken));
        QVERIFY2(spoken.contains(view->people().at(0).sides[1].title), qPrintable(spoken));
        QTest::keyClick(view, Qt::Key_Delete);
        QTRY_COMPARE(fixture.columns(), 2);
        QVERIFY(fixture.ready());
    }

    // Lists of different lengths: the shorter one ends in empty places.
    void listsOfDifferentLengthsStandTogether() {
        PersonList longer{QStringLiteral("A"), {}, {}, {}};
        PersonList shorter{QStringLiteral("B"), {}, {}, {}};
        for (int place = 0; place < 3; ++place) {
            MoveRow row;
            row.place = place;
            row.after.item = 10 + place;
            row.after.rank = place;
            longer.moves.rows.push_back(row);
            if (place < 1) {
                shorter.moves.rows.push_back(row);
            }
        }
        PeopleView view;
        view.resize(400, 300);
        view.setPeople({longer, shorter});
        QCOMPARE(view.people().rowCount(), 3);
        QCOMPARE(view.people().at(2).sides[1].item, -1);
        QCOMPARE(sharedItems({longer, shorter}), 1);
        QCOMPARE(view.people().index(2, 1).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("B. Place 3 is empty"));
        QSignalSpy opened(&view, &PlacesView::opened);
        view.show();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(view.people().index(2, 1)).center());
        QCOMPARE(opened.count(), 0);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(view.people().index(2, 0)).center());
        QCOMPARE(opened.count(), 1);
        view.setPeople({});
        QCOMPARE(view.people().rowCount(), 0);
        QVERIFY(!view.grab().isNull());
    }
};

RUN_TEST(TestStudioPeople);

#include "tst_studio_people.moc"
