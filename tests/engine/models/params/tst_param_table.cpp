// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/params/param_table.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

enum class Solver { Exact, Steps };

struct Shape {
    std::size_t heads = 2;
    bool round = true;
};
struct Common {
    int epochs = 7;
};
struct Options : Common {
    float rate = 0.25F;
    double decay = 0;
    bool skips = true;
    Solver solver = Solver::Steps;
    std::optional<Solver> second{};
    std::string word = "b";
    Shape shape;
    int untouched = 5;
};

ParamTable<Options> table() {
    return {
        {"epochs", "Epochs", &Options::epochs, 1, 1000, "Rounds.", rounds() | inName()},
        {"rate", "Rate", &Options::rate, 0.001, 1, "A step.", advanced() | searchedIn(0.01, 0.5)},
        {"decay", "Decay", &Options::decay, 0, 1, "None at 0."},
        {"skips", "Skips", &Options::skips, "Whether skips count."},
        {"solver", "Solver", &Options::solver, {{"exact", Solver::Exact}, {"steps", Solver::Steps}}, "How."},
        {"second", "Second", &Options::second, {{"auto", std::nullopt}, {"exact", Solver::Exact}}, "Then."},
        {"word", "Word", &Options::word, words({"a", "b"}), "A word.", searchedAmong({"a"})},
        {"heads", "Heads", nested(&Options::shape, &Shape::heads), 1, 20, "Parts."},
        {"form",
         "Form",
         nested(&Options::shape, &Shape::round),
         {{"round", true}, {"flat", false}},
         "Form."}};
}

const ParamSpec& specOf(const std::vector<ParamSpec>& specs, std::string_view name) {
    return *std::find_if(specs.begin(), specs.end(),
                         [&](const ParamSpec& spec) { return spec.name == name; });
}

TEST(ParamTable, DeclaresWhatTheOptionsHold) {
    const std::vector<ParamSpec> specs = table().specs();
    const ParamSet defaults(specs);
    EXPECT_EQ(defaults.text(),
              "decay=0,epochs=7,form=round,heads=2,rate=0.25,second=auto,skips=true,solver=steps,word=b");
    EXPECT_EQ(specs.front().name, "epochs") << "in the order of the table";
    EXPECT_EQ(specOf(specs, "solver").choices, (std::vector<std::string>{"exact", "steps"}));
    EXPECT_EQ(specOf(specs, "heads").type, ParamType::Integer);
    EXPECT_EQ(specOf(specs, "rate").type, ParamType::Real);
    EXPECT_EQ(specOf(specs, "skips").type, ParamType::Flag);
    EXPECT_EQ(specOf(specs, "form").type, ParamType::Choice);
}

TEST(ParamTable, SetsTheMembers) {
    const ParamTable<Options> bound = table();
    const std::vector<ParamSpec> specs = bound.specs();
    const Result<ParamSet> params = ParamSet::parse(
        specs, "epochs=30,rate=0.5,decay=0.1,skips=no,solver=exact,second=exact,word=a,heads=4,form=flat");
    ASSERT_TRUE(params) << params.error().text();
    const Options options = bound.optionsOf(*params);
    EXPECT_EQ(options.epochs, 30);
    EXPECT_EQ(options.rate, 0.5F);
    EXPECT_EQ(options.decay, 0.1);
    EXPECT_FALSE(options.skips);
    EXPECT_EQ(options.solver, Solver::Exact);
    EXPECT_EQ(options.second, Solver::Exact);
    EXPECT_EQ(options.word, "a");
    EXPECT_EQ(options.shape.heads, 4U);
    EXPECT_FALSE(options.shape.round);
    EXPECT_EQ(options.untouched, 5);
}

TEST(ParamTable, KeepsTheTraits) {
    const std::vector<ParamSpec> specs = table().specs();
    EXPECT_TRUE(specOf(specs, "epochs").rounds && specOf(specs, "epochs").inName);
    EXPECT_FALSE(specOf(specs, "epochs").advanced || specOf(specs, "heads").rounds);
    EXPECT_TRUE(specOf(specs, "rate").advanced);
    EXPECT_EQ(specOf(specs, "rate").searchLow, 0.01);
    EXPECT_EQ(specOf(specs, "rate").searchHigh, 0.5);
    EXPECT_EQ(specOf(specs, "word").searchChoices, std::vector<std::string>{"a"});
}

TEST(ParamTable, GoesInPowersWhereTheRangeIsWide) {
    const std::vector<ParamSpec> specs = table().specs();
    EXPECT_TRUE(specOf(specs, "epochs").logarithmic);
    EXPECT_TRUE(specOf(specs, "rate").logarithmic);
    EXPECT_FALSE(specOf(specs, "decay").logarithmic) << "0 has no logarithm";
    EXPECT_FALSE(specOf(specs, "heads").logarithmic) << "20 times is not wide";
    const ParamTable<Options> even{{"epochs", "Epochs", &Options::epochs, 1, 1000, "Rounds.", linear()}};
    EXPECT_FALSE(even.specs().front().logarithmic);
}

TEST(ParamTable, TakesOtherDefaults) {
    Options standard;
    standard.epochs = 9;
    standard.untouched = 6;
    const ParamTable<Options> other(standard, {{"epochs", "Epochs", &Options::epochs, 1, 10, "Rounds."}});
    const std::vector<ParamSpec> specs = other.specs();
    EXPECT_EQ(ParamSet(specs).integer("epochs"), 9);
    EXPECT_EQ(other.optionsOf(ParamSet(specs)).untouched, 6);
}

} // namespace
} // namespace tastescope
