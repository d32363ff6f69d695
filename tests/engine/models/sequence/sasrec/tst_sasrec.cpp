// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/sasrec/sasrec.h"

#include "engine/models/sequence/sasrec/sasrec_network.h"
#include "engine/models/sequence/sasrec/sasrec_trainer.h"
#include "engine/models/sequence/sasrec/sasrec_windows.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <numeric>
#include <set>

namespace tastescope {
namespace {

const AlgorithmInfo& sasRec() {
    return *findAlgorithm("sasrec");
}

/// Everybody walks around the same circle of items, from anywhere.
std::shared_ptr<const Dataset> circle(std::size_t users, std::size_t items, std::size_t steps) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t step = 0; step < steps; ++step) {
            rows.push_back({user, (user * 7 + step) % items, 1, static_cast<double>(step)});
        }
    }
    return makeDataset(rows, users, items);
}

/// The gradients of the whole network, dropout included, against finite differences.
TEST(SasRec, NetworkGradientsEqualFiniteDifferences) {
    const SasRecShape shape{.items = 6, .dimensions = 4, .blocks = 2, .heads = 2, .length = 5};
    const SasRecNetwork network(shape);
    std::vector<double> parameters = randomValues(network.parameters(), 1, 0.5);
    std::vector<double> table = randomValues(shape.tableRows() * 4, 2, 0.5);
    PackedSequences batch;
    for (const std::size_t length : {1, 5, 3}) {
        for (std::size_t token = 0; token < length; ++token) {
            batch.inputs.push_back(static_cast<std::uint32_t>((3 * token + length) % 7));
        }
        batch.endSequence();
    }
    const std::size_t tokens = batch.tokens();
    const std::vector<double> coefficients = randomValues(tokens * 4, 3);
    SasRecWorkspace<double> space;
    for (const double rate : {0.0, 0.4}) {
        const DropoutPlan dropout{rate, 5, 6};
        const auto forward = [&] {
            const Rows<double> hidden =
                network.forward<double>(parameters.data(), {table.data(), 7, 4}, batch, dropout, space);
            return weighed(coefficients, std::vector<double>(hidden.data, hidden.data + tokens * 4));
        };
        forward();
        std::vector<double> gradients(parameters.size());
        const Rows<double> inputs = network.backward<double>(
            parameters.data(), batch, dropout, {coefficients.data(), tokens, 4}, gradients.data(), space);
        std::vector<double> tableGradient(table.size());
        for (std::size_t token = 0; token < tokens; ++token) {
            for (std::size_t d = 0; d < 4; ++d) {
                tableGradient[batch.inputs[token] * std::size_t{4} + d] += inputs.row(token)[d];
            }
        }
        expectGradient(parameters, gradients, forward, 1e-5);
        expectGradient(table, tableGradient, forward, 1e-5);
    }
}

/// A token's output depends on nothing that comes after it, and on no other sequence.
TEST(SasRec, LooksBackwardsOnly) {
    const SasRecShape shape{.items = 9, .dimensions = 8, .blocks = 2, .heads = 1, .length = 6};
    const SasRecNetwork network(shape);
    const NetworkWeights weights = network.initialWeights({});
    const auto outputs = [&](const std::vector<std::vector<std::uint32_t>>& sequences) {
        PackedSequences batch;
        for (const auto& sequence : sequences) {
            batch.inputs.insert(batch.inputs.end(), sequence.begin(), sequence.end());
            batch.endSequence();
        }
        SasRecWorkspace<float> space;
        const Rows<float> hidden =
            network.forward<float>(weights.dense.data(), weights.tableView(), batch, {}, space);
        return std::vector<float>(hidden.data, hidden.data + hidden.rows * 8);
    };
    const std::vector<float> together = outputs({{1, 2, 3}, {4, 5, 6, 7}});
    const std::vector<float> changed = outputs({{1, 2, 8}, {4, 5, 6, 7}});
    for (std::size_t at = 0; at < together.size(); ++at) {
        if (at < 2 * 8 || at >= 3 * 8) {
            EXPECT_NEAR(together[at], changed[at], 1e-5F);
        }
    }
    EXPECT_GT(std::abs(together[2 * 8] - changed[2 * 8]), 1e-4F);
    const std::vector<float> alone = outputs({{4, 5, 6, 7}});
    for (std::size_t at = 0; at < alone.size(); ++at) {
        EXPECT_NEAR(alone[at], together[3 * 8 + at], 1e-5F);
    }
}

