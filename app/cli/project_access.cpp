// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project_access.h"

#include "storage/import/planning/foreign_format.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/train.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

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
Result<StoredModel> onlyModel(const Project& project, std::string_view option) {
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
                     "Choose one with " + std::string(option) + ": " + names, project.path().string()};
    }
    return models.front();
}

/// A noun with its article, for a file that is no project.
std::string whatItIs(const std::filesystem::path& file) {
    using namespace std::string_view_literals;
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        return "a folder";
    }
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return "a device or a pipe";
    }
    std::array<char, 512> begin{};
    std::ifstream stream(file, std::ios::binary);
    stream.read(begin.data(), begin.size());
    const std::string_view bytes(begin.data(), static_cast<std::size_t>(stream.gcount()));
    if (bytes.empty()) {
        return "an empty file";
    }
    if (const ForeignFormat format = foreignFormat(bytes); !format.what.empty()) {
        return std::string(format.what);
    }
    if (bytes.starts_with("PK\x03\x04"sv)) {
        return "a zip archive";
    }
    if (bytes.starts_with("\x1F\x8B"sv)) {
        return "a file packed with gzip";
    }
    if (planImport({file})) {
        return "a file of interactions";
    }
    return bytes.find('\0') == std::string_view::npos ? "a file of text" : "a file of another kind";
}

/// "import PROJECT PATH..."
std::string usageOf(const CLI::App& command) {
    std::string usage = command.get_name();
    for (const CLI::Option* option : command.get_options()) {
        if (option->get_positional()) {
            usage += " " + option->get_name(true) + (option->get_expected_max() > 1 ? "..." : "");
        }
    }
    return usage;
}

} // namespace

Result<void> requireProject(const CLI::App& command) {
    const CLI::Option* option = command.get_option_no_throw("PROJECT");
    if (!option || option->results().empty() || command.get_name() == "demo") { // which makes one
        return {};
    }
    const std::string& argument = option->results().front();
    const std::filesystem::path file = projectPath(argument);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return {};
    }
    const Result<void> project = Project::inspect(file);
    if (project || project.error().code != ErrorCode::BadInput) {
        return {}; // what else is wrong with it is said when it is opened
    }
    return Error{ErrorCode::BadInput, fmt::format("This is {}, no Tastescope project", whatItIs(file)),
                 fmt::format("The first argument is the project, a .tastescope file: {} {}", programName,
                             usageOf(command)),
                 argument};
}

std::filesystem::path projectPath(const std::string& argument) {
    std::error_code unknown;
    const std::filesystem::path absolute = std::filesystem::absolute(argument, unknown);
    return unknown ? std::filesystem::path(argument) : absolute;
}

Result<OpenedProject> openProject(const Shell& shell, const std::string& argument, OpenMode mode) {
    TRY_ASSIGN(auto project, openMigrated(projectPath(argument), mode));
    TRY_ASSIGN(auto dataset, project->loadDataset(shell.context()));
    return OpenedProject{std::move(project), std::move(dataset), shell.context().stop};
}

Result<LoadedModel> openModel(const OpenedProject& opened, const std::string& name, std::string_view option) {
    TRY_ASSIGN(auto stored,
               name.empty() ? onlyModel(*opened.project, option) : opened.project->models().find(name));
    ExecutionContext context;
    context.stop = opened.stop;
    TRY_ASSIGN(auto model, loadModel(*opened.project, stored, *opened.dataset, context));
    return LoadedModel{std::move(stored), std::move(model)};
}

void warnOfOtherName(const Shell& shell, const std::string& asked, const std::string& stored) {
    if (!asked.empty() && asked != stored) {
        shell.warn(
            fmt::format("Another model is called \"{}\"; this one is stored as \"{}\"", asked, stored));
    }
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
