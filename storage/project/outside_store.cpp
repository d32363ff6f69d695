// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/outside_store.h"

#include "engine/base/memory.h"
#include "storage/project/handle.h"
#include "storage/project/packing/places.h"
#include "storage/project/store_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

namespace tastescope {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::string_view usersName = "users";
constexpr std::string_view itemsName = "items";
constexpr std::string_view entriesName = "entries";

Result<void> checkName(std::string_view name) {
    return checkStoredName(name, "Lists need", "the lists");
}

Error damaged(std::int64_t id) {
    return {ErrorCode::Corrupt, fmt::format("The lists from elsewhere number {} are damaged", id),
            "Add their file again; the data is not affected", ""};
}

template <typename Value>
void append(std::vector<std::byte>& bytes, Value value) {
    const auto raw = std::bit_cast<std::array<std::byte, sizeof(Value)>>(value);
    bytes.insert(bytes.end(), raw.begin(), raw.end());
}

std::vector<std::byte> packedEntries(const OutsideLists& lists) {
    std::vector<std::byte> bytes;
    for (const std::vector<OutsidePlace>& list : lists.entries) {
        append(bytes, static_cast<std::uint32_t>(list.size()));
        for (const OutsidePlace& place : list) {
            append(bytes, place.item);
            append(bytes, place.score);
        }
    }
    return bytes;
}

template <typename Value>
std::optional<Value> take(std::span<const std::byte>& bytes) {
    if (bytes.size() < sizeof(Value)) {
        return std::nullopt;
    }
    Value value;
    std::memcpy(&value, bytes.data(), sizeof(Value));
    bytes = bytes.subspan(sizeof(Value));
    return value;
}

std::optional<std::vector<OutsidePlace>> listOf(std::span<const std::byte>& bytes, std::size_t items) {
    constexpr std::size_t placeSize = sizeof(std::uint32_t) + sizeof(double);
    const auto count = take<std::uint32_t>(bytes);
    if (!count || *count > bytes.size() / placeSize) {
        return std::nullopt;
    }
    std::vector<OutsidePlace> list(*count);
    for (OutsidePlace& place : list) {
        place.item = *take<std::uint32_t>(bytes);
        place.score = *take<double>(bytes);
        if (place.item >= items || !std::isfinite(place.score)) {
            return std::nullopt;
        }
    }
    return list;
}

std::optional<std::vector<std::vector<OutsidePlace>>> unpackedEntries(std::span<const std::byte> bytes,
                                                                      std::size_t users, std::size_t items) {
    std::vector<std::vector<OutsidePlace>> entries;
    while (entries.size() < users) {
        auto list = listOf(bytes, items);
        if (!list) {
            return std::nullopt;
        }
        entries.push_back(std::move(*list));
    }
    return bytes.empty() ? std::optional(std::move(entries)) : std::nullopt;
}

Result<void> writeArray(Database& database, std::int64_t id, std::string_view name,
                        std::span<const std::byte> bytes, const ExecutionContext& context) {
    TRY_ASSIGN(auto insert,
               database.prepare("INSERT INTO outside_arrays(list, name, place, size, checksum, bytes) "
                                "VALUES(?1, ?2, ?3, ?4, ?5, ?6)"));
    std::int64_t place = 0;
    for (const std::span<const std::byte> chunk : chunksOf(bytes)) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const PackedPlace packed = packedPlace(chunk);
        insert.bind(1, id).bind(2, name).bind(3, place++).bind(4, packed.size).bind(5, packed.checksum);
        TRY(insert.bind(6, std::span<const std::byte>(packed.bytes)).run());
    }
    return {};
}

Result<std::vector<std::byte>> readArray(Database& database, std::int64_t id, std::string_view name,
                                         const ExecutionContext& context) {
    TRY_ASSIGN(auto rows, database.prepare("SELECT place, size, checksum, bytes FROM outside_arrays WHERE "
                                           "list = ?1 AND name = ?2 ORDER BY place"));
    rows.bind(1, id).bind(2, name);
    // No place is longer than chunkBytes, or it is refused below.
    TRY_ASSIGN(auto sum,
               database.prepare("SELECT coalesce(sum(max(0, min(size, ?3))), 0) FROM outside_arrays "
                                "WHERE list = ?1 AND name = ?2"));
    TRY(sum.bind(1, id).bind(2, name).bind(3, static_cast<std::int64_t>(chunkBytes)).step());
    TRY(requireMemory(static_cast<std::size_t>(sum.integer(0)), "Kept lists"));
    std::vector<std::byte> bytes;
    for (std::int64_t expected = 0;; ++expected) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        TRY_ASSIGN(const bool row, rows.step());
        if (!row) {
            return bytes;
        }
        if (rows.integer(0) != expected ||
            !appendPlace(rows.integer(1), rows.integer(2), rows.blob(3), mostIdBytes, bytes)) {
            return damaged(id);
        }
    }
}

Result<void> forget(Database& database, std::int64_t id, std::string_view table, std::string_view column) {
    TRY_ASSIGN(auto remove, database.prepare(fmt::format("DELETE FROM {} WHERE {} = ?1", table, column)));
    return remove.bind(1, id).run();
}

/// The name, or the first of "name 2", "name 3" … that no list of another file has.
std::string freeName(const std::vector<StoredOutside>& all, const std::string& wanted) {
    std::string name = wanted;
    for (int number = 2; std::ranges::any_of(all, [&](const StoredOutside& one) { return one.name == name; });
         ++number) {
        const std::string behind = fmt::format(" {}", number);
        name = shortName(wanted, longestStoredName - behind.size()) + behind;
    }
    return name;
}

