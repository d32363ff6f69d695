// SPDX-License-Identifier: GPL-3.0-or-later
// One source of a mix: asked for many people at once, it gives each a list. Of this folder alone.
#pragma once

#include "engine/pipeline/candidates/mix.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

/// What all sources are told. Items are those of the data of the mix.
struct SourceQuestion {
    std::span<const Asker> askers;
    std::span<const History> pasts;                    ///< of each
    std::span<const std::vector<ItemIndex>> seen;      ///< of each, sorted
    std::optional<std::span<const ItemIndex>> allowed; ///< sorted, below `items`; nothing: all
    std::span<const char> may;                         ///< by item; empty: all
    std::size_t items = 0;
};

/// Immutable, thread-safe.
class Source {
public:
    virtual ~Source() = default;
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    /// At most `length` (> 0) items for each, best first, none that was seen or is not allowed. A length of
    /// all items is always answered exactly. Fails only by cancellation.
    virtual Result<void> find(const SourceQuestion& question, std::size_t length, std::span<RankedList> lists,
                              const ExecutionContext& context) const = 0;
    virtual double indexRecall() const { return 1; }
};

/// The model of a spec that needs one is there.
Result<std::unique_ptr<const Source>> makeSource(const SourceSpec& spec, const Dataset& data,
                                                 const MixOptions& options, const ExecutionContext& context);

// By what they are made from.
std::unique_ptr<const Source> modelSource(std::shared_ptr<const Recommender> model);
std::unique_ptr<const Source> itemToItemSource(std::shared_ptr<const Recommender> model,
                                               std::size_t lastItems);
/// The same order for everybody.
std::unique_ptr<const Source> orderSource(RankedList order);
std::unique_ptr<const Source> randomSource(std::uint64_t seed);
/// By inner product, or by angle.
Result<std::unique_ptr<const Source>> vectorSource(std::shared_ptr<const Recommender> model, bool angle,
                                                   std::size_t graphFrom, const ExecutionContext& context);

/// Most people first, with how many they are; items that nobody has are left out.
RankedList popularOrder(const Dataset& data);
/// By release, where it is not known by first event: newest first, then most people, then item; scores are
/// days since 1970. What has neither is left out.
RankedList newestOrder(const Dataset& data);

} // namespace tastescope
