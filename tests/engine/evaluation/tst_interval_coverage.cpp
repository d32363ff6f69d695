// SPDX-License-Identifier: GPL-3.0-or-later
// Whether 95 % intervals hold the truth in 95 of 100 cases: populations of people whose true number is known,
// ten thousand samples of each, every kind of interval. Prints what it finds.
#include "engine/base/parallel.h"
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/measure.h"
#include "engine/evaluation/rating_errors.h"
#include "engine/evaluation/segments.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t runs = 10'000;

struct Found {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// Share of the runs whose interval holds the truth; without one, what the runs give on average: numbers as
/// coverage depend on how many people there are, and are estimated for so many.
double coverageOf(const std::vector<Found>& found, double truth) {
    if (std::isnan(truth)) {
        truth = std::accumulate(found.begin(), found.end(), 0.0,
                                [](double sum, const Found& one) { return sum + one.value; }) /
                static_cast<double>(found.size());
    }
    const auto held =
        std::ranges::count_if(found, [&](const Found& one) { return one.low <= truth && truth <= one.high; });
    return static_cast<double>(held) / static_cast<double>(found.size());
}

/// `sample(run, out)` measures one sample by several numbers. The runs are spread over the cores.
std::vector<std::vector<Found>> sampled(std::size_t numbers,
                                        const std::function<void(std::size_t, std::span<Found>)>& sample) {
    std::vector<std::vector<Found>> found(numbers, std::vector<Found>(runs));
    parallelChunks({}, runs, 8, [&](std::size_t begin, std::size_t end) {
        std::vector<Found> out(numbers);
        for (std::size_t run = begin; run < end; ++run) {
            sample(run, out);
            for (std::size_t at = 0; at < numbers; ++at) {
                found[at][run] = out[at];
            }
        }
    });
    return found;
}

void expectCoverage(const std::string& what, const std::vector<Found>& found, double truth, double least,
                    double most) {
    const double coverage = coverageOf(found, truth);
    fmt::print("{:<60} {:.2f} %\n", what, 100 * coverage);
    EXPECT_GE(coverage, least) << what;
    EXPECT_LE(coverage, most) << what;
}

ExecutionContext alone(std::size_t run) {
    ExecutionContext context;
    context.threads = 1;
    context.seed = 1000 + run;
    return context;
}

constexpr double unknownTruth = std::numeric_limits<double>::quiet_NaN();

/// What one person adds to an accuracy metric: nothing for many, anything up to 1 for the others.
double accuracyOf(Random& random) {
    return random.uniform() < 0.4 ? 0 : std::pow(random.uniform(), 1.5);
}
constexpr double meanAccuracy = 0.6 / 2.5;

/// Means of three kinds of values: as accuracy has them, shares of people, and as counts are, with a long
/// tail to the right.
void meansOf(std::size_t people, double least) {
    const auto found = sampled(4, [&](std::size_t run, std::span<Found> out) {
        Random random(run, people);
        std::array<std::vector<double>, 4> values;
        for (std::size_t person = 0; person < people; ++person) {
            values[0].push_back(accuracyOf(random));
            values[1].push_back(random.uniform() < 0.3 ? 1 : 0);
            values[2].push_back(random.normal());
            values[3].push_back(random.gamma(2));
        }
        const std::vector<std::span<const double>> columns(values.begin(), values.end());
        const std::vector<Summary> summaries = *summariseColumns(columns, 1000, alone(run));
        for (std::size_t at = 0; at < summaries.size(); ++at) {
            out[at] = {summaries[at].mean, summaries[at].low, summaries[at].high};
        }
    });
    const std::array<std::pair<const char*, double>, 4> kinds{{{"mean, as of NDCG", meanAccuracy},
                                                               {"proportion of .3", 0.3},
                                                               {"mean, normal", 0},
                                                               {"mean, skewed", 2}}};
    for (std::size_t at = 0; at < kinds.size(); ++at) {
        // A long tail that few people have not shown yet is more than any interval of so few can know.
        const double allowed = at == 3 && people < 100 ? 0.93 : least;
        expectCoverage(fmt::format("{}, {} people", kinds[at].first, people), found[at], kinds[at].second,
                       allowed, people < 100 ? 0.965 : 0.96);
    }
}

TEST(IntervalCoverageLengthy, OfMeansAndProportionsOverUsers) {
    meansOf(200, 0.94);
    meansOf(100, 0.94);
    meansOf(30, 0.94);
}

TEST(IntervalCoverageLengthy, OfMeansOfFewUsersByStudentsT) {
    meansOf(29, 0.93);
    meansOf(15, 0.93);
}

/// Two models by one metric. `second` draws what the other one gives a person from what the first gave.
std::vector<Found> differencesOf(std::size_t people,
                                 const std::function<double(double first, Random& random)>& second) {
    return sampled(1, [&](std::size_t run, std::span<Found> out) {
        Random random(run, 7);
        std::vector<ModelResult> models(2);
        models[0].label = "a";
        models[1].label = "b";
        for (ModelResult& model : models) {
            model.metrics.push_back({"ndcg@10", 0, 0, 0, people, {}});
        }
        for (std::size_t person = 0; person < people; ++person) {
            const double a = accuracyOf(random);
            models[0].metrics[0].perUser.push_back(a);
            models[1].metrics[0].perUser.push_back(second(a, random));
        }
        const PairResult pair = comparePairs(models, 1000, alone(run))->front();
        out[0] = {pair.difference, pair.low, pair.high};
    })[0];
}

TEST(IntervalCoverageLengthy, OfDifferencesOfTwoModels) {
    for (const std::size_t people : {15U, 25U, 60U, 200U}) {
        const auto found =
            differencesOf(people, [](double, Random& random) { return accuracyOf(random) / 2; });
        expectCoverage(fmt::format("difference of two models, {} people", people), found, meanAccuracy / 2,
                       people < 30 ? 0.93 : 0.94, 0.96);
    }
}

/// Half of the people see no difference at all, and most of the others one to the same side: Student's t
/// misses the truth above far more often than below, until a dozen more people are there. No interval of so
/// few does better: percentile, studentised and skewness-corrected ones hold 88 to 93 % here at 15 and 25.
TEST(IntervalCoverageLengthy, OfDifferencesThatHalfOfThePeopleDoNotSee) {
    const auto second = [](double first, Random& random) {
        return random.below(2) > 0 ? first : accuracyOf(random) / 2;
    };
    for (const std::size_t people : {25U, 29U, 60U, 200U}) {
        const double least = people == 25 ? 0.915 : people < 30 ? 0.925 : 0.94;
        expectCoverage(fmt::format("difference that half do not see, {} people", people),
                       differencesOf(people, second), meanAccuracy / 4, least, 0.96);
    }
}

TEST(IntervalCoverageLengthy, OfDifferencesOfGroupsOfPeople) {
    for (const std::size_t each : {22U, 60U, 200U}) {
        const auto found = sampled(1, [&](std::size_t run, std::span<Found> out) {
            Random random(run, 9);
            EvaluationResult result;
            result.models.resize(1);
            MetricValue& value = result.models[0].metrics.emplace_back();
            value.key = "ndcg@10";
            Segmentation groups{"group", {"a", "b"}, {}};
            for (std::size_t person = 0; person < 3 * each; ++person) {
                const bool first = person % 3 == 0;
                groups.group.push_back(first ? 0 : 1);
                result.users.emplace_back(person);
                value.perUser.push_back(accuracyOf(random) + (first ? 1 : 0)); // so that it is known which
            }
            const GapPair pair = groupGaps(result, {groups}, 1000, alone(run))->front().pairs.front();
            out[0] = {pair.difference, pair.low, pair.high};
        });
        expectCoverage(fmt::format("gap between groups, {} and {} people", each, 2 * each), found[0], 1,
                       each < 30 ? 0.93 : 0.94, 0.96);
    }
}

TEST(IntervalCoverageLengthy, OfRatingErrors) {
    const auto found = sampled(2, [&](std::size_t run, std::span<Found> out) {
        Random random(run, 11);
        MetricValue rmse{"rmse", 0, 0, 0, 0, {}};
        rmse.pooled = PooledMean{{}, {}, [](double mean) { return std::sqrt(mean); }};
        MetricValue mae{"mae", 0, 0, 0, 0, {}};
        mae.pooled = PooledMean{{}, {}, [](double mean) { return mean; }};
        for (std::size_t person = 0; person < 400; ++person) {
            const double spread = 0.6 + 0.8 * random.uniform(); // people differ in how far they can be told
            double squares = 0;
            double sizes = 0;
            const std::size_t ratings = 1 + random.below(30);
            for (std::size_t rating = 0; rating < ratings; ++rating) {
                const double error = random.normal(0, spread);
                squares += error * error;
                sizes += std::abs(error);
            }
            for (MetricValue* value : {&rmse, &mae}) {
                value->pooled->counts.push_back(static_cast<double>(ratings));
                value->pooled->sums.push_back(value == &rmse ? squares : sizes);
                value->perUser.push_back(0);
            }
        }
        const std::vector<MetricValue> values = *summariseRatings({rmse, mae}, alone(run));
        for (std::size_t at = 0; at < 2; ++at) {
            out[at] = {values[at].value, values[at].low, values[at].high};
        }
    });
    const double meanSquare = 1 + 0.64 / 12; // of a spread of .6 to 1.4, evenly
    expectCoverage("rmse, 400 people", found[0], std::sqrt(meanSquare), 0.94, 0.96);
    expectCoverage("mae, 400 people", found[1], std::sqrt(2 / std::acos(-1.0)), 0.94, 0.96);
}

/// People draw lists of ten of so many items, some of which are liked by most; items have creators.
struct Shop {
    EvaluationInput input;
    Yardstick yardstick;
    std::vector<double> upTo; ///< weights of the items, added up

