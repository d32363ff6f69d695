// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products and sums over rows, the same bits whatever thread runs them. Instantiated for float and
// double. Thread-safe.
#pragma once

#include "engine/linalg/rows.h"

namespace tastescope {

enum class Into { Replace, Add };

/// out (+)= a · b
template <typename T>
void multiply(Rows<const T> a, Rows<const T> b, Rows<T> out, Into into = Into::Replace);
/// out (+)= a · bᵀ
template <typename T>
void multiplyByTransposed(Rows<const T> a, Rows<const T> b, Rows<T> out, Into into = Into::Replace);
/// out (+)= aᵀ · b
template <typename T>
void multiplyTransposed(Rows<const T> a, Rows<const T> b, Rows<T> out, Into into = Into::Replace);

/// Additions in a fixed order, in lanes that a compiler turns into vectors.
template <typename T>
T sumOf(const T* values, std::size_t count);
template <typename T>
T dotOf(const T* left, const T* right, std::size_t count);
/// Of one value at least.
template <typename T>
T largestOf(const T* values, std::size_t count);
/// out += factor · values
template <typename T>
void addScaled(T factor, const T* values, T* out, std::size_t count);
/// values = exp(values - shift); returns their sum.
template <typename T>
T expInPlace(T* values, T shift, std::size_t count);

} // namespace tastescope
