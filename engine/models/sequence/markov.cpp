// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/markov.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/item_sequence.h"
#include "engine/models/learning/user_similarity.h"
#include "engine/models/model_shape.h"
#include "engine/models/sequence/transitions.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "markov";

/// What is learned, and how a history is weighed.
struct Chain {
    SparseRows next;               ///< row i: n_ij / (n_i + s), times the damping of j
    std::vector<float> prior;      ///< by item: s / (n_i + s), the part popularity plays
    std::vector<float> popularity; ///< by item: its share of all events, damped alike
    std::size_t last = 10;         ///< items of the history that count
    double decay = 0.8;            ///< what an item counts less than the next later one
};

/// An item of a history and its share of the whole weight.
struct Step {
    ItemIndex item;
    double weight;
};

/// score(j) = Σ_h w_h (n_hj + s p_j) / (n_h + s), the weights w of the last items adding up to 1.
class MarkovModel final : public Recommender {
public:
    MarkovModel(const Dataset& dataset, ModelShape shape, Chain chain)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_chain(std::move(chain))
        , m_likeness(m_dataset.matrix(), shape.users) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(m_dataset.historyOf(user), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const std::vector<Step> steps = stepsOf(history);
        const auto prior = static_cast<float>(priorOf(steps));
        std::transform(m_chain.popularity.begin(), m_chain.popularity.end(), scores.begin(),
                       [&](float share) { return prior * share; });
        for (const Step& step : steps) {
            const auto others = m_chain.next.columnsOf(step.item.value);
            const auto values = m_chain.next.valuesOf(step.item.value);
            for (std::size_t place = 0; place < others.size(); ++place) {
                scores[others[place]] += static_cast<float>(step.weight) * values[place];
            }
        }
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        const std::vector<Step> steps = stepsOf(history);
        out.base = priorOf(steps) * m_chain.popularity[item.value];
        out.score = out.base;
        for (const Step& step : steps) {
            addContribution(out, step.item, step.weight * m_chain.next.at(step.item.value, item.value));
        }
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::fill(similarity.begin(), similarity.end(), 0.0F);
        const auto others = m_chain.next.columnsOf(item.value);
        const auto values = m_chain.next.valuesOf(item.value);
        float best = 1;
        for (std::size_t place = 0; place < others.size(); ++place) {
            similarity[others[place]] = values[place];
            best = std::max(best, values[place]);
        }
        similarity[item.value] = best; // nothing is more like an item than itself
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        m_likeness.compare(user, similarity);
    }

    std::size_t bytes() const override {
        return m_chain.next.bytes() + sizeof(float) * (m_chain.prior.size() + m_chain.popularity.size()) +
               m_likeness.bytes();
    }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, m_shape);
        m_chain.next.save(archive, "next");
        archive.put("prior", std::span<const float>(m_chain.prior));
        archive.put("popularity", std::span<const float>(m_chain.popularity));
        archive.putNumber("last", static_cast<double>(m_chain.last));
        archive.putNumber("decay", m_chain.decay);
    }

private:
    std::vector<Step> stepsOf(std::span<const HistoryEntry> history) const;
    double priorOf(const std::vector<Step>& steps) const {
        double prior = steps.empty() ? 1 : 0; // of a stranger popularity is all that is known
        for (const Step& step : steps) {
            prior += step.weight * m_chain.prior[step.item.value];
        }
        return prior;
    }

    Dataset m_dataset;
    ModelShape m_shape;
    Chain m_chain;
    UserSimilarity m_likeness;
};

