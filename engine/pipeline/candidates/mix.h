// SPDX-License-Identifier: GPL-3.0-or-later
// The first stage: from the whole catalogue to some hundred items a person, by several sources with a quota
// each. Every source gives its items best first, without what the person has had and what the filter leaves
// out; where few items are left, all of them are looked at, never a graph.
//
// Each source first brings as many items as its quota says. What duplicates and short sources leave of the
// total is dealt out one place after the other: to the source with the fewest extra places for its quota
// (extra + 1) / quota, the earlier one among equals, which brings its next item that nobody has brought;
// random exploration gets more than its quota only when no other source has anything left.
//
// The same bits on any number of threads; for a person whoever else is asked for, up to the rounding of
// scores that a model takes for several people at once.
#pragma once

#include "engine/index/neighbour_index.h"
#include "engine/pipeline/candidates/candidate.h"
#include "engine/ranking/recommend.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

enum class SourceKind : std::uint8_t {
    Model,      ///< the best of a model, by a full ranking
    Neighbours, ///< items whose vectors have the largest inner product with the person's, by the index
    Angle,      ///< items whose vectors point where the person's does, by the index
    ItemToItem, ///< items most like the last ones of the past, by the model's similarity
    Popular,    ///< most people first
    New,        ///< by release, else by first event, newest first
    Random      ///< any item as likely as any other
};

struct SourceSpec {
    std::string name; ///< unique in a mix
    SourceKind kind = SourceKind::Model;
    std::size_t quota = 0;
    /// Of the first four kinds. A model without vectors makes Neighbours and Angle empty sources.
    std::shared_ptr<const Recommender> model{};
};

struct MixOptions {
    std::vector<SourceSpec> sources; ///< names unique; a quota of 0 only says where an item stands
    std::size_t total = 1'000;       ///< candidates of a person at most
    std::size_t lastItems = 10;      ///< of the past that ItemToItem starts from
    std::uint64_t seed = 42;         ///< of random exploration
    /// Vectors from which the index is a graph; its build takes a minute for 100,000.
    std::size_t graphFrom = 100'000;
};

/// What may be found, the same for all who are asked for; sorted.
struct MixFilter {
    std::span<const ItemIndex> leaveOut{}; ///< besides what each asker has had
    std::optional<std::span<const ItemIndex>> allowed{};
};

/// What one source did for all who were asked for.
struct SourceCost {
    double milliseconds = 0; ///< that it took, for one person its latency
    std::size_t found = 0;   ///< items before merging, at most the total a person
};

/// Immutable, thread-safe.
class CandidateMix {
public:
    /// Builds the indexes. InvalidArgument: two sources of one name, a source that needs a model without one,
    /// quotas above the total. OutOfMemory, Cancelled.
    static Result<std::shared_ptr<const CandidateMix>>
    make(std::shared_ptr<const Dataset> data, MixOptions options, const ExecutionContext& context = {});
    virtual ~CandidateMix() = default;

    virtual const MixOptions& options() const = 0;
    virtual const std::shared_ptr<const std::vector<std::string>>& names() const = 0;
    /// Share of the true nearest the source's index finds; 1 where it is exact or there is none.
    virtual double indexRecall(std::size_t source) const = 0;

    /// set[i] is that of askers[i], who are of this data, of one that has grown from it, or strangers.
    /// `costs` (by source) may be null. Fails only by cancellation.
    virtual Result<std::vector<CandidateSet>> candidates(std::span<const Asker> askers,
                                                         const MixFilter& filter,
                                                         const ExecutionContext& context,
                                                         std::vector<SourceCost>* costs = nullptr) const = 0;
    /// How given items (ascending) stand in every source when all of them are looked at, whatever the quotas:
    /// exact ranks, which an index may have missed; no hit where a source does not list the item, and none of
    /// random exploration. Nothing counts as taken. For questions about few people: every source is asked for
    /// its whole list.
    virtual Result<CandidateSet> standingOf(const Asker& asker, std::span<const ItemIndex> items,
                                            const MixFilter& filter,
                                            const ExecutionContext& context) const = 0;
};

} // namespace tastescope
