// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svdpp_trainer.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/models/factorisation/ratings/rating_row_solver.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/factorisation/ratings/sgd_kernel.h"
#include "engine/models/factorisation/ratings/svd_trainer.h"
#include "engine/models/learning/early_stopping.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t mostPeople = 32;
constexpr std::size_t enoughRatings = 4096;
constexpr std::size_t itemRanges = 16;
constexpr std::size_t rowsPerChunk = 64;
constexpr std::uint64_t batchStreams = std::uint64_t{3} << 40;

struct State {
    AlignedFloats users;
    AlignedFloats items;
    AlignedFloats implied;
    std::vector<float> userBiases;
    std::vector<float> itemBiases;
};

struct Rates {
    float rate;
    float ridge;
    float biasRidge;
    float impliedRidge;
};

/// What a batch asks of its items, kept until all of its people are done.
struct Batch {
    std::vector<std::size_t> first; ///< row of a person's first rating in `steps`
    AlignedFloats steps;            ///< rate · e · (p + z), a row a rating
    std::vector<float> biasSteps;   ///< rate · e
    AlignedFloats impliedSteps;     ///< rate · Σ e q / √n, a row a person
    AlignedFloats joint;            ///< p + z of the person under way, a row a person
    std::vector<double> squares;
};

class Trainer {
public:
    Trainer(const Ratings& ratings, std::size_t users, std::size_t items, const SvdppOptions& options,
            const ExecutionContext& context)
        : m_ratings(ratings)
        , m_options(options)
        , m_context(context)
        , m_units(unitsAroundMean(ratings))
        , m_part(holdBack(ratings.matrix, options.validation, context))
        , m_userCount(users)
        , m_itemCount(items)
        , m_dims(paddedDimensions(options.factors))
        , m_state{start(users, 0), start(items, 1), start(items, std::uint64_t{4} << 40),
                  std::vector<float>(users), std::vector<float>(items)} {
        cutItems();
    }

    Result<RatingFactors> run() {
        const EarlyStoppingOptions course{.epochs = training().entryCount() > 0 ? m_options.epochs : 0,
                                          .unvalidated = Unvalidated::LeastTraining};
        TRY_ASSIGN(m_state, bestEpochOf(
                                course, m_context, [&](int epoch) { return descend(epoch); },
                                [&] { return validationError(); }, [&] { return m_state; }));
        return finished();
    }

private:
    const InteractionMatrix& training() const { return m_part.matrix(m_ratings); }
    AlignedFloats start(std::size_t rows, std::uint64_t purpose) const {
        return randomRows(rows, m_options.factors, m_dims, startingDeviation, purpose, m_context);
    }

    /// Ranges of items with about as many ratings each, to be worked on side by side.
    void cutItems() {
        const auto offsets = training().itemOffsets();
        m_cuts.assign(itemRanges + 1, static_cast<std::uint32_t>(m_itemCount));
        m_cuts[0] = 0;
        for (std::size_t range = 1; range < itemRanges && !offsets.empty(); ++range) {
            const std::uint64_t share = offsets.back() * range / itemRanges;
            const auto cut = std::lower_bound(offsets.begin(), offsets.end(), share) - offsets.begin();
            m_cuts[range] =
                std::min(static_cast<std::uint32_t>(cut), static_cast<std::uint32_t>(m_itemCount));
        }
    }

    /// |N|^-½ Σ y over the items, added to out.
    void addImplied(std::span<const ItemIndex> items, float* out) const {
        const float scale = 1 / std::sqrt(static_cast<float>(items.size()));
        for (const ItemIndex item : items) {
            addScaled(m_state.implied.data() + item.value * m_dims, scale, m_dims, out);
        }
    }

    double descend(int epoch) {
        const Rates rates{static_cast<float>(m_options.learningRate / (1 + m_options.decay * (epoch - 1))),
                          static_cast<float>(m_options.regularization),
                          static_cast<float>(m_options.biasRegularization),
                          static_cast<float>(m_options.impliedRegularization)};
        double squares = 0;
        for (const std::vector<UserIndex>& people : personBatches(training(), epoch, m_context.seed)) {
            if (m_context.stopRequested()) {
                break;
            }
            prepare(people);
            parallelChunks(m_context, people.size(), 1, [&](std::size_t place, std::size_t) {
                descendPerson(people[place], place, rates);
            });
            parallelChunks(m_context, itemRanges, 1,
                           [&](std::size_t range, std::size_t) { moveItems(people, range, rates); });
            squares += std::accumulate(m_batch.squares.begin(), m_batch.squares.end(), 0.0);
        }
        return std::sqrt(squares / static_cast<double>(training().entryCount()));
    }

