// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/project.h"

#include "storage/files/own_files.h"
#include "storage/project/copy_file.h"
#include "storage/project/data_rows.h"
#include "storage/project/experiment_store.h"
#include "storage/project/handle.h"
#include "storage/project/model_store.h"
#include "storage/project/new_file.h"
#include "storage/project/outside_store.h"
#include "storage/project/rule_store.h"
#include "storage/project/search_store.h"
#include "storage/project/settings_store.h"
#include "storage/project/tables.h"
#include "storage/sqlite/schema.h"

#include <fmt/format.h>

#include <new>

namespace tastescope {

namespace fs = std::filesystem;

namespace {

/// SQLite leaves an empty log beside a file that was only read. A connection that may write removes it on
/// closing when it is the last, under SQLite's own locks; a log with something in it is left to a writer.
void removeEmptyLog(const fs::path& file) {
    std::error_code failed;
    if (fs::file_size(file.string() + "-wal", failed) != 0 || failed) {
        return;
    }
    // Whoever has the project open for writing removes it. SQLite's own locks do not tell for certain: those
    // of a process go when anything in it, be it a file dialog, opens the file and closes it again.
    if (!mayWrite(file)) {
        return;
    }
    const Result<ProjectLock> alone =
        ProjectLock::acquire(file, ProjectLock::Sharing::None, ProjectLock::Patience::None);
    if (!alone) {
        return;
    }
    if (Result<sqlite::Database> last = sqlite::Database::open(file, sqlite::Access::ReadWrite)) {
        static_cast<void>(last->integer("PRAGMA schema_version").hasValue()); // opens the log
    }
}

/// Only weights may be changed: where names or kinds differ, somebody put other data in place since they were
/// read, and the weights were meant for signals that are gone.
Result<void> checkSameSignals(sqlite::Database& database, const std::vector<SignalType>& signals) {
    TRY_ASSIGN(auto rows, database.prepare("SELECT name, kind FROM signals ORDER BY number"));
    for (const SignalType& signal : signals) {
        TRY_ASSIGN(const bool there, rows.step());
        const bool isExplicit = there && rows.text(1) == "explicit";
        if (!there || rows.text(0) != signal.name || isExplicit != (signal.kind == SignalKind::Explicit)) {
            return Error{ErrorCode::Conflict,
                         fmt::format("The data has no signal \"{}\" in that place any more", signal.name),
                         "Open the project again and look at the weights of its signals", ""};
        }
    }
    return {};
}

} // namespace

struct Project::Stores {
    explicit Stores(ProjectHandle& handle)
        : models(handle)
        , experiments(handle)
        , searches(handle)
        , rules(handle)
        , outside(handle)
        , settings(handle) {}
    ModelStore models;
    ExperimentStore experiments;
    SearchStore searches;
    RuleStore rules;
    OutsideStore outside;
    SettingsStore settings;
};

Project::Project(std::unique_ptr<ProjectHandle> handle)
    : m_handle(std::move(handle))
    , m_stores(std::make_unique<Stores>(*m_handle)) {}
Project::~Project() {
    const fs::path file = m_handle->path;
    const bool onlyRead = m_handle->mode == OpenMode::ReadOnly;
    if (m_handle->isRewritten()) {
        m_handle->database.keepLogOnClose(); // and nothing of it goes into what another program wrote
    } else if (!onlyRead && !m_handle->anchor->isAt(file)) {
        // What stands beside the name now may belong to another file: nothing there is removed.
        m_handle->emptyLog();
        m_handle->database.keepLogOnClose();
    }
    m_stores.reset();
    m_handle.reset();
    if (onlyRead) {
        removeEmptyLog(file);
    }
}

const fs::path& Project::path() const {
    return m_handle->path;
}
OpenMode Project::mode() const {
    return m_handle->mode;
}

Result<std::unique_ptr<Project>> Project::create(const fs::path& path, const ProjectData& data,
                                                 const ExecutionContext& context) {
    std::error_code ignored;
    // Made absolute first: a bare name that does not exist yet would keep an empty folder.
    const fs::path target = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
    if (target.filename().empty() || !fs::is_directory(target.parent_path(), ignored)) {
        return Error{ErrorCode::NotFound, "The folder does not exist", "Choose an existing folder",
                     path.string()};
    }
    if (fs::exists(target, ignored)) {
        return Error{ErrorCode::Conflict, "The file exists already", "Choose another name", path.string()};
    }
    TRY(validateData(data));
    TRY(ProjectLock::acquire(target, ProjectLock::Sharing::None));
    const auto fill = [&](sqlite::Database& database) {
        database.setStop(context.stop);
        return writeData(database, data, context);
    };
    Result<void> written = writeNewProject(target, fill, context.stop);
    if (!written) {
        Error error = written.error();
        if (error.context.empty() || error.code != ErrorCode::Cancelled) {
            error.context = path.filename().string();
        }
        return error;
    }
    return open(target, OpenMode::ReadWrite);
}

Result<void> Project::inspect(const fs::path& path) {
    return sqlite::inspectHeader(path, applicationId, static_cast<int>(sqlite::migrations().size()));
}

Result<std::unique_ptr<Project>> Project::open(const fs::path& path, OpenMode mode) {
    std::error_code unsettled;
    const fs::path settled = fs::weakly_canonical(path, unsettled);
    const fs::path& file = unsettled ? path : settled; // what is wrong with it is told below, by its name
    const bool write = mode == OpenMode::ReadWrite;
    std::optional<ProjectLock> lock;
    if (write) {
        // Looked at first: a file that is no project gets that message, and no lock file beside it.
        TRY(inspect(file));
        removeLeftovers(file.parent_path());
        TRY_ASSIGN(auto acquired, ProjectLock::acquire(file, ProjectLock::Sharing::InProcess));
        lock = std::move(acquired);
    }
    TRY_ASSIGN(auto anchor, FileAnchor::at(file));
    TRY_ASSIGN(auto database, sqlite::openChecked(file, write, applicationId));
    if (!anchor->isAt(file)) {
        return Error{ErrorCode::Conflict, "The project file was replaced while it was being opened",
                     "Try again", file.filename().string()};
    }
    auto handle = std::make_unique<ProjectHandle>(
        ProjectHandle{file, mode, std::move(lock), std::move(anchor), std::move(database)});
    handle->begin();
    return std::unique_ptr<Project>(new Project(std::move(handle)));
}

bool Project::isRewritten() const {
    return m_handle->isRewritten();
}

bool Project::isOutdated() const {
    return m_handle->isOutdated();
}

std::shared_ptr<const FileAnchor> Project::anchor() const {
    return m_handle->anchor;
}

Result<void> Project::settle() {
    if (const StandingReport now = standingOf(*m_handle->anchor, m_handle->path); isDisplaced(now.standing)) {
        return displacedError(now, m_handle->path);
    }
    if (m_handle->isRewritten()) {
        return displacedError({Standing::Rewritten, {}, 0}, m_handle->path);
    }
    if (m_handle->mode == OpenMode::ReadOnly) {
        return {}; // nothing can have been changed
    }
    Result<void> moved =
        m_handle->write([&] { return m_handle->database.execute("PRAGMA wal_checkpoint(FULL)"); });
    return moved ? moved : Result<void>(m_handle->named(moved.error()));
}

Result<void> Project::copyTo(const fs::path& wanted, const ExecutionContext& context) const {
    std::error_code ignored;
    const fs::path target = fs::weakly_canonical(fs::absolute(wanted, ignored), ignored);
    if (target.filename().empty() || !fs::is_directory(target.parent_path(), ignored)) {
        return Error{ErrorCode::NotFound, "The folder does not exist", "Choose an existing folder",
                     wanted.string()};
    }
    if (m_handle->isRewritten()) { // what was open is no more
        return displacedError({Standing::Rewritten, {}, 0}, m_handle->path);
    }
    if (m_handle->anchor->isAt(target)) {
        return Error{ErrorCode::Conflict, "This is the project itself", "Choose another name for the copy",
                     wanted.string()};
    }
    // Under the name that the project had it may come back: that lock is held already.
    std::optional<ProjectLock> lock;
    if (target != m_handle->path || m_handle->mode == OpenMode::ReadOnly) {
        TRY_ASSIGN(auto acquired, ProjectLock::acquire(target, ProjectLock::Sharing::None));
        lock = std::move(acquired);
    }
    return copyProject(m_handle->database, target, context);
}

Result<void> Project::replaceData(const ProjectData& data, const ExecutionContext& context) {
    if (Result<void> valid = validateData(data); !valid) {
        return valid;
    }
    sqlite::Database& database = m_handle->database;
    // Only outside a transaction can they be switched; validateData() stands in for them.
    if (Result<void> off = database.execute("PRAGMA foreign_keys = OFF"); !off) {
        return m_handle->named(off.error());
    }
    Result<void> done = m_handle->change([&] {
        database.setStop(context.stop);
        return writeData(database, data, context);
    });
    static_cast<void>(database.execute("PRAGMA foreign_keys = ON").hasValue());
    return done;
}

Result<std::shared_ptr<const Dataset>> Project::loadDataset(const ExecutionContext& context) const {
    sqlite::Database& database = m_handle->database;
    bool cacheUsed = false;
    const auto read = [&]() -> Result<Dataset::Parts> {
        // One transaction, so that a writer cannot change the data between two tables.
        TRY(sqlite::Transaction::begin(database, sqlite::Transaction::Kind::Read));
        database.setStop(context.stop);
        return readData(database, context, cacheUsed);
    };
    try {
        Result<Dataset::Parts> parts = read();
        if (!parts) {
            return m_handle->named(parts.error());
        }
        if (!cacheUsed && m_handle->mode == OpenMode::ReadWrite) {
            // Best effort: without the cache the next opening is slower, nothing else.
            static_cast<void>(
                m_handle
                    ->change([&] { return writeEventCache(database, *parts->events, parts->users->size()); })
                    .hasValue());
        }
        if (parts->name.empty()) {
            parts->name = m_handle->path.stem().string();
        }
        context.report(0.6, "Building the matrix");
        auto dataset = std::make_shared<const Dataset>(std::move(*parts), context);
        if (context.stopRequested()) {
            return cancelledError();
        }
        return dataset;
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for this project's data",
                     "Close other programs and try again", m_handle->path.filename().string()};
    }
}

