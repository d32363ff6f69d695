// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/question_tree.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/onboarding/question_order.h"

#include <algorithm>
#include <limits>

namespace tastescope {
namespace {

using Group = std::vector<std::uint32_t>;

std::size_t placeOf(float answer) {
    return static_cast<std::size_t>(answer > 0 ? Answer::Like : Answer::Dislike);
}

/// Sums by item of one group of people; what is touched is remembered, so that clearing is cheap.
class Sums {
public:
    explicit Sums(std::size_t items) : m_sums(items), m_marked(items) {}

    void add(const InteractionMatrix& answers, std::uint32_t person) {
        const auto items = answers.itemsOf(UserIndex(person));
        const auto values = answers.valuesOf(UserIndex(person));
        for (std::size_t at = 0; at < items.size(); ++at) {
            const std::uint32_t item = items[at].value;
            m_sums[item] += values[at] > 0 ? 1 : -1;
            if (m_marked[item] == 0) {
                m_marked[item] = 1;
                m_touched.push_back(item);
            }
        }
        ++m_people;
    }
    void clear() {
        for (const std::uint32_t item : m_touched) {
            m_sums[item] = 0;
            m_marked[item] = 0;
        }
        m_touched.clear();
        m_people = 0;
    }
    std::span<const std::uint32_t> touched() const { return m_touched; }
    std::int64_t of(std::uint32_t item) const { return m_sums[item]; }
    std::int64_t people() const { return m_people; }
    std::int64_t squares() const {
        std::int64_t sum = 0;
        for (const std::uint32_t item : m_touched) {
            sum += of(item) * of(item);
        }
        return sum;
    }

private:
    std::vector<std::int32_t> m_sums;
    std::vector<std::uint8_t> m_marked;
    std::vector<std::uint32_t> m_touched;
    std::int64_t m_people = 0;
};

double share(std::int64_t squares, std::int64_t people) {
    return people > 0 ? static_cast<double>(squares) / static_cast<double>(people) : 0;
}

/// One node being split.
class Split {
public:
    Split(const InteractionMatrix& answers, const Group& group) : m_answers(answers), m_group(group) {
        m_member.assign(answers.userCount(), 0);
        m_all.assign(answers.itemCount(), 0);
        for (const std::uint32_t person : group) {
            m_member[person] = 1;
            const auto items = answers.itemsOf(UserIndex(person));
            const auto values = answers.valuesOf(UserIndex(person));
            for (std::size_t at = 0; at < items.size(); ++at) {
                m_all[items[at].value] += values[at] > 0 ? 1 : -1;
            }
        }
        for (const std::int32_t sum : m_all) {
            m_squares += std::int64_t{sum} * sum;
        }
    }

    /// Σ_parts Σ_items sum² / n; negative where nobody of the group has met it.
    double worthOf(ItemIndex item, Sums& like, Sums& dislike) const {
        like.clear();
        dislike.clear();
        const auto users = m_answers.usersOf(item);
        const auto values = m_answers.valuesOf(item);
        for (std::size_t at = 0; at < users.size(); ++at) {
            if (m_member[users[at].value] != 0) {
                (values[at] > 0 ? like : dislike).add(m_answers, users[at].value);
            }
        }
        if (like.people() + dislike.people() == 0) {
            return -1;
        }
        // The rest's sums are those of the group less both; what neither touched keeps the group's.
        std::int64_t ofRest = m_squares;
        const auto take = [&](std::int64_t from, std::int64_t taken) {
            ofRest += (from - taken) * (from - taken) - from * from;
        };
        for (const std::uint32_t at : like.touched()) {
            take(m_all[at], like.of(at));
        }
        for (const std::uint32_t at : dislike.touched()) {
            take(m_all[at] - like.of(at), dislike.of(at));
        }
        const std::int64_t rest =
            static_cast<std::int64_t>(m_group.size()) - like.people() - dislike.people();
        return share(like.squares(), like.people()) + share(dislike.squares(), dislike.people()) +
               share(ofRest, rest);
    }

