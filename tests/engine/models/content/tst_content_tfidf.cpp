// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/content/content_tfidf.h"

#include "engine/models/attributes/content_features.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

AttributeColumn textColumn(const char* name, std::vector<std::string> texts) {
    AttributeColumn column;
    column.name = name;
    column.kind = AttributeKind::Text;
    column.texts = std::move(texts);
    return column;
}

AttributeColumn numberColumn(const char* name, std::vector<double> numbers) {
    AttributeColumn column;
    column.name = name;
    column.kind = AttributeKind::Number;
    column.numbers = std::move(numbers);
    return column;
}

ItemAttributes attributesOf(std::size_t rows, std::vector<AttributeColumn> columns) {
    AttributeTable table;
    table.rows = rows;
    table.columns = std::move(columns);
    return ItemAttributes(std::move(table));
}

double cosine(const ContentFeatures& features, std::size_t a, std::size_t b) {
    return features.vectors.dot(a, b);
}

TEST(ContentFeatures, EqualsTfidfByHand) {
    // Four described items of five. blue: 3 items, sky: 2, the rest once and therefore left out.
    const ItemAttributes attributes =
        attributesOf(4, {textColumn("title", {"Blue sky blue", "BLUE moon", "sky", "blue!"})});
    const auto features = contentFeatures(attributes, 5, {}, {});
    ASSERT_TRUE(features);
    ASSERT_EQ(features->vectors.rows(), 5U);
    const double blue = std::log(5.0 / 4);
    const double sky = std::log(5.0 / 3);
    const double first = blue * (1 + std::log(2.0));
    EXPECT_NEAR(cosine(*features, 0, 1), first / std::hypot(first, sky), 1e-6);
    EXPECT_NEAR(cosine(*features, 0, 2), sky / std::hypot(first, sky), 1e-6);
    EXPECT_NEAR(cosine(*features, 1, 3), 1, 1e-6);
    EXPECT_EQ(cosine(*features, 1, 2), 0);
    EXPECT_TRUE(features->vectors.columnsOf(4).empty());
}

TEST(ContentFeatures, EqualsBm25ByHand) {
    const ItemAttributes attributes =
        attributesOf(4, {textColumn("title", {"Blue sky blue", "BLUE moon", "sky", "blue!"})});
    const auto features = contentFeatures(attributes, 5, {.weighting = TermWeighting::Bm25}, {});
    ASSERT_TRUE(features);
    const double blue = std::log(1 + 1.5 / 3.5); // 3 of 4 items
    const double sky = std::log(1 + 2.5 / 2.5);
    const auto saturated = [](double count, double length) { // the mean is 7 words in 4 titles
        return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / 1.75));
    };
    const double first = blue * saturated(2, 3);
    const double second = sky * saturated(1, 3);
    EXPECT_NEAR(cosine(*features, 0, 1), first / std::hypot(first, second), 1e-6);
    EXPECT_NEAR(cosine(*features, 0, 2), second / std::hypot(first, second), 1e-6);
    EXPECT_NEAR(cosine(*features, 1, 3), 1, 1e-6);
}

TEST(ContentFeatures, WeighsFields) {
    const ItemAttributes attributes =
        attributesOf(6, {textColumn("title", {"red", "red", "green", "green", "red", "x"}),
                         textColumn("creator", {"A", "B", "A", "B", "", "C"})});
    const auto both = contentFeatures(attributes, 6, {.title = 1, .creator = 2}, {});
    ASSERT_TRUE(both);
    EXPECT_NEAR(cosine(*both, 0, 1), 1.0 / 5, 1e-6);
    EXPECT_NEAR(cosine(*both, 0, 2), 4.0 / 5, 1e-6);
    EXPECT_NEAR(cosine(*both, 0, 4), 1 / std::sqrt(5.0), 1e-6);
    const auto title = contentFeatures(attributes, 6, {.title = 1, .creator = 0}, {});
    ASSERT_TRUE(title);
    EXPECT_NEAR(cosine(*title, 0, 1), 1, 1e-6);
    EXPECT_EQ(cosine(*title, 0, 2), 0);
}

TEST(ContentFeatures, LikensNearNumbers) {
    std::vector<double> numbers;
    for (int item = 0; item < 100; ++item) {
        numbers.push_back(std::pow(1.3, item)); // the scale does not matter, only the order
    }
    numbers.push_back(std::nan(""));
    const ItemAttributes attributes =
        attributesOf(101, {numberColumn("tempo", numbers), numberColumn("constant", std::vector(101, 3.0))});
    const auto features = contentFeatures(attributes, 101, {}, {});
    ASSERT_TRUE(features);
    EXPECT_GT(cosine(*features, 50, 51), 0.95);
    EXPECT_GT(cosine(*features, 50, 51), cosine(*features, 50, 58));
    EXPECT_EQ(cosine(*features, 10, 90), 0);
    EXPECT_TRUE(features->vectors.columnsOf(100).empty());
    for (std::size_t item = 0; item < 100; ++item) {
        EXPECT_NEAR(cosine(*features, item, item), 1, 1e-6);
    }
}

