// SPDX-License-Identifier: GPL-3.0-or-later
// Who stands in first for people of whom next to nothing is known, decided by the data. People with five
// likes or more are cut to one event, drawn by the seed; of content from that one, popularity among people
// like them and popularity among everybody it is measured which ranks what was held back best (NDCG@10, pairs
// of lists of the same person). What is more personal comes first only where it beats each of what is less
// personal by more than the 95 % interval of the difference (Student's t). Genres alone seldom do, rich
// descriptions often.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

enum class ListSource : std::uint8_t { Model, Content, Segment, Popularity };
/// "model", "content", "segment", "popularity": stable.
std::string_view listSourceName(ListSource source);
/// What is said of such a list: "From one liked item, by attributes".
std::string_view listSourceWords(ListSource source);
/// Of its stable name; nothing else.
Result<ListSource> parseListSource(std::string_view name);

struct FallbackOrder {
    /// The first that can say something makes the list; Popularity, which always can, is the last.
    std::vector<ListSource> sources{ListSource::Content, ListSource::Segment, ListSource::Popularity};
    std::size_t people = 0; ///< it was measured on; 0: too few, and the order is the usual one
    /// By ListSource, NDCG@10 of what was held back; NaN where it was not measured.
    std::array<double, 4> ndcg{};

    bool measured() const { return people > 0; }
    bool has(ListSource source) const;
    friend bool operator==(const FallbackOrder& one, const FallbackOrder& other);
};

/// Fewer people than these decide nothing.
inline constexpr std::size_t peopleToDecide = 20;

/// By numbers of the same people, which may be empty for what does not apply; the rule above, pure.
std::vector<ListSource> orderBy(std::span<const double> content, std::span<const double> segment,
                                std::span<const double> popularity);

/// At most 500 people and a third of all; the others are learned from. The seed is one of its own: the same
/// data has one order. Fails by cancellation, and on what a training fails on.
Result<FallbackOrder> measureFallbackOrder(const Dataset& data, const ExecutionContext& context = {});

/// "What is popular with people like them, then what is popular with everybody. Of 314 people cut to one
/// event, …": how short histories are served, and why so.
std::string fallbackOrderWords(const FallbackOrder& order);

} // namespace tastescope
