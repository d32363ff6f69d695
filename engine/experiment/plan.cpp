// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/plan.h"

#include "engine/experiment/probability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace tastescope {
namespace {

constexpr double mostPeople = 1e15; ///< more than this no experiment has, and doubles count them exactly
constexpr double daysAWeek = 7;

Error wrong(std::string what, std::string remedy, std::string place) {
    return {ErrorCode::InvalidArgument, std::move(what), std::move(remedy), std::move(place)};
}

double alphaOfOne(const PlanRequest& request) {
    return request.alpha / static_cast<double>(request.arms - 1);
}

/// What has to be exceeded before a difference counts.
double criticalShare(const PlanRequest& request) {
    return 1 - alphaOfOne(request) / (request.oneSided ? 1 : 2);
}

Result<void> checkDesign(const PlanRequest& request) {
    if (!(request.alpha > 0 && request.alpha <= 0.5)) {
        return wrong(fmt::format("The significance {} is not in (0, 0.5]", request.alpha), "Usual is 0.05",
                     "--alpha");
    }
    if (request.arms < 2 || request.arms > 1000) {
        return wrong(fmt::format("An experiment with {} arms", request.arms),
                     "Give from 2 (the control and one more) to 1000", "--arms");
    }
    if (!(request.ratio >= 1e-6 && request.ratio <= 1e6)) {
        return wrong(fmt::format("The ratio of arms {} is not in [0.000001, 1000000]", request.ratio),
                     "1 gives equal arms, 2 twice as many people in a treated arm as in the control",
                     "--ratio");
    }
    if (!(request.power > request.alpha && request.power < 1)) {
        return wrong(fmt::format("The power {} is not between the significance and 1", request.power),
                     "Usual is 0.8", "--power");
    }
    if (!(std::abs(request.correlation) < 1)) {
        return wrong(fmt::format("The correlation {} is not between -1 and 1", request.correlation),
                     "Give that of a person's metric with what was known before", "--correlation");
    }
    if (!(request.daily >= 0 && std::isfinite(request.daily))) {
        return wrong(fmt::format("{} people a day", request.daily), "Give a number over 0", "--daily");
    }
    if (request.kind == MetricKind::Proportion) {
        if (!(request.baseline > 0 && request.baseline < 1)) {
            return wrong(fmt::format("The baseline {} is no proportion between 0 and 1", request.baseline),
                         "Give 0.1 for 10 %, or the standard deviation of a mean with --sd", "--baseline");
        }
    } else if (!(request.deviation > 0 && std::isfinite(request.deviation))) {
        return wrong(fmt::format("The standard deviation {} is not over 0", request.deviation),
                     "Give that of a person, as a log shows it", "--sd");
    }
    return {};
}

/// The directions an effect of that size is planned for.
std::vector<double> directions(const PlanRequest& request, double size) {
    const std::vector<double> wanted = request.oneSided
                                           ? std::vector<double>{std::copysign(size, request.effect)}
                                           : std::vector<double>{size, -size};
    if (request.kind != MetricKind::Proportion) {
        return {wanted.front()}; // either is as hard to find
    }
    std::vector<double> possible;
    for (const double effect : wanted) {
        const double reached = request.baseline + effect;
        if (reached >= 0 && reached <= 1) {
            possible.push_back(effect);
        }
    }
    return possible;
}

Result<std::vector<double>> checkedDirections(const PlanRequest& request) {
    if (!(std::abs(request.effect) > 0 && std::isfinite(request.effect))) {
        return wrong("An effect of 0 cannot be found", "Give the smallest difference that would matter",
                     "--mde");
    }
    std::vector<double> found = directions(request, std::abs(request.effect));
    if (found.empty()) {
        return wrong(
            fmt::format("The baseline {} cannot change by {}", request.baseline, request.effect),
            "A proportion ends at 0 and 1: give a smaller effect (absolute, or a share of the baseline "
            "with --relative)",
            "--mde");
    }
    return found;
}

/// The share of a deviation that what was known before leaves.
double leftOver(const PlanRequest& request) {
    return std::sqrt(1 - request.correlation * request.correlation);
}

/// Deviations of the difference of two proportions, times the root of the people in the control: if there is
/// no difference, and if there is.
struct Deviations {
    double null = 0;
    double effect = 0;
};
Deviations deviationsOf(const PlanRequest& request, double effect) {
    const double p = request.baseline;
    const double reached = p + effect;
    const double pooled = (p + request.ratio * reached) / (1 + request.ratio);
    const double left = leftOver(request);
    return {left * std::sqrt(pooled * (1 - pooled) * (1 + 1 / request.ratio)),
            left * std::sqrt(p * (1 - p) + reached * (1 - reached) / request.ratio)};
}

/// The chance to find one effect in its own direction, or in either.
double powerAt(const PlanRequest& request, double effect, double control, bool bothTails) {
    const double size = std::abs(effect);
    if (request.kind == MetricKind::Mean) {
        const double degrees = control * (1 + request.ratio) - 2;
        const double error =
            leftOver(request) * request.deviation * std::sqrt((1 + 1 / request.ratio) / control);
        return studentPower(studentQuantile(criticalShare(request), degrees), degrees, size / error,
                            bothTails);
    }
    Deviations deviations{leftOver(request) * request.deviation * std::sqrt(1 + 1 / request.ratio), 0};
    deviations.effect = deviations.null;
    if (request.kind == MetricKind::Proportion) {
        deviations = deviationsOf(request, effect);
    }
    const double border = normalQuantile(criticalShare(request)) * deviations.null;
    const double shift = size * std::sqrt(control);
    if (deviations.effect == 0) { // an arm of a proportion that is 0 or 1 for certain, the other likewise
        return shift > border ? 1 : 0;
    }
    return normalTail((border - shift) / deviations.effect) +
           (bothTails ? normalTail((border + shift) / deviations.effect) : 0);
}

/// People in the control for a z-test, solved for.
double sizeByNormal(const PlanRequest& request, double effect) {
    const double ofMeans = leftOver(request) * request.deviation * std::sqrt(1 + 1 / request.ratio);
    const Deviations deviations =
        request.kind == MetricKind::Proportion ? deviationsOf(request, effect) : Deviations{ofMeans, ofMeans};
    const double needed = normalQuantile(criticalShare(request)) * deviations.null +
                          normalQuantile(request.power) * deviations.effect;
    return std::max(0.0, needed) * std::max(0.0, needed) / (effect * effect);
}

/// The place in (low, high] where a rising function reaches `wanted`, to the last digits of a double.
template <typename Rising>
double reachedAt(const Rising& function, double wanted, double low, double high) {
    for (int step = 0; step < 200 && high - low > 1e-13 * high; ++step) {
        const double middle = low + (high - low) / 2;
        (function(middle) < wanted ? low : high) = middle;
    }
    return high;
}

/// People in the control for one direction.
double sizeFor(const PlanRequest& request, double effect) {
    const double normal = sizeByNormal(request, effect);
    if (request.kind != MetricKind::Mean || !(normal < mostPeople)) {
        return normal;
    }
    const auto power = [&](double control) { return powerAt(request, effect, control, !request.oneSided); };
    // Student's needs more than the normal, by about half the square of its quantile.
    const double least = 2.0 / (1 + request.ratio) * (1 + 1e-9);
    double high = std::max(normal, 2 * least) + 2;
    while (power(high) < request.power) {
        high *= 2;
    }
    return reachedAt(power, request.power, least, high);
}

std::string formulaOf(const PlanRequest& request) {
    const std::string left = request.correlation != 0 ? ", variances times 1-ρ² (CUPED)" : "";
    const std::string z =
        fmt::format("z(1-{}α{})", request.arms > 2 ? fmt::format("1/{}·", request.arms - 1) : "",
                    request.oneSided ? "" : "/2");
    const std::string tested =
        (request.arms > 2 ? fmt::format(", {} comparisons by Holm's strictest step", request.arms - 1)
                          : std::string()) +
        left;
    switch (request.kind) {
    case MetricKind::Proportion:
        return fmt::format("n = ({}·√(p̄(1-p̄)(1+1/r)) + z(power)·√(p1(1-p1)+p2(1-p2)/r))²/D², pooled "
                           "two-proportion z-test{}{}",
                           z, request.oneSided ? "" : ", the larger of +D and -D", tested);
    case MetricKind::Mean:
        return fmt::format("power of Student's t-test by the noncentral t with D/(sd·√((1+1/r)/n)), near n = "
                           "(1+1/r)·({}+z(power))²·sd²/D²{}",
                           z, tested);
    case MetricKind::Ratio:
        break;
    }
    return fmt::format("n = (1+1/r)·({}+z(power))²·sd²/D², sd by the delta method{}", z, tested);
}

/// The most an effect can be in the direction planned for.
double mostEffect(const PlanRequest& request) {
    if (request.kind != MetricKind::Proportion) {
        return request.deviation * 1e6;
    }
    const double up = 1 - request.baseline;
    const double down = request.baseline;
    return !request.oneSided ? std::max(up, down) : std::signbit(request.effect) ? down : up;
}

Result<void> checkPeople(const PlanRequest& request, double control) {
    const double least = request.kind == MetricKind::Mean ? std::max(2.0, 3 / (1 + request.ratio)) : 1.0;
    if (control >= least && control <= mostPeople) {
        return {};
    }
    return wrong(fmt::format("{} people in the control", control),
                 fmt::format("Give a number from {} to {}", least, mostPeople), "--n");
}

double weakestPower(const PlanRequest& request, double size, double control, bool bothTails) {
    double weakest = 1;
    for (const double effect : directions(request, size)) {
        weakest = std::min(weakest, powerAt(request, effect, control, bothTails));
    }
    return weakest;
}

} // namespace

