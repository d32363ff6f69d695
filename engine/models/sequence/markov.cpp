// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/markov.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/item_rows_model.h"
#include "engine/models/learning/item_sequence.h"
#include "engine/models/params/param_table.h"
#include "engine/models/sequence/transitions.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "markov";

struct MarkovOptions : TransitionOptions {
    std::size_t last = 10;
    double decay = 0.8;
    double shrinkage = 10;
    double damping = 0;
};

const ParamTable<MarkovOptions>& table() {
    static const ParamTable<MarkovOptions> all{
        {"last", "Past items", &MarkovOptions::last, 1, 1000,
         "How many of the latest items of the history count."},
        {"decay", "Decay a place", &MarkovOptions::decay, 0.01, 1,
         "What an item of the history counts less than the one after it; 1 counts all alike.", linear()},
        {"reach", "Longest step", &MarkovOptions::reach, 1, 100,
         "How far ahead a following item counts; a step of length g counts 1 / g."},
        {"shrinkage", "Shrinkage", &MarkovOptions::shrinkage, 0, 10000,
         "Trusts popularity more than transitions that were seen seldom: n steps against this."},
        {"backward", "Steps backwards", &MarkovOptions::backward, 0, 1,
         "What a step against time counts; 1 ignores the direction.", advanced()},
        {"damping", "Popularity damping", &MarkovOptions::damping, 0, 1,
         "Divides by popularity to this power, in favour of the less known.", advanced()},
        {"neighbours", "Followers kept", &MarkovOptions::neighbours, 0, 10000,
         "How many of the most frequent followers an item keeps; 0 keeps all.", advanced() | inName()}};
    return all;
}

/// What is learned beside the transitions, and how a history is weighed.
struct Chain {
    std::vector<float> prior;      ///< by item: s / (n_i + s), the part popularity plays
    std::vector<float> popularity; ///< by item: its share of all events, damped
    std::size_t last = 10;         ///< items of the history that count
    double decay = 0.8;            ///< what an item counts less than the next later one
};

/// score(j) = Σ_h w_h (n_hj + s p_j) / (n_h + s), the weights w of the last items adding up to 1. Row i holds
/// n_ij / (n_i + s), times the damping of j.
class MarkovModel final : public ItemRowsModel<SparseRows> {
public:
    MarkovModel(const Dataset& dataset, const ModelShape& shape, SparseRows next, Chain chain)
        : ItemRowsModel(dataset, shape, std::move(next))
        , m_chain(std::move(chain)) {}

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(dataset().historyOf(user), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const std::vector<WeightedItem> steps = weighed(history);
        const auto prior = static_cast<float>(priorOf(steps));
        std::transform(m_chain.popularity.begin(), m_chain.popularity.end(), scores.begin(),
                       [&](float share) { return prior * share; });
        addRows(steps, scores);
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const std::vector<WeightedItem> steps = weighed(history);
        return explainRows(steps, item, priorOf(steps) * m_chain.popularity[item.value]);
    }

    std::size_t bytes() const override {
        return ItemRowsModel::bytes() + sizeof(float) * (m_chain.prior.size() + m_chain.popularity.size());
    }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, shape());
        rows().save(archive, "next");
        archive.put("prior", std::span<const float>(m_chain.prior));
        archive.put("popularity", std::span<const float>(m_chain.popularity));
        archive.putNumber("last", static_cast<double>(m_chain.last));
        archive.putNumber("decay", m_chain.decay);
    }

private:
    /// The last items and their shares of the whole weight.
    std::vector<WeightedItem> weighed(std::span<const HistoryEntry> history) const override;
    double priorOf(const std::vector<WeightedItem>& steps) const {
        double prior = steps.empty() ? 1 : 0; // of a stranger popularity is all that is known
        for (const WeightedItem& step : steps) {
            prior += step.weight * m_chain.prior[step.item.value];
        }
        return prior;
    }

    Chain m_chain;
};

/// Places count back from the end, the one at p weighing decay^p. Items of one time share the weight of the
/// places they fill: which of them came last is not known.
std::vector<WeightedItem> MarkovModel::weighed(std::span<const HistoryEntry> history) const {
    const History past = inOrder(history, itemCount());
    std::vector<WeightedItem> steps;
    double sum = 0;
    double weight = 1; // of the next place
    std::size_t place = 0;
    for (std::size_t end = past.size(); end > 0 && place < m_chain.last;) {
        std::size_t begin = end;
        double group = 0;
        while (begin > 0 && past[begin - 1].time == past[end - 1].time) {
            group += place < m_chain.last ? weight : 0;
            weight *= m_chain.decay;
            ++place;
            --begin;
        }
        for (std::size_t at = begin; at < end; ++at) {
            steps.push_back({past[at].item, group / static_cast<double>(end - begin)});
        }
        sum += group;
        end = begin;
    }
    for (WeightedItem& step : steps) {
        step.weight /= sum;
    }
    return steps;
}

