// SPDX-License-Identifier: GPL-3.0-or-later
// Memory of the neural networks: views of row-major matrices, buffers that only grow, and the plan of all
// parameters of a network in one flat array. Everything is a template over float (training) and double (the
// tests' check of the gradients).
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

namespace tastescope {

/// A view of `rows` × `columns` values, row by row, the rows `stride` apart. Refers to foreign memory.
template <typename T>
struct Rows {
    T* data = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t stride = 0;

    Rows() = default;
    Rows(T* values, std::size_t rowCount, std::size_t columnCount)
        : Rows(values, rowCount, columnCount, columnCount) {}
    Rows(T* values, std::size_t rowCount, std::size_t columnCount, std::size_t rowStride)
        : data(values)
        , rows(rowCount)
        , columns(columnCount)
        , stride(rowStride) {}

    T* row(std::size_t index) const { return data + index * stride; }
    /// Rows [first, first + count) of columns [column, column + width).
    Rows block(std::size_t first, std::size_t count, std::size_t column, std::size_t width) const {
        return {data + first * stride + column, count, width, stride};
    }
    Rows part(std::size_t first, std::size_t count) const { return block(first, count, 0, columns); }
    operator Rows<const T>() const requires(!std::is_const_v<T>) { return {data, rows, columns, stride}; }
};

/// Values on a 64-byte boundary. Grows, never shrinks: after the first batches a training allocates nothing.
template <typename T>
class Buffer {
public:
    /// At least `count` values, of any content.
    T* take(std::size_t count) {
        if (count > m_size) {
            m_values.reset(static_cast<T*>(::operator new(count * sizeof(T), alignment)));
            m_size = count;
        }
        return m_values.get();
    }
    Rows<T> take(std::size_t rows, std::size_t columns) { return {take(rows * columns), rows, columns}; }
    T* data() const { return m_values.get(); }

private:
    static constexpr std::align_val_t alignment{64};
    struct Release {
        void operator()(T* values) const { ::operator delete(values, alignment); }
    };
    std::unique_ptr<T, Release> m_values;
    std::size_t m_size = 0;
};

/// Where a matrix of parameters lies in the flat array; gradients lie alike.
struct Slot {
    std::size_t offset = 0;
    std::size_t rows = 0;
    std::size_t columns = 0;

    template <typename T>
    Rows<T> in(T* values) const {
        return {values + offset, rows, columns};
    }
};

/// Lays slots one behind the other, each on a 64-byte boundary for floats.
class ParameterPlan {
public:
    Slot add(std::size_t rows, std::size_t columns) {
        const Slot slot{m_size, rows, columns};
        m_size += (rows * columns + 15) / 16 * 16;
        return slot;
    }
    std::size_t size() const { return m_size; }

private:
    std::size_t m_size = 0;
};

} // namespace tastescope
