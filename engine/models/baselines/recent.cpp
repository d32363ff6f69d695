// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/recent.h"

#include "engine/base/archive.h"
#include "engine/data/matrix_similarity.h"
#include "engine/models/learning/decay.h"
#include "engine/models/model_shape.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "recent";

struct RecentOptions {
    double halfLifeDays = 90;
    double popularity = 0.5;
};

const ParamTable<RecentOptions>& table() {
    static const ParamTable<RecentOptions> all{
        {"half_life_days", "Half-life (days)", &RecentOptions::halfLifeDays, 0.1, 3650,
         "After so many days an item is half as fresh."},
        {"popularity", "Popularity", &RecentOptions::popularity, 0, 1,
         "Share of popularity in the score, the rest being freshness; 0 orders by age alone."}};
    return all;
}

class RecentModel final : public Recommender {
public:
    RecentModel(const Dataset& dataset, ModelShape shape, std::vector<float> scores)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_scores(std::move(scores))
        , m_audiences(m_dataset.matrix(), shape.items, shape.users)
        , m_likeness(m_dataset.matrix(), shape.users) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex, std::span<float> scores) const override {
        std::copy(m_scores.begin(), m_scores.end(), scores.begin());
    }
    void scoreHistory(std::span<const HistoryEntry>, std::span<float> scores) const override {
        std::copy(m_scores.begin(), m_scores.end(), scores.begin());
    }
    using Recommender::scoreHistory;
    Explanation explain(std::span<const HistoryEntry>, ItemIndex item) const override {
        const double score = m_scores[item.value];
        return {score, score, {}};
    }
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        m_audiences.compare(item, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        m_likeness.compare(user, similarity);
    }

    std::size_t bytes() const override {
        return m_scores.size() * sizeof(float) + m_audiences.bytes() + m_likeness.bytes();
    }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, m_shape);
        archive.put("scores", std::span<const float>(m_scores));
    }

private:
    Dataset m_dataset;
    ModelShape m_shape;
    std::vector<float> m_scores;
    MatrixSimilarity<ItemIndex> m_audiences;
    MatrixSimilarity<UserIndex> m_likeness;
};

/// Release date, else the first event's time, else noTime.
std::vector<Time> birthsOf(const Dataset& dataset) {
    const Interactions& events = dataset.events();
    std::vector<Time> births(dataset.itemCount(), noTime);
    for (std::size_t row = 0; events.hasTimes() && row < events.size(); ++row) {
        const Time time = events.time(row);
        Time& birth = births[events.item(row).value];
        if (time != noTime && (birth == noTime || time < birth)) {
            birth = time;
        }
    }
    for (std::size_t item = 0; item < births.size(); ++item) {
        const Time released = dataset.itemAttributes().released(ItemIndex(item));
        births[item] = released != noTime ? released : births[item];
    }
    return births;
}

/// People who like an item, the most liked one being 1.
std::vector<double> popularityOf(const InteractionMatrix& matrix, std::size_t items) {
    std::vector<double> counts(items);
    double most = 1;
    for (std::size_t item = 0; item < items; ++item) {
        const auto values = matrix.valuesOf(ItemIndex(item));
        counts[item] =
            static_cast<double>(std::count_if(values.begin(), values.end(), [](float x) { return x > 0; }));
        most = std::max(most, counts[item]);
    }
    for (double& count : counts) {
        count /= most;
    }
    return counts;
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    context.report(0, "Dating items");
    const RecentOptions options = table().optionsOf(params);
    const double mix = options.popularity;
    const std::vector<Time> births = birthsOf(dataset);
    if (context.stopRequested()) {
        return cancelledError();
    }
    const std::vector<double> popularity = popularityOf(dataset.matrix(), dataset.itemCount());
    Time now = newestTime(dataset.events());
    if (now == noTime && !births.empty()) {
        now = *std::max_element(births.begin(), births.end()); // noTime is the smallest
    }
    std::vector<float> scores(births.size());
    for (std::size_t item = 0; item < births.size(); ++item) {
        const bool dated = births[item] != noTime;
        const double freshness = dated ? decayWeight(births[item], now, options.halfLifeDays) : 0;
        scores[item] = static_cast<float>((1 - mix) * freshness + mix * popularity[item]);
    }
    context.report(1, "Dating items");
    return std::shared_ptr<const Recommender>(std::make_shared<RecentModel>(
        dataset, ModelShape{dataset.userCount(), dataset.itemCount()}, std::move(scores)));
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(auto scores, loadFloats(archive, "scores", shape.items));
    return std::shared_ptr<const Recommender>(
        std::make_shared<RecentModel>(dataset, shape, std::move(scores)));
}

Forecast forecast(const Dataset& dataset, const ParamSet&, int) {
    const auto events = static_cast<double>(dataset.events().size());
    return {1e-6 + 4e-9 * events,
            (2 * dataset.itemCount() + dataset.userCount()) * sizeof(float)}; // measured
}

} // namespace

const AlgorithmInfo& recentInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Recent",
        .family = "baselines",
        .tagline = "What is new",
        .about = "Shows everybody the newest items, by release date or by first event, with some regard for "
                 "what many like.",
        .source = "",
        .effort = 1,
        .personal = false,
        .scoresNewItems = true,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
