// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/slim_solver.h"

#include "engine/base/parallel.h"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t itemsPerChunk = 16;
constexpr int mostRounds = 100; ///< of a column; tens are usual
/// A pass ends the descent when no step of it lowered the objective by more than this share of ½ |x_j|².
constexpr float enough = 1e-7F;

struct Predictor {
    std::uint32_t item = 0;
    float product = 0; ///< x_j · x_item
    float weight = 0;
    bool moved = false; ///< the residual has had a part of it
};

/// What a thread keeps between columns; products and residual are zero outside of a column's computation.
struct Workspace {
    std::vector<float> products;
    std::vector<std::uint32_t> touched;
    std::vector<float> residual;
    std::vector<Predictor> predictors;
    std::vector<std::uint32_t> active;
};

struct Column {
    std::vector<std::uint32_t> items;
    std::vector<float> weights;
};

class Solver {
public:
    Solver(const ImplicitMatrix& data, const SlimOptions& options, const ExecutionContext& context)
        : m_data(data)
        , m_options(options)
        , m_context(context)
        , m_l1(static_cast<float>(options.l1))
        , m_l2(static_cast<float>(options.l2))
        , m_squares(data.itemCount()) {
        for (std::size_t item = 0; item < data.itemCount(); ++item) {
            double sum = 0;
            for (const float value : valuesOf(item)) {
                sum += static_cast<double>(value) * value;
            }
            m_squares[item] = static_cast<float>(sum);
        }
    }

    Column solve(std::size_t item, Workspace& space) const {
        space.products.resize(m_data.itemCount());
        space.residual.resize(m_data.userCount());
        choosePredictors(item, space);
        addToResidual(item, 1, space);
        const float tolerance = enough * m_squares[item];
        bool untouched = true; // the first pass knows all products until a weight moves
        for (int round = 0; round < mostRounds && !m_context.stopRequested(); ++round) {
            space.active.clear();
            float best = 0;
            for (std::uint32_t place = 0; place < space.predictors.size(); ++place) {
                Predictor& predictor = space.predictors[place];
                const float product =
                    untouched ? predictor.product : productWithResidual(predictor.item, space);
                best = std::max(best, step(predictor, product, space));
                untouched = untouched && !predictor.moved;
                if (predictor.weight != 0) {
                    space.active.push_back(place);
                }
            }
            if (best <= tolerance) {
                break;
            }
            descendOnActive(tolerance, space);
        }
        return finish(item, space);
    }

private:
    std::span<const std::uint32_t> usersOf(std::size_t item) const {
        return std::span(m_data.users)
            .subspan(m_data.itemOffsets[item], m_data.itemOffsets[item + 1] - m_data.itemOffsets[item]);
    }
    std::span<const float> valuesOf(std::size_t item) const {
        return std::span(m_data.byItem)
            .subspan(m_data.itemOffsets[item], m_data.itemOffsets[item + 1] - m_data.itemOffsets[item]);
    }

    void choosePredictors(std::size_t item, Workspace& space) const {
        gatherProducts(item, space);
        space.predictors.clear();
        for (const std::uint32_t other : space.touched) {
            const float product = std::exchange(space.products[other], 0.0F);
            // Without negative weights the others can only lower a product: what does not exceed l1 now
            // never will.
            if (other != item && (!m_options.positive || product > m_l1)) {
                space.predictors.push_back({other, product});
            }
        }
        const std::size_t keep = m_options.neighbours;
        if (keep > 0 && space.predictors.size() > keep) {
            const auto closer = [&](const Predictor& a, const Predictor& b) {
                const float left = a.product * a.product * m_squares[b.item];
                const float right = b.product * b.product * m_squares[a.item];
                return left > right || (left == right && a.item < b.item);
            };
            std::nth_element(space.predictors.begin(),
                             space.predictors.begin() + static_cast<std::ptrdiff_t>(keep) - 1,
                             space.predictors.end(), closer);
            space.predictors.resize(keep);
        }
        std::sort(space.predictors.begin(), space.predictors.end(),
                  [](const Predictor& a, const Predictor& b) { return a.item < b.item; });
    }

