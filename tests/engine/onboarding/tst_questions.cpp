// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked next, against slow twins: counts by hand, squared errors person by person, posteriors by
// dense inverses.
#include "engine/onboarding/question_order.h"
#include "engine/onboarding/questions.h"
#include "tests/engine/evaluation/evaluation_support.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include <cmath>
#include <set>

namespace tastescope {
namespace {

using test::numberedIds;

/// +1, -1 and, mostly, nothing.
InteractionMatrix randomAnswers(std::size_t users, std::size_t items, std::uint64_t seed,
                                bool dislikes = true) {
    Random random(seed);
    std::vector<std::uint64_t> offsets{0};
    std::vector<ItemIndex> indices;
    std::vector<float> values;
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t item = 0; item < items; ++item) {
            if (random.uniform() < 0.7 / (1 + 0.15 * static_cast<double>(item))) {
                indices.emplace_back(item);
                values.push_back(dislikes && random.uniform() < 0.3 ? -1.0F : 1.0F);
            }
        }
        offsets.push_back(indices.size());
    }
    return InteractionMatrix::fromRows(offsets, indices, values, items);
}

int answerAt(const InteractionMatrix& answers, std::size_t user, std::size_t item) {
    const auto items = answers.itemsOf(UserIndex(user));
    const auto found = std::ranges::find(items, ItemIndex(item));
    return found == items.end() ? 0
                                : static_cast<int>(answers.valuesOf(
                                      UserIndex(user))[static_cast<std::size_t>(found - items.begin())]);
}

/// The squared error of a part about its mean, over everybody's answers about everything.
double errorOf(const InteractionMatrix& answers, const std::vector<std::size_t>& people) {
    double error = 0;
    for (std::size_t item = 0; item < answers.itemCount(); ++item) {
        double mean = 0;
        for (const std::size_t person : people) {
            mean += answerAt(answers, person, item) / static_cast<double>(people.size());
        }
        for (const std::size_t person : people) {
            error += std::pow(answerAt(answers, person, item) - mean, 2);
        }
    }
    return error;
}

std::array<std::vector<std::size_t>, 3> partsBy(const InteractionMatrix& answers,
                                                const std::vector<std::size_t>& people, std::size_t item) {
    std::array<std::vector<std::size_t>, 3> parts;
    for (const std::size_t person : people) {
        const int answer = answerAt(answers, person, item);
        parts[static_cast<std::size_t>(answer > 0   ? Answer::Like
                                       : answer < 0 ? Answer::Dislike
                                                    : Answer::Unknown)]
            .push_back(person);
    }
    return parts;
}

TEST(Answers, AreReadFromEventsAndBecomeHistory) {
    AnswerMeaning meaning;
    meaning.middle = 3;
    meaning.likeWeight = 2;
    meaning.likedRating = 4.5F;
    meaning.dislikedRating = 1.5F;
    const float none = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(meaning.of({ItemIndex(0), 1, noTime, 2.5F}), Answer::Dislike);
    EXPECT_EQ(meaning.of({ItemIndex(0), 1, noTime, 3}), Answer::Like);
    EXPECT_EQ(meaning.of({ItemIndex(0), 1, noTime, none}), Answer::Like);
    EXPECT_EQ(meaning.of({ItemIndex(0), 0, noTime, none}), Answer::Dislike);
    EXPECT_EQ(meaning.of({ItemIndex(0), -1, noTime, 5}), Answer::Dislike);
    const std::vector<GivenAnswer> given{{ItemIndex(7), Answer::Like},
                                         {ItemIndex(2), Answer::Dislike},
                                         {ItemIndex(9), Answer::Like},
                                         {ItemIndex(4), Answer::Unknown},
                                         {ItemIndex(9), Answer::Unknown}}; // taken back
    const History history = meaning.historyOf(given);
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].item, ItemIndex(2));
    EXPECT_EQ(history[0].weight, -2);
    EXPECT_EQ(history[0].rating, 1.5F);
    EXPECT_EQ(history[1].item, ItemIndex(7));
    EXPECT_EQ(history[1].weight, 2);
    EXPECT_TRUE(meaning.historyOf({}).empty());
}

