// SPDX-License-Identifier: GPL-3.0-or-later
// A project and its data, opened for one command.
#pragma once

#include "app/cli/shell.h"
#include "engine/models/recommender.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace tastescope {

/// Before a command touches anything: what has the name that is given as its PROJECT is one, or nothing yet.
/// BadInput says what it is instead, and which argument is which.
Result<void> requireProject(const CLI::App& command);

/// The file that an argument means, whatever the working folder is later on.
std::filesystem::path projectPath(const std::string& argument);

struct OpenedProject {
    std::unique_ptr<Project> project;
    std::shared_ptr<const Dataset> dataset;
    std::stop_token stop; ///< of the command
};

Result<OpenedProject> openProject(const Shell& shell, const std::string& argument, OpenMode mode);

/// The stored model of that name, loaded; without a name the only one there is. `option` is where a name may
/// be given.
struct LoadedModel {
    StoredModel stored;
    std::shared_ptr<const Recommender> model;
};
Result<LoadedModel> openModel(const OpenedProject& opened, const std::string& name,
                              std::string_view option = "--model");

/// Says, also with --quiet, that a model got another name than the one that was asked for, which an earlier
/// one has: whoever goes on by name would take that. Nothing when nobody asked for a name, or got it.
void warnOfOtherName(const Shell& shell, const std::string& asked, const std::string& stored);

/// Rows from the data's own ids; NotFound names the id.
Result<UserIndex> findUser(const Dataset& dataset, const std::string& id);
Result<ItemIndex> findItem(const Dataset& dataset, const std::string& id);

} // namespace tastescope
