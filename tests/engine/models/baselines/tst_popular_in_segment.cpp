// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/popular_in_segment.h"

#include "engine/models/baselines/popularity.h"
#include "engine/models/baselines/user_segments.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

AttributeColumn texts(std::string name, std::vector<std::string> values) {
    AttributeColumn column;
    column.name = std::move(name);
    column.texts = std::move(values);
    return column;
}

AttributeColumn numbers(std::string name, std::vector<double> values) {
    AttributeColumn column;
    column.name = std::move(name);
    column.kind = AttributeKind::Number;
    column.numbers = std::move(values);
    return column;
}

/// Five people; the first two are from Oslo and like item 0, the next two from Rome and like item 1; of the
/// fifth nothing is known. Everybody likes item 2.
Dataset cities(std::vector<AttributeColumn> more = {}) {
    Dataset::Parts parts =
        makeDataset({{0, 0}, {1, 0}, {2, 1}, {3, 1}, {0, 2}, {1, 2}, {2, 2}, {3, 2}, {4, 2}}, 5, 4)->parts();
    AttributeTable table;
    table.rows = 5;
    table.columns.push_back(texts("city", {"Oslo", "Oslo", "Rome", "Rome", ""}));
    for (AttributeColumn& column : more) {
        table.columns.push_back(std::move(column));
    }
    parts.userAttributes = std::make_shared<AttributeTable>(std::move(table));
    return Dataset(std::move(parts));
}

TEST(PopularInSegment, CountsWithinTheSegment) {
    const auto model = train(popularInSegmentInfo(), cities(), {{"smoothing", "2"}});
    // (likes in the city + 2 · share of everybody) / (2 people + 2)
    const std::vector<float> oslo = scoresOf(*model, UserIndex(0));
    EXPECT_FLOAT_EQ(oslo[0], (2 + 2 * 0.4F) / 4);
    EXPECT_FLOAT_EQ(oslo[1], 2 * 0.4F / 4);
    EXPECT_FLOAT_EQ(oslo[2], 1);
    EXPECT_EQ(oslo[3], 0);
    const std::vector<float> unknown = scoresOf(*model, UserIndex(4));
    EXPECT_EQ(unknown, (std::vector<float>{0.4F, 0.4F, 1, 0}));
    EXPECT_EQ(scoresOf(*model, History{{ItemIndex(0), 1, noTime}}), unknown)
        << "nothing is known of strangers";
    std::vector<float> people(5);
    model->userSimilarity(UserIndex(0), people);
    EXPECT_EQ(people, (std::vector<float>{1, 1, 0, 0, 0}));
}

TEST(PopularInSegment, AveragesOverAttributes) {
    // By age the second and the third belong together.
    const auto nan = std::nan("");
    const Dataset data = cities(
        {texts("age", {"old", "young", "young", "old", ""}), numbers("height", {nan, nan, nan, nan, nan})});
    const std::vector<float> both =
        scoresOf(*train(popularInSegmentInfo(), data, {{"smoothing", "2"}}), UserIndex(0));
    const std::vector<float> city = scoresOf(
        *train(popularInSegmentInfo(), data, {{"smoothing", "2"}, {"attribute", "1"}}), UserIndex(0));
    const std::vector<float> age = scoresOf(
        *train(popularInSegmentInfo(), data, {{"smoothing", "2"}, {"attribute", "2"}}), UserIndex(0));
    for (std::size_t item = 0; item < 4; ++item) {
        EXPECT_FLOAT_EQ(both[item], (city[item] + age[item]) / 2);
    }
    EXPECT_NE(city, age);
}

TEST(PopularInSegment, IsPopularityWithoutAttributes) {
    const auto world = makeTasteWorld({.skips = true});
    for (const char* attribute : {"0", "3"}) {
        const auto model = train(popularInSegmentInfo(), *world, {{"attribute", attribute}});
        const std::vector<float> scores = scoresOf(*model, UserIndex(5));
        const std::vector<float> popular = scoresOf(*train(popularityInfo(), *world), UserIndex(5));
        for (std::size_t a = 0; a < scores.size(); ++a) {
            for (std::size_t b = 0; b < scores.size(); ++b) {
                EXPECT_EQ(scores[a] < scores[b], popular[a] < popular[b]);
            }
        }
    }
}

TEST(PopularInSegment, ComesBackWithItsSegments) {
    const Dataset data = cities({numbers("age", {10, 20, 30, 40, 50})});
    const auto model = train(popularInSegmentInfo(), data);
    ModelArchive archive;
    model->save(archive);
    const auto restored = popularInSegmentInfo().load(archive, data);
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(scoresOf(**restored, UserIndex(1)), scoresOf(*model, UserIndex(1)));
    const std::vector<std::byte> bytes = archive.serialise();
    for (std::size_t place = 0; !withForgedByte(bytes, place, std::byte{0x10}).empty(); ++place) {
        const auto forged = popularInSegmentInfo().load(
            *ModelArchive::parse(withForgedByte(bytes, place, std::byte{0x10})), data);
        if (forged && (*forged)->userCount() > 0) {
            scoresOf(**forged, UserIndex(0));
        }
    }
}

TEST(UserSegments, CutNumbersIntoQuarters) {
    const Dataset data = cities({numbers("age", {1, 2, 3, 4, 5})});
    const UserSegments segments = userSegments(data, 2);
    // Quarters begin at the 2nd, 3rd and 4th of the five ages; the first three hold one person each and so
    // make no segment.
    EXPECT_EQ(segments.count, 1U);
    EXPECT_TRUE(segments.of(UserIndex(0)).empty());
    EXPECT_EQ(segments.of(UserIndex(3)).size(), 1U);
    EXPECT_EQ(segments.of(UserIndex(4)).size(), 1U);
    EXPECT_EQ(userSegments(data, 0).count, 3U);
    EXPECT_EQ(userSegments(data, 9).count, 0U);
}

TEST(UserSegments, PutAPersonIntoEveryWordOfAList) {
    AttributeColumn languages;
    languages.name = "languages";
    languages.kind = AttributeKind::List;
    languages.words = {"no", "it", "en"};
    languages.offsets = {0, 2, 3, 5, 6, 6};
    languages.codes = {0, 2, 0, 1, 2, 1};
    const UserSegments segments = userSegments(cities({languages}), 2);
    EXPECT_EQ(segments.count, 3U);
    EXPECT_EQ(segments.of(UserIndex(0)).size(), 2U);
    EXPECT_EQ(segments.of(UserIndex(1)).size(), 1U);
    EXPECT_TRUE(segments.of(UserIndex(4)).empty());
}

} // namespace
} // namespace tastescope
