// SPDX-License-Identifier: GPL-3.0-or-later
// How the listeners of the synthetic music service come and listen: sessions in which the service shows lists
// and the listener looks from the top (position bias), listens, skips and now and then likes, saves or
// shares.
#pragma once

#include "engine/data/demo/demo_catalogue.h"
#include "engine/data/demo/demo_listeners.h"

namespace tastescope {

enum class DemoSignal : SignalIndex { Listen, Skip, Like, Save, Share };

/// What the service shows by popularity, month by month: songs drawn in proportion to their quality, young
/// ones more often. Immutable; const access is thread-safe.
class DemoCharts {
public:
    DemoCharts(const DemoCatalogue& catalogue, const DemoCalendar& calendar);

    /// A song of any genre or of one; it may not be out yet on that very day. A genre without songs falls
    /// back to all.
    std::uint32_t draw(Random& random, Time time) const;
    std::uint32_t draw(Random& random, Time time, std::size_t genre) const;

private:
    /// Songs in order of genre, so that a genre is a stretch of each month's running sum.
    std::size_t monthOf(Time time) const;
    std::uint32_t drawBetween(Random& random, Time time, std::size_t first, std::size_t last) const;

    DemoCalendar m_calendar;
    std::size_t m_months = 0;
    std::vector<std::uint32_t> m_songs;
    std::vector<std::size_t> m_genreFirst; ///< genres + 1
    std::vector<double> m_upTo;            ///< months × (songs + 1)
};

/// Appends exactly listeners.events[user] events in order of time, none before the listener joined or the
/// song came out. They may run up to a day past `calendar.now` less a day; see makeDemoWorld.
void addDemoEvents(const DemoOptions& options, const DemoCalendar& calendar, const DemoCatalogue& catalogue,
                   const DemoListeners& listeners, const DemoCharts& charts, std::size_t user,
                   std::vector<Event>& out);

} // namespace tastescope
