// SPDX-License-Identifier: GPL-3.0-or-later
// The pipeline over the models of a project: the same for the window and the command line.
#pragma once

#include "engine/pipeline/biography.h"
#include "engine/pipeline/candidates/recall.h"
#include "storage/use_cases/pipeline/mix_sources.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tastescope {

class Project;

struct PipelineRequest {
    std::string model;  ///< main source; empty: the ranker's model, else the newest that recommends to people
    std::string ranker; ///< a stored model; empty: the main one's order
    std::string sources; ///< as mix_sources.h has it; empty: what suits
    std::size_t candidates = 1'000;
    std::size_t passOn = 50;
    std::optional<std::size_t> length; ///< of the list, before what the rules say; nothing: theirs, or 30
    RuleSet rules;
    std::string rulesName; ///< what errors call them: their file
    /// What ages and the days of rules are counted from. Nothing: ages from the newest event, or release
    /// where events have no times, days by the clock.
    std::optional<Time> now;
    Time clock = noTime;
    std::size_t graphFrom = 100'000; ///< so many vectors get a graph instead of an exact index
    std::size_t recallPeople = 100;  ///< on whom the mix is measured; 0: not
    std::uint64_t seed = 42;         ///< of exploration and that sample
};

struct ProjectPipeline {
    std::shared_ptr<const Dataset> data;
    std::shared_ptr<const Pipeline> pipeline;
    NamedModel main;
    std::string ranker; ///< name
};

/// Loads what the request names, or, without sources, up to three models beside the main one; a project
/// without any gets popularity, trained on the spot and not stored. NotFound, Conflict and Corrupt as loading
/// has them; models nobody named that cannot be loaded are passed over.
Result<ProjectPipeline> openPipeline(const Project& project, const std::shared_ptr<const Dataset>& data,
                                     const PipelineRequest& request, const ExecutionContext& context);

struct PipelineAnswer {
    ProjectPipeline by;
    std::string person; ///< id; empty: a history
    PipelineRun run;
    std::vector<std::string> reasons; ///< by place of the list; empty where nothing moved it
    std::optional<MixRecall> recall;
    std::optional<Biography> trace;
};

/// The recall is that of the main model's best `passOn` for a seeded sample of people with a past.
Result<PipelineAnswer> runPipeline(const ProjectPipeline& by, const Asker& asker,
                                   const PipelineRequest& request, std::optional<ItemIndex> traced,
                                   const ExecutionContext& context);

/// The keys of the command line.
std::string pipelineJson(const PipelineAnswer& answer);

} // namespace tastescope
