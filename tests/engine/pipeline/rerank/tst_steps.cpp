// SPDX-License-Identifier: GPL-3.0-or-later
// What it takes to find a list, or that there is none, where items have several values each, and that what
// leads there proves nothing that is not so.
#include "engine/pipeline/rerank/capacities.h"
#include "engine/pipeline/rerank/person_rerank.h"
#include "rerank_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

namespace tastescope {
namespace {

using test::RerankWorld;
using test::rulesOf;
using test::WorldShape;

/// Items of a few values, values of a few places.
struct Packing {
    std::vector<std::vector<std::uint32_t>> items;
    std::vector<std::size_t> places;
};

Packing randomPacking(Random& random) {
    Packing out;
    const std::size_t values = 2 + random.below(7);
    for (std::size_t value = 0; value < values; ++value) {
        out.places.push_back(random.below(8) == 0 ? Capacities::plenty : random.below(4));
    }
    for (std::uint64_t left = random.below(13); left > 0; --left) {
        std::vector<std::uint32_t>& item = out.items.emplace_back();
        for (std::uint32_t value = 0; value < values; ++value) {
            if (random.below(3) == 0) {
                item.push_back(value);
            }
        }
    }
    return out;
}

/// The most items that fit, by trying all sets.
std::size_t mostOf(const Packing& packing) {
    std::size_t most = 0;
    for (std::uint32_t set = 0; set < (1U << packing.items.size()); ++set) {
        std::vector<std::size_t> taken(packing.places.size(), 0);
        bool fits = true;
        for (std::size_t item = 0; item < packing.items.size(); ++item) {
            for (const std::uint32_t value : packing.items[item]) {
                fits = fits && ((set >> item & 1U) == 0 || ++taken[value] <= packing.places[value]);
            }
        }
        most = fits ? std::max(most, static_cast<std::size_t>(std::popcount(set))) : most;
    }
    return most;
}

/// Never that there are too few where there are enough; and where there are too few, nearly always.
TEST(Capacities, ProveOnlyWhatIsSo) {
    std::size_t tooFew = 0;
    std::size_t proved = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Random random(seed, 11);
        const Packing packing = randomPacking(random);
        const std::size_t most = mostOf(packing);
        Capacities capacities;
        capacities.begin(packing.places.size());
        std::vector<std::size_t> items;
        for (const auto& item : packing.items) {
            capacities.add(item);
            items.push_back(items.size());
        }
        for (std::size_t wanted = 0; wanted <= items.size() + 1; ++wanted) {
            const bool told = capacities.tooFew(items, packing.places, wanted);
            EXPECT_FALSE(told && wanted <= most) << seed << " " << wanted;
            if (!told && wanted == capacities.picked().size()) {
                EXPECT_LE(wanted, most) << seed << ": what is picked fits";
            }
            tooFew += wanted > most ? 1 : 0;
            proved += told ? 1 : 0;
        }
    }
    EXPECT_GT(tooFew, 500U);
    EXPECT_GT(static_cast<double>(proved), 0.9 * static_cast<double>(tooFew));
}

WorldShape manyValued(std::size_t candidates, std::size_t categories) {
    WorldShape shape;
    shape.items = 2 * candidates;
    shape.users = 2;
    shape.creators = 12;
    shape.categories = categories;
    shape.candidates = candidates;
    return shape;
}

/// Limits that leave a short list of what has many values, or none as long as is asked for.
TEST(RerankSteps, AreBoundedWhereItemsHaveManyValues) {
    const char* limits[] = {
        R"({"attribute": "categories", "max": 1})",
        R"({"attribute": "categories", "max": 3})",
        R"({"attribute": "categories", "gap": 2})",
        R"({"attribute": "categories", "max": 2, "window": 5}, {"attribute": "creator", "max": 1},
            {"condition": "flag == 1", "min_share": 0.7})",
    };
    std::size_t shortened = 0;
    for (const std::size_t candidates : {std::size_t{50}, std::size_t{200}}) {
        for (const std::size_t categories : {std::size_t{6}, std::size_t{18}}) {
            const RerankWorld world = test::randomWorld(manyValued(candidates, categories), categories);
            for (const char* limit : limits) {
                for (const char* balance : {R"({"mmr": 0.6})", R"({"dpp": 0.5})"}) {
                    const RuleSet rules = rulesOf(
                        fmt::format(R"({{"list": 30, "balance": {}, "limits": [{}]}})", balance, limit));
                    const auto compiled = CompiledRules::compile(rules, *world.prepared, 0).value();
                    for (const PreparedPerson& who : world.prepared->people()) {
                        PersonReranker one;
                        const PersonOutcome made = one.rerank(*world.prepared, compiled, who, {});
                        const std::size_t most = candidates <= 64 ? 15'000 : 300;
                        EXPECT_LE(made.steps, most) << limit << balance;
                        EXPECT_LE(made.steps, Arranger::mostSteps(candidates));
                        shortened += made.list.size() < 30 ? 1 : 0;
                        if (candidates > 64) { // no answer depends on what was asked before
                            EXPECT_EQ(one.rerank(*world.prepared, compiled, who, {}).list, made.list);
                        }
                    }
                }
            }
        }
    }
    EXPECT_GT(shortened, 20U);
}

/// Each value may come once: as many items as there are in the best set of them, however many there are and
/// however far beyond that the list is to be.
TEST(RerankSteps, FindTheLongestListOfManyCandidates) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        WorldShape shape = manyValued(40 + 60 * (seed % 3), 8);
        shape.users = 1;
        const RerankWorld world = test::randomWorld(shape, seed);
        const PreparedPerson& who = world.prepared->people().front();
        const AttributeColumn& column = *world.data->itemAttributes().table().find("categories");
        // Which sets of values can be used up by so many items: by set, the most items.
        std::vector<int> most(std::size_t{1} << 8U, -1);
        most[0] = 0;
        std::size_t without = 0;
        for (const ItemIndex item : who.items) {
            std::size_t values = 0;
            for (const std::uint32_t code : column.codesOf(item.value)) {
                values |= std::size_t{1} << code;
            }
            without += values == 0 ? 1 : 0;
            for (std::size_t used = most.size(); used-- > 0 && values != 0;) {
                if (most[used] >= 0 && (used & values) == 0) {
                    most[used | values] = std::max(most[used | values], most[used] + 1);
                }
            }
        }
        const auto longest = static_cast<std::size_t>(*std::ranges::max_element(most)) + without;
        for (const char* balance : {"{}", R"({"mmr": 0.6})"}) {
            const RerankResult made = test::rerankedBy(
                world,
                rulesOf(fmt::format(
                    R"({{"list": {}, "balance": {}, "limits": [{{"attribute": "categories", "max": 1}}]}})",
                    longest + 9, balance)));
            EXPECT_EQ(made.lists.front().size(), longest) << seed << balance;
        }
    }
}

} // namespace
} // namespace tastescope