TEST(SasRec, CutsEveryEventIntoOneWindow) {
    const auto data = makeDataset({{0, 0, 1, 1},
                                   {0, 1, 1, 2},
                                   {0, 2, 1, 3},
                                   {0, 3, 1, 4},
                                   {0, 4, 1, 5},
                                   {0, 5, 1, 6},
                                   {1, 6, 1, 1},
                                   {2, 1, 1, 3},
                                   {2, 2, 1, 3},
                                   {2, 3, 1, 3},
                                   {2, 4, 1, 4}},
                                  3, 7);
    const SasRecShape shape{.items = 7, .dimensions = 4, .length = 3};
    SasRecWindows windows(itemSequences(*data, Repeats::Last, {}), shape, 100, 1);
    EXPECT_EQ(windows.heldUsers(), (std::vector<std::uint32_t>{0, 2})); // one item alone is learned
    EXPECT_EQ(windows.heldItem(0), ItemIndex(5));
    EXPECT_EQ(windows.tokens(), 9U);
    std::set<std::vector<std::uint32_t>> orders;
    for (int epoch = 1; epoch <= 20; ++epoch) {
        windows.beginEpoch(epoch, {});
        std::multiset<std::uint32_t> targets;
        std::vector<std::uint32_t> tied(3, shape.start());
        for (std::size_t window = 0; window < windows.windows(); ++window) {
            PackedSequences batch;
            windows.append(window, batch);
            ASSERT_LE(batch.tokens(), 3U);
            for (std::size_t token = 0; token < batch.tokens(); ++token) {
                targets.insert(batch.targets[token]);
                if (token > 0) {
                    EXPECT_EQ(batch.inputs[token], batch.targets[token - 1]);
                }
            }
            const bool ofTwo = batch.inputs[0] == shape.start() && batch.tokens() == 3 &&
                               batch.targets[0] >= 1 &&
                               batch.targets[0] + batch.targets[1] + batch.targets[2] == 6;
            if (ofTwo) {
                orders.insert(batch.targets);
            }
        }
        EXPECT_EQ(targets, (std::multiset<std::uint32_t>{0, 1, 2, 3, 4, 6, 1, 2, 3}));
    }
    EXPECT_GT(orders.size(), 3U); // items of one time change places
}

TEST(SasRec, LearnsWhatFollows) {
    const auto data = circle(200, 30, 12);
    for (const char* loss : {"softmax", "sampled", "gbce"}) {
        const auto model =
            train(sasRec(), *data, {{"loss", loss}, {"negatives", "20"}, {"dimensions", "32"}});
        std::size_t right = 0;
        for (std::size_t item = 0; item < 30; ++item) {
            const History history{{ItemIndex((item + 28) % 30), 1, 10},
                                  {ItemIndex((item + 29) % 30), 1, 20},
                                  {ItemIndex(item), 1, 30}};
            std::vector<float> scores = scoresOf(*model, history);
            for (const HistoryEntry& past :
                 history) { // as in lists: it is not learned whether an item returns
                scores[past.item.value] = -std::numeric_limits<float>::infinity();
            }
            const auto best = std::ranges::max_element(scores) - scores.begin();
            right += static_cast<std::size_t>(best) == (item + 1) % 30 ? 1 : 0;
        }
        EXPECT_GE(right, 29U) << loss;
    }
}

TEST(SasRec, IsKeptWithoutPositionsWhereOrderMeansNothing) {
    const auto data = circle(60, 30, 12);
    const auto model = train(sasRec(), *data, {{"order", "none"}, {"epochs", "2"}, {"dimensions", "16"}});
    ModelArchive archive;
    model->save(archive);
    EXPECT_EQ(archive.number("positions").value(), 0);
    const auto loaded = sasRec().load(archive, *data);
    ASSERT_TRUE(loaded);
    const History history{{ItemIndex(3), 1, 10}, {ItemIndex(9), 1, 20}, {ItemIndex(4), 1, 30}};
    EXPECT_EQ(scoresOf(**loaded, history), scoresOf(*model, history));
}

class Epochs final : public ProgressSink {
public:
    void report(double, std::string_view) override {}
    void loss(const LossPoint& point) override {
        const std::lock_guard lock(m_mutex);
        m_points.push_back(point);
        if (m_points.size() == m_finishAfter) {
            m_finish.request_stop();
        }
    }
    std::vector<LossPoint> m_points;
    std::size_t m_finishAfter = 0;
    std::stop_source m_finish;

private:
    std::mutex m_mutex;
};

