// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/fallback_order.h"

#include "engine/base/discounted_gain.h"
#include "engine/base/random.h"
#include "engine/data/dataset_rows.h"
#include "engine/metrics/aggregate.h"
#include "engine/models/baselines/user_segments.h"
#include "engine/onboarding/fallback.h"
#include "engine/ranking/recommend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t likesToCut = 5;
constexpr std::size_t mostPeople = 500;
constexpr std::size_t listLength = 10;
constexpr std::uint64_t seed = 0xFA11'BAC6; ///< not the person's: the same data has one order
constexpr std::array<std::string_view, 4> names{"model", "content", "segment", "popularity"};
constexpr std::array<std::string_view, 4> words{"From the model", "From one liked item, by attributes",
                                                "Popular with people like them", "Popular with everybody"};
constexpr std::array<std::string_view, 4> inOrder{"the model", "what is like the one liked item",
                                                  "what is popular with people like them",
                                                  "what is popular with everybody"};

std::size_t placeOf(ListSource source) {
    return static_cast<std::size_t>(source);
}

/// The mean of one less the other is over 0 by more than its interval.
bool beats(std::span<const double> one, std::span<const double> other) {
    std::vector<double> differences;
    for (std::size_t at = 0; at < std::min(one.size(), other.size()); ++at) {
        differences.push_back(one[at] - other[at]);
    }
    return differences.size() >= peopleToDecide && studentInterval(differences).low > 0;
}

/// Somebody who is cut to one event, and what is held back of them.
struct CutPerson {
    UserIndex user;
    ItemIndex kept;
    std::vector<ItemIndex> heldBack; ///< ascending
};

std::vector<CutPerson> cutPeople(const Dataset& data) {
    const bool described = !data.itemAttributes().table().columns.empty();
    std::vector<CutPerson> people;
    std::size_t active = 0;
    for (std::size_t row = 0; row < data.userCount(); ++row) {
        CutPerson person;
        person.user = UserIndex(row);
        const auto items = data.matrix().itemsOf(person.user);
        const auto values = data.matrix().valuesOf(person.user);
        active += items.empty() ? 0 : 1;
        for (std::size_t at = 0; at < items.size(); ++at) {
            if (values[at] > 0) {
                person.heldBack.push_back(items[at]);
            }
        }
        if (person.heldBack.size() < likesToCut) {
            continue;
        }
        Random random(seed, row);
        std::vector<ItemIndex> candidates = person.heldBack;
        if (described) { // of others content knows nothing, and is not asked
            std::erase_if(candidates, [&](ItemIndex item) {
                return !isDescribed(data.itemAttributes().table(), item.value);
            });
        }
        if (!candidates.empty()) {
            person.kept = candidates[random.below(candidates.size())];
            std::erase(person.heldBack, person.kept);
            people.push_back(std::move(person));
        }
    }
    const std::size_t most = std::min(mostPeople, active / 3);
    if (people.size() > most) {
        Random(seed).shuffle(std::span(people));
        people.resize(most);
        std::ranges::sort(people, {}, [](const CutPerson& person) { return person.user.value; });
    }
    return people;
}

/// The data in which these people have done one thing each.
std::shared_ptr<const Dataset> cutData(const Dataset& data, std::span<const CutPerson> people,
                                       const ExecutionContext& context) {
    std::vector<bool> keep(data.events().size(), true);
    for (const CutPerson& person : people) {
        for (std::size_t row = data.events().firstOf(person.user); row < data.events().lastOf(person.user);
             ++row) {
            keep[row] = data.events().item(row) == person.kept;
        }
    }
    return data.withEvents(std::make_shared<Interactions>(data.events().subset(keep)), context);
}

double ndcgOf(const RankedList& list, std::span<const ItemIndex> heldBack) {
    const double gained = discountedGain(list.size(), [&](std::size_t place) {
        return std::ranges::binary_search(heldBack, list[place].item) ? 1.0 : 0.0;
    });
    return gained / discountedGain(std::min(listLength, heldBack.size()));
}