    std::array<Group, 3> partsOf(ItemIndex item) const {
        std::vector<std::uint8_t> part(m_answers.userCount(), static_cast<std::uint8_t>(Answer::Unknown));
        const auto users = m_answers.usersOf(item);
        const auto values = m_answers.valuesOf(item);
        for (std::size_t at = 0; at < users.size(); ++at) {
            part[users[at].value] = static_cast<std::uint8_t>(placeOf(values[at]));
        }
        std::array<Group, 3> parts;
        for (const std::uint32_t person : m_group) {
            parts[part[person]].push_back(person);
        }
        return parts;
    }

private:
    const InteractionMatrix& m_answers;
    const Group& m_group;
    std::vector<std::uint8_t> m_member;
    std::vector<std::int32_t> m_all;
    std::int64_t m_squares = 0;
};

struct Task {
    Group group;
    std::vector<ItemIndex> asked;
    std::size_t parent = 0;
    std::size_t answer = 0;
    bool root = false;
};

/// The best candidate that was not asked; nothing when nobody has met any.
std::optional<ItemIndex> bestQuestion(const InteractionMatrix& answers, const Split& split,
                                      std::span<const ItemIndex> candidates, const Task& task,
                                      const ExecutionContext& context) {
    constexpr std::size_t perChunk = 8;
    std::vector<double> worth(candidates.size(), -1);
    parallelChunks(context, candidates.size(), perChunk, [&](std::size_t begin, std::size_t end) {
        Sums like(answers.itemCount());
        Sums dislike(answers.itemCount());
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            if (std::ranges::find(task.asked, candidates[at]) == task.asked.end()) {
                worth[at] = split.worthOf(candidates[at], like, dislike);
            }
        }
    });
    std::optional<std::size_t> best;
    for (std::size_t at = 0; at < candidates.size(); ++at) {
        if (worth[at] >= 0 && (!best || worth[at] > worth[*best])) {
            best = at;
        }
    }
    return best ? std::optional(candidates[*best]) : std::nullopt;
}

Group drawPeople(const InteractionMatrix& answers, std::size_t most, std::uint64_t seed) {
    Group people;
    for (std::uint32_t user = 0; user < answers.userCount(); ++user) {
        if (answers.countOf(UserIndex(user)) > 0) {
            people.push_back(user);
        }
    }
    if (people.size() > most) {
        Random(seed).shuffle(std::span(people));
        people.resize(most);
        std::ranges::sort(people);
    }
    return people;
}

} // namespace

Result<QuestionTree> QuestionTree::grow(const InteractionMatrix& answers, const TreeOptions& options,
                                        const ExecutionContext& context) {
    std::vector<ItemIndex> candidates = popularOrder(answers);
    candidates.resize(std::min(candidates.size(), options.candidates));
    std::ranges::sort(candidates); // ties go to the lower index
    QuestionTree tree;
    std::vector<Task> tasks{{drawPeople(answers, options.people, context.seed), {}, 0, 0, true}};
    while (!tasks.empty()) {
        Task task = std::move(tasks.back());
        tasks.pop_back();
        if (task.group.size() < std::max<std::size_t>(options.least, 1) ||
            task.asked.size() >= options.depth) {
            continue;
        }
        const Split split(answers, task.group);
        const auto item = bestQuestion(answers, split, candidates, task, context);
        if (context.stopRequested()) {
            return cancelledError();
        }
        if (!item) {
            continue;
        }
        const std::size_t node = tree.m_nodes.size();
        tree.m_nodes.push_back({*item, {-1, -1, -1}, static_cast<std::uint32_t>(task.group.size())});
        if (!task.root) {
            tree.m_nodes[task.parent].next[task.answer] = static_cast<std::int32_t>(node);
        }
        std::array<Group, 3> parts = split.partsOf(*item);
        std::vector<ItemIndex> asked = task.asked;
        asked.push_back(*item);
        for (std::size_t answer = 0; answer < parts.size(); ++answer) {
            tasks.push_back({std::move(parts[answer]), asked, node, answer, false});
        }
    }
    return tree;
}

std::optional<ItemIndex> QuestionTree::next(std::span<const GivenAnswer> answers) const {
    std::int32_t at = m_nodes.empty() ? -1 : 0;
    while (at >= 0) {
        const Node& node = m_nodes[static_cast<std::size_t>(at)];
        const auto given = std::ranges::find(answers, node.item, &GivenAnswer::item);
        if (given == answers.end()) {
            return node.item;
        }
        at = node.next[static_cast<std::size_t>(given->answer)];
    }
    return std::nullopt;
}

} // namespace tastescope
