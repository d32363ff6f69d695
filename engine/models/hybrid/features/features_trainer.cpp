// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/features_trainer.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/models/hybrid/features/feature_side.h"
#include "engine/models/hybrid/features/ndcg_validation.h"
#include "engine/models/learning/early_stopping.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 256;
constexpr std::size_t eventsPerChunk = 4096;
constexpr std::size_t peoplePerPart = 4096;
constexpr double startingLength = 0.1; ///< of an embedding, about

/// Random streams of their own for each purpose, and within it for each epoch or step and chunk.
enum class Purpose : std::uint64_t { Items = 1, People = 2, Order = 3, Pairs = 4 };
std::uint64_t streamOf(Purpose purpose, std::uint64_t major, std::uint64_t minor) {
    return static_cast<std::uint64_t>(purpose) << 60 | major << 32 | minor;
}

/// Steps an epoch: batches of a thousand events, but not so many steps that the making of all items' vectors
/// after each of them would outweigh the events.
std::size_t stepsFor(std::size_t events, const FeatureSide& items) {
    constexpr std::size_t leastBatch = 1024;
    constexpr std::size_t mostSteps = 64;
    const std::size_t wanted = std::clamp<std::size_t>(events / leastBatch, 1, mostSteps);
    const std::size_t affordable = 4 * events / std::max<std::size_t>(items.rows(), 1);
    return items.terms() == 0 ? wanted : std::clamp<std::size_t>(affordable, 1, wanted);
}

class Trainer {
public:
    Trainer(const ImplicitMatrix& liked, const ContentFeatures& items, const ContentFeatures& people,
            const FeatureOptions& options, const ExecutionContext& context)
        : m_liked(liked)
        , m_options(options)
        , m_context(context)
        , m_dims(paddedDimensions(options.factors + 1))
        , m_held(holdLists(liked, options.patience > 0, context))
        , m_items(items, m_dims)
        , m_people(people, m_dims)
        , m_itemVectors(m_items.rows() * m_dims)
        , m_batch(liked, {options.loss, options.tries, options.factors, m_dims})
        , m_steps(stepsFor(m_held.events.size(), m_items)) {}

    Result<FeatureFactors> run() {
        if (!m_held.events.empty()) {
            initialise(m_items, Purpose::Items, m_liked.itemOffsets);
            initialise(m_people, Purpose::People, m_liked.userOffsets);
            placeItems();
        }
        const EarlyStoppingOptions course{.epochs = m_held.events.empty() ? 0 : m_options.epochs,
                                          .patience = m_options.patience};
        TRY_ASSIGN(auto best, bestEpochOf(
                                  course, m_context, [&](int epoch) { return runEpoch(epoch); },
                                  [&] { return validate(); }, [&] { return factors(); }));
        m_context.report(1, "Training");
        return best;
    }

private:
    /// What has no events has no embedding of its own.
    void initialise(FeatureSide& side, Purpose purpose, std::span<const std::uint64_t> offsets) {
        const double deviation = startingLength / std::sqrt(static_cast<double>(m_options.factors));
        parallelChunks(m_context, side.rows() + side.terms(), rowsPerChunk,
                       [&](std::size_t begin, std::size_t end) {
                           for (std::size_t place = begin; place < end; ++place) {
                               if (place < side.rows() && offsets[place] == offsets[place + 1]) {
                                   continue;
                               }
                               Random random(m_context.seed, streamOf(purpose, 0, place));
                               for (std::size_t d = 0; d < m_options.factors; ++d) {
                                   side.embedding(place)[d] = static_cast<float>(random.normal(0, deviation));
                               }
                           }
                       });
    }

