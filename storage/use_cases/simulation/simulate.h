// SPDX-License-Identifier: GPL-3.0-or-later
// Feedback loops on a project: policies by their texts, the truth of the synthetic service or tastes guessed
// from the log, and how far to trust the run; the same for the window and the command line.
#pragma once

#include "engine/data/demo/demo_world.h"
#include "engine/index/projection.h"
#include "engine/simulation/choice_estimates.h"
#include "engine/simulation/sanity.h"
#include "engine/simulation/simulation.h"
#include "engine/simulation/takeaway.h"
#include "storage/files/cell_guard.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tastescope {

struct ReportContent;

inline constexpr std::size_t simulatedPeople = 500;

/// ID[:name=value,…][+RULES.json]. Beside the algorithms there are `random`, other items in every round;
/// `ideal`, which knows the truth; and `epsilon_greedy:epsilon=0.1,of=ID,…`, which gives that share of the
/// places of another (als unless said) to chance. InvalidArgument; what is wrong with the rules.
Result<PolicySpec> parsePolicy(const std::string& text, const ExecutionContext& context = {});

/// The truth about the people and items of synthetic data; nothing when they are others by now.
Result<std::optional<TasteWorld>> truthOf(const Dataset& data, const DemoOptions& options,
                                          const ExecutionContext& context = {});

struct SimulateRequest {
    SimulationOptions options;           ///< without people
    std::size_t users = simulatedPeople; ///< drawn by the seed from those with a past
    /// What the synthetic data was made with; nothing: nobody knows the truth.
    std::optional<DemoOptions> demo{};
    /// Settings that the log says something of come from it, but for those given, by their ids.
    bool estimate = false;
    std::set<std::string> given{};
};

/// What the data says of how people choose; nothing is simulated. Fails as estimateChoice of the engine does.
Result<std::vector<ChoiceEstimate>> estimateFromData(const std::shared_ptr<const Dataset>& data,
                                                     const std::optional<DemoOptions>& demo,
                                                     const ExecutionContext& context = {});

struct SimulateAnswer {
    SimulationResult result;
    Sanity sanity;
    SimulationOptions options;
    bool truth = false;             ///< tastes are those of the synthetic service
    std::optional<double> strength; ///< by which tastes decide; nothing when nobody asks for them
    std::vector<PlanePoint> map; ///< by item, where its vector lies (principalPlane); NaN where it has none
    std::vector<ChoiceEstimate> estimates; ///< where they were asked for
    std::set<std::string> used;            ///< ids of those that were set by them
};

/// Fails as simulate() of the engine does. No project is touched.
Result<SimulateAnswer> simulateData(const std::shared_ptr<const Dataset>& data, SimulateRequest request,
                                    SimulationSink* sink = nullptr, const ExecutionContext& context = {});

/// The keys of the command line.
std::string simulationJson(const SimulateAnswer& answer);
/// What a report says of it: the takeaway and how far to trust it, the settings, and every metric by round
/// under every policy with bands.
ReportContent simulationReport(const SimulateAnswer& answer);
/// InvalidArgument for a file that writeSimulation does not know by its extension.
Result<void> checkSimulationFile(const std::filesystem::path& path);
/// By the file's extension: a row a round, policy and repeat as .csv or .json; the report as .html or .pdf.
Result<void> writeSimulation(const SimulateAnswer& answer, const std::filesystem::path& path,
                             const ExecutionContext& context = {}, Cells cells = Cells::Guarded);

} // namespace tastescope
