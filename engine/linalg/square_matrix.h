// SPDX-License-Identifier: GPL-3.0-or-later
// A large square matrix of floats, row-major, on a 64-byte boundary: the same place in memory modulo a
// vector register, hence the same order of additions, every time. Moved, never copied by accident.
#pragma once

#include "engine/base/large_pages.h"

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace tastescope {

class SquareMatrix {
public:
    SquareMatrix() = default;
    /// The values are not initialised: whoever fills them first touches the memory, on several threads.
    explicit SquareMatrix(std::size_t size)
        : m_values(static_cast<float*>(::operator new[](size* size * sizeof(float), alignment)))
        , m_size(size) {
        preferLargePages(m_values.get(), bytes());
    }

    std::size_t size() const { return m_size; }
    std::size_t bytes() const { return m_size * m_size * sizeof(float); }
    float* row(std::size_t index) { return m_values.get() + index * m_size; }
    const float* row(std::size_t index) const { return m_values.get() + index * m_size; }
    float at(std::size_t rowIndex, std::size_t column) const { return row(rowIndex)[column]; }
    /// out += factor · row
    void addRow(std::size_t index, float factor, std::span<float> out) const {
        const float* const values = row(index);
        for (std::size_t column = 0; column < m_size; ++column) {
            out[column] += factor * values[column];
        }
    }
    std::span<const float> rowValues(std::size_t index) const { return {row(index), m_size}; }

private:
    static constexpr std::align_val_t alignment{64};
    struct Free {
        void operator()(float* values) const { ::operator delete[](values, alignment); }
    };
    std::unique_ptr<float[], Free> m_values;
    std::size_t m_size = 0;
};

} // namespace tastescope
