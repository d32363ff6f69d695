// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the rating factorisations share: the folds of MovieLens 100K, errors, losses.
#pragma once

#include "engine/base/execution.h"
#include "engine/models/algorithm.h"
#include "tests/engine/models/model_test_support.h"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace tastescope {

class LossRecorder final : public ProgressSink {
public:
    void report(double, std::string_view) override {}
    void loss(const LossPoint& point) override {
        const std::lock_guard lock(m_mutex);
        m_points.push_back(point);
        if (m_finishAfter > 0 && m_points.size() == m_finishAfter) {
            m_finish.request_stop();
        }
    }
    const std::vector<LossPoint>& points() const { return m_points; }
    /// A context with this sink that asks to finish after a number of epochs (0 = never).
    ExecutionContext context(std::size_t finishAfter = 0);

private:
    std::mutex m_mutex;
    std::vector<LossPoint> m_points;
    std::size_t m_finishAfter = 0;
    std::stop_source m_finish;
};

/// A fifth of MovieLens 100K to be predicted from the rest, as ../shared/data/ml-100k-folds cuts it; none
/// where the file is absent.
struct HeldOutFold {
    std::shared_ptr<const Dataset> train;
    Interactions test;
};
std::optional<HeldOutFold> readFold(int fold);

struct RatingErrors {
    double rmse = 0;
    double mae = 0;
};
/// Every test rating counts; predictions are held within the scale.
RatingErrors errorsOf(const Recommender& model, const HeldOutFold& fold);
/// The mean over the first `folds` of 5 with the defaults; none where the file is absent.
std::optional<RatingErrors> crossValidate(const AlgorithmInfo& algorithm, int folds);

/// What a model says of people it was trained on, and what it says of their histories, are the same.
void expectFoldsInAsTrained(const AlgorithmInfo& algorithm);

} // namespace tastescope
