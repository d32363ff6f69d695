// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/data_rows.h"

#include "engine/base/fingerprint.h"
#include "storage/project/packing/packed_events.h"
#include "storage/project/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace tastescope {
namespace {

using sqlite::Database;
using sqlite::Statement;

Error damaged(std::string_view what) {
    return {ErrorCode::Corrupt, fmt::format("The project file is damaged: {}", what),
            "Restore it from a backup, or import the data into a new project", ""};
}

/// Calls `body(statement)`, which may fail, for every row.
template <typename Body>
Result<void> forEachRow(Database& database, std::string_view sql, const Body& body) {
    TRY_ASSIGN(auto rows, database.prepare(sql));
    for (;;) {
        const Result<bool> row = rows.step();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return {};
        }
        if (Result<void> done = body(rows); !done) {
            return done;
        }
    }
}

Result<std::uint64_t> numberFact(Database& database, std::string_view key) {
    TRY_ASSIGN(const auto text, readFact(database, key));
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// Takes the next id of a table that is read in the order of its numbers.
Result<void> takeId(IdMap& ids, const Statement& row) {
    const auto next = static_cast<std::int64_t>(ids.size());
    if (row.integer(0) != next || next >= std::numeric_limits<std::uint32_t>::max() - 1 ||
        ids.intern(row.text(1)) != next) {
        return damaged("ids are missing or there twice");
    }
    return {};
}

class AttributeReader {
public:
    AttributeReader(Database& database, std::string_view owner) : m_database(database), m_owner(owner) {}

    Result<AttributeTable> read(std::size_t ids) {
        TRY_ASSIGN(const auto rows, numberFact(m_database, fmt::format("{}_attribute_rows", m_owner)));
        m_table.rows = std::min<std::size_t>(ids, rows);
        for (const auto step : {&AttributeReader::declare, &AttributeReader::words, &AttributeReader::values,
                                &AttributeReader::itemColumns}) {
            TRY((this->*step)());
        }
        for (std::size_t place = 0; place < m_table.columns.size(); ++place) {
            finishList(m_table.columns[place], m_lists[place]);
        }
        return std::move(m_table);
    }

private:
    using ListEntries = std::vector<std::pair<std::uint32_t, std::uint32_t>>; ///< row, code

    Result<void> declare() {
        const std::string sql =
            fmt::format("SELECT id, name, kind FROM attributes WHERE owner = '{}' ORDER BY id", m_owner);
        Result<void> read = forEachRow(m_database, sql, [&](const Statement& row) -> Result<void> {
            AttributeColumn column;
            column.name = row.text(1);
            for (const auto& [kind, name] : attributeKinds) {
                column.kind = name == row.text(2) ? kind : column.kind;
            }
            m_places[row.integer(0)] = m_table.columns.size();
            m_table.columns.push_back(std::move(column));
            return {};
        });
        for (AttributeColumn& column : m_table.columns) {
            column.texts.resize(column.kind == AttributeKind::Text ? m_table.rows : 0);
            column.numbers.resize(column.kind == AttributeKind::Number ? m_table.rows : 0,
                                  std::numeric_limits<double>::quiet_NaN());
            column.dates.resize(column.kind == AttributeKind::Date ? m_table.rows : 0, noTime);
        }
        m_lists.resize(m_table.columns.size());
        m_codes.resize(m_table.columns.size());
        return read;
    }

    Result<void> words() {
        return forEachRow(m_database, "SELECT attribute, word FROM attribute_words ORDER BY attribute, code",
                          [&](const Statement& row) -> Result<void> {
                              const auto place = m_places.find(row.integer(0));
                              if (place != m_places.end()) {
                                  codeOf(place->second, row.text(1));
                              }
                              return {};
                          });
    }

    Result<void> values() {
        const std::string sql =
            fmt::format("SELECT {0}, attribute, value FROM {0}_attributes ORDER BY rowid", m_owner);
        return forEachRow(m_database, sql, [&](const Statement& row) -> Result<void> {
            const std::int64_t number = row.integer(0);
            const auto place = m_places.find(row.integer(1));
            if (number < 0 || static_cast<std::uint64_t>(number) >= m_table.rows || place == m_places.end()) {
                return damaged("an attribute belongs to nothing");
            }
            take(place->second, static_cast<std::uint32_t>(number), row);
            return {};
        });
    }

    void take(std::size_t place, std::uint32_t number, const Statement& row) {
        AttributeColumn& column = m_table.columns[place];
        switch (column.kind) {
        case AttributeKind::Text:
            column.texts[number] = row.text(2);
            break;
        case AttributeKind::Number:
            column.numbers[number] = row.real(2);
            break;
        case AttributeKind::Date:
            column.dates[number] = row.integer(2);
            break;
        case AttributeKind::List:
            m_lists[place].emplace_back(number, codeOf(place, row.text(2)));
            break;
        }
    }

    Result<void> itemColumns() {
        if (m_owner != "item") {
            return {};
        }
        AttributeColumn* title = own("title");
        AttributeColumn* creator = own("creator");
        AttributeColumn* released = own("released");
        return forEachRow(m_database, "SELECT number, title, creator, released FROM items ORDER BY number",
                          [&](const Statement& row) -> Result<void> {
                              const auto number = static_cast<std::size_t>(row.integer(0));
                              if (number >= m_table.rows) {
                                  return {};
                              }
                              if (title) {
                                  title->texts[number] = row.text(1);
                              }
                              if (creator) {
                                  creator->texts[number] = row.text(2);
                              }
                              if (released && !row.isNull(3)) {
                                  released->dates[number] = row.integer(3);
                              }
                              return {};
                          });
    }

    AttributeColumn* own(std::string_view name) {
        const AttributeColumn* column = ownColumn(m_table, name);
        return column ? &m_table.columns[static_cast<std::size_t>(column - m_table.columns.data())] : nullptr;
    }

    std::uint32_t codeOf(std::size_t place, std::string_view word) {
        AttributeColumn& column = m_table.columns[place];
        const auto [code, added] =
            m_codes[place].emplace(word, static_cast<std::uint32_t>(column.words.size()));
        if (added) {
            column.words.emplace_back(word);
        }
        return code->second;
    }

    void finishList(AttributeColumn& column, const ListEntries& entries) const {
        if (column.kind != AttributeKind::List) {
            return;
        }
        column.offsets.assign(m_table.rows + 1, 0);
        for (const auto& [row, code] : entries) {
            ++column.offsets[row + 1];
        }
        for (std::size_t row = 0; row < m_table.rows; ++row) {
            column.offsets[row + 1] += column.offsets[row];
        }
        std::vector<std::uint32_t> next = column.offsets;
        column.codes.resize(entries.size());
        for (const auto& [row, code] : entries) {
            column.codes[next[row]++] = code;
        }
    }

    Database& m_database;
    std::string m_owner;
    AttributeTable m_table;
    std::map<std::int64_t, std::size_t> m_places; ///< attribute id -> column
    std::vector<ListEntries> m_lists;
    std::vector<std::map<std::string, std::uint32_t, std::less<>>> m_codes;
};

Result<std::vector<SignalType>> readSignals(Database& database) {
    std::vector<SignalType> signals;
    Result<void> read = forEachRow(
        database, "SELECT number, name, kind, weight, use_value FROM signals ORDER BY number",
        [&](const Statement& row) -> Result<void> {
            if (row.integer(0) != static_cast<std::int64_t>(signals.size()) || signals.size() == 255) {
                return damaged("signals are missing");
            }
            signals.push_back({std::string(row.text(1)),
                               row.text(2) == "explicit" ? SignalKind::Explicit : SignalKind::Implicit,
                               row.real(3), row.integer(4) != 0});
            return {};
        });
    return read ? Result(std::move(signals)) : Result<std::vector<SignalType>>(read.error());
}

/// Nothing when the cache is absent, of another revision or damaged in any way.
std::optional<Interactions> readCache(Database& database, const Dataset::Parts& parts,
                                      const ExecutionContext& context) {
    const Result<std::string> revision = readFact(database, "revision");
    const Result<std::uint64_t> count = numberFact(database, "events");
    const Result<std::int64_t> last = database.integer("SELECT max(rowid) FROM events");
    if (!revision || !count || !last || static_cast<std::uint64_t>(*last) != *count) {
        return std::nullopt;
    }
    std::vector<std::byte> bytes;
    std::int64_t expected = 0;
    const Result<void> read = forEachRow(
        database, "SELECT place, revision, checksum, bytes FROM derived WHERE name = 'events' ORDER BY place",
        [&](const Statement& row) -> Result<void> {
            const std::span<const std::byte> chunk = row.blob(3);
            if (row.integer(0) != expected++ || row.text(1) != *revision ||
                row.integer(2) != std::int64_t{crc32(chunk)}) {
                return damaged("cache");
            }
            bytes.insert(bytes.end(), chunk.begin(), chunk.end());
            return {};
        });
    if (!read) {
        return std::nullopt;
    }
    std::optional<Interactions> events =
        unpackEvents(bytes, parts.users->size(), parts.items->size(), parts.signals.size(), context);
    return events && events->size() == *count ? std::move(events) : std::nullopt;
}

Result<Interactions> readEventRows(Database& database, const Dataset::Parts& parts) {
    std::vector<Event> events;
    const auto below = [](std::int64_t number, std::size_t size) {
        return number >= 0 && static_cast<std::uint64_t>(number) < size;
    };
    Result<void> read = forEachRow(
        database, "SELECT user, item, signal, value, time FROM events ORDER BY rowid",
        [&](const Statement& row) -> Result<void> {
            const std::int64_t user = row.integer(0);
            const std::int64_t item = row.integer(1);
            const std::int64_t signal = row.integer(2);
            if (!below(user, parts.users->size()) || !below(item, parts.items->size()) ||
                !below(signal, parts.signals.size())) {
                return damaged("an event belongs to nobody");
            }
            events.push_back({UserIndex(static_cast<std::size_t>(user)),
                              ItemIndex(static_cast<std::size_t>(item)), static_cast<SignalIndex>(signal),
                              static_cast<float>(row.real(3)), row.isNull(4) ? noTime : row.integer(4)});
            return {};
        });
    if (!read) {
        return read.error();
    }
    return Interactions(std::move(events), parts.users->size());
}

Result<void> readFacts(Database& database, Dataset::Parts& parts) {
    std::map<std::string, std::string, std::less<>> facts;
    Result<void> read =
        forEachRow(database, "SELECT key, value FROM dataset", [&](const Statement& row) -> Result<void> {
            facts.emplace(row.text(0), row.text(1));
            return {};
        });
    if (!read) {
        return read;
    }
    parts.name = facts["name"];
    for (const auto& [key, member] : nounFacts) {
        if (const auto fact = facts.find(key); fact != facts.end()) {
            parts.nouns.*member = fact->second;
        }
    }
    for (const PairPolicy policy : {PairPolicy::Sum, PairPolicy::Max, PairPolicy::Last, PairPolicy::Mean}) {
        parts.matrix.policy = facts["pair_policy"] == pairPolicyName(policy) ? policy : parts.matrix.policy;
    }
    parts.matrix.binary = facts["binary"] == "1";
    const std::string& halfLife = facts["half_life_days"];
    std::from_chars(halfLife.data(), halfLife.data() + halfLife.size(), parts.matrix.halfLifeDays);
    return {};
}

Result<void> readIds(Database& database, Dataset::Parts& parts) {
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    Result<void> read = forEachRow(database, "SELECT number, id FROM users ORDER BY number",
                                   [&](const Statement& row) { return takeId(*users, row); });
    if (read) {
        read = forEachRow(database, "SELECT number, id FROM items ORDER BY number",
                          [&](const Statement& row) { return takeId(*items, row); });
    }
    parts.users = std::move(users);
    parts.items = std::move(items);
    return read;
}

} // namespace

