// SPDX-License-Identifier: GPL-3.0-or-later
// What the usual names of columns mean, in their many spellings. Pure functions.
#pragma once

#include "engine/data/dataset.h"

#include <string>
#include <string_view>

namespace tastescope {

/// Lower case without accents, letters and digits only: "User-ID" and "user_id" are "userid".
std::string plainName(std::string_view name);

enum class NameMeaning {
    Unknown,
    User,
    Item,
    WeakItem, ///< an item when nothing better is there: "artist", "show"
    RowId,    ///< "id", "index": of whatever the file lists
    Signal,
    Value,
    Time,
    Title,
    Creator,
    Categories,
    Tags,
    Released,
    UserTrait ///< age, gender, …
};

/// Of a name as it stands in the header, or as plainName() gives it; in English, German, French or Spanish.
/// A remark in brackets and a type as in "rating:float" do not matter.
NameMeaning meaningOfName(std::string_view name);

/// User, Item, Value or Time for a name that is built from known words: "customer_unique_id", "user_rating",
/// "order_purchase_timestamp". Figures about an item ("average_rating") and dates of other things
/// ("birth_date") are Unknown.
NameMeaning likelyMeaning(std::string_view name);

/// Whether a name ends as names of ids do: "work_id", "goodreadsId", "isbn13", "imdb_url", "product code".
bool namesAnId(std::string_view name);
/// "rank", "chart_position": a number that counts the rows and still says something.
bool namesAPlace(std::string_view name);
/// "release_timestamp", "published_at".
bool namesARelease(std::string_view name);

/// "title", "creator", "categories", "tags", "released"; empty for other meanings.
std::string_view attributeOf(NameMeaning meaning);

/// What things are called where the item column has this (plain) name: film and viewer, book and reader, …
Nouns nounsForItem(std::string_view plain);

} // namespace tastescope
