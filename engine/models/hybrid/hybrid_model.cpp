// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/hybrid_model.h"

#include "engine/base/archive.h"
#include "engine/models/explanation.h"
#include "engine/models/model_shape.h"
#include "engine/models/spread_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>

namespace tastescope {
namespace {

constexpr double largestWeight = 1e6;
constexpr double largestThreshold = 1e6;

/// Cosines, counts and inner products made comparable: an item is most like itself, with 1. Adds nothing
/// where a part has no view of the item or person.
void addLikeness(std::span<const float> likeness, std::size_t self, double weight, std::span<float> out) {
    if (!(likeness[self] > 1e-12F)) {
        return;
    }
    for (std::size_t other = 0; other < out.size(); ++other) {
        const double scaled = static_cast<double>(likeness[other]) / likeness[self];
        out[other] += static_cast<float>(weight * std::clamp(scaled, -1.0, 1.0));
    }
}

class HybridModel final : public Recommender {
public:
    HybridModel(const Dataset& dataset, const HybridRule& rule, std::vector<HybridPart> parts)
        : m_dataset(dataset)
        , m_rule(rule)
        , m_parts(std::move(parts)) {}

    std::size_t itemCount() const override { return m_parts.front().model->itemCount(); }
    std::size_t userCount() const override { return m_parts.front().model->userCount(); }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreUsers(std::span(&user, 1), scores);
    }
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override;
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override;
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override;

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        mixLikeness(item.value, similarity, [&](const Recommender& model, std::span<float> likeness) {
            model.itemSimilarity(item, likeness);
        });
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        mixLikeness(user.value, similarity, [&](const Recommender& model, std::span<float> likeness) {
            model.userSimilarity(user, likeness);
        });
    }

    std::size_t bytes() const override {
        std::size_t sum = m_parts.size() * sizeof(HybridPart);
        for (const HybridPart& part : m_parts) {
            sum += part.model->bytes();
        }
        return sum;
    }
    void save(ModelArchive& archive) const override;
    std::span<const HybridPart> parts() const { return m_parts; }

private:
    bool switches() const { return m_rule.kind == HybridKind::Switching; }
    std::size_t chosenFor(std::span<const HistoryEntry> history) const {
        const auto liked = std::count_if(history.begin(), history.end(), [&](const HistoryEntry& past) {
            return past.weight > 0 && past.item.value < itemCount();
        });
        return m_rule.choose(static_cast<std::size_t>(liked), m_parts.size());
    }
    std::size_t chosenFor(UserIndex user) const {
        const auto weights = m_dataset.matrix().valuesOf(user).first(metBy(user).size());
        const auto liked = std::count_if(weights.begin(), weights.end(), [](float x) { return x > 0; });
        return m_rule.choose(static_cast<std::size_t>(liked), m_parts.size());
    }
    /// The data may have grown by items since the training.
    std::span<const ItemIndex> metBy(UserIndex user) const {
        const auto items = m_dataset.matrix().itemsOf(user);
        const auto end = std::lower_bound(items.begin(), items.end(), ItemIndex(itemCount()));
        return items.first(static_cast<std::size_t>(end - items.begin()));
    }
    void mixLikeness(std::size_t self, std::span<float> out,
                     const std::function<void(const Recommender&, std::span<float>)>& likenessOf) const;

    Dataset m_dataset;
    HybridRule m_rule;
    std::vector<HybridPart> m_parts; ///< at least one; all of the same shape
};

/// The items of a history that the model knows, each once.
std::vector<ItemIndex> metIn(std::span<const HistoryEntry> history, std::size_t items) {
    std::vector<ItemIndex> met;
    for (const HistoryEntry& past : history) {
        if (past.item.value < items) {
            met.push_back(past.item);
        }
    }
    std::sort(met.begin(), met.end());
    met.erase(std::unique(met.begin(), met.end()), met.end());
    return met;
}