Result<std::int64_t> writeHead(Database& database, const StoredOutside& head) {
    TRY_ASSIGN(
        auto insert,
        database.prepare("INSERT INTO outside_lists(id, name, origin, added, scored, users, rows, repeated) "
                         "VALUES(?8, ?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(origin) DO UPDATE SET "
                         "added = ?3, scored = ?4, users = ?5, rows = ?6, repeated = ?7 RETURNING id"));
    insert.bind(1, std::string_view(head.name)).bind(2, std::string_view(head.origin));
    head.added == noTime ? insert.bindNull(3) : insert.bind(3, head.added);
    insert.bind(4, std::int64_t{head.scored ? 1 : 0}).bind(5, static_cast<std::int64_t>(head.users));
    insert.bind(6, static_cast<std::int64_t>(head.rows)).bind(7, static_cast<std::int64_t>(head.repeated));
    head.id > 0 ? insert.bind(8, head.id) : insert.bindNull(8);
    TRY_ASSIGN(const bool row, insert.step());
    return row ? Result(insert.integer(0))
               : Result<std::int64_t>(Error{ErrorCode::Internal, "The lists got no number", "Try again", ""});
}

} // namespace

std::string shortName(std::string name, std::size_t most) {
    if (name.size() > most) {
        std::size_t end = most;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) { // within a letter
            --end;
        }
        name.resize(end);
    }
    return name;
}

Result<std::vector<StoredOutside>> OutsideStore::all() const {
    Result<Statement> rows = m_handle.database.prepare(
        "SELECT id, name, origin, added, scored, users, rows, repeated FROM outside_lists ORDER BY id");
    if (!rows) {
        return m_handle.named(rows.error());
    }
    const auto count = [&](int column) {
        return static_cast<std::size_t>(std::max<std::int64_t>(0, rows->integer(column)));
    };
    std::vector<StoredOutside> all;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) {
            return m_handle.named(row.error());
        }
        if (!*row) {
            return all;
        }
        StoredOutside& one = all.emplace_back();
        one.id = rows->integer(0);
        one.name = rows->text(1);
        one.origin = rows->text(2);
        one.added = rows->isNull(3) ? noTime : rows->integer(3);
        one.scored = rows->integer(4) != 0;
        one.users = count(5);
        one.rows = count(6);
        one.repeated = count(7);
    }
}

Result<OutsideLists> OutsideStore::lists(std::int64_t id, const ExecutionContext& context) const {
    const auto read = [&]() -> Result<OutsideLists> {
        Database& database = m_handle.database;
        TRY_ASSIGN(const auto stored, all());
        if (std::ranges::find(stored, id, &StoredOutside::id) == stored.end()) {
            return Error{ErrorCode::NotFound, fmt::format("There are no lists number {}", id),
                         "Add their file again", ""};
        }
        OutsideLists lists;
        TRY_ASSIGN(const auto users, readArray(database, id, usersName, context));
        TRY_ASSIGN(const auto items, readArray(database, id, itemsName, context));
        TRY_ASSIGN(const auto entries, readArray(database, id, entriesName, context));
        lists.users = unpackedIds(users);
        lists.items = unpackedIds(items);
        auto unpacked = lists.users && lists.items
                            ? unpackedEntries(entries, lists.users->size(), lists.items->size())
                            : std::nullopt;
        if (!unpacked || lists.users->empty()) {
            return damaged(id);
        }
        lists.entries = std::move(*unpacked);
        return lists;
    };
    Result<OutsideLists> lists = m_handle.read(read);
    return lists ? std::move(lists) : Result<OutsideLists>(m_handle.named(lists.error()));
}

Result<StoredOutside> OutsideStore::put(StoredOutside head, const OutsideLists& lists,
                                        const ExecutionContext& context) {
    TRY(checkName(head.name));
    TRY_ASSIGN(const auto stored, all());
    const auto known = std::ranges::find(stored, head.origin, &StoredOutside::origin);
    head.name = known != stored.end() ? known->name : freeName(stored, head.name);
    head.users = lists.users->size();
    const auto write = [&]() -> Result<void> {
        Database& database = m_handle.database;
        TRY_ASSIGN(head.id, writeHead(database, head));
        TRY(forget(database, head.id, "outside_arrays", "list"));
        const std::string users = packedIds(*lists.users);
        const std::string items = packedIds(*lists.items);
        TRY(writeArray(database, head.id, usersName, std::as_bytes(std::span(users)), context));
        TRY(writeArray(database, head.id, itemsName, std::as_bytes(std::span(items)), context));
        return writeArray(database, head.id, entriesName, packedEntries(lists), context);
    };
    TRY(m_handle.change(write));
    return head;
}

Result<void> OutsideStore::rename(std::int64_t id, std::string_view name) {
    TRY(checkName(name));
    TRY_ASSIGN(const auto stored, all());
    for (const StoredOutside& one : stored) {
        if (one.id != id && one.name == name) {
            return m_handle.named({ErrorCode::Conflict,
                                   fmt::format("There are lists called \"{:.60}\" already", name),
                                   "Choose another name", ""});
        }
    }
    return m_handle.change([&]() -> Result<void> {
        TRY_ASSIGN(auto update, m_handle.database.prepare(
                                    "UPDATE outside_lists SET name = ?2 WHERE id = ?1 RETURNING id"));
        TRY_ASSIGN(const bool row, update.bind(1, id).bind(2, name).step());
        return row ? Result<void>()
                   : Error{ErrorCode::NotFound, fmt::format("There are no lists number {}", id),
                           "Add their file again", ""};
    });
}

Result<void> OutsideStore::remove(std::int64_t id) {
    return m_handle.change([&]() -> Result<void> {
        TRY(forget(m_handle.database, id, "outside_arrays", "list"));
        return forget(m_handle.database, id, "outside_lists", "id");
    });
}

} // namespace tastescope
