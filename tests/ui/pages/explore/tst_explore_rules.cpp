// SPDX-License-Identifier: GPL-3.0-or-later
// A rule set as a column of the Explore page: chosen by key, the list that the command `pipeline` makes, the
// reason it gives, and what is said where the rules cannot be applied.
#include "engine/data/dataset.h"
#include "storage/project/project.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/pipeline/project_pipeline.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/catalogue/catalogue.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/text/format.h"

#include <QComboBox>
#include <QTest>
#include <QUndoStack>

using namespace tastescope;

class TestExploreRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRuleSetIsAColumnWithTheListOfTheCommand() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
        const RuleSet rules = spread(std::string(f.session.dataset()->items().at(5)));
        f.session.rules().save(rules);
        QVERIFY(f.settle());
        choose(f, rules.name);
        const RankedListView* list = column(f, rules.name);
        QVERIFY(list);
        const auto answer = byCommand(f, rules);
        QCOMPARE(list->model()->rowCount(), 12);
        for (int row = 0; row < 12; ++row) {
            const ItemIndex item = answer.run.person().items[answer.run.list[static_cast<std::size_t>(row)]];
            QCOMPARE(list->model()->index(row, 0).data(RankedListModel::IndexRole).toUInt(), item.value);
        }
    }

    void aRowSaysWhoFoundItAndWhatMovedIt() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("item_knn")}));
        const RuleSet rules = spread(dataId(f, byCommand(f, RuleSet()), 7));
        f.session.rules().save(rules);
        QVERIFY(f.settle());
        choose(f, rules.name);
        RankedListView* list = column(f, rules.name);
        QVERIFY(list);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualRect(list->model()->index(1, 0)).center());
        QVERIFY(f.settle());
        QVERIFY(shownWords(f.page).contains(QStringLiteral("Found by")));
        QVERIFY(shownWords(f.page).contains(QStringLiteral("pin")));
    }

    void saysWhyTheRulesGiveNoListAndWhenTheyAreGone() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("item_knn")}));
        RuleSet rules;
        rules.name = "Impossible";
        Rule filter;
        filter.action = Rule::Do::Filter;
        filter.condition = Condition::parse("no_such_column == 1").value();
        rules.rules = {filter};
        f.session.rules().save(rules);
        QVERIFY(f.settle());
        choose(f, rules.name);
        QVERIFY(shownWords(f.page).contains(QStringLiteral("No list by these rules")));
        f.session.rules().remove(rules.name);
        QVERIFY(f.settle());
        QVERIFY(!shownWords(f.page).contains(QStringLiteral("No list by these rules")));
    }

private:
    static RuleSet spread(const std::string& item) {
        RuleSet rules;
        rules.name = "Spread";
        Limit limit;
        limit.attribute = "creator";
        limit.max = 1;
        rules.limits = {limit};
        Rule pin;
        pin.action = Rule::Do::Pin;
        pin.item = item;
        pin.place = 2;
        rules.rules = {pin};
        return rules;
    }
    static void choose(ShownPage<ExplorePage>& f, const std::string& name) {
        auto* combo = findNamed<QComboBox>(f.page, QStringLiteral("Model of this list"));
        QVERIFY(combo);
        combo->setFocus();
        const int row = combo->findText(QStringLiteral("Rules: ") + toQString(name));
        QVERIFY(row >= 0);
        QTest::keyClick(combo, Qt::Key_End);
        QCOMPARE(combo->currentIndex(), row);
        QVERIFY(f.settle());
    }
    static RankedListView* column(const ShownPage<ExplorePage>& f, const std::string& name) {
        return findNamed<RankedListView>(f.page, QStringLiteral("Recommendations of ") + toQString(name));
    }
    static PipelineAnswer byCommand(const ShownPage<ExplorePage>& f, const RuleSet& rules) {
        const auto project = Project::open(f.session.path().toStdString(), OpenMode::ReadOnly).value();
        const auto data = f.session.dataset();
        PipelineRequest request;
        request.rules = rules;
        request.clock = wallClockNow();
        request.recallPeople = 0;
        const auto pipeline = openPipeline(*project, data, request, {}).value();
        const UserIndex user = *Catalogue::of(data).value()->middlingUser();
        return runPipeline(pipeline, UserRow{data.get(), user}, request, std::nullopt, {}).value();
    }
    static std::string dataId(const ShownPage<ExplorePage>& f, const PipelineAnswer& answer,
                              std::size_t place) {
        return std::string(
            f.session.dataset()->items().at(answer.run.person().items[answer.run.list[place]].value));
    }
};

RUN_TEST(TestExploreRules);

#include "tst_explore_rules.moc"
