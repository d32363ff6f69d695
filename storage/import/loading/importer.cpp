// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/importer.h"

#include "engine/data/words.h"
#include "storage/import/loading/open_records.h"
#include "storage/import/loading/settle_dates.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/id_padding.h"
#include "storage/import/values/value_parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <utility>

namespace tastescope {
namespace {

using words::counted;

constexpr std::size_t rowsPerPoll = 4'096;
constexpr std::size_t maxIdLength = 4'096;
constexpr double readingShare = 0.95;

const char* were(std::uint64_t count) {
    return count == 1 ? "was" : "were";
}

// Files in which new ids appear come first, so that event items keep the lowest numbers.
int rankOf(const FilePlan& plan) {
    switch (plan.kind) {
    case FileKind::Interactions:
        return 0;
    case FileKind::Items:
        return addsItems(plan) ? 1 : 2;
    case FileKind::Users:
        return 3;
    case FileKind::Ignored:
        break;
    }
    return 4;
}

std::shared_ptr<IdMap> copyOf(const Dataset* existing, const IdMap& (Dataset::*ids)() const) {
    return existing != nullptr ? std::make_shared<IdMap>((existing->*ids)()) : std::make_shared<IdMap>();
}

// Ids stay as they are, but one of blanks alone is none.
std::string_view idOf(std::string_view field, bool trim, bool unpad) {
    if (unpad) {
        return withoutPadding(trimmed(field));
    }
    if (trim || (!field.empty() && field[0] <= ' ')) {
        const std::string_view inner = trimmed(field);
        return trim || inner.empty() ? inner : field;
    }
    return field;
}

// No text has one; what other programs make of such an id cannot be told.
bool hasZero(std::string_view id) {
    return id.find('\0') != std::string_view::npos;
}

std::string_view lookedUp(const LookupTable* table, std::string_view id) {
    if (table == nullptr) {
        return id;
    }
    const auto found = table->find(std::string(trimmed(id)));
    return found == table->end() ? std::string_view() : std::string_view(found->second);
}

} // namespace

Importer::Importer(const ImportPlan& plan, const Dataset* existing, const ExecutionContext& context,
                   std::size_t bufferSize)
    : m_plan(plan)
    , m_existing(existing)
    , m_context(context)
    , m_bufferSize(bufferSize)
    , m_users(copyOf(existing, &Dataset::users))
    , m_items(copyOf(existing, &Dataset::items))
    , m_userRows(*m_users)
    , m_itemRows(*m_items) {}

Result<ImportedData> Importer::run() {
    const auto missing = missingRoles(m_plan);
    if (!missing.empty()) {
        return Error{ErrorCode::BadInput, missing.front(), "Give the column with --map, as in --map user=1",
                     ""};
    }
    m_report.notes = m_plan.notes;
    if (m_existing != nullptr) {
        takeExisting();
    }
    if (auto loaded = loadLookups(); !loaded) {
        return loaded.error();
    }
    std::vector<const FilePlan*> files;
    for (const FilePlan& file : m_plan.files) {
        if (file.kind != FileKind::Ignored) {
            files.push_back(&file);
            m_totalBytes += file.bytes;
        }
    }
    std::ranges::stable_sort(files, {}, [](const FilePlan* file) { return rankOf(*file); });
    for (const FilePlan* file : files) {
        if (auto read = readFile(*file); !read) {
            return read.error();
        }
        m_doneBytes += file->bytes;
    }
    return finish();
}

// What is planned from a sample of the new files is no reason to change what the project says of its signals.
void Importer::takeExisting() {
    m_signals = m_existing->signals();
    for (SignalType& signal : m_signals) {
        const auto planned = std::ranges::find(m_plan.signals, signal.name, &SignalType::name);
        if (planned != m_plan.signals.end() && m_plan.chosenWeights.contains(signal.name) &&
            planned->weight != signal.weight) {
            note(fmt::format("\"{}\" weighs {} now instead of {}, in the events that were there too",
                             signal.name, planned->weight, signal.weight));
            signal.weight = planned->weight;
        }
    }
    m_events.addExisting(m_existing->events());
}

Result<void> Importer::loadLookups() {
    for (const LookupPlan& lookup : m_plan.lookups) {
        auto table = loadLookup(lookup, m_context);
        if (!table) {
            return table.error();
        }
        m_lookups[lookup.name] = std::move(table).value();
    }
    return {};
}

Result<void> Importer::readFile(const FilePlan& given) {
    FilePlan plan = given;
    TRY(settleDates(plan, m_context));
    noteTimes(plan);
    File file{&plan, sourceLabel(plan.path, plan.member),
              compileRowPlan(plan, m_lookups, m_itemAttributes, m_userAttributes), nullptr};
    if (plan.kind == FileKind::Interactions && file.rows.signal == RowPlan::none) {
        const bool hasValue = file.rows.value != RowPlan::none;
        const std::string_view fallback = hasValue ? "rating" : "interaction";
        m_threshold = hasValue && !m_plan.aboveSignal.empty();
        m_valueRequired = hasValue && (m_threshold || plan.signal.empty() || plan.signal == "rating");
        const auto index = m_threshold ? signalOf(m_plan.aboveSignal)
                                       : signalOf(plan.signal.empty() ? fallback : plan.signal);
        m_below = m_threshold && !m_plan.belowSignal.empty() ? signalOf(m_plan.belowSignal) : std::nullopt;
        if (!index) {
            return Error{ErrorCode::BadInput, "There are more than 255 kinds of signal",
                         "Choose another signal column", file.label};
        }
        m_fileSignal = *index;
        m_above = *index;
    } else {
        m_threshold = false;
        m_valueRequired = false;
    }
    if (plan.kind == FileKind::Interactions) {
        if (!m_plan.aboveSignal.empty() && !takesThreshold(plan)) {
            note(file.label + (file.rows.signal == RowPlan::none
                                   ? ": it has no values that the threshold could be about"
                                   : ": its column of signals says what each event is, not the threshold"));
        }
        m_events.beginFile();
        m_eventFiles.push_back(file.label);
    }
    m_addsItems = addsItems(plan);
    TRY_ASSIGN(auto records, openRecords(plan, m_context.stop, m_bufferSize));
    file.records = records.get();
    if (auto read = readRecords(file); !read) {
        return read;
    }
    noteFile(file);
    return {};
}

void Importer::noteTimes(const FilePlan& plan) {
    for (const ColumnPlan& column : plan.columns) {
        if (plan.kind == FileKind::Ignored || !asksForOrder(plan, column)) {
            continue;
        }
        const bool day = column.time.order == DateOrder::DayMonthYear;
        const std::string role = column.role == ColumnRole::Time            ? "time"
                                 : column.role == ColumnRole::ItemAttribute ? "item." + column.attribute
                                                                            : "user." + column.attribute;
        note(sourceLabel(plan.path, plan.member) + ": no date " +
             (column.role == ColumnRole::Time ? "" : "of \"" + column.name + "\" ") +
             "tells whether day or month comes first (as \"" + column.timeExample + "\"); " +
             (day ? "the day" : "the month") + " was taken, --map \"" + role + "=" + column.name +
             (day ? ":mdy" : ":dmy") + "\" takes the other");
    }
}

void Importer::noteFile(const File& file) {
    const auto time = std::ranges::find(file.plan->columns, ColumnRole::Time, &ColumnPlan::role);
    if (time != file.plan->columns.end() && time->time == TimeFormat() && time->timeShare <= 0 &&
        (time->looksLike == "integer" || time->looksLike == "number")) {
        note(
            file.label + ": the numbers of \"" + time->name +
            "\" are no dates between 1970 and ten years from now; they count from 1970 on, as seconds, or as "
            "smaller units where they are too large for these, and --map \"time=" +
            time->name + ":…\" says what they are");
    }
    if (const auto repaired = file.records->repairedBytes(); repaired > 0) {
        note(file.label + ": " + counted(repaired, "byte is", "bytes are") + " not UTF-8 and " +
             were(repaired) + " read as Windows-1252");
    }
    if (file.badTimes > 0) {
        note(file.label + ": " + counted(file.badTimes, "time", "times") + " could not be read (as \"" +
             file.firstBadTime + "\") and " + were(file.badTimes) + " left empty");
    }
    if (file.unknown > 0) {
        note(file.label + ": " + counted(file.unknown, "row is", "rows are") + " about " +
             (file.plan->kind == FileKind::Users ? m_plan.nouns.users + " without events"
                                                 : m_plan.nouns.items + " that no other file names") +
             " and " + were(file.unknown) + " left out");
    }
}

Result<void> Importer::readRecords(File& file) {
    std::size_t untilPoll = 1;
    for (;;) {
        if (--untilPoll == 0) {
            untilPoll = rowsPerPoll;
            if (!poll(file)) {
                return cancelledError();
            }
        }
        Result<void> done;
        switch (file.records->next()) {
        case RecordSource::Next::End:
            return {};
        case RecordSource::Next::Failed:
            return file.records->error();
        case RecordSource::Next::Bad:
            done = reject(file, RowPlan::none, file.records->problem(), file.records->raw());
            break;
        case RecordSource::Next::Record:
            done = readRow(file);
            break;
        }
        if (!done) {
            return done;
        }
    }
}

bool Importer::poll(const File& file) {
    const auto now = std::chrono::steady_clock::now();
    if (now - m_lastReport > std::chrono::milliseconds(50)) {
        m_lastReport = now;
        const auto done =
            static_cast<double>(m_doneBytes + std::min(file.records->position(), file.plan->bytes));
        const double share = m_totalBytes == 0 ? 0 : done / static_cast<double>(m_totalBytes);
        m_context.report(readingShare * std::min(share, 1.0), "Reading " + file.label);
    }
    return !m_context.stopRequested();
}

Result<void> Importer::readRow(File& file) {
    const auto fields = file.records->fields();
    const std::size_t expected = file.rows.columns;
    if (fields.size() != expected) {
        return reject(file, RowPlan::none, "Wrong number of columns",
                      std::to_string(fields.size()) + " instead of " + std::to_string(expected));
    }
    switch (file.plan->kind) {
    case FileKind::Interactions:
        return readInteraction(file, fields);
    case FileKind::Items:
        return readItem(file, fields);
    case FileKind::Users:
        return readUser(file, fields);
    case FileKind::Ignored:
        break;
    }
    return {};
}

Result<void> Importer::readInteraction(File& file, std::span<const std::string_view> fields) {
    const RowPlan& rows = file.rows;
    const bool trim = file.plan->dialect.trim;
    const std::string_view user = lookedUp(rows.userLookup, idOf(fields[rows.user], trim, rows.unpadUser));
    const std::string_view item = lookedUp(rows.itemLookup, idOf(fields[rows.item], trim, rows.unpadItem));
    if (user.empty() || user.size() > maxIdLength) {
        return reject(file, rows.user, user.empty() ? "User is empty" : "User id is too long", user);
    }
    if (item.empty() || item.size() > maxIdLength) {
        return reject(file, rows.item, item.empty() ? "Item is empty" : "Item id is too long", item);
    }
    const char quote = file.plan->dialect.quote;
    if (isHalfQuoted(user, *file.records, quote) || isHalfQuoted(item, *file.records, quote)) {
        return reject(file, RowPlan::none, quotesProblem, file.records->raw());
    }
    const std::vector<ColumnPlan>& columns = file.plan->columns;
    if (file.plan->dialect.header && user == columns[rows.user].name && item == columns[rows.item].name) {
        return reject(file, RowPlan::none, headerProblem, file.records->raw()); // of files put together
    }
    if (hasZero(user) || hasZero(item)) {
        return reject(file, hasZero(user) ? rows.user : rows.item, "Zero byte in the id",
                      hasZero(user) ? user : item);
    }
    float value = std::numeric_limits<float>::quiet_NaN();
    if (rows.value != RowPlan::none) {
        const std::string_view text = trimmed(fields[rows.value]);
        auto number = parseValue(text, rows.decimalComma, rows.group);
        number = number ? number : parseOpinion(text);
        if (!number && (m_valueRequired || !text.empty())) {
            return reject(file, rows.value, text.empty() ? "Value is empty" : "Value not readable", text);
        }
        value = number.value_or(value);
    }
    Time time = noTime;
    if (rows.time != RowPlan::none) {
        const std::string_view text = trimmed(fields[rows.time]);
        if (const auto parsed = parseTime(text, rows.timeFormat)) {
            time = *parsed;
        } else if (!saysNoTime(text)) {
            if (!rows.timeOptional) {
                return reject(file, rows.time, "Time not readable", text);
            }
            file.firstBadTime = file.badTimes++ == 0 ? std::string(text.substr(0, 60)) : file.firstBadTime;
        }
    }
    SignalIndex signal = m_fileSignal;
    if (m_threshold) {
        const bool above = value >= static_cast<float>(m_plan.threshold);
        if (!above && !m_below) {
            return reject(file, rows.value, "Below the threshold", fields[rows.value]);
        }
        signal = above ? m_above : *m_below;
        // From the threshold on it is a like because the person says so: no value may deny it.
        value = above && value <= 0 ? std::numeric_limits<float>::quiet_NaN() : value;
    } else if (rows.signal != RowPlan::none) {
        const std::string_view text = trimmed(fields[rows.signal]);
        const auto index = text.empty() ? std::nullopt : signalOf(text);
        if (!index) {
            return reject(file, rows.signal, text.empty() ? "Signal is empty" : "Too many kinds of signal",
                          text);
        }
        signal = *index;
        m_zeroValues[signal] += value == 0 ? 1 : 0;
        m_otherValues[signal] += value < 0 || value > 0 ? 1 : 0;
    }
    m_report.zeroValues += value == 0 ? 1 : 0;
    m_report.negativeValues += value < 0 ? 1 : 0;
    const std::uint32_t userRow = m_userRows.intern(user);
    const std::uint32_t itemRow = m_itemRows.intern(item);
    m_events.add(UserIndex(userRow), ItemIndex(itemRow), signal, value, time);
    for (const AttributeTarget& target : rows.itemAttributes) {
        storeAttribute(target, fields[target.field], itemRow, m_itemAttributes);
    }
    for (const AttributeTarget& target : rows.userAttributes) {
        storeAttribute(target, fields[target.field], userRow, m_userAttributes);
    }
    return {};
}

Result<void> Importer::readItem(File& file, std::span<const std::string_view> fields) {
    const RowPlan& rows = file.rows;
    const std::string_view text = idOf(fields[rows.item], file.plan->dialect.trim, rows.unpadItem);
    if (text.empty() || text.size() > maxIdLength) {
        return reject(file, rows.item, text.empty() ? "Item is empty" : "Item id is too long", text);
    }
    if (hasZero(text)) {
        return reject(file, rows.item, "Zero byte in the id", text);
    }
    if (isHalfQuoted(text, *file.records, file.plan->dialect.quote)) {
        return reject(file, RowPlan::none, quotesProblem, file.records->raw());
    }
    const std::string_view item = lookedUp(rows.itemLookup, text);
    std::optional<std::uint32_t> row;
    if (!item.empty()) {
        row = m_addsItems && rows.itemLookup == nullptr ? m_itemRows.intern(item) : m_items->find(item);
    }
    if (!row) {
        ++file.unknown;
        return {};
    }
    for (const AttributeTarget& target : rows.itemAttributes) {
        storeAttribute(target, fields[target.field], *row, m_itemAttributes);
    }
    return {};
}

Result<void> Importer::readUser(File& file, std::span<const std::string_view> fields) {
    const RowPlan& rows = file.rows;
    const bool trim = file.plan->dialect.trim;
    const std::string_view user = lookedUp(rows.userLookup, idOf(fields[rows.user], trim, rows.unpadUser));
    if (user.empty()) {
        return reject(file, rows.user, "User is empty", user);
    }
    const auto row = m_users->find(user);
    if (!row) {
        ++file.unknown;
        return {};
    }
    for (const AttributeTarget& target : rows.userAttributes) {
        storeAttribute(target, fields[target.field], *row, m_userAttributes);
    }
    return {};
}

// `column` is 0-based, RowPlan::none for the whole row.
Result<void> Importer::reject(File& file, std::size_t column, std::string_view reason,
                              std::string_view example) {
    const RecordSource& records = *file.records;
    const std::size_t place = column == RowPlan::none ? 0 : column + 1;
    if (m_plan.onError == OnError::Abort) {
        return Error{ErrorCode::BadInput,
                     std::string(reason) + ": " + std::string(records.raw().substr(0, 200)),
                     "Mend the row, or leave out --on-error abort to pass over such rows",
                     file.label + ", line " + std::to_string(records.line())};
    }
    m_rejects.add(file.label, records.line(), place, reason, records.raw(), example);
    return {};
}

std::optional<SignalIndex> Importer::signalOf(std::string_view name) {
    if (name == m_lastSignal && !m_signals.empty()) {
        return m_lastSignalIndex;
    }
    const SignalType type = defaultSignal(name);
    auto found = std::ranges::find(m_signals, type.name, &SignalType::name);
    if (found == m_signals.end()) {
        if (m_signals.size() >= std::numeric_limits<SignalIndex>::max() || type.name.size() > maxIdLength) {
            return std::nullopt;
        }
        const auto planned = std::ranges::find(m_plan.signals, type.name, &SignalType::name);
        m_signals.push_back(planned == m_plan.signals.end() ? type : *planned);
        found = m_signals.end() - 1;
    }
    m_lastSignal = name;
    m_lastSignalIndex = static_cast<SignalIndex>(found - m_signals.begin());
    return m_lastSignalIndex;
}

Result<ImportedData> Importer::finish() {
    m_context.report(readingShare, "Sorting");
    noteValues();
    noteUnusedWeights();
    const std::uint64_t before = m_existing != nullptr ? m_existing->events().size() : 0;
    const std::uint64_t added = m_events.rows() - before;
    TRY_ASSIGN(auto sorted, m_events.finish(m_users->size(), m_items->size(), m_context));
    ImportedData imported;
    Dataset::Parts& parts = imported.parts;
    parts.nouns = m_plan.nouns;
    if (m_existing != nullptr) {
        parts.name = m_existing->name();
        parts.nouns = m_existing->nouns();
        parts.matrix = m_existing->parts().matrix;
    }
    parts.events = sorted.events;
    parts.signals = std::move(m_signals);
    parts.matrix.policy = m_plan.policy.value_or(parts.matrix.policy);
    finishAttributes(parts);
    m_report.duplicates = sorted.duplicates;
    if (sorted.duplicates > 0) {
        std::string where;
        for (std::size_t file = 0; file < sorted.byFile.size(); ++file) {
            if (sorted.byFile[file] > 0) {
                where += (where.empty() ? ": " : ", ") + words::grouped(sorted.byFile[file]) + " of " +
                         m_eventFiles[file];
            }
        }
        note(counted(sorted.duplicates, "row is", "rows are") +
             " equal to an earlier one in user, item, signal, value and time, and " +
             (sorted.duplicates == 1 ? "counts once" : "count once") + where);
    }
    m_report.rowsImported = added - sorted.duplicates;
    m_report.rowsRejected = m_rejects.count();
    m_report.rowsRead = added + m_rejects.count();
    m_report.users = m_users->size();
    m_report.items = m_items->size();
    m_report.events = parts.events->size();
    m_report.rejects = std::move(m_rejects.rejects());
    m_report.rejectCounts = m_rejects.counts();
    parts.users = std::move(m_users);
    parts.items = std::move(m_items);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - m_started;
    m_report.seconds = elapsed.count();
    imported.provenance = provenanceJson(m_plan, parts.matrix.policy, m_report);
    imported.report = std::move(m_report);
    if (imported.report.events == 0 && imported.report.rowsRead == 0) {
        const auto interactions = std::ranges::find(m_plan.files, FileKind::Interactions, &FilePlan::kind);
        return Error{ErrorCode::BadInput, "There is no row of interactions in it",
                     "Choose a file with rows, or say how it is cut with --delimiter and --header",
                     sourceLabel(interactions->path, interactions->member)};
    }
    if (m_context.stopRequested()) {
        return cancelledError();
    }
    m_context.report(1.0, "Sorting");
    return imported;
}

// A column of 0 beside every "view" is not about views: such values say nothing. Otherwise 0 is no play, and
// what is negative a return or a dislike.
void Importer::noteValues() {
    std::array<bool, 256> silent{};
    for (std::size_t signal = 0; signal < m_signals.size(); ++signal) {
        silent[signal] = m_zeroValues[signal] > 0 && m_otherValues[signal] == 0;
        if (silent[signal]) {
            m_report.zeroValues -= m_zeroValues[signal];
            note("The values of \"" + m_signals[signal].name + "\" are all 0 and were left out");
        }
    }
    if (std::ranges::find(silent, true) != silent.end()) {
        m_events.dropValues(silent);
    }
    if (m_report.zeroValues + m_report.negativeValues > 0) {
        note(counted(m_report.zeroValues, "event has", "events have") + " the value 0 and " +
             counted(m_report.negativeValues, "event has", "events have") +
             " a negative one (no play, a return, a dislike): these are kept and never count as likes");
    }
}

void Importer::noteUnusedWeights() {
    for (const std::string& name : m_plan.chosenWeights) {
        if (std::ranges::find(m_signals, name, &SignalType::name) == m_signals.end()) {
            note("No event is a \"" + name + "\": its weight was not used");
        }
    }
}

void Importer::finishAttributes(Dataset::Parts& parts) {
    std::vector<std::pair<std::string, std::size_t>> unreadable;
    m_itemAttributes.releaseFromTitles();
    AttributeTable items = m_itemAttributes.finish(m_items->size(), unreadable);
    AttributeTable users = m_userAttributes.finish(m_users->size(), unreadable);
    for (const auto& [column, count] : unreadable) {
        note(counted(count, "value", "values") + " of \"" + column + "\" " +
             (count == 1 ? "is no date and was" : "are no date and were") + " left empty");
    }
    if (m_existing != nullptr) {
        items = mergeAttributes(m_existing->itemAttributes().table(), items);
        users = mergeAttributes(m_existing->userAttributes(), users);
    }
    parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(items));
    parts.userAttributes = std::make_shared<AttributeTable>(std::move(users));
}

Result<ImportedData> readFilesBuffered(const ImportPlan& plan, const Dataset* existing,
                                       const ExecutionContext& context, std::size_t bufferSize) {
    const KeepArchivesOpen keep;
    try {
        return Importer(plan, existing, context, bufferSize).run();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for these files",
                     "Close other programs or import fewer rows", ""};
    }
}

Result<ImportedData> readFiles(const ImportPlan& plan, const Dataset* existing,
                               const ExecutionContext& context) {
    return readFilesBuffered(plan, existing, context, defaultReadBuffer);
}

} // namespace tastescope