/// Places count back from the end, the one at p weighing decay^p. Items of one time share the weight of the
/// places they fill: which of them came last is not known.
std::vector<Step> MarkovModel::stepsOf(std::span<const HistoryEntry> history) const {
    const History past = inOrder(history, m_shape.items);
    std::vector<Step> steps;
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
    for (Step& step : steps) {
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

Chain chainOf(Transitions transitions, std::vector<float> popularity, const ParamSet& params) {
    Chain chain;
    chain.last = static_cast<std::size_t>(params.integer("last"));
    chain.decay = params.real("decay");
    chain.next = std::move(transitions.counts);
    const double shrinkage = params.real("shrinkage");
    std::vector<double> damping(popularity.size());
    std::transform(popularity.begin(), popularity.end(), damping.begin(), [&](float share) {
        return share > 0 ? std::pow(static_cast<double>(share), -params.real("damping")) : 0;
    });
    for (std::size_t item = 0; item < popularity.size(); ++item) {
        const double mass = transitions.totals[item] + shrinkage;
        chain.prior.push_back(mass > 0 ? static_cast<float>(shrinkage / mass) : 1);
        for (std::size_t at = chain.next.offsets[item]; at < chain.next.offsets[item + 1]; ++at) {
            chain.next.values[at] =
                static_cast<float>(chain.next.values[at] / mass * damping[chain.next.columns[at]]);
        }
    }
    for (std::size_t item = 0; item < popularity.size(); ++item) {
        popularity[item] = static_cast<float>(popularity[item] * damping[item]);
    }
    chain.popularity = std::move(popularity);
    return chain;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int threads) {
    const auto items = static_cast<double>(dataset.itemCount());
    const auto events = static_cast<double>(dataset.events().size());
    const auto neighbours = static_cast<double>(params.integer("neighbours"));
    const double steps =
        events * static_cast<double>(params.integer("reach")) * (params.real("backward") > 0 ? 2 : 1);
    const double widest = std::min(neighbours > 0 ? neighbours : items, items);
    const double entries = std::min(steps, items * widest);
    const double bytes = entries * (sizeof(std::uint32_t) + sizeof(float)) +
                         items * (sizeof(std::uint64_t) + 2 * sizeof(float)) +
                         static_cast<double>(dataset.userCount()) * sizeof(float);
    // Measured: a step's addition with the selection of its row, and an event's way into its sequence.
    return {(steps * 4e-9 + events * 6e-8) / std::max(threads, 1) + 1e-8 * items,
            static_cast<std::size_t>(bytes)};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // While it is counted, the rows lie in memory twice, and so do the sequences.
    const std::size_t bytes = 2 * forecast(dataset, params, 1).bytes + 32 * dataset.events().size();
    TRY(requireMemory(bytes, "Markov chain"));
    const TransitionOptions options{.reach = static_cast<std::size_t>(params.integer("reach")),
                                    .backward = params.real("backward"),
                                    .neighbours = static_cast<std::size_t>(params.integer("neighbours"))};
    context.report(0, "Reading sequences");
    const ItemSequences sequences = itemSequences(dataset, Repeats::Keep, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    context.report(0.3, "Counting transitions");
    TRY_ASSIGN(auto transitions, countTransitions(sequences, dataset.itemCount(), options, context));
    context.report(1, "Counting transitions");
    Chain chain = chainOf(std::move(transitions), sharesOf(sequences, dataset.itemCount()), params);
    return std::shared_ptr<const Recommender>(std::make_shared<MarkovModel>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, std::move(chain)));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(auto next, SparseRows::load(archive, "next", shape.items, shape.items));
    Result<std::vector<float>> prior = loadFloats(archive, "prior", shape.items);
    Result<std::vector<float>> popularity = loadFloats(archive, "popularity", shape.items);
    if (!prior || !popularity) {
        return prior ? popularity.error() : prior.error();
    }
    const Result<std::size_t> last = loadCount(archive, "last", 1'000'000);
    const Result<double> decay = loadReal(archive, "decay", 1e-3, 1);
    if (!last || !decay) {
        return last ? decay.error() : last.error();
    }
    if (*last == 0) {
        return corruptModel("it looks at no item");
    }
    return std::shared_ptr<const Recommender>(std::make_shared<MarkovModel>(
        dataset, shape, Chain{std::move(next), *std::move(prior), *std::move(popularity), *last, *decay}));
}

std::vector<ParamSpec> params() {
    return {{.name = "last",
             .title = "Past items",
             .type = ParamType::Integer,
             .standard = std::int64_t{10},
             .low = 1,
             .high = 1000,
             .logarithmic = true,
             .help = "How many of the latest items of the history count."},
            {.name = "decay",
             .title = "Decay a place",
             .type = ParamType::Real,
             .standard = 0.8,
             .low = 0.01,
             .high = 1,
             .help = "What an item of the history counts less than the one after it; 1 counts all alike."},
            {.name = "reach",
             .title = "Longest step",
             .type = ParamType::Integer,
             .standard = std::int64_t{5},
             .low = 1,
             .high = 100,
             .logarithmic = true,
             .help = "How far ahead a following item counts; a step of length g counts 1 / g."},
            {.name = "shrinkage",
             .title = "Shrinkage",
             .type = ParamType::Real,
             .standard = 10.0,
             .low = 0,
             .high = 10000,
             .help = "Trusts popularity more than transitions that were seen seldom: n steps against this."},
            {.name = "backward",
             .title = "Steps backwards",
             .type = ParamType::Real,
             .standard = 0.5,
             .low = 0,
             .high = 1,
             .help = "What a step against time counts; 1 ignores the direction.",
             .advanced = true},
            {.name = "damping",
             .title = "Popularity damping",
             .type = ParamType::Real,
             .standard = 0.0,
             .low = 0,
             .high = 1,
             .help = "Divides by popularity to this power, in favour of the less known.",
             .advanced = true},
            {.name = "neighbours",
             .title = "Followers kept",
             .type = ParamType::Integer,
             .standard = std::int64_t{200},
             .low = 0,
             .high = 10000,
             .help = "How many of the most frequent followers an item keeps; 0 keeps all.",
             .advanced = true}};
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
        .params = params(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
