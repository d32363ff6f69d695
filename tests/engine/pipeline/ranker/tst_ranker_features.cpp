// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/ranker_features.h"
#include "engine/pipeline/ranker/ranker_window.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

using Sources = std::vector<const AlgorithmInfo*>;

Sources someSources() {
    return {findAlgorithm("popularity"), findAlgorithm("item_knn")};
}

std::shared_ptr<const RankerFeatures> featuresOf(const std::shared_ptr<const Dataset>& data) {
    return trainFeatures(data, someSources(), {}).value();
}

std::shared_ptr<const Dataset> withoutTimes(const Dataset& data) {
    std::vector<Event> events;
    for (std::size_t row = 0; row < data.events().size(); ++row) {
        events.push_back(data.events().at(row));
        events.back().time = noTime;
    }
    return data.withEvents(std::make_shared<Interactions>(std::move(events), data.userCount()));
}

/// One person's features by name.
class Numbers {
public:
    Numbers(const RankerFeatures& features, const Asker& asker)
        : m_features(features)
        , m_person(features.about(asker)) {}

    float of(const std::string& name, ItemIndex item) const {
        const auto found = std::ranges::find(m_features.names(), name);
        EXPECT_NE(found, m_features.names().end()) << name;
        std::vector<float> row(m_features.count());
        m_features.fill(m_person, std::span(&item, 1), row);
        return row[static_cast<std::size_t>(found - m_features.names().begin())];
    }
    const RankedPerson& person() const { return m_person; }

private:
    const RankerFeatures& m_features;
    RankedPerson m_person;
};

void expectSame(double value, double expected, const std::string& what) {
    if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(value)) << what;
    } else {
        EXPECT_NEAR(value, expected, 1e-4 * std::max(1.0, std::abs(expected))) << what;
    }
}

TEST(RankerFeatures, EqualWhatCountingEventsGives) {
    const auto data = makeTasteWorld({.users = 60, .items = 40, .ratings = true, .skips = true});
    const auto features = featuresOf(data);
    const Interactions& events = data->events();
    const Time now = *std::ranges::max_element(events.times());
    const auto days = [&](Time from) {
        return from == noTime ? std::nan("") : static_cast<double>(now - from) / millisecondsPerDay;
    };
    for (const std::size_t user : {std::size_t{0}, std::size_t{17}, std::size_t{59}}) {
        const Numbers numbers(*features, UserRow{data.get(), UserIndex(user)});
        const History history = data->historyOf(UserIndex(user));
        for (std::size_t at = 0; at < data->itemCount(); ++at) {
            const ItemIndex item(at);
            double count = 0;
            Time first = noTime;
            Time last = noTime;
            for (std::size_t row = 0; row < events.size(); ++row) {
                if (events.item(row) == item) {
                    ++count;
                    first = first == noTime ? events.time(row) : std::min(first, events.time(row));
                    last = std::max(last, events.time(row));
                }
            }
            const std::string where = "user " + std::to_string(user) + " item " + std::to_string(at);
            expectSame(numbers.of("Popularity", item), 1'000 * count / static_cast<double>(events.size()),
                       where);
            expectSame(numbers.of("Days since first event", item), days(first), where);
            expectSame(numbers.of("Days since last event", item), days(last), where);
            double liked = 0;
            Time met = noTime;
            for (const HistoryEntry& entry : history) {
                if (data->itemAttributes().creatorCode(entry.item) ==
                    data->itemAttributes().creatorCode(item)) {
                    liked += entry.weight > 0 ? 1 : 0;
                    met = std::max(met, entry.time);
                }
            }
            expectSame(numbers.of("Share of creator", item),
                       liked / std::max(1.0, static_cast<double>(history.size())), where);
            expectSame(numbers.of("Days since creator", item), days(met), where);
            expectSame(numbers.of("Activity", item), static_cast<double>(history.size()), where);
        }
    }
}