    void gatherProducts(std::size_t item, Workspace& space) const {
        space.touched.clear();
        const auto users = usersOf(item);
        const auto values = valuesOf(item);
        for (std::size_t place = 0; place < users.size(); ++place) {
            const std::uint64_t end = m_data.userOffsets[users[place] + 1];
            for (std::uint64_t entry = m_data.userOffsets[users[place]]; entry < end; ++entry) {
                float& product = space.products[m_data.items[entry]];
                if (product == 0) {
                    space.touched.push_back(m_data.items[entry]);
                }
                product += values[place] * m_data.byUser[entry];
            }
        }
    }

    void addToResidual(std::size_t item, float factor, Workspace& space) const {
        const auto users = usersOf(item);
        const auto values = valuesOf(item);
        for (std::size_t place = 0; place < users.size(); ++place) {
            space.residual[users[place]] += factor * values[place];
        }
    }

    /// Four chains of additions at a time: values lie anywhere, and each is waited for.
    float productWithResidual(std::size_t item, const Workspace& space) const {
        const auto users = usersOf(item);
        const auto values = valuesOf(item);
        float sums[4]{};
        std::size_t place = 0;
        for (; place + 4 <= users.size(); place += 4) {
            for (std::size_t chain = 0; chain < 4; ++chain) {
                sums[chain] += space.residual[users[place + chain]] * values[place + chain];
            }
        }
        for (; place < users.size(); ++place) {
            sums[0] += space.residual[users[place]] * values[place];
        }
        return (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }

    /// Puts one weight at its best value, the others fixed; returns a measure of what that gained.
    float step(Predictor& predictor, float product, Workspace& space) const {
        const float square = m_squares[predictor.item];
        const float target = product + predictor.weight * square;
        float shrunk = std::max(std::abs(target) - m_l1, 0.0F);
        if (target < 0) {
            shrunk = m_options.positive ? 0 : -shrunk;
        }
        const float weight = shrunk / (square + m_l2);
        const float change = weight - predictor.weight;
        if (change != 0) {
            addToResidual(predictor.item, -change, space);
            predictor.weight = weight;
            predictor.moved = true;
        }
        return change * change * (square + m_l2);
    }

    void descendOnActive(float tolerance, Workspace& space) const {
        for (int pass = 0; pass < mostRounds && !m_context.stopRequested(); ++pass) {
            float best = 0;
            for (const std::uint32_t place : space.active) {
                Predictor& predictor = space.predictors[place];
                best = std::max(best, step(predictor, productWithResidual(predictor.item, space), space));
            }
            if (best <= tolerance) {
                break;
            }
        }
    }

    /// Takes the weights and leaves the workspace as it was found.
    Column finish(std::size_t item, Workspace& space) const {
        Column column;
        clearResidual(item, space);
        for (const Predictor& predictor : space.predictors) {
            if (predictor.moved) {
                clearResidual(predictor.item, space);
            }
            if (predictor.weight != 0) {
                column.items.push_back(predictor.item);
                column.weights.push_back(predictor.weight);
            }
        }
        return column;
    }
    void clearResidual(std::size_t item, Workspace& space) const {
        for (const std::uint32_t user : usersOf(item)) {
            space.residual[user] = 0;
        }
    }

    const ImplicitMatrix& m_data;
    const SlimOptions& m_options;
    const ExecutionContext& m_context;
    float m_l1;
    float m_l2;
    std::vector<float> m_squares; ///< |x_i|²
};

} // namespace

Result<SparseRows> slimWeights(const ImplicitMatrix& data, const SlimOptions& options,
                               const ExecutionContext& context) {
    const std::size_t items = data.itemCount();
    const Solver solver(data, options, context);
    tbb::enumerable_thread_specific<Workspace> workspaces;
    std::vector<Column> columns(items);
    std::atomic<std::size_t> finished = 0;
    const bool done = parallelChunks(context, items, itemsPerChunk, [&](std::size_t begin, std::size_t end) {
        Workspace& space = workspaces.local();
        for (std::size_t item = begin; item < end && !context.stopRequested(); ++item) {
            columns[item] = solver.solve(item, space);
        }
        const std::size_t sum = finished += end - begin;
        context.report(static_cast<double>(sum) / static_cast<double>(items), "Solving items");
    });
    if (!done) {
        return cancelledError();
    }
    SparseRows byColumn;
    for (Column& column : columns) {
        byColumn.columns.insert(byColumn.columns.end(), column.items.begin(), column.items.end());
        byColumn.values.insert(byColumn.values.end(), column.weights.begin(), column.weights.end());
        byColumn.offsets.push_back(byColumn.columns.size());
        column = {};
    }
    return byColumn.transposed(items);
}

} // namespace tastescope
