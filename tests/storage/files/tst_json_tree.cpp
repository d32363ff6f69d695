// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/json_tree.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

TEST(JsonTree, HoldsEveryKindWithItsPath) {
    const auto tree = JsonTree::parse("\xEF\xBB\xBF{\"a\":[1,2.5,\"x\",true,null,{\"b\":-3}],\"c\":1e300}");
    ASSERT_TRUE(tree) << tree.error().text();
    EXPECT_TRUE(tree->isObject());
    const auto list = tree->at("a").array();
    ASSERT_TRUE(list);
    ASSERT_EQ(list->size(), 6U);
    EXPECT_EQ((*list)[0].integer().value(), 1);
    EXPECT_EQ((*list)[0].number().value(), 1.0);
    EXPECT_EQ((*list)[1].number().value(), 2.5);
    EXPECT_EQ((*list)[2].text().value(), "x");
    EXPECT_TRUE((*list)[3].flag().value());
    EXPECT_TRUE((*list)[4].isNull());
    EXPECT_TRUE(std::isnan((*list)[4].number().value()));
    EXPECT_EQ((*list)[5].at("b").integer().value(), -3);
    EXPECT_EQ((*list)[5].at("b").path(), "a[5].b");
    EXPECT_EQ(tree->at("c").number().value(), 1e300);
    EXPECT_FALSE(tree->has("d"));
}

TEST(JsonTree, WhatIsOfAnotherKindIsNamedByItsPath) {
    const auto tree = JsonTree::parse(R"({"list":[{"within":"ten"}],"n":1.5})").value();
    const JsonTree& within = tree.at("list").array().value()[0].at("within");
    for (const Error& error : {within.integer().error(), within.number().error(), within.flag().error(),
                               within.array().error(), within.members().error()}) {
        EXPECT_EQ(error.code, ErrorCode::BadInput);
        EXPECT_EQ(error.context, "list[0].within");
    }
    EXPECT_EQ(tree.at("n").integer().error().context, "n");
    EXPECT_EQ(tree.at("n").text().error().context, "n");
    EXPECT_EQ(tree.at("list").array().value()[0].need("user").error().context, "list[0]");
}

TEST(JsonTree, UnknownAndRepeatedKeysAreNamed) {
    const auto tree = JsonTree::parse(R"({"o":{"user":1,"uesr":2},"p":{"k":1,"k":2}})").value();
    EXPECT_EQ(tree.at("o").only({"user"}).error().context, "o.uesr");
    EXPECT_TRUE(tree.at("o").only({"user", "uesr"}));
    EXPECT_EQ(tree.at("p").only({"k"}).error().context, "p.k");
}

TEST(JsonTree, WhatIsNoWholeDocumentIsRefused) {
    for (const char* text : {"", "{", "{\"a\":1,}", "[1 2]", "{} {}", "nul", "{\"a\":\"\xFF\"}", "'a'"}) {
        const auto tree = JsonTree::parse(text);
        ASSERT_FALSE(tree) << text;
        EXPECT_EQ(tree.error().code, ErrorCode::BadInput) << text;
    }
    EXPECT_FALSE(JsonTree::parse(std::string(100'000, '[')));
}

} // namespace
} // namespace tastescope
