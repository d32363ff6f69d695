// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/unseen.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

class Seen {
public:
    explicit Seen(const Split& parts) : m_parts(parts), m_items(parts.train->itemCount()) {
        for (const ItemIndex item : parts.train->events().items()) {
            m_items[item.value] = true;
        }
    }
    bool item(ItemIndex item) const { return item.value < m_items.size() && m_items[item.value]; }
    bool user(UserIndex user) const {
        const auto knows = [&](const Interactions* events) {
            return events && user.value < events->userCount() && events->lastOf(user) > events->firstOf(user);
        };
        return knows(&m_parts.train->events()) || knows(m_parts.coldHistory.get());
    }

private:
    const Split& m_parts;
    std::vector<bool> m_items;
};

} // namespace

UnseenCounts countUnseen(const Split& parts) {
    const Seen seen(parts);
    const Interactions& test = *parts.test;
    UnseenCounts counts;
    std::vector<bool> items;
    for (std::uint32_t row = 0; row < test.userCount(); ++row) {
        const UserIndex user(row);
        const bool known = seen.user(user);
        counts.users += !known && test.lastOf(user) > test.firstOf(user) ? 1 : 0;
        for (std::size_t at = test.firstOf(user); at < test.lastOf(user); ++at) {
            const ItemIndex item = test.item(at);
            counts.events += !known || !seen.item(item) ? 1 : 0;
            items.resize(std::max<std::size_t>(items.size(), std::size_t{item.value} + 1));
            counts.items += !seen.item(item) && !items[item.value] ? 1 : 0;
            items[item.value] = true;
        }
    }
    return counts;
}

Result<Split> leaveOutUnseen(Split parts) {
    const Seen seen(parts);
    const Interactions& test = *parts.test;
    std::vector<bool> keep(test.size());
    for (std::uint32_t row = 0; row < test.userCount(); ++row) {
        const UserIndex user(row);
        for (std::size_t at = test.firstOf(user); at < test.lastOf(user) && seen.user(user); ++at) {
            keep[at] = seen.item(test.item(at));
        }
    }
    auto kept = std::make_shared<const Interactions>(test.subset(keep));
    if (kept->size() == 0) {
        return Error{ErrorCode::BadInput, "Without unseen users and items the test part has no events",
                     "Keep them, or cut at another point", "evaluation"};
    }
    return Split{std::move(parts.train), std::move(kept), std::move(parts.coldHistory)};
}

} // namespace tastescope
