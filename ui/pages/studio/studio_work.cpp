// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/studio_work.h"

#include "engine/pipeline/ranker/ranked_recommender.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

namespace tastescope {
namespace {

class Watch {
public:
    double milliseconds() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// The rank a source has an item at; 0: not among its first.
std::size_t rankBy(const RankedPerson::Source& source, ItemIndex item) {
    return item.value < source.ranks.size() ? source.ranks[item.value] : 0;
}

/// As the door would ask: who came after the training, by the history.
std::shared_ptr<const RankedPerson> askSources(const StudioWorld& world, UserIndex user) {
    const RankerFeatures& features = world.ranker->features();
    const Dataset& known = *features.facts().data;
    const Asker asker =
        user.value < known.userCount() ? Asker(UserRow{&known, user}) : world.data->historyOf(user);
    return std::make_shared<const RankedPerson>(features.about(asker));
}

std::vector<std::pair<std::string, std::size_t>> sourcesOf(const StudioWorld& world,
                                                           const ReadyPeople& person) {
    std::vector<std::pair<std::string, std::size_t>> all;
    if (!world.ranker || !person.asked) {
        return all;
    }
    for (const RankerSource& source : world.ranker->features().sources()) {
        all.emplace_back(source.title, 0);
    }
    for (const ItemIndex item : person.prepared->people().front().items) {
        std::size_t best = 0;
        std::size_t by = 0;
        for (std::size_t at = 0; at < all.size(); ++at) {
            const std::size_t rank = rankBy(person.asked->sources[at], item);
            if (rank > 0 && (best == 0 || rank < best)) {
                best = rank;
                by = at;
            }
        }
        all[by].second += best > 0 ? 1 : 0;
    }
    return all;
}

} // namespace

Result<ReadyPeople> readyPeople(const StudioWorld& world, std::vector<UserIndex> users, const RuleSet& rules,
                                const ReadyPeople& before, const ExecutionContext& context) {
    ReadyPeople out;
    out.pinned = pinnedItems(rules, world.data->items());
    out.source = world.source;
    const bool ranked = before.ranked && before.source == world.source && before.ranked->data == world.data &&
                        before.ranked->users == users;
    if (ranked && before.prepared && before.pinned == out.pinned) {
        return before;
    }
    if (ranked) {
        out.ranked = before.ranked;
        out.asked = before.asked;
    } else {
        std::shared_ptr<const CandidateSource> source = world.source;
        if (world.ranker && users.size() == 1) {
            out.asked = askSources(world, users.front());
            source = std::make_shared<const ModelCandidates>(rankedRecommender(world.ranker, out.asked));
        }
        TRY_ASSIGN(auto made, rankPeople(world.data, std::move(source), std::move(users), context));
        out.ranked = std::make_shared<const RankedPeople>(std::move(made));
    }
    TRY_ASSIGN(auto lists, candidateLists(*out.ranked, out.pinned, context));
    out.prepared = std::make_shared<const PreparedCandidates>(world.facts, std::move(lists), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    return out;
}

Result<Preview> preview(const StudioWorld& world, UserIndex user, const RuleSet& rules, Time clock,
                        const Preview& before, const ExecutionContext& context) {
    Preview out;
    const Watch collecting;
    TRY_ASSIGN(out.people, readyPeople(world, {user}, rules, before.people, context));
    const bool same = out.people.prepared == before.people.prepared;
    out.collected = same ? before.collected : collecting.milliseconds();
    out.sources = same ? before.sources : sourcesOf(world, out.people);
    TRY_ASSIGN(out.story, listStory(*out.people.prepared, rules, 0, clock, context));
    return out;
}

Result<std::vector<Preview>> previews(const StudioWorld& world, const std::vector<UserIndex>& users,
                                      const RuleSet& rules, Time clock, const std::vector<Preview>& before,
                                      const ExecutionContext& context) {
    std::vector<Preview> out;
    for (const UserIndex user : users) {
        const auto known = std::ranges::find_if(
            before, [&](const Preview& one) { return one.people.ranked->users.front() == user; });
        TRY_ASSIGN(auto one,
                   preview(world, user, rules, clock, known == before.end() ? Preview() : *known, context));
        out.push_back(std::move(one));
    }
    return out;
}

Result<Measured> measure(const StudioWorld& world, const RuleSet& rules, Time clock,
                         const ReadyPeople& before, const ExecutionContext& given) {
    ExecutionContext context = given;
    context.seed = studioSeed;
    Measured out;
    context.report(0, "Recommending");
    TRY_ASSIGN(out.people, readyPeople(world, samplePeople(*world.data, sampledPeople, studioSeed), rules,
                                       before, context));
    RerankOptions options;
    options.clock = clock;
    options.prices = true;
    TRY_ASSIGN(out.numbers, measureRules(out.people.prepared, rules, options, context));
    return out;
}

std::optional<RankerTale> rankerTale(const StudioWorld& world, const ReadyPeople& person, ItemIndex item) {
    if (!world.ranker || !person.asked) {
        return std::nullopt;
    }
    RankerTale tale;
    for (std::size_t at = 0; at < person.asked->sources.size(); ++at) {
        tale.ranks.emplace_back(world.ranker->features().sources()[at].title,
                                rankBy(person.asked->sources[at], item));
    }
    tale.score = world.ranker->explain(*person.asked, item);
    return tale;
}

Result<ItemStages> itemStages(const StudioWorld& world, const ReadyPeople& person, const RuleSet& rules,
                              ItemIndex item, Time clock,
                              const std::shared_ptr<const NeighbourGraphs>& graphs,
                              const ExecutionContext& context) {
    ItemStages out;
    TRY_ASSIGN(out.story, itemStory(*person.prepared, rules, 0, item, clock));
    out.ranked = rankerTale(world, person, item);
    out.indexing = graphs == nullptr;
    if (graphs) {
        const Asker asker = UserRow{world.data.get(), person.ranked->users.front()};
        TRY_ASSIGN(out.index, indexStandings(*graphs, asker, item, context));
    }
    return out;
}

std::vector<CreatorPlaces> exposureLedger(const PreparedCandidates& candidates,
                                          const std::vector<std::vector<std::uint32_t>>& lists,
                                          std::size_t length) {
    const RuleFacts& facts = candidates.facts();
    const ItemAttributes& attributes = facts.data->itemAttributes();
    std::vector<CreatorPlaces> all(attributes.creatorCount());
    const auto count = [&](ItemIndex item, std::size_t CreatorPlaces::*side) {
        if (const auto code = attributes.creatorCode(item)) {
            ++(all[*code].*side);
            all[*code].small = item.value < facts.smallCreator.size() && facts.smallCreator[item.value];
        }
    };
    for (std::size_t person = 0; person < lists.size(); ++person) {
        const std::span<const ItemIndex> items = candidates.people()[person].items;
        for (std::size_t place = 0; place < std::min(length, items.size()); ++place) {
            count(items[place], &CreatorPlaces::before);
        }
        for (std::size_t place = 0; place < std::min(length, lists[person].size()); ++place) {
            count(items[lists[person][place]], &CreatorPlaces::after);
        }
    }
    for (std::uint32_t code = 0; code < all.size(); ++code) {
        all[code].creator = code;
    }
    std::erase_if(all, [](const CreatorPlaces& one) { return one.before + one.after == 0; });
    const auto gain = [](const CreatorPlaces& one) {
        return static_cast<std::ptrdiff_t>(one.after) - static_cast<std::ptrdiff_t>(one.before);
    };
    std::ranges::sort(all, [&](const CreatorPlaces& a, const CreatorPlaces& b) {
        return gain(a) != gain(b) ? gain(a) > gain(b) : a.creator < b.creator;
    });
    return all;
}

} // namespace tastescope
