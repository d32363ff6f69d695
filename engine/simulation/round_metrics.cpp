// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/round_metrics.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

struct Measured {
    const char* metric; ///< its id there
    const char* id;     ///< and here
    const char* title;
};

constexpr std::array<Measured, 13> measured{{
    {"ild", "ild", "Variety in a list"},
    {"entropy", "entropy_lists", "Spread of lists over items"},
    {"bubble_index", "bubble_index", "Narrowness of categories in a list"},
    {"calibration_kl", "calibration_kl", "Distance from the person's categories"},
    {"coverage", "coverage", "Catalogue shown"},
    {"gini", "gini_lists", "Inequality of this round's lists"},
    {"homogenisation", "homogenisation_lists", "Sameness between lists"},
    {"small_creator_exposure", "small_creator_exposure", "Small creators"},
    {"creator_exposure_gini", "creator_exposure_gini", "Inequality between creators"},
    {"popularity_lift", "popularity_lift", "Popularity against the past"},
    {"arp", "arp", "Popularity of what is shown"},
    {"longtail_share", "longtail_share", "Long tail"},
    {"novelty", "novelty", "Novelty"},
}};

/// Some people of a data set with what they did, every pair as 1 or 0.
Dataset::Parts partsOf(const Dataset& data, std::span<const UserIndex> people) {
    Dataset::Parts parts = data.parts();
    auto ids = std::make_shared<IdMap>();
    std::vector<Event> events;
    const Interactions& all = data.events();
    for (std::size_t person = 0; person < people.size(); ++person) {
        ids->intern(data.users().at(people[person].value));
        for (std::size_t row = all.firstOf(people[person]); row < all.lastOf(people[person]); ++row) {
            events.push_back(
                {UserIndex(person), all.item(row), all.signal(row), all.value(row), all.time(row)});
        }
    }
    parts.users = std::move(ids);
    parts.userAttributes = std::make_shared<AttributeTable>();
    parts.events = std::make_shared<Interactions>(std::move(events), people.size());
    parts.matrix.binary = true;
    parts.matrix.halfLifeDays = 0;
    return parts;
}

} // namespace

Result<std::shared_ptr<const RoundMeter>> RoundMeter::make(const Dataset& data,
                                                           std::span<const UserIndex> people, std::size_t k,
                                                           const ExecutionContext& context) {
    std::shared_ptr<RoundMeter> meter(new RoundMeter);
    meter->m_input.train = std::make_shared<const Dataset>(partsOf(data, people), context);
    meter->m_input.test.offsets.assign(people.size() + 1, 0);
    Yardstick& yardstick = meter->m_yardstick;
    yardstick.input = &meter->m_input;
    yardstick.ks = {k};
    yardstick.resamples = 0;
    yardstick.intervals = false;
    yardstick.facts = catalogueFacts(data.matrix());
    yardstick.byAttributes = AttributeSimilarity(data.itemAttributes());
    yardstick.categories = ItemCategories(data.itemAttributes(), yardstick.facts.counts);
    yardstick.creators = Creators(data.itemAttributes(), yardstick.facts.counts);
    for (const Measured& one : measured) {
        const MetricInfo* metric = findMetric(one.metric);
        assert(metric != nullptr);
        const bool unknown = (metric->as<SimilarityMetric>() && yardstick.byAttributes.empty()) ||
                             (metric->as<CategoryMetric>() && yardstick.categories.empty());
        if (!unknown) {
            yardstick.metrics.push_back(metric);
            meter->m_metrics.push_back({one.id, one.title, metric->unit, metric->help});
        }
    }
    for (std::size_t item = 0; item < data.itemCount(); ++item) {
        if (data.matrix().countOf(ItemIndex(item)) > 0) {
            meter->m_catalogue.emplace_back(item);
        }
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    return std::shared_ptr<const RoundMeter>(std::move(meter));
}

Result<std::vector<double>> RoundMeter::of(std::span<const RankedList> lists,
                                           const ExecutionContext& context) const {
    std::vector<double> values(m_metrics.size(), std::numeric_limits<double>::quiet_NaN());
    Yardstick yardstick = m_yardstick;
    for (std::size_t person = 0; person < lists.size(); ++person) {
        if (!lists[person].empty()) {
            yardstick.users.emplace_back(person);
        }
    }
    if (yardstick.users.empty()) {
        return values;
    }
    TRY_ASSIGN(const auto found, measureLists(yardstick, lists, {}, context));
    for (std::size_t at = 0; at < values.size(); ++at) {
        values[at] = found[at].value;
    }
    return values;
}

} // namespace tastescope
