// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/evaluator.h"

#include <algorithm>

namespace tastescope {

HeldOut heldOutOf(const Dataset& train, const Interactions& test) {
    const std::size_t items = train.itemCount();
    std::size_t width = items;
    for (const ItemIndex item : test.items()) {
        width = std::max<std::size_t>(width, std::size_t{item.value} + 1);
    }
    // Gains are the plain values: neither reduced to 0 and 1 nor weakened with age.
    MatrixOptions options = train.parts().matrix;
    options.binary = false;
    options.halfLifeDays = 0;
    const InteractionMatrix matrix = InteractionMatrix::build(test, train.signals(), width, options);

    HeldOut out;
    const std::size_t users = std::max(train.userCount(), matrix.userCount());
    out.offsets.push_back(0);
    out.coldItems.assign(users, 0);
    for (std::size_t user = 0; user < users; ++user) {
        if (user < matrix.userCount()) {
            const std::span<const ItemIndex> row = matrix.itemsOf(UserIndex(user));
            const std::span<const float> values = matrix.valuesOf(UserIndex(user));
            for (std::size_t at = 0; at < row.size(); ++at) {
                if (!(values[at] > 0)) {
                    continue;
                }
                if (row[at].value < items) {
                    out.items.push_back(row[at]);
                    out.values.push_back(values[at]);
                } else {
                    ++out.coldItems[user];
                }
            }
        }
        out.offsets.push_back(out.items.size());
    }
    return out;
}

} // namespace tastescope