TEST(RankerFeatures, AudienceOfTheLastItemIsTheCosineOfAudiences) {
    const auto data = makeTasteWorld({.users = 60, .items = 40, .skips = true});
    const auto features = featuresOf(data);
    const History history = data->historyOf(UserIndex(3));
    const HistoryEntry* last = nullptr;
    for (const HistoryEntry& entry : history) {
        if (entry.weight > 0 && (!last || entry.time >= last->time)) {
            last = &entry;
        }
    }
    ASSERT_NE(last, nullptr);
    const Numbers numbers(*features, UserRow{data.get(), UserIndex(3)});
    const InteractionMatrix& matrix = data->matrix();
    for (std::size_t item = 0; item < data->itemCount(); ++item) {
        double both = 0;
        for (const UserIndex user : matrix.usersOf(last->item)) {
            const auto items = matrix.itemsOf(user);
            const auto found = std::ranges::find(items, ItemIndex(item));
            both += found != items.end() &&
                            matrix.valuesOf(user)[static_cast<std::size_t>(found - items.begin())] > 0
                        ? 1
                        : 0;
        }
        const double size = std::sqrt(static_cast<double>(matrix.countOf(last->item)) *
                                      static_cast<double>(matrix.countOf(ItemIndex(item))));
        expectSame(numbers.of("Audience of last item", ItemIndex(item)), size > 0 ? both / size : 0,
                   std::to_string(item));
    }
}

TEST(RankerFeatures, WithoutTimesNothingCountsDays) {
    const auto data = makeTasteWorld({.users = 60, .items = 40, .ratings = true});
    const auto features = featuresOf(withoutTimes(*data));
    const Numbers numbers(*features, UserRow{features->facts().data.get(), UserIndex(4)});
    for (const std::string& name : features->names()) {
        const bool ofTimes = name.starts_with("Days") || name.starts_with("Events of the newest") ||
                             name.ends_with("rend") || name == "Age against usual";
        if (ofTimes) {
            EXPECT_TRUE(std::isnan(numbers.of(name, ItemIndex(5)))) << name;
        }
    }
    EXPECT_FALSE(std::isnan(numbers.of("Audience of last 10", ItemIndex(5))));
    EXPECT_FALSE(std::isnan(numbers.of("Share of creator", ItemIndex(5))));
}

TEST(RankerFeatures, RanksAreThoseOfTheSourcesListWithoutWhatWasMet) {
    const auto data = makeTasteWorld({.users = 60, .items = 40});
    const auto features = featuresOf(data);
    const Asker asker = UserRow{data.get(), UserIndex(2)};
    const Numbers numbers(*features, asker);
    for (const RankerSource& source : features->sources()) {
        const RankedList list = recommend(*source.model, asker, {40}).value();
        for (std::size_t place = 0; place < list.size(); ++place) {
            EXPECT_EQ(numbers.of("Rank by " + source.title, list[place].item), static_cast<float>(place + 1));
        }
    }
    const std::vector<ItemIndex> candidates = RankerFeatures::candidatesOf(numbers.person(), 5);
    EXPECT_TRUE(std::ranges::is_sorted(candidates));
    EXPECT_LE(candidates.size(), 10U);
    for (const ItemIndex item : candidates) {
        EXPECT_FALSE(std::ranges::binary_search(numbers.person().met, item));
    }
}

