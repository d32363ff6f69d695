// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/hybrid_weights.h"

#include "engine/base/discounted_gain.h"
#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t mostPeople = 2000;
constexpr double heldShare = 0.2;
constexpr std::size_t mostHeld = 50;     ///< a person
constexpr std::size_t othersDrawn = 200; ///< a person, for the rest of the catalogue
constexpr std::size_t peopleAtOnce = 16;
constexpr double ridge = 1e-4; ///< keeps the weights finite where one part is never wrong
constexpr int mostSteps = 40;
// Streams apart from those of the users.
constexpr std::uint64_t choiceStream = ~std::uint64_t{0};
constexpr std::uint64_t drawSalt = 0x9E3779B97F4A7C15U;

using Features = std::array<float, mostHybridParts>;

/// The parts' scores of one person's held items and of what is drawn from the others.
struct Example {
    std::vector<Features> held;
    std::vector<Features> others;
    double share = 1; ///< items that each of the drawn stands for
};

std::vector<ItemIndex> likedBy(const InteractionMatrix& matrix, UserIndex user) {
    std::vector<ItemIndex> liked;
    const auto items = matrix.itemsOf(user);
    const auto weights = matrix.valuesOf(user);
    for (std::size_t place = 0; place < items.size(); ++place) {
        if (weights[place] > 0) {
            liked.push_back(items[place]);
        }
    }
    return liked;
}

std::vector<ItemIndex> drawHeld(std::vector<ItemIndex> liked, Random random) {
    const auto wanted = static_cast<std::size_t>(std::lround(heldShare * static_cast<double>(liked.size())));
    random.shuffle(std::span(liked));
    liked.resize(std::clamp<std::size_t>(wanted, 1, mostHeld));
    std::sort(liked.begin(), liked.end());
    return liked;
}

/// Loss, gradient and curvature, added up over people.
struct Moments {
    double loss = 0;
    std::array<double, mostHybridParts> gradient{};
    std::array<std::array<double, mostHybridParts>, mostHybridParts> curvature{};

    Moments& operator+=(const Moments& other) {
        loss += other.loss;
        for (std::size_t a = 0; a < mostHybridParts; ++a) {
            gradient[a] += other.gradient[a];
            for (std::size_t b = 0; b < mostHybridParts; ++b) {
                curvature[a][b] += other.curvature[a][b];
            }
        }
        return *this;
    }
};

double dot(const HybridWeights& weights, const Features& features) {
    double sum = 0;
    for (std::size_t part = 0; part < mostHybridParts; ++part) {
        sum += weights[part] * features[part];
    }
    return sum;
}

/// Sums of e^score · (1, features, features · featuresᵀ).
struct Mass {
    double total = 0;
    std::array<double, mostHybridParts> first{};
    std::array<std::array<double, mostHybridParts>, mostHybridParts> second{};

    void add(double amount, const Features& features) {
        total += amount;
        for (std::size_t a = 0; a < mostHybridParts; ++a) {
            first[a] += amount * features[a];
            for (std::size_t b = 0; b < mostHybridParts; ++b) {
                second[a][b] += amount * features[a] * features[b];
            }
        }
    }
};

void addExample(const Example& example, const HybridWeights& weights, Moments& out) {
    double top = -1e300; // taken off every score before e^
    for (const auto* const list : {&example.held, &example.others}) {
        for (const Features& features : *list) {
            top = std::max(top, dot(weights, features));
        }
    }
    Mass others;
    for (const Features& features : example.others) {
        others.add(example.share * std::exp(dot(weights, features) - top), features);
    }
    const double each = 1 / static_cast<double>(example.held.size());
    for (const Features& features : example.held) {
        const double score = dot(weights, features) - top;
        Mass all = others;
        all.add(std::exp(score), features);
        out.loss += each * (std::log(all.total) - score);
        for (std::size_t a = 0; a < mostHybridParts; ++a) {
            const double mean = all.first[a] / all.total;
            out.gradient[a] += each * (mean - features[a]);
            for (std::size_t b = 0; b < mostHybridParts; ++b) {
                out.curvature[a][b] +=
                    each * (all.second[a][b] / all.total - mean * all.first[b] / all.total);
            }
        }
    }
}

Moments momentsAt(const std::vector<Example>& examples, const HybridWeights& weights,
                  const ExecutionContext& context) {
    Moments out =
        parallelSum<Moments>(context, examples.size(), peopleAtOnce, [&](std::size_t begin, std::size_t end) {
            Moments part;
            for (std::size_t place = begin; place < end; ++place) {
                addExample(examples[place], weights, part);
            }
            return part;
        });
    const auto count = static_cast<double>(examples.size());
    for (std::size_t part = 0; part < mostHybridParts; ++part) {
        out.loss += count * ridge / 2 * weights[part] * weights[part];
        out.gradient[part] += count * ridge * weights[part];
        out.curvature[part][part] += count * ridge;
    }
    return out;
}

