// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/registry.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

TEST(Registry, EveryKindHasAnAlgorithmOfItsOwn) {
    EXPECT_EQ(firstChoice(ModelKind::Factors).id, "als");
    EXPECT_EQ(firstChoice(ModelKind::Neighbours).id, "item_knn");
    EXPECT_EQ(firstChoice(ModelKind::Content).id, "content_tfidf");
    EXPECT_EQ(firstChoice(ModelKind::Popularity).id, "popularity");
}

TEST(Registry, ListsEveryFamilyOnceInTheOrderOfTheGallery) {
    std::vector<std::string> met;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        ASSERT_EQ(std::ranges::count(families(), algorithm.family, &Family::id), 1) << algorithm.family;
        EXPECT_EQ(familyOf(algorithm).id, algorithm.family);
        if (std::ranges::find(met, algorithm.family) == met.end()) {
            met.push_back(algorithm.family);
        }
    }
    std::vector<std::string> listed;
    for (const Family& family : families()) {
        listed.push_back(family.id);
        EXPECT_FALSE(family.title.empty());
    }
    EXPECT_EQ(met, listed);
}

TEST(Registry, KnowsThePlaces) {
    EXPECT_EQ(galleryPlace(algorithms().front().id), 0U);
    EXPECT_EQ(galleryPlace(algorithms().back().id), algorithms().size() - 1);
    EXPECT_EQ(galleryPlace("of another version"), std::nullopt);
}

TEST(Registry, MarksOnlyWholeNumbersAsRoundsAndInNames) {
    for (const AlgorithmInfo& algorithm : algorithms()) {
        EXPECT_LE(std::ranges::count(algorithm.params, true, &ParamSpec::rounds), 1) << algorithm.id;
        EXPECT_LE(std::ranges::count(algorithm.params, true, &ParamSpec::inName), 1) << algorithm.id;
        for (const ParamSpec& spec : algorithm.params) {
            EXPECT_TRUE(spec.type == ParamType::Integer || !(spec.rounds || spec.inName)) << spec.name;
        }
    }
}

} // namespace
} // namespace tastescope
