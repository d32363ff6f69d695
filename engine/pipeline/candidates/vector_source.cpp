// SPDX-License-Identifier: GPL-3.0-or-later
// Items whose vectors are near a person's, by the exact or the approximate index.
#include "engine/index/neighbours.h"
#include "engine/pipeline/candidates/source.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t sampledVectors = 1'000; ///< of people, on which a graph's recall is measured

/// The first `width` numbers of rows.
class Leading {
public:
    explicit Leading(std::size_t width) : m_width(width) {}
    void add(std::span<const float> row) {
        m_values.insert(m_values.end(), row.begin(), row.begin() + static_cast<std::ptrdiff_t>(m_width));
    }
    VectorView view() const { return {m_values, m_width}; }

private:
    std::vector<float> m_values;
    std::size_t m_width;
};

class VectorSource final : public Source {
public:
    VectorSource(std::shared_ptr<const Recommender> model, std::shared_ptr<const NeighbourIndex> index)
        : m_model(std::move(model))
        , m_index(std::move(index)) {}

    Result<void> find(const SourceQuestion& question, std::size_t length, std::span<RankedList> lists,
                      const ExecutionContext& context) const override {
        Leading vectors(m_index->dimensions());
        std::vector<std::size_t> places; // of people who have a vector
        for (std::size_t at = 0; at < question.askers.size() && !context.stopRequested(); ++at) {
            std::vector<float> folded;
            const std::span<const float> vector = vectorOf(question.askers[at], question.pasts[at], folded);
            // One without length is near nothing.
            if (vector.size() >= m_index->dimensions() &&
                std::ranges::any_of(vector.first(m_index->dimensions()),
                                    [](float value) { return value != 0; })) {
                vectors.add(vector);
                places.push_back(at);
            }
        }
        if (places.empty()) {
            return context.stopRequested() ? Result<void>(cancelledError()) : Result<void>();
        }
        NeighbourQueries queries;
        queries.vectors = vectors.view();
        queries.k = length;
        queries.excluded = [&](std::size_t query) {
            return std::span<const ItemIndex>(question.seen[places[query]]);
        };
        queries.allowed = question.allowed;
        TRY_ASSIGN(auto found, m_index->search(queries, context));
        for (std::size_t query = 0; query < places.size(); ++query) {
            lists[places[query]] = std::move(found[query]);
            std::erase_if(lists[places[query]],
                          [&](const ScoredItem& one) { return one.item.value >= question.items; });
        }
        return {};
    }
    double indexRecall() const override { return m_index->recall(); }

private:
    std::span<const float> vectorOf(const Asker& asker, const History& past,
                                    std::vector<float>& folded) const {
        const VectorView users = m_model->userVectors();
        const auto* row = std::get_if<UserRow>(&asker);
        if (row != nullptr && row->user.value < users.rows()) {
            return users.row(row->user.value);
        }
        folded = m_model->historyVector(past);
        return folded;
    }

    std::shared_ptr<const Recommender> m_model;
    std::shared_ptr<const NeighbourIndex> m_index;
};

} // namespace

Result<std::unique_ptr<const Source>> vectorSource(std::shared_ptr<const Recommender> model, bool angle,
                                                   std::size_t graphFrom, const ExecutionContext& context) {
    VectorView items = model->itemVectors();
    if (items.rows() == 0 || items.dimensions == 0) {
        return orderSource({});
    }
    // A bias is part of a product and of no angle.
    const std::size_t likeness = angle ? likenessWidth(*model, NeighbourKind::Items) : 0;
    const std::size_t width = likeness > 0 ? likeness : items.dimensions;
    Leading narrow(width);
    for (std::size_t row = 0; width < items.dimensions && row < items.rows(); ++row) {
        narrow.add(items.row(row));
    }
    Leading people(width);
    const VectorView users = model->userVectors();
    const std::size_t step = std::max<std::size_t>(1, users.rows() / sampledVectors);
    for (std::size_t row = 0; users.dimensions >= width && row < users.rows(); row += step) {
        people.add(users.row(row));
    }
    IndexOptions options;
    options.metric = angle ? IndexMetric::Cosine : IndexMetric::InnerProduct;
    options.exactBelow = graphFrom;
    options.sampleQueries = people.view();
    TRY_ASSIGN(auto index, buildIndex(width < items.dimensions ? narrow.view() : items, options, context));
    return std::unique_ptr<const Source>(std::make_unique<VectorSource>(std::move(model), std::move(index)));
}

} // namespace tastescope
