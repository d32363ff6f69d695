// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/item_rehearsal.h"

#include "engine/base/parallel.h"
#include "engine/base/progress.h"
#include "engine/base/random.h"
#include "engine/data/dataset_rows.h"
#include "engine/metrics/accuracy.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

namespace tastescope {
namespace {

constexpr std::array<std::string_view, 3> algorithmsForItems{"content_tfidf", "features", "two_tower"};
constexpr std::uint64_t peopleStream = 1;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// What all models share: training without the hidden items, and who is asked about them.
struct Stage {
    std::shared_ptr<const Dataset> cold;
    std::vector<ItemIndex> hidden;           ///< ascending
    std::vector<ItemIndex> listed;           ///< ascending: the catalogue with the hidden
    std::vector<UserIndex> people;           ///< ascending
    std::vector<std::vector<bool>> audience; ///< by hidden item, then by place among the people
};

std::vector<ItemIndex> drawHidden(const Dataset& dataset, const ItemRehearsalRequest& request,
                                  std::uint64_t seed) {
    std::vector<ItemIndex> items;
    for (std::size_t item = 0; item < dataset.itemCount(); ++item) {
        if (dataset.matrix().countOf(ItemIndex(item)) >= std::max<std::size_t>(request.leastEvents, 1) &&
            isDescribed(dataset.itemAttributes().table(), item)) {
            items.emplace_back(item);
        }
    }
    Random(seed).shuffle(std::span(items));
    const auto wanted =
        static_cast<std::size_t>(std::ceil(request.hidden * static_cast<double>(items.size())));
    items.resize(std::min({items.size(), wanted, request.mostHidden}));
    std::ranges::sort(items);
    return items;
}

std::vector<UserIndex> drawPeople(const Dataset& cold, std::size_t most, std::uint64_t seed) {
    std::vector<UserIndex> people;
    for (std::size_t user = 0; user < cold.userCount(); ++user) {
        if (cold.matrix().countOf(UserIndex(user)) > 0) {
            people.emplace_back(user);
        }
    }
    if (most > 0 && people.size() > most) {
        Random(seed, peopleStream).shuffle(std::span(people));
        people.resize(most);
        std::ranges::sort(people);
    }
    return people;
}

Result<Stage> setStage(const Dataset& dataset, const ItemRehearsalRequest& request,
                       const ExecutionContext& context) {
    Stage stage;
    stage.hidden = drawHidden(dataset, request, context.seed);
    std::vector<bool> isHidden(dataset.itemCount());
    for (const ItemIndex item : stage.hidden) {
        isHidden[item.value] = true;
    }
    std::vector<bool> keep(dataset.events().size());
    for (std::size_t row = 0; row < keep.size(); ++row) {
        keep[row] = !isHidden[dataset.events().item(row).value];
    }
    stage.cold =
        dataset.withEvents(std::make_shared<const Interactions>(dataset.events().subset(keep)), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    for (std::size_t item = 0; item < dataset.itemCount(); ++item) {
        if (isHidden[item] || stage.cold->matrix().countOf(ItemIndex(item)) > 0) {
            stage.listed.emplace_back(item);
        }
    }
    stage.people = drawPeople(*stage.cold, request.people, context.seed);
    if (stage.hidden.empty() || stage.people.empty()) {
        return Error{ErrorCode::BadInput,
                     fmt::format("No {} has attributes and {} events or more", dataset.nouns().item,
                                 request.leastEvents),
                     "Import more events, or attributes of the items that have them", "onboarding"};
    }
    for (const ItemIndex item : stage.hidden) {
        const auto users = dataset.matrix().usersOf(item);
        const auto values = dataset.matrix().valuesOf(item);
        std::vector<bool>& row = stage.audience.emplace_back(stage.people.size());
        for (std::size_t at = 0; at < users.size(); ++at) {
            const auto place = std::ranges::lower_bound(stage.people, users[at]);
            if (values[at] > 0 && place != stage.people.end() && *place == users[at]) {
                row[static_cast<std::size_t>(place - stage.people.begin())] = true;
            }
        }
    }
    return stage;
}

/// How many of the people's lists hold each hidden item, and of whom. By hidden item, then by person.
Result<std::vector<std::vector<bool>>> reachedBy(const Recommender& model, const Stage& stage, std::size_t k,
                                                 const ExecutionContext& context) {
    TRY_ASSIGN(const auto lists, recommendAll(model, askersOf(*stage.cold, stage.people),
                                              {k, {}, std::span(stage.listed)}, context));
    std::vector<std::vector<bool>> reached(stage.hidden.size(), std::vector<bool>(stage.people.size()));
    for (std::size_t person = 0; person < lists.size(); ++person) {
        for (const ScoredItem& entry : lists[person]) {
            const auto found = std::ranges::lower_bound(stage.hidden, entry.item);
            if (found != stage.hidden.end() && *found == entry.item) {
                reached[static_cast<std::size_t>(found - stage.hidden.begin())][person] = true;
            }
        }
    }
    return reached;
}

/// Places of the hidden items among what a person has not had, 0 to 1, ties in the middle: by person, then by
/// hidden item.
Result<std::vector<float>> placesOf(const Recommender& model, const Stage& stage,
                                    const ExecutionContext& context) {
    constexpr std::size_t peopleAtOnce = 8;
    const std::size_t hidden = stage.hidden.size();
    const std::size_t items = model.itemCount();
    std::vector<float> places(stage.people.size() * hidden);
    const auto work = [&](std::size_t begin, std::size_t end) {
        std::vector<float> scores((end - begin) * items);
        model.scoreUsers(std::span(stage.people).subspan(begin, end - begin), scores);
        std::vector<float> rivals;
        for (std::size_t person = begin; person < end && !context.stopRequested(); ++person) {
            const auto row = std::span(scores).subspan((person - begin) * items, items);
            const auto seen = stage.cold->matrix().itemsOf(stage.people[person]);
            rivals.clear();
            for (const ItemIndex item : stage.listed) {
                if (!std::ranges::binary_search(seen, item)) {
                    rivals.push_back(row[item.value]);
                }
            }
            std::ranges::sort(rivals, std::greater<>());
            const double others = std::max<double>(static_cast<double>(rivals.size()) - 1, 1);
            for (std::size_t at = 0; at < hidden; ++at) {
                const auto [first, last] = std::equal_range(rivals.begin(), rivals.end(),
                                                            row[stage.hidden[at].value], std::greater<>());
                const auto above = static_cast<double>(first - rivals.begin());
                const auto ties = static_cast<double>(last - first - 1);
                places[person * hidden + at] = static_cast<float>((above + ties / 2) / others);
            }
        }
    };
    if (!parallelChunks(context, stage.people.size(), peopleAtOnce, work) || context.stopRequested()) {
        return cancelledError();
    }
    return places;
}

std::size_t countOf(const std::vector<bool>& flags) {
    return static_cast<std::size_t>(std::ranges::count(flags, true));
}

RehearsedItem judge(const Stage& stage, std::size_t at, const std::vector<float>& places,
                    const std::vector<bool>& reached, const std::vector<bool>& warm) {
    RehearsedItem out;
    out.item = stage.hidden[at];
    out.reach = countOf(reached);
    out.warmReach = countOf(warm);
    std::vector<float> audience;
    std::vector<float> others;
    double rank = 0;
    for (std::size_t person = 0; person < stage.people.size(); ++person) {
        const float place = places[person * stage.hidden.size() + at];
        if (stage.audience[at][person]) {
            audience.push_back(-place); // higher is better
            rank += static_cast<double>(place);
            out.hits += reached[person] ? 1 : 0;
        } else {
            others.push_back(-place);
        }
    }
    out.audience = audience.size();
    out.rank = audience.empty() ? nothing : rank / static_cast<double>(audience.size());
    out.auc = aucOf(audience, others);
    return out;
}

double share(std::size_t part, std::size_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : nothing;
}

Result<void> summarise(ItemRehearsalModel& model, std::size_t people, std::size_t resamples,
                       const ExecutionContext& context) {
    std::array<std::vector<double>, 5> columns;
    for (const RehearsedItem& item : model.items) {
        columns[0].push_back(item.auc);
        columns[1].push_back(item.rank);
        columns[2].push_back(share(item.hits, item.audience));
        columns[3].push_back(share(item.hits, item.reach));
        columns[4].push_back(share(item.reach, people));
        model.error.quotients.push_back(item.quotient());
    }
    std::ranges::sort(model.error.quotients);
    const std::vector<std::span<const double>> views(columns.begin(), columns.end());
    TRY_ASSIGN(const auto found, summariseColumns(views, resamples, context));
    model.auc = found[0];
    model.rank = found[1];
    model.hit = found[2];
    model.precision = found[3];
    model.chance = found[4];
    return {};
}

Result<ItemRehearsalModel> rehearse(const Dataset& dataset, const Stage& stage,
                                    const AlgorithmInfo& algorithm, const ItemRehearsalRequest& request,
                                    const ExecutionContext& context) {
    const ParamSet params(algorithm.params);
    ItemRehearsalModel out;
    out.algorithm = algorithm.id;
    PartProgress without(context, 0, 0.45, {.label = algorithm.title, .withLosses = false});
    TRY_ASSIGN(const auto cold, algorithm.fit(*stage.cold, params, without.context()));
    TRY_ASSIGN(const auto places, placesOf(*cold, stage, without.context()));
    TRY_ASSIGN(const auto reached, reachedBy(*cold, stage, request.k, without.context()));
    PartProgress with(context, 0.45, 1, {.label = algorithm.title, .withLosses = false});
    TRY_ASSIGN(const auto known, algorithm.fit(dataset, params, with.context()));
    TRY_ASSIGN(const auto warm, reachedBy(*known, stage, request.k, with.context()));
    for (std::size_t at = 0; at < stage.hidden.size(); ++at) {
        out.items.push_back(judge(stage, at, places, reached[at], warm[at]));
    }
    TRY(summarise(out, stage.people.size(), request.resamples, context));
    return out;
}

Result<std::vector<const AlgorithmInfo*>> algorithmsOf(const ItemRehearsalRequest& request) {
    std::vector<const AlgorithmInfo*> found;
    for (const std::string_view id : algorithmsForItems) {
        if (request.algorithms.empty()) {
            found.push_back(findAlgorithm(id));
        }
    }
    for (const std::string& id : request.algorithms) {
        TRY_ASSIGN(const auto algorithm, requireAlgorithm(id));
        if (!algorithm->scoresNewItems) {
            return Error{ErrorCode::InvalidArgument,
                         algorithm->title + " cannot place an item without events",
                         "Use content_tfidf, features or two_tower", "--model"};
        }
        found.push_back(algorithm);
    }
    return found;
}

} // namespace

std::span<const std::string_view> itemRehearsalAlgorithms() {
    return algorithmsForItems;
}

Interval ReachError::intervalOf(double reach, double people, double confidence) const {
    // Of n quotients and a new one any order is as likely: the j-th smallest lies above it with j / (n + 1).
    const auto count = static_cast<double>(quotients.size());
    const double tail = (1 - confidence) / 2;
    const double below = std::floor(tail * (count + 1) + 1e-9);
    const double above = std::ceil((1 - tail) * (count + 1) - 1e-9);
    const auto at = [&](double number) {
        return (reach + 1) * quotients[static_cast<std::size_t>(number) - 1] - 1;
    };
    return {below < 1 ? 0 : std::clamp(at(below), 0.0, people),
            above > count ? people : std::clamp(at(above), 0.0, people)};
}

ReachError ReachError::without(double quotient) const {
    ReachError others = *this;
    const auto found = std::ranges::lower_bound(others.quotients, quotient);
    if (found != others.quotients.end() && *found == quotient) {
        others.quotients.erase(found);
    }
    return others;
}

Result<ItemRehearsal> rehearseItems(const Dataset& dataset, const ItemRehearsalRequest& request,
                                    const ExecutionContext& context) {
    TRY_ASSIGN(const auto algorithms, algorithmsOf(request));
    if (dataset.itemAttributes().table().columns.empty()) {
        return Error{ErrorCode::Unsupported, "Nothing is known of the items but who had them",
                     "Import attributes, such as categories or tags", "onboarding"};
    }
    context.report(0, "Hiding items");
    TRY_ASSIGN(const auto stage, setStage(dataset, request, context));
    ItemRehearsal out;
    out.hidden = stage.hidden.size();
    out.people = stage.people.size();
    for (std::size_t at = 0; at < algorithms.size(); ++at) {
        const auto parts = static_cast<double>(algorithms.size());
        PartProgress part(context, static_cast<double>(at) / parts, static_cast<double>(at + 1) / parts,
                          {.withLosses = false});
        TRY_ASSIGN(auto model, rehearse(dataset, stage, *algorithms[at], request, part.context()));
        out.models.push_back(std::move(model));
    }
    return out;
}

} // namespace tastescope
