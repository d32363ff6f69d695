// SPDX-License-Identifier: GPL-3.0-or-later
// How often intervals hold the truth, over ten thousand simulated experiments each.
#include "engine/base/random.h"
#include "engine/experiment/effect.h"
#include "engine/experiment/off_policy.h"
#include "engine/experiment/probability.h"
#include "engine/experiment/sequential.h"

#include <cmath>
#include <tuple>

namespace tastescope {
namespace {

constexpr int runs = 10'000;
constexpr double alpha = 0.05;

/// The share of runs whose estimate, made with a stream of its own, holds the truth.
template <typename Make>
double coverage(std::uint64_t seed, double truth, const Make& make) {
    int held = 0;
    for (int run = 0; run < runs; ++run) {
        Random random(seed, static_cast<std::uint64_t>(run));
        const Estimate estimate = make(random);
        held += estimate.low <= truth && truth <= estimate.high ? 1 : 0;
    }
    return static_cast<double>(held) / runs;
}

void expectNominal(double share, const char* what) {
    EXPECT_GE(share, 0.94) << what;
    EXPECT_LE(share, 0.96) << what;
}

TEST(CoverageLengthy, ProportionsAndTheirLift) {
    for (const auto& [people, before, after] :
         {std::tuple(500, 0.1, 0.13), std::tuple(2000, 0.02, 0.02), std::tuple(60, 0.5, 0.7)}) {
        const auto draw = [people = people](Random& random, double share) {
            double successes = 0;
            for (int person = 0; person < people; ++person) {
                successes += random.uniform() < share ? 1 : 0;
            }
            return Moments::ofCounts(people, successes);
        };
        const auto compared = [&, before = before, after = after](Random& random) {
            const Moments control = draw(random, before);
            return compareArms(MetricKind::Proportion, control, draw(random, after), alpha);
        };
        expectNominal(
            coverage(1, after - before, [&](Random& random) { return compared(random).difference; }),
            "difference");
        expectNominal(coverage(2, after / before - 1, [&](Random& random) { return compared(random).lift; }),
                      "lift");
    }
}

TEST(CoverageLengthy, MeansWithUnequalArmsAndSpreads) {
    const auto compared = [](Random& random) {
        Moments control;
        Moments treated;
        for (int person = 0; person < 150; ++person) {
            control.add(random.gamma(2));
        }
        for (int person = 0; person < 60; ++person) {
            treated.add(3 * random.gamma(1));
        }
        return compareArms(MetricKind::Mean, control, treated, alpha);
    };
    expectNominal(coverage(3, 1, [&](Random& random) { return compared(random).difference; }), "difference");
    expectNominal(coverage(4, 0.5, [&](Random& random) { return compared(random).lift; }), "lift");
}

/// A click rate of people who differ in how much they see and in how willing they are.
Moments clicks(Random& random, int people, double rate) {
    Moments arm;
    for (int person = 0; person < people; ++person) {
        const auto seen = 1 + random.below(20);
        const double willing = rate * 2 * random.uniform();
        double clicked = 0;
        for (std::uint64_t at = 0; at < seen; ++at) {
            clicked += random.uniform() < willing ? 1 : 0;
        }
        arm.add(clicked, static_cast<double>(seen));
    }
    return arm;
}

TEST(CoverageLengthy, RatiosOverPeopleWhoDiffer) {
    int naive = 0;
    expectNominal(
        coverage(
            5, 0.05,
            [&](Random& random) {
                const Moments control = clicks(random, 300, 0.2);
                const Moments treated = clicks(random, 300, 0.25);
                const auto counts = [](const Moments& arm) {
                    return Moments::ofCounts(arm.sum(Part::Base), arm.sum(Part::Value));
                };
                const Estimate byClicks =
                    compareArms(MetricKind::Proportion, counts(control), counts(treated), alpha).difference;
                naive += byClicks.low <= 0.05 && 0.05 <= byClicks.high ? 1 : 0;
                return compareArms(MetricKind::Ratio, control, treated, alpha).difference;
            }),
        "delta method");
    EXPECT_LT(naive, 0.93 * runs) << "impressions are not people: what the delta method is for";
}

TEST(CoverageLengthy, Cuped) {
    double width = 0;
    double plainWidth = 0;
    expectNominal(
        coverage(6, 0.4,
                 [&](Random& random) {
                     std::vector<Moments> arms(2);
                     for (std::size_t arm = 0; arm < 2; ++arm) {
                         for (int person = 0; person < 100; ++person) {
                             const double before = random.gamma(2);
                             arms[arm].add(before + random.normal() + (arm == 1 ? 0.4 : 0), 1, before);
                         }
                     }
                     Slope slope;
                     slope.addArm(MetricKind::Mean, arms[0]);
                     slope.addArm(MetricKind::Mean, arms[1]);
                     const Estimate adjusted =
                         compareAdjusted(MetricKind::Mean, arms[0], arms[1], slope, alpha).difference;
                     const Estimate plain = compareArms(MetricKind::Mean, arms[0], arms[1], alpha).difference;
                     width += adjusted.high - adjusted.low;
                     plainWidth += plain.high - plain.low;
                     return adjusted;
                 }),
        "CUPED");
    EXPECT_NEAR(width / plainWidth, std::sqrt(1.0 / 3), 0.02) << "a variance of 3 becomes 1";
}

TEST(CoverageLengthy, OffPolicyWhereTheEffectiveShareIsEnough) {
    // Four actions; the log plays them alike, the target prefers the last.
    const std::vector<double> target{0.1, 0.15, 0.25, 0.5};
    const std::vector<double> rates{0.1, 0.2, 0.3, 0.4};
    const double truth = 0.1 * 0.1 + 0.15 * 0.2 + 0.25 * 0.3 + 0.5 * 0.4;
    double share = 0;
    const auto estimated = [&](Random& random) {
        auto log = OffPolicyEstimator::create({}, {}, true);
        for (int row = 0; row < 1000; ++row) {
            const std::size_t action = random.below(4);
            log->add({random.uniform() < rates[action] ? 1.0 : 0.0, target[action] / 0.25,
                      rates[action] + 0.05, truth + 0.05});
        }
        const PolicyEstimates out = log->estimates();
        share = out.effectiveShare;
        return out;
    };
    expectNominal(coverage(7, truth, [&](Random& random) { return estimated(random).ips; }), "IPS");
    EXPECT_GT(share, 0.4);
    expectNominal(coverage(8, truth, [&](Random& random) { return estimated(random).snips; }), "SNIPS");
    expectNominal(coverage(9, truth, [&](Random& random) { return estimated(random).doublyRobust; }), "DR");
    expectNominal(
        coverage(10, truth, [&](Random& random) { return estimated(random).selfNormalisedDoublyRobust; }),
        "SNDR");
}

/// Fifty looks, one every 200 pairs: whether any of them rejects no difference (by the always-valid and by
/// the fixed test), and whether every interval holds the truth.
struct Watch {
    int rejected = 0;
    int fixedRejected = 0;
    int held = 0;
};
Watch watchAll(std::uint64_t seed, double before, double after) {
    Watch watch;
    for (int run = 0; run < runs; ++run) {
        Random random(seed, static_cast<std::uint64_t>(run));
        double people = 0;
        double first = 0;
        double second = 0;
        bool rejects = false;
        bool fixed = false;
        bool holds = true;
        for (int look = 0; look < 50; ++look) {
            for (int pair = 0; pair < 200; ++pair) {
                first += random.uniform() < before ? 1 : 0;
                second += random.uniform() < after ? 1 : 0;
            }
            people += 200;
            const Moments control = Moments::ofCounts(people, first);
            const Moments treated = Moments::ofCounts(people, second);
            const Watched watched = alwaysValid(MetricKind::Proportion, control, treated, 0.03 * 0.03, alpha);
            rejects = rejects || watched.p < alpha;
            holds = holds && watched.difference.low <= after - before &&
                    after - before <= watched.difference.high;
            const double pooled = (first + second) / (2 * people);
            fixed = fixed ||
                    normalTwoSided((second - first) / std::sqrt(2 * people * pooled * (1 - pooled))) < alpha;
        }
        watch.rejected += rejects ? 1 : 0;
        watch.fixedRejected += fixed ? 1 : 0;
        watch.held += holds ? 1 : 0;
    }
    return watch;
}

TEST(CoverageLengthy, FiftyLooksKeepTheSignificance) {
    const Watch nothing = watchAll(11, 0.2, 0.2);
    EXPECT_LT(nothing.rejected, alpha * runs);
    EXPECT_GE(nothing.held, (1 - alpha) * runs);
    EXPECT_GT(nothing.fixedRejected, 0.3 * runs) << "what peeking does to the fixed test";
    const Watch something = watchAll(12, 0.2, 0.23);
    EXPECT_GE(something.held, (1 - alpha) * runs);
    EXPECT_GT(something.rejected, 0.9 * runs) << "and it finds what is there";
}

} // namespace
} // namespace tastescope
