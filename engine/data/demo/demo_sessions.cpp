// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/demo/demo_sessions.h"

#include <algorithm>
#include <numeric>

namespace tastescope {
namespace {

constexpr Time month = 30 * millisecondsPerDay;
constexpr Time minute = 60'000;
constexpr std::size_t poolSize = 40;   ///< songs the service thinks of
constexpr std::size_t listLength = 20; ///< songs it shows
constexpr std::size_t longestSession = 60;
constexpr double sessionEvents = 9; ///< on average

// Two weeks in which most of the logs were lost, at about two thirds of the period.
constexpr double gapBegin = 0.66;
constexpr Time gapLength = 14 * millisecondsPerDay;
constexpr double keptInGap = 0.18;

// When people listen, by local hour: the way to work, the evening.
constexpr std::array<double, 24> hourShares{1, 1, 1, 1, 1, 2, 4, 8, 8, 5, 4, 4,
                                            5, 5, 4, 5, 6, 8, 9, 9, 9, 8, 5, 3};

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

struct Candidate {
    std::uint32_t song;
    double match;
    double rank;
};

// One listener's way through the period.
class Listener {
public:
    Listener(const DemoOptions& options, const DemoCalendar& calendar, const DemoCatalogue& catalogue,
             const DemoListeners& listeners, const DemoCharts& charts, std::size_t user,
             std::vector<Event>& out)
        : m_calendar(calendar)
        , m_catalogue(catalogue)
        , m_listeners(listeners)
        , m_charts(charts)
        , m_user(user)
        , m_random(demoRandom(options.seed, DemoStream::Sessions, user))
        , m_out(out) {
        // Who is to leave more events than fit into the days between hurries.
        const auto first = std::max(m_listeners.joined[user], calendar.start);
        const double window = static_cast<double>(calendar.now - first);
        const double busy = static_cast<double>(m_listeners.events[user]) * 300'000;
        m_pace = std::min(1.0, 0.3 * window / std::max(busy, 1.0));
    }

    void live() {
        std::vector<std::size_t> lengths;
        for (std::size_t left = m_listeners.events[m_user]; left > 0; left -= lengths.back()) {
            const auto drawn = 1 + static_cast<std::size_t>(sessionEvents * m_random.exponential());
            lengths.push_back(std::min({drawn, left, longestSession}));
        }
        std::vector<Time> starts(lengths.size());
        std::ranges::generate(starts, [&] { return drawStart(); });
        std::ranges::sort(starts);
        for (std::size_t session = 0; session < lengths.size(); ++session) {
            m_time = std::max(m_time + paced(minute), starts[session]);
            listen(lengths[session]);
        }
    }

private:
    Time paced(Time time) const { return static_cast<Time>(m_pace * static_cast<double>(time)); }

    // A day between joining and the last day but one, and an hour of it.
    Time drawStart() {
        const Time first = std::max(m_listeners.joined[m_user], m_calendar.start);
        const Time days = std::max<Time>(1, (m_calendar.now - first) / millisecondsPerDay - 2);
        Time time = first;
        for (int attempt = 0; attempt < 30; ++attempt) {
            time = first +
                   static_cast<Time>(m_random.below(static_cast<std::uint64_t>(days))) * millisecondsPerDay;
            if (m_random.uniform() < presence(time)) {
                break;
            }
        }
        static const double allHours = std::accumulate(hourShares.begin(), hourShares.end(), 0.0);
        double left = m_random.uniform() * allHours;
        int hour = 0;
        while (hour < 23 && (left -= hourShares[static_cast<std::size_t>(hour)]) >= 0) {
            ++hour;
        }
        hour = (hour - m_listeners.hourShift[m_user] + 24) % 24;
        return time + hour * 60 * minute + static_cast<Time>(m_random.below(3'600'000));
    }

    // How likely a session of that day is in the logs: seasons, and the gap.
    double presence(Time time) const {
        const double progress = m_calendar.progress(time);
        const Time gap = m_calendar.start +
                         static_cast<Time>(gapBegin * static_cast<double>(m_calendar.now - m_calendar.start));
        const double season = 0.85 + 0.15 * std::cos(4 * std::numbers::pi * progress);
        return season * (time >= gap && time < gap + gapLength ? keptInGap : 1.0);
    }

