// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/sqlite/statement.h"

#include "storage/sqlite/error.h"

#include <sqlite3.h>

#include <cmath>
#include <limits>

namespace tastescope::sqlite {

void Statement::Finalise::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

Statement& Statement::bind(int place, std::int64_t value) {
    m_bindCode |= sqlite3_bind_int64(m_handle.get(), place, value);
    return *this;
}

Statement& Statement::bind(int place, double value) {
    m_bindCode |= sqlite3_bind_double(m_handle.get(), place, value);
    return *this;
}

Statement& Statement::bind(int place, std::string_view value) {
    // A null pointer would mean NULL, not the empty text.
    const char* data = value.data() ? value.data() : "";
    m_bindCode |= sqlite3_bind_text64(m_handle.get(), place, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int place, std::span<const std::byte> value) {
    m_bindCode |= value.empty()
                      ? sqlite3_bind_zeroblob(m_handle.get(), place, 0)
                      : sqlite3_bind_blob64(m_handle.get(), place, value.data(), value.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bindNull(int place) {
    m_bindCode |= sqlite3_bind_null(m_handle.get(), place);
    return *this;
}

Result<bool> Statement::step() {
    if (m_bindCode != SQLITE_OK) {
        return failure(m_bindCode);
    }
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    return failure(code);
}

Result<void> Statement::run() {
    if (m_bindCode != SQLITE_OK) {
        return failure(m_bindCode);
    }
    const int code = sqlite3_step(m_handle.get());
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
        Error error = failure(code);
        reset();
        return error;
    }
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_handle.get());
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_handle.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_handle.get(), column);
}

double Statement::real(int column) const {
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN()
                          : sqlite3_column_double(m_handle.get(), column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_handle.get(), column));
    return data ? std::string_view(data,
                                   static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column)))
                : std::string_view();
}

std::span<const std::byte> Statement::blob(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(m_handle.get(), column));
    return data ? std::span(data, static_cast<std::size_t>(sqlite3_column_bytes(m_handle.get(), column)))
                : std::span<const std::byte>();
}

Error Statement::failure(int code) const {
    sqlite3* database = sqlite3_db_handle(m_handle.get());
    // A failed bind leaves the handle's message, but a later success elsewhere would clear it.
    return sqlite3_errcode(database) == SQLITE_OK ? makeError(code, sqlite3_errstr(code), "")
                                                  : lastError(database);
}

} // namespace tastescope::sqlite
