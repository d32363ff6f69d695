// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/experiment/log_baselines.h"

#include "engine/data/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr Time windowDays = 28;
constexpr Time returnDays = 7;
constexpr std::size_t mostSignals = 8;

Time dayOf(Time time) {
    return time >= 0 ? time / millisecondsPerDay : (time - millisecondsPerDay + 1) / millisecondsPerDay;
}

/// The days that are looked at; all events count where there are no times.
struct Window {
    bool timed = false;
    Time first = 0;
    Time last = 0;

    explicit Window(const Interactions& events) {
        Time earliest = std::numeric_limits<Time>::max();
        Time latest = noTime;
        for (const Time time : events.times()) {
            if (time != noTime) {
                earliest = std::min(earliest, time);
                latest = std::max(latest, time);
            }
        }
        timed = latest != noTime;
        if (timed) {
            last = dayOf(latest);
            first = std::max(dayOf(earliest), last - windowDays + 1);
        }
    }
    bool has(Time time) const {
        return !timed || (time != noTime && dayOf(time) >= first && dayOf(time) <= last);
    }
    double days() const { return timed ? static_cast<double>(last - first + 1) : 0; }
};

/// Everything counted of the people, one at a time.
class Counter {
public:
    explicit Counter(const Dataset& dataset)
        : m_events(dataset.events())
        , m_window(m_events)
        , m_signals(dataset.signals().size())
        , m_shares(m_signals) {}

    void addPerson(UserIndex user) {
        std::vector<double> bySignal(m_signals);
        double events = 0;
        Time firstDay = std::numeric_limits<Time>::max();
        for (std::size_t row = m_events.firstOf(user); row < m_events.lastOf(user); ++row) {
            if (m_window.has(m_events.time(row))) {
                ++events;
                ++bySignal[m_events.signal(row)];
                firstDay = m_window.timed ? std::min(firstDay, dayOf(m_events.time(row))) : firstDay;
            }
        }
        if (events == 0) {
            return;
        }
        m_perPerson.add(events);
        for (std::size_t signal = 0; signal < m_signals; ++signal) {
            m_shares[signal].add(bySignal[signal], events);
        }
        if (m_window.timed && firstDay + returnDays <= m_window.last) {
            m_returned.add(cameAgain(user, firstDay) ? 1 : 0);
        }
    }

    LogBaselines result(const Dataset& dataset) const {
        LogBaselines out;
        out.days = m_window.days();
        out.daily = out.days > 0 ? m_perPerson.count() / out.days : 0;
        const Nouns& nouns = dataset.nouns();
        const auto add = [&out](std::string id, std::string title, MetricKind kind, const Moments& moments) {
            const double value = valueOf(kind, moments);
            const double deviation =
                kind == MetricKind::Proportion ? std::sqrt(value * (1 - value)) : deviationOf(kind, moments);
            if (value > 0 && deviation > 0) {
                out.measures.push_back({std::move(id), std::move(title), kind, value, deviation,
                                        static_cast<std::size_t>(moments.count())});
            }
        };
        add("returned_7", "back within 7 days", MetricKind::Proportion, m_returned);
        add("events", fmt::format("events a {}", nouns.user), MetricKind::Mean, m_perPerson);
        for (std::size_t signal = 0; m_signals > 1 && signal < std::min(m_signals, mostSignals); ++signal) {
            const std::string& name = dataset.signals()[signal].name;
            add(name + "/events", fmt::format("share of {}", name), MetricKind::Ratio, m_shares[signal]);
        }
        return out;
    }

private:
    bool cameAgain(UserIndex user, Time firstDay) const {
        for (std::size_t row = m_events.firstOf(user); row < m_events.lastOf(user); ++row) {
            const Time time = m_events.time(row);
            if (m_window.has(time) && dayOf(time) > firstDay && dayOf(time) <= firstDay + returnDays) {
                return true;
            }
        }
        return false;
    }

    const Interactions& m_events;
    Window m_window;
    std::size_t m_signals;
    Moments m_perPerson;
    Moments m_returned;
    std::vector<Moments> m_shares; ///< by signal: of a person's events
};

} // namespace

Result<LogBaselines> logBaselines(const Dataset& dataset, const ExecutionContext& context) {
    Counter counter(dataset);
    constexpr std::size_t often = 1024;
    for (std::size_t user = 0; user < dataset.events().userCount(); ++user) {
        if (user % often == 0 && context.stopRequested()) {
            return cancelledError();
        }
        counter.addPerson(UserIndex{static_cast<std::uint32_t>(user)});
    }
    return counter.result(dataset);
}

} // namespace tastescope