TEST(QuestionOrder, EntropyIsThatOfTheAnswers) {
    // Item 0: 2 like, 2 dislike; 1: 1 like; 2: 1 like, 3 dislike; 3: nobody.
    const auto answers =
        InteractionMatrix::fromRows({0, 3, 5, 7, 9},
                                    {ItemIndex(0), ItemIndex(1), ItemIndex(2), ItemIndex(0), ItemIndex(2),
                                     ItemIndex(0), ItemIndex(2), ItemIndex(0), ItemIndex(2)},
                                    {1, 1, 1, 1, -1, -1, -1, -1, -1}, 4);
    const auto entropy = answerEntropy(answers);
    EXPECT_DOUBLE_EQ(entropy[0], 1);
    EXPECT_DOUBLE_EQ(entropy[1], 0);
    EXPECT_NEAR(entropy[2], 0.8112781244591328, 1e-15);
    EXPECT_TRUE(std::isnan(entropy[3]));
    EXPECT_EQ(entropyOrder(answers), (std::vector{ItemIndex(0), ItemIndex(2), ItemIndex(1)}));
    EXPECT_EQ(popularOrder(answers), (std::vector{ItemIndex(0), ItemIndex(2), ItemIndex(1)})); // tie by index
    // Without a dislike anywhere "never met" is an answer.
    const auto likes = InteractionMatrix::fromRows(
        {0, 2, 3, 4, 5}, {ItemIndex(0), ItemIndex(1), ItemIndex(0), ItemIndex(0), ItemIndex(0)},
        {1, 1, 1, 1, 1}, 2);
    EXPECT_DOUBLE_EQ(answerEntropy(likes)[0], 0);
    EXPECT_NEAR(answerEntropy(likes)[1], 0.8112781244591328, 1e-15);
    EXPECT_EQ(entropyOrder(likes).front(), ItemIndex(1));
}

TEST(QuestionOrder, DiverseCoverIsGreedyToTheLastPlace) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const InteractionMatrix answers = randomAnswers(40, 25, seed);
        const auto fast = diverseOrder(answers, 25);
        ASSERT_TRUE(fast);
        std::vector<double> weight(answers.userCount(), 1);
        std::set<std::size_t> asked;
        for (const ItemIndex chosen : *fast) { // the slow twin looks at everything each time
            double most = -1;
            std::size_t best = 0;
            for (std::size_t item = 0; item < answers.itemCount(); ++item) {
                double gain = answers.countOf(ItemIndex(item)) > 0 && !asked.contains(item) ? 0 : -1;
                for (std::size_t user = 0; gain >= 0 && user < answers.userCount(); ++user) {
                    gain += answerAt(answers, user, item) > 0 ? weight[user] : 0;
                }
                if (gain > most) {
                    most = gain;
                    best = item;
                }
            }
            ASSERT_EQ(chosen.value, best);
            asked.insert(best);
            for (std::size_t user = 0; user < answers.userCount(); ++user) {
                weight[user] /= answerAt(answers, user, best) > 0 ? 2 : 1;
            }
        }
    }
}

