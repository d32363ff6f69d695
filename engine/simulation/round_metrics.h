// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of one round in the numbers of `evaluate`, to the last digit: the same functions, about the
// catalogue, the popularity and the pasts as they were before the first round, so that rounds compare. What
// needs hits is left out; what there are no attributes for, too.
#pragma once

#include "engine/base/result.h"
#include "engine/evaluation/measure.h"
#include "engine/ranking/recommend.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// A number of a round.
struct LoopMetric {
    std::string id;    ///< as in the metrics, or "…_lists", "…_consumption" where there are two of a kind
    std::string title; ///< "Variety in a list"
    std::string unit;
    std::string help;
};

/// Immutable, thread-safe.
class RoundMeter {
public:
    /// Of people of the data, in this order. Fails only by cancellation.
    static Result<std::shared_ptr<const RoundMeter>> make(const Dataset& data,
                                                          std::span<const UserIndex> people, std::size_t k,
                                                          const ExecutionContext& context);
    RoundMeter(const RoundMeter&) = delete;
    RoundMeter& operator=(const RoundMeter&) = delete;

    const std::vector<LoopMetric>& metrics() const { return m_metrics; }
    /// The items of the data with an event, ascending.
    const std::vector<ItemIndex>& catalogue() const { return m_catalogue; }
    /// What they did before, every pair counting 1 or 0: rows as the people.
    std::shared_ptr<const Dataset> pasts() const { return m_input.train; }

    /// By metric; of people with a list. NaN where nothing can be said. Fails only by cancellation.
    Result<std::vector<double>> of(std::span<const RankedList> lists, const ExecutionContext& context) const;

private:
    RoundMeter() = default;

    EvaluationInput m_input;
    Yardstick m_yardstick; ///< without users
    std::vector<LoopMetric> m_metrics;
    std::vector<ItemIndex> m_catalogue;
};

} // namespace tastescope