Result<std::string> Project::provenance() const {
    Result<std::string> text = readFact(m_handle->database, "provenance");
    return text ? std::move(text) : Result<std::string>(m_handle->named(text.error()));
}

Result<void> Project::setSignals(const std::vector<SignalType>& signals, PairPolicy policy) {
    return m_handle->change([&]() -> Result<void> {
        TRY_ASSIGN(const auto count, m_handle->database.integer("SELECT count(*) FROM signals"));
        if (count != static_cast<std::int64_t>(signals.size())) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("The data has {} signals, not {}", count, signals.size()),
                         "Only their weights can be changed", ""};
        }
        TRY(checkSameSignals(m_handle->database, signals));
        return writeSignals(m_handle->database, signals, policy);
    });
}

Result<void> Project::setNouns(const Nouns& nouns) {
    return m_handle->change([&] { return writeNouns(m_handle->database, nouns); });
}

ModelStore& Project::models() {
    return m_stores->models;
}
const ModelStore& Project::models() const {
    return m_stores->models;
}
ExperimentStore& Project::experiments() {
    return m_stores->experiments;
}
const ExperimentStore& Project::experiments() const {
    return m_stores->experiments;
}
SearchStore& Project::searches() {
    return m_stores->searches;
}
const SearchStore& Project::searches() const {
    return m_stores->searches;
}
RuleStore& Project::rules() {
    return m_stores->rules;
}
const RuleStore& Project::rules() const {
    return m_stores->rules;
}
OutsideStore& Project::outside() {
    return m_stores->outside;
}
const OutsideStore& Project::outside() const {
    return m_stores->outside;
}
SettingsStore& Project::settings() {
    return m_stores->settings;
}
const SettingsStore& Project::settings() const {
    return m_stores->settings;
}

} // namespace tastescope
