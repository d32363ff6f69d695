// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project_access.h"

#include "storage/use_cases/train.h"

namespace tastescope {
namespace {

Error unknownId(const std::string& noun, const std::string& id) {
    return {ErrorCode::NotFound, "There is no " + noun + " \"" + id + "\" in the project",
            "Ids are those of the imported data, character for character", ""};
}

/// A project of an older version is brought up to date even when it is only to be read.
Result<std::unique_ptr<Project>> openMigrated(const std::filesystem::path& path, OpenMode mode) {
    Result<std::unique_ptr<Project>> project = Project::open(path, mode);
    if (project || mode == OpenMode::ReadWrite || project.error().code != ErrorCode::Unsupported) {
        return project;
    }
    const bool migrated = Project::open(path, OpenMode::ReadWrite).hasValue();
    return migrated ? Project::open(path, mode) : std::move(project);
}

/// The model that is meant when none is named.
Result<StoredModel> onlyModel(const Project& project) {
    TRY_ASSIGN(const auto models, project.models().all());
    if (models.empty()) {
        return Error{ErrorCode::NotFound, "No model is stored in the project",
                     "Train one: tastescope-cli train PROJECT --model als", project.path().string()};
    }
    if (models.size() > 1) {
        std::string names;
        for (const StoredModel& model : models) {
            names += (names.empty() ? "" : ", ") + model.name;
        }
        return Error{ErrorCode::InvalidArgument, "Several models are stored in the project",
                     "Choose one with --model: " + names, project.path().string()};
    }
    return models.front();
}

} // namespace

std::filesystem::path projectPath(const std::string& argument) {
    std::error_code unknown;
    const std::filesystem::path absolute = std::filesystem::absolute(argument, unknown);
    return unknown ? std::filesystem::path(argument) : absolute;
}

Result<OpenedProject> openProject(const Shell& shell, const std::string& argument, OpenMode mode) {
    TRY_ASSIGN(auto project, openMigrated(projectPath(argument), mode));
    TRY_ASSIGN(auto dataset, project->loadDataset(shell.context()));
    return OpenedProject{std::move(project), std::move(dataset)};
}

Result<LoadedModel> openModel(const OpenedProject& opened, const std::string& name) {
    TRY_ASSIGN(auto stored, name.empty() ? onlyModel(*opened.project) : opened.project->models().find(name));
    TRY_ASSIGN(auto model, loadModel(*opened.project, stored, *opened.dataset));
    return LoadedModel{std::move(stored), std::move(model)};
}

Result<UserIndex> findUser(const Dataset& dataset, const std::string& id) {
    const std::optional<std::uint32_t> row = dataset.users().find(id);
    return row ? Result<UserIndex>(UserIndex(*row)) : unknownId(dataset.nouns().user, id);
}

Result<ItemIndex> findItem(const Dataset& dataset, const std::string& id) {
    const std::optional<std::uint32_t> row = dataset.items().find(id);
    return row ? Result<ItemIndex>(ItemIndex(*row)) : unknownId(dataset.nouns().item, id);
}

} // namespace tastescope
