// SPDX-License-Identifier: GPL-3.0-or-later
// Which models the Similar page asks: the newest ones at first, then those that the person chose. GUI thread
// only.
#pragma once

#include "ui/pages/similar/neighbours.h"

#include <map>
#include <memory>
#include <vector>

namespace tastescope {

class Session;
struct SessionModel;

class ModelChoice {
public:
    /// At most `most` models are asked. The session outlives the choice.
    ModelChoice(Session& session, std::size_t most) : m_session(session), m_most(most) {}

    /// What was chosen belonged to another project: the newest again.
    void forget() {
        m_byPerson = false;
        m_wanted.clear();
    }
    /// Follows the session's models; false when none can be asked.
    bool refresh();
    void load(); ///< those chosen that are not in memory

    const std::vector<qint64>& chosen() const { return m_chosen; }
    /// The chosen ones, with their models as far as they are read.
    std::vector<NeighbourModelSource> sources() const;
    /// All that can be asked, newest first, without their models; then lists from elsewhere: those are of
    /// people and hold nothing for alike (two items in one list may be there for opposite reasons), which
    /// their column says.
    std::vector<NeighbourModelSource> offered() const;
    bool canAdd() const;

    /// Another model in the place of one; 0 takes the place away. One that is chosen already changes places.
    void choose(std::size_t place, qint64 model);
    void add(); ///< the newest that is not chosen yet

private:
    std::vector<const SessionModel*> usable() const;
    std::shared_ptr<NeighbourFinder> finderOf(const SessionModel& model) const;

    Session& m_session;
    std::size_t m_most;
    std::vector<qint64> m_chosen;
    std::vector<qint64> m_wanted; ///< as the person chose, with those that are gone: undo brings them back
    bool m_byPerson = false;      ///< else the newest models are shown
    /// Kept from question to question, with the graphs that were built for them.
    mutable std::map<qint64, std::shared_ptr<NeighbourFinder>> m_finders;
};

} // namespace tastescope
