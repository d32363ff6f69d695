// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/ranker_window.h"

#include "engine/base/discounted_gain.h"
#include "engine/base/parallel.h"
#include "engine/base/progress.h"
#include "engine/base/random.h"
#include "engine/ranking/selection.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t listLength = 10;

/// One person's part of RankerExamples.
struct PersonExamples {
    std::vector<float> values;
    std::vector<float> labels;
    std::vector<double> sources;
    std::uint32_t relevant = 0;
};

bool contains(std::span<const ItemIndex> sorted, ItemIndex item) {
    return std::ranges::binary_search(sorted, item);
}

double idealOf(std::size_t relevant) {
    return discountedGain(std::min(relevant, listLength));
}

/// Of the first ten of `best` that anybody has an event with.
double ndcgOfBest(std::span<const ItemIndex> best, std::span<const ItemIndex> taken, std::size_t relevant,
                  const ItemFacts& facts) {
    double gain = 0;
    std::size_t place = 0;
    for (std::size_t at = 0; at < best.size() && place < listLength; ++at) {
        if (facts.items[best[at].value].events > 0) {
            gain += contains(taken, best[at]) ? placeWeight(place) : 0;
            ++place;
        }
    }
    return gain / idealOf(relevant);
}

class ExampleMaker {
public:
    ExampleMaker(const RankerWindow& window, const ExampleOptions& options, std::uint64_t seed)
        : m_window(window)
        , m_options(options)
        , m_seed(seed) {}

    PersonExamples of(UserIndex user) const {
        const RankerFeatures& features = *m_window.features;
        const Asker asker = UserRow{m_window.train.get(), user};
        const RankedPerson person = features.about(asker);
        const std::span<const ItemIndex> taken = m_window.taken.itemsOf(user);
        Random random(m_seed, user.value);
        PersonExamples out;
        out.relevant = static_cast<std::uint32_t>(m_window.taken.relevantCount(user));
        for (const RankedPerson::Source& source : person.sources) {
            out.sources.push_back(ndcgOfBest(source.best, taken, out.relevant, features.facts()));
        }
        const std::vector<ItemIndex> items = chosen(candidates(person, random), taken, random);
        for (const ItemIndex item : items) {
            out.labels.push_back(contains(taken, item) ? 1.0F : 0.0F);
        }
        out.values.resize(items.size() * features.count());
        features.fill(person, items, out.values);
        return out;
    }

private:
    std::vector<ItemIndex> candidates(const RankedPerson& person, Random& random) const {
        const std::vector<ItemFacts::Item>& facts = m_window.features->facts().items;
        std::vector<ItemIndex> items = RankerFeatures::candidatesOf(person, m_options.depth);
        for (std::size_t at = 0; at < m_options.explored; ++at) {
            const ItemIndex item(random.below(facts.size()));
            if (!contains(person.met, item)) {
                items.push_back(item);
            }
        }
        std::ranges::sort(items);
        items.erase(std::unique(items.begin(), items.end()), items.end());
        std::erase_if(items, [&](ItemIndex item) { return facts[item.value].events == 0; });
        return items;
    }
    /// All that were taken, some of the others.
    std::vector<ItemIndex> chosen(std::vector<ItemIndex> items, std::span<const ItemIndex> taken,
                                  Random& random) const {
        if (m_options.passedOver == 0) {
            return items;
        }
        random.shuffle(std::span(items));
        std::size_t passed = 0;
        std::erase_if(
            items, [&](ItemIndex item) { return !contains(taken, item) && ++passed > m_options.passedOver; });
        std::ranges::sort(items);
        return items;
    }

    const RankerWindow& m_window;
    const ExampleOptions& m_options;
    std::uint64_t m_seed;
};

