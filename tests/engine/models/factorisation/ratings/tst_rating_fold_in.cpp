// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_fold_in.h"

#include "engine/base/random.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t factors = 5;
constexpr std::size_t items = 12;

RatingFactors modelOf(bool implied, bool nonNegative) {
    Random random(7);
    RatingFactors model;
    model.items = items;
    model.factors = factors;
    model.ridge = 0.07;
    model.biasRidge = 0.02;
    const auto fill = [&](std::vector<float>& values, std::size_t count) {
        for (std::size_t place = 0; place < count; ++place) {
            const double value = random.normal();
            values.push_back(static_cast<float>(nonNegative ? std::abs(value) : value));
        }
    };
    fill(model.itemVectors, items * factors);
    model.itemBiases.assign(items, 0);
    if (nonNegative) {
        fill(model.strangerVector, factors);
    } else {
        model.itemBiases.clear();
        fill(model.itemBiases, items);
    }
    if (implied) {
        fill(model.impliedVectors, items * factors);
    }
    return model;
}

const std::vector<PastRating> past{{ItemIndex(3), 1.2},  {ItemIndex(0), -0.4}, {ItemIndex(7), 0.9},
                                   {ItemIndex(8), -2.0}, {ItemIndex(11), 0.3}, {ItemIndex(5), 1.0},
                                   {ItemIndex(2), 0.1}};
const std::vector<PastRating> marks{{ItemIndex(3), 4}, {ItemIndex(0), 1}, {ItemIndex(7), 5},
                                    {ItemIndex(8), 1}, {ItemIndex(9), 3}, {ItemIndex(1), 0.5}};

Eigen::VectorXd vectorAt(const std::vector<float>& values, std::size_t row) {
    return Eigen::Map<const Eigen::VectorXf>(values.data() + row * factors, factors).cast<double>();
}

/// bias + vector · item
double predictedBy(const RatingFactors& model, const FoldedPerson& person, std::size_t item) {
    return person.bias + vectorAt(model.itemVectors, item).dot(vectorAt(person.vector, 0));
}

/// What the person minimises, written out.
double objective(const RatingFactors& model, const FoldedPerson& person,
                 const std::vector<PastRating>& data) {
    Eigen::VectorXd implied = Eigen::VectorXd::Zero(factors);
    const auto count = static_cast<double>(data.size());
    for (const PastRating& entry : data) {
        if (!model.impliedVectors.empty()) {
            implied += vectorAt(model.impliedVectors, entry.item.value) / std::sqrt(count);
        }
    }
    double sum = 0;
    for (const PastRating& entry : data) {
        const double error =
            entry.rating - model.itemBiases[entry.item.value] - predictedBy(model, person, entry.item.value);
        sum += error * error;
    }
    return sum + count * (model.ridge * (vectorAt(person.vector, 0) - implied).squaredNorm() +
                          model.biasRidge * person.bias * person.bias);
}

TEST(RatingFold, RidgeIsTheMinimum) {
    for (const bool implied : {false, true}) {
        const RatingFactors model = modelOf(implied, false);
        const FoldedPerson person = makeRidgeFold(model)->personOf(past);
        const double least = objective(model, person, past);
        for (std::size_t d = 0; d <= factors; ++d) {
            for (const double step : {-0.01, 0.01}) {
                FoldedPerson moved = person;
                if (d < factors) {
                    moved.vector[d] += static_cast<float>(step);
                } else {
                    moved.bias += step;
                }
                EXPECT_GT(objective(model, moved, past), least) << d;
            }
        }
    }
}

TEST(RatingFold, NonNegativeIsTheMinimum) {
    const RatingFactors model = modelOf(false, true);
    const FoldedPerson person = makeNonNegativeFold(model)->personOf(marks);
    const double least = objective(model, person, marks);
    std::size_t zeros = 0;
    for (std::size_t d = 0; d < factors; ++d) {
        EXPECT_GE(person.vector[d], 0);
        zeros += person.vector[d] == 0 ? 1 : 0;
        for (const float step : {-0.01F, 0.01F}) {
            FoldedPerson moved = person;
            moved.vector[d] += step;
            if (moved.vector[d] >= 0) {
                EXPECT_GT(objective(model, moved, marks), least) << d;
            }
        }
    }
    EXPECT_GT(zeros, 0U); // or this test would show nothing
}

TEST(RatingFold, SharesAddUpAndAreLinearInTheRating) {
    for (const int kind : {0, 1, 2}) {
        const RatingFactors model = modelOf(kind == 1, kind == 2);
        const auto fold = kind == 2 ? makeNonNegativeFold(model) : makeRidgeFold(model);
        const std::vector<PastRating>& data = kind == 2 ? marks : past;
        const FoldedPerson person = fold->personOf(data);
        for (std::size_t item = 0; item < items; ++item) {
            const FoldShares shares = fold->sharesOf(data, ItemIndex(item));
            ASSERT_EQ(shares.amounts.size(), data.size());
            double sum = shares.base;
            for (const double amount : shares.amounts) {
                sum += amount;
            }
            EXPECT_NEAR(sum, predictedBy(model, person, item), 1e-5) << kind;
            std::vector<PastRating> edited = data;
            edited[2].rating += 0.01; // too little to change which elements are 0
            const FoldShares after = fold->sharesOf(edited, ItemIndex(item));
            for (std::size_t place = 0; place < data.size(); ++place) {
                if (place != 2) {
                    EXPECT_NEAR(after.amounts[place], shares.amounts[place], 1e-9);
                }
            }
        }
    }
}

TEST(RatingFold, StrangersHaveNoBiasAndNoVectorOrTheAverageOne) {
    const RatingFactors ridge = modelOf(true, false);
    const FoldedPerson nobody = makeRidgeFold(ridge)->personOf({});
    EXPECT_EQ(nobody.bias, 0);
    EXPECT_EQ(nobody.vector, std::vector<float>(factors, 0.0F));
    EXPECT_EQ(makeRidgeFold(ridge)->sharesOf({}, ItemIndex(1)).base, 0);
    const RatingFactors positive = modelOf(false, true);
    const FoldedPerson average = makeNonNegativeFold(positive)->personOf({});
    EXPECT_EQ(average.vector, positive.strangerVector);
    EXPECT_NEAR(makeNonNegativeFold(positive)->sharesOf({}, ItemIndex(1)).base,
                predictedBy(positive, average, 1), 1e-6);
}

} // namespace
} // namespace tastescope
