// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/item_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

/// Since when an event is among the newest so many; `noTime` when nothing has a time.
std::array<Time, 3> recentFrom(const Interactions& events) {
    std::array<Time, 3> out{noTime, noTime, noTime};
    std::vector<Time> times;
    for (const Time time : events.times()) {
        if (time != noTime) {
            times.push_back(time);
        }
    }
    for (std::size_t at = 0; at < out.size() && !times.empty(); ++at) {
        const auto newest =
            static_cast<std::size_t>(ItemFacts::recentShares[at] * static_cast<double>(times.size()));
        const auto place =
            times.end() - static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(newest, 1, times.size()));
        std::nth_element(times.begin(), place, times.end());
        out[at] = *place;
    }
    return out;
}

struct Sums {
    double values = 0;
    double squares = 0;
    double count = 0;
    double audience = 0;
};

void countEvents(ItemFacts& facts, std::vector<Sums>& sums, const ExecutionContext& context) {
    const Interactions& events = facts.data->events();
    const std::array<Time, 3> from = recentFrom(events);
    Time first = noTime;
    for (std::size_t user = 0; user < events.userCount() && !context.stopRequested(); ++user) {
        const std::size_t begin = events.firstOf(UserIndex(user));
        const std::size_t end = events.lastOf(UserIndex(user));
        const double activity = std::log1p(static_cast<double>(end - begin));
        for (std::size_t row = begin; row < end; ++row) {
            ItemFacts::Item& item = facts.items[events.item(row).value];
            Sums& sum = sums[events.item(row).value];
            ++item.events;
            sum.audience += activity;
            if (const auto value = static_cast<double>(events.value(row)); std::isfinite(value)) {
                sum.values += value;
                sum.squares += value * value;
                ++sum.count;
            }
            const Time time = events.time(row);
            if (time == noTime) {
                continue;
            }
            item.first = item.first == noTime ? time : std::min(item.first, time);
            item.last = std::max(item.last, time); // noTime is the least of all
            first = first == noTime ? time : std::min(first, time);
            facts.now = std::max(facts.now, time);
            for (std::size_t at = 0; at < from.size(); ++at) {
                item.recent[at] += time >= from[at] ? 1 : 0;
            }
        }
    }
    const float days = daysBetween(first, facts.now);
    facts.days = std::isnan(days) ? 0 : static_cast<double>(days);
}

void rankByPopularity(ItemFacts& facts) {
    std::vector<std::uint32_t> order(facts.items.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return facts.items[a].events > facts.items[b].events;
    });
    const auto last = static_cast<float>(std::max<std::size_t>(order.size(), 2) - 1);
    for (std::size_t place = 0; place < order.size(); ++place) {
        const bool tied =
            place > 0 && facts.items[order[place]].events == facts.items[order[place - 1]].events;
        facts.items[order[place]].place =
            tied ? facts.items[order[place - 1]].place : static_cast<float>(place) / last;
    }
}

void describe(ItemFacts& facts, const std::vector<Sums>& sums) {
    const ItemAttributes& attributes = facts.data->itemAttributes();
    facts.creatorEvents.assign(attributes.creatorCount(), 0);
    facts.creatorItems.assign(attributes.creatorCount(), 0);
    for (std::size_t at = 0; at < facts.items.size(); ++at) {
        ItemFacts::Item& item = facts.items[at];
        const Sums& sum = sums[at];
        const double mean = sum.count > 0 ? sum.values / sum.count : 0;
        item.mean = sum.count > 0 ? static_cast<float>(mean) : unknown;
        item.deviation =
            sum.count > 1
                ? static_cast<float>(std::sqrt(std::max(0.0, sum.squares / sum.count - mean * mean)))
                : unknown;
        item.audience = item.events > 0 ? static_cast<float>(sum.audience / item.events) : unknown;
        item.released = attributes.released(ItemIndex(at));
        item.creator = attributes.creatorCode(ItemIndex(at));
        if (item.creator) {
            facts.creatorEvents[*item.creator] += item.events;
            ++facts.creatorItems[*item.creator];
        }
    }
}

