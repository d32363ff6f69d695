// SPDX-License-Identifier: GPL-3.0-or-later
// Who has no event changes nothing for those who have, whatever the algorithm and wherever they stand.

#include "engine/base/random.h"
#include "engine/data/dataset_rows.h"
#include "engine/models/spread_model.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace tastescope {
namespace {

/// Rows among which those of another data set stand, and where each of them does.
struct Placing {
    std::size_t count = 0;
    std::vector<std::uint32_t> of;
};

enum class Where { End, Middle, Everywhere };

Placing placing(std::size_t rows, std::size_t more, Where where) {
    Placing out{rows + more, {}};
    for (std::size_t row = 0; row < rows; ++row) {
        std::size_t before = 0;
        if (where == Where::Middle) {
            before = row < rows / 2 ? 0 : more;
        } else if (where == Where::Everywhere && more > 0) {
            before = 1 + (more - 1) * row / rows;
        }
        out.of.push_back(static_cast<std::uint32_t>(row + before));
    }
    return out;
}

std::shared_ptr<const IdMap> spreadIds(const IdMap& ids, const Placing& placing) {
    std::vector<std::string> all(placing.count);
    for (std::size_t row = 0; row < placing.count; ++row) {
        all[row] = "nobody " + std::to_string(row);
    }
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        all[placing.of[row]] = ids.at(row);
    }
    auto out = std::make_shared<IdMap>();
    for (const std::string& id : all) {
        out->intern(id);
    }
    return out;
}

/// The attributes of the rows in their new places; of the others nothing is known.
AttributeTable spreadAttributes(const AttributeTable& table, const Placing& placing) {
    std::vector<std::uint32_t> from(placing.count, UINT32_MAX);
    for (std::uint32_t row = 0; row < placing.of.size(); ++row) {
        from[placing.of[row]] = row;
    }
    return attributesOfRows(table, from);
}

std::shared_ptr<const Dataset> among(const Dataset& data, const Placing& users, const Placing& items) {
    Dataset::Parts parts = data.parts();
    parts.users = spreadIds(data.users(), users);
    parts.items = spreadIds(data.items(), items);
    parts.itemAttributes =
        std::make_shared<ItemAttributes>(spreadAttributes(data.itemAttributes().table(), items));
    parts.userAttributes = std::make_shared<AttributeTable>(spreadAttributes(data.userAttributes(), users));
    std::vector<Event> events;
    for (std::size_t row = 0; row < data.events().size(); ++row) {
        Event event = data.events().at(row);
        event.user = UserIndex(users.of[event.user.value]);
        event.item = ItemIndex(items.of[event.item.value]);
        events.push_back(event);
    }
    parts.events = std::make_shared<Interactions>(std::move(events), users.count);
    return std::make_shared<Dataset>(std::move(parts));
}

/// Everybody and everything has an event.
std::shared_ptr<const Dataset> fullWorld() {
    const auto world =
        makeTasteWorld({.users = 90, .items = 50, .eventsPerUser = 9, .ratings = true, .skips = true});
    return datasetOfRows(*world, presentRows(*world));
}

class PresentRows : public testing::TestWithParam<std::string> {
protected:
    const AlgorithmInfo& algorithm() const { return *findAlgorithm(GetParam()); }
    std::shared_ptr<const Dataset> m_full = fullWorld();
    std::shared_ptr<const Recommender> m_model = train(algorithm(), *m_full);
};

History moved(History history, const Placing& items) {
    for (HistoryEntry& past : history) {
        past.item = ItemIndex(items.of[past.item.value]);
    }
    return history;
}

void expectSameLists(const Recommender& model, const Recommender& other, const Dataset& data,
                     const Dataset& otherData, const Placing& users, const Placing& items) {
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        const UserIndex there(users.of[user]);
        const std::vector<float> scores = scoresOf(model, UserIndex(user));
        const std::vector<float> again = scoresOf(other, there);
        for (std::size_t item = 0; item < scores.size(); ++item) {
            ASSERT_EQ(scores[item], again[items.of[item]]) << "user " << user << ", item " << item;
        }
        const History history = data.historyOf(UserIndex(user));
        const std::vector<float> folded = scoresOf(model, history);
        const std::vector<float> foldedAgain = scoresOf(other, moved(history, items));
        for (std::size_t item = 0; item < scores.size(); ++item) {
            ASSERT_EQ(folded[item], foldedAgain[items.of[item]])
                << "history of " << user << ", item " << item;
        }
        const std::vector<ItemIndex> candidates(items.of.begin(), items.of.end());
        const auto list = recommend(model, UserRow{&data, UserIndex(user)}, {.length = 10}).value();
        const auto same = recommend(other, UserRow{&otherData, there}, {10, {}, candidates}).value();
        ASSERT_EQ(list.size(), same.size());
        for (std::size_t place = 0; place < list.size(); ++place) {
            EXPECT_EQ(items.of[list[place].item.value], same[place].item.value) << "user " << user;
            EXPECT_EQ(list[place].score, same[place].score) << "user " << user;
        }
    }
}

