// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/suitable.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(Suitable, EveryKindHasAnAlgorithmOfItsOwn) {
    EXPECT_EQ(firstChoice(ModelKind::Factors).id, "als");
    EXPECT_EQ(firstChoice(ModelKind::Neighbours).id, "item_knn");
    EXPECT_EQ(firstChoice(ModelKind::Content).id, "content_tfidf");
    EXPECT_EQ(firstChoice(ModelKind::Popularity).id, "popularity");
}

} // namespace
} // namespace tastescope
