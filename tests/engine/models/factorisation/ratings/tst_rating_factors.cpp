// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_factors.h"

#include "engine/models/model_shape.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <vector>

namespace tastescope {
namespace {

using Floats = std::vector<float>;

/// As it was stored when the scale's numbers had names of their own.
ModelArchive formerArchive() {
    ModelArchive archive;
    saveShape(archive, "svd", {2, 3});
    archive.putNumber("factors", 2);
    archive.putNumber("offset", 3.5);
    archive.putNumber("deviation", 1.25);
    archive.putNumber("regularization", 0.1);
    archive.putNumber("bias_regularization", 0.02);
    archive.putNumber("from_weights", 0);
    archive.putNumber("low", 1);
    archive.putNumber("high", 5);
    archive.putNumber("mean", 3.5);
    archive.putNumber("liked", 4.25);
    archive.putNumber("disliked", 1.75);
    archive.put("user_vectors", std::span<const float>(Floats{1, 2, 3, 4}));
    archive.put("item_vectors", std::span<const float>(Floats{1, 2, 3, 4, 5, 6}));
    archive.put("user_biases", std::span<const float>(Floats{0.5F, -0.5F}));
    archive.put("item_biases", std::span<const float>(Floats{1, 0, -1}));
    archive.put("implied_vectors", std::span<const float>());
    archive.put("stranger_vector", std::span<const float>());
    return archive;
}

void expectRead(const Result<RatingFactors>& model) {
    ASSERT_TRUE(model) << model.error().text();
    EXPECT_EQ(model->units.offset, 3.5);
    EXPECT_EQ(model->scale.low, 1);
    EXPECT_EQ(model->scale.high, 5);
    EXPECT_EQ(model->scale.mean, 3.5);
    EXPECT_EQ(model->scale.liked, 4.25);
    EXPECT_EQ(model->scale.disliked, 1.75);
    EXPECT_FALSE(model->scale.fromWeights);
    EXPECT_EQ(model->itemVectors, (Floats{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(model->userBiases, (Floats{0.5F, -0.5F}));
}

TEST(RatingFactors, ReadsWhatWasStoredBeforeTheScaleHadItsOneForm) {
    const auto data = makeDataset({{0, 0, 4}, {1, 1, 2}}, 2, 3);
    const auto former = loadRatingFactors(formerArchive(), "svd", *data, {});
    expectRead(former);
    ModelArchive again;
    saveRatingFactors(again, "svd", *former);
    EXPECT_FALSE(again.number("low")); // one form is written
    expectRead(loadRatingFactors(again, "svd", *data, {}));
}

} // namespace
} // namespace tastescope