Result<std::vector<double>> numbersOf(const Recommender& model, std::span<const CutPerson> people,
                                      std::span<const Asker> askers, const ExecutionContext& context) {
    TRY_ASSIGN(const auto lists, recommendAll(model, askers, {listLength}, context));
    std::vector<double> out;
    for (std::size_t at = 0; at < people.size(); ++at) {
        out.push_back(ndcgOf(lists[at], people[at].heldBack));
    }
    return out;
}

} // namespace

std::string_view listSourceName(ListSource source) {
    return names[placeOf(source)];
}

std::string_view listSourceWords(ListSource source) {
    return words[placeOf(source)];
}

Result<ListSource> parseListSource(std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
        return Error{ErrorCode::BadInput, fmt::format("No list comes from \"{}\"", name),
                     "Name model, content, segment or popularity", "fallback"};
    }
    return static_cast<ListSource>(found - names.begin());
}

bool FallbackOrder::has(ListSource source) const {
    return std::ranges::find(sources, source) != sources.end();
}

bool operator==(const FallbackOrder& one, const FallbackOrder& other) {
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    return one.sources == other.sources && one.people == other.people &&
           std::ranges::equal(one.ndcg, other.ndcg, same);
}

std::vector<ListSource> orderBy(std::span<const double> content, std::span<const double> segment,
                                std::span<const double> popularity) {
    std::vector<ListSource> out;
    if (beats(content, popularity) && (segment.empty() || beats(content, segment))) {
        out.push_back(ListSource::Content);
    }
    if (beats(segment, popularity)) {
        out.push_back(ListSource::Segment);
    }
    out.push_back(ListSource::Popularity);
    return out;
}

Result<FallbackOrder> measureFallbackOrder(const Dataset& data, const ExecutionContext& context) {
    FallbackOrder order;
    order.ndcg.fill(unknown);
    const std::vector<CutPerson> people = cutPeople(data);
    if (people.size() < peopleToDecide) {
        return order;
    }
    const std::shared_ptr<const Dataset> train = cutData(data, people, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    std::vector<UserIndex> users;
    users.reserve(people.size());
    for (const CutPerson& person : people) {
        users.push_back(person.user);
    }
    const std::vector<Asker> askers = askersOf(*train, users);
    FallbackModels models(train);
    std::array<std::vector<double>, names.size()> numbers;
    std::vector<ListSource> asked{ListSource::Popularity};
    if (!data.itemAttributes().table().columns.empty()) {
        asked.push_back(ListSource::Content);
    }
    if (!userSegments(data, 0).codes.empty()) {
        asked.push_back(ListSource::Segment);
    }
    for (const ListSource source : asked) {
        TRY_ASSIGN(const auto model, models.of(source, context));
        TRY_ASSIGN(numbers[placeOf(source)], numbersOf(*model, people, askers, context));
        order.ndcg[placeOf(source)] = meanOf(numbers[placeOf(source)]);
    }
    order.people = people.size();
    order.sources = orderBy(numbers[placeOf(ListSource::Content)], numbers[placeOf(ListSource::Segment)],
                            numbers[placeOf(ListSource::Popularity)]);
    return order;
}

std::string fallbackOrderWords(const FallbackOrder& order) {
    std::string out;
    for (const ListSource source : order.sources) {
        out += out.empty() ? "" : ", then ";
        out += inOrder[placeOf(source)];
    }
    out.front() = out.front() == 'w' ? 'W' : out.front();
    if (!order.measured()) {
        return out + ". Too few people with five likes to measure which of them serves a newcomer best.";
    }
    std::string values;
    for (const ListSource source : {ListSource::Content, ListSource::Segment, ListSource::Popularity}) {
        if (!std::isnan(order.ndcg[placeOf(source)])) {
            values += fmt::format("{}{} {:.3f}", values.empty() ? "" : ", ", listSourceName(source),
                                  order.ndcg[placeOf(source)]);
        }
    }
    return out + fmt::format(". Measured on {} people cut to one event: NDCG@{} {}; what is more personal "
                             "comes first where it wins by more than the 95 % interval.",
                             order.people, listLength, values);
}

} // namespace tastescope
