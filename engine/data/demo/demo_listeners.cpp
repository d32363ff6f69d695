// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/demo/demo_listeners.h"

#include "engine/data/demo/demo_names.h"

#include <algorithm>
#include <numeric>

namespace tastescope {
namespace {

struct Country {
    std::string_view name;
    double share;
    int hours;
};
constexpr std::array<Country, 8> countries{{{"Germany", 0.26, 1},
                                            {"United Kingdom", 0.16, 0},
                                            {"France", 0.14, 1},
                                            {"Spain", 0.12, 1},
                                            {"Brazil", 0.11, -3},
                                            {"Canada", 0.08, -5},
                                            {"Sweden", 0.07, 1},
                                            {"Portugal", 0.06, 0}}};
constexpr std::array<std::string_view, 4> segments{"free", "student", "premium", "family"};

// How much a genre gains for every ten years above thirty; in the order of demoGenres.
constexpr std::array<double, 10> gainWithAge{-0.15, -0.45, 0.05, -0.2, 0.1, 0.2, 0.0, 0.4, 0.5, 0.05};
constexpr std::array<double, 10> genreAppeal{0.18, 0.17, 0.14, 0.13, 0.1, 0.08, 0.08, 0.05, 0.04, 0.03};

std::size_t drawGenre(Random& random, double age) {
    std::array<double, genreAppeal.size()> upTo{};
    double sum = 0;
    for (std::size_t genre = 0; genre < upTo.size(); ++genre) {
        sum += genreAppeal[genre] * std::exp(gainWithAge[genre] * (age - 30) / 10);
        upTo[genre] = sum;
    }
    const auto drawn = std::ranges::upper_bound(upTo, random.uniform() * sum) - upTo.begin();
    return std::min<std::size_t>(static_cast<std::size_t>(drawn), upTo.size() - 1);
}

DemoVector drawTaste(Random& random, const DemoCatalogue& catalogue, double age) {
    DemoVector taste = randomDirection(random);
    const DemoVector& centre = catalogue.genreCentres[drawGenre(random, age)];
    for (std::size_t d = 0; d < demoDimensions; ++d) {
        taste[d] = 0.6F * taste[d] + 0.8F * centre[d];
    }
    return normalised(taste);
}

// One to four tastes with weights from a gamma draw (Dirichlet); every second one drifts towards another.
void addTastes(Random& random, const DemoCatalogue& catalogue, double age, DemoListeners& out) {
    const std::size_t count = 1 + random.below(demoTastes);
    std::array<double, demoTastes> weights{};
    for (std::size_t taste = 0; taste < count; ++taste) {
        weights[taste] = random.gamma(1.5);
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t taste = 0; taste < demoTastes; ++taste) {
        out.weights.push_back(static_cast<float>(weights[taste] / sum));
        const bool used = taste < count;
        const DemoVector from = used ? drawTaste(random, catalogue, age) : DemoVector{};
        const DemoVector to = used ? drawTaste(random, catalogue, age) : DemoVector{};
        const double way =
            used ? (random.uniform() < 0.5 ? random.uniform(0.3, 0.8) : random.uniform(0, 0.15)) : 0;
        for (std::size_t d = 0; d < demoDimensions; ++d) {
            out.tastes.push_back(from[d]);
            out.drift.push_back(static_cast<float>(way) * (to[d] - from[d]));
        }
    }
}

// Shares of the events, by largest remainder: everybody gets one as long as there are enough.
std::vector<std::size_t> apportion(const std::vector<double>& activity, std::size_t events) {
    const std::size_t users = activity.size();
    const std::size_t least = events >= users ? 1 : 0;
    const double spare = static_cast<double>(events - least * users);
    const double sum = std::accumulate(activity.begin(), activity.end(), 0.0);
    std::vector<std::size_t> counts(users);
    std::vector<std::pair<double, std::size_t>> remainders(users);
    std::size_t given = 0;
    for (std::size_t user = 0; user < users; ++user) {
        const double exact = spare * activity[user] / sum;
        counts[user] = least + static_cast<std::size_t>(exact);
        remainders[user] = {std::floor(exact) - exact, user};
        given += counts[user];
    }
    std::ranges::sort(remainders);
    for (std::size_t place = 0; given < events; ++place, ++given) {
        ++counts[remainders[place % users].second];
    }
    return counts;
}

// Long-tailed: some hardly listen, a few never stop. Relative to the others; the time since joining counts.
double drawActivity(Random& random, std::size_t segment, double activeShare) {
    const double base = random.uniform() < 0.1 ? 0.02 + 0.04 * random.uniform()
                                               : std::min(std::exp(random.normal(0, 1.05)), 30.0);
    constexpr std::array<double, segments.size()> bySegment{0.7, 1.0, 1.4, 1.2};
    return base * bySegment[segment] * (0.12 + 0.88 * activeShare);
}

AttributeColumn makeColumn(std::string name, AttributeKind kind) {
    AttributeColumn column;
    column.name = std::move(name);
    column.kind = kind;
    return column;
}

} // namespace

DemoListeners makeDemoListeners(const DemoOptions& options, const DemoCalendar& calendar,
                                const DemoCatalogue& catalogue, const ExecutionContext& context) {
    DemoListeners out;
    AttributeColumn ages = makeColumn("age", AttributeKind::Number);
    AttributeColumn homes = makeColumn("country", AttributeKind::Text);
    AttributeColumn plans = makeColumn("segment", AttributeKind::Text);
    AttributeColumn joined = makeColumn("joined", AttributeKind::Date);
    std::vector<double> activity;
    const double period = static_cast<double>(calendar.now - calendar.start);
    for (std::size_t user = 0; user < options.users; ++user) {
        if (context.stopRequested()) {
            return out;
        }
        Random random = demoRandom(options.seed, DemoStream::Listeners, user);
        const double age = std::round(std::clamp(14 + 9 * random.gamma(2.2), 14.0, 84.0));
        double left = random.uniform();
        std::size_t country = 0;
        while (country + 1 < countries.size() && (left -= countries[country].share) >= 0) {
            ++country;
        }
        std::size_t segment = random.below(segments.size());
        if (segments[segment] == "student" && age > 30) {
            segment = 0;
        }
        // Half were there before the logs begin; the others came bit by bit, the last a month ago.
        const double came = random.uniform() < 0.5 ? -random.uniform() * 0.6 : random.uniform() * 0.95;
        const Time day = (calendar.start + static_cast<Time>(came * period)) / millisecondsPerDay;
        out.joined.push_back(day * millisecondsPerDay);
        out.hourShift.push_back(countries[country].hours);
        addTastes(random, catalogue, age, out);
        activity.push_back(drawActivity(random, segment, 1 - std::max(came, 0.0)));

        ages.numbers.push_back(age);
        homes.texts.emplace_back(countries[country].name);
        plans.texts.emplace_back(segments[segment]);
        joined.dates.push_back(out.joined.back());
    }
    out.events = apportion(activity, options.events);
    out.attributes.rows = options.users;
    out.attributes.columns = {std::move(ages), std::move(homes), std::move(plans), std::move(joined)};
    return out;
}

} // namespace tastescope