std::vector<UserIndex> peopleOf(const HeldOut& taken, std::size_t atMost, std::uint64_t seed) {
    std::vector<UserIndex> people;
    for (std::size_t row = 0; row + 1 < taken.offsets.size(); ++row) {
        if (taken.relevantCount(UserIndex(row)) > 0) {
            people.emplace_back(row);
        }
    }
    if (people.size() > atMost) {
        Random(seed).shuffle(std::span(people));
        people.resize(atMost);
        std::ranges::sort(people);
    }
    return people;
}

} // namespace

Result<std::shared_ptr<const RankerFeatures>> trainFeatures(std::shared_ptr<const Dataset> dataset,
                                                            std::span<const AlgorithmInfo* const> sources,
                                                            const ExecutionContext& context) {
    std::vector<RankerSource> made;
    for (std::size_t at = 0; at < sources.size(); ++at) {
        const AlgorithmInfo& info = *sources[at];
        PartProgress progress(context, static_cast<double>(at) / static_cast<double>(sources.size()),
                              static_cast<double>(at + 1) / static_cast<double>(sources.size()),
                              {.label = info.title, .withLosses = false});
        TRY_ASSIGN(auto model, info.fit(*dataset, ParamSet(info.params), progress.context()));
        made.push_back({info.id, info.title, std::move(model)});
    }
    std::vector<std::string> numbers = rankedNumbers(*dataset);
    auto facts =
        std::make_shared<const ItemFacts>(itemFactsOf(std::move(dataset), std::move(numbers), context));
    if (context.stopRequested()) {
        return cancelledError();
    }
    return std::make_shared<const RankerFeatures>(std::move(facts), std::move(made));
}

Result<RankerWindow> rankerWindow(const Dataset& dataset, const SplitOptions& cut,
                                  std::span<const AlgorithmInfo* const> sources,
                                  const ExecutionContext& context) {
    TRY_ASSIGN(const auto parts, splitDataset(dataset, cut, context));
    RankerWindow window;
    window.train = parts.train;
    window.taken = heldOutOf(*parts.train, *parts.test);
    TRY_ASSIGN(window.features, trainFeatures(parts.train, sources, context));
    return window;
}

Result<RankerExamples> RankerWindow::examples(const ExampleOptions& options,
                                              const ExecutionContext& context) const {
    const std::vector<UserIndex> people = peopleOf(taken, options.people, context.seed);
    std::vector<PersonExamples> made(people.size());
    const ExampleMaker maker(*this, options, context.seed);
    const bool whole = parallelChunks(context, people.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at) {
            made[at] = maker.of(people[at]);
        }
    });
    if (!whole) {
        return cancelledError();
    }
    RankerExamples out;
    out.rows.features = features->count();
    out.sources.resize(features->sources().size());
    for (PersonExamples& one : made) {
        out.rows.values.insert(out.rows.values.end(), one.values.begin(), one.values.end());
        out.rows.labels.insert(out.rows.labels.end(), one.labels.begin(), one.labels.end());
        out.rows.groups.push_back(static_cast<std::uint32_t>(one.labels.size()));
        out.relevant.push_back(one.relevant);
        for (std::size_t source = 0; source < out.sources.size(); ++source) {
            out.sources[source].push_back(one.sources[source]);
        }
        one = {};
    }
    return out;
}

std::vector<double> ndcgOfRows(const RankerExamples& examples, std::span<const float> raw) {
    std::vector<double> out;
    std::vector<Selection::Key> kept;
    std::size_t first = 0;
    for (std::size_t person = 0; person < examples.relevant.size(); ++person) {
        const std::size_t rows = examples.rows.groups[person];
        Selection best(listLength, kept);
        best.offer(raw.subspan(first, rows), 0, rows);
        double gain = 0;
        std::size_t place = 0;
        for (const ScoredItem& one : best.best()) {
            gain += examples.rows.labels[first + one.item.value] > 0 ? placeWeight(place) : 0;
            ++place;
        }
        out.push_back(gain / idealOf(examples.relevant[person]));
        first += rows;
    }
    return out;
}

} // namespace tastescope