TEST(QuestionTree, AsksWhatLowersTheSquaredErrorMost) {
    for (const bool dislikes : {true, false}) {
        const InteractionMatrix answers = randomAnswers(60, 12, 3, dislikes);
        TreeOptions options;
        options.least = 8;
        options.depth = 4;
        const auto tree = QuestionTree::grow(answers, options);
        ASSERT_TRUE(tree);
        struct Visit {
            std::size_t node;
            std::vector<std::size_t> people;
            std::set<std::size_t> asked;
        };
        Visit root{0, {}, {}};
        for (std::size_t user = 0; user < answers.userCount(); ++user) {
            if (answers.countOf(UserIndex(user)) > 0) {
                root.people.push_back(user);
            }
        }
        std::vector<Visit> visits{root};
        std::size_t checked = 0;
        while (!visits.empty()) {
            const Visit visit = visits.back();
            visits.pop_back();
            const QuestionTree::Node& node = tree->nodes()[visit.node];
            EXPECT_EQ(node.people, visit.people.size());
            double least = std::numeric_limits<double>::infinity();
            std::vector<double> errors(answers.itemCount(), least);
            for (std::size_t item = 0; item < answers.itemCount(); ++item) {
                const auto parts = partsBy(answers, visit.people, item);
                const bool met = parts[0].size() + parts[1].size() > 0;
                if (met && !visit.asked.contains(item)) {
                    errors[item] =
                        errorOf(answers, parts[0]) + errorOf(answers, parts[1]) + errorOf(answers, parts[2]);
                    least = std::min(least, errors[item]);
                }
            }
            EXPECT_NEAR(errors[node.item.value], least, 1e-9);
            ++checked;
            const auto parts = partsBy(answers, visit.people, node.item.value);
            for (std::size_t answer = 0; answer < 3; ++answer) {
                if (node.next[answer] >= 0) {
                    Visit next{static_cast<std::size_t>(node.next[answer]), parts[answer], visit.asked};
                    next.asked.insert(node.item.value);
                    visits.push_back(next);
                } else {
                    EXPECT_TRUE(parts[answer].size() < options.least ||
                                visit.asked.size() + 1 >= options.depth);
                }
            }
        }
        EXPECT_EQ(checked, tree->nodes().size());
        EXPECT_GT(checked, 5U);
    }
}

TEST(FactorQuestions, KnowWhatADensePosteriorKnows) {
    const std::size_t users = 50;
    const std::size_t items = 14;
    const std::size_t width = 4;
    const InteractionMatrix answers = randomAnswers(users, items, 9);
    Random random(5);
    std::vector<float> itemValues(items * width);
    std::vector<float> userValues(users * width);
    for (float& value : itemValues) {
        value = static_cast<float>(random.normal());
    }
    for (float& value : userValues) {
        value = static_cast<float>(random.normal(0.3, 1.5));
    }
    const FactorQuestions questions(answers, {itemValues, width}, {userValues, width});
    ASSERT_EQ(questions.candidates().size(), items);

    Eigen::MatrixXd people(users, width);
    std::size_t present = 0;
    for (std::size_t user = 0; user < users; ++user) {
        if (answers.countOf(UserIndex(user)) > 0) {
            for (std::size_t d = 0; d < width; ++d) {
                people(static_cast<Eigen::Index>(present), static_cast<Eigen::Index>(d)) =
                    static_cast<double>(userValues[user * width + d]);
            }
            ++present;
        }
    }
    people.conservativeResize(static_cast<Eigen::Index>(present), Eigen::NoChange);
    const Eigen::MatrixXd centred = people.rowwise() - people.colwise().mean();
    const Eigen::MatrixXd spread = centred.transpose() * centred / static_cast<double>(present);
    const auto vectorOf = [&](ItemIndex item) {
        Eigen::VectorXd v(width);
        for (std::size_t d = 0; d < width; ++d) {
            v(static_cast<Eigen::Index>(d)) = static_cast<double>(itemValues[item.value * width + d]);
        }
        return v;
    };
    double noise = 0;
    double met = 0;
    for (std::size_t item = 0; item < items; ++item) {
        const auto count = static_cast<double>(answers.countOf(ItemIndex(item)));
        noise += count * vectorOf(ItemIndex(item)).dot(spread * vectorOf(ItemIndex(item)));
        met += count;
    }
    noise /= met;
    EXPECT_NEAR(questions.noise(), noise, 1e-9);

    std::vector<GivenAnswer> given;
    Eigen::MatrixXd precision = spread.inverse();
    for (const Answer answer : {Answer::Like, Answer::Unknown, Answer::Dislike, Answer::Like}) {
        const auto worth = questions.worthOf(given);
        const Eigen::MatrixXd posterior = precision.inverse();
        double best = -1;
        ItemIndex expected;
        for (std::size_t at = 0; at < items; ++at) {
            const ItemIndex item = questions.candidates()[at];
            if (std::ranges::find(given, item, &GivenAnswer::item) != given.end()) {
                EXPECT_EQ(worth[at], -1);
                continue;
            }
            const double variance = vectorOf(item).dot(posterior * vectorOf(item));
            const double twin = static_cast<double>(answers.countOf(item)) / static_cast<double>(present) *
                                0.5 * std::log(1 + variance / noise);
            EXPECT_NEAR(worth[at], twin, 1e-9);
            if (twin > best) {
                best = twin;
                expected = item;
            }
        }
        const auto next = questions.next(given);
        ASSERT_TRUE(next);
        EXPECT_EQ(*next, expected);
        given.push_back({*next, answer});
        precision +=
            vectorOf(*next) * vectorOf(*next).transpose() / (answer == Answer::Unknown ? noise / 0.1 : noise);
    }
}

