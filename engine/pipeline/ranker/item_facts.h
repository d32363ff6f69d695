// SPDX-License-Identifier: GPL-3.0-or-later
// What the events of a data set and its attributes say of the items, made once for all whose candidates are
// ranked. Nothing here looks past the newest event. Immutable, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/data/dataset.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct ItemFacts {
    /// The newest shares of all events in which the items' events are counted.
    static constexpr std::array<double, 3> recentShares{0.02, 0.1, 0.3};
    static constexpr std::size_t mostNumbers = 8; ///< numeric attributes that are looked at

    struct Item {
        std::uint32_t events = 0;
        std::array<std::uint32_t, 3> recent{}; ///< among the newest events; 0 without times
        float place = 0;                       ///< by popularity: 0 the most popular, 1 the least
        Time first = noTime;                   ///< event
        Time last = noTime;
        Time released = noTime;
        float mean = 0;      ///< of the values, NaN without
        float deviation = 0; ///< likewise
        float audience = 0;  ///< mean log(1 + events) of its people; NaN without any
        std::optional<std::uint32_t> creator{};
    };
    /// Words that an item has: categories, tags and its creator, as numbers, with what each says (its idf).
    struct Words {
        std::vector<std::uint32_t> offsets{0};
        std::vector<std::uint32_t> codes; ///< ascending within an item
        std::vector<float> idf;           ///< by word
        std::vector<float> norms;         ///< by item
        std::span<const std::uint32_t> of(std::size_t item) const {
            return std::span(codes).subspan(offsets[item], offsets[item + 1] - offsets[item]);
        }
    };

    std::shared_ptr<const Dataset> data;
    Time now = noTime; ///< the newest event
    double days = 0;   ///< from the first event to it
    std::vector<Item> items;
    std::vector<std::uint32_t> creatorEvents;
    std::vector<std::uint32_t> creatorItems;
    Words words;
    std::vector<std::string> numberNames;        ///< attributes
    std::vector<const AttributeColumn*> numbers; ///< their columns; null where the data has none such
    std::vector<float> numberScale;              ///< their standard deviations over the items, 1 where 0
    double perEvent = 0;                         ///< 1,000 / events: counts of data that grows, made alike
};

/// Of the numeric attributes those named. Incomplete after a stop.
ItemFacts itemFactsOf(std::shared_ptr<const Dataset> data, std::vector<std::string> numbers,
                      const ExecutionContext& context = {});
/// The numeric attributes that a new ranker looks at: the first mostNumbers.
std::vector<std::string> rankedNumbers(const Dataset& data);

/// Days from a moment to another; NaN when either is unknown, 0 at least.
float daysBetween(Time from, Time to);

} // namespace tastescope
