// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/puresvd/puresvd.h"

#include "engine/models/factorisation/puresvd/truncated_svd.h"
#include "tests/engine/models/model_test_support.h"
#include "tests/engine/models/real_data.h"

#include <Eigen/Core>
#include <Eigen/SVD>
#include <gtest/gtest.h>

#include <cmath>
#include <mutex>

namespace tastescope {
namespace {

Eigen::MatrixXd likes(const Dataset& data) {
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(data.userCount()),
                                                static_cast<Eigen::Index>(data.itemCount()));
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        const auto items = data.matrix().itemsOf(UserIndex(user));
        const auto weights = data.matrix().valuesOf(UserIndex(user));
        for (std::size_t place = 0; place < items.size(); ++place) {
            out(static_cast<Eigen::Index>(user), static_cast<Eigen::Index>(items[place].value)) =
                weights[place] > 0 ? 1 : 0;
        }
    }
    return out;
}

/// x C V Vᵀ C⁻¹ with V from a dense decomposition in doubles.
Eigen::MatrixXd denseScores(const Eigen::MatrixXd& x, double scaling, Eigen::Index factors) {
    Eigen::VectorXd gains = x.colwise().norm().transpose();
    gains = gains.unaryExpr([&](double length) { return length > 0 ? std::pow(length, scaling - 1) : 1; });
    const Eigen::MatrixXd scaled = x * gains.asDiagonal();
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(scaled, Eigen::ComputeThinV | Eigen::ComputeThinU);
    const Eigen::MatrixXd v = svd.matrixV().leftCols(factors);
    return scaled * v * v.transpose() * gains.cwiseInverse().asDiagonal();
}

class Recorder final : public ProgressSink {
public:
    void report(double, std::string_view) override {}
    void loss(const LossPoint& point) override {
        const std::lock_guard lock(m_mutex);
        m_points.push_back(point);
        if (m_points.size() == 2) {
            m_finish.request_stop();
        }
    }
    const std::vector<LossPoint>& points() const { return m_points; }
    std::stop_token finishAfterTwo() const { return m_finish.get_token(); }

private:
    std::mutex m_mutex;
    std::vector<LossPoint> m_points;
    std::stop_source m_finish;
};

TEST(PureSvd, EqualsADenseDecomposition) {
    const auto world = makeTasteWorld({.users = 300, .items = 120, .eventsPerUser = 20, .skips = true});
    const Eigen::MatrixXd x = likes(*world);
    for (const double scaling : {1.0, 0.5}) {
        const auto model =
            train(pureSvdInfo(), *world,
                  {{"factors", "4"}, {"iterations", "30"}, {"scaling", std::to_string(scaling)}});
        const Eigen::MatrixXd expected = denseScores(x, scaling, 4);
        for (std::size_t user = 0; user < 300; ++user) {
            const std::vector<float> scores = scoresOf(*model, UserIndex(user));
            for (std::size_t item = 0; item < scores.size(); ++item) {
                EXPECT_NEAR(scores[item],
                            expected(static_cast<Eigen::Index>(user), static_cast<Eigen::Index>(item)), 2e-3);
            }
        }
    }
}

TEST(PureSvd, FindsSingularValuesAndOrthonormalVectors) {
    const auto world = makeTasteWorld({.users = 300, .items = 120, .eventsPerUser = 20});
    const ImplicitMatrix data = implicitMatrixOf(world->matrix(), 120, PreferenceScale::Alike);
    const auto space =
        truncatedSvd(data, std::vector<float>(120, 1.0F), {.factors = 10, .iterations = 40}, {});
    ASSERT_TRUE(space);
    const Eigen::VectorXd expected = Eigen::BDCSVD<Eigen::MatrixXd>(likes(*world)).singularValues();
    for (std::size_t d = 0; d < 10; ++d) {
        EXPECT_NEAR(space->singularValues[d] / expected[static_cast<Eigen::Index>(d)], 1, 1e-3) << d;
        for (std::size_t other = 0; other <= d; ++other) {
            double product = 0;
            for (std::size_t item = 0; item < 120; ++item) {
                product +=
                    static_cast<double>(space->vectors[item * 10 + d]) * space->vectors[item * 10 + other];
            }
            EXPECT_NEAR(product, d == other ? 1 : 0, 1e-5);
        }
    }
}

TEST(PureSvd, MoreFactorsThanRankReproduceTheData) {
    const auto data =
        makeDataset({{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 2}, {2, 3}, {3, 2}, {3, 3}, {4, 3}}, 5, 5);
    const auto model = train(pureSvdInfo(), *data, {{"factors", "64"}, {"popular", "0"}});
    for (std::size_t user = 0; user < 5; ++user) {
        const std::vector<float> scores = scoresOf(*model, UserIndex(user));
        for (std::size_t item = 0; item < 5; ++item) {
            EXPECT_NEAR(scores[item],
                        likes(*data)(static_cast<Eigen::Index>(user), static_cast<Eigen::Index>(item)), 1e-4);
        }
    }
}

TEST(PureSvd, EndsEarlyWhenAskedToFinish) {
    const auto world = makeTasteWorld({.users = 300, .items = 120, .eventsPerUser = 20});
    Recorder recorder;
    ExecutionContext context;
    context.progress = &recorder;
    context.finish = recorder.finishAfterTwo();
    const auto model = train(pureSvdInfo(), *world, {{"factors", "8"}}, context);
    ASSERT_TRUE(model);
    ASSERT_EQ(recorder.points().size(), 2U);
    EXPECT_LE(recorder.points()[1].training, recorder.points()[0].training);
    EXPECT_GT(recorder.points()[1].training, 0);
    EXPECT_LT(recorder.points()[1].training, 1);
}

TEST(PureSvd, VectorsGiveTheScores) {
    const auto world = makeTasteWorld();
    const auto model = train(pureSvdInfo(), *world);
    const std::vector<float> vector = model->historyVector(world->historyOf(UserIndex(4)));
    const std::vector<float> scores = scoresOf(*model, UserIndex(4));
    for (std::size_t item = 0; item < scores.size(); ++item) {
        double product = 0;
        for (std::size_t d = 0; d < vector.size(); ++d) {
            product += static_cast<double>(vector[d]) * model->itemVectors().row(item)[d];
        }
        EXPECT_NEAR(product, scores[item], 1e-5);
    }
}

TEST(PureSvd, IsAccurateOnMovieLensWithItsDefaults) {
    const RealSplit data = readSplit("ml-100k-stratified");
    if (!data.train) {
        GTEST_SKIP() << "needs ml-100k-stratified";
    }
    EXPECT_GT(accuracyOf(*train(pureSvdInfo(), *data.train), data).ndcg, 0.45);
}

} // namespace
} // namespace tastescope
