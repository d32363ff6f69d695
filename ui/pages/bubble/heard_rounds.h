// SPDX-License-Identifier: GPL-3.0-or-later
// Rounds as they come in from a running simulation, and what the lab draws of them. HeardRounds and the chart
// builders belong to the GUI thread; the inbox takes rounds from any.
#pragma once

#include "engine/data/dataset.h"
#include "engine/simulation/run_forecast.h"
#include "engine/simulation/takeaway.h"
#include "ui/charts/chart_spec.h"

#include <mutex>
#include <vector>

namespace tastescope {

/// Between the threads of the simulation and the page, which empties it now and then. Thread-safe.
class LoopInbox final : public SimulationSink {
public:
    void begins(const std::vector<LoopMetric>& metrics) override;
    void round(const LoopRound& round) override;
    /// What came since it was asked last.
    std::vector<LoopRound> take();
    std::vector<LoopMetric> metrics() const;
    /// What the job says of the run at its end: plainRunForecast, and what it took without its wait in the
    /// queue.
    void setTiming(PastRun timing);
    PastRun timing() const;

private:
    mutable std::mutex m_mutex;
    std::vector<LoopMetric> m_metrics;
    std::vector<LoopRound> m_rounds;
    PastRun m_timing;
};

class HeardRounds {
public:
    HeardRounds() = default;
    /// `places` of the policies in the form, which are their letters and colours, in the order of the run.
    HeardRounds(std::vector<int> places, std::size_t rounds);

    void setMetrics(std::vector<LoopMetric> metrics) { m_metrics = std::move(metrics); }
    void add(LoopRound round);

    bool empty() const { return m_count == 0; }
    std::size_t policies() const { return m_cells.size(); }
    int place(std::size_t policy) const { return m_places[policy]; }
    std::size_t rounds() const { return m_cells.empty() ? 0 : m_cells.front().size(); }
    /// The newest round that every policy has been heard of, -1 without any.
    int newest() const;
    /// Of a policy in a round, in as many repeats as have come.
    const std::vector<LoopRound>& of(std::size_t policy, std::size_t round) const {
        return m_cells[policy][round];
    }
    Band band(std::size_t policy, std::size_t round, const char* metric) const;
    bool has(const char* metric) const;

private:
    std::vector<LoopMetric> m_metrics;
    std::vector<int> m_places;                                ///< by policy
    std::vector<std::vector<std::vector<LoopRound>>> m_cells; ///< by policy, then round
    std::size_t m_count = 0;
};

/// A line a policy with its band over repeats; what comes after `cursor` is faint. Without rounds: the
/// question that it will answer.
ChartSpec measureChart(const HeardRounds& heard, const LabMeasure& measure, int cursor);

/// What somebody took under a policy, by category: shares over five rounds at a time and all repeats, stacked
/// to 1. The seven that they took most of under all policies are told apart, those that have a colour
/// everywhere in it; others are one.
ChartSpec streamChart(const HeardRounds& heard, const Dataset& data, std::size_t policy, std::size_t person,
                      int cursor);

} // namespace tastescope