TEST(Questions, EveryStrategyAsksEachItemOnceAndThenNoMore) {
    const auto data =
        makeTasteWorld({.users = 50, .items = 30, .eventsPerUser = 10, .seed = 4, .skips = true});
    ExecutionContext alone;
    alone.threads = 1;
    std::size_t met = 0;
    for (std::size_t item = 0; item < data->itemCount(); ++item) {
        met += data->matrix().countOf(ItemIndex(item)) > 0 ? 1 : 0;
    }
    for (const StrategyInfo& info : askStrategies()) {
        SCOPED_TRACE(info.id);
        const auto parsed = parseAskStrategy(info.id);
        ASSERT_TRUE(parsed);
        EXPECT_EQ(*parsed, info.strategy);
        const auto questions = Questions::prepare(info.strategy, *data, nullptr);
        ASSERT_TRUE(questions);
        std::vector<GivenAnswer> given;
        std::set<std::uint32_t> asked;
        while (const auto item = questions->next(given)) {
            ASSERT_TRUE(asked.insert(item->value).second);
            ASSERT_GT(data->matrix().countOf(*item), 0U);
            given.push_back({*item, static_cast<Answer>(given.size() % 3)});
        }
        EXPECT_EQ(asked.size(), met);
        // Some of them beside each other, each once; a pure function.
        const auto few = questions->nextFew({}, 9);
        EXPECT_EQ(few.size(), 9U);
        EXPECT_EQ(std::set<ItemIndex>(few.begin(), few.end()).size(), 9U);
        EXPECT_EQ(few, questions->nextFew({}, 9));
        const auto again = Questions::prepare(info.strategy, *data, nullptr, alone);
        ASSERT_TRUE(again);
        EXPECT_EQ(few, again->nextFew({}, 9));
    }
    EXPECT_TRUE(parseAskStrategy("decision-tree"));
    const auto unknown = parseAskStrategy("nonsense");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(unknown.error().remedy.find("popularity_entropy"), std::string::npos);
}

TEST(Questions, NobodyToAskAboutIsNoQuestion) {
    const auto data = makeDataset({}, 3, 4);
    for (const StrategyInfo& info : askStrategies()) {
        if (info.strategy == AskStrategy::Adaptive) {
            continue; // no factors without events
        }
        const auto questions = Questions::prepare(info.strategy, *data, nullptr);
        ASSERT_TRUE(questions) << info.id;
        EXPECT_FALSE(questions->next({})) << info.id;
        EXPECT_TRUE(questions->nextFew({}, 9).empty());
    }
}

} // namespace
} // namespace tastescope
