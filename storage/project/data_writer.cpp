// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/data_rows.h"

#include "engine/base/fingerprint.h"
#include "storage/project/packing/packed_events.h"
#include "storage/project/tables.h"
#include "storage/sqlite/bulk_insert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <future>
#include <set>
#include <span>

namespace tastescope {
namespace {

using sqlite::Database;
using sqlite::Statement;

constexpr std::size_t rowsPerPoll = 8192;

Error badData(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), "", ""};
}

Result<void> validateColumn(const AttributeColumn& column, std::size_t rows) {
    const bool list = column.kind == AttributeKind::List;
    const std::size_t entries = column.kind == AttributeKind::Text     ? column.texts.size()
                                : column.kind == AttributeKind::Number ? column.numbers.size()
                                : column.kind == AttributeKind::Date   ? column.dates.size()
                                : column.offsets.empty()               ? rows + 1
                                                                       : column.offsets.size() - 1;
    if (entries != rows) {
        return badData(fmt::format("The column \"{}\" has {} entries, not {}", column.name, entries, rows));
    }
    const bool offsetsFit = !list || (column.offsets.front() == 0 && std::ranges::is_sorted(column.offsets) &&
                                      column.offsets.back() == column.codes.size());
    if (!offsetsFit ||
        std::ranges::any_of(column.codes, [&](std::uint32_t code) { return code >= column.words.size(); })) {
        return badData(fmt::format("The list column \"{}\" points outside itself", column.name));
    }
    return {};
}

Result<void> validateTable(const AttributeTable& table, std::size_t ids) {
    std::set<std::string_view> names;
    if (table.rows > ids) {
        return badData(fmt::format("There are attributes of {} rows, but {} ids", table.rows, ids));
    }
    for (const AttributeColumn& column : table.columns) {
        if (!names.insert(column.name).second) {
            return badData(fmt::format("Two columns are called \"{}\"", column.name));
        }
        if (Result<void> valid = validateColumn(column, table.rows); !valid) {
            return valid;
        }
    }
    return {};
}

Result<void> clearData(Database& database) {
    return database.execute(
        "DELETE FROM derived; DELETE FROM events; DELETE FROM item_attributes;"
        "DELETE FROM user_attributes; DELETE FROM attribute_words; DELETE FROM attributes;"
        "DELETE FROM users; DELETE FROM items; DELETE FROM signals;");
}

Result<void> writeUsers(Database& database, const IdMap& users) {
    TRY_ASSIGN(auto insert, database.prepare("INSERT INTO users(number, id) VALUES(?1, ?2)"));
    for (std::uint32_t row = 0; row < users.size(); ++row) {
        if (Result<void> done = insert.bind(1, std::int64_t{row}).bind(2, users.at(row)).run(); !done) {
            return done;
        }
    }
    return {};
}

void bindText(Statement& statement, int place, const AttributeColumn* column, std::size_t row) {
    if (column && row < column->texts.size() && !column->texts[row].empty()) {
        statement.bind(place, std::string_view(column->texts[row]));
    } else {
        statement.bindNull(place);
    }
}