/// Each item's share of all events.
std::vector<float> sharesOf(const ItemSequences& sequences, std::size_t items) {
    std::vector<double> counts(items);
    for (const ItemIndex item : sequences.items) {
        ++counts[item.value];
    }
    std::vector<float> shares(items);
    std::transform(counts.begin(), counts.end(), shares.begin(), [&](double count) {
        return static_cast<float>(count / std::max(1.0, static_cast<double>(sequences.items.size())));
    });
    return shares;
}

/// The transitions' counts become the rows of the model.
Chain chainOf(Transitions& transitions, std::vector<float> popularity, const MarkovOptions& options) {
    SparseRows& next = transitions.counts;
    Chain chain;
    chain.last = options.last;
    chain.decay = options.decay;
    std::vector<double> damping(popularity.size());
    std::transform(popularity.begin(), popularity.end(), damping.begin(), [&](float share) {
        return share > 0 ? std::pow(static_cast<double>(share), -options.damping) : 0;
    });
    for (std::size_t item = 0; item < popularity.size(); ++item) {
        const double mass = transitions.totals[item] + options.shrinkage;
        chain.prior.push_back(mass > 0 ? static_cast<float>(options.shrinkage / mass) : 1);
        for (std::size_t at = next.offsets[item]; at < next.offsets[item + 1]; ++at) {
            next.values[at] = static_cast<float>(next.values[at] / mass * damping[next.columns[at]]);
        }
    }
    for (std::size_t item = 0; item < popularity.size(); ++item) {
        popularity[item] = static_cast<float>(popularity[item] * damping[item]);
    }
    chain.popularity = std::move(popularity);
    return chain;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const MarkovOptions options = table().optionsOf(params);
    const auto items = static_cast<double>(dataset.itemCount());
    const auto events = static_cast<double>(dataset.events().size());
    const auto neighbours = static_cast<double>(options.neighbours);
    const double steps = events * static_cast<double>(options.reach) * (options.backward > 0 ? 2 : 1);
    const double widest = std::min(neighbours > 0 ? neighbours : items, items);
    const double entries = std::min(steps, items * widest);
    const double bytes = entries * (sizeof(std::uint32_t) + sizeof(float)) +
                         items * (sizeof(std::uint64_t) + 2 * sizeof(float)) +
                         static_cast<double>(dataset.userCount()) * sizeof(float);
    // Measured: a step's addition with the selection of its row, and an event's way into its sequence.
    return {(steps * 1.2e-8 + events * 1.8e-7) / std::max(threads, 1) + 1e-8 * items,
            static_cast<std::size_t>(bytes)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // While it is counted, the rows lie in memory twice, and so do the sequences.
    const std::size_t bytes = 2 * forecast(dataset, params, 1).bytes + 32 * dataset.events().size();
    TRY(requireMemory(bytes, "Markov chain"));
    const MarkovOptions options = table().optionsOf(params);
    context.report(0, "Reading sequences");
    const ItemSequences sequences = itemSequences(dataset, Repeats::Keep, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    context.report(0.3, "Counting transitions");
    TRY_ASSIGN(auto transitions, countTransitions(sequences, dataset.itemCount(), options, context));
    context.report(1, "Counting transitions");
    Chain chain = chainOf(transitions, sharesOf(sequences, dataset.itemCount()), options);
    return std::shared_ptr<const Recommender>(
        std::make_shared<MarkovModel>(dataset, ModelShape{dataset.userCount(), dataset.itemCount()},
                                      std::move(transitions.counts), std::move(chain)));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(auto next, SparseRows::load(archive, "next", shape.items, shape.items));
    Chain chain;
    TRY_ASSIGN(chain.prior, loadFloats(archive, "prior", shape.items));
    TRY_ASSIGN(chain.popularity, loadFloats(archive, "popularity", shape.items));
    TRY_ASSIGN(chain.last, loadCount(archive, "last", 1'000'000));
    TRY_ASSIGN(chain.decay, loadReal(archive, "decay", 1e-3, 1));
    if (chain.last == 0) {
        return corruptModel("it looks at no item");
    }
    return std::shared_ptr<const Recommender>(
        std::make_shared<MarkovModel>(dataset, shape, std::move(next), std::move(chain)));
}

} // namespace

const AlgorithmInfo& markovInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Markov chain",
        .family = "sequence",
        .tagline = "What comes next",
        .about = "Recommends what most often follows the latest items of the history. Quick and easy to "
                 "explain where the order of events matters.",
        .source = "Shani, Heckerman, Brafman 2005; Kamehkhosh, Jannach, Ludewig 2017",
        .effort = 1,
        .personal = true,
        .scoresNewItems = false,
        .hybridPlace = 110,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
