// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlite/bulk_insert.h"

#include "storage/sqlite/error.h"

#include <sqlite3.h>

#include <new>

namespace tastescope::sqlite {
namespace {

constexpr const char* moduleName = "incoming_rows";

// SQLite's structures come first, so that its pointers are pointers to ours.
struct Table {
    sqlite3_vtab base{};
    RowSource* source = nullptr;
};

struct Cursor {
    sqlite3_vtab_cursor base{};
    RowSource* source = nullptr;
    std::size_t row = 0;
};

RowSource& sourceOf(sqlite3_vtab_cursor* cursor) {
    return *reinterpret_cast<Cursor*>(cursor)->source;
}

int moveTo(Cursor& cursor, std::size_t row) {
    cursor.row = row;
    return row >= cursor.source->rows() || cursor.source->moveTo(row) ? SQLITE_OK : SQLITE_INTERRUPT;
}

int connectTable(sqlite3* handle, void* source, int, const char* const*, sqlite3_vtab** made, char**) {
    auto* table = new (std::nothrow) Table;
    if (!table) {
        return SQLITE_NOMEM;
    }
    table->source = static_cast<RowSource*>(source);
    std::string sql = "CREATE TABLE incoming(c0";
    for (int column = 1; column < table->source->columns(); ++column) {
        sql += ", c" + std::to_string(column);
    }
    *made = &table->base;
    return sqlite3_declare_vtab(handle, (sql + ")").c_str());
}

int disconnectTable(sqlite3_vtab* table) {
    delete reinterpret_cast<Table*>(table);
    return SQLITE_OK;
}

int planScan(sqlite3_vtab*, sqlite3_index_info*) {
    return SQLITE_OK;
}

int openCursor(sqlite3_vtab* table, sqlite3_vtab_cursor** made) {
    auto* cursor = new (std::nothrow) Cursor;
    if (!cursor) {
        return SQLITE_NOMEM;
    }
    cursor->source = reinterpret_cast<Table*>(table)->source;
    *made = &cursor->base;
    return SQLITE_OK;
}

int closeCursor(sqlite3_vtab_cursor* cursor) {
    delete reinterpret_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

int firstRow(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
    return moveTo(*reinterpret_cast<Cursor*>(cursor), 0);
}

int nextRow(sqlite3_vtab_cursor* cursor) {
    Cursor& own = *reinterpret_cast<Cursor*>(cursor);
    return moveTo(own, own.row + 1);
}

int atEnd(sqlite3_vtab_cursor* cursor) {
    return reinterpret_cast<Cursor*>(cursor)->row >= sourceOf(cursor).rows() ? 1 : 0;
}

int readCell(sqlite3_vtab_cursor* cursor, sqlite3_context* out, int column) {
    const Cell cell = sourceOf(cursor).cell(column);
    switch (cell.kind) {
    case Cell::Kind::Null:
        sqlite3_result_null(out);
        break;
    case Cell::Kind::Integer:
        sqlite3_result_int64(out, cell.integer);
        break;
    case Cell::Kind::Real:
        sqlite3_result_double(out, cell.real);
        break;
    }
    return SQLITE_OK;
}

int readRowId(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(reinterpret_cast<Cursor*>(cursor)->row);
    return SQLITE_OK;
}

// Without xCreate the table exists under the module's name and leaves no trace in the schema.
sqlite3_module makeModule() {
    sqlite3_module module{};
    module.xConnect = connectTable;
    module.xDisconnect = disconnectTable;
    module.xBestIndex = planScan;
    module.xOpen = openCursor;
    module.xClose = closeCursor;
    module.xFilter = firstRow;
    module.xNext = nextRow;
    module.xEof = atEnd;
    module.xColumn = readCell;
    module.xRowid = readRowId;
    return module;
}

} // namespace

Result<void> bulkInsert(Database& database, const std::string& table, RowSource& source) {
    static const sqlite3_module module = makeModule();
    sqlite3* handle = database.handle();
    if (sqlite3_create_module(handle, moduleName, &module, &source) != SQLITE_OK) {
        return lastError(handle);
    }
    Result<void> inserted =
        database.execute("INSERT INTO " + table + " SELECT * FROM " + std::string(moduleName));
    // The module holds a pointer to the caller's rows: it goes with them.
    sqlite3_create_module(handle, moduleName, nullptr, nullptr);
    return inserted;
}

} // namespace tastescope::sqlite