    // Pages of the list until the session has its events. The first song of a page is always looked at, so
    // that each page adds one at least.
    void listen(std::size_t events) {
        const std::size_t end = m_out.size() + events;
        chooseTaste();
        while (m_out.size() < end) {
            showList();
            for (std::size_t position = 0; position < m_shown.size() && m_out.size() < end; ++position) {
                if (m_random.uniform() * std::log2(static_cast<double>(position + 2)) < 1) {
                    look(m_shown[position], position == 0, end);
                }
            }
        }
    }

    // The taste of this session as it is by now, and the genres it leads to.
    void chooseTaste() {
        const float* weights = &m_listeners.weights[m_user * demoTastes];
        double left = m_random.uniform();
        std::size_t taste = 0;
        while (taste + 1 < demoTastes && (left -= static_cast<double>(weights[taste])) >= 0) {
            ++taste;
        }
        while (weights[taste] == 0) {
            --taste; // rounding led past the last one used
        }
        const auto progress = static_cast<float>(m_calendar.progress(m_time));
        const std::size_t first = (m_user * demoTastes + taste) * demoDimensions;
        for (std::size_t d = 0; d < demoDimensions; ++d) {
            m_taste[d] = m_listeners.tastes[first + d] + progress * m_listeners.drift[first + d];
        }
        m_genreUpTo.clear();
        double sum = 0;
        for (const DemoVector& centre : m_catalogue.genreCentres) {
            sum += std::exp(5 * static_cast<double>(dot(m_taste.data(), centre.data())));
            m_genreUpTo.push_back(sum);
        }
    }

    // Where a song comes to mind: the charts, the charts of a genre, an artist known, a song known.
    std::uint32_t think() {
        const double way = m_random.uniform();
        if (!m_known.empty() && way < 0.13) {
            return m_known[m_random.below(m_known.size())];
        }
        if (!m_known.empty() && way < 0.3) {
            const std::uint32_t artist = m_catalogue.artist[m_known[m_random.below(m_known.size())]];
            const std::vector<std::uint32_t>& songs = m_catalogue.songsOf[artist];
            return songs[m_random.below(songs.size())];
        }
        if (way < 0.48) {
            return m_charts.draw(m_random, m_time);
        }
        const auto genre = std::ranges::upper_bound(m_genreUpTo, m_random.uniform() * m_genreUpTo.back()) -
                           m_genreUpTo.begin();
        return m_charts.draw(m_random, m_time,
                             std::min(static_cast<std::size_t>(genre), m_genreUpTo.size() - 1));
    }

    // The service knows the listener a little, and what is popular well.
    void showList() {
        m_shown.clear();
        for (std::size_t draw = 0; draw < poolSize; ++draw) {
            const std::uint32_t song = think();
            const bool shown = std::ranges::find(m_shown, song, &Candidate::song) != m_shown.end();
            if (!shown && m_catalogue.released[song] <= m_time) {
                consider(song);
            }
        }
        if (m_shown.empty()) {
            consider(m_catalogue.oldest);
        }
        std::ranges::sort(m_shown, [](const Candidate& a, const Candidate& b) {
            return a.rank != b.rank ? a.rank > b.rank : a.song < b.song;
        });
        m_shown.resize(std::min(m_shown.size(), listLength));
    }

    void consider(std::uint32_t song) {
        const double match = dot(m_taste.data(), m_catalogue.vector(song));
        const double age = static_cast<double>(m_time - m_catalogue.released[song]) / millisecondsPerDay;
        const double rank = 2.2 * match + 0.35 * static_cast<double>(m_catalogue.quality[song]) +
                            0.4 * std::exp(-std::max(age, 0.0) / 60) + m_random.normal(0, 0.5);
        m_shown.push_back({song, match, rank});
    }

    void look(const Candidate& candidate, bool mustAct, std::size_t end) {
        if (m_random.uniform() < sigmoid(demoListenStrength * (candidate.match - demoListenThreshold))) {
            add(candidate.song, DemoSignal::Listen);
            respond(candidate, end);
            m_time += paced(static_cast<Time>(m_catalogue.seconds[candidate.song] * 1000) +
                            static_cast<Time>(m_random.below(8'000)));
        } else if (mustAct || m_random.uniform() < 0.14) {
            add(candidate.song, DemoSignal::Skip);
            m_time += paced(4'000 + static_cast<Time>(m_random.below(20'000)));
        }
    }

    // Likes, saves and shares follow a listen that fits; once a song each, as in any player.
    void respond(const Candidate& candidate, std::size_t end) {
        const auto known = std::ranges::lower_bound(m_known, candidate.song);
        const bool first = known == m_known.end() || *known != candidate.song;
        if (first) {
            m_known.insert(known, candidate.song);
        }
        const double fit = sigmoid(9 * (candidate.match - 0.52));
        Time after = 5'000;
        const auto maybe = [&](DemoSignal signal, double probability) {
            if (m_out.size() < end && m_random.uniform() < probability * fit) {
                add(candidate.song, signal, after += 2'000 + static_cast<Time>(m_random.below(20'000)));
            }
        };
        maybe(DemoSignal::Like, first ? 0.68 : 0.05);
        maybe(DemoSignal::Save, first ? 0.36 : 0.03);
        maybe(DemoSignal::Share, first ? 0.17 : 0.02);
    }

