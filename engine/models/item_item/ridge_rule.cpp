// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/ridge_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {

// What a weight has to be held against are the coincidences of two items, of which there are more the more
// events an item has, and the longer the histories are. Measured (NDCG@10) on MovieLens latest, goodbooks,
// Steam and cuts of books and games into short histories: within .015 of the best of the values tried.
// Where a person has two or three events, what two items have in common is mostly how popular both are, and
// to explain one by the other away falls below what is popular: a strong ridge keeps the counts as they are.
// Measured with 2 to 4 events a person: a point more where popularity is hard to beat, up to half a point on
// books, games and artists cut to such histories, nowhere less. The square of how far histories are below
// what counts as long does the same up to fifteen events: EASE on films cut to 6, 8, 10 and 15 gains 11, 5, 6
// and 2 % beside the rule without it.
double ridgeFor(const DataShape& shape) {
    const double brevity = std::max(
        {1.0, std::pow(shortHistory / shape.perPerson(), 3), std::pow(shortEntryHistory / shape.history, 2)});
    return twoDigits(std::clamp(
        4 * std::cbrt(shape.perItem() * shape.perItem() * shape.perPerson()) * brevity, 5.0, 10000.0));
}

std::string ridgeReason(const DataShape& shape) {
    std::string text =
        fmt::format("four times the mean of {:.0f} events an item, which count twice, and {:.1f} a person",
                    shape.perItem(), shape.perPerson());
    return hasShortHistories(shape) ? text + "; more, as histories are short" : text;
}

} // namespace tastescope
