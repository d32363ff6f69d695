// SPDX-License-Identifier: GPL-3.0-or-later
// Small random worlds that hold what files hold: lists that are short, empty or repeat an item, items without
// training events in lists and among what was to be found, items without attributes, people without a history
// or without tests, ties in popularity; events weigh by their values in some and alike in others.
#pragma once

#include "engine/evaluation/evaluator.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tastescope::test {

using Item = std::uint32_t;

struct World {
    std::size_t users = 0;
    std::size_t items = 0;                         ///< that have a row
    bool values = false;                           ///< events weigh by them
    std::vector<std::map<Item, float>> have;       ///< by user, with values
    std::vector<std::map<Item, float>> want;       ///< with gains; items from `items` on are unknown to train
    std::vector<std::vector<Item>> lists;          ///< by user
    std::vector<std::set<std::string>> attributes; ///< by item
    std::vector<std::set<std::string>> categories; ///< by item
    std::vector<std::string> creators;             ///< by item; empty: not known
    EvaluationInput input;
    Contestant contestant{"lists", "", {}};
};

inline AttributeColumn wordsOf(const char* name, const std::vector<std::set<std::string>>& words) {
    AttributeColumn column;
    column.name = name;
    column.kind = AttributeKind::List;
    column.offsets.push_back(0);
    for (const std::set<std::string>& of : words) {
        for (const std::string& word : of) {
            const auto known = std::ranges::find(column.words, word);
            column.codes.push_back(static_cast<std::uint32_t>(known - column.words.begin()));
            if (known == column.words.end()) {
                column.words.push_back(word);
            }
        }
        column.offsets.push_back(static_cast<std::uint32_t>(column.codes.size()));
    }
    return column;
}

/// Categories, tags and creators, any of them missing here and there; a title and a number say nothing.
inline std::shared_ptr<const ItemAttributes> drawAttributes(World& world, Random& random) {
    std::vector<std::set<std::string>>& categories = world.categories;
    categories.resize(world.items);
    std::vector<std::set<std::string>> tags(world.items);
    AttributeColumn creators;
    creators.name = "creator";
    creators.kind = AttributeKind::Text;
    AttributeColumn titles = creators;
    titles.name = "title";
    world.attributes.resize(world.items);
    for (std::size_t item = 0; item < world.items; ++item) {
        const bool known = random.below(5) > 0;
        for (std::uint64_t left = known ? random.below(3) : 0; left > 0; --left) {
            categories[item].insert("c" + std::to_string(random.below(3)));
            tags[item].insert("c" +
                              std::to_string(random.below(4))); // the same words mean something else here
        }
        creators.texts.push_back(known && random.below(2) > 0 ? "a" + std::to_string(random.below(3)) : "");
        titles.texts.emplace_back("the same words");
        for (const std::string& word : categories[item]) {
            world.attributes[item].insert("category " + word);
        }
        for (const std::string& word : tags[item]) {
            world.attributes[item].insert("tag " + word);
        }
        if (!creators.texts.back().empty()) {
            world.attributes[item].insert("creator " + creators.texts.back());
        }
    }
    world.creators = creators.texts;
    return std::make_shared<ItemAttributes>(AttributeTable{
        world.items, {wordsOf("categories", categories), wordsOf("tags", tags), creators, titles}});
}

inline World drawWorld(std::uint64_t seed) {
    Random random(seed);
    World world;
    world.users = 2 + random.below(45);
    world.items = 3 + random.below(12);
    world.values = random.below(2) > 0;
    const std::size_t cold = random.below(3); // the last of the rows have no training event
    std::vector<Event> train;
    std::vector<Event> test;
    world.have.resize(world.users);
    world.want.resize(world.users);
    world.lists.resize(world.users);
    for (std::size_t user = 0; user < world.users; ++user) {
        const bool stranger = random.below(9) == 0;
        const bool untested = user > 0 && random.below(6) == 0;
        for (Item item = 0; item < world.items + 2; ++item) {
            const auto value = static_cast<float>(1 + random.below(5));
            const std::uint64_t draw = random.below(10);
            const bool warm = item + cold < world.items;
            const bool wanted = user == 0 && item == 1; // a world without tests has no result
            if (draw < 4 && warm && !wanted && (!stranger || (user == 0 && item == 0))) {
                world.have[user][item] = value;
                train.push_back({UserIndex(user), ItemIndex(item), 0, value, noTime});
            } else if ((draw == 9 || wanted) && !untested) {
                world.want[user][item] = value;
                test.push_back({UserIndex(user), ItemIndex(item), 0, value, noTime});
            }
        }
        // Anything may stand in a list made elsewhere: what the user has, what nobody has, and repetitions.
        for (std::uint64_t left = random.below(4) == 0 ? 0 : random.below(8); left > 0; --left) {
            world.lists[user].push_back(static_cast<Item>(random.below(world.items)));
        }
    }
    Dataset::Parts parts;
    parts.users = numberedIds("u", world.users);
    parts.items = numberedIds("i", world.items);
    parts.signals = {{"rating", SignalKind::Explicit, 1, world.values}};
    parts.matrix.binary = !world.values;
    parts.itemAttributes = drawAttributes(world, random);
    parts.events = std::make_shared<Interactions>(std::move(train), world.users);
    world.input.train = std::make_shared<Dataset>(std::move(parts));
    world.input.test = heldOutOf(*world.input.train, Interactions(std::move(test), world.users));
    world.input.protocol = "twin";
    for (const std::vector<Item>& list : world.lists) {
        std::vector<ScoredItem>& row = world.contestant.lists.emplace_back();
        for (const Item item : list) {
            row.push_back({ItemIndex(item), -static_cast<float>(row.size())});
        }
    }
    return world;
}

} // namespace tastescope::test
