// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/name_values.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(NameValues, CutsAtEverySeparator) {
    using Parts = std::vector<std::string_view>;
    EXPECT_EQ(cutAt("a,bc", ','), (Parts{"a", "bc"}));
    EXPECT_EQ(cutAt("", ','), Parts{""});
    EXPECT_EQ(cutAt(",a,,", ','), (Parts{"", "a", "", ""}));
    EXPECT_EQ(cutAt("a,b", '\n'), Parts{"a,b"});
}

TEST(NameValues, ReadsWhatItWrote) {
    const std::vector<NameValue> pairs{{"a", "1"}, {"b", ""}, {"c", "x=y"}};
    EXPECT_EQ(joinNameValues(pairs, ','), "a=1,b=,c=x=y");
    EXPECT_EQ(parseNameValues("a=1,b=,c=x=y", ',', "").value(), pairs);
    EXPECT_TRUE(parseNameValues("", ',', "").value().empty());
    EXPECT_EQ(joinNameValues({}, ','), "");
}

TEST(NameValues, QuotesWhatCannotBeRead) {
    for (const auto& [text, part] :
         {std::pair("a=1,b", "\"b\""), {"=1", "\"=1\""}, {"a=1,,b=2", "\"\""}, {"a=1,", "\"\""}}) {
        const auto pairs = parseNameValues(text, ',', "--set");
        ASSERT_FALSE(pairs) << text;
        EXPECT_EQ(pairs.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(pairs.error().text().find(part), std::string::npos) << pairs.error().text();
        EXPECT_EQ(pairs.error().context, "--set");
        EXPECT_NE(pairs.error().text().find("name=value"), std::string::npos);
    }
}

} // namespace
} // namespace tastescope