Result<Dataset::Parts> readData(Database& database, const ExecutionContext& context, bool& cacheUsed) {
    Dataset::Parts parts;
    for (Result<void> (*step)(Database&, Dataset::Parts&) : {readFacts, readIds}) {
        TRY(step(database, parts));
    }
    TRY_ASSIGN(auto signals, readSignals(database));
    parts.signals = std::move(signals);
    Result<AttributeTable> items = AttributeReader(database, "item").read(parts.items->size());
    Result<AttributeTable> users = AttributeReader(database, "user").read(parts.users->size());
    if (!items || !users) {
        return items ? users.error() : items.error();
    }
    parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(*items));
    parts.userAttributes = std::make_shared<AttributeTable>(std::move(*users));
    context.report(0.3, "Reading events");
    std::optional<Interactions> cached = readCache(database, parts, context);
    cacheUsed = cached.has_value();
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (!cached) {
        TRY_ASSIGN(auto rows, readEventRows(database, parts));
        cached = std::move(rows);
    }
    parts.events = std::make_shared<Interactions>(std::move(*cached));
    return parts;
}

Result<bool> cacheEqualsRows(Database& database, const ExecutionContext& context) {
    Dataset::Parts parts;
    TRY(readIds(database, parts));
    TRY_ASSIGN(parts.signals, readSignals(database));
    const std::optional<Interactions> cached = readCache(database, parts, context);
    if (!cached) {
        return true;
    }
    TRY_ASSIGN(const auto rows, readEventRows(database, parts));
    const auto sameValue = [](float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    return std::ranges::equal(cached->userOffsets(), rows.userOffsets()) &&
           std::ranges::equal(cached->items(), rows.items()) &&
           std::ranges::equal(cached->signals(), rows.signals()) &&
           std::ranges::equal(cached->values(), rows.values(), sameValue) &&
           std::ranges::equal(cached->times(), rows.times());
}

Result<std::string> readFact(Database& database, std::string_view key) {
    TRY_ASSIGN(auto row, database.prepare("SELECT value FROM dataset WHERE key = ?1"));
    const Result<bool> found = row.bind(1, key).step();
    if (!found) {
        return found.error();
    }
    return *found ? std::string(row.text(0)) : std::string();
}

} // namespace tastescope
