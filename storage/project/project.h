// SPDX-License-Identifier: GPL-3.0-or-later
// The project file: one SQLite database with users, items, events, models, experiments and settings.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

struct StoredModel {
    std::int64_t id = 0;
    std::string name; ///< unique in the project
    std::string algorithm;
    std::string params; ///< ParamSet::text()
    std::uint64_t seed = 42;
    std::string dataFingerprint; ///< of the data it was trained on
    double fitSeconds = 0;
    std::uint64_t bytes = 0; ///< of the stored container
    double loss = 0;         ///< last training loss, NaN when the algorithm has none
    Time trained = noTime;
    std::vector<LossPoint> losses;
    /// Of that data; nothing for models of older versions.
    struct DataCounts {
        std::uint64_t users = 0;
        std::uint64_t items = 0;
        std::uint64_t events = 0;
        friend bool operator==(const DataCounts&, const DataCounts&) = default;
    };
    std::optional<DataCounts> dataCounts{};
};

struct StoredExperiment {
    std::int64_t id = 0;
    std::string fingerprint;
    std::string protocol;
    Time made = noTime;
    std::string json; ///< the CLI's evaluate object
};

/// One metric of one stored experiment, as a REAL column: what tables, charts and exports read.
struct StoredMetric {
    std::int64_t experiment = 0;
    std::string label;
    std::string algorithm;
    std::string params;
    std::string key;
    double value = 0;
    double low = 0;
    double high = 0;
    std::uint64_t users = 0;
};

/// A hyper-parameter search: everything that says what it is, so that it can go on later.
struct StoredSearch {
    std::int64_t id = 0;
    std::string fingerprint; ///< of the data and of everything here that its trials depend on
    std::string algorithm;
    std::string fixed;    ///< parameters held at one value, "factors=32,solver=cg"
    std::string strategy; ///< "random", "halving"
    std::string metric;   ///< "ndcg@10"
    std::uint64_t trials = 0;
    std::uint64_t seed = 42;
    std::string protocol; ///< of both cuts, "per-user"
    double test = 0;      ///< share that was cut away first and not touched
    double validation = 0.2;
    bool values = false;
    std::string trainFile; ///< instead of the project's events; empty = those
    std::string fileMap;   ///< its columns, a line "user=who" each
    Time made = noTime;
    bool complete = false;
};

/// One training of one trial of a search.
struct StoredTrial {
    std::uint64_t trial = 0; ///< from 1; 1 = the defaults
    double share = 1;        ///< of the rounds of training, or of the people
    std::string params;      ///< ParamSet::text() of the whole trial
    double value = 0;        ///< NaN when it failed
    double low = 0;
    double high = 0;
    std::uint64_t users = 0;
    double seconds = 0;
    std::string problem; ///< why it failed; empty = it did not
};

enum class OpenMode { ReadOnly, ReadWrite };

/// Everything that a project's data consists of, before it is written or after it was read.
struct ProjectData {
    Dataset::Parts parts;
    std::string provenance; ///< JSON: files, options, counts of the last import
    /// Settings that belong to this data, set together with it (an empty value takes one back).
    std::vector<std::pair<std::string, std::string>> settings = {};
};

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
    /// Errors: NotFound; BadInput (no Tastescope project); Unsupported (made by a newer version); Corrupt;
    /// Conflict (locked).
    static Result<std::unique_ptr<Project>> open(const std::filesystem::path& path, OpenMode mode);
    ~Project();

    const std::filesystem::path& path() const;
    OpenMode mode() const;

    /// Replaces all users, items, events and signals in one transaction; models and settings stay (and become
    /// stale).
    Result<void> replaceData(const ProjectData& data, const ExecutionContext& context = {});
    /// From the packed cache when it is intact, else from the rows. The name is the project file's stem
    /// unless stored.
    Result<std::shared_ptr<const Dataset>> loadDataset(const ExecutionContext& context = {}) const;
    Result<std::string> provenance() const;
    /// Signal weights and the pair policy can be edited without importing again.
    Result<void> setSignals(const std::vector<SignalType>& signals, PairPolicy policy);
    Result<void> setNouns(const Nouns& nouns);

    Result<std::vector<StoredModel>> models() const;
    /// The id is assigned; a name in use gets " 2", " 3", … The stored row is returned.
    Result<StoredModel> addModel(StoredModel model, const ModelArchive& archive);
    Result<StoredModel> findModel(std::string_view name) const;
    Result<ModelArchive> modelArchive(std::int64_t id) const;
    Result<void> renameModel(std::int64_t id, std::string_view name);
    Result<void> removeModel(std::int64_t id);

    Result<std::int64_t> addExperiment(const StoredExperiment& experiment,
                                       const std::vector<StoredMetric>& metrics);
    Result<std::vector<StoredExperiment>> experiments() const;
    /// Of the newest experiment when `experiment` is 0.
    Result<std::vector<StoredMetric>> experimentMetrics(std::int64_t experiment) const;

    /// The id is assigned and returned.
    Result<std::int64_t> addSearch(const StoredSearch& search);
    /// How far it goes, and whether it got there.
    Result<void> updateSearch(std::int64_t id, std::uint64_t trials, bool complete);
    /// Replaces what was stored for the same trial and share.
    Result<void> addTrial(std::int64_t search, const StoredTrial& trial);
    Result<std::vector<StoredSearch>> searches() const;
    /// By share, then trial.
    Result<std::vector<StoredTrial>> searchTrials(std::int64_t search) const;
    Result<void> removeSearch(std::int64_t id);

    Result<std::optional<std::string>> setting(std::string_view key) const;
    Result<void> setSetting(std::string_view key, std::string_view value);

    /// quick_check, foreign keys, row counts against the stored ones, checksums of models. Empty = intact.
    Result<std::vector<std::string>> checkIntegrity(const ExecutionContext& context = {}) const;

private:
    struct Impl;
    explicit Project(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace tastescope