/// Adds one part's scores of one person; returns how they were scaled.
Standardisation addStandardised(std::span<const float> scores, std::span<const ItemIndex> met, double weight,
                                std::span<float> out) {
    Standardisation scaling = standardisationOf(scores, met);
    scaling.scale *= weight;
    scaling.shift *= weight;
    for (std::size_t item = 0; item < out.size(); ++item) {
        out[item] += static_cast<float>(scores[item] * scaling.scale + scaling.shift);
    }
    return scaling;
}

void HybridModel::scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const {
    const std::size_t items = itemCount();
    if (switches()) {
        for (std::size_t row = 0; row < users.size(); ++row) {
            m_parts[chosenFor(users[row])].model->scoreUser(users[row], scores.subspan(row * items, items));
        }
        return;
    }
    std::fill(scores.begin(), scores.end(), 0.0F);
    std::vector<float> block(scores.size());
    for (const HybridPart& part : m_parts) {
        part.model->scoreUsers(users, block);
        for (std::size_t row = 0; row < users.size(); ++row) {
            addStandardised(std::span(block).subspan(row * items, items), metBy(users[row]), part.weight,
                            scores.subspan(row * items, items));
        }
    }
}

void HybridModel::scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const {
    if (switches()) {
        m_parts[chosenFor(history)].model->scoreHistory(history, scores);
        return;
    }
    std::fill(scores.begin(), scores.end(), 0.0F);
    const std::vector<ItemIndex> met = metIn(history, itemCount());
    std::vector<float> own(scores.size());
    for (const HybridPart& part : m_parts) {
        part.model->scoreHistory(history, own);
        addStandardised(own, met, part.weight, scores);
    }
}

Explanation HybridModel::explain(std::span<const HistoryEntry> history, ItemIndex item) const {
    if (switches()) {
        return m_parts[chosenFor(history)].model->explain(history, item);
    }
    const std::vector<ItemIndex> met = metIn(history, itemCount());
    std::vector<float> sum(itemCount());
    std::vector<float> own(itemCount());
    std::map<ItemIndex, double> amounts;
    for (const HybridPart& part : m_parts) {
        part.model->scoreHistory(history, own);
        const Standardisation scaling = addStandardised(own, met, part.weight, sum);
        for (const Contribution& contribution : part.model->explain(history, item).contributions) {
            amounts[contribution.item] += scaling.scale * contribution.amount;
        }
    }
    Explanation out;
    for (const auto& [past, amount] : amounts) {
        addContribution(out, past, amount);
    }
    finishExplanation(out);
    const double accounted = out.score;
    out.score = sum[item.value];
    out.base = out.score - accounted; // what the parts have as base, and the mean that is taken off
    return out;
}

void HybridModel::mixLikeness(
    std::size_t self, std::span<float> out,
    const std::function<void(const Recommender&, std::span<float>)>& likenessOf) const {
    std::fill(out.begin(), out.end(), 0.0F);
    double total = 0;
    for (const HybridPart& part : m_parts) {
        total += switches() ? 1 : part.weight;
    }
    if (total <= 0) {
        return;
    }
    std::vector<float> likeness(out.size());
    for (const HybridPart& part : m_parts) {
        likenessOf(*part.model, likeness);
        addLikeness(likeness, self, (switches() ? 1 : part.weight) / total, out);
    }
}

void HybridModel::save(ModelArchive& archive) const {
    saveShape(archive, hybridId, {userCount(), itemCount()});
    archive.putNumber("kind", static_cast<double>(m_rule.kind));
    archive.putNumber("threshold", static_cast<double>(m_rule.threshold));
    archive.putNumber("parts", static_cast<double>(m_parts.size()));
    for (std::size_t place = 0; place < m_parts.size(); ++place) {
        ModelArchive own;
        m_parts[place].model->save(own);
        const std::vector<std::byte> bytes = own.serialise();
        archive.putText(fmt::format("part_{}_algorithm", place), m_parts[place].algorithm);
        archive.putNumber(fmt::format("part_{}_weight", place), m_parts[place].weight);
        archive.put(fmt::format("part_{}_model", place), std::span<const std::byte>(bytes));
    }
}

