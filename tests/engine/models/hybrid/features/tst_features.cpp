// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/features.h"

#include "engine/base/random.h"
#include "engine/models/hybrid/features/feature_batch.h"
#include "engine/models/hybrid/features/feature_fold_in.h"
#include "engine/models/hybrid/features/feature_side.h"
#include "engine/models/hybrid/features/ndcg_validation.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace tastescope {
namespace {

constexpr std::size_t dims = paddedDimensions(4);

const AlgorithmInfo& features() {
    return *findAlgorithm("features");
}

std::vector<float> randomFloats(std::size_t count, std::uint64_t stream, double deviation = 1) {
    Random random(7, stream);
    std::vector<float> out(count);
    for (float& value : out) {
        value = static_cast<float>(random.normal(0, deviation));
    }
    return out;
}

/// Three rows, two features.
ContentFeatures someFeatures() {
    ContentFeatures out;
    out.vectors = {{0, 2, 2, 3}, {0, 1, 1}, {0.5F, 2, 1}};
    out.terms = 2;
    return out;
}

TEST(FeatureSide, VectorsAreSumsOfEmbeddings) {
    FeatureSide side(someFeatures(), dims);
    for (std::size_t place = 0; place < 5; ++place) {
        side.embedding(place)[1] = std::pow(10.0F, static_cast<float>(place));
    }
    std::vector<float> vector(dims, -1.0F);
    const auto second = [&](std::size_t row) {
        side.vectorOf(row, vector.data());
        return vector[1];
    };
    EXPECT_EQ(second(0), 1 + 500 + 20000);
    EXPECT_EQ(second(1), 10);
    EXPECT_EQ(second(2), 100 + 10000);
    EXPECT_EQ(vector[0], 0);
    side.featurePartOf(2, vector.data());
    EXPECT_EQ(vector[1], 10000);
}

/// The chain rule and Adagrad, written plainly.
TEST(FeatureSide, StepsLikeAPlainTwin) {
    constexpr double shares[3][5] = {{1, 0, 0, 0.5, 2}, {0, 1, 0, 0, 0}, {0, 0, 1, 0, 1}};
    FeatureSide side(someFeatures(), dims);
    std::vector<double> table(5 * dims);
    std::vector<double> squares(5 * dims);
    const std::vector<float> start = randomFloats(table.size(), 1);
    for (std::size_t at = 0; at < table.size(); ++at) {
        table[at] = start[at];
        side.embedding(at / dims)[at % dims] = start[at];
    }
    const FeatureStep how{0.1F, 0.3F};
    const std::vector<std::vector<std::uint32_t>> touched{{2, 0}, {1}, {0, 1, 2}, {2}};
    for (std::size_t step = 0; step < touched.size(); ++step) {
        const std::vector<float> values = randomFloats(touched[step].size() * dims, 10 + step);
        std::vector<float> examples(touched[step].size(), 2);
        side.step({touched[step], values, examples}, how, {});
        for (std::size_t at = 0; at < table.size(); ++at) {
            double slope = 0;
            for (std::size_t slot = 0; slot < touched[step].size(); ++slot) {
                const double share = shares[touched[step][slot]][at / dims];
                slope += share * (values[slot * dims + at % dims] + 2 * 0.3 * table[at]);
            }
            squares[at] += slope * slope;
            table[at] -= slope == 0 ? 0 : 0.1 * slope / std::sqrt(squares[at] + 1e-8);
        }
    }
    for (std::size_t at = 0; at < table.size(); ++at) {
        EXPECT_NEAR(side.embedding(at / dims)[at % dims], table[at], 1e-4) << at;
    }
}

/// A batch of all events of a small world against random vectors of three factors and a bias.
struct SmallBatch {
    explicit SmallBatch(RankingLoss loss, int threads = 1)
        : world(makeTasteWorld())
        , liked(implicitMatrixOf(world->matrix(), world->itemCount(), PreferenceScale::Alike))
        , people(randomFloats(liked.userCount() * dims, 1, 0.5))
        , items(randomFloats(liked.itemCount() * dims, 2, 0.5))
        , batch(liked, {loss, 10, 3, dims}) {
        for (std::size_t at = 0; at < items.size(); ++at) {
            items[at] = at % dims > 3 ? 0 : items[at];
        }
        for (std::size_t at = 0; at < people.size(); ++at) {
            people[at] = at % dims > 3 ? 0 : at % dims == 3 ? 1 : people[at];
        }
        for (std::uint32_t user = 0; user < liked.userCount(); ++user) {
            for (std::uint64_t entry = liked.userOffsets[user]; entry < liked.userOffsets[user + 1];
                 ++entry) {
                events.push_back({user, liked.items[entry], user % 2 == 0 ? 1.0F : 0.5F});
            }
        }
        ExecutionContext context;
        context.threads = threads;
        loss_ = batch.run(
            events,
            [&](std::uint32_t user, float* out) { std::copy_n(people.data() + user * dims, dims, out); },
            items.data(), 5, context);
    }
    double scoreOf(std::uint32_t user, std::uint32_t item) const {
        return std::inner_product(people.begin() + user * dims, people.begin() + (user + 1) * dims,
                                  items.begin() + item * dims, 0.0);
    }
    double lossOf(std::size_t place, RankingLoss loss) const {
        const RankingPair& pair = batch.pairs()[place];
        if (pair.push == 0) {
            return 0;
        }
        const std::uint32_t user = events[place].user;
        const double difference = scoreOf(user, pair.item) - scoreOf(user, pair.other);
        return loss == RankingLoss::Warp ? pair.push * (1 - difference)
                                         : events[place].weight * std::log1p(std::exp(-difference));
    }
    double lossOf(RankingLoss loss) const {
        double sum = 0;
        for (std::size_t place = 0; place < events.size(); ++place) {
            sum += lossOf(place, loss);
        }
        return sum;
    }