TEST(RankerFeatures, AnswerStrangersAndUnknownItems) {
    const auto data = makeTasteWorld({.users = 60, .items = 40, .ratings = true});
    const auto features = featuresOf(data);
    EXPECT_EQ(std::set<std::string>(features->names().begin(), features->names().end()).size(),
              features->count());
    const History odd{{ItemIndex(4'000'000'000U), 3, 0}};
    for (const Asker& asker : {Asker(History{}), Asker(odd), Asker(UserRow{data.get(), UserIndex(59)})}) {
        const RankedPerson person = features->about(asker);
        const std::vector<ItemIndex> items{ItemIndex(3), ItemIndex(39), ItemIndex(77),
                                           ItemIndex(3'000'000'000U)};
        std::vector<float> rows(items.size() * features->count(), 0);
        features->fill(person, items, rows);
        EXPECT_TRUE(std::ranges::none_of(rows, [](float number) { return std::isinf(number); }));
        EXPECT_TRUE(std::isnan(rows.back()));
    }
}

/// Nothing of what is to be foreseen may be in the numbers: they are the same when it never happens.
TEST(RankerWindow, NumbersKnowNothingOfWhatComesBehindTheCut) {
    const auto data = makeTasteWorld({.users = 80, .items = 40, .eventsPerUser = 15, .ratings = true});
    for (const Protocol protocol : {Protocol::Time, Protocol::PerUser}) {
        const RankerWindow window = rankerWindow(*data, {protocol, 0.25, 1}, someSources(), {}).value();
        const Split parts = splitDataset(*data, {protocol, 0.25, 1}).value();
        const auto alone = featuresOf(parts.train);
        ASSERT_GT(window.taken.items.size(), 20U);
        for (std::size_t user = 0; user < 80; ++user) {
            const RankedPerson person = window.features->about(UserRow{window.train.get(), UserIndex(user)});
            const RankedPerson same = alone->about(UserRow{parts.train.get(), UserIndex(user)});
            const std::vector<ItemIndex> items = RankerFeatures::candidatesOf(person, 40);
            for (const ItemIndex item : window.taken.itemsOf(UserIndex(user))) {
                EXPECT_FALSE(std::ranges::binary_search(person.met, item));
            }
            std::vector<float> rows(items.size() * alone->count());
            std::vector<float> others(rows.size());
            window.features->fill(person, items, rows);
            alone->fill(same, items, others);
            for (std::size_t at = 0; at < rows.size(); ++at) {
                ASSERT_TRUE(rows[at] == others[at] || (std::isnan(rows[at]) && std::isnan(others[at])));
            }
            if (protocol == Protocol::Time) {
                for (const HistoryEntry& entry : person.history) {
                    EXPECT_LE(entry.time, window.features->facts().now);
                }
            }
        }
    }
}

TEST(RankerWindow, ExamplesAreCandidatesWithWhatWasTaken) {
    const auto data = makeTasteWorld({.users = 80, .items = 40, .eventsPerUser = 15});
    const RankerWindow window = rankerWindow(*data, {Protocol::PerUser, 0.25, 1}, someSources(), {}).value();
    ExecutionContext two;
    two.threads = 2;
    const RankerExamples all = window.examples({.depth = 40, .explored = 0}, two).value();
    const RankerExamples some = window.examples({.depth = 40, .explored = 5, .passedOver = 6}, {}).value();
    const auto taken = [](const RankerExamples& of) { return std::ranges::count(of.rows.labels, 1.0F); };
    EXPECT_EQ(taken(all), taken(some)) << "nothing that was taken is left out";
    EXPECT_LT(some.rows.rows(), all.rows.rows());
    EXPECT_EQ(all.rows.values.size(), all.rows.rows() * window.features->count());
    std::size_t rows = 0;
    for (const std::uint32_t group : all.rows.groups) {
        rows += group;
    }
    EXPECT_EQ(rows, all.rows.rows());
    // A list by labels is the best there is: all candidates that were taken first.
    const std::vector<double> perfect = ndcgOfRows(all, all.rows.labels);
    for (std::size_t person = 0; person < perfect.size(); ++person) {
        EXPECT_GT(perfect[person], 0.99) << "all 40 items are candidates";
        for (const std::vector<double>& source : all.sources) {
            EXPECT_LE(source[person], perfect[person] + 1e-12);
        }
    }
    // A source's own scores give its own NDCG.
    std::vector<float> scores;
    for (std::size_t row = 0; row < all.rows.rows(); ++row) {
        scores.push_back(all.rows.values[row * window.features->count() + 2]);
    }
    const std::vector<double> again = ndcgOfRows(all, scores);
    for (std::size_t person = 0; person < again.size(); ++person) {
        EXPECT_NEAR(again[person], all.sources[1][person], 1e-9);
    }
}

} // namespace
} // namespace tastescope
