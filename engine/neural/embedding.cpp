// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/embedding.h"

#include "engine/linalg/products.h"

namespace tastescope {

template <typename T>
void gatherRows(Rows<const T> table, std::span<const std::uint32_t> ids, T scale, Rows<T> out) {
    for (std::size_t at = 0; at < ids.size(); ++at) {
        const T* const from = table.row(ids[at]);
        T* const to = out.row(at);
        for (std::size_t column = 0; column < table.columns; ++column) {
            to[column] = scale * from[column];
        }
    }
}

template <typename T>
void scatterRows(Rows<const T> rows, std::span<const std::uint32_t> ids, T scale, Rows<T> table) {
    for (std::size_t at = 0; at < ids.size(); ++at) {
        addScaled(scale, rows.row(at), table.row(ids[at]), table.columns);
    }
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template void gatherRows<T>(Rows<const T>, std::span<const std::uint32_t>, T, Rows<T>);                  \
    template void scatterRows<T>(Rows<const T>, std::span<const std::uint32_t>, T, Rows<T>);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