void gatherWords(ItemFacts& facts) {
    const ItemAttributes& attributes = facts.data->itemAttributes();
    const AttributeColumn* lists[]{attributes.categories(), attributes.tags()};
    std::size_t vocabulary = attributes.creatorCount();
    for (const AttributeColumn* list : lists) {
        vocabulary += list ? list->words.size() : 0;
    }
    ItemFacts::Words& words = facts.words;
    std::vector<std::uint32_t> documents(vocabulary, 0);
    for (std::size_t item = 0; item < facts.items.size(); ++item) {
        if (facts.items[item].creator) {
            words.codes.push_back(*facts.items[item].creator);
        }
        auto from = static_cast<std::uint32_t>(attributes.creatorCount());
        for (const AttributeColumn* list : lists) {
            if (list) {
                for (const std::uint32_t code : list->codesOf(item)) {
                    words.codes.push_back(from + code);
                }
                from += static_cast<std::uint32_t>(list->words.size());
            }
        }
        const auto own = words.codes.begin() + words.offsets.back();
        std::sort(own, words.codes.end());
        words.codes.erase(std::unique(own, words.codes.end()), words.codes.end());
        words.offsets.push_back(static_cast<std::uint32_t>(words.codes.size()));
        for (const std::uint32_t code : words.of(item)) {
            ++documents[code];
        }
    }
    for (const std::uint32_t count : documents) {
        words.idf.push_back(static_cast<float>(
            std::log((1.0 + static_cast<double>(facts.items.size())) / (1.0 + static_cast<double>(count)))));
    }
    for (std::size_t item = 0; item < facts.items.size(); ++item) {
        double square = 0;
        for (const std::uint32_t code : words.of(item)) {
            square += static_cast<double>(words.idf[code]) * static_cast<double>(words.idf[code]);
        }
        words.norms.push_back(static_cast<float>(std::sqrt(square)));
    }
}

/// Numbers that stand for something already: dates are dates, and a title is none.
bool isRanked(const AttributeColumn& column) {
    return column.kind == AttributeKind::Number && column.name != "title" && column.name != "creator" &&
           column.name != "released";
}

void scaleNumbers(ItemFacts& facts) {
    for (const AttributeColumn* column : facts.numbers) {
        double sum = 0;
        double squares = 0;
        double count = 0;
        for (const double number : column ? column->numbers : std::vector<double>{}) {
            if (std::isfinite(number)) {
                sum += number;
                squares += number * number;
                ++count;
            }
        }
        const double variance = count > 1 ? squares / count - sum / count * (sum / count) : 0;
        facts.numberScale.push_back(variance > 0 ? static_cast<float>(std::sqrt(variance)) : 1);
    }
}

} // namespace

float daysBetween(Time from, Time to) {
    if (from == noTime || to == noTime) {
        return unknown;
    }
    return static_cast<float>(
        std::max(0.0, (static_cast<double>(to) - static_cast<double>(from)) / millisecondsPerDay));
}

std::vector<std::string> rankedNumbers(const Dataset& data) {
    std::vector<std::string> names;
    for (const AttributeColumn& column : data.itemAttributes().table().columns) {
        if (isRanked(column) && names.size() < ItemFacts::mostNumbers) {
            names.push_back(column.name);
        }
    }
    return names;
}

ItemFacts itemFactsOf(std::shared_ptr<const Dataset> data, std::vector<std::string> numbers,
                      const ExecutionContext& context) {
    ItemFacts facts;
    facts.data = std::move(data);
    facts.numberNames = std::move(numbers);
    facts.perEvent = 1'000 / std::max(1.0, static_cast<double>(facts.data->events().size()));
    facts.items.resize(facts.data->itemCount());
    std::vector<Sums> sums(facts.items.size());
    countEvents(facts, sums, context);
    rankByPopularity(facts);
    describe(facts, sums);
    gatherWords(facts);
    for (const std::string& name : facts.numberNames) {
        const AttributeColumn* column = facts.data->itemAttributes().table().find(name);
        facts.numbers.push_back(column && isRanked(*column) ? column : nullptr);
    }
    scaleNumbers(facts);
    return facts;
}

} // namespace tastescope