Result<Plan> planExperiment(const PlanRequest& request) {
    TRY(checkDesign(request));
    TRY_ASSIGN(const auto effects, checkedDirections(request));
    Plan plan;
    for (const double effect : effects) {
        plan.exact = std::max(plan.exact, sizeFor(request, effect));
    }
    const double treatedArms = static_cast<double>(request.arms - 1);
    if (!(plan.exact * std::max(1.0, request.ratio) * treatedArms < mostPeople)) {
        return wrong(fmt::format("An effect of {} needs more people than there are", request.effect),
                     "Give a larger effect", "--mde");
    }
    const double least = request.kind == MetricKind::Proportion ? 1 : 2; // one person has no spread
    const auto whole = [&](double people) {
        return static_cast<std::uint64_t>(std::max(least, std::ceil(people - 1e-9 * people)));
    };
    plan.control = whole(plan.exact);
    plan.treated = whole(plan.exact * request.ratio);
    plan.total = plan.control + plan.treated * (request.arms - 1);
    plan.alphaEach = alphaOfOne(request);
    plan.formula = formulaOf(request);
    if (request.daily > 0) {
        const double days = std::ceil(static_cast<double>(plan.total) / request.daily);
        if (!(days < mostPeople)) {
            return wrong(fmt::format("{} people a day are too few for any plan", request.daily),
                         "Give how many people a day all arms get together", "--daily");
        }
        plan.days = static_cast<std::uint64_t>(days);
        plan.wholeWeeks = static_cast<std::uint64_t>(std::ceil(days / daysAWeek) * daysAWeek);
    }
    return plan;
}