Result<void> writeItems(Database& database, const IdMap& items, const AttributeTable& table) {
    TRY_ASSIGN(auto insert,
               database.prepare(
                   "INSERT INTO items(number, id, title, creator, released) VALUES(?1, ?2, ?3, ?4, ?5)"));
    const AttributeColumn* title = ownColumn(table, "title");
    const AttributeColumn* creator = ownColumn(table, "creator");
    const AttributeColumn* released = ownColumn(table, "released");
    for (std::uint32_t row = 0; row < items.size(); ++row) {
        insert.bind(1, std::int64_t{row}).bind(2, items.at(row));
        bindText(insert, 3, title, row);
        bindText(insert, 4, creator, row);
        if (released && row < released->dates.size() && released->dates[row] != noTime) {
            insert.bind(5, released->dates[row]);
        } else {
            insert.bindNull(5);
        }
        if (Result<void> done = insert.run(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> writeWords(Database& database, std::int64_t attribute, const std::vector<std::string>& words) {
    TRY_ASSIGN(auto insert,
               database.prepare("INSERT INTO attribute_words(attribute, code, word) VALUES(?1, ?2, ?3)"));
    for (std::size_t code = 0; code < words.size(); ++code) {
        insert.bind(1, attribute)
            .bind(2, static_cast<std::int64_t>(code))
            .bind(3, std::string_view(words[code]));
        if (Result<void> done = insert.run(); !done) {
            return done;
        }
    }
    return {};
}

/// The values of one row; nothing for what is unknown.
Result<void> writeValues(Statement& insert, const AttributeColumn& column, std::size_t row) {
    switch (column.kind) {
    case AttributeKind::Text:
        return column.texts[row].empty() ? Result<void>()
                                         : insert.bind(3, std::string_view(column.texts[row])).run();
    case AttributeKind::Number:
        return std::isnan(column.numbers[row]) ? Result<void>() : insert.bind(3, column.numbers[row]).run();
    case AttributeKind::Date:
        return column.dates[row] == noTime ? Result<void>() : insert.bind(3, column.dates[row]).run();
    case AttributeKind::List:
        for (const std::uint32_t code : column.codesOf(row)) {
            if (Result<void> done = insert.bind(3, std::string_view(column.words[code])).run(); !done) {
                return done;
            }
        }
        return {};
    }
    return {};
}

Result<void> writeAttributes(Database& database, std::string_view owner, const AttributeTable& table,
                             const ExecutionContext& context) {
    Result<Statement> declare =
        database.prepare("INSERT INTO attributes(owner, name, kind) VALUES(?1, ?2, ?3)");
    Result<Statement> insert = database.prepare(
        fmt::format("INSERT INTO {0}_attributes({0}, attribute, value) VALUES(?1, ?2, ?3)", owner));
    if (!declare || !insert) {
        return declare ? insert.error() : declare.error();
    }
    for (const AttributeColumn& column : table.columns) {
        declare->bind(1, owner).bind(2, std::string_view(column.name)).bind(3, kindName(column.kind));
        if (Result<void> done = declare->run(); !done) {
            return done;
        }
        const std::int64_t attribute = database.lastInsertId();
        if (Result<void> done = writeWords(database, attribute, column.words); !done) {
            return done;
        }
        if (owner == "item" && livesInItems(column.name, column.kind)) {
            continue;
        }
        insert->bind(2, attribute);
        for (std::size_t row = 0; row < table.rows; ++row) {
            if (row % rowsPerPoll == 0 && context.stopRequested()) {
                return cancelledError();
            }
            insert->bind(1, static_cast<std::int64_t>(row));
            if (Result<void> done = writeValues(*insert, column, row); !done) {
                return done;
            }
        }
    }
    return writeFact(database, fmt::format("{}_attribute_rows", owner), fmt::format("{}", table.rows));
}

/// The columns of `events`, row by row. Rows are in the order of users, so the user is found by going along.
class EventRows : public sqlite::RowSource {
public:
    EventRows(const Interactions& events, const ExecutionContext& context)
        : m_events(events)
        , m_context(context) {}
    std::size_t rows() const override { return m_events.size(); }
    int columns() const override { return 5; }
    bool moveTo(std::size_t row) override {
        m_row = row;
        while (row >= m_events.lastOf(UserIndex(m_user))) {
            ++m_user;
        }
        if (row % rowsPerPoll == 0) {
            m_context.report(0.1 + 0.6 * static_cast<double>(row) / static_cast<double>(rows()), "Writing");
            return !m_context.stopRequested();
        }
        return true;
    }
    sqlite::Cell cell(int column) const override {
        using sqlite::Cell;
        switch (column) {
        case 0:
            return Cell::of(static_cast<std::int64_t>(m_user));
        case 1:
            return Cell::of(std::int64_t{m_events.item(m_row).value});
        case 2:
            return Cell::of(std::int64_t{m_events.signal(m_row)});
        case 3: {
            const float value = m_events.value(m_row);
            return std::isnan(value) ? Cell{} : Cell::of(static_cast<double>(value));
        }
        default: {
            const Time time = m_events.time(m_row);
            return time == noTime ? Cell{} : Cell::of(time);
        }
        }
    }

private:
    const Interactions& m_events;
    const ExecutionContext& m_context;
    std::size_t m_row = 0;
    std::size_t m_user = 0;
};

/// The index is made at once afterwards: a third cheaper than keeping it up row by row. Its text is the
/// schema's own, which has to stay as the migrations made it.
Result<void> writeEvents(Database& database, const Interactions& events, const ExecutionContext& context) {
    std::string index;
    {
        TRY_ASSIGN(auto row, database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'events_by_user'"));
        TRY(row.step());
        index = row.text(0);
    }
    if (Result<void> dropped = database.execute("DROP INDEX events_by_user"); !dropped) {
        return dropped;
    }
    EventRows rows(events, context);
    if (Result<void> inserted = sqlite::bulkInsert(database, "events", rows); !inserted) {
        return inserted;
    }
    return database.execute(index);
}

Result<void> storeChunks(Database& database, std::span<const std::byte> bytes) {
    const Result<std::string> revision = readFact(database, "revision");
    Result<Statement> insert = database.prepare(
        "INSERT INTO derived(name, place, revision, checksum, bytes) VALUES('events', ?1, ?2, ?3, ?4)");
    if (!revision || !insert) {
        return revision ? insert.error() : revision.error();
    }
    std::int64_t place = 0;
    for (const std::span<const std::byte> chunk : chunksOf(bytes)) {
        insert->bind(1, place++).bind(2, std::string_view(*revision));
        if (Result<void> done = insert->bind(3, std::int64_t{crc32(chunk)}).bind(4, chunk).run(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> writeFacts(Database& database, const ProjectData& data) {
    const Dataset::Parts& parts = data.parts;
    TRY_ASSIGN(const auto revision, readFact(database, "revision"));
    const std::pair<std::string_view, std::string> facts[] = {
        {"name", parts.name},
        {"provenance", data.provenance},
        {"users", fmt::format("{}", parts.users->size())},
        {"items", fmt::format("{}", parts.items->size())},
        {"events", fmt::format("{}", parts.events->size())},
        {"binary", parts.matrix.binary ? "1" : "0"},
        {"half_life_days", fmt::format("{}", parts.matrix.halfLifeDays)},
        {"revision", fmt::format("{}", std::strtoull(revision.c_str(), nullptr, 10) + 1)},
    };
    for (const auto& [key, value] : facts) {
        if (Result<void> done = writeFact(database, key, value); !done) {
            return done;
        }
    }
    for (const auto& [key, value] : data.settings) {
        if (Result<void> done = writeKey(database, "settings", key, value); !done) {
            return done;
        }
    }
    return writeNouns(database, parts.nouns);
}

} // namespace

Result<void> validateData(const ProjectData& data) {
    const Dataset::Parts& parts = data.parts;
    const Interactions& events = *parts.events;
    if (events.userCount() > parts.users->size()) {
        return badData("There are events of users that have no id");
    }
    for (const ItemIndex item : events.items()) {
        if (item.value >= parts.items->size()) {
            return badData("There are events with items that have no id");
        }
    }
    std::uint8_t highest = 0;
    for (const SignalIndex signal : events.signals()) {
        highest = std::max(highest, signal);
    }
    if (events.size() > 0 && highest >= parts.signals.size()) {
        return badData("There are events with a signal that is not declared");
    }
    if (Result<void> valid = validateTable(parts.itemAttributes->table(), parts.items->size()); !valid) {
        return valid;
    }
    return validateTable(*parts.userAttributes, parts.users->size());
}

Result<void> writeData(Database& database, const ProjectData& data, const ExecutionContext& context) {
    const Dataset::Parts& parts = data.parts;
    context.report(0, "Writing");
    // Packing needs no database: it is done while the rows are written. (The future waits when it is
    // destroyed.)
    std::future<std::vector<std::byte>> packed =
        std::async(std::launch::async, [&parts] { return packEvents(*parts.events, parts.users->size()); });
    const AttributeTable& itemTable = parts.itemAttributes->table();
    for (const auto& step : std::initializer_list<std::function<Result<void>()>>{
             [&] { return clearData(database); },
             [&] { return writeFacts(database, data); },
             [&] { return writeSignals(database, parts.signals, parts.matrix.policy); },
             [&] { return writeUsers(database, *parts.users); },
             [&] { return writeItems(database, *parts.items, itemTable); },
             [&] { return writeAttributes(database, "item", itemTable, context); },
             [&] { return writeAttributes(database, "user", *parts.userAttributes, context); },
             [&] { return writeEvents(database, *parts.events, context); },
             [&] { return storeChunks(database, packed.get()); },
         }) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        if (Result<void> done = step(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> writeEventCache(Database& database, const Interactions& events, std::size_t users) {
    if (Result<void> cleared = database.execute("DELETE FROM derived WHERE name = 'events'"); !cleared) {
        return cleared;
    }
    return storeChunks(database, packEvents(events, users));
}

Result<void> writeFact(Database& database, std::string_view key, std::string_view value) {
    return writeKey(database, "dataset", key, value);
}

Result<void> writeSignals(Database& database, const std::vector<SignalType>& signals, PairPolicy policy) {
    TRY_ASSIGN(auto insert,
               database.prepare(
                   "INSERT INTO signals(number, name, kind, weight, use_value) VALUES(?1, ?2, ?3, ?4, ?5) "
                   "ON CONFLICT(number) DO UPDATE SET name = ?2, kind = ?3, weight = ?4, use_value = ?5"));
    std::int64_t number = 0;
    std::set<std::string_view> names;
    for (const SignalType& signal : signals) {
        if (!names.insert(signal.name).second || !std::isfinite(signal.weight)) {
            return badData(fmt::format("The signal \"{}\" is there twice or has no weight", signal.name));
        }
        insert.bind(1, number++).bind(2, std::string_view(signal.name));
        insert.bind(3, std::string_view(signal.kind == SignalKind::Explicit ? "explicit" : "implicit"));
        insert.bind(4, signal.weight).bind(5, std::int64_t{signal.useValue});
        if (Result<void> done = insert.run(); !done) {
            return done;
        }
    }
    return writeFact(database, "pair_policy", pairPolicyName(policy));
}

Result<void> writeNouns(Database& database, const Nouns& nouns) {
    for (const auto& [key, member] : nounFacts) {
        if (Result<void> done = writeFact(database, key, nouns.*member); !done) {
            return done;
        }
    }
    return {};
}

} // namespace tastescope
