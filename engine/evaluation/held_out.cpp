// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/evaluation_input.h"

#include <algorithm>

namespace tastescope {
namespace {

/// What a pair's events are worth as a gain: their values, by the pair policy, whatever the signals weigh.
InteractionMatrix gainsOf(const Dataset& train, const Interactions& test, std::size_t width,
                          const MatrixOptions& options) {
    std::vector<SignalType> signals = train.signals();
    for (SignalType& signal : signals) {
        signal.weight = 1;
        signal.useValue = true;
    }
    MatrixOptions plain = options;
    plain.binary = !test.hasValues();
    return InteractionMatrix::build(test, signals, width, plain);
}

std::size_t widthOf(const Dataset& train, const Interactions& test) {
    std::size_t width = train.itemCount();
    for (const ItemIndex item : test.items()) {
        width = std::max<std::size_t>(width, std::size_t{item.value} + 1);
    }
    return width;
}

} // namespace

HeldOut heldOutOf(const Dataset& train, const Interactions& test) {
    const std::size_t width = widthOf(train, test);
    MatrixOptions options = train.parts().matrix;
    options.halfLifeDays = 0; // age says nothing about what was to be found
    const InteractionMatrix taste = InteractionMatrix::build(test, train.signals(), width, options);
    const InteractionMatrix gains = gainsOf(train, test, width, options);

    HeldOut out;
    const std::size_t users = std::max(train.userCount(), taste.userCount());
    out.offsets.push_back(0);
    out.coldItems.assign(users, 0);
    for (std::size_t user = 0; user < users; ++user) {
        const std::size_t entries = user < taste.userCount() ? taste.countOf(UserIndex(user)) : 0;
        for (std::size_t at = 0; at < entries; ++at) {
            if (!(taste.valuesOf(UserIndex(user))[at] > 0)) {
                continue;
            }
            const ItemIndex item = taste.itemsOf(UserIndex(user))[at];
            const float gain = std::max(0.0F, gains.valuesOf(UserIndex(user))[at]);
            if (item.value < train.itemCount()) {
                out.items.push_back(item);
                out.values.push_back(gain);
            } else {
                ++out.coldItems[user];
                out.coldValues.push_back(gain);
            }
        }
        out.offsets.push_back(out.items.size());
    }
    return out;
}

} // namespace tastescope
