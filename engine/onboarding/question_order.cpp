// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/question_order.h"

#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace tastescope {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double bits(double share) {
    return share > 0 && share < 1 ? -share * std::log2(share) - (1 - share) * std::log2(1 - share) : 0;
}

std::vector<ItemIndex> metItems(const InteractionMatrix& answers) {
    std::vector<ItemIndex> items;
    for (std::size_t item = 0; item < answers.itemCount(); ++item) {
        if (answers.countOf(ItemIndex(item)) > 0) {
            items.emplace_back(item);
        }
    }
    return items;
}

std::vector<ItemIndex> orderBy(const InteractionMatrix& answers, const std::vector<double>& worth) {
    std::vector<ItemIndex> items = metItems(answers);
    std::ranges::stable_sort(items,
                             [&](ItemIndex a, ItemIndex b) { return worth[a.value] > worth[b.value]; });
    return items;
}

std::size_t likesOf(const InteractionMatrix& answers, ItemIndex item) {
    return static_cast<std::size_t>(
        std::ranges::count_if(answers.valuesOf(item), [](float value) { return value > 0; }));
}

std::size_t peopleIn(const InteractionMatrix& answers) {
    std::size_t people = 0;
    for (std::size_t user = 0; user < answers.userCount(); ++user) {
        people += answers.countOf(UserIndex(user)) > 0 ? 1 : 0;
    }
    return people;
}

} // namespace

std::vector<double> answerEntropy(const InteractionMatrix& answers) {
    const bool denied = std::ranges::any_of(answers.values(), [](float value) { return value < 0; });
    const auto people = static_cast<double>(peopleIn(answers));
    std::vector<double> entropy(answers.itemCount(), none);
    for (const ItemIndex item : metItems(answers)) {
        const auto met = static_cast<double>(answers.countOf(item));
        entropy[item.value] =
            denied ? bits(static_cast<double>(likesOf(answers, item)) / met) : bits(met / people);
    }
    return entropy;
}

std::vector<ItemIndex> popularOrder(const InteractionMatrix& answers) {
    std::vector<double> worth(answers.itemCount());
    for (std::size_t item = 0; item < worth.size(); ++item) {
        worth[item] = static_cast<double>(answers.countOf(ItemIndex(item)));
    }
    return orderBy(answers, worth);
}

std::vector<ItemIndex> entropyOrder(const InteractionMatrix& answers) {
    return orderBy(answers, answerEntropy(answers));
}

std::vector<ItemIndex> popularityEntropyOrder(const InteractionMatrix& answers) {
    std::vector<double> worth = answerEntropy(answers);
    for (std::size_t item = 0; item < worth.size(); ++item) {
        worth[item] *= std::log2(1 + static_cast<double>(answers.countOf(ItemIndex(item))));
    }
    return orderBy(answers, worth);
}

std::vector<ItemIndex> randomOrder(const InteractionMatrix& answers, std::uint64_t seed) {
    std::vector<ItemIndex> items = metItems(answers);
    Random(seed).shuffle(std::span(items));
    return items;
}

Result<std::vector<ItemIndex>> diverseOrder(const InteractionMatrix& answers, std::size_t most,
                                            const ExecutionContext& context) {
    struct Entry {
        double gain;
        ItemIndex item;
        bool operator<(const Entry& other) const { // of a heap: the worse
            return gain != other.gain ? gain < other.gain : other.item < item;
        }
    };
    // A person's weight is a power of a half, and 2^-50 is nothing: sums of them are exact, in any order.
    constexpr int smallest = 50;
    std::vector<double> weight(answers.userCount(), 1);
    const auto gainOf = [&](ItemIndex item) {
        double gain = 0;
        const auto users = answers.usersOf(item);
        const auto values = answers.valuesOf(item);
        for (std::size_t at = 0; at < users.size(); ++at) {
            gain += values[at] > 0 ? weight[users[at].value] : 0;
        }
        return gain;
    };
    std::priority_queue<Entry> heap;
    for (const ItemIndex item : metItems(answers)) {
        heap.push({gainOf(item), item});
    }
    std::vector<ItemIndex> order;
    while (!heap.empty() && order.size() < most) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const Entry best = heap.top();
        heap.pop();
        const Entry now{gainOf(best.item), best.item};
        if (!heap.empty() && now < heap.top()) {
            heap.push(now);
            continue;
        }
        order.push_back(best.item);
        const auto users = answers.usersOf(best.item);
        const auto values = answers.valuesOf(best.item);
        for (std::size_t at = 0; at < users.size(); ++at) {
            double& left = weight[users[at].value];
            left = values[at] > 0 ? (left > std::ldexp(1.0, -smallest) ? left / 2 : 0) : left;
        }
    }
    return order;
}

} // namespace tastescope