Result<double> powerOf(const PlanRequest& request, double control) {
    PlanRequest checked = request;
    checked.power = std::max(0.8, request.alpha + 0.1);
    TRY(checkDesign(checked));
    TRY(checkedDirections(request));
    TRY(checkPeople(request, control));
    return weakestPower(request, std::abs(request.effect), control, !request.oneSided);
}

Result<double> smallestEffect(const PlanRequest& request, double control) {
    TRY(checkDesign(request));
    TRY(checkPeople(request, control));
    const double most = mostEffect(request);
    // Proportions are solved for without the wrong tail, as the size for an effect is.
    const bool bothTails = !request.oneSided && request.kind == MetricKind::Mean;
    const auto power = [&](double size) { return weakestPower(request, size, control, bothTails); };
    if (power(most) < request.power) {
        return wrong(
            fmt::format("With {} people in the control no change of the proportion {} would be found",
                        control, request.baseline),
            "Give more people, or a lower power", "--n");
    }
    return std::copysign(reachedAt(power, request.power, 0, most), request.oneSided ? request.effect : 1.0);
}

Result<std::vector<PlanPoint>> powerCurve(const PlanRequest& request, std::size_t points) {
    TRY_ASSIGN(const auto plan, planExperiment(request));
    std::vector<PlanPoint> curve;
    for (std::size_t at = 0; at < points; ++at) {
        const double share =
            0.1 + 1.9 * static_cast<double>(at) / static_cast<double>(std::max<std::size_t>(1, points - 1));
        const double people = std::max(3.0, std::round(share * static_cast<double>(plan.control)));
        if (curve.empty() || people > curve.back().x) {
            TRY_ASSIGN(const double power, powerOf(request, people));
            curve.push_back({people, power});
        }
    }
    return curve;
}

Result<std::vector<PlanPoint>> sizeCurve(const PlanRequest& request, std::size_t points) {
    TRY(planExperiment(request));
    std::vector<PlanPoint> curve;
    for (std::size_t at = 0; at < points; ++at) {
        PlanRequest other = request;
        other.effect *= std::pow(
            2.0,
            2.0 * static_cast<double>(at) / static_cast<double>(std::max<std::size_t>(1, points - 1)) - 1);
        if (const auto plan = planExperiment(other)) { // a proportion ends at 0 and 1
            curve.push_back({other.effect, static_cast<double>(plan->control)});
        }
    }
    return curve;
}

} // namespace tastescope
