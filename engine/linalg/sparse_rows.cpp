// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/sparse_rows.h"

#include "engine/base/archive.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tastescope {

const float* SparseRows::find(std::size_t row, std::uint32_t column) const {
    const auto inRow = columnsOf(row);
    const auto found = std::lower_bound(inRow.begin(), inRow.end(), column);
    return found != inRow.end() && *found == column ? &valuesOf(row)[found - inRow.begin()] : nullptr;
}

float SparseRows::at(std::size_t row, std::uint32_t column) const {
    const float* const value = find(row, column);
    return value ? *value : 0;
}

void SparseRows::addRow(std::size_t row, float factor, std::span<float> out) const {
    const auto inRow = columnsOf(row);
    const auto stored = valuesOf(row);
    for (std::size_t place = 0; place < inRow.size(); ++place) {
        out[inRow[place]] += factor * stored[place];
    }
}

double SparseRows::dot(std::size_t row, std::size_t other) const {
    const auto left = columnsOf(row);
    const auto right = columnsOf(other);
    const auto leftValues = valuesOf(row);
    const auto rightValues = valuesOf(other);
    double sum = 0;
    for (std::size_t a = 0, b = 0; a < left.size() && b < right.size();) {
        if (left[a] == right[b]) {
            sum += static_cast<double>(leftValues[a++]) * rightValues[b++];
        } else if (left[a] < right[b]) {
            ++a;
        } else {
            ++b;
        }
    }
    return sum;
}

SparseRows SparseRows::transposed(std::size_t columnCount) const {
    SparseRows out;
    out.offsets.assign(columnCount + 1, 0);
    for (const std::uint32_t column : columns) {
        ++out.offsets[column + 1];
    }
    for (std::size_t column = 0; column < columnCount; ++column) {
        out.offsets[column + 1] += out.offsets[column];
    }
    out.columns.resize(entries());
    out.values.resize(entries());
    std::vector<std::uint64_t> next(out.offsets.begin(), out.offsets.end() - 1);
    for (std::size_t row = 0; row < rows(); ++row) {
        for (std::uint64_t entry = offsets[row]; entry < offsets[row + 1]; ++entry) {
            const std::uint64_t place = next[columns[entry]]++;
            out.columns[place] = static_cast<std::uint32_t>(row);
            out.values[place] = values[entry];
        }
    }
    return out;
}

std::size_t SparseRows::bytes() const {
    return offsets.size() * sizeof(std::uint64_t) + entries() * (sizeof(std::uint32_t) + sizeof(float));
}

void SparseRows::save(ModelArchive& archive, const std::string& name) const {
    archive.put(name + ".offsets", std::span<const std::uint64_t>(offsets));
    archive.put(name + ".columns", std::span<const std::uint32_t>(columns));
    archive.put(name + ".values", std::span<const float>(values));
}

Result<SparseRows> SparseRows::load(const ModelArchive& archive, const std::string& name, std::size_t rows,
                                    std::size_t columnCount) {
    TRY_ASSIGN(auto places, loadIndexRows(archive, name + ".offsets", name + ".columns", rows, columnCount));
    TRY_ASSIGN(auto values, loadFloats(archive, name + ".values", places.indices.size()));
    SparseRows matrix{std::move(places.offsets), std::move(places.indices), std::move(values)};
    for (std::size_t row = 0; row < rows; ++row) {
        const auto inRow = matrix.columnsOf(row);
        if (std::adjacent_find(inRow.begin(), inRow.end(), std::greater_equal<>()) != inRow.end()) {
            return corruptModel(name + " is not sorted");
        }
    }
    return matrix;
}

} // namespace tastescope
