// SPDX-License-Identifier: GPL-3.0-or-later
// The sources that ask a model or an order; vector_source.cpp has those that ask an index.
#include "engine/base/fingerprint.h"
#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/pipeline/candidates/source.h"
#include "engine/ranking/top_k.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t peoplePerChunk = 16;
constexpr std::size_t similarPerChunk = 1; ///< a similarity row an item of the past is work enough

bool seenBefore(const std::vector<ItemIndex>& seen, ItemIndex item) {
    return std::ranges::binary_search(seen, item);
}

template <typename ListOf>
Result<void> eachPerson(const SourceQuestion& question, std::size_t chunk, std::span<RankedList> lists,
                        const ExecutionContext& context, const ListOf& listOf) {
    const bool done =
        parallelChunks(context, question.askers.size(), chunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
                lists[at] = listOf(at);
            }
        });
    return done && !context.stopRequested() ? Result<void>() : cancelledError();
}

class ModelSource final : public Source {
public:
    explicit ModelSource(std::shared_ptr<const Recommender> model) : m_model(std::move(model)) {}

    Result<void> find(const SourceQuestion& question, std::size_t length, std::span<RankedList> lists,
                      const ExecutionContext& context) const override {
        ListOptions options{length};
        std::vector<ItemIndex> known; // an older model has not heard of all items
        const std::size_t items = m_model->itemCount();
        if (question.allowed) {
            const auto end = std::ranges::lower_bound(*question.allowed, ItemIndex(items));
            options.candidates =
                question.allowed->first(static_cast<std::size_t>(end - question.allowed->begin()));
        }
        TRY_ASSIGN(auto found, recommendAll(*m_model, question.askers, options, context));
        for (std::size_t at = 0; at < found.size(); ++at) {
            lists[at] = std::move(found[at]);
            std::erase_if(lists[at], [&](const ScoredItem& one) { return one.item.value >= question.items; });
        }
        return {};
    }

private:
    std::shared_ptr<const Recommender> m_model;
};

/// The latest signs of taste first; what has no time comes behind, heavier before lighter.
std::vector<HistoryEntry> latestOf(const History& past, std::size_t count, std::size_t items) {
    std::vector<HistoryEntry> latest;
    for (const HistoryEntry& entry : past) {
        if (entry.weight > 0 && entry.item.value < items) {
            latest.push_back(entry);
        }
    }
    std::ranges::sort(latest, [](const HistoryEntry& a, const HistoryEntry& b) {
        return a.time != b.time       ? a.time > b.time
               : a.weight != b.weight ? a.weight > b.weight
                                      : a.item < b.item;
    });
    latest.resize(std::min(latest.size(), count));
    return latest;
}

class ItemToItemSource final : public Source {
public:
    ItemToItemSource(std::shared_ptr<const Recommender> model, std::size_t lastItems)
        : m_model(std::move(model))
        , m_lastItems(lastItems) {}

    Result<void> find(const SourceQuestion& question, std::size_t length, std::span<RankedList> lists,
                      const ExecutionContext& context) const override {
        return eachPerson(question, similarPerChunk, lists, context,
                          [&](std::size_t at) { return listOf(question, at, length, context); });
    }

private:
    RankedList listOf(const SourceQuestion& question, std::size_t at, std::size_t length,
                      const ExecutionContext& context) const {
        const std::size_t items = m_model->itemCount();
        const std::vector<HistoryEntry> latest = latestOf(question.pasts[at], m_lastItems, items);
        if (latest.empty()) {
            return {};
        }
        thread_local std::vector<float> likeness;
        thread_local std::vector<float> sums;
        likeness.resize(items);
        sums.assign(std::min(items, question.items), 0);
        for (std::size_t place = 0; place < latest.size() && !context.stopRequested(); ++place) {
            m_model->itemSimilarity(latest[place].item, likeness);
            const float weight = 1 / static_cast<float>(place + 1);
            for (std::size_t item = 0; item < sums.size(); ++item) {
                sums[item] += likeness[item] > 0 ? weight * likeness[item] : 0;
            }
        }
        for (float& sum : sums) { // what is like none of them is not found
            sum = sum > 0 ? sum : -std::numeric_limits<float>::infinity();
        }
        return topK(sums, length, question.seen[at], question.allowed);
    }

    std::shared_ptr<const Recommender> m_model;
    std::size_t m_lastItems;
};

class OrderSource final : public Source {
public:
    explicit OrderSource(RankedList order) : m_order(std::move(order)) {}

    Result<void> find(const SourceQuestion& question, std::size_t length, std::span<RankedList> lists,
                      const ExecutionContext& context) const override {
        return eachPerson(question, peoplePerChunk, lists, context, [&](std::size_t at) {
            RankedList list;
            for (auto next = m_order.begin(); next != m_order.end() && list.size() < length; ++next) {
                if ((question.may.empty() || question.may[next->item.value] != 0) &&
                    !seenBefore(question.seen[at], next->item)) {
                    list.push_back(*next);
                }
            }
            return list;
        });
    }

private:
    RankedList m_order;
};

