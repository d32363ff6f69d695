// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/explain/why.h"

#include "engine/models/vector_model.h"
#include "engine/ranking/recommend.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

// Re-scoring costs one scoreHistory each; what decides is practically always among the largest few.
constexpr std::size_t decisiveCandidates = 10;
// A word is "shared" when at least this share of the positive history has it, and at least two items.
constexpr double sharedFrom = 0.2;

/// Rank of `item` for whoever is scored as `scored` and has had all of `history`.
std::size_t rankAmongUnseen(const Recommender& model, const History& scored,
                            std::span<const HistoryEntry> history, ItemIndex item) {
    std::vector<ItemIndex> seen;
    for (const HistoryEntry& entry : history) {
        seen.push_back(entry.item);
    }
    std::ranges::sort(seen);
    return rankOf(model, scored, item, {.leaveOut = seen});
}

void findDecisive(const Recommender& model, std::span<const HistoryEntry> history, ItemIndex item, Why& why) {
    std::size_t worst = why.rank;
    const std::vector<Contribution>& parts = why.explanation.contributions;
    for (std::size_t at = 0; at < std::min(decisiveCandidates, parts.size()); ++at) {
        History without(history.begin(), history.end());
        std::erase_if(without, [&](const HistoryEntry& entry) { return entry.item == parts[at].item; });
        const std::size_t rank = rankAmongUnseen(model, without, history, item);
        if (rank > worst) {
            worst = rank;
            why.decisive = parts[at].item;
            why.rankWithoutDecisive = rank;
        }
    }
}

std::vector<ItemIndex> positiveItems(std::span<const HistoryEntry> history) {
    std::vector<ItemIndex> items;
    for (const HistoryEntry& entry : history) {
        if (entry.weight > 0) {
            items.push_back(entry.item);
        }
    }
    return items;
}

CommonAttribute judge(std::string name, std::string value, std::size_t having, std::size_t positives) {
    CommonAttribute attribute{std::move(name), std::move(value)};
    attribute.historyShare = positives ? static_cast<double>(having) / static_cast<double>(positives) : 0.0;
    attribute.shared = having >= 2 && attribute.historyShare >= sharedFrom;
    return attribute;
}

void addWords(const AttributeColumn& column, ItemIndex item, std::span<const ItemIndex> positives,
              std::vector<CommonAttribute>& out) {
    for (const std::uint32_t code : column.codesOf(item.value)) {
        const auto having = std::count_if(positives.begin(), positives.end(), [&](ItemIndex past) {
            const std::span<const std::uint32_t> codes = column.codesOf(past.value);
            return std::find(codes.begin(), codes.end(), code) != codes.end();
        });
        out.push_back(
            judge(column.name, column.words[code], static_cast<std::size_t>(having), positives.size()));
    }
}

/// A number is shared with the past items that lie within half a standard deviation (of all items) of it.
void addNumber(const AttributeColumn& column, ItemIndex item, std::span<const ItemIndex> positives,
               std::vector<CommonAttribute>& out) {
    if (item.value >= column.numbers.size() || std::isnan(column.numbers[item.value])) {
        return;
    }
    double sum = 0;
    double squares = 0;
    std::size_t known = 0;
    for (const double number : column.numbers) {
        if (!std::isnan(number)) {
            sum += number;
            squares += number * number;
            ++known;
        }
    }
    const double mean = sum / static_cast<double>(known);
    const double spread = std::sqrt(std::max(0.0, squares / static_cast<double>(known) - mean * mean));
    const double own = column.numbers[item.value];
    const auto having = std::count_if(positives.begin(), positives.end(), [&](ItemIndex past) {
        return past.value < column.numbers.size() && std::abs(column.numbers[past.value] - own) <= spread / 2;
    });
    out.push_back(
        judge(column.name, column.textOf(item.value), static_cast<std::size_t>(having), positives.size()));
}

std::vector<CommonAttribute> commonAttributes(const Dataset& dataset, std::span<const HistoryEntry> history,
                                              ItemIndex item) {
    const ItemAttributes& attributes = dataset.itemAttributes();
    const std::vector<ItemIndex> positives = positiveItems(history);
    std::vector<CommonAttribute> out;
    if (const std::optional<std::uint32_t> creator = attributes.creatorCode(item)) {
        const auto having = std::count_if(positives.begin(), positives.end(), [&](ItemIndex past) {
            return attributes.creatorCode(past) == creator;
        });
        out.push_back(judge("creator", std::string(attributes.creatorName(*creator)),
                            static_cast<std::size_t>(having), positives.size()));
    }
    for (const AttributeColumn& column : attributes.table().columns) {
        if (column.name == "creator") {
            continue;
        }
        if (column.kind == AttributeKind::List) {
            addWords(column, item, positives, out);
        } else if (column.kind == AttributeKind::Number) {
            addNumber(column, item, positives, out);
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const CommonAttribute& a, const CommonAttribute& b) {
        return a.shared != b.shared ? a.shared : a.historyShare > b.historyShare;
    });
    return out;
}

void matchFactors(const Dataset& dataset, const Recommender& model, std::span<const HistoryEntry> history,
                  ItemIndex item, std::size_t count, Why& why) {
    const VectorView items = model.itemVectors();
    const std::vector<float> person = model.historyVector(history);
    if (items.dimensions == 0 || person.size() != items.dimensions || item.value >= items.rows()) {
        return;
    }
    why.factorsInAll = items.dimensions - std::min(vectorBiases(model), items.dimensions);
    std::vector<FactorMatch>& matches = why.factors;
    for (std::size_t factor = 0; factor < why.factorsInAll; ++factor) {
        const float own = items.row(item.value)[factor];
        matches.push_back({factor, person[factor], own, person[factor] * own, {}, {}});
    }
    std::stable_sort(matches.begin(), matches.end(), [](const FactorMatch& a, const FactorMatch& b) {
        return std::abs(a.product) > std::abs(b.product);
    });
    matches.resize(std::min(count, matches.size()));
    for (FactorMatch& match : matches) {
        std::size_t low = 0;
        std::size_t high = 0;
        for (std::size_t other = 1; other < items.rows(); ++other) {
            low = items.row(other)[match.factor] < items.row(low)[match.factor] ? other : low;
            high = items.row(other)[match.factor] > items.row(high)[match.factor] ? other : high;
        }
        match.lowEnd = dataset.itemLabel(ItemIndex(low));
        match.highEnd = dataset.itemLabel(ItemIndex(high));
    }
}

} // namespace

Why explainWhy(const Dataset& dataset, const Recommender& model, std::span<const HistoryEntry> history,
               ItemIndex item, std::size_t factorCount) {
    Why why;
    why.explanation = model.explain(history, item);
    why.attributes = commonAttributes(dataset, history, item);
    matchFactors(dataset, model, history, item, factorCount, why);
    why.rank = rankAmongUnseen(model, History(history.begin(), history.end()), history, item);
    if (why.rank > 0) {
        findDecisive(model, history, item, why);
    }
    return why;
}

} // namespace tastescope