    void prepare(const std::vector<UserIndex>& people) {
        m_batch.first.clear();
        std::size_t rows = 0;
        for (const UserIndex user : people) {
            m_batch.first.push_back(rows);
            rows += training().countOf(user);
        }
        if (m_batch.steps.size() < rows * m_dims) {
            m_batch.steps = AlignedFloats(rows * m_dims);
            m_batch.biasSteps.resize(rows);
        }
        if (m_batch.joint.size() == 0) {
            m_batch.joint = AlignedFloats(mostPeople * m_dims);
            m_batch.impliedSteps = AlignedFloats(mostPeople * m_dims);
        }
        m_batch.squares.assign(people.size(), 0);
    }

    void descendPerson(UserIndex user, std::size_t place, const Rates& rates) {
        const auto items = training().itemsOf(user);
        const auto ratings = training().valuesOf(user);
        float* const own = m_state.users.data() + user.value * m_dims;
        float* const joint = m_batch.joint.data() + place * m_dims;
        float* const pull = m_batch.impliedSteps.data() + place * m_dims;
        std::copy(own, own + m_dims, joint);
        std::fill(pull, pull + m_dims, 0.0F);
        addImplied(items, joint);
        float bias = m_state.userBiases[user.value];
        double squares = 0; // written once: people side by side share cache lines
        const float pullScale = rates.rate / std::sqrt(static_cast<float>(items.size()));
        for (std::size_t entry = 0; entry < items.size(); ++entry) {
            const std::size_t row = m_batch.first[place] + entry;
            const std::uint32_t item = items[entry].value;
            const float* const theirs = m_state.items.data() + item * m_dims;
            const float error = static_cast<float>(m_units.inUnits(ratings[entry])) - bias -
                                m_state.itemBiases[item] - dotProduct(joint, theirs, m_dims);
            squares += static_cast<double>(error) * error;
            const float held = std::clamp(error, -largestStepError, largestStepError);
            bias += rates.rate * (held - rates.biasRidge * bias);
            m_batch.biasSteps[row] = rates.rate * held;
            movePerson(theirs, rates.rate * held, rates.rate * rates.ridge, pullScale * held,
                       {own, joint, pull, m_batch.steps.data() + row * m_dims});
        }
        m_state.userBiases[user.value] = bias;
        m_batch.squares[place] = squares;
    }

    struct PersonRows {
        float* own;
        float* joint;
        float* pull;
        float* step;
    };
    void movePerson(const float* theirs, float gain, float shrink, float pullGain,
                    const PersonRows& rows) const {
        float* __restrict own = rows.own;
        float* __restrict joint = rows.joint;
        float* __restrict pull = rows.pull;
        float* __restrict step = rows.step;
        for (std::size_t d = 0; d < m_dims; ++d) {
            step[d] = gain * joint[d];
            const float moved = gain * theirs[d] - shrink * own[d];
            own[d] += moved;
            joint[d] += moved;
            pull[d] += pullGain * theirs[d];
        }
    }

    /// The steps of a range's items, in the order of the people.
    void moveItems(const std::vector<UserIndex>& people, std::size_t range, const Rates& rates) {
        const float keep = 1 - rates.rate * rates.ridge;
        const float keepImplied = 1 - rates.rate * rates.impliedRidge;
        for (std::size_t place = 0; place < people.size(); ++place) {
            const auto items = training().itemsOf(people[place]);
            const auto from = std::lower_bound(items.begin(), items.end(), ItemIndex(m_cuts[range]));
            const auto to = std::lower_bound(from, items.end(), ItemIndex(m_cuts[range + 1]));
            const float* const pull = m_batch.impliedSteps.data() + place * m_dims;
            for (auto entry = from; entry != to; ++entry) {
                const std::size_t row =
                    m_batch.first[place] + static_cast<std::size_t>(entry - items.begin());
                float& bias = m_state.itemBiases[entry->value];
                bias += m_batch.biasSteps[row] - rates.rate * rates.biasRidge * bias;
                shift(m_state.items.data() + entry->value * m_dims, keep,
                      m_batch.steps.data() + row * m_dims);
                shift(m_state.implied.data() + entry->value * m_dims, keepImplied, pull);
            }
        }
    }
    void shift(float* __restrict row, float keep, const float* __restrict step) const {
        for (std::size_t d = 0; d < m_dims; ++d) {
            row[d] = keep * row[d] + step[d];
        }
    }

