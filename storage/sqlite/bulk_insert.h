// SPDX-License-Identifier: GPL-3.0-or-later
// Millions of rows in one statement: SQLite reads them from a virtual table instead of being called once a
// row (6 million events in 0.7 s instead of 2.2 s).
#pragma once

#include "engine/base/result.h"
#include "storage/sqlite/database.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace tastescope::sqlite {

struct Cell {
    enum class Kind { Null, Integer, Real } kind = Kind::Null;
    std::int64_t integer = 0;
    double real = 0;

    static Cell of(std::int64_t value) { return {Kind::Integer, value, 0}; }
    static Cell of(double value) { return {Kind::Real, 0, value}; }
};

/// Rows in memory, read once from first to last. Both functions are called from inside SQLite and must not
/// throw.
class RowSource {
public:
    virtual ~RowSource() = default;
    virtual std::size_t rows() const = 0;
    virtual int columns() const = 0;
    /// Called before the cells of `row` are read; false ends the statement with Cancelled.
    virtual bool moveTo(std::size_t row) = 0;
    virtual Cell cell(int column) const = 0;
};

/// Appends all rows of `source` to `table`, whose columns come in the source's order.
Result<void> bulkInsert(Database& database, const std::string& table, RowSource& source);

} // namespace tastescope::sqlite
