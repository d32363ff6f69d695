// SPDX-License-Identifier: GPL-3.0-or-later
// Random catalogues with people and candidates, small enough for every order to be tried, or larger.
#pragma once

#include "engine/base/random.h"
#include "engine/pipeline/rerank/reranker.h"
#include "engine/pipeline/rules/rule_set_json.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace tastescope::test {

struct WorldShape {
    std::size_t items = 12;
    std::size_t users = 4;
    std::size_t creators = 4;
    std::size_t categories = 3;
    std::size_t candidates = 8; ///< of each person, the first users
    bool ties = false;          ///< scores of a few values only
};

struct RerankWorld {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const RuleFacts> facts;
    std::shared_ptr<const PreparedCandidates> prepared;
};

inline AttributeColumn worldColumn(std::string name, AttributeKind kind) {
    AttributeColumn column;
    column.name = std::move(name);
    column.kind = kind;
    return column;
}

inline std::shared_ptr<const Dataset> randomData(const WorldShape& shape, Random& random) {
    Dataset::Parts parts;
    auto items = std::make_shared<IdMap>();
    auto users = std::make_shared<IdMap>();
    AttributeColumn creator = worldColumn("creator", AttributeKind::Text);
    AttributeColumn categories = worldColumn("categories", AttributeKind::List);
    AttributeColumn flag = worldColumn("flag", AttributeKind::Number);
    AttributeColumn released = worldColumn("released", AttributeKind::Date);
    categories.offsets.push_back(0);
    for (std::size_t at = 0; at < shape.categories; ++at) {
        categories.words.push_back("g" + std::to_string(at));
    }
    for (std::size_t item = 0; item < shape.items; ++item) {
        items->intern("i" + std::to_string(item));
        const std::uint64_t by = random.below(shape.creators + 1);
        creator.texts.push_back(by == shape.creators ? "" : "c" + std::to_string(by));
        for (std::uint32_t code = 0; code < shape.categories; ++code) {
            if (random.below(3) == 0) {
                categories.codes.push_back(code);
            }
        }
        categories.offsets.push_back(static_cast<std::uint32_t>(categories.codes.size()));
        flag.numbers.push_back(static_cast<double>(random.below(2)));
        released.dates.push_back(
            random.below(5) == 0 ? noTime : static_cast<Time>(random.below(400)) * millisecondsPerDay);
    }
    std::vector<Event> events;
    for (std::size_t user = 0; user < shape.users; ++user) {
        users->intern("u" + std::to_string(user));
        for (std::uint64_t left = 1 + random.below(6); left > 0; --left) {
            events.push_back({UserIndex(user), ItemIndex(random.below(shape.items)), 0,
                              std::numeric_limits<float>::quiet_NaN(),
                              static_cast<Time>(random.below(400)) * millisecondsPerDay});
        }
    }
    parts.items = items;
    parts.users = users;
    parts.signals = {SignalType{}};
    parts.itemAttributes =
        std::make_shared<ItemAttributes>(AttributeTable{shape.items, {creator, categories, flag, released}});
    parts.events = std::make_shared<Interactions>(std::move(events), shape.users);
    return std::make_shared<const Dataset>(std::move(parts));
}

inline RerankWorld randomWorld(const WorldShape& shape, std::uint64_t seed) {
    Random random(seed, 99);
    RerankWorld world;
    world.data = randomData(shape, random);
    world.facts = std::make_shared<const RuleFacts>(ruleFactsOf(world.data));
    std::vector<CandidateList> lists;
    for (std::size_t user = 0; user < shape.users; ++user) {
        std::vector<std::uint32_t> order;
        for (std::uint32_t item = 0; item < shape.items; ++item) {
            order.push_back(item);
        }
        random.shuffle(std::span(order));
        CandidateList list;
        list.user = UserIndex(user);
        for (std::size_t at = 0; at < std::min(shape.candidates, order.size()); ++at) {
            const double score = shape.ties ? static_cast<double>(random.below(4)) : random.uniform();
            list.candidates.push_back({ItemIndex(order[at]), score});
        }
        lists.push_back(std::move(list));
    }
    world.prepared = std::make_shared<const PreparedCandidates>(world.facts, std::move(lists));
    return world;
}

inline RuleSet rulesOf(const std::string& json) {
    Result<RuleSet> rules = parseRuleSet(json);
    EXPECT_TRUE(rules) << json << rules.error().text();
    return rules ? *std::move(rules) : RuleSet{};
}

inline RerankResult rerankedBy(const RerankWorld& world, const RuleSet& rules, RerankOptions options = {}) {
    Result<RerankResult> made = Reranker(world.prepared).run(rules, options);
    EXPECT_TRUE(made) << ruleSetJson(rules) << made.error().text();
    return made ? *std::move(made) : RerankResult{};
}

} // namespace tastescope::test
