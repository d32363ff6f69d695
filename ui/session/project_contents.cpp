// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_contents.h"

#include "storage/experiments/current_numbers.h"
#include "storage/project/outside_store.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/import_files.h"
#include "storage/use_cases/newcomers/fallback_order.h"
#include "ui/session/project_experiments.h"

#include <system_error>

namespace tastescope {

namespace {

Result<ProjectContents> readOpen(const std::shared_ptr<ProjectFile>& file, const Project& project,
                                 const ExecutionContext& context) {
    ProjectContents contents;
    contents.file = file;
    TRY_ASSIGN(auto dataset, project.loadDataset(context));
    contents.dataset = dataset;
    if (context.stopRequested()) {
        return cancelledError();
    }
    contents.fingerprint = contents.dataset->fingerprint();
    TRY_ASSIGN(auto models, project.models().all());
    contents.models = std::move(models);
    // No experiment yet is the usual case, not a fault.
    if (Result<std::vector<StoredMetric>> metrics = currentNumbers(project)) {
        contents.metrics = std::move(*metrics);
    }
    if (Result<std::vector<RunHead>> runs = readRunHeads(project)) {
        contents.runs = std::move(*runs);
    }
    contents.rules = readRules(project);
    recallFallbackOrder(project, *contents.dataset); // or the first short history would wait for it
    if (Result<std::vector<StoredOutside>> outside = project.outside().all()) {
        contents.outside = std::move(*outside);
    }
    return contents;
}

} // namespace

Result<ProjectContents> readContents(const std::shared_ptr<ProjectFile>& file,
                                     const ExecutionContext& context) {
    context.report(-1, "Reading the project");
    TRY(file->open());
    return file->use(context, [&](const Project& project) { return readOpen(file, project, context); });
}

Result<ImportOutcome> importAndRead(const std::shared_ptr<ProjectFile>& file, const ImportPlan& plan,
                                    const ExecutionContext& context) {
    std::error_code failure;
    const bool existed = std::filesystem::exists(file->path(), failure);
    const auto import = [&] { return importFiles(file->path(), plan, context); };
    // A project that does not exist yet cannot be taken up again when the import fails.
    TRY_ASSIGN(auto report, existed ? file->whileClosed(context, import) : import());
    // From here on the data is in place: a late cancel must not hide it.
    ExecutionContext reading = context;
    reading.stop = {};
    Result<ProjectContents> contents = readContents(file, reading);
    // Nothing that is made of the data before may go into it. What is gone takes nothing, and can be copied.
    if (!contents && !isDisplaced(file->standing().standing)) {
        file->close();
    }
    return ImportOutcome{std::move(report), std::move(contents)};
}

Result<ProjectContents> openOrMakeDemo(const std::filesystem::path& path, const ExecutionContext& context) {
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) {
        std::filesystem::create_directories(path.parent_path(), failure);
        if (failure) {
            return Error{ErrorCode::Io, "The folder for the demo could not be made",
                         "Check that the folder above it may be written to", path.parent_path().string()};
        }
        context.report(-1, "Making the demo");
        if (Result<std::shared_ptr<const Dataset>> made = createDemoProject(path, {}, context); !made) {
            return made.error();
        }
    }
    return readContents(std::make_shared<ProjectFile>(path), context);
}

Result<ReweightedData> storeSignals(Project& project, const Dataset& dataset,
                                    const std::vector<SignalType>& signalTypes, PairPolicy policy,
                                    const ExecutionContext& context) {
    TRY(project.setSignals(signalTypes, policy));
    Dataset::Parts parts = dataset.parts();
    parts.signals = signalTypes;
    parts.matrix.policy = policy;
    const auto changed = std::make_shared<const Dataset>(std::move(parts), context);
    return ReweightedData{changed, changed->fingerprint()};
}

} // namespace tastescope