/// The least of the quadratic about `weights` where no weight is negative, by one coordinate after another.
HybridWeights quadraticStep(const Moments& at, const HybridWeights& weights) {
    HybridWeights next = weights;
    for (int round = 0; round < 200; ++round) {
        for (std::size_t a = 0; a < mostHybridParts; ++a) {
            double slope = at.gradient[a];
            for (std::size_t b = 0; b < mostHybridParts; ++b) {
                slope += at.curvature[a][b] * (next[b] - weights[b]);
            }
            next[a] = std::max(0.0, next[a] - slope / at.curvature[a][a]);
        }
    }
    return next;
}

/// Newton's method, a step halved until it helps.
HybridWeights minimise(const std::vector<Example>& examples, const ExecutionContext& context) {
    HybridWeights weights{};
    Moments here = momentsAt(examples, weights, context);
    for (int step = 0; step < mostSteps && !context.stopRequested(); ++step) {
        const HybridWeights goal = quadraticStep(here, weights);
        bool better = false;
        double gain = 0;
        for (double length = 1; length > 1e-3 && !better; length /= 2) {
            HybridWeights tried{};
            for (std::size_t part = 0; part < mostHybridParts; ++part) {
                tried[part] = weights[part] + length * (goal[part] - weights[part]);
            }
            const Moments there = momentsAt(examples, tried, context);
            if (there.loss < here.loss) {
                gain = here.loss - there.loss;
                weights = tried;
                here = there;
                better = true;
            }
        }
        if (!better || gain < 1e-9 * std::abs(here.loss)) {
            break;
        }
    }
    return weights;
}

class ExampleMaker {
public:
    ExampleMaker(const Dataset& dataset, const HeldBack& held,
                 std::span<const std::shared_ptr<const Recommender>> models, std::uint64_t seed)
        : m_dataset(dataset)
        , m_held(held)
        , m_models(models)
        , m_seed(seed) {}

    Example make(std::size_t place) const {
        const UserIndex user = m_held.users[place];
        const std::vector<ItemIndex>& held = m_held.items[place];
        const std::vector<ItemIndex> others = drawOthers(user);
        Example out;
        out.held.resize(held.size());
        out.others.resize(others.size());
        if (!others.empty()) {
            out.share = static_cast<double>(m_dataset.itemCount() - m_dataset.matrix().countOf(user)) /
                        static_cast<double>(others.size());
        }
        std::vector<float> scores(m_dataset.itemCount());
        for (std::size_t part = 0; part < m_models.size(); ++part) {
            m_models[part]->scoreUser(user, scores);
            const Standardisation scaling = standardisationOf(scores, m_held.rest->matrix().itemsOf(user));
            const auto feature = [&](ItemIndex item) {
                return static_cast<float>(scores[item.value] * scaling.scale + scaling.shift);
            };
            for (std::size_t item = 0; item < held.size(); ++item) {
                out.held[item][part] = feature(held[item]);
            }
            for (std::size_t item = 0; item < others.size(); ++item) {
                out.others[item][part] = feature(others[item]);
            }
        }
        return out;
    }

private:
    /// Of what the person never met, with repetition.
    std::vector<ItemIndex> drawOthers(UserIndex user) const {
        const auto seen = m_dataset.matrix().itemsOf(user);
        std::vector<ItemIndex> out;
        Random random(m_seed ^ drawSalt, user.value);
        // A person who met nearly all of the catalogue must not keep us here.
        for (std::size_t tries = 0; tries < 4 * othersDrawn && out.size() < othersDrawn; ++tries) {
            const ItemIndex item(random.below(m_dataset.itemCount()));
            if (!std::binary_search(seen.begin(), seen.end(), item)) {
                out.push_back(item);
            }
        }
        return out;
    }

    const Dataset& m_dataset;
    const HeldBack& m_held;
    std::span<const std::shared_ptr<const Recommender>> m_models;
    std::uint64_t m_seed;
};

/// The items of the highest scores among `from`, best first, ties to the lower item.
std::vector<std::uint32_t> bestOf(std::span<const float> scores, std::vector<std::uint32_t> from,
                                  std::size_t length) {
    const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(length, from.size()));
    std::partial_sort(from.begin(), end, from.end(), [&](std::uint32_t a, std::uint32_t b) {
        return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
    });
    from.erase(end, from.end());
    return from;
}

