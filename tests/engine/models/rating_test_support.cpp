// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/models/rating_test_support.h"

#include "engine/data/ratings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

namespace tastescope {

ExecutionContext LossRecorder::context(std::size_t finishAfter) {
    m_finishAfter = finishAfter;
    ExecutionContext context;
    context.progress = this;
    context.finish = m_finish.get_token();
    return context;
}

std::optional<HeldOutFold> readFold(int fold) {
    std::ifstream file(std::string(TASTESCOPE_SOURCE_DIR) + "/../shared/data/ml-100k-folds/ratings.csv");
    std::string line;
    if (!std::getline(file, line)) {
        return std::nullopt;
    }
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    std::vector<Event> train;
    std::vector<Event> test;
    std::vector<std::string> fields(5);
    while (std::getline(file, line)) {
        std::stringstream text(line);
        for (std::string& field : fields) {
            std::getline(text, field, ',');
        }
        const Event event{UserIndex(users->intern(fields[0])), ItemIndex(items->intern(fields[1])), 0,
                          std::stof(fields[2]), static_cast<Time>(std::stoll(fields[3])) * 1000};
        (std::stoi(fields[4]) == fold ? test : train).push_back(event);
    }
    Dataset::Parts parts;
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = std::make_shared<Interactions>(std::move(train), users->size());
    HeldOutFold out{nullptr, Interactions(std::move(test), users->size())};
    parts.users = std::move(users);
    parts.items = std::move(items);
    out.train = std::make_shared<Dataset>(std::move(parts));
    return out;
}

RatingErrors errorsOf(const Recommender& model, const HeldOutFold& fold) {
    const Ratings scale = ratingsOf(*fold.train);
    double squares = 0;
    double sizes = 0;
    for (std::size_t user = 0; user < fold.train->userCount(); ++user) {
        const std::vector<float> scores = scoresOf(model, UserIndex(user));
        for (std::size_t row = fold.test.firstOf(UserIndex(user)); row < fold.test.lastOf(UserIndex(user));
             ++row) {
            const double error = scale.clip(scores[fold.test.item(row).value]) - fold.test.value(row);
            squares += error * error;
            sizes += std::abs(error);
        }
    }
    const auto count = static_cast<double>(fold.test.size());
    return {std::sqrt(squares / count), sizes / count};
}

std::optional<RatingErrors> crossValidate(const AlgorithmInfo& algorithm, int folds) {
    RatingErrors mean;
    for (int fold = 0; fold < folds; ++fold) {
        const std::optional<HeldOutFold> data = readFold(fold);
        if (!data) {
            return std::nullopt;
        }
        const RatingErrors errors = errorsOf(*train(algorithm, *data->train), *data);
        mean.rmse += errors.rmse / folds;
        mean.mae += errors.mae / folds;
    }
    return mean;
}

void expectFoldsInAsTrained(const AlgorithmInfo& algorithm) {
    const auto world = makeTasteWorld({.ratings = true});
    const auto model = train(algorithm, *world);
    for (std::size_t user = 0; user < 60; ++user) {
        const std::vector<float> known = scoresOf(*model, UserIndex(user));
        const std::vector<float> folded = scoresOf(*model, world->historyOf(UserIndex(user)));
        for (std::size_t item = 0; item < known.size(); ++item) {
            EXPECT_NEAR(known[item], folded[item], 1e-3);
        }
    }
}

} // namespace tastescope
