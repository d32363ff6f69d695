// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/sequence_fit.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double z = 1.959963984540054;
constexpr double halfChi = z * z / 2; ///< that the log-likelihood falls by at the ends of an interval
constexpr double mostDrift = 0.5;
constexpr double strongest = 50; ///< a strength at which everything is decided
constexpr double golden = 0.6180339887498949;

/// Once in some rows, so that asking costs nothing beside the work.
bool stopped(const ExecutionContext& context, std::size_t row) {
    return row % 512 == 0 && context.stopRequested();
}

/// What stood there, by alternative: how it matches, and how like it is to what was had lately.
struct Row {
    std::array<double, choiceAlternatives> match{};
    std::array<double, choiceAlternatives> had{};
};

/// Σ over choices of ln P, with utilities a · match − b · had; concave in both.
struct Logit {
    double value = 0;
    double slope[2]{};
    double bend[3]{}; ///< aa, ab, bb; of −value, so that it is positive
};
Logit logitAt(double a, double b, std::span<const Row> rows) {
    Logit sum;
    for (const Row& row : rows) {
        std::array<double, choiceAlternatives> utility{};
        for (std::size_t at = 0; at < choiceAlternatives; ++at) {
            utility[at] = a * row.match[at] - b * row.had[at];
        }
        const double most = *std::ranges::max_element(utility);
        double weights = 0;
        double mean[2]{};
        double square[3]{};
        for (std::size_t at = 0; at < choiceAlternatives; ++at) {
            const double weight = std::exp(utility[at] - most);
            const double x = row.match[at];
            const double y = -row.had[at];
            weights += weight;
            mean[0] += weight * x;
            mean[1] += weight * y;
            square[0] += weight * x * x;
            square[1] += weight * x * y;
            square[2] += weight * y * y;
        }
        mean[0] /= weights;
        mean[1] /= weights;
        sum.value += utility[0] - most - std::log(weights);
        sum.slope[0] += row.match[0] - mean[0];
        sum.slope[1] += -row.had[0] - mean[1];
        sum.bend[0] += square[0] / weights - mean[0] * mean[0];
        sum.bend[1] += square[1] / weights - mean[0] * mean[1];
        sum.bend[2] += square[2] / weights - mean[1] * mean[1];
    }
    return sum;
}

struct LogitFit {
    double a = 1;
    double b = 0;
    Logit at;
};
/// Newton, halved until the likelihood grows. Where nothing was had, b stays 0.
LogitFit maximise(std::span<const Row> rows, LogitFit from, const ExecutionContext& context) {
    from.at = logitAt(from.a, from.b, rows);
    for (int step = 0; step < 60 && !context.stopRequested(); ++step) {
        const Logit& here = from.at;
        const double determinant = here.bend[0] * here.bend[2] - here.bend[1] * here.bend[1];
        double by[2]{here.bend[0] > 0 ? here.slope[0] / here.bend[0] : 0, 0};
        if (determinant > 1e-12 * here.bend[0] * here.bend[2] && here.bend[2] > 0) {
            by[0] = (here.bend[2] * here.slope[0] - here.bend[1] * here.slope[1]) / determinant;
            by[1] = (here.bend[0] * here.slope[1] - here.bend[1] * here.slope[0]) / determinant;
        }
        bool better = false;
        for (double part = 1; part > 1e-6 && !better && !context.stopRequested(); part /= 2) {
            LogitFit next{std::clamp(from.a + part * by[0], 0.0, strongest), from.b + part * by[1], {}};
            next.at = logitAt(next.a, next.b, rows);
            better = next.at.value > from.at.value;
            if (better) {
                const double gain = next.at.value - from.at.value;
                from = next;
                if (gain < 1e-9) {
                    return from;
                }
            }
        }
        if (!better) {
            break;
        }
    }
    return from;
}

/// What everybody chose among, with tastes that drift so far.
std::vector<Row> rowsUnder(const TasteWorld& world, std::span<const ChoiceSequence> people, double drift,
                           const ExecutionContext& context) {
    std::vector<Row> rows;
    std::size_t number = 0;
    for (const ChoiceSequence& one : people) {
        const std::array<UserIndex, 1> who{one.user};
        Tastes tastes(world, who);
        for (const SequenceEvent& event : one.events) {
            if (stopped(context, number++)) {
                return rows;
            }
            Row row;
            for (std::size_t at = 0; event.choice && at < choiceAlternatives; ++at) {
                row.match[at] = tastes.match(0, event.among[at]);
                row.had[at] = tastes.satiation(0, event.among[at]);
            }
            if (event.choice) {
                rows.push_back(row);
            }
            tastes.rest(); // as a round of the simulation: half is left, then comes the new
            tastes.consume(0, event.item, drift);
        }
    }
    return rows;
}

