// SPDX-License-Identifier: GPL-3.0-or-later
// What a page shows of a list whose members come and go, as the models of a project do, by id: what was
// chosen is shown again, in its place, when it comes back, as by undo of its deletion. GUI thread only.
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

namespace tastescope {

class KeptChoice {
public:
    /// By a person, or by what opened the page; what was kept before it is let go. None: as at first.
    void choose(std::vector<qint64> ids) { m_wanted = m_shown = std::move(ids); }
    void clear() { choose({}); }

    const std::vector<qint64>& shown() const { return m_shown; }
    qint64 first() const { return m_shown.empty() ? 0 : m_shown.front(); } ///< 0: nothing is shown

    /// One of what is offered, which is all that is there.
    void refreshOne(const std::vector<qint64>& offered) {
        refresh([&](qint64 id) { return std::ranges::find(offered, id) != offered.end(); }, offered, 1);
    }
    /// Shows what was chosen as far as it is there, then what stood in the place of what is not, then of
    /// `offered`; `room` at most.
    void refresh(const std::function<bool(qint64)>& isThere, const std::vector<qint64>& offered,
                 std::size_t room) {
        std::vector<qint64> now;
        std::ranges::copy_if(m_wanted, std::back_inserter(now), isThere); // two of them may be the same
        const auto fill = [&](const std::vector<qint64>& ids) {
            for (const qint64 id : ids) {
                if (now.size() < room && isThere(id) && std::ranges::find(now, id) == now.end()) {
                    now.push_back(id);
                }
            }
        };
        fill(m_shown);
        fill(offered);
        now.resize(std::min(now.size(), room));
        m_shown = std::move(now);
        if (std::ranges::all_of(m_wanted, isThere)) {
            m_wanted = m_shown;
        }
    }

private:
    std::vector<qint64> m_wanted; ///< as chosen, with what is gone
    std::vector<qint64> m_shown;
};

} // namespace tastescope