    std::optional<double> validationError() const {
        if (m_part.held.empty()) {
            return std::nullopt;
        }
        const AlignedFloats joint = jointVectors(training(), m_dims, true);
        return heldError(m_part, m_context, [&](const HeldRating& held) {
            return m_units.inUnits(held.rating) - m_state.userBiases[held.user.value] -
                   m_state.itemBiases[held.item.value] -
                   dotProduct(joint.data() + held.user.value * m_dims,
                              m_state.items.data() + held.item.value * m_dims, m_dims);
        });
    }

    /// z of every user, or p + z, in rows of the given width.
    AlignedFloats jointVectors(const InteractionMatrix& ratings, std::size_t width, bool own) const {
        AlignedFloats out(m_userCount * width);
        parallelChunks(m_context, m_userCount, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t user = begin; user < end; ++user) {
                float* const row = out.data() + user * width;
                if (own) {
                    std::copy_n(m_state.users.data() + user * m_dims, m_dims, row);
                }
                if (ratings.countOf(UserIndex(user)) > 0) {
                    addImplied(ratings.itemsOf(UserIndex(user)), row);
                }
            }
        });
        return out;
    }

    Result<RatingFactors> finished() {
        RatingSide items(m_itemCount, m_options.factors);
        for (std::size_t item = 0; item < m_itemCount; ++item) {
            float* const implied = m_state.implied.data() + item * m_dims;
            if (training().countOf(ItemIndex(item)) == 0) { // never trained: says nothing
                std::fill(implied, implied + m_dims, 0.0F);
                continue;
            }
            std::copy_n(m_state.items.data() + item * m_dims, m_options.factors, items.vectorOf(item));
            items.biases[item] = m_state.itemBiases[item];
        }
        RatingSide users(m_userCount, m_options.factors);
        const RatingRidge ridge{m_options.regularization, m_options.biasRegularization};
        const AlignedFloats known = jointVectors(m_ratings.matrix, users.dims, false);
        solveUsers(m_ratings.matrix, m_units, ridge, items, &known, users, m_context);
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        m_context.report(1, "Training");
        RatingFactors model = assembled(m_ratings, m_units, ridge, std::move(users), std::move(items));
        model.impliedVectors = withoutPadding(m_state.implied, m_itemCount, m_dims, m_options.factors);
        return model;
    }

    const Ratings& m_ratings;
    const SvdppOptions& m_options;
    const ExecutionContext& m_context;
    RatingUnits m_units;
    TrainingPart m_part;
    std::size_t m_userCount;
    std::size_t m_itemCount;
    std::size_t m_dims;
    State m_state;
    std::vector<std::uint32_t> m_cuts;
    Batch m_batch;
};

} // namespace

std::vector<std::vector<UserIndex>> personBatches(const InteractionMatrix& ratings, int epoch,
                                                  std::uint64_t seed) {
    std::vector<std::uint32_t> order;
    for (std::size_t user = 0; user < ratings.userCount(); ++user) {
        if (ratings.countOf(UserIndex(user)) > 0) {
            order.push_back(static_cast<std::uint32_t>(user));
        }
    }
    Random(seed, batchStreams + static_cast<std::uint64_t>(epoch)).shuffle(std::span(order));
    std::vector<std::vector<UserIndex>> batches;
    std::size_t inBatch = enoughRatings;
    for (const std::uint32_t user : order) {
        if (inBatch >= enoughRatings || batches.back().size() == mostPeople) {
            batches.emplace_back();
            inBatch = 0;
        }
        batches.back().emplace_back(user);
        inBatch += ratings.countOf(UserIndex(user));
    }
    return batches;
}

Result<RatingFactors> trainSvdpp(const Ratings& ratings, std::size_t users, std::size_t items,
                                 const SvdppOptions& options, const ExecutionContext& context) {
    if (context.stopRequested()) {
        return cancelledError();
    }
    return Trainer(ratings, users, items, options, context).run();
}

} // namespace tastescope
