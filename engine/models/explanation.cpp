// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/explanation.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

void addContribution(Explanation& explanation, ItemIndex item, double amount) {
    if (amount != 0) {
        explanation.score += amount;
        explanation.contributions.push_back({item, amount});
    }
}

void finishExplanation(Explanation& explanation) {
    std::sort(explanation.contributions.begin(), explanation.contributions.end(),
              [](const Contribution& a, const Contribution& b) {
                  const double left = std::abs(a.amount);
                  const double right = std::abs(b.amount);
                  return left != right ? left > right : a.item < b.item;
              });
}

} // namespace tastescope
