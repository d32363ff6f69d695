// SPDX-License-Identifier: GPL-3.0-or-later
// People, lists and reasons without a window, and the item models they fill.
#include "engine/data/demo/demo_world.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/newcomers/fallback_order.h"
#include "support/run.h"
#include "ui/catalogue/match_model.h"
#include "ui/pages/explore/comparison_table_model.h"
#include "ui/pages/explore/explore_state.h"
#include "ui/pages/explore/history_edits.h"
#include "ui/pages/explore/known_lists.h"
#include "ui/pages/explore/reason.h"
#include "ui/widgets/plain_tooltips.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <map>

#include <cmath>
#include <numeric>
#include <set>
#include <string_view>

using namespace tastescope;

namespace {

std::shared_ptr<const Dataset> tinyDataset() {
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    for (const char* id : {"007", "7", "ann"}) {
        users->intern(id);
    }
    for (const char* id : {"a", "b", "c", "d"}) {
        items->intern(id);
    }
    AttributeTable table;
    table.rows = 4;
    AttributeColumn title;
    title.name = "title";
    title.texts = {"Night Tram", "The Tram", "Étude", "Harbour <b>Clocks</b>"};
    AttributeColumn creator;
    creator.name = "creator";
    creator.texts = {"Quill", "Quill", "Roux", "Tramway"};
    AttributeColumn categories;
    categories.name = "categories";
    categories.kind = AttributeKind::List;
    categories.words = {"Folk", "Soul"};
    categories.offsets = {0, 1, 2, 3, 3};
    categories.codes = {0, 1, 1};
    table.columns = {title, creator, categories};
    Dataset::Parts parts;
    parts.users = users;
    parts.items = items;
    parts.signals = {{"listen", SignalKind::Implicit, 1, false},
                     {"like", SignalKind::Explicit, 3, false},
                     {"skip", SignalKind::Implicit, -1, false}};
    parts.itemAttributes = std::make_shared<ItemAttributes>(table);
    const auto at = [](std::size_t user, std::size_t item, SignalIndex signal, int day) {
        return Event{UserIndex(user), ItemIndex(item), signal, std::numeric_limits<float>::quiet_NaN(),
                     day * millisecondsPerDay};
    };
    parts.events = std::make_shared<Interactions>(
        std::vector<Event>{at(0, 0, 0, 1), at(0, 0, 1, 2), at(0, 1, 0, 5), at(0, 1, 0, 6), at(0, 1, 2, 7),
                           at(0, 2, 2, 40), at(1, 1, 0, 1), at(1, 2, 0, 1)},
        3);
    return std::make_shared<Dataset>(std::move(parts));
}

QStringList titles(const Catalogue& catalogue, const std::vector<ItemIndex>& items) {
    QStringList result;
    for (const ItemIndex item : items) {
        result << catalogue.title(item);
    }
    return result;
}

} // namespace

class ExploreStateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void catalogueFindsByIdTitleWordAndCreator() {
        const auto catalogue = *Catalogue::of(tinyDataset());
        QCOMPARE(titles(*catalogue, catalogue->findItems(QStringLiteral("TRAM"), 9)),
                 QStringList({QStringLiteral("The Tram"), QStringLiteral("Night Tram"),
                              QStringLiteral("Harbour <b>Clocks</b>")}));
        QCOMPARE(titles(*catalogue, catalogue->findItems(QStringLiteral("étude"), 9)),
                 QStringList{QStringLiteral("Étude")});
        QCOMPARE(catalogue->findItems(QStringLiteral("d"), 1).front(), ItemIndex(std::size_t{3}));
        QVERIFY(catalogue->findItems(QStringLiteral("  "), 9).empty());
        QCOMPARE(catalogue->findUsers(QStringLiteral("7"), 9).front(), UserIndex(std::size_t{1}));
        QCOMPARE(catalogue->findUsers(QStringLiteral("user 007"), 9).front(), UserIndex(std::size_t{0}));
        QCOMPARE(catalogue->findUsers({}, 2).size(), std::size_t{2});
    }

    void catalogueIsSharedWhileHeld() {
        const auto dataset = tinyDataset();
        const auto first = *Catalogue::of(dataset);
        QCOMPARE((*Catalogue::of(dataset)).get(), first.get());
    }

    void catalogueStopsWhenAsked() {
        std::stop_source stop;
        stop.request_stop();
        ExecutionContext context;
        context.stop = stop.get_token();
        const auto catalogue = Catalogue::of(tinyDataset(), context);
        QVERIFY(!catalogue);
        QCOMPARE(catalogue.error().code, ErrorCode::Cancelled);
    }

    void anItemGoesAndComesBackByTheSameClick() {
        const auto catalogue = *Catalogue::of(tinyDataset());
        const ItemIndex tram(std::size_t{1});
        const NamedEdit gone = withToggled(*catalogue, {}, tram);
        QCOMPARE(gone.text, QStringLiteral("Remove The Tram"));
        QVERIFY(gone.edit.removed == std::vector{tram});
        const NamedEdit back = withToggled(*catalogue, gone.edit, tram);
        QCOMPARE(back.text, QStringLiteral("Bring The Tram back"));
        QVERIFY(back.edit.empty());
        const NamedEdit added = withAdded(*catalogue, UserIndex(std::size_t{0}), gone.edit, tram);
        QCOMPARE(added.text, QStringLiteral("Add The Tram"));
        QVERIFY(added.edit.removed.empty());
        QCOMPARE(added.edit.added.size(), std::size_t{1});
        QCOMPARE(added.edit.added.front().time, 40 * millisecondsPerDay); // the person's newest event
        QCOMPARE(added.edit.added.front().weight, signalForAdding(*catalogue).weight);
        const NamedEdit twice = withAdded(*catalogue, UserIndex(std::size_t{0}), added.edit, tram);
        QCOMPARE(twice.edit.added.size(), std::size_t{1});
        const NamedEdit out = withToggled(*catalogue, added.edit, tram);
        QCOMPARE(out.text, QStringLiteral("Take The Tram out again"));
        QVERIFY(out.edit.empty());
        // Qt would take what follows a line break for the whole name of the step.
        const HistoryEditCommand step({}, {{}, QStringLiteral("Add The\nTram")}, [](const HistoryEdit&) {});
        QCOMPARE(step.actionText(), QStringLiteral("Add The Tram"));
        // Nobody to the data: no event, no time.
        const NamedEdit stranger = withAdded(*catalogue, UserIndex(std::size_t{2}), {}, tram);
        QCOMPARE(stranger.edit.added.front().time, noTime);
    }

    void knownListsAreToldApartByAllTheyDependOn() {
        HistoryEdit without;
        without.removed = {ItemIndex(std::size_t{1})};
        HistoryEdit with;
        with.added = {{ItemIndex(std::size_t{1}), 1, noTime}};
        const QString person = QStringLiteral("7");
        const std::set<QString> keys{KnownLists::key(person, {}, {1, 2}, 5),
                                     KnownLists::key(person, {}, {2, 1}, 5),
                                     KnownLists::key(person, {}, {12}, 5),
                                     KnownLists::key(person, {}, {1, 2}, 10),
                                     KnownLists::key(QStringLiteral("007"), {}, {1, 2}, 5),
                                     KnownLists::key(person, without, {1, 2}, 5),
                                     KnownLists::key(person, with, {1, 2}, 5)};
        QCOMPARE(keys.size(), std::size_t{7});
        KnownLists known;
        Lists lists;
        lists.columns = {{4, {}}};
        known.keep(*keys.begin(), lists);
        QVERIFY(known.find(*keys.begin()));
        QCOMPARE(known.find(*keys.begin())->columns.front().model, 4);
        QVERIFY(!known.find(*keys.rbegin()));
        known.clear();
        QVERIFY(!known.find(*keys.begin()));
    }

    void categoriesTakeColoursByEvents() {
        const auto catalogue = *Catalogue::of(tinyDataset());
        QCOMPARE(catalogue->slot(ItemIndex(std::size_t{1})), 0); // Soul: six events against two
        QCOMPARE(catalogue->slot(ItemIndex(std::size_t{0})), 1);
        QCOMPARE(catalogue->slot(ItemIndex(std::size_t{3})), -1);
        QCOMPARE(catalogue->slotName(0), QStringLiteral("Soul"));
    }

    void whatWasRatedShowsItsStarsAndNotAWeight() {
        Dataset::Parts parts = tinyDataset()->parts();
        parts.signals = {{"rating", SignalKind::Explicit, 1, false},
                         {"listen", SignalKind::Implicit, 1, false}};
        const auto rated = [](std::size_t item, float stars) {
            return Event{UserIndex(std::size_t{0}), ItemIndex(item), 0, stars, millisecondsPerDay};
        };
        Event heard = rated(3, std::numeric_limits<float>::quiet_NaN());
        heard.signal = 1;
        parts.events = std::make_shared<Interactions>(
            std::vector<Event>{rated(0, 1), rated(1, 4.5F), rated(2, 0), heard}, 3);
        const auto catalogue = *Catalogue::of(std::make_shared<Dataset>(std::move(parts)));
        const Person person = describePerson(*catalogue, UserIndex(std::size_t{0}));
        HistoryModel history;
        history.setRows(person.past);
        const std::map<std::uint32_t, QString> wanted{{0, QStringLiteral("★ 1")},
                                                      {1, QStringLiteral("★ 4.5")},
                                                      {2, QStringLiteral("★ 0")},
                                                      {3, QStringLiteral("+1")}};
        QCOMPARE(history.rows().size(), wanted.size());
        for (int at = 0; at < history.rowCount(); ++at) {
            const HistoryRow& row = history.at(at);
            const QString shown = wanted.at(row.item.value);
            QCOMPARE(amountText(row), shown);
            // Wherever the entry is spoken of: a film rated 1 is nowhere "+1".
            for (const int role : {int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)}) {
                const QString words = history.index(at).data(role).toString();
                QVERIFY2(words.contains(shown), qPrintable(words));
                QVERIFY(row.item.value == 3 || !words.contains(u'+'));
            }
        }
        const QString sheet = history.asText({});
        QVERIFY(sheet.startsWith(QStringLiteral("Title\tBy\tSignal\tWeight\tRating\t")));
        QVERIFY(sheet.contains(QStringLiteral("\t4.5\t")));
        QCOMPARE(signalIcon(QStringLiteral("Rating")), QStringLiteral("star"));
    }

    // What a person adds is spoken of as the rest of the past is, and is the best there is to a model of
    // ratings.
    void aRatingThatIsAddedShowsItsStars() {
        for (const bool useValue : {false, true}) {
            Dataset::Parts parts = tinyDataset()->parts();
            parts.signals = {{"rating", SignalKind::Explicit, 1, useValue}};
            const auto rated = [](std::size_t item, float stars) {
                return Event{UserIndex(std::size_t{0}), ItemIndex(item), 0, stars, millisecondsPerDay};
            };
            parts.events = std::make_shared<Interactions>(
                std::vector<Event>{rated(0, 1), rated(1, 4.5F), rated(2, 3)}, 3);
            const auto catalogue = *Catalogue::of(std::make_shared<Dataset>(std::move(parts)));
            const Person person = describePerson(*catalogue, UserIndex(std::size_t{0}));
            const NamedEdit added = withAdded(*catalogue, person.user, {}, ItemIndex(std::size_t{3}));
            QCOMPARE(added.edit.added.size(), std::size_t{1});
            QCOMPARE(added.edit.added.front().rating, 4.5F);
            QCOMPARE(added.edit.added.front().weight, useValue ? 4.5F : 1.0F);
            const auto rows = editedPast(*catalogue, person, added.edit);
            QCOMPARE(rows.front().state, PastState::Added);
            QCOMPARE(HistoryModel::secondLine(rows.front()), QStringLiteral("added as Rating ★ 4.5"));
        }
    }

    void aPersonIsDescribed() {
        const auto catalogue = *Catalogue::of(tinyDataset());
        const Person person = describePerson(*catalogue, UserIndex(std::size_t{0}));
        QCOMPARE(person.label, QStringLiteral("User 007"));
        QCOMPARE(person.events, std::size_t{6});
        QCOMPARE(person.days, 39.0);
        QCOMPARE(person.past.size(), std::size_t{3});
        QCOMPARE(person.past[0].title, QStringLiteral("Étude")); // newest first
        QCOMPARE(person.past[0].signal, QStringLiteral("skip"));
        QCOMPARE(person.past[1].signal, QStringLiteral("listen")); // heard twice, skipped once: +1
        QCOMPARE(person.past[1].weight, 1.0);
        QCOMPARE(person.past[2].signal, QStringLiteral("like"));
        QCOMPARE(person.past[2].weight, 4.0);
        QCOMPARE(person.taste.size(), std::size_t{2}); // the disliked one does not count
        QCOMPARE(person.taste[0].share, 0.5);
        QCOMPARE(person.taste[0].percent, 50);
        const Person nobody = describePerson(*catalogue, UserIndex(std::size_t{2}));
        QVERIFY(nobody.past.empty());
        QVERIFY(nobody.days < 0);
    }

    void sharesAddUpToTheWhole() {
        QCOMPARE(wholePercents({0.975, 0.025}), (std::vector<int>{98, 2})); // not 98 and 3
        QCOMPARE(wholePercents({1.0 / 3, 1.0 / 3, 1.0 / 3}), (std::vector<int>{34, 33, 33}));
        QCOMPARE(wholePercents({0.29, 0.57, 0.14}), (std::vector<int>{29, 57, 14}));
        QCOMPARE(wholePercents({0.495, 0.495}), (std::vector<int>{50, 49})); // of 99
        QCOMPARE(wholePercents({1.0}), (std::vector<int>{100}));
        QVERIFY(wholePercents({}).empty());
        for (int parts = 1; parts <= 40; ++parts) {
            const std::vector<int> percents = wholePercents(std::vector<double>(parts, 1.0 / parts));
            QCOMPARE(std::accumulate(percents.begin(), percents.end(), 0), 100);
            QVERIFY(percents.front() - percents.back() <= 1);
        }
    }

    void spansAreSaidInWords() {
        QCOMPARE(spanText(-1), QString());
        QCOMPARE(spanText(0.2), QStringLiteral("one day"));
        QCOMPARE(spanText(40), QStringLiteral("40 days"));
        QCOMPARE(spanText(426), QStringLiteral("14 months"));
    }

    void anEditIsShownInThePast() {
        const auto catalogue = *Catalogue::of(tinyDataset());
        const Person person = describePerson(*catalogue, UserIndex(std::size_t{0}));
        const AddedSignal added = signalForAdding(*catalogue);
        QCOMPARE(added.signal, QStringLiteral("like"));
        QCOMPARE(added.weight, 3.0F);
        HistoryEdit edit;
        edit.removed = {ItemIndex(std::size_t{1})};
        edit.added = {{ItemIndex(std::size_t{3}), added.weight, noTime}};
        const auto rows = editedPast(*catalogue, person, edit);
        QCOMPARE(rows.size(), std::size_t{4});
        QCOMPARE(rows[0].title, QStringLiteral("Harbour <b>Clocks</b>"));
        QCOMPARE(rows[0].state, PastState::Added);
        QCOMPARE(HistoryModel::secondLine(rows[0]), QStringLiteral("added as Like +3"));
        QCOMPARE(rows[2].state, PastState::Removed);
        QCOMPARE(rows[3].state, PastState::Kept);
    }

    void itemModelsKeepTheRules() {
        const auto catalogue = *Catalogue::of(tinyDataset());
        const Person person = describePerson(*catalogue, UserIndex(std::size_t{0}));
        HistoryModel history;
        RankedListModel ranked;
        ComparisonTableModel table;
        MatchModel matches;
        for (QAbstractItemModel* model :
             {static_cast<QAbstractItemModel*>(&history), static_cast<QAbstractItemModel*>(&ranked),
              static_cast<QAbstractItemModel*>(&table), static_cast<QAbstractItemModel*>(&matches)}) {
            new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest,
                                         model);
        }
        history.setRows(person.past);
        const std::vector<ListPlace> places{{{ItemIndex(std::size_t{3}), 2.0F}, 1, 2},
                                            {{ItemIndex(std::size_t{2}), 1.0F}, 2, 0}};
        const std::vector<ListPlace> others{{{ItemIndex(std::size_t{2}), -0.5F}, 1, 1}};
        const std::vector<std::vector<RankedRow>> lists{rankedItems(*catalogue, places, true),
                                                        rankedItems(*catalogue, others, true)};
        ranked.setRows(lists[0]);
        table.setLists(lists, {QStringLiteral("A"), QStringLiteral("B")}, QStringLiteral("Song"),
                       QStringLiteral("Artist"));
        matches.setRows({{1, QStringLiteral("x"), {}}});
        QCOMPARE(ranked.at(0).share, 1.0);
        QCOMPARE(ranked.at(1).share, 0.5);
        QCOMPARE(lists[1][0].share, 0.0); // a list of negative scores has no bars
        QCOMPARE(moveText(ranked.at(0)), QStringLiteral("▲1"));
        QCOMPARE(moveText(ranked.at(1)), QStringLiteral("new"));
        QCOMPARE(ranked.index(1).data(RankedListModel::ScoreRole).toDouble(), 1.0);
        // Titles are data: they must not become markup in a tooltip, and stand there as they are.
        const QString tip = ranked.index(0).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.startsWith(QStringLiteral("Harbour <b>Clocks</b>\n")), qPrintable(tip));
        QVERIFY(!PlainTooltips::plain(tip).contains(QStringLiteral("<b>")));
        QCOMPARE(table.rowCount(), 2);
        QCOMPARE(table.columnCount(), 10);
        QCOMPARE(table.index(1, 3).data().toString(), QStringLiteral("2"));
        QCOMPARE(table.index(0, 7).data().toString(), QStringLiteral("–")); // not in the second list
        QVERIFY(table.index(0, 7).data(ComparisonTableModel::SortRole).toDouble() >
                table.index(1, 7).data(ComparisonTableModel::SortRole).toDouble());
        history.setRows({});
        ranked.setRows({});
        table.setLists({}, {}, {}, {});
        matches.setRows({});
    }

    void agreementAndChangesAreCounted() {
        const auto row = [](std::uint32_t index, std::size_t rank, std::size_t was) {
            RankedRow made;
            made.index = index;
            made.rank = rank;
            made.was = was;
            return made;
        };
        const RankedRow one = row(1, 1, 1);
        const RankedRow two = row(2, 2, 3);
        const RankedRow three = row(3, 2, 0);
        const std::vector<ModelList> columns{{1, {one, two}}, {2, {one, three}}, {3, {one}}};
        QCOMPARE(agreement(columns), (std::vector<std::size_t>{2, 0, 1}));
        QCOMPARE(changedPlaces(columns).changed, std::size_t{2});
        QCOMPARE(changedPlaces(columns).places, std::size_t{5});
    }

    void aShortHistorySaysWhatIsHandedOutInstead() {
        DemoOptions options;
        options.users = 60;
        options.items = 80;
        options.artists = 8;
        options.events = 1'500;
        const auto world = makeDemoWorld(options);
        QVERIFY(world);
        const auto catalogue = *Catalogue::of(world->dataset);
        const Person person = describePerson(*catalogue, *catalogue->middlingUser());
        const auto insteadFor = [&](const char* id, const History& history) {
            const AlgorithmInfo* algorithm = findAlgorithm(id);
            ExploreModel asked{1, QString::fromUtf8(id)};
            asked.model = *algorithm->fit(*world->dataset, ParamSet(algorithm->params), {});
            asked.algorithm = algorithm;
            const auto lists = computeLists(*catalogue, {asked}, history, {}, 5);
            const auto order = fallbackOrderOf(*world->dataset);
            const auto source =
                FallbackRule(world->dataset, *algorithm, *order).sourceOf(history, std::nullopt);
            const auto instead = lists->columns[0].instead; // as `recommend` does it
            return instead.value_or(ListSource::Model) == source ? instead : std::optional<ListSource>();
        };
        const History one{person.history.front()};
        QCOMPARE(insteadFor("item_knn", {}), std::optional(ListSource::Popularity));
        const bool content = fallbackOrderOf(*world->dataset)->has(ListSource::Content);
        QCOMPARE(insteadFor("item_knn", {{one.front().item, 1}}),
                 std::optional(content ? ListSource::Content : ListSource::Popularity));
        QCOMPARE(insteadFor("item_knn", person.history), std::optional<ListSource>());
        QCOMPARE(insteadFor("popularity", {}), std::optional<ListSource>()); // the same for everybody anyway
    }

    void listsDoNotWaitForWhatHasToBeMeasured() {
        DemoOptions options;
        options.users = 63; // data that no other test measures
        options.items = 70;
        options.artists = 9;
        options.events = 1'300;
        const auto world = makeDemoWorld(options);
        QVERIFY(world);
        const auto catalogue = *Catalogue::of(world->dataset);
        const Person person = describePerson(*catalogue, *catalogue->middlingUser());
        const AlgorithmInfo* algorithm = findAlgorithm("item_knn");
        ExploreModel asked{1, QStringLiteral("kNN")};
        asked.model = *algorithm->fit(*world->dataset, ParamSet(algorithm->params), {});
        asked.algorithm = algorithm;
        const History one{person.history.front()};
        QVERIFY(!knownFallbackOrder(*world->dataset));
        const auto before = computeLists(*catalogue, {asked}, one, {}, 5);
        QVERIFY(before && before->orderAwaited);
        QVERIFY2(!knownFallbackOrder(*world->dataset), "measured on the way");
        QCOMPARE(before->columns[0].instead,
                 std::optional(FallbackRule(world->dataset, *algorithm).sourceOf(one, std::nullopt)));
        QVERIFY(before->columns[0].order.contains(QStringLiteral("not measured yet")));
        QVERIFY(!computeLists(*catalogue, {asked}, person.history, {}, 5)->orderAwaited);
        const auto order = fallbackOrderOf(*world->dataset);
        QVERIFY(order);
        const auto after = computeLists(*catalogue, {asked}, one, {}, 5);
        QVERIFY(after && !after->orderAwaited);
        QCOMPARE(after->columns[0].order, QString::fromStdString(fallbackOrderWords(*order)));
        QCOMPARE(after->columns[0].rows, before->columns[0].rows); // the model's own list in any case
    }

    void reasonsAddUpToTheScore() {
        DemoOptions options;
        options.users = 200;
        options.items = 300;
        options.artists = 40;
        options.events = 12'000;
        const auto world = makeDemoWorld(options);
        QVERIFY(world);
        const auto catalogue = *Catalogue::of(world->dataset);
        const Person person = describePerson(*catalogue, *catalogue->middlingUser());
        for (const char* id : {"popularity", "item_knn", "als", "content_tfidf"}) {
            const AlgorithmInfo* algorithm = findAlgorithm(id);
            const auto model = algorithm->fit(*world->dataset, ParamSet(algorithm->params), {});
            QVERIFY(model);
            const ExploreModel asked{1, QString::fromUtf8(id), *model};
            const auto lists = computeLists(*catalogue, {asked}, person.history, {}, 12);
            QVERIFY(lists);
            QCOMPARE(lists->columns[0].rows[0].standing->percentile, 1.0);
            for (const RankedRow& row : lists->columns[0].rows) {
                QVERIFY(row.standing && standingText(row).contains(QStringLiteral("of the others")));
                QCOMPARE(std::string_view(id) == "popularity" &&
                             std::abs(row.standing->againstPopularity()) > 0.15,
                         false);
                const Reason reason = describeReason(
                    *catalogue,
                    {person, {}, asked, QString::fromUtf8(id), ItemIndex(std::size_t{row.index})});
                QCOMPARE(reason.rank, row.rank);
                double sum = reason.base + reason.othersSum;
                double largest = std::abs(reason.base);
                for (const ReasonBar& bar : reason.bars) {
                    sum += bar.amount;
                    largest = std::max(largest, std::abs(bar.amount));
                }
                QVERIFY2(std::abs(sum - row.score) <= 1e-3 * std::max(largest, std::abs(row.score)),
                         qPrintable(QStringLiteral("%1: %2 against %3")
                                        .arg(QString::fromUtf8(id))
                                        .arg(sum)
                                        .arg(row.score)));
                QVERIFY(!reason.sentence.isEmpty());
                for (const ReasonAxis& axis : reason.axes) {
                    QVERIFY(std::abs(axis.person) <= 1 && std::abs(axis.item) <= 1);
                }
            }
        }
    }

    void sentencesNameWhatDecides() {
        const auto catalogue = *Catalogue::of(tinyDataset());
        const std::vector<HistoryRow> past = describePerson(*catalogue, UserIndex(std::size_t{0})).past;
        Why why;
        why.rank = 1;
        why.explanation.score = 1;
        why.explanation.contributions = {{ItemIndex(std::size_t{0}), 0.9}, {ItemIndex(std::size_t{1}), 0.1}};
        why.decisive = ItemIndex(std::size_t{0});
        why.rankWithoutDecisive = 7;
        QCOMPARE(
            reasonSentence(*catalogue, past, why),
            QStringLiteral("Mostly because of “Night Tram”. Without “Night Tram” it would fall to rank 7."));
        why.decisive.reset();
        why.explanation.base = 0.8;
        QVERIFY(
            reasonSentence(*catalogue, past, why).contains(QStringLiteral("not because of this history")));
    }
};

RUN_TEST(ExploreStateTest);
#include "tst_explore_state.moc"
