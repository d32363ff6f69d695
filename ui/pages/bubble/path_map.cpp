// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bubble/path_map.h"

#include "ui/pages/bubble/policies.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace tastescope {
namespace {

constexpr std::size_t window = 5; ///< rounds at a time, as in the mix

QString tr(const char* text) {
    return QCoreApplication::translate("PathMap", text);
}

QColor dotColor(const Theme& theme) {
    return theme.color(Role::Outline);
}

/// Mean of points; those that are nowhere do not count.
class Centre {
public:
    void add(std::span<const PlanePoint> map, std::uint32_t item) {
        if (item < map.size() && std::isfinite(map[item].x)) {
            m_x += map[item].x;
            m_y += map[item].y;
            ++m_count;
        }
    }
    std::optional<QPointF> place() const {
        const auto count = static_cast<double>(m_count);
        return m_count > 0 ? std::optional(QPointF(m_x / count, m_y / count)) : std::nullopt;
    }

private:
    double m_x = 0;
    double m_y = 0;
    std::size_t m_count = 0;
};

std::vector<QPointF> pathOf(const HeardRounds& heard, const Dataset& data, UserIndex user,
                            std::span<const PlanePoint> map, std::size_t policy, std::size_t person,
                            std::size_t upTo) {
    std::vector<QPointF> path;
    Centre before;
    for (const ItemIndex item : data.matrix().itemsOf(user)) {
        before.add(map, item.value);
    }
    if (const auto start = before.place()) {
        path.push_back(*start);
    }
    for (std::size_t round = 0; round <= upTo; ++round) {
        Centre centre;
        for (std::size_t at = round + 1 > window ? round + 1 - window : 0; at <= round; ++at) {
            for (const LoopRound& one : heard.of(policy, at)) {
                if (person < one.choices.size() && one.choices[person] != nothingChosen) {
                    centre.add(map, one.choices[person]);
                }
            }
        }
        if (const auto place = centre.place()) {
            path.push_back(*place);
        }
    }
    return path;
}

/// The one chosen and others, evenly from all.
std::vector<std::size_t> sampled(std::size_t people, std::size_t person) {
    std::vector<std::size_t> out{person};
    const std::size_t step = std::max<std::size_t>(1, people / pathPeople);
    for (std::size_t at = 0; at < people && out.size() < pathPeople; at += step) {
        if (at != person) {
            out.push_back(at);
        }
    }
    return out;
}

/// Items thinned out evenly to what a chart takes.
SeriesSpec itemsOf(std::span<const PlanePoint> map) {
    SeriesSpec points;
    points.kind = MarkKind::Points;
    points.color = dotColor;
    std::vector<PlanePoint> known;
    std::ranges::copy_if(map, std::back_inserter(known),
                         [](const PlanePoint& p) { return std::isfinite(p.x); });
    const std::size_t step =
        std::max<std::size_t>(1, (known.size() + ChartSpec::maxPoints - 1) / ChartSpec::maxPoints);
    for (std::size_t at = 0; at < known.size(); at += step) {
        points.x.push_back(known[at].x);
        points.y.push_back(known[at].y);
    }
    return points;
}

void fit(AxisSpec& axis, const std::vector<std::vector<double>>& values) {
    double low = 0;
    double high = 0;
    bool first = true;
    for (const std::vector<double>& some : values) {
        for (const double value : some) {
            low = first ? value : std::min(low, value);
            high = first ? value : std::max(high, value);
            first = false;
        }
    }
    const double room = std::max(1e-3, 0.05 * (high - low));
    axis.low = low - room;
    axis.high = high + room;
}

} // namespace

ChartSpec pathChart(const HeardRounds& heard, const Dataset& data, std::span<const UserIndex> people,
                    std::span<const PlanePoint> map, std::size_t person, int cursor) {
    ChartSpec spec;
    spec.title = tr("Paths of people over the map of items");
    spec.x.title = tr("First component of the items");
    spec.y.title = tr("Second");
    spec.emptyText = heard.empty() ? tr("Where do people go under each policy?")
                     : map.empty() ? tr("The map needs tastes and a run that is whole")
                                   : tr("Nothing that was taken is on the map");
    spec.description = spec.emptyText;
    if (map.empty() || cursor < 0 || person >= people.size()) {
        return spec;
    }
    SeriesSpec points = itemsOf(map);
    std::vector<std::vector<double>> xs{points.x};
    std::vector<std::vector<double>> ys{points.y};
    spec.series.push_back(std::move(points));
    const std::vector<std::size_t> sample = sampled(people.size(), person);
    QStringList words;
    std::vector<SeriesSpec> ends; ///< where the one chosen has come to
    std::size_t most = 0;         ///< who has a path under some policy
    for (std::size_t policy = 0; policy < heard.policies(); ++policy) {
        double gone = 0;
        std::size_t walkers = 0;
        for (const std::size_t one : sample) {
            const std::vector<QPointF> path =
                pathOf(heard, data, people[one], map, policy, one, static_cast<std::size_t>(cursor));
            if (path.size() < 2) {
                continue;
            }
            SeriesSpec line;
            const int place = heard.place(policy);
            line.color = policyColor(place);
            line.dash = policyDash(place);
            line.name = tr("%1, %2").arg(policyLetter(place), toQString(data.users().at(people[one].value)));
            line.faint = one != person;
            if (one == person) {
                ends.push_back(line);
                ends.back().kind = MarkKind::Points;
                ends.back().x = {path.back().x()};
                ends.back().y = {path.back().y()};
                spec.notes.emplace_back(path.back(), QStringLiteral("  ") + policyLetter(place));
            }
            for (const QPointF& at : path) {
                line.x.push_back(at.x());
                line.y.push_back(at.y());
            }
            gone += std::hypot(path.back().x() - path.front().x(), path.back().y() - path.front().y());
            ++walkers;
            xs.push_back(line.x);
            ys.push_back(line.y);
            spec.series.push_back(std::move(line));
        }
        most = std::max(most, walkers);
        if (walkers > 0) {
            words << tr("%1 %2").arg(policyLetter(heard.place(policy)),
                                     QString::number(gone / static_cast<double>(walkers), 'f', 2));
        }
    }
    std::ranges::move(ends, std::back_inserter(spec.series));
    fit(spec.x, xs);
    fit(spec.y, ys);
    if (!words.isEmpty()) {
        spec.description =
            tr("After round %1, how far from where they began, %2: %3")
                .arg(cursor)
                .arg(formatCounted(most, tr("of 1 person"), tr("the mean of %1 people")), words.join(u", "));
    }
    return spec;
}

} // namespace tastescope