/// The largest of a function with one peak between two ends.
double peakOf(const std::function<double(double)>& f, double low, double high, double within) {
    double one = high - golden * (high - low);
    double two = low + golden * (high - low);
    double atOne = f(one);
    double atTwo = f(two);
    while (high - low > within) {
        if (atOne >= atTwo) {
            high = two;
            two = one;
            atTwo = atOne;
            one = high - golden * (high - low);
            atOne = f(one);
        } else {
            low = one;
            one = two;
            atOne = atTwo;
            two = low + golden * (high - low);
            atTwo = f(two);
        }
    }
    return (low + high) / 2;
}

/// Where a function falls under `level` on the way from its peak to `end`; the end where it does not.
double crossing(const std::function<double(double)>& f, double peak, double end, double level,
                double within) {
    if (f(end) >= level) {
        return end;
    }
    while (std::abs(end - peak) > within) {
        const double middle = (peak + end) / 2;
        (f(middle) >= level ? peak : end) = middle;
    }
    return (peak + end) / 2;
}

/// Drift by profile: the best of the others at every drift.
class Profile {
public:
    Profile(const TasteWorld& world, std::span<const ChoiceSequence> people, const ExecutionContext& context)
        : m_world(world)
        , m_people(people)
        , m_context(context) {}

    double operator()(double drift) {
        if (m_context.stopRequested()) {
            return 0;
        }
        m_last = maximise(rowsUnder(m_world, m_people, drift, m_context), m_last, m_context);
        return m_last.at.value;
    }
    LogitFit fit(double drift) {
        (*this)(drift);
        return m_last;
    }
    /// With what else is fixed.
    Logit at(double drift, const LogitFit& fixed) const {
        return logitAt(fixed.a, fixed.b, rowsUnder(m_world, m_people, drift, m_context));
    }

private:
    const TasteWorld& m_world;
    std::span<const ChoiceSequence> m_people;
    const ExecutionContext& m_context;
    LogitFit m_last;
};

Likeliest around(double value, double variance) {
    const double reach = variance > 0 ? z * std::sqrt(variance) : unknown;
    return {value, value - reach, value + reach};
}

/// Strength and boredom with the uncertainty of drift in them, where it lies inside.
void addOthers(SequenceFit& out, const Profile& profile, const LogitFit& best) {
    constexpr double step = 0.005;
    double i[3]{best.at.bend[0], best.at.bend[1], best.at.bend[2]};
    if (out.drift.value > 2 * step && out.drift.value < mostDrift - 2 * step) {
        const Logit less = profile.at(out.drift.value - step, best);
        const Logit more = profile.at(out.drift.value + step, best);
        const double dd = -(less.value - 2 * best.at.value + more.value) / (step * step);
        const double da = -(more.slope[0] - less.slope[0]) / (2 * step);
        const double db = -(more.slope[1] - less.slope[1]) / (2 * step);
        if (dd > 0) { // the information about the two that is left when drift is not known
            i[0] -= da * da / dd;
            i[1] -= da * db / dd;
            i[2] -= db * db / dd;
        }
    }
    const double determinant = i[0] * i[2] - i[1] * i[1];
    if (!(determinant > 0) || !(best.a > 0)) {
        out.strength = around(best.a, i[0] > 0 ? 1 / i[0] : 0);
        out.boredom = {unknown, unknown, unknown};
        return;
    }
    const double vaa = i[2] / determinant;
    const double vab = -i[1] / determinant;
    const double vbb = i[0] / determinant;
    const double ratio = best.b / best.a; // delta method
    out.strength = around(best.a, vaa);
    out.boredom = around(ratio, (vbb - 2 * ratio * vab + ratio * ratio * vaa) / (best.a * best.a));
}

std::vector<Row> rowsOf(const TasteWorld& world, std::span<const RealChoice> cases,
                        const ExecutionContext& context) {
    std::vector<Row> rows;
    for (const RealChoice& one : cases) {
        if (stopped(context, rows.size())) {
            break;
        }
        const std::array<UserIndex, 1> who{one.user};
        const Tastes tastes(world, who);
        Row& row = rows.emplace_back();
        for (std::size_t at = 0; at < choiceAlternatives; ++at) {
            row.match[at] = tastes.match(0, one.items[at]);
        }
    }
    return rows;
}

/// How likely taste makes each choice.
std::vector<double> byTaste(double strength, std::span<const Row> rows) {
    std::vector<double> out;
    for (const Row& row : rows) {
        out.push_back(std::exp(logitAt(strength, 0, std::span(&row, 1)).value));
    }
    return out;
}

constexpr double byChance = 1.0 / static_cast<double>(choiceAlternatives);

double mixed(double share, std::span<const double> taste) {
    double sum = 0;
    for (const double p : taste) {
        sum += std::log(share * byChance + (1 - share) * p);
    }
    return sum;
}

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

} // namespace

