// SPDX-License-Identifier: GPL-3.0-or-later
// The work behind readFiles(): one object an import, used once. Not thread-safe.
#pragma once

#include "storage/import/loading/event_collector.h"
#include "storage/import/loading/id_interner.h"
#include "storage/import/loading/read_files.h"
#include "storage/import/loading/reject_log.h"
#include "storage/import/loading/row_plan.h"
#include "storage/import/records/record_source.h"

#include <chrono>
#include <optional>
#include <unordered_map>

namespace tastescope {

class Importer {
public:
    Importer(const ImportPlan& plan, const Dataset* existing, const ExecutionContext& context,
             std::size_t bufferSize);

    Result<ImportedData> run();

private:
    struct File {
        const FilePlan* plan;
        std::string label;
        RowPlan rows;
        RecordSource* records;
        std::uint64_t unknown = 0;  ///< rows of users or items that are not in the data
        std::uint64_t badTimes = 0; ///< rows that were kept without their time
        std::string firstBadTime{}; ///< the first of these
    };

    void takeExisting();
    Result<void> loadLookups();
    Result<void> readFile(const FilePlan& given);
    Result<void> readRecords(File& file);
    Result<void> readRow(File& file);
    Result<void> readInteraction(File& file, std::span<const std::string_view> fields);
    Result<void> readItem(File& file, std::span<const std::string_view> fields);
    Result<void> readUser(File& file, std::span<const std::string_view> fields);
    Result<void> reject(File& file, std::size_t column, std::string_view reason, std::string_view example);
    std::optional<SignalIndex> signalOf(std::string_view name);
    /// False: stop was requested.
    bool poll(const File& file);
    void note(std::string text) { m_report.notes.push_back(std::move(text)); }
    void noteFile(const File& file);
    void noteTimes(const FilePlan& plan);
    void noteValues();
    void noteUnusedWeights();
    Result<ImportedData> finish();
    void finishAttributes(Dataset::Parts& parts);

    const ImportPlan& m_plan;
    const Dataset* m_existing;
    ExecutionContext m_context;
    std::size_t m_bufferSize;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_lastReport;

    std::unordered_map<std::string, LookupTable> m_lookups;
    std::shared_ptr<IdMap> m_users;
    std::shared_ptr<IdMap> m_items;
    IdInterner m_userRows;
    IdInterner m_itemRows;
    EventCollector m_events;
    std::vector<std::string> m_eventFiles; ///< labels of its files, in their order
    AttributeCollector m_itemAttributes;
    AttributeCollector m_userAttributes;
    RejectLog m_rejects;
    ImportReport m_report;

    std::vector<SignalType> m_signals;
    std::string m_lastSignal;
    SignalIndex m_lastSignalIndex = 0;
    SignalIndex m_fileSignal = 0;
    /// By signal, of files that say it row by row: values of 0 and others.
    std::array<std::uint64_t, 256> m_zeroValues{};
    std::array<std::uint64_t, 256> m_otherValues{};
    bool m_valueRequired = false;
    bool m_threshold = false;
    bool m_addsItems = false;
    SignalIndex m_above = 0;
    std::optional<SignalIndex> m_below;

    std::uint64_t m_doneBytes = 0;
    std::uint64_t m_totalBytes = 0;
};

/// The import as JSON: files, layout, options and counts. `policy` is the one that the data has now.
std::string provenanceJson(const ImportPlan& plan, PairPolicy policy, const ImportReport& report);

/// readFiles() with a read buffer of any size.
Result<ImportedData> readFilesBuffered(const ImportPlan& plan, const Dataset* existing,
                                       const ExecutionContext& context, std::size_t bufferSize);

} // namespace tastescope
