// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/next_item_validation.h"

#include "engine/base/random.h"
#include "engine/linalg/products.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr std::uint64_t stream = std::uint64_t{1} << 56;

} // namespace

std::vector<std::uint32_t> heldUsers(const ItemSequences& sequences, std::size_t most, std::uint64_t seed) {
    std::vector<std::uint32_t> users;
    for (std::size_t user = 0; user < sequences.users(); ++user) {
        if (sequences.itemsOf(user).size() >= 2) {
            users.push_back(static_cast<std::uint32_t>(user));
        }
    }
    if (users.size() > most) {
        Random(seed, stream).shuffle(std::span(users));
        users.resize(most);
        std::ranges::sort(users);
    }
    return users;
}

double heldItemLoss(std::span<float> scores, ItemIndex held, std::span<const ItemIndex> before) {
    for (const ItemIndex item : before) {
        scores[item.value] = -std::numeric_limits<float>::infinity();
    }
    const float own = scores[held.value];
    const float largest = largestOf(scores.data(), scores.size());
    const float total = expInPlace(scores.data(), largest, scores.size());
    return std::log(static_cast<double>(total)) - static_cast<double>(own - largest);
}

} // namespace tastescope
