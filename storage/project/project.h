// SPDX-License-Identifier: GPL-3.0-or-later
// The project file: one SQLite database with users, items, events, models, experiments, searches, rule sets
// and settings.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "storage/project/project_data.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

class ExperimentStore;
class FileAnchor;
class ModelStore;
class OutsideStore;
class RuleStore;
class SearchStore;
class SettingsStore;
struct ProjectHandle;

enum class OpenMode { ReadOnly, ReadWrite };

/// A handle on an open project. Not thread-safe: use it from one thread at a time (a job opens its own
/// handle). The writer holds an advisory lock file beside the project, so that a second window gets a clear
/// Conflict error; reading needs none. A file is looked at as untrusted (header, application_id,
/// user_version, schema, limits) before it is used.
class Project {
public:
    static constexpr std::uint32_t applicationId = 0x54535450; // "TSTP"

    /// Refuses to replace an existing file. `data` may be empty. Written under another name, synced, then
    /// renamed: a crash or a full disk leaves nothing behind.
    static Result<std::unique_ptr<Project>> create(const std::filesystem::path& path, const ProjectData& data,
                                                   const ExecutionContext& context = {});
    /// Looks at the first bytes of a file: the errors of open() but Corrupt and Conflict. Touches nothing.
    static Result<void> inspect(const std::filesystem::path& path);
    /// Errors: NotFound; BadInput (no Tastescope project); Unsupported (made by a newer version); Corrupt;
    /// Conflict (locked).
    static Result<std::unique_ptr<Project>> open(const std::filesystem::path& path, OpenMode mode);
    ~Project();

    const std::filesystem::path& path() const;
    OpenMode mode() const;

    /// Whether another program wrote into the file since; false for what is opened for reading only.
    bool isRewritten() const;
    /// Whether something was stored in it since it was opened for reading only; false for what is opened for
    /// writing, which stores it itself.
    bool isOutdated() const;
    /// The file itself, to ask what became of it. Thread-safe, outlives the project.
    std::shared_ptr<const FileAnchor> anchor() const;
    /// Looks whether all that was changed is in the file and the file under its name, and puts it there.
    /// Conflict when it was moved, deleted or replaced; Io.
    Result<void> settle();
    /// A project of its own with all that this one holds, also when the file of this one is gone. Replaces
    /// what has that name. Errors: Conflict (the target is open, or is this project); Io; Cancelled.
    Result<void> copyTo(const std::filesystem::path& target, const ExecutionContext& context = {}) const;

    /// Replaces all users, items, events and signals in one transaction; models and settings stay (and become
    /// stale).
    Result<void> replaceData(const ProjectData& data, const ExecutionContext& context = {});
    /// From the packed cache when it is intact, else from the rows. The name is the project file's stem
    /// unless stored.
    Result<std::shared_ptr<const Dataset>> loadDataset(const ExecutionContext& context = {}) const;
    Result<std::string> provenance() const;
    /// Signal weights and the pair policy can be edited without importing again. Conflict where the stored
    /// signals are others by name or kind.
    Result<void> setSignals(const std::vector<SignalType>& signals, PairPolicy policy);
    Result<void> setNouns(const Nouns& nouns);

    /// What the project keeps beside its data, each with a header of its own.
    ModelStore& models();
    const ModelStore& models() const;
    ExperimentStore& experiments();
    const ExperimentStore& experiments() const;
    SearchStore& searches();
    const SearchStore& searches() const;
    RuleStore& rules();
    const RuleStore& rules() const;
    OutsideStore& outside();
    const OutsideStore& outside() const;
    SettingsStore& settings();
    const SettingsStore& settings() const;

    /// quick_check, foreign keys, row counts against the stored ones, the packed events against the rows,
    /// checksums of models. Empty = intact. (storage/use_cases/check.h also loads the models.)
    Result<std::vector<std::string>> checkIntegrity(const ExecutionContext& context = {}) const;

private:
    struct Stores;
    explicit Project(std::unique_ptr<ProjectHandle> handle);
    std::unique_ptr<ProjectHandle> m_handle;
    std::unique_ptr<Stores> m_stores;
};

} // namespace tastescope