Result<HybridPart> loadPart(const HybridParts& known, const ModelArchive& archive, std::size_t place,
                            const ModelShape& shape, const Dataset& dataset) {
    TRY_ASSIGN(const auto algorithm, archive.text(fmt::format("part_{}_algorithm", place)));
    const AlgorithmInfo* const info = findPart(known, algorithm);
    if (!info) {
        return corruptModel("it has a part of an unknown algorithm");
    }
    TRY_ASSIGN(const auto weight, loadReal(archive, fmt::format("part_{}_weight", place), 0, largestWeight));
    TRY_ASSIGN(const auto bytes, archive.get<std::byte>(fmt::format("part_{}_model", place)));
    TRY_ASSIGN(const auto own, ModelArchive::parse(bytes));
    TRY_ASSIGN(auto model, info->load(own, dataset));
    if (model->itemCount() != shape.items || model->userCount() != shape.users) {
        return corruptModel("its parts are of different data");
    }
    return HybridPart{algorithm, weight, std::move(model)};
}

} // namespace

const AlgorithmInfo* findPart(const HybridParts& parts, std::string_view id) {
    const auto found = std::ranges::find(parts, id, &AlgorithmInfo::id);
    return found == parts.end() ? nullptr : &*found;
}

std::size_t HybridRule::choose(std::size_t liked, std::size_t parts) const {
    const std::size_t wanted = liked == 0 ? 2 : liked < threshold ? 1 : 0;
    return std::min(wanted, parts - 1);
}

Standardisation standardisationOf(std::span<const float> scores, std::span<const ItemIndex> met) {
    if (met.size() + 2 > scores.size()) {
        met = {};
    }
    const auto count = static_cast<double>(scores.size() - met.size());
    double sum = 0;
    double largest = 0;
    for (const float score : scores) {
        sum += score;
        largest = std::max(largest, std::abs(static_cast<double>(score)));
    }
    for (const ItemIndex item : met) {
        sum -= scores[item.value];
    }
    const double mean = sum / std::max(count, 1.0);
    const auto square = [&](float score) { return (score - mean) * (score - mean); };
    double squares = 0;
    for (const float score : scores) {
        squares += square(score);
    }
    for (const ItemIndex item : met) {
        squares -= square(scores[item.value]);
    }
    const double deviation = std::sqrt(std::max(squares, 0.0) / std::max(count, 1.0));
    // Less than that is rounding, which must not be blown up to an opinion.
    if (!(deviation > 1e-6 * largest) || deviation < 1e-30) {
        return {};
    }
    return {1 / deviation, -mean / deviation};
}

std::span<const HybridPart> hybridParts(const Recommender& model) {
    const auto* hybrid = dynamic_cast<const HybridModel*>(&withoutSpread(model));
    return hybrid ? hybrid->parts() : std::span<const HybridPart>();
}

std::shared_ptr<const Recommender> makeHybridModel(const Dataset& dataset, const HybridRule& rule,
                                                   std::vector<HybridPart> parts) {
    return std::make_shared<HybridModel>(dataset, rule, std::move(parts));
}

Result<std::shared_ptr<const Recommender>>
loadHybridModel(const HybridParts& known, const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, hybridId, dataset));
    const Result<std::size_t> kind = loadCount(archive, "kind", 2);
    const Result<std::size_t> threshold =
        loadCount(archive, "threshold", static_cast<std::size_t>(largestThreshold));
    const Result<std::size_t> count = loadCount(archive, "parts", mostHybridParts);
    if (!kind || !threshold || !count) {
        return !kind ? kind.error() : !threshold ? threshold.error() : count.error();
    }
    if (*count == 0) {
        return corruptModel("it has no part");
    }
    std::vector<HybridPart> parts;
    for (std::size_t place = 0; place < *count; ++place) {
        TRY_ASSIGN(auto part, loadPart(known, archive, place, shape, dataset));
        parts.push_back(std::move(part));
    }
    return makeHybridModel(dataset, {static_cast<HybridKind>(*kind), *threshold}, std::move(parts));
}

} // namespace tastescope