TEST(ContentTfidf, ScoresItemsWithoutEvents) {
    const auto world = makeTasteWorld();
    const auto model = train(contentTfidfInfo(), *world);
    // The last item is nobody's, and of group 3 (items are grouped by number modulo 4).
    std::vector<float> scores =
        scoresOf(*model, History{{ItemIndex(3), 1, noTime}, {ItemIndex(7), 1, noTime}});
    EXPECT_GT(scores[39], scores[38]);
    EXPECT_GT(scores[39], scores[36]);
    EXPECT_GT(scores[39], 0.2F);
}

TEST(ContentTfidf, LowRatingsAreDislikes) {
    const auto world = makeTasteWorld({.ratings = true});
    const auto with = train(contentTfidfInfo(), *world);
    const auto without = train(contentTfidfInfo(), *world, {{"dislikes", "false"}});
    // Rated one star: what resembles it is pushed away. Three stars, the middle, are no dislike.
    const History worst{{ItemIndex(3), 1, noTime, 1.0F}};
    const History middle{{ItemIndex(3), 3, noTime, 3.0F}};
    const std::vector<float> liked = scoresOf(*without, worst);
    EXPECT_EQ(scoresOf(*with, middle), scoresOf(*without, middle));
    for (std::size_t item = 0; item < 40; ++item) {
        EXPECT_NEAR(scoresOf(*with, worst)[item], -liked[item], 1e-6);
    }
    // A rating of 2 is half as bad as one of 1.
    const History mixed{{ItemIndex(3), 1, noTime, 1.0F}, {ItemIndex(4), 2, noTime, 2.0F}};
    const Explanation why = with->explain(mixed, ItemIndex(3));
    const Explanation other = with->explain(mixed, ItemIndex(4));
    EXPECT_NEAR(why.contributions.front().amount, 2 * other.contributions.front().amount, 1e-6);
}

TEST(ContentTfidf, EqualsTheCosineOfTheProfile) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    const auto model =
        train(contentTfidfInfo(), *world,
              {{"negative_feedback", "0.7"}, {"half_life_days", "200"}, {"dislikes", "false"}});
    const auto features =
        contentFeatures(world->itemAttributes(), 40,
                        {.title = 0.2, .tags = 0.5, .categories = 0.5, .creator = 1.5, .numbers = 0.25}, {});
    ASSERT_TRUE(features);
    Time newest = noTime;
    for (const Time time : world->events().times()) {
        newest = std::max(newest, time);
    }
    std::vector<std::vector<double>> profiles;
    for (std::size_t user = 0; user < 60; ++user) {
        std::vector<double> profile(features->terms);
        for (const HistoryEntry& past : world->historyOf(UserIndex(user))) {
            const double age =
                static_cast<double>(newest - past.time) / static_cast<double>(millisecondsPerDay);
            const double weight = past.weight * (past.weight < 0 ? 0.7 : 1) * std::pow(2.0, -age / 200);
            for (std::size_t term = 0; term < features->terms; ++term) {
                profile[term] +=
                    weight * features->vectors.at(past.item.value, static_cast<std::uint32_t>(term));
            }
        }
        profiles.push_back(profile);
    }
    const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
        double sum = 0;
        for (std::size_t term = 0; term < a.size(); ++term) {
            sum += a[term] * b[term];
        }
        return sum;
    };
    std::vector<float> users(60);
    model->userSimilarity(UserIndex(9), users);
    for (std::size_t user = 0; user < 60; ++user) {
        const double length = std::sqrt(product(profiles[user], profiles[user]));
        const std::vector<float> scores = scoresOf(*model, UserIndex(user));
        for (std::size_t item = 0; item < 40; ++item) {
            std::vector<double> vector(features->terms);
            for (std::size_t place = 0; place < features->vectors.columnsOf(item).size(); ++place) {
                vector[features->vectors.columnsOf(item)[place]] = features->vectors.valuesOf(item)[place];
            }
            const double expected = length > 0 ? product(profiles[user], vector) / length : 0;
            EXPECT_NEAR(scores[item], expected, 1e-5);
        }
        const double lengths = length * std::sqrt(product(profiles[9], profiles[9]));
        EXPECT_NEAR(users[user], lengths > 0 ? product(profiles[9], profiles[user]) / lengths : 0, 1e-5);
    }
}

} // namespace
} // namespace tastescope