    std::shared_ptr<const Dataset> world;
    ImplicitMatrix liked;
    std::vector<float> people;
    std::vector<float> items;
    std::vector<RankingEvent> events;
    FeatureBatch batch;
    double loss_ = 0;
};

TEST(FeatureBatch, GradientsEqualFiniteDifferences) {
    for (const RankingLoss loss : {RankingLoss::Warp, RankingLoss::Bpr}) {
        SmallBatch small(loss);
        EXPECT_NEAR(small.loss_, small.lossOf(loss), 1e-3);
        const auto check = [&](std::vector<float>& vectors, const VectorGradients& gradients, bool people) {
            for (std::size_t slot = 0; slot < gradients.rows.size(); slot += 5) {
                for (std::size_t d = 0; d < dims; ++d) {
                    float& value = vectors[gradients.rows[slot] * dims + d];
                    const float kept = value;
                    value = kept + 0.01F;
                    const double above = small.lossOf(loss);
                    value = kept - 0.01F;
                    const double below = small.lossOf(loss);
                    value = kept;
                    const double slope = people && d >= 3 ? 0 : (above - below) / 0.02;
                    EXPECT_NEAR(gradients.values[slot * dims + d], slope, 2e-3 + 1e-3 * std::abs(slope));
                }
            }
        };
        check(small.people, small.batch.people(), true);
        check(small.items, small.batch.items(), false);
    }
}

TEST(FeatureBatch, SeeksWhatIsNotLikedAndScoresTooHigh) {
    for (const RankingLoss loss : {RankingLoss::Warp, RankingLoss::Bpr}) {
        const SmallBatch small(loss);
        std::size_t found = 0;
        for (std::size_t place = 0; place < small.events.size(); ++place) {
            const RankingPair& pair = small.batch.pairs()[place];
            const std::uint32_t user = small.events[place].user;
            EXPECT_EQ(pair.item, small.events[place].item);
            if (pair.push == 0) {
                continue;
            }
            ++found;
            const auto row = small.world->matrix().itemsOf(UserIndex(user));
            EXPECT_FALSE(std::ranges::binary_search(row, ItemIndex(pair.other)));
            EXPECT_NE(pair.other, 39U); // the item without events
            EXPECT_LE(pair.push, small.events[place].weight);
            if (loss == RankingLoss::Warp) {
                EXPECT_GT(1 - small.scoreOf(user, pair.item) + small.scoreOf(user, pair.other), 0);
            }
        }
        EXPECT_GT(found, small.events.size() * 9 / 10);
    }
}

TEST(HeldLists, HoldsBackAShareAndLosesNothing) {
    const auto world = makeTasteWorld({.users = 300, .items = 100, .eventsPerUser = 20});
    const ImplicitMatrix liked =
        implicitMatrixOf(world->matrix(), world->itemCount(), PreferenceScale::Alike);
    const HeldLists none = holdLists(liked, false, {});
    EXPECT_TRUE(none.users.empty());
    EXPECT_EQ(none.events.size(), liked.items.size());
    const HeldLists held = holdLists(liked, true, {});
    EXPECT_EQ(held.events.size() + held.items.size(), liked.items.size());
    EXPECT_LE(held.items.size() * 20, liked.items.size());
    EXPECT_GT(held.items.size() * 25, liked.items.size());
    std::set<std::pair<std::uint32_t, std::uint32_t>> all;
    for (const RankingEvent& event : held.events) {
        all.insert({event.user, event.item});
    }
    for (std::size_t place = 0; place < held.users.size(); ++place) {
        EXPECT_TRUE(std::ranges::is_sorted(held.itemsOf(place)));
        for (const std::uint32_t item : held.itemsOf(place)) {
            EXPECT_TRUE(all.insert({held.users[place], item}).second);
        }
    }
    EXPECT_EQ(all.size(), liked.items.size());

    // Lists that show what was held back lose nothing, lists that show it last lose all.
    const auto loss = [&](float sign) {
        return heldListsLoss(
            held, liked,
            [&](std::uint32_t user, std::span<float> scores) {
                const auto place = std::ranges::lower_bound(held.users, user) - held.users.begin();
                std::ranges::fill(scores, 0.0F);
                for (const std::uint32_t item : held.itemsOf(static_cast<std::size_t>(place))) {
                    scores[item] = sign;
                }
            },
            {});
    };
    EXPECT_NEAR(loss(1), 0, 1e-12);
    EXPECT_NEAR(loss(-1), 1, 1e-12);
}

/// Forty items of four factors and a bias, few enough to be looked at all in each step of WARP; the last one
/// may not stand against others.
struct SmallFold {
    static constexpr std::size_t factors = 4;
    static constexpr std::size_t count = 40;
    std::vector<float> values = randomFloats(count * (factors + 1), 3, 0.7);
    std::vector<std::uint8_t> sought = std::vector<std::uint8_t>(count, 1);
    std::vector<float> prior = randomFloats(factors, 4, 0.3);
    std::vector<PastItem> past{{ItemIndex(2), 1}, {ItemIndex(7), 0.5}, {ItemIndex(39), 2}};