TEST(SasRec, EndsEarlyAndKeepsTheBestEpoch) {
    const auto world = makeTasteWorld();
    Epochs sink;
    ExecutionContext context;
    context.progress = &sink;
    const auto model = train(sasRec(), *world, {{"epochs", "1000"}, {"patience", "3"}}, context);
    ASSERT_GT(sink.m_points.size(), 3U);
    ASSERT_LT(sink.m_points.size(), 1000U);
    EXPECT_TRUE(std::ranges::all_of(sink.m_points, [](const LossPoint& point) {
        return std::isfinite(point.training) && std::isfinite(point.validation);
    }));
    EXPECT_LT(sink.m_points.back().training, sink.m_points.front().training);
    // As many epochs as the best one needed give the same model.
    const std::string best = std::to_string(sink.m_points.size() - 3);
    const auto again = train(sasRec(), *world, {{"epochs", best}, {"patience", "3"}});
    EXPECT_EQ(scoresOf(*model, UserIndex(3)), scoresOf(*again, UserIndex(3)));
}

TEST(SasRec, FinishesWithWhatItHas) {
    const auto world = makeTasteWorld();
    Epochs sink;
    sink.m_finishAfter = 2;
    ExecutionContext context;
    context.progress = &sink;
    context.finish = sink.m_finish.get_token();
    const auto model = train(sasRec(), *world, {{"epochs", "1000"}, {"patience", "100"}}, context);
    EXPECT_LE(sink.m_points.size(), 3U);
    EXPECT_EQ(model->itemCount(), 40U);
}

/// A person's vector times an item's is the score; leaving an item out is what its contribution says.
TEST(SasRec, ExplainsByLeavingOut) {
    const auto world = makeTasteWorld();
    const auto model = train(sasRec(), *world, {{"length", "5"}, {"epochs", "5"}});
    const History history = world->historyOf(UserIndex(4));
    const Explanation why = model->explain(history, ItemIndex(6));
    EXPECT_EQ(why.contributions.size(), std::min<std::size_t>(history.size(), 5));
    for (const Contribution& part : why.contributions) {
        History rest = history;
        std::erase_if(rest, [&](const HistoryEntry& past) { return past.item == part.item; });
        EXPECT_NEAR(part.amount, scoresOf(*model, history)[6] - scoresOf(*model, rest)[6], 1e-4);
    }
    const std::vector<float> vector = model->historyVector(history);
    EXPECT_NEAR(std::inner_product(vector.begin(), vector.end(), model->itemVectors().row(6).begin(), 0.0),
                why.score, 1e-4);
    const auto user = model->userVectors().row(4);
    for (std::size_t d = 0; d < vector.size(); ++d) {
        EXPECT_NEAR(user[d], vector[d], 1e-4F);
    }
}

/// Few events an item are learned by heart at once; many, never within the epochs that are allowed.
TEST(SasRec, ForecastsWhenItWillEndEarly) {
    const auto secondsOf = [](const Dataset& dataset, const Changes& changes) {
        return sasRec().forecast(dataset, paramsOf(sasRec(), changes), 1).seconds;
    };
    const auto sparse = makeTasteWorld({.users = 400, .items = 3000, .eventsPerUser = 8});
    EXPECT_EQ(secondsOf(*sparse, {{"epochs", "1000"}}), secondsOf(*sparse, {{"epochs", "100"}}));
    EXPECT_GT(secondsOf(*sparse, {{"epochs", "100"}, {"patience", "20"}}),
              1.5 * secondsOf(*sparse, {{"epochs", "100"}, {"patience", "2"}}));
    EXPECT_GT(secondsOf(*sparse, {{"epochs", "100"}, {"patience", "0"}}),
              5 * secondsOf(*sparse, {{"epochs", "100"}}));
    EXPECT_GT(secondsOf(*sparse, {{"epochs", "100"}, {"order", "none"}}),
              secondsOf(*sparse, {{"epochs", "100"}}));
    const auto dense = makeTasteWorld({.users = 800, .items = 200, .eventsPerUser = 60});
    EXPECT_NEAR(secondsOf(*dense, {{"epochs", "20"}}), 2 * secondsOf(*dense, {{"epochs", "10"}}),
                0.01 * secondsOf(*dense, {{"epochs", "20"}}));
}

TEST(SasRec, RefusesHeadsThatDoNotDivide) {
    const auto model = sasRec().fit(*makeTasteWorld(), paramsOf(sasRec(), {{"heads", "3"}}), {});
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace tastescope
