// SPDX-License-Identifier: GPL-3.0-or-later
// Where the candidates come from that rules are applied to: one object, whether a stored model names its best
// or several stages stand behind it. And the people whose candidates they are.
#pragma once

#include "engine/pipeline/rerank/candidates.h"
#include "engine/pipeline/rules/rule_set.h"
#include "engine/ranking/recommend.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tastescope {

inline constexpr std::size_t candidatesOfModel = 1'000; ///< the best of a model that are re-ranked
inline constexpr std::size_t sampledPeople = 500;

/// Immutable, thread-safe.
class CandidateSource {
public:
    virtual ~CandidateSource() = default;
    /// Best first, for each of the users; nothing they have had. Fails by cancellation.
    virtual Result<std::vector<RankedList>> best(const Dataset& data, std::span<const UserIndex> users,
                                                 const ExecutionContext& context) const = 0;
    /// The same of these items alone (sorted), on the same scale: what rules pin is a candidate wherever it
    /// ranks.
    virtual Result<std::vector<RankedList>> scored(const Dataset& data, std::span<const UserIndex> users,
                                                   std::span<const ItemIndex> items,
                                                   const ExecutionContext& context) const = 0;
};

/// The best 1,000 of a model, through the door.
class ModelCandidates : public CandidateSource {
public:
    explicit ModelCandidates(std::shared_ptr<const Recommender> model) : m_model(std::move(model)) {}
    Result<std::vector<RankedList>> best(const Dataset& data, std::span<const UserIndex> users,
                                         const ExecutionContext& context) const override;
    Result<std::vector<RankedList>> scored(const Dataset& data, std::span<const UserIndex> users,
                                           std::span<const ItemIndex> items,
                                           const ExecutionContext& context) const override;

private:
    std::shared_ptr<const Recommender> m_model;
};

/// `count` of those who did something, drawn by the seed, in the order of the data; all when there are fewer.
std::vector<UserIndex> samplePeople(const Dataset& data, std::size_t count, std::uint64_t seed);

/// People with what may be shown to them, made once; what stays while rules change.
struct RankedPeople {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const CandidateSource> source;
    std::vector<UserIndex> users;
    std::vector<RankedList> best;
};
Result<RankedPeople> rankPeople(std::shared_ptr<const Dataset> data,
                                std::shared_ptr<const CandidateSource> source, std::vector<UserIndex> users,
                                const ExecutionContext& context);

/// The lists with what is pinned.
Result<std::vector<CandidateList>> candidateLists(const RankedPeople& people,
                                                  std::span<const ItemIndex> pinned,
                                                  const ExecutionContext& context);

} // namespace tastescope
