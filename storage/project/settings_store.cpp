// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/settings_store.h"

#include "storage/project/handle.h"
#include "storage/project/tables.h"

#include <fmt/format.h>

namespace tastescope {

using sqlite::Statement;

Result<void> writeKey(sqlite::Database& database, std::string_view table, std::string_view key,
                      std::string_view value) {
    Result<Statement> put = database.prepare(fmt::format(
        "INSERT INTO {}(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = ?2", table));
    return put ? put->bind(1, key).bind(2, value).run() : Result<void>(put.error());
}

Result<std::optional<std::string>> SettingsStore::value(std::string_view key) const {
    Result<Statement> row = m_handle.database.prepare("SELECT value FROM settings WHERE key = ?1");
    if (!row) {
        return m_handle.named(row.error());
    }
    const Result<bool> found = row->bind(1, key).step();
    if (!found) {
        return m_handle.named(found.error());
    }
    return *found ? std::optional<std::string>(row->text(0)) : std::nullopt;
}

Result<void> SettingsStore::set(std::string_view key, std::string_view value) {
    return m_handle.change([&] { return writeKey(m_handle.database, "settings", key, value); });
}

} // namespace tastescope