/// NDCG of one person's list of ten under each of the candidates.
std::vector<double> gainsOf(const HeldBack& held, std::size_t place,
                            std::span<const std::shared_ptr<const Recommender>> models,
                            std::span<const HybridWeights> candidates) {
    constexpr std::size_t length = 10;
    const UserIndex user = held.users[place];
    const std::vector<ItemIndex>& wanted = held.items[place];
    const auto met = held.rest->matrix().itemsOf(user);
    const std::size_t items = held.rest->itemCount();
    std::vector<std::vector<float>> scores(models.size(), std::vector<float>(items));
    for (std::size_t part = 0; part < models.size(); ++part) {
        models[part]->scoreUser(user, scores[part]);
        const Standardisation scaling = standardisationOf(scores[part], met);
        for (float& score : scores[part]) {
            score = static_cast<float>(score * scaling.scale + scaling.shift);
        }
    }
    std::vector<std::uint32_t> unmet;
    for (std::uint32_t item = 0; item < items; ++item) {
        if (!std::binary_search(met.begin(), met.end(), ItemIndex(item))) {
            unmet.push_back(item);
        }
    }
    const double ideal = discountedGain(std::min(length, wanted.size()));
    std::vector<double> gains;
    std::vector<float> mixed(items);
    for (const HybridWeights& weights : candidates) {
        std::fill(mixed.begin(), mixed.end(), 0.0F);
        for (std::size_t part = 0; part < models.size(); ++part) {
            const auto weight = static_cast<float>(weights[part]);
            for (std::size_t item = 0; weight > 0 && item < items; ++item) {
                mixed[item] += weight * scores[part][item];
            }
        }
        const std::vector<std::uint32_t> list = bestOf(mixed, unmet, length);
        gains.push_back(discountedGain(list.size(),
                                       [&](std::size_t rank) {
                                           return std::binary_search(wanted.begin(), wanted.end(),
                                                                     ItemIndex(list[rank]))
                                                      ? 1.0
                                                      : 0.0;
                                       }) /
                        ideal);
    }
    return gains;
}

} // namespace

Result<std::size_t> bestHybridWeights(const HeldBack& held,
                                      std::span<const std::shared_ptr<const Recommender>> models,
                                      std::span<const HybridWeights> candidates,
                                      const ExecutionContext& context) {
    std::vector<std::vector<double>> gains(held.users.size());
    const bool done =
        parallelChunks(context, gains.size(), peopleAtOnce, [&](std::size_t begin, std::size_t end) {
            for (std::size_t place = begin; place < end && !context.stopRequested(); ++place) {
                gains[place] = gainsOf(held, place, models, candidates);
            }
        });
    if (!done || context.stopRequested()) {
        return cancelledError();
    }
    std::vector<double> sums(candidates.size());
    for (const std::vector<double>& person : gains) {
        for (std::size_t at = 0; at < sums.size(); ++at) {
            sums[at] += person[at];
        }
    }
    return static_cast<std::size_t>(std::max_element(sums.begin(), sums.end()) - sums.begin());
}

HeldBack holdBackLiked(const Dataset& dataset, const ExecutionContext& context) {
    HeldBack out;
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        if (likedBy(dataset.matrix(), UserIndex(user)).size() >= 2) {
            out.users.emplace_back(user);
        }
    }
    if (out.users.empty()) {
        return out;
    }
    Random(context.seed, choiceStream).shuffle(std::span(out.users));
    out.users.resize(std::min(out.users.size(), mostPeople));
    std::sort(out.users.begin(), out.users.end());
    const Interactions& events = dataset.events();
    std::vector<bool> keep(events.size(), true);
    for (const UserIndex user : out.users) {
        const std::vector<ItemIndex> held =
            drawHeld(likedBy(dataset.matrix(), user), Random(context.seed, user.value));
        for (std::size_t row = events.firstOf(user); row < events.lastOf(user); ++row) {
            keep[row] = !std::binary_search(held.begin(), held.end(), events.item(row));
        }
        out.items.push_back(held);
    }
    out.rest = dataset.withEvents(std::make_shared<Interactions>(events.subset(keep)), context);
    return out;
}

Result<HybridWeights> learnHybridWeights(const Dataset& dataset, const HeldBack& held,
                                         std::span<const std::shared_ptr<const Recommender>> models,
                                         const ExecutionContext& context) {
    std::vector<Example> examples(held.users.size());
    const ExampleMaker maker(dataset, held, models, context.seed);
    parallelChunks(context, examples.size(), peopleAtOnce, [&](std::size_t begin, std::size_t end) {
        for (std::size_t place = begin; place < end && !context.stopRequested(); ++place) {
            examples[place] = maker.make(place);
        }
    });
    if (context.stopRequested()) {
        return cancelledError();
    }
    HybridWeights weights = minimise(examples, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight <= 0; })) {
        weights.fill(1);
    }
    return weights;
}

} // namespace tastescope
