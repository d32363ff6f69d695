// SPDX-License-Identifier: GPL-3.0-or-later
// The rule studio by keys and mouse on the small demo: its numbers are those of the command line, every
// change can be undone, and every item is found wherever it went.
#include "engine/data/dataset.h"
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/pipeline/ranker/tree_booster.h"
#include "pages/studio/studio_fixture.h"
#include "storage/use_cases/ranker/train_ranker.h"
#include "storage/use_cases/rerank.h"
#include "support/run.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/pages/studio/effect_panel.h"
#include "ui/pages/studio/gauge.h"
#include "ui/pages/studio/lists/moves_view.h"
#include "ui/pages/studio/pipeline_strip.h"
#include "ui/pages/studio/rule_court.h"
#include "ui/pages/studio/rules/rules_list.h"
#include "ui/pages/studio/story_popup.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

#include <algorithm>
#include <functional>

using namespace tastescope;

class TestStudioPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // To the last digit: the window measures with the very use case of the command line.
    void numbersAreThoseOfTheCommandLine() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Balanced discovery"));
        QVERIFY(fixture.ready());
        RuleSet rules;
        for (const StudioPreset& one : builtInPresets(traitsOf(*fixture.session.dataset()))) {
            rules = one.id == QStringLiteral("discovery") ? one.rules : rules;
        }
        RerankRequest request;
        request.rules = rules;
        const auto answer = rerankSample(
            fixture.session.dataset(),
            std::make_shared<const ModelCandidates>(fixture.session.models().all().front().model), request,
            {});
        QVERIFY(answer);
        fixture.effect()->setShowsAll(true);
        QCOMPARE(fixture.gauges().size(), answer->effects.size());
        int same = 0;
        for (const Gauge* gauge : fixture.gauges()) {
            for (const ListEffect& effect : answer->effects) {
                const QString title = effect.id == "small_creator_exposure" ? QStringLiteral("Small artists")
                                                                            : toQString(effect.title);
                if (gauge->spec().title == title) {
                    const auto bits = [](double value) { return std::isnan(value) ? -1e300 : value; };
                    QCOMPARE(bits(gauge->spec().after.mean), bits(effect.after.mean));
                    QCOMPARE(bits(gauge->spec().after.low), bits(effect.after.low));
                    QCOMPARE(bits(gauge->spec().after.high), bits(effect.after.high));
                    ++same;
                }
            }
        }
        QCOMPARE(same, static_cast<int>(answer->effects.size()));
        // And the shown person's list is theirs in the sample.
        const auto catalogue = Catalogue::of(fixture.session.dataset()).value();
        const UserIndex user = *catalogue->middlingUser();
        for (std::size_t at = 0; at < answer->people.size(); ++at) {
            if (answer->people[at] == fixture.session.dataset()->users().at(user.value)) {
                QStringList expected;
                for (const std::uint32_t candidate : answer->result.lists[at]) {
                    expected << catalogue->title(answer->candidates->people()[at].items[candidate]);
                }
                QCOMPARE(fixture.after(), expected);
                return;
            }
        }
        QFAIL("the shown person is in the sample of all");
    }

    void slidersAnswerAtOnceAndCanBeUndone() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("Ranker only"));
        for (const MoveRow& row : fixture.moves()->moves().rows()) {
            QCOMPARE(row.after.item, row.before.item);
            QVERIFY(row.after.reason.isEmpty());
        }
        const QStringList untouched = fixture.after();
        QWidget* slider = fixture.slider("Novelty");
        QVERIFY(slider);
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_End);
        // The list follows before the slider has rested; the sample is old meanwhile.
        QTRY_VERIFY(fixture.after() != untouched);
        QVERIFY(fixture.effect()->isStale());
        QTRY_COMPARE(fixture.preset()->currentText(), QStringLiteral("Ranker only, edited"));
        QVERIFY(fixture.ready());
        const QStringList novel = fixture.after();
        fixture.session.undoStack().undo();
        QTRY_COMPARE(fixture.after(), untouched);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("Ranker only"));
        fixture.session.undoStack().redo();
        QTRY_COMPARE(fixture.after(), novel);
        QVERIFY(fixture.ready());
    }

    void draggingOneSliderIsOneUndo() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        const int steps = fixture.session.undoStack().count();
        QWidget* slider = fixture.slider("Damp what is popular");
        QVERIFY(slider);
        QTest::mousePress(slider, Qt::LeftButton, {}, QPoint(20, slider->height() / 2));
        for (int x = 20; x < slider->width() - 20; x += 12) {
            QTest::mouseMove(slider, QPoint(x, slider->height() / 2));
        }
        QTest::mouseRelease(slider, Qt::LeftButton, {}, QPoint(slider->width() - 20, slider->height() / 2));
        QTRY_COMPARE(fixture.session.undoStack().count(), steps + 1);
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.session.undoStack().count(), steps + 1);
    }

    void theSelectedItemIsPinnedBuriedAndFilteredByKeys() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        MovesView* view = fixture.moves();
        const QString title = view->moves().at(4).after.title;
        view->setFocus();
        view->setCurrentIndex(view->moves().index(4, 1));
        QTest::keyClick(view, Qt::Key_Up);
        QTest::keyClick(view, Qt::Key_Up);
        QTest::keyClick(view, Qt::Key_Down);
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(view->currentIndex().row(), 4);
        QTest::keyClick(view, Qt::Key_F);
        QTRY_VERIFY(!fixture.after().contains(title));
        QCOMPARE(fixture.rules()->rules().rowCount(), 1);
        QCOMPARE(fixture.rules()->rules().at(0).verb, QStringLiteral("Filter"));
        QVERIFY(fixture.rules()->rules().at(0).remark.contains(QStringLiteral("1 of ")));
        const MoveRow& left = view->moves().at(4);
        QCOMPARE(left.before.title, title);
        QCOMPARE(left.before.other, -1);
        QCOMPARE(left.before.reason, QStringLiteral("Filtered"));
        // The next one to the first place: from where it stands, then up.
        const QString next = view->moves().at(6).after.title;
        view->setCurrentIndex(view->moves().index(0, 1));
        const QString first = view->moves().at(0).after.title;
        QTest::keyClick(view, Qt::Key_B);
        QTRY_VERIFY(view->moves().at(0).after.title != first);
        QVERIFY(!next.isEmpty());
        view->setCurrentIndex(view->moves().index(2, 1));
        const QString third = view->moves().at(2).after.title;
        QTest::keyClick(view, Qt::Key_P);
        QTRY_VERIFY(view->moves().at(2).after.pinned);
        QCOMPARE(view->moves().at(2).after.title, third);
        QCOMPARE(view->moves().at(2).after.reason, QStringLiteral("Pinned to 3"));
        QCOMPARE(fixture.rules()->rules().rowCount(), 3);
        for (int step = 0; step < 3; ++step) {
            fixture.session.undoStack().undo();
        }
        QTRY_COMPARE(fixture.rules()->rules().rowCount(), 0);
        QVERIFY(fixture.ready());
    }

    void rulesAreSwitchedMovedAndDeletedByKeysAndMouse() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        auto* menu = findButton(fixture.page, QStringLiteral("Rule"))->findChild<QMenu*>();
        QVERIFY(menu);
        menu->actions()[menu->actions().size() - 2]->trigger(); // promote new releases
        menu->actions().constLast()->trigger();                 // bury what was seen
        RulesList* list = fixture.rules();
        QTRY_COMPARE(list->rules().rowCount(), 2);
        QCOMPARE(list->rules().at(0).verb, QStringLiteral("Boost"));
        QCOMPARE(list->rules().at(1).target, QStringLiteral("seen in the last 7 days"));
        list->setFocus();
        list->setCurrentIndex(list->rules().index(1));
        QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(list->rules().at(0).verb, QStringLiteral("Bury"));
        QCOMPARE(list->currentIndex().row(), 0);
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(list->rules().at(0).on, false);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          switchRect(list->visualRect(list->rules().index(0))).center());
        QCOMPARE(list->rules().at(0).on, true);
        // A drag by the grip puts it behind the other.
        const QRect row = list->visualRect(list->rules().index(0));
        QTest::mousePress(list->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 6, row.center().y()));
        QTest::mouseMove(list->viewport(), QPoint(row.left() + 6, row.bottom() + row.height()));
        QTest::mouseRelease(list->viewport(), Qt::LeftButton, {},
                            QPoint(row.left() + 6, row.bottom() + row.height()));
        QCOMPARE(list->rules().at(1).verb, QStringLiteral("Bury"));
        list->setCurrentIndex(list->rules().index(1));
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(list->rules().rowCount(), 1);
        QVERIFY(fixture.ready());
    }

    // Two stages by learning: who found an item, and what its score is made of.
    void aLearnedRankerTellsItsSourcesAndShares() {
        if (!canBoost()) {
            QSKIP("built without XGBoost");
        }
        StudioFixture fixture;
        QVERIFY(fixture.open());
        auto* rankers = findNamed<QComboBox>(fixture.page, QStringLiteral("Ranked by"));
        QVERIFY(rankers);
        TrainRequest request{std::string(rankerId), ParamSet(rankerParams()), "Learned"};
        for (const auto& [name, value] :
             {std::pair("trees", "10"), {"windows", "2"}, {"people", "60"}, {"candidates", "40"}}) {
            QVERIFY(request.params.set(rankerParams(), name, value));
        }
        QVERIFY(fixture.session.models().train(request) > 0);
        QTRY_VERIFY_WITH_TIMEOUT(rankers->findText(QStringLiteral("Learned")) >= 0, 60'000);
        rankers->setFocus();
        while (rankers->currentText() != QStringLiteral("Learned")) {
            const int before = rankers->currentIndex();
            QTest::keyClick(rankers, Qt::Key_Down);
            QVERIFY(rankers->currentIndex() != before);
        }
        QTest::keyClick(rankers, Qt::Key_Return);
        QTRY_VERIFY(fixture.page.findChild<PipelineStrip*>()->numbers().sources.size() > 1);
        QVERIFY(fixture.ready());
        const StripNumbers numbers = fixture.page.findChild<PipelineStrip*>()->numbers();
        std::size_t found = 0;
        for (const StageShare& one : numbers.sources) {
            found += one.count;
        }
        QCOMPARE(found, numbers.candidates);
        const SessionModel& stored = fixture.session.models().all().back();
        const auto data = fixture.session.dataset();
        const StudioWorld world{data, std::make_shared<const RuleFacts>(ruleFactsOf(data)),
                                std::make_shared<const ModelCandidates>(stored.model),
                                rankerWithin(*stored.model)};
        QVERIFY(world.ranker);
        const int first = fixture.moves()->moves().at(0).before.item;
        const auto catalogue = Catalogue::of(data).value();
        const auto people = readyPeople(world, {*catalogue->middlingUser()}, {}, {}, {});
        QVERIFY(people);
        const auto told = rankerTale(world, *people, ItemIndex(static_cast<std::size_t>(first)));
        QVERIFY(told);
        double sum = told->score.bias;
        for (const FeatureShare& share : told->score.shares) {
            sum += share.amount;
        }
        QVERIFY(std::abs(sum - told->score.raw) < 1e-5);
        QVERIFY(std::ranges::any_of(told->ranks, [](const auto& one) { return one.second > 0; }));
        QString words;
        fixture.inDialog([&](QWidget& dialog) {
            for (const TextLabel* label : dialog.findChildren<TextLabel*>()) {
                words += label->text() + u'\n';
            }
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        fixture.moves()->setFocus();
        fixture.moves()->setCurrentIndex(fixture.moves()->moves().index(0, 0));
        QTest::keyClick(fixture.moves(), Qt::Key_Return);
        QTRY_VERIFY(!words.isEmpty());
        QVERIFY2(words.contains(QStringLiteral("What the ranker's score is made of")), qPrintable(words));
        for (const auto& [source, rank] : told->ranks) {
            QVERIFY2(words.contains(QStringLiteral("By %1").arg(toQString(source))), qPrintable(words));
        }
    }

    void aRankerIsTrainedFromTheStrip() {
        if (!canBoost()) {
            QSKIP("built without XGBoost");
        }
        StudioFixture fixture;
        QVERIFY(fixture.open());
        auto* rankers = findNamed<QComboBox>(fixture.page, QStringLiteral("Ranked by"));
        const QString before = rankers->currentText();
        rankers->setFocus();
        QTest::keyClick(rankers, Qt::Key_End);
        QTest::keyClick(rankers, Qt::Key_Return);
        QTRY_VERIFY(!fixture.jobs.idle());
        QCOMPARE(rankers->currentText(), before); // until it is there
        fixture.jobs.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.jobs.idle(), 10'000);
        QCOMPARE(rankers->currentText(), before);
    }

    void whereAnItemWentIsToldForAnyItem() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        const auto* person = findNamed<LookupField>(fixture.page, QStringLiteral("Search listeners"));
        QVERIFY(person && !person->text().isEmpty());
        QCOMPARE(person->cursorPosition(), 0); // a long name is read from its beginning
        fixture.choose(QStringLiteral("Fair exposure"));
        QVERIFY(fixture.ready());
        auto* where = findNamed<LookupField>(fixture.page, QStringLiteral("Where did an item go"));
        QVERIFY(where);
        const auto ask = [&](const QString& title) { // by the search field
            QString told;
            // Enter in the field opens it from a job's answer: the dialog runs in there.
            QTimer poll;
            QObject::connect(&poll, &QTimer::timeout, &fixture.page, [&] {
                if (auto* dialog = qobject_cast<StoryDialog*>(QApplication::activeModalWidget())) {
                    told = dialog->accessibleDescription();
                    QTest::keyClick(dialog, Qt::Key_Escape);
                }
            });
            poll.start(10);
            where->setFocus();
            where->clear();
            QTest::keyClicks(where, title);
            QTest::keyClick(where, Qt::Key_Return);
            [[maybe_unused]] const bool answered = QTest::qWaitFor([&] { return !told.isEmpty(); }, 5000);
            return told;
        };
        MovesView* view = fixture.moves();
        const QString sought = ask(view->moves().at(2).after.title);
        QVERIFY2(sought.startsWith(QStringLiteral("At place 3")), qPrintable(sought));
        // By Enter on a row.
        view->setFocus();
        view->setCurrentIndex(view->moves().index(0, 1));
        QString told;
        fixture.inDialog([&](QWidget& dialog) {
            told = dialog.accessibleDescription();
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QTest::keyClick(view, Qt::Key_Return);
        QTRY_VERIFY2(told.startsWith(QStringLiteral("At place 1")), qPrintable(told));
        // By a click on what left the list.
        int left = -1;
        for (int row = 0; row < view->moves().rowCount() && left < 0; ++row) {
            left = view->moves().at(row).before.other < 0 ? row : -1;
        }
        QVERIFY(left >= 0);
        told.clear();
        fixture.inDialog([&](QWidget& dialog) {
            told = dialog.accessibleDescription();
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        view->scrollTo(view->moves().index(left, 0));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(view->moves().index(left, 0)).center());
        QTRY_VERIFY(!told.isEmpty());
        QVERIFY(!told.startsWith(QStringLiteral("At place")));
    }

    void anotherPersonIsPickedAndSteppedTo() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        const QStringList before = fixture.after();
        QTest::keyClick(fixture.moves(), Qt::Key_Right, Qt::AltModifier);
        QTRY_VERIFY(fixture.after() != before);
        QTest::keyClick(fixture.moves(), Qt::Key_Left, Qt::AltModifier);
        QTRY_COMPARE(fixture.after(), before);
        const QString id =
            fixture.session.dataset() ? toQString(fixture.session.dataset()->users().at(3)) : QString();
        fixture.page.activate({{QStringLiteral("user"), id}});
        QTRY_VERIFY(fixture.after() != before);
    }

    void withoutAModelRulesActOnPopularityAndSaySo() {
        StudioFixture fixture;
        QVERIFY(fixture.open({}));
        QVERIFY(findButton(fixture.page, QStringLiteral("Train a model")));
        auto* by = findNamed<QComboBox>(fixture.page, QStringLiteral("Ranked by"));
        QCOMPARE(by->currentText(), QStringLiteral("Popularity"));
        QCOMPARE(fixture.moves()->moves().rowCount(), 30);
    }

    void presetsAreSavedTakenAndDeleted() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        fixture.inDialog([](QWidget& dialog) {
            auto* name = dialog.findChild<QLineEdit*>();
            QVERIFY(name);
            QTest::keyClick(name, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClicks(name, QStringLiteral("Quiet Sunday"));
            QTest::keyClick(name, Qt::Key_Return);
        });
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Save preset")), Qt::LeftButton);
        QTRY_COMPARE(fixture.session.rules().all().size(), 1U);
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("Quiet Sunday"));
        fixture.choose(QStringLiteral("Fresh releases"));
        fixture.choose(QStringLiteral("Quiet Sunday"));
        QCOMPARE(fixture.preset()->currentText(), QStringLiteral("Quiet Sunday"));
        fixture.session.rules().remove("Quiet Sunday");
        QTRY_COMPARE(fixture.preset()->currentText(), QStringLiteral("Not saved"));
        fixture.session.undoStack().undo();
        QTRY_COMPARE(fixture.preset()->currentText(), QStringLiteral("Quiet Sunday"));
        QVERIFY(fixture.ready());
    }

    // What was worked on is there again when the project is.
    void theDraftStaysWithTheProject() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        auto* length = findNamed<QSpinBox>(fixture.page, QStringLiteral("Places in the list"));
        QVERIFY(length);
        length->setFocus();
        length->selectAll();
        QTest::keyClicks(length, QStringLiteral("7"));
        QTest::keyClick(length, Qt::Key_Return);
        QTRY_COMPARE(fixture.moves()->moves().rowCount(), 7);
        QTRY_VERIFY(!fixture.session.rules().draft().empty());
        QVERIFY(fixture.ready());
        const QString path = fixture.session.path();
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.moves()->moves().rowCount(), 0);
        fixture.session.openProject(path);
        QVERIFY(fixture.settle());
        QTRY_COMPARE(fixture.moves()->moves().rowCount(), 7);
        QVERIFY(fixture.ready());
    }

    // Also what was changed a moment before the data is another.
    void theDraftOutlivesOtherData() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        auto* length = findNamed<QSpinBox>(fixture.page, QStringLiteral("Places in the list"));
        QVERIFY(length);
        length->setFocus();
        length->selectAll();
        QTest::keyClicks(length, QStringLiteral("7"));
        QTest::keyClick(length, Qt::Key_Return);
        QTRY_VERIFY(fixture.session.undoStack().canUndo());
        std::vector<SignalType> weights = fixture.session.dataset()->signals();
        weights[0].weight += 1;
        QSignalSpy changed(&fixture.session, &Session::datasetChanged);
        fixture.session.setSignals(weights, PairPolicy::Sum);
        QVERIFY(fixture.settle());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(length->value(), 7);
    }

    void aAndBArePinnedAndCompared() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Pin the rules as A")), Qt::LeftButton);
        QVERIFY(findButton(fixture.page, QStringLiteral("Rules pinned as A")));
        const double before = fixture.gauges().front()->spec().after.mean;
        fixture.choose(QStringLiteral("Fair exposure"));
        QVERIFY(fixture.ready());
        QCOMPARE(fixture.gauges().front()->spec().pinnedA, std::optional(before));
        QVERIFY(fixture.gauges().front()->spec().after.mean != before);
        int rows = 0;
        fixture.inDialog([&](QWidget& dialog) {
            rows = dialog.findChild<TableView*>()->model()->rowCount();
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QTest::mouseClick(findButton(fixture.page, QStringLiteral("Compare A, B and now")), Qt::LeftButton);
        QCOMPARE(rows, 10);
    }

    void theCourtNamesWhatIsDeadAndWhatGaveWay() {
        StudioFixture fixture;
        QVERIFY(fixture.open());
        RuleSet rules;
        rules.list = 12;
        Rule never;
        never.action = Rule::Do::Filter;
        never.condition = *Condition::parse("popularity < 0");
        rules.rules.push_back(never);
        Limit much;
        much.condition = *Condition::parse("popularity < 0");
        much.minShare = 0.5;
        rules.limits.push_back(much);
        rules.name = "Court";
        fixture.session.rules().save(rules);
        QTRY_COMPARE(fixture.session.rules().all().size(), 1U);
        fixture.choose(QStringLiteral("Court"));
        QVERIFY(fixture.ready());
        auto* model = fixture.page.findChild<CourtModel*>();
        QCOMPARE(model->rowCount(), 2);
        QVERIFY(model->at(0).verdict.contains(QStringLiteral("Can never fire")));
        QVERIFY2(model->at(1).verdict.contains(QStringLiteral("floor lowered")),
                 qPrintable(model->at(1).verdict));
        bool told = false;
        for (const Note* note : fixture.page.findChildren<Note*>()) {
            told |= note->isVisibleTo(&fixture.page);
        }
        QVERIFY(told);
        // Rules that the data cannot answer are said, and the list stays.
        rules.limits.front() = {};
        rules.limits.front().attribute = "planet";
        rules.limits.front().max = 1;
        const QStringList kept = fixture.after();
        fixture.session.rules().save(rules);
        QTRY_COMPARE(fixture.session.rules().all().front().rules.limits.front().attribute,
                     std::string("planet"));
        fixture.choose(QStringLiteral("Ranker only"));
        fixture.choose(QStringLiteral("Court"));
        QTRY_VERIFY(std::ranges::any_of(fixture.page.findChildren<Note*>(), [&](const Note* note) {
            return note->isVisibleTo(&fixture.page) && note->findChildren<QLabel*>().size() > 1 &&
                   std::ranges::any_of(note->findChildren<QLabel*>(), [](const QLabel* label) {
                       return label->text().contains(QStringLiteral("planet"));
                   });
        }));
    }

    void modelsHoldWhatModelsPromise() {
        StudioFixture fixture;
        const QAbstractItemModelTester moves(fixture.moves()->model());
        const QAbstractItemModelTester rules(fixture.rules()->model());
        const QAbstractItemModelTester court(fixture.page.findChild<CourtModel*>());
        const QAbstractItemModelTester ledger(fixture.page.findChild<LedgerModel*>());
        QVERIFY(fixture.open());
        for (const char* preset : {"Ranker only", "Fair exposure", "Fresh releases"}) {
            fixture.choose(QString::fromLatin1(preset));
            QVERIFY(fixture.ready());
        }
        double gained = 0;
        for (const LedgerRow& row : fixture.page.findChild<LedgerModel*>()->rows()) {
            gained += row.after - row.before;
        }
        QVERIFY(fixture.page.findChild<LedgerModel*>()->rowCount() > 5);
        QVERIFY(std::abs(gained) < 120 * 30);
    }

    // A page that nobody looks at computes nothing.
    void aHiddenPageSleeps() {
        StudioFixture fixture;
        fixture.page.hide();
        QVERIFY(fixture.openDemo({QStringLiteral("item_knn")}));
        QVERIFY(fixture.settle());
        QTest::qWait(50);
        QCOMPARE(fixture.moves()->moves().rowCount(), 0);
        fixture.page.show();
        QVERIFY(fixture.ready());
    }

    void whatIsThereIsThereAgain() {
        for (const QStringList& models : {QStringList(), QStringList{QStringLiteral("item_knn")}}) {
            StudioFixture fixture;
            QVERIFY(fixture.open(models));
            const QStringList before = fixture.after();
            fixture.page.hide();
            fixture.page.show();
            QVERIFY(!fixture.effect()->isStale() && !fixture.moves()->isStale());
            QCOMPARE(fixture.after(), before);
        }
    }

    // The lists are of the model that the strip names, whatever became of models meanwhile.
    void modelsThatGoWhileItSleepsAreNotShown() {
        StudioFixture alone;
        QVERIFY(alone.open({QStringLiteral("als")}));
        const QStringList ofAls = alone.after();
        StudioFixture fixture;
        QVERIFY(fixture.open({QStringLiteral("item_knn"), QStringLiteral("als")}));
        auto* rankers = findNamed<QComboBox>(fixture.page, QStringLiteral("Ranked by"));
        QVERIFY(rankers->currentText().startsWith(QStringLiteral("Item-kNN")));
        QVERIFY(fixture.after() != ofAls);
        fixture.page.hide();
        fixture.session.models().remove(fixture.session.models().all().front().stored.id);
        QVERIFY(fixture.settle());
        fixture.page.show();
        QVERIFY(fixture.settle());
        QVERIFY(fixture.ready());
        QVERIFY(rankers->currentText().startsWith(QStringLiteral("ALS")));
        QCOMPARE(fixture.after(), ofAls);
        fixture.page.hide();
        fixture.session.models().rename(fixture.session.models().all().front().stored.id,
                                        QStringLiteral("Another name"));
        QVERIFY(fixture.settle());
        fixture.page.show();
        QVERIFY(fixture.settle());
        const auto* sources = findNamed<QWidget>(fixture.page, QStringLiteral("Sources of candidates"));
        QTRY_VERIFY(sources->accessibleDescription().contains(QStringLiteral("Another name")));
    }
};

RUN_TEST(TestStudioPage);

#include "tst_studio_page.moc"
