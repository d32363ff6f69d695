// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/import_files.h"

#include "engine/base/progress.h"
#include "storage/import/loading/read_files.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace tastescope {
namespace {

Error nothingImported(const ImportReport& report) {
    constexpr std::size_t shown = 3;
    std::string reasons;
    for (std::size_t place = 0; place < std::min(shown, report.rejectCounts.size()); ++place) {
        const RejectCount& reject = report.rejectCounts[place];
        reasons += fmt::format("{}{} in {} {} (first in line {}{})", place == 0 ? ": " : "; ", reject.reason,
                               reject.count, reject.count == 1 ? "row" : "rows", reject.firstLine,
                               reject.example.empty() ? "" : fmt::format(", \"{:.40}\"", reject.example));
    }
    std::string message = report.rowsRead == 0
                              ? std::string("The files have no rows")
                              : fmt::format("None of the {} rows could be used", report.rowsRead);
    return {ErrorCode::BadInput, message + reasons,
            "Say which columns are what with --map (as in --map user=column --map item=column), or correct "
            "the file; the project was not changed",
            report.rejectCounts.empty() ? "" : report.rejectCounts.front().firstFile};
}

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, names.size()); ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    return names.size() > shown ? text + ", …" : text;
}

/// What the new data makes of the models that were there.
Result<void> judgeModels(const Project& project, const ProjectData& data, ImportReport& report) {
    TRY_ASSIGN(const auto models, project.models().all());
    Dataset::Parts ids;
    ids.users = data.parts.users;
    ids.items = data.parts.items;
    const Dataset named(std::move(ids));
    for (const StoredModel& model : models) {
        (fitsData(project, model, named) ? report.usableModels : report.lostModels).push_back(model.name);
    }
    if (!report.usableModels.empty()) {
        report.notes.push_back(
            fmt::format("Trained models stay usable and are marked as trained on older data: {}",
                        listed(report.usableModels)));
    }
    if (!report.lostModels.empty()) {
        report.notes.push_back(fmt::format(
            "Trained models that cannot be used any more, because their users or items are others now: "
            "{}; train them again",
            listed(report.lostModels)));
    }
    return {};
}

} // namespace

Result<void> mayImportInto(const std::filesystem::path& path, const ImportPlan& plan) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return {};
    }
    TRY(Project::inspect(path)); // what is no project has no data to add to, and none to replace
    if (plan.append || plan.replace) {
        return {};
    }
    return Error{
        ErrorCode::Conflict, "There is a project of this name already",
        "Give --append to add to its data, --replace to put the new data in its place (trained models "
        "stay, but those of other users or items must be trained again), or another name",
        path.filename().string()};
}

Result<ImportReport> importFiles(const std::filesystem::path& path, const ImportPlan& plan,
                                 const ExecutionContext& context) {
    const Stopwatch watch;
    TRY(mayImportInto(path, plan));
    std::error_code ignored;
    // The lock is taken before the long reading, so that two imports into one project cannot meet at its end.
    std::unique_ptr<Project> project;
    std::shared_ptr<const Dataset> existing;
    if (std::filesystem::exists(path, ignored)) {
        TRY_ASSIGN(auto opened, Project::open(path, OpenMode::ReadWrite));
        project = std::move(opened);
        if (plan.append) {
            TRY_ASSIGN(auto loaded, project->loadDataset(context));
            existing = std::move(loaded);
        }
    }
    PartProgress reading(context, 0, 0.5);
    ExecutionContext inner = reading.context();
    TRY_ASSIGN(auto imported, readFiles(plan, existing.get(), inner));
    // Rows that were all there before are fine; none at all would empty the project.
    if (imported.report.rowsImported == 0 && imported.report.duplicates == 0) {
        return nothingImported(imported.report);
    }
    existing.reset();
    // The data is no longer what a synthetic world's truth describes.
    const ProjectData data{std::move(imported.parts), std::move(imported.provenance), {{"demo", ""}}};
    PartProgress writing(context, 0.5, 1);
    inner = writing.context();
    if (project) {
        TRY(project->replaceData(data, inner));
        // The data is in place: that a model could not be judged is no failure of the import.
        static_cast<void>(judgeModels(*project, data, imported.report).hasValue());
    } else if (const auto created = Project::create(path, data, inner); !created) {
        return created.error();
    }
    imported.report.seconds = watch.seconds();
    return std::move(imported.report);
}

} // namespace tastescope
