// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/rating_scale.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace tastescope {
namespace {

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();

void expectSame(const RatingScale& a, const RatingScale& b) {
    EXPECT_EQ(a.fromWeights, b.fromWeights);
    EXPECT_EQ(a.low, b.low);
    EXPECT_EQ(a.high, b.high);
    EXPECT_EQ(a.mean, b.mean);
    EXPECT_EQ(a.liked, b.liked);
    EXPECT_EQ(a.disliked, b.disliked);
}

const RatingScale stars{
    .fromWeights = true, .low = 0.5, .high = 5, .mean = 3.25, .liked = 4.125, .disliked = 2.0625};

TEST(RatingScale, MeasuresWhatIsLikedAndWhatIsNot) {
    const std::vector<float> values{1, 5, 4, 2};
    const RatingScale scale = RatingScale::measured(values, false);
    expectSame(scale, {.fromWeights = false, .low = 1, .high = 5, .mean = 3, .liked = 4.5, .disliked = 1.5});
}

TEST(RatingScale, EqualRatingsAreAllLiked) {
    const std::vector<float> values(3, 0.1F);
    const RatingScale scale = RatingScale::measured(values, false);
    EXPECT_EQ(scale.low, scale.high);
    EXPECT_EQ(scale.liked, scale.mean);
    EXPECT_EQ(scale.disliked, scale.mean);
}

TEST(RatingScale, IsAllZeroOfNothing) {
    expectSame(RatingScale::measured({}, true), {.fromWeights = true});
}

TEST(RatingScale, SurvivesTheArchive) {
    ModelArchive archive;
    stars.save(archive);
    const auto parsed = ModelArchive::parse(archive.serialise());
    ASSERT_TRUE(parsed);
    const auto loaded = RatingScale::load(*parsed);
    ASSERT_TRUE(loaded) << loaded.error().text();
    expectSame(*loaded, stars);
}

TEST(RatingScale, ReadsANameANumberAsFactorisationsOnceStored) {
    ModelArchive archive;
    archive.putNumber("from_weights", 1);
    archive.putNumber("low", stars.low);
    archive.putNumber("high", stars.high);
    archive.putNumber("mean", stars.mean);
    archive.putNumber("liked", stars.liked);
    archive.putNumber("disliked", stars.disliked);
    const auto loaded = RatingScale::load(archive);
    ASSERT_TRUE(loaded) << loaded.error().text();
    expectSame(*loaded, stars);
    archive.putNumber("liked", nan);
    EXPECT_EQ(RatingScale::load(archive).error().code, ErrorCode::Corrupt);
    archive.putNumber("liked", 4);
    archive.putNumber("low", 6); // above high
    EXPECT_EQ(RatingScale::load(archive).error().code, ErrorCode::Corrupt);
}

TEST(RatingScale, ReadsTheArrayEvenWhereAnotherNumberIsNamedMean) {
    // As models with biases store it: their own "mean" is none of the scale.
    ModelArchive archive;
    archive.putNumber("mean", 77);
    archive.putNumber("from_weights", 0);
    const std::vector<double> numbers{1, 5, 3, 4, 2};
    archive.put("scale", std::span<const double>(numbers));
    const auto loaded = RatingScale::load(archive);
    ASSERT_TRUE(loaded) << loaded.error().text();
    expectSame(*loaded, {.fromWeights = false, .low = 1, .high = 5, .mean = 3, .liked = 4, .disliked = 2});
}

TEST(RatingScale, RefusesWhatIsNoScale) {
    EXPECT_EQ(RatingScale::load(ModelArchive()).error().code, ErrorCode::Corrupt);
    const std::vector<std::vector<double>> broken{
        {1, 5, 3, 4}, {1, 5, 3, 4, nan}, {5, 1, 3, 4, 2}, {1, 1e300, 3, 4, 2}, {}};
    for (const std::vector<double>& numbers : broken) {
        ModelArchive archive;
        archive.putNumber("from_weights", 0);
        archive.put("scale", std::span<const double>(numbers));
        const auto loaded = RatingScale::load(archive);
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::Corrupt);
    }
    ModelArchive archive;
    stars.save(archive);
    archive.putNumber("from_weights", 0.5);
    EXPECT_EQ(RatingScale::load(archive).error().code, ErrorCode::Corrupt);
}

} // namespace
} // namespace tastescope