    SmallFold() { sought.back() = 0; }
    VectorView view() const { return {values, factors + 1}; }
    double score(const std::vector<double>& person, std::size_t item) const {
        const auto row = view().row(item);
        return std::inner_product(person.begin(), person.end(), row.begin(), static_cast<double>(row.back()));
    }
    bool stands(std::size_t item) const { return item != 2 && item != 7 && item != 39; }

    /// The steps of the header in doubles, the push of each pair by itself.
    std::vector<double> plainWarp(int tries, double ridge) const {
        std::vector<double> person(prior.begin(), prior.end());
        std::vector<double> squares(factors, 1e-8);
        for (int step = 0; step < 30; ++step) {
            std::vector<double> slope(factors);
            for (const PastItem& item : past) {
                std::vector<std::size_t> violators;
                for (std::size_t other = 0; other < count; ++other) {
                    if (stands(other) && score(person, other) > score(person, item.item.value) - 1) {
                        violators.push_back(other);
                    }
                }
                const double share = static_cast<double>(violators.size()) / 39;
                double push = 0;
                for (int tried = 1; tried <= tries; ++tried) {
                    push += item.weight * std::pow(1 - share, tried - 1) * share * std::log1p(39.0 / tried) /
                            std::log1p(39.0);
                }
                for (std::size_t d = 0; d < factors; ++d) {
                    double mean = 0;
                    for (const std::size_t other : violators) {
                        mean += view().row(other)[d] / static_cast<double>(violators.size());
                    }
                    slope[d] +=
                        push * (mean - view().row(item.item.value)[d] + ridge * (person[d] - prior[d]));
                }
            }
            for (std::size_t d = 0; d < factors; ++d) {
                squares[d] += slope[d] * slope[d];
                person[d] -= 0.1 * slope[d] / std::sqrt(squares[d]);
            }
        }
        return person;
    }
};

TEST(FeatureFoldIn, DescendsLikeAPlainTwin) {
    const SmallFold small;
    const FeatureFoldIn fold(small.view(), small.sought, {RankingLoss::Warp, 20, 0.2});
    const std::vector<float> found = fold.personOf(small.past, small.prior);
    const std::vector<double> wanted = small.plainWarp(20, 0.2);
    for (std::size_t d = 0; d < SmallFold::factors; ++d) {
        EXPECT_NEAR(found[d], wanted[d], 1e-4);
    }
    EXPECT_EQ(fold.personOf({}, small.prior), small.prior);
}

TEST(FeatureFoldIn, SharesAddUpToTheScore) {
    const SmallFold small;
    for (const RankingLoss loss : {RankingLoss::Warp, RankingLoss::Bpr}) {
        const FeatureFoldIn fold(small.view(), small.sought, {loss, 20, 0.2});
        for (const bool empty : {false, true}) {
            const std::span<const PastItem> past = empty ? std::span<const PastItem>{} : small.past;
            const std::vector<float> found = fold.personOf(past, small.prior);
            for (std::size_t item = 0; item < SmallFold::count; ++item) {
                const RankingShares shares = fold.sharesOf(past, small.prior, ItemIndex(item));
                ASSERT_EQ(shares.amounts.size(), past.size());
                EXPECT_NEAR(std::accumulate(shares.amounts.begin(), shares.amounts.end(), shares.base),
                            small.score({found.begin(), found.end()}, item), 1e-5);
            }
        }
    }
}

TEST(FeatureFoldIn, BringsPastItemsUp) {
    const SmallFold small;
    for (const RankingLoss loss : {RankingLoss::Warp, RankingLoss::Bpr}) {
        const FeatureFoldIn fold(small.view(), small.sought, {loss, 20, 0.05});
        const std::vector<float> found = fold.personOf(small.past, small.prior);
        const auto ahead = [&](const std::vector<float>& vector) {
            const std::vector<double> person(vector.begin(), vector.end());
            double sum = 0;
            for (std::size_t item = 0; item < SmallFold::count; ++item) {
                sum += small.stands(item) ? small.score(person, 2) - small.score(person, item) : 0;
            }
            return sum / 37;
        };
        EXPECT_GT(ahead(found), ahead(small.prior) + 0.5);
    }
}

/// Mean score of the items of one's own group of taste less that of the others.
double leaning(const std::vector<float>& scores, std::size_t group, std::size_t from, std::size_t to) {
    double sums[2] = {};
    double counts[2] = {};
    for (std::size_t item = from; item < to; ++item) {
        sums[item % 4 == group ? 1 : 0] += static_cast<double>(scores[item]);
        counts[item % 4 == group ? 1 : 0] += 1;
    }
    return sums[1] / counts[1] - sums[0] / counts[0];
}

TEST(Features, LearnsTastesEitherWay) {
    const auto world = makeTasteWorld({.users = 200, .items = 60, .eventsPerUser = 15});
    for (const char* loss : {"warp", "bpr"}) {
        const auto model = train(features(), *world, {{"loss", loss}});
        std::size_t right = 0;
        for (std::size_t user = 0; user + 1 < 200; ++user) {
            right += leaning(scoresOf(*model, UserIndex(user)), user % 4, 0, 59) > 0 ? 1 : 0;
        }
        EXPECT_GT(right, 190U) << loss;
    }
}

/// Items 60 … 79 have attributes and no events.
TEST(Features, ScoresNewItemsByTheirAttributes) {
    const auto small = makeTasteWorld({.users = 200, .items = 61, .eventsPerUser = 15});
    const auto large = makeTasteWorld({.users = 200, .items = 81, .eventsPerUser = 1});
    const auto world = large->withEvents(small->parts().events);
    const auto model = train(features(), *world);
    std::size_t right = 0;
    for (std::size_t user = 0; user + 1 < 200; ++user) {
        right += leaning(scoresOf(*model, UserIndex(user)), user % 4, 60, 80) > 0 ? 1 : 0;
    }
    EXPECT_GT(right, 180U);
    // Without attributes nothing is known of them.
    const auto blind = train(features(), *world, {{"item_attributes", "0"}});
    EXPECT_EQ(scoresOf(*blind, UserIndex(1))[70], 0);
}

/// A world whose people have their group of taste as an attribute, the last twenty no events.
std::shared_ptr<const Dataset> worldOfKnownPeople() {
    const auto world = makeTasteWorld({.users = 200, .items = 60, .eventsPerUser = 15});
    AttributeColumn column;
    column.name = "club";
    column.kind = AttributeKind::Text;
    auto ids = std::make_shared<IdMap>();
    for (std::size_t user = 0; user < 220; ++user) {
        column.texts.push_back("club " + std::to_string(user % 4));
        ids->intern("u" + std::to_string(user));
    }
    auto table = std::make_shared<AttributeTable>();
    table->rows = column.texts.size();
    table->columns.push_back(std::move(column));
    Dataset::Parts parts = world->parts();
    parts.users = ids;
    parts.userAttributes = table;
    std::vector<Event> copied;
    for (std::size_t row = 0; row < world->events().size(); ++row) {
        copied.push_back(world->events().at(row));
    }
    parts.events = std::make_shared<Interactions>(std::move(copied), 220);
    return std::make_shared<Dataset>(std::move(parts));
}

TEST(Features, ScoresNewPeopleByTheirAttributes) {
    const auto world = worldOfKnownPeople();
    const auto model = train(features(), *world);
    for (std::size_t user = 200; user < 220; ++user) {
        EXPECT_GT(leaning(scoresOf(*model, UserIndex(user)), user % 4, 0, 59), 0) << user;
    }
    const auto blind = train(features(), *world, {{"user_attributes", "0"}});
    EXPECT_EQ(scoresOf(*blind, UserIndex(201)), scoresOf(*blind, UserIndex(202)));
    EXPECT_EQ(scoresOf(*blind, UserIndex(201)), scoresOf(*blind, History{}));
}

TEST(Features, ScoresAreProductsOfItsVectors) {
    const auto world = worldOfKnownPeople();
    const auto model = train(features(), *world, {{"factors", "8"}, {"epochs", "5"}});
    ASSERT_TRUE(model->scoresAreProducts());
    ASSERT_EQ(model->itemVectors().dimensions, 9U);
    ASSERT_EQ(model->userVectors().rows(), 220U);
    const auto productWith = [&](std::span<const float> person, std::size_t item) {
        return std::inner_product(person.begin(), person.end(), model->itemVectors().row(item).begin(), 0.0);
    };
    const History history = world->historyOf(UserIndex(4));
    const std::vector<float> known = scoresOf(*model, UserIndex(4));
    const std::vector<float> folded = scoresOf(*model, history);
    for (std::size_t item = 0; item < 60; ++item) {
        EXPECT_NEAR(known[item], productWith(model->userVectors().row(4), item), 1e-5);
        EXPECT_NEAR(folded[item], productWith(model->historyVector(history), item), 1e-5);
    }
}

/// Stops for good, or asks to finish, once some epochs are done.
class AfterEpochs final : public ProgressSink {
public:
    explicit AfterEpochs(int epochs) : m_epochs(epochs) {}
    void report(double, std::string_view) override {}
    void loss(const LossPoint& point) override {
        m_points.push_back(point);
        if (point.step == m_epochs) {
            m_source.request_stop();
        }
    }
    std::stop_token token() const { return m_source.get_token(); }
    const std::vector<LossPoint>& points() const { return m_points; }

private:
    int m_epochs;
    std::vector<LossPoint> m_points;
    std::stop_source m_source;
};

TEST(Features, FinishesWithTheBestEpochSoFar) {
    const auto world = makeTasteWorld({.users = 200, .items = 60, .eventsPerUser = 15});
    AfterEpochs sink(3);
    ExecutionContext context;
    context.progress = &sink;
    context.finish = sink.token();
    const auto model = train(features(), *world, {{"epochs", "1000"}}, context);
    ASSERT_EQ(sink.points().size(), 3U);
    EXPECT_LT(sink.points().back().training, sink.points().front().training);
    const auto best = std::ranges::min_element(sink.points(), {}, &LossPoint::validation)->step;
    const auto same = train(features(), *world, {{"epochs", std::to_string(best)}});
    EXPECT_EQ(scoresOf(*model, UserIndex(3)), scoresOf(*same, UserIndex(3)));
}

} // namespace
} // namespace tastescope
