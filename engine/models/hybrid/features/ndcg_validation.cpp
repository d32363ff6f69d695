// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/ndcg_validation.h"

#include "engine/base/discounted_gain.h"
#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::uint64_t stream = std::uint64_t{7} << 60;
constexpr std::size_t leastLiked = 3;
constexpr std::size_t heldOneIn = 5;
constexpr std::size_t eventsHeldOneIn = 20;
/// So many at most, and fewer of a large catalogue: judging must not take longer than learning.
constexpr std::size_t mostPeople = 2000;
constexpr std::size_t leastPeople = 100;
constexpr std::size_t mostScores = 4'000'000;
constexpr std::size_t listLength = 10;
constexpr std::size_t peoplePerChunk = 16;

std::size_t likedBy(const ImplicitMatrix& liked, std::uint32_t user) {
    return liked.userOffsets[user + 1] - liked.userOffsets[user];
}

/// People of whom something is held back, ascending.
std::vector<std::uint32_t> drawnPeople(const ImplicitMatrix& liked, Random& random) {
    std::vector<std::uint32_t> people;
    for (std::uint32_t user = 0; user < liked.userCount(); ++user) {
        if (likedBy(liked, user) >= leastLiked) {
            people.push_back(user);
        }
    }
    random.shuffle(std::span(people));
    std::size_t events = liked.items.size() / eventsHeldOneIn;
    const std::size_t most = std::clamp(mostScores / (liked.itemCount() + 1), leastPeople, mostPeople);
    std::size_t count = 0;
    for (; count < std::min(people.size(), most); ++count) {
        const std::size_t own = std::max<std::size_t>(likedBy(liked, people[count]) / heldOneIn, 1);
        if (own > events) {
            break;
        }
        events -= own;
    }
    people.resize(count);
    std::ranges::sort(people);
    return people;
}

/// A person's events, some of them drawn to be held back.
void holdSome(const ImplicitMatrix& liked, std::uint32_t user, Random& random, HeldLists& out) {
    std::vector<std::uint64_t> entries(likedBy(liked, user));
    std::iota(entries.begin(), entries.end(), liked.userOffsets[user]);
    random.shuffle(std::span(entries));
    const auto end =
        entries.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(entries.size() / heldOneIn, 1));
    std::sort(entries.begin(), end);
    std::sort(end, entries.end());
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        if (entry < end) {
            out.items.push_back(liked.items[*entry]);
        } else {
            out.events.push_back({user, liked.items[*entry], liked.byUser[*entry]});
        }
    }
    out.offsets.push_back(out.items.size());
}

/// Of the ten best of the scores, ties by index.
double ndcgOf(std::span<const float> scores, std::span<const std::uint32_t> relevant) {
    std::array<std::uint32_t, listLength> best{};
    std::size_t size = 0;
    for (std::uint32_t item = 0; item < scores.size(); ++item) {
        if (size == listLength && !(scores[item] > scores[best[size - 1]])) {
            continue;
        }
        std::size_t place = size < listLength ? size++ : size - 1;
        for (; place > 0 && scores[item] > scores[best[place - 1]]; --place) {
            best[place] = best[place - 1];
        }
        best[place] = item;
    }
    const double gain = discountedGain(
        size, [&](std::size_t rank) { return std::ranges::binary_search(relevant, best[rank]) ? 1.0 : 0.0; });
    const double ideal = discountedGain(std::min(size, relevant.size()));
    return ideal > 0 ? gain / ideal : 0;
}

} // namespace

HeldLists holdLists(const ImplicitMatrix& liked, bool wanted, const ExecutionContext& context) {
    HeldLists out;
    Random random(context.seed, stream);
    if (wanted) {
        out.users = drawnPeople(liked, random);
    }
    out.events.reserve(liked.items.size());
    std::size_t next = 0;
    for (std::uint32_t user = 0; user < liked.userCount() && !context.stopRequested(); ++user) {
        if (next < out.users.size() && out.users[next] == user) {
            holdSome(liked, user, random, out);
            ++next;
        } else {
            for (std::uint64_t entry = liked.userOffsets[user]; entry < liked.userOffsets[user + 1];
                 ++entry) {
                out.events.push_back({user, liked.items[entry], liked.byUser[entry]});
            }
        }
    }
    return out;
}

double heldListsLoss(const HeldLists& held, const ImplicitMatrix& liked,
                     const std::function<void(std::uint32_t user, std::span<float> scores)>& score,
                     const ExecutionContext& context) {
    const double sum = parallelSum<double>(
        context, held.users.size(), peoplePerChunk, [&](std::size_t begin, std::size_t end) {
            double part = 0;
            std::vector<float> scores(liked.itemCount());
            for (std::size_t place = begin; place < end && !context.stopRequested(); ++place) {
                const std::uint32_t user = held.users[place];
                score(user, scores);
                const auto relevant = held.itemsOf(place);
                for (std::uint64_t entry = liked.userOffsets[user]; entry < liked.userOffsets[user + 1];
                     ++entry) {
                    if (!std::ranges::binary_search(relevant, liked.items[entry])) {
                        scores[liked.items[entry]] = -std::numeric_limits<float>::infinity();
                    }
                }
                part += 1 - ndcgOf(scores, relevant);
            }
            return part;
        });
    return sum / static_cast<double>(std::max<std::size_t>(held.users.size(), 1));
}

} // namespace tastescope