Result<SequenceFit> fitSequences(const TasteWorld& world, std::span<const ChoiceSequence> people,
                                 const ExecutionContext& context) {
    SequenceFit out;
    for (const ChoiceSequence& one : people) {
        out.choices += static_cast<std::size_t>(std::ranges::count(one.events, true, &SequenceEvent::choice));
    }
    if (out.choices == 0) {
        const Likeliest nothing{unknown, unknown, unknown};
        out.strength = out.drift = out.boredom = nothing;
        return out;
    }
    Profile profile(world, people, context);
    const auto of = [&profile](double drift) { return profile(drift); };
    constexpr std::array<double, 9> grid{0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.22, 0.33, mostDrift};
    std::size_t best = 0;
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t at = 0; at < grid.size(); ++at) {
        if (const double value = of(grid[at]); value > most) {
            most = value;
            best = at;
        }
    }
    const double low = grid[best > 0 ? best - 1 : 0];
    const double high = grid[std::min(best + 1, grid.size() - 1)];
    double drift = peakOf(of, low, high, 1e-3);
    if (best == 0 && of(0) >= of(drift)) {
        drift = 0;
    }
    const LogitFit fit = profile.fit(drift);
    const double level = fit.at.value - halfChi;
    out.drift = {drift, crossing(of, drift, 0, level, 1e-3), crossing(of, drift, mostDrift, level, 1e-3)};
    addOthers(out, profile, fit);
    if (context.stopRequested()) {
        return cancelledError();
    }
    return out;
}

Likeliest likeliestStrength(const TasteWorld& world, std::span<const RealChoice> cases,
                            const ExecutionContext& context) {
    if (cases.empty()) {
        return {unknown, unknown, unknown};
    }
    const LogitFit fit = maximise(rowsOf(world, cases, context), {}, context);
    return around(fit.a, fit.at.bend[0] > 0 ? 1 / fit.at.bend[0] : 0);
}

Likeliest likeliestPopularity(const TasteWorld& world, std::span<const RealChoice> cases,
                              const ExecutionContext& context) {
    if (cases.empty()) {
        return {unknown, unknown, unknown};
    }
    const std::vector<Row> rows = rowsOf(world, cases, context);
    // Over the strength, at a share of those who do not follow taste.
    const auto best = [&](double share) {
        const auto of = [&](double strength) {
            return context.stopRequested() ? 0 : mixed(share, byTaste(strength, rows));
        };
        return of(peakOf(of, 0, strongest, 0.05));
    };
    const double share = peakOf(best, 0, 1, 0.002);
    const double level = best(share) - halfChi;
    return {share, crossing(best, share, 0, level, 0.002), crossing(best, share, 1, level, 0.002)};
}

Likeliest likeliestNoChoice(std::span<const TakenOrLeft> seen, const ExecutionContext& context) {
    const auto taken = std::ranges::count(seen, true, &TakenOrLeft::taken);
    if (taken == 0 || taken == static_cast<std::ptrdiff_t>(seen.size())) {
        return {unknown, unknown, unknown};
    }
    double nothing = 0;
    double bend = 0;
    for (int step = 0; step < 100; ++step) {
        double slope = 0;
        bend = 0;
        for (std::size_t at = 0; at < seen.size(); ++at) {
            if (stopped(context, at)) {
                return {unknown, unknown, unknown};
            }
            const double take = sigmoid(seen[at].utility - nothing);
            slope += take - (seen[at].taken ? 1 : 0);
            bend += take * (1 - take);
        }
        const double by = std::clamp(slope / std::max(bend, 1e-12), -2.0, 2.0);
        nothing += by;
        if (std::abs(by) < 1e-10) {
            break;
        }
    }
    return around(nothing, bend > 0 ? 1 / bend : 0);
}

Likeliest likeliestLeaving(std::span<const MayLeave> seen, const ExecutionContext& context) {
    if (seen.empty()) {
        return {unknown, unknown, unknown};
    }
    const auto of = [seen, &context](double leaving) {
        double sum = 0;
        for (std::size_t at = 0; at < seen.size() && !stopped(context, at); ++at) {
            const double gone = std::clamp(leaving * (1 - seen[at].pleased), 1e-15, 1 - 1e-15);
            sum += std::log(seen[at].left ? gone : 1 - gone);
        }
        return sum;
    };
    double leaving = peakOf(of, 0, 1, 1e-6);
    leaving = of(0) >= of(leaving) ? 0 : of(1) >= of(leaving) ? 1 : leaving;
    const double level = of(leaving) - halfChi;
    return {leaving, crossing(of, leaving, 0, level, 1e-6), crossing(of, leaving, 1, level, 1e-6)};
}

} // namespace tastescope