TEST_P(PresentRows, AreAllThatTrainingSees) {
    for (const Where where : {Where::End, Where::Middle, Where::Everywhere}) {
        const Placing items = placing(m_full->itemCount(), 23, where);
        for (const std::size_t more : {0U, 17U}) {
            const Placing users = placing(m_full->userCount(), more, where);
            const auto data = among(*m_full, users, items);
            const auto model = train(algorithm(), *data);
            ASSERT_EQ(model->itemCount(), data->itemCount());
            ASSERT_EQ(model->userCount(), data->userCount());
            expectSameLists(*m_model, *model, *m_full, *data, users, items);

            // And what is stored comes back, into data that has grown since as well.
            ModelArchive archive;
            model->save(archive);
            const auto read = ModelArchive::parse(archive.serialise()).value();
            const Placing grownUsers = placing(data->userCount(), 4, Where::End);
            const auto grown = among(*data, grownUsers, placing(data->itemCount(), 5, Where::End));
            const auto loaded = algorithm().load(read, *grown);
            ASSERT_TRUE(loaded) << loaded.error().text();
            ASSERT_EQ((*loaded)->itemCount(), data->itemCount());
            expectSameLists(*m_model, **loaded, *m_full, *grown, users, items);
        }
    }
}

TEST_P(PresentRows, LetWhoHasNoEventBeAStrangerAndUnknown) {
    const Placing items = placing(m_full->itemCount(), 7, Where::Everywhere);
    const Placing users = placing(m_full->userCount(), 5, Where::Everywhere);
    const auto data = among(*m_full, users, items);
    const auto model = train(algorithm(), *data);
    const ItemIndex unknown(0);
    const UserIndex nobody(0);
    ASSERT_EQ(data->matrix().countOf(unknown) + data->matrix().countOf(nobody), 0U);
    EXPECT_EQ(scoresOf(*model, nobody), scoresOf(*model, History{}));
    std::vector<float> similarity(data->itemCount());
    model->itemSimilarity(unknown, similarity);
    EXPECT_TRUE(std::ranges::all_of(similarity, [](float value) { return std::isfinite(value); }));
    for (const std::size_t user : {0U, 11U, 40U}) {
        const History history = data->historyOf(UserIndex(users.of[user]));
        const std::vector<float> scores = scoresOf(*model, history);
        const std::vector<float> known = scoresOf(*model, UserIndex(users.of[user]));
        if (model->predictsRatings()) {
            // Near what the person gives to others, and at the head of no list.
            const auto above =
                std::ranges::count_if(known, [&](float x) { return x > known[unknown.value]; });
            EXPECT_GE(above, 5);
            EXPECT_GE(scores[unknown.value], -2);
            EXPECT_LE(scores[unknown.value], 8);
            EXPECT_NEAR(scores[unknown.value], known[unknown.value], 0.2);
        } else {
            const auto above =
                std::ranges::count_if(known, [&](float x) { return x > known[unknown.value]; });
            EXPECT_LE(known[unknown.value], 0);
            EXPECT_GE(above, 10) << "unknown items head no list";
        }
        const Explanation why = model->explain(history, unknown);
        EXPECT_NEAR(why.score, scores[unknown.value], 1e-4 + 1e-4 * std::abs(why.score));
    }
}

TEST_P(PresentRows, LeaveTheArchiveAsItIsWhereEverybodyHasAnEvent) {
    ModelArchive archive;
    m_model->save(archive);
    EXPECT_FALSE(isSpread(archive));
}

TEST(PresentRows, AreFoundByEventsAndAskedForByAttributes) {
    const auto world = makeTasteWorld(); // the last item and the last user have no event
    const DatasetRows events = presentRows(*world);
    EXPECT_EQ(events.users.size(), world->userCount() - 1);
    EXPECT_EQ(events.items.size(), world->itemCount() - 1);
    EXPECT_EQ(presentRows(*world, {.describedUsers = true, .describedItems = true}).items.size(),
              world->itemCount());
    const auto none = makeDataset({}, 3, 2);
    EXPECT_TRUE(presentRows(*none).users.empty());
    for (const AlgorithmInfo& algorithm : algorithms()) { // nobody at all: as without this
        const auto model = train(algorithm, *none);
        EXPECT_EQ(model->itemCount(), 2U) << algorithm.id;
    }
}

TEST(PresentRows, OfForgedArchivesAreRefused) {
    const auto world = makeTasteWorld();
    const AlgorithmInfo& als = *findAlgorithm("als");
    const auto model = train(als, *world);
    const auto tryRows = [&](const char* name, std::vector<std::uint32_t> rows) {
        ModelArchive archive;
        model->save(archive);
        archive.put(name, std::span<const std::uint32_t>(rows));
        return als.load(archive, *world).hasValue();
    };
    std::vector<std::uint32_t> items(world->itemCount() - 1);
    std::iota(items.begin(), items.end(), 0U);
    EXPECT_TRUE(tryRows("present.items", items));
    std::vector<std::uint32_t> descending = items;
    std::swap(descending[3], descending[4]);
    std::vector<std::uint32_t> twice = items;
    twice[3] = twice[4];
    std::vector<std::uint32_t> outside = items;
    outside.back() = UINT32_MAX;
    EXPECT_FALSE(tryRows("present.items", descending));
    EXPECT_FALSE(tryRows("present.items", twice));
    EXPECT_FALSE(tryRows("present.items", outside));
    EXPECT_FALSE(tryRows("present.items", {}));
    EXPECT_FALSE(tryRows("present.items", {1, 2}));
    EXPECT_FALSE(tryRows("present.users", items));
}

std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        all.push_back(algorithm.id);
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(All, PresentRows, testing::ValuesIn(ids()),
                         [](const auto& param) { return param.param; });

} // namespace
} // namespace tastescope