    void placeItems() {
        parallelChunks(m_context, m_items.rows(), rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t item = begin; item < end; ++item) {
                m_items.vectorOf(item, m_itemVectors.data() + item * m_dims);
            }
        });
    }
    void personVector(std::uint32_t user, float* out) const {
        m_people.vectorOf(user, out);
        out[m_options.factors] = 1; // meets the item's bias
    }

    /// Every event into a batch drawn at random; within a batch they stay sorted by person.
    void drawBatches(int epoch) {
        const std::span events = m_held.events;
        const std::size_t chunks = (events.size() + eventsPerChunk - 1) / eventsPerChunk;
        std::vector<std::size_t> places(chunks * m_steps);
        std::vector<std::uint32_t> batchOf(events.size());
        parallelChunks(m_context, events.size(), eventsPerChunk, [&](std::size_t begin, std::size_t end) {
            const std::size_t chunk = begin / eventsPerChunk;
            Random random(m_context.seed, streamOf(Purpose::Order, static_cast<std::uint64_t>(epoch), chunk));
            for (std::size_t event = begin; event < end; ++event) {
                batchOf[event] = static_cast<std::uint32_t>(random.next32() * std::uint64_t{m_steps} >> 32);
                ++places[chunk * m_steps + batchOf[event]];
            }
        });
        m_batches.assign(1, 0);
        std::size_t next = 0;
        for (std::size_t batch = 0; batch < m_steps; ++batch) {
            for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
                next += std::exchange(places[chunk * m_steps + batch], next);
            }
            m_batches.push_back(next);
        }
        m_order.resize(events.size());
        parallelChunks(m_context, events.size(), eventsPerChunk, [&](std::size_t begin, std::size_t end) {
            std::size_t* const place = places.data() + begin / eventsPerChunk * m_steps;
            for (std::size_t event = begin; event < end; ++event) {
                m_order[place[batchOf[event]]++] = events[event];
            }
        });
    }

    double runEpoch(int epoch) {
        drawBatches(epoch);
        double loss = 0;
        std::size_t events = 0;
        for (std::size_t batch = 0; batch < m_steps && !m_context.stopRequested(); ++batch) {
            const double part = static_cast<double>(batch) / static_cast<double>(m_steps);
            m_context.report((epoch - 1 + part) / m_options.epochs, "Training");
            const std::size_t size = m_batches[batch + 1] - m_batches[batch];
            loss += step(std::span(m_order).subspan(m_batches[batch], size));
            events += size;
            if (m_context.finishRequested()) {
                break; // what there is counts as this epoch
            }
        }
        return loss / static_cast<double>(std::max<std::size_t>(events, 1));
    }

    double step(std::span<const RankingEvent> events) {
        const double loss = m_batch.run(
            events, [&](std::uint32_t user, float* out) { personVector(user, out); }, m_itemVectors.data(),
            streamOf(Purpose::Pairs, ++m_step, 0), m_context);
        const FeatureStep how{static_cast<float>(m_options.learningRate),
                              static_cast<float>(m_options.regularization)};
        m_people.step(m_batch.people(), how, m_context);
        m_items.step(m_batch.items(), how, m_context);
        placeItems();
        return loss;
    }

    std::optional<double> validate() const {
        if (m_held.users.empty()) {
            return std::nullopt;
        }
        return heldListsLoss(
            m_held, m_liked,
            [&](std::uint32_t user, std::span<float> scores) {
                AlignedFloats person(m_dims);
                personVector(user, person.data());
                rowProducts(m_itemVectors.data(), m_items.rows(), m_dims, person.data(), scores.data());
            },
            m_context);
    }

    FeatureFactors factors() const {
        const std::size_t d = m_options.factors;
        FeatureFactors out;
        out.factors = d;
        out.items.resize(m_items.rows() * (d + 1));
        for (std::size_t item = 0; item < m_items.rows(); ++item) {
            std::copy_n(m_itemVectors.data() + item * m_dims, d + 1, out.items.data() + item * (d + 1));
        }
        const std::vector<float> own = meanPerson(
            [&](std::size_t user, float* vector) { std::copy_n(m_people.embedding(user), m_dims, vector); });
        out.stranger = meanPerson([&](std::size_t user, float* vector) { m_people.vectorOf(user, vector); });
        if (m_people.terms() > 0) {
            out.priors.resize(m_people.rows() * d);
            parallelChunks(m_context, m_people.rows(), rowsPerChunk, [&](std::size_t begin, std::size_t end) {
                AlignedFloats part(m_dims);
                for (std::size_t user = begin; user < end; ++user) {
                    m_people.featurePartOf(user, part.data());
                    std::transform(own.begin(), own.end(), part.data(),
                                   out.priors.begin() + static_cast<std::ptrdiff_t>(user * d), std::plus<>());
                }
            });
        }
        return out;
    }

    /// The mean over people with events of a vector; zeros without any. Parts are added in order.
    template <typename VectorOf>
    std::vector<float> meanPerson(const VectorOf& vectorOf) const {
        const std::size_t parts = (m_people.rows() + peoplePerPart - 1) / peoplePerPart;
        std::vector<double> sums(parts * (m_options.factors + 1)); // and how many people
        parallelChunks(m_context, m_people.rows(), peoplePerPart, [&](std::size_t begin, std::size_t end) {
            double* const sum = sums.data() + begin / peoplePerPart * (m_options.factors + 1);
            AlignedFloats vector(m_dims);
            for (std::size_t user = begin; user < end; ++user) {
                if (m_liked.userOffsets[user] != m_liked.userOffsets[user + 1]) {
                    vectorOf(user, vector.data());
                    std::transform(sum, sum + m_options.factors, vector.data(), sum, std::plus<>());
                    ++sum[m_options.factors];
                }
            }
        });
        std::vector<double> total(m_options.factors + 1);
        for (std::size_t at = 0; at < sums.size(); ++at) {
            total[at % total.size()] += sums[at];
        }
        std::vector<float> mean(m_options.factors);
        std::transform(total.begin(), total.end() - 1, mean.begin(),
                       [&](double value) { return static_cast<float>(value / std::max(total.back(), 1.0)); });
        return mean;
    }

    const ImplicitMatrix& m_liked;
    const FeatureOptions& m_options;
    const ExecutionContext& m_context;
    std::size_t m_dims;
    HeldLists m_held;
    FeatureSide m_items;
    FeatureSide m_people;
    AlignedFloats m_itemVectors;
    FeatureBatch m_batch;
    std::size_t m_steps;
    std::vector<RankingEvent> m_order;  ///< this epoch's events, batch by batch
    std::vector<std::size_t> m_batches; ///< where each begins, and the end
    std::uint64_t m_step = 0;
};

} // namespace

Result<FeatureFactors> trainFeatures(const ImplicitMatrix& liked, const ContentFeatures& items,
                                     const ContentFeatures& people, const FeatureOptions& options,
                                     const ExecutionContext& context) {
    return Trainer(liked, items, people, options, context).run();
}

} // namespace tastescope
