// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"
#include "engine/metrics/beyond_accuracy.h"
#include "engine/simulation/consumption.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace tastescope {
namespace {

struct Crowd {
    std::vector<std::set<std::uint32_t>> had;
    std::vector<ItemIndex> catalogue;
    std::shared_ptr<const InteractionMatrix> rows;

    Crowd(std::size_t people, std::size_t items, std::uint64_t seed) : had(people) {
        Random random(seed);
        std::vector<std::uint64_t> offsets{0};
        std::vector<ItemIndex> cells;
        std::vector<float> values;
        for (std::set<std::uint32_t>& one : had) {
            for (std::uint32_t item = 0; item < items; ++item) {
                if (random.below(4) == 0) {
                    const bool liked = random.below(5) != 0; // else seen, and no consumption
                    cells.emplace_back(item);
                    values.push_back(liked ? 1.0F : 0.0F);
                    if (liked) {
                        one.insert(item);
                    }
                }
            }
            offsets.push_back(cells.size());
        }
        for (std::size_t item = 0; item < items; ++item) {
            catalogue.emplace_back(item);
        }
        rows = std::make_shared<InteractionMatrix>(
            InteractionMatrix::fromRows(std::move(offsets), std::move(cells), std::move(values), items));
    }
    double sameness() const {
        double sum = 0;
        double pairs = 0;
        for (std::size_t one = 0; one < had.size(); ++one) {
            for (std::size_t other = one + 1; other < had.size(); ++other) {
                std::size_t both = 0;
                for (const std::uint32_t item : had[one]) {
                    both += had[other].contains(item) ? 1 : 0;
                }
                sum += static_cast<double>(both) /
                       static_cast<double>(had[one].size() + had[other].size() - both);
                pairs += 1;
            }
        }
        return sum / pairs;
    }
};

TEST(Consumption, KeptUpAsItGrowsIsWhatCountingAnewGives) {
    Crowd crowd(25, 40, 1);
    const PastConsumption past(crowd.rows, crowd.catalogue, 42);
    Consumption consumption(past);
    EXPECT_NEAR(consumption.homogenisation(), crowd.sameness(), 1e-12);
    std::vector<double> counts(40, 0);
    for (const auto& one : crowd.had) {
        for (const std::uint32_t item : one) {
            counts[item] += 1;
        }
    }
    Random random(2);
    for (int step = 0; step < 300; ++step) { // things had before and taken twice among them
        const std::size_t person = random.below(25);
        const auto item = static_cast<std::uint32_t>(random.below(40));
        consumption.add(person, ItemIndex(item));
        crowd.had[person].insert(item);
        counts[item] += 1;
        if (step % 50 == 49) {
            EXPECT_NEAR(consumption.homogenisation(), crowd.sameness(), 1e-12) << step;
            EXPECT_EQ(giniOf(consumption.counts()), giniOf(counts));
        }
    }
}

TEST(Consumption, OfMoreThanAThousandPeopleIsOfDrawnPairsAndClose) {
    Crowd crowd(1'001, 30, 3);
    const PastConsumption past(crowd.rows, crowd.catalogue, 42);
    EXPECT_FALSE(past.all);
    Consumption consumption(past);
    for (std::size_t person = 0; person < 1'001; person += 3) {
        consumption.add(person, ItemIndex(7));
        crowd.had[person].insert(7);
    }
    EXPECT_NEAR(consumption.homogenisation(), crowd.sameness(), 0.003);
}

TEST(Consumption, WhatIsNotInTheCatalogueIsNotCountedButMakesPeopleAlike) {
    Crowd crowd(3, 6, 5);
    const std::vector<ItemIndex> some{ItemIndex(1), ItemIndex(4)};
    const PastConsumption past(crowd.rows, some, 42);
    Consumption consumption(past);
    const double before = consumption.homogenisation();
    consumption.add(0, ItemIndex(1));
    const double of = consumption.counts()[0];
    for (std::size_t person = 0; person < 3; ++person) {
        consumption.add(person, ItemIndex(5));
    }
    EXPECT_EQ(consumption.counts().size(), 2U);
    EXPECT_EQ(consumption.counts()[0], of);
    EXPECT_GT(consumption.homogenisation(), before);
}

} // namespace
} // namespace tastescope