    void add(std::uint32_t song, DemoSignal signal, Time after = 0) {
        Event event{UserIndex{m_user}, ItemIndex{song}, static_cast<SignalIndex>(signal)};
        event.time = m_time + paced(after);
        m_out.push_back(event);
    }

    const DemoCalendar& m_calendar;
    const DemoCatalogue& m_catalogue;
    const DemoListeners& m_listeners;
    const DemoCharts& m_charts;
    std::size_t m_user;
    Random m_random;
    std::vector<Event>& m_out;
    double m_pace = 1;
    Time m_time = std::numeric_limits<Time>::min() / 2;
    DemoVector m_taste{};
    std::vector<double> m_genreUpTo;
    std::vector<std::uint32_t> m_known; ///< songs listened to, sorted
    std::vector<Candidate> m_shown;
};

} // namespace

DemoCharts::DemoCharts(const DemoCatalogue& catalogue, const DemoCalendar& calendar)
    : m_calendar(calendar)
    , m_months(static_cast<std::size_t>((calendar.now - calendar.start) / month) + 1)
    , m_songs(catalogue.size())
    , m_genreFirst(catalogue.genreCentres.size() + 1, 0) {
    std::iota(m_songs.begin(), m_songs.end(), 0U);
    std::ranges::stable_sort(m_songs, {}, [&](std::uint32_t song) { return catalogue.genre[song]; });
    for (const std::uint8_t genre : catalogue.genre) {
        ++m_genreFirst[genre + 1U];
    }
    std::partial_sum(m_genreFirst.begin(), m_genreFirst.end(), m_genreFirst.begin());
    m_upTo.reserve(m_months * (m_songs.size() + 1));
    for (std::size_t index = 0; index < m_months; ++index) {
        const Time end = calendar.start + static_cast<Time>(index + 1) * month;
        double sum = 0;
        m_upTo.push_back(0);
        for (const std::uint32_t song : m_songs) {
            const double age = static_cast<double>(end - catalogue.released[song]) / millisecondsPerDay;
            if (age > 0) {
                const double youth = 1 + 2.5 * std::exp(-age / 60);
                sum += std::exp(static_cast<double>(catalogue.quality[song])) * youth;
            }
            m_upTo.push_back(sum);
        }
    }
}

std::size_t DemoCharts::monthOf(Time time) const {
    const Time index = (time - m_calendar.start) / month;
    return static_cast<std::size_t>(std::clamp<Time>(index, 0, static_cast<Time>(m_months) - 1));
}

std::uint32_t DemoCharts::drawBetween(Random& random, Time time, std::size_t first, std::size_t last) const {
    const auto sums = std::span(m_upTo).subspan(monthOf(time) * (m_songs.size() + 1), m_songs.size() + 1);
    if (sums[last] <= sums[first]) {
        return drawBetween(random, time, 0, m_songs.size());
    }
    const double drawn = random.uniform(sums[first], sums[last]);
    const auto place =
        std::ranges::upper_bound(sums.subspan(first + 1, last - first), drawn) - sums.begin() - 1;
    return m_songs[std::min(static_cast<std::size_t>(place), last - 1)];
}

std::uint32_t DemoCharts::draw(Random& random, Time time) const {
    return drawBetween(random, time, 0, m_songs.size());
}

std::uint32_t DemoCharts::draw(Random& random, Time time, std::size_t genre) const {
    return drawBetween(random, time, m_genreFirst[genre], m_genreFirst[genre + 1]);
}

void addDemoEvents(const DemoOptions& options, const DemoCalendar& calendar, const DemoCatalogue& catalogue,
                   const DemoListeners& listeners, const DemoCharts& charts, std::size_t user,
                   std::vector<Event>& out) {
    Listener(options, calendar, catalogue, listeners, charts, user, out).live();
}

} // namespace tastescope
