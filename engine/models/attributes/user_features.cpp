// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/attributes/user_features.h"

#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace tastescope {
namespace {

/// Plain texts with few different values as lists of one word each, so that they count.
AttributeTable wordsOfPeople(const AttributeTable& table) {
    AttributeTable out;
    out.rows = table.rows;
    for (const AttributeColumn& column : table.columns) {
        if (column.kind != AttributeKind::Text) {
            out.columns.push_back(column);
            continue;
        }
        const std::set<std::string> values(column.texts.begin(), column.texts.end());
        if (2 * values.size() > table.rows) {
            continue; // nearly a name: it likens nobody
        }
        AttributeColumn words;
        words.name = column.name;
        words.kind = AttributeKind::List;
        words.offsets.push_back(0);
        for (const std::string& value : values) {
            words.words.push_back(column.name + " " + value);
        }
        for (const std::string& text : column.texts) {
            if (!text.empty()) {
                words.codes.push_back(
                    static_cast<std::uint32_t>(std::distance(values.begin(), values.find(text))));
            }
            words.offsets.push_back(static_cast<std::uint32_t>(words.codes.size()));
        }
        out.columns.push_back(std::move(words));
    }
    return out;
}

} // namespace

Result<ContentFeatures> userFeatures(const AttributeTable& attributes, std::size_t users,
                                     const ContentWeights& weights, const ExecutionContext& context) {
    return contentFeatures(ItemAttributes(wordsOfPeople(attributes)), users, weights, context);
}

} // namespace tastescope