/// A person's stream: of their row, or of what they did.
std::uint64_t streamOf(const Asker& asker, const History& past) {
    if (const auto* row = std::get_if<UserRow>(&asker)) {
        return row->user.value;
    }
    Fingerprint print;
    for (const HistoryEntry& entry : past) {
        print.add(std::uint64_t{entry.item.value});
    }
    return print.value();
}

class RandomSource final : public Source {
public:
    explicit RandomSource(std::uint64_t seed) : m_seed(seed) {}

    Result<void> find(const SourceQuestion& question, std::size_t length, std::span<RankedList> lists,
                      const ExecutionContext& context) const override {
        return eachPerson(question, peoplePerChunk, lists, context,
                          [&](std::size_t at) { return draw(question, at, length); });
    }

private:
    RankedList draw(const SourceQuestion& question, std::size_t at, std::size_t length) const {
        const std::size_t all = question.allowed ? question.allowed->size() : question.items;
        const auto itemAt = [&](std::size_t place) {
            return question.allowed ? (*question.allowed)[place] : ItemIndex(place);
        };
        // Places of `all` that the person has had: the n-th is after n others that are out of the game too.
        std::vector<std::size_t> gaps;
        for (const ItemIndex item : question.seen[at]) {
            if (!question.allowed && item.value < all) {
                gaps.push_back(item.value - gaps.size());
            } else if (question.allowed) {
                const auto found = std::ranges::lower_bound(*question.allowed, item);
                if (found != question.allowed->end() && *found == item) {
                    gaps.push_back(static_cast<std::size_t>(found - question.allowed->begin()) - gaps.size());
                }
            }
        }
        const auto free = [&](std::size_t number) { // the number-th place that is in the game
            return number + static_cast<std::size_t>(std::ranges::upper_bound(gaps, number) - gaps.begin());
        };
        // The first steps of a shuffle (Fisher and Yates) of which only what was moved is written down.
        Random random(m_seed, streamOf(question.askers[at], question.pasts[at]));
        std::unordered_map<std::size_t, std::size_t> moved;
        const auto holds = [&](std::size_t place) {
            const auto known = moved.find(place);
            return known == moved.end() ? place : known->second;
        };
        RankedList list;
        const std::size_t left = all - gaps.size();
        for (std::size_t step = 0; step < std::min(length, left); ++step) {
            const std::size_t chosen = step + random.below(left - step);
            list.push_back({itemAt(free(holds(chosen))), 0});
            moved[chosen] = holds(step);
        }
        return list;
    }

    std::uint64_t m_seed;
};

} // namespace

std::unique_ptr<const Source> modelSource(std::shared_ptr<const Recommender> model) {
    return std::make_unique<ModelSource>(std::move(model));
}

std::unique_ptr<const Source> itemToItemSource(std::shared_ptr<const Recommender> model,
                                               std::size_t lastItems) {
    return std::make_unique<ItemToItemSource>(std::move(model), lastItems);
}

std::unique_ptr<const Source> orderSource(RankedList order) {
    return std::make_unique<OrderSource>(std::move(order));
}

std::unique_ptr<const Source> randomSource(std::uint64_t seed) {
    return std::make_unique<RandomSource>(seed);
}

RankedList popularOrder(const Dataset& data) {
    RankedList order;
    for (std::size_t item = 0; item < data.matrix().itemCount(); ++item) {
        const std::size_t count = data.matrix().countOf(ItemIndex(item));
        if (count > 0) {
            order.push_back({ItemIndex(item), static_cast<float>(count)});
        }
    }
    std::ranges::stable_sort(order, std::greater<>(), &ScoredItem::score);
    return order;
}

RankedList newestOrder(const Dataset& data) {
    std::vector<Time> born(data.itemCount(), noTime);
    const Interactions& events = data.events();
    for (std::size_t row = 0; events.hasTimes() && row < events.size(); ++row) {
        Time& first = born[events.item(row).value];
        const Time time = events.time(row);
        first = time == noTime ? first : first == noTime ? time : std::min(first, time);
    }
    std::vector<ItemIndex> items;
    for (std::size_t item = 0; item < born.size(); ++item) {
        const Time released = data.itemAttributes().released(ItemIndex(item));
        born[item] = released != noTime ? released : born[item];
        if (born[item] != noTime) {
            items.emplace_back(item);
        }
    }
    const auto people = [&](ItemIndex item) {
        return item.value < data.matrix().itemCount() ? data.matrix().countOf(item) : 0;
    };
    std::ranges::sort(items, [&](ItemIndex a, ItemIndex b) {
        return born[a.value] != born[b.value] ? born[a.value] > born[b.value]
               : people(a) != people(b)       ? people(a) > people(b)
                                              : a < b;
    });
    RankedList order;
    for (const ItemIndex item : items) {
        order.push_back({item, static_cast<float>(static_cast<double>(born[item.value]) /
                                                  static_cast<double>(millisecondsPerDay))});
    }
    return order;
}

} // namespace tastescope