    Shop(std::size_t people, std::size_t items, double steepness) {
        Dataset::Parts parts;
        parts.users = test::numberedIds("u", people);
        parts.items = test::numberedIds("i", items);
        parts.signals = {defaultSignal("listen")};
        std::vector<Event> events;
        AttributeColumn creators;
        creators.name = "creator";
        double sum = 0;
        for (std::size_t item = 0; item < items; ++item) {
            creators.texts.push_back("c" + std::to_string(item * 7 % (items / 3)));
            sum += std::pow(static_cast<double>(item + 1), -steepness);
            upTo.push_back(sum);
            for (std::size_t user = 0; user < 1 + people / (item + 2) && user < people; ++user) {
                events.push_back({UserIndex(user), ItemIndex(item)});
            }
        }
        parts.itemAttributes = std::make_shared<ItemAttributes>(AttributeTable{items, {creators}});
        parts.events = std::make_shared<Interactions>(std::move(events), people);
        input.train = std::make_shared<Dataset>(std::move(parts));
        input.test.offsets.assign(people + 1, 0);
        yardstick.input = &input;
        yardstick.ks = {10};
        yardstick.resamples = 0;
        yardstick.facts = catalogueFacts(input.train->matrix());
        yardstick.creators = Creators(input.train->itemAttributes(), yardstick.facts.counts);
        for (std::size_t user = 0; user < people; ++user) {
            yardstick.users.emplace_back(user);
        }
        for (const char* id : {"coverage", "entropy", "gini", "creator_exposure_gini",
                               "small_creator_exposure", "homogenisation"}) {
            yardstick.metrics.push_back(findMetric(id));
        }
    }
    std::vector<ScoredItem> draw(Random& random) const {
        std::vector<ScoredItem> list;
        while (list.size() < 10) {
            const double at = random.uniform() * upTo.back();
            const ItemIndex item(static_cast<std::size_t>(std::ranges::upper_bound(upTo, at) - upTo.begin()));
            if (std::ranges::find(list, item, &ScoredItem::item) == list.end()) {
                list.push_back({item, 1});
            }
        }
        return list;
    }
};

void globalNumbers(std::size_t people, std::size_t items, double steepness,
                   const std::vector<const char*>& ids, double most = 0.96) {
    Shop shop(people, items, steepness);
    std::erase_if(shop.yardstick.metrics,
                  [&](const MetricInfo* metric) { return std::ranges::find(ids, metric->id) == ids.end(); });
    const auto found = sampled(shop.yardstick.metrics.size(), [&](std::size_t run, std::span<Found> out) {
        Random random(run, 13);
        std::vector<std::vector<ScoredItem>> lists;
        for (std::size_t user = 0; user < people; ++user) {
            lists.push_back(shop.draw(random));
        }
        const std::vector<MetricValue> values = *measureLists(shop.yardstick, lists, {}, alone(run));
        for (std::size_t at = 0; at < values.size(); ++at) {
            out[at] = {values[at].value, values[at].low, values[at].high};
        }
    });
    for (std::size_t at = 0; at < found.size(); ++at) {
        expectCoverage(fmt::format("{}, {} people, {} items", shop.yardstick.metrics[at]->id, people, items),
                       found[at], unknownTruth, 0.94, most);
    }
}

TEST(IntervalCoverageLengthy, OfNumbersOfAllListsByTheJackknife) {
    // Three people a group: it errs on the safe side.
    globalNumbers(60, 150, 0.8, {"entropy", "gini", "creator_exposure_gini", "small_creator_exposure"}, 0.97);
    globalNumbers(200, 150, 0.8, {"entropy", "gini", "creator_exposure_gini", "small_creator_exposure"});
}

TEST(IntervalCoverageLengthy, OfPairsOfPeopleByTheJackknife) {
    globalNumbers(60, 150, 0.8, {"homogenisation"});
    globalNumbers(200, 150, 0.8, {"homogenisation"});
}

/// A number of distinct things is no smooth function of the people: the jackknife overrates how far it strays
/// (Efron, Stein 1981), and errs on the safe side.
TEST(IntervalCoverageLengthy, OfCoverageByTheJackknife) {
    globalNumbers(200, 1500, 0.8, {"coverage"}, 0.99);
}

} // namespace
} // namespace tastescope
