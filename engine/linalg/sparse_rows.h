// SPDX-License-Identifier: GPL-3.0-or-later
// A sparse matrix of floats by rows, columns ascending within a row: item neighbourhoods, content vectors and
// their inverted index. A value type; const access is thread-safe.
#pragma once

#include "engine/base/archive.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct SparseRows {
    std::vector<std::uint64_t> offsets{0}; ///< rows + 1
    std::vector<std::uint32_t> columns;
    std::vector<float> values;

    std::size_t rows() const { return offsets.size() - 1; }
    std::size_t entries() const { return columns.size(); }
    std::span<const std::uint32_t> columnsOf(std::size_t row) const {
        return std::span(columns).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
    std::span<const float> valuesOf(std::size_t row) const {
        return std::span(values).subspan(offsets[row], offsets[row + 1] - offsets[row]);
    }
    /// The value stored at (row, column), null where none is; binary search.
    const float* find(std::size_t row, std::uint32_t column) const;
    /// The same, 0 where none is stored.
    float at(std::size_t row, std::uint32_t column) const;
    /// out += factor · row
    void addRow(std::size_t row, float factor, std::span<float> out) const;
    /// Scalar product of two rows.
    double dot(std::size_t row, std::size_t other) const;
    /// `columnCount` rows; every column is below it.
    SparseRows transposed(std::size_t columnCount) const;
    std::size_t bytes() const;

    /// As arrays "<name>.offsets", "<name>.columns", "<name>.values".
    void save(ModelArchive& archive, const std::string& name) const;
    /// Corrupt unless offsets ascend, columns ascend within a row and are below `columnCount`, values are
    /// finite.
    static Result<SparseRows> load(const ModelArchive& archive, const std::string& name, std::size_t rows,
                                   std::size_t columnCount);
};

} // namespace tastescope
