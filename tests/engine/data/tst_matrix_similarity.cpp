// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/matrix_similarity.h"

#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr std::size_t userCount = 30;
constexpr std::size_t itemCount = 20;

/// The last user and the last item have no entry; some values are no sign of liking.
InteractionMatrix someMatrix() {
    Random random(3);
    std::vector<std::uint64_t> offsets{0};
    std::vector<ItemIndex> items;
    std::vector<float> values;
    for (std::size_t user = 0; user < userCount; ++user) {
        for (std::size_t item = 0; user + 1 < userCount && item + 1 < itemCount; ++item) {
            if (random.below(3) == 0) {
                items.emplace_back(item);
                values.push_back(static_cast<float>(random.below(7)) - 2);
            }
        }
        offsets.push_back(items.size());
    }
    values.front() = std::numeric_limits<float>::quiet_NaN();
    return InteractionMatrix::fromRows(std::move(offsets), std::move(items), std::move(values), itemCount);
}

/// Cosines over a table with everything in it, `line` and `other` being rows of it.
double plainCosine(const std::vector<double>& table, std::size_t width, std::size_t line, std::size_t other) {
    double product = 0;
    double own = 0;
    double theirs = 0;
    for (std::size_t at = 0; at < width; ++at) {
        const double a = table[line * width + at];
        const double b = table[other * width + at];
        product += a * b;
        own += a * a;
        theirs += b * b;
    }
    return product > 0 ? product / std::sqrt(own * theirs) : 0;
}

TEST(MatrixSimilarity, EqualsTheCosinesOfThePlainTable) {
    const InteractionMatrix matrix = someMatrix();
    for (const auto& [users, items] :
         {std::pair(userCount, itemCount), std::pair<std::size_t, std::size_t>(17, 9)}) {
        std::vector<double> byUser(users * items);
        std::vector<double> byItem(users * items);
        for (std::size_t user = 0; user < users; ++user) {
            const auto row = matrix.itemsOf(UserIndex(user));
            for (std::size_t place = 0; place < row.size() && row[place].value < items; ++place) {
                const float value = matrix.valuesOf(UserIndex(user))[place];
                byUser[user * items + row[place].value] = value > 0 ? value : 0;
                byItem[row[place].value * users + user] = value > 0 ? value : 0;
            }
        }
        const MatrixSimilarity<UserIndex> ofUsers(matrix, users, items);
        std::vector<float> found(users, -1);
        for (std::size_t user = 0; user < users; ++user) {
            ofUsers.compare(UserIndex(user), found);
            for (std::size_t other = 0; other < users; ++other) {
                EXPECT_NEAR(found[other], plainCosine(byUser, items, user, other), 1e-6);
            }
        }
        const MatrixSimilarity<ItemIndex> ofItems(matrix, items, users);
        found.assign(items, -1);
        for (std::size_t item = 0; item < items; ++item) {
            ofItems.compare(ItemIndex(item), found);
            for (std::size_t other = 0; other < items; ++other) {
                EXPECT_NEAR(found[other], item == other ? 1 : plainCosine(byItem, users, item, other), 1e-6);
            }
        }
    }
}

TEST(MatrixSimilarity, KnowsLinesThatTheMatrixLacks) {
    const InteractionMatrix matrix = InteractionMatrix::fromRows({0, 1}, {ItemIndex(0)}, {2}, 1);
    std::vector<float> found(3, -1);
    const MatrixSimilarity<UserIndex> users(matrix, 3);
    users.compare(UserIndex(0), found);
    EXPECT_EQ(found, (std::vector<float>{1, 0, 0}));
    users.compare(UserIndex(2), found);
    EXPECT_EQ(found, std::vector<float>(3)); // not even like themselves: nothing is known of them
    const MatrixSimilarity<ItemIndex> items(matrix, 3);
    items.compare(ItemIndex(1), found);
    EXPECT_EQ(found, (std::vector<float>{0, 1, 0}));
    EXPECT_EQ(items.bytes(), 3 * sizeof(float));
    EXPECT_EQ(MatrixSimilarity<ItemIndex>(InteractionMatrix(), 0).bytes(), 0U);
}

} // namespace
} // namespace tastescope
