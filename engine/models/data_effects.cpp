// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/data_effects.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

constexpr double spansLow = 30; ///< the least half-life is this part of the time that the data spans
constexpr double millisecondsADay = 86'400'000;
constexpr std::size_t manyNegatives = 1024; ///< of fewer items all are drawn, and nothing is to calibrate

/// Parameters that count items of a history: beyond its length they are all alike, and down to half of the
/// default is what a search draws.
constexpr std::array<std::string_view, 3> placesOfHistory{"last", "reach", "threshold"};

/// What the data holds besides pairs of people and items.
struct Facts {
    double days = 0;       ///< from the first time to the last; 0 = no two times
    bool weights = false;  ///< those of liked items differ
    bool ratings = false;  ///< of different value, so that some are low
    bool dislikes = false; ///< weights below 0
    bool titles = false;
    bool tags = false;
    bool categories = false;
    bool creators = false;
    bool numbers = false; ///< or dates
    std::size_t userColumns = 0;
    std::size_t items = 0;
    std::size_t longest = 0; ///< of the histories

    bool attributes() const { return tags || categories || creators || numbers; }
    /// Of what items are: a single kind of it has no weight beside others.
    int kinds() const {
        return static_cast<int>(titles) + static_cast<int>(tags) + static_cast<int>(categories) +
               static_cast<int>(creators) + static_cast<int>(numbers);
    }
};

void readEvents(const Dataset& dataset, Facts& facts) {
    facts.items = dataset.itemCount();
    for (std::size_t user = 0; user < dataset.matrix().userCount(); ++user) {
        facts.longest = std::max<std::size_t>(facts.longest, dataset.matrix().countOf(UserIndex(user)));
    }
    Time first = std::numeric_limits<Time>::max();
    Time last = std::numeric_limits<Time>::min();
    for (const Time time : dataset.events().times()) {
        if (time != noTime) {
            first = std::min(first, time);
            last = std::max(last, time);
        }
    }
    if (first < last) {
        facts.days = (static_cast<double>(last) - static_cast<double>(first)) / millisecondsADay;
    }
    float liked = 0;
    for (const float weight : dataset.matrix().values()) {
        facts.weights = facts.weights || (weight > 0 && liked > 0 && weight != liked);
        facts.dislikes = facts.dislikes || weight < 0;
        liked = weight > 0 ? weight : liked;
    }
    float seen = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t row = 0; row < dataset.events().size() && !facts.ratings; ++row) {
        const SignalIndex signal = dataset.events().signal(row);
        const float value = dataset.events().value(row);
        if (signal < dataset.signals().size() && dataset.signals()[signal].kind == SignalKind::Explicit &&
            value == value) {
            facts.ratings = seen == seen && value != seen;
            seen = value;
        }
    }
}

void readColumns(const Dataset& dataset, Facts& facts) {
    for (const AttributeColumn& column : dataset.itemAttributes().table().columns) {
        const bool list = column.kind == AttributeKind::List;
        if (column.name == "title") {
            facts.titles = true;
        } else if (column.name == "creator") {
            facts.creators = true;
        } else if (column.name == "categories") {
            facts.categories = true;
        } else if (list || column.name == "tags") {
            facts.tags = true;
        } else if (column.kind == AttributeKind::Number || column.kind == AttributeKind::Date) {
            facts.numbers = true;
        }
    }
    facts.userColumns = dataset.userAttributes().columns.size();
}

struct Need {
    std::string_view name;
    bool (*met)(const Facts&);
};

constexpr std::array<Need, 18> needs{{
    {"half_life_days", [](const Facts& facts) { return facts.days > 0; }},
    {"order", [](const Facts& facts) { return facts.days > 0; }},
    {"weights", [](const Facts& facts) { return facts.weights; }},
    {"dislikes", [](const Facts& facts) { return facts.ratings; }},
    {"negative_feedback", [](const Facts& facts) { return facts.ratings || facts.dislikes; }},
    {"title_weight", [](const Facts& facts) { return facts.titles && facts.kinds() > 1; }},
    {"tags_weight", [](const Facts& facts) { return facts.tags && facts.kinds() > 1; }},
    {"categories_weight", [](const Facts& facts) { return facts.categories && facts.kinds() > 1; }},
    {"creator_weight", [](const Facts& facts) { return facts.creators && facts.kinds() > 1; }},
    {"numbers_weight", [](const Facts& facts) { return facts.numbers && facts.kinds() > 1; }},
    {"titles", [](const Facts& facts) { return facts.titles; }},
    {"item_attributes", [](const Facts& facts) { return facts.attributes(); }},
    {"user_attributes", [](const Facts& facts) { return facts.userColumns > 0; }},
    {"attributes", [](const Facts& facts) { return facts.attributes() || facts.userColumns > 0; }},
    {"id_dropout", [](const Facts& facts) { return facts.attributes() || facts.titles; }},
    {"calibration", [](const Facts& facts) { return facts.items > manyNegatives; }},
    {"attribute", [](const Facts& facts) { return facts.userColumns > 1; }},
    {"smoothing", [](const Facts& facts) { return facts.userColumns > 0; }},
}};

} // namespace

std::vector<ParamSpec> feltSpecs(const AlgorithmInfo& algorithm, std::vector<ParamSpec> specs,
                                 const Dataset& dataset) {
    Facts facts;
    readEvents(dataset, facts);
    readColumns(dataset, facts);
    const bool blind = algorithm.family == "content" && facts.kinds() == 0;
    for (ParamSpec& spec : specs) {
        const auto* const need = std::ranges::find(needs, spec.name, &Need::name);
        spec.searched = spec.searched && !blind && (need == needs.end() || need->met(facts));
        if (std::ranges::find(placesOfHistory, spec.name) != placesOfHistory.end()) {
            const auto least = static_cast<std::size_t>(std::get<std::int64_t>(spec.standard) + 1) / 2;
            spec.searched = spec.searched && least + 1 < facts.longest;
        }
        if (spec.name == "half_life_days") {
            spec.searchLow = std::clamp(facts.days / spansLow, spec.low, spec.high);
            spec.searchHigh = std::clamp(facts.days, spec.low, spec.high);
        } else if (spec.name == "attribute") {
            spec.searchLow = 1;
            spec.searchHigh = std::clamp(static_cast<double>(facts.userColumns), 1.0, spec.high);
        }
    }
    return specs;
}

} // namespace tastescope
