// SPDX-License-Identifier: GPL-3.0-or-later
// A prepared statement on SQLite's own handle: thin enough for millions of rows.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

struct sqlite3_stmt;

namespace tastescope::sqlite {

/// Not thread-safe; does not outlive its Database. Places count from 1, columns from 0. Bound text and blobs
/// are not copied: they must live until the statement has run. A bind that fails makes the next step() fail.
class Statement {
public:
    explicit Statement(sqlite3_stmt* handle) : m_handle(handle) {}

    Statement& bind(int place, std::int64_t value);
    Statement& bind(int place, double value); ///< NaN becomes NULL
    Statement& bind(int place, std::string_view value);
    Statement& bind(int place, std::span<const std::byte> value);
    Statement& bindNull(int place);

    /// True: a row is there to be read; false: done.
    Result<bool> step();
    /// Runs a statement that gives no rows, and makes it ready for the next binding.
    Result<void> run();
    void reset();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const; ///< NaN for NULL
    /// Valid until the next step.
    std::string_view text(int column) const;
    std::span<const std::byte> blob(int column) const;

private:
    struct Finalise {
        void operator()(sqlite3_stmt* handle) const;
    };
    Error failure(int code) const;

    std::unique_ptr<sqlite3_stmt, Finalise> m_handle;
    int m_bindCode = 0;
};

} // namespace tastescope::sqlite
