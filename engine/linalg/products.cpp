// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/linalg/products.h"

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cassert>

namespace tastescope {
namespace {

constexpr std::size_t lanes = 16;

template <typename T>
using Matrix = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <typename T>
using Mapped =
    Eigen::Map<std::conditional_t<std::is_const_v<T>, const Matrix<T>, Matrix<T>>, 0, Eigen::OuterStride<>>;

template <typename T>
Mapped<T> mapped(Rows<T> rows) {
    return {rows.data, static_cast<Eigen::Index>(rows.rows), static_cast<Eigen::Index>(rows.columns),
            Eigen::OuterStride<>(static_cast<Eigen::Index>(rows.stride))};
}

/// Always the general product: for thin shapes Eigen would choose others, whose order of additions depends on
/// where the memory lies.
template <typename Left, typename Right, typename T>
void product(const Left& left, const Right& right, Rows<T> out, Into into) {
    assert(static_cast<std::size_t>(left.rows()) == out.rows);
    assert(static_cast<std::size_t>(right.cols()) == out.columns);
    assert(left.cols() == right.rows());
    auto target = mapped(out);
    if (into == Into::Replace) {
        target.setZero();
    }
    if (left.cols() == 0 || target.size() == 0) {
        return;
    }
    Eigen::internal::generic_product_impl<Left, Right, Eigen::DenseShape, Eigen::DenseShape,
                                          Eigen::GemmProduct>::scaleAndAddTo(target, left, right, T{1});
}

} // namespace

template <typename T>
void multiply(Rows<const T> a, Rows<const T> b, Rows<T> out, Into into) {
    product(mapped(a), mapped(b), out, into);
}

template <typename T>
void multiplyByTransposed(Rows<const T> a, Rows<const T> b, Rows<T> out, Into into) {
    const auto right = mapped(b);
    product(mapped(a), right.transpose(), out, into);
}

template <typename T>
void multiplyTransposed(Rows<const T> a, Rows<const T> b, Rows<T> out, Into into) {
    const auto left = mapped(a);
    product(left.transpose(), mapped(b), out, into);
}

namespace {

template <typename T>
T totalOf(const std::array<T, lanes>& sums) {
    T total{};
    for (const T sum : sums) {
        total += sum;
    }
    return total;
}

} // namespace

template <typename T>
T sumOf(const T* values, std::size_t count) {
    std::array<T, lanes> sums{};
    std::size_t at = 0;
    for (; at + lanes <= count; at += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            sums[lane] += values[at + lane];
        }
    }
    for (; at < count; ++at) {
        sums[at % lanes] += values[at];
    }
    return totalOf(sums);
}

template <typename T>
T dotOf(const T* left, const T* right, std::size_t count) {
    std::array<T, lanes> sums{};
    std::size_t at = 0;
    for (; at + lanes <= count; at += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            sums[lane] += left[at + lane] * right[at + lane];
        }
    }
    for (; at < count; ++at) {
        sums[at % lanes] += left[at] * right[at];
    }
    return totalOf(sums);
}

template <typename T>
T largestOf(const T* values, std::size_t count) {
    std::array<T, lanes> most;
    most.fill(values[0]);
    std::size_t at = 0;
    for (; at + lanes <= count; at += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            most[lane] = values[at + lane] > most[lane] ? values[at + lane] : most[lane];
        }
    }
    for (; at < count; ++at) {
        most[0] = values[at] > most[0] ? values[at] : most[0];
    }
    return *std::max_element(most.begin(), most.end());
}

template <typename T>
void addScaled(T factor, const T* values, T* out, std::size_t count) {
    for (std::size_t at = 0; at < count; ++at) {
        out[at] += factor * values[at];
    }
}

template <typename T>
T expInPlace(T* values, T shift, std::size_t count) {
    Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>> all(values, static_cast<Eigen::Index>(count));
    all = (all - shift).exp();
    return sumOf(values, count);
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template void multiply<T>(Rows<const T>, Rows<const T>, Rows<T>, Into);                                  \
    template void multiplyByTransposed<T>(Rows<const T>, Rows<const T>, Rows<T>, Into);                      \
    template void multiplyTransposed<T>(Rows<const T>, Rows<const T>, Rows<T>, Into);                        \
    template T sumOf<T>(const T*, std::size_t);                                                              \
    template T dotOf<T>(const T*, const T*, std::size_t);                                                    \
    template T largestOf<T>(const T*, std::size_t);                                                          \
    template void addScaled<T>(T, const T*, T*, std::size_t);                                                \
    template T expInPlace<T>(T*, T, std::size_t);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
