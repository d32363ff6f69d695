// SPDX-License-Identifier: GPL-3.0-or-later
// MovieLens 100K in the five folds that published figures of rating models refer to.
#pragma once

#include "tests/engine/models/model_test_support.h"

#include <optional>
#include <vector>

namespace tastescope {

struct FoldErrors {
    double rmse = 0;
    double mae = 0;
};

class RatingFolds {
public:
    /// Nothing where the data is absent.
    static std::optional<RatingFolds> read();

    /// Trained on the other four folds, measured on this one as an evaluation does.
    FoldErrors measure(const AlgorithmInfo& algorithm, const Changes& changes, int fold) const;
    /// Mean over the folds, rounded to three decimals as it is published.
    FoldErrors publishedFigures(const AlgorithmInfo& algorithm, const Changes& changes = {}) const;

private:
    struct Line {
        std::string user;
        std::string item;
        float rating = 0;
        int fold = 0;
    };
    std::vector<Line> m_lines;
};

} // namespace tastescope
