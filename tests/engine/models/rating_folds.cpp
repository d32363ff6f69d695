// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/models/rating_folds.h"

#include "engine/data/ratings.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/rating_errors.h"
#include "engine/metrics/metric.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tastescope {

std::optional<RatingFolds> RatingFolds::read() {
    std::ifstream file(TASTESCOPE_SOURCE_DIR "/../shared/data/ml-100k-folds/ratings.csv");
    std::string text;
    if (!std::getline(file, text)) {
        return std::nullopt;
    }
    RatingFolds folds;
    while (std::getline(file, text)) {
        std::stringstream fields(text);
        Line line;
        std::string rating;
        std::string time;
        std::string fold;
        std::getline(fields, line.user, ',');
        std::getline(fields, line.item, ',');
        std::getline(fields, rating, ',');
        std::getline(fields, time, ',');
        std::getline(fields, fold, ',');
        line.rating = std::strtof(rating.c_str(), nullptr);
        line.fold = std::atoi(fold.c_str());
        folds.m_lines.push_back(std::move(line));
    }
    return folds;
}

FoldErrors RatingFolds::measure(const AlgorithmInfo& algorithm, const Changes& changes, int fold) const {
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    std::vector<Event> train;
    for (const Line& line : m_lines) {
        if (line.fold != fold) {
            train.push_back({UserIndex(users->intern(line.user)), ItemIndex(items->intern(line.item)), 0,
                             line.rating, noTime});
        }
    }
    IdMap allItems = *items; // those of the test part lie behind
    std::vector<Event> test;
    for (const Line& line : m_lines) {
        if (line.fold == fold) {
            test.push_back({UserIndex(users->intern(line.user)), ItemIndex(allItems.intern(line.item)), 0,
                            line.rating, noTime});
        }
    }
    Dataset::Parts parts;
    parts.users = users;
    parts.items = items;
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = false}};
    parts.events = std::make_shared<Interactions>(std::move(train), users->size());
    EvaluationInput input;
    input.train = std::make_shared<const Dataset>(std::move(parts));
    input.testRatings = std::make_shared<const InteractionMatrix>(
        ratingMatrix(*input.train, Interactions(std::move(test), users->size())));
    const auto model = tastescope::train(algorithm, *input.train, changes);
    const std::vector<const MetricInfo*> metrics{findMetric("rmse"), findMetric("mae")};
    const Ratings scale = ratingsOf(*input.train);
    const auto errors = ratingErrorsOf(predictionsOf(*model, input, scale), scale, input, metrics);
    const auto values = summariseRatings(*errors);
    return {(*values)[0].value, (*values)[1].value};
}

FoldErrors RatingFolds::publishedFigures(const AlgorithmInfo& algorithm, const Changes& changes) const {
    FoldErrors sum;
    for (int fold = 0; fold < 5; ++fold) {
        const FoldErrors one = measure(algorithm, changes, fold);
        sum.rmse += one.rmse / 5;
        sum.mae += one.mae / 5;
    }
    return {std::round(sum.rmse * 1000) / 1000, std::round(sum.mae * 1000) / 1000};
}

} // namespace tastescope
