// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double points = 100; ///< a proportion's difference is told in percentage points

std::string confidence(double alpha) {
    return fmt::format("{:.6g} %", 100 * (1 - alpha));
}

/// "0.31 to 1.33", of an interval on one side of 0, without its sign.
std::string sizeWords(const Estimate& difference, double unit) {
    const double near = std::min(std::abs(difference.low), std::abs(difference.high)) * unit;
    const double far = std::max(std::abs(difference.low), std::abs(difference.high)) * unit;
    const OutwardBounds bounds = outward(near, far);
    return bounds.low + " to " + bounds.high;
}

/// "0.12 percentage points lower to 0.3 higher".
std::string rangeWords(const Estimate& difference, double unit, const std::string& named) {
    const OutwardBounds bounds = outward(difference.low * unit, difference.high * unit);
    const auto side = [](double bound, std::string size, const std::string& unitName) {
        size = size.starts_with('-') ? size.substr(1) : size;
        return bound == 0 ? "the same" : size + unitName + (bound < 0 ? " lower" : " higher");
    };
    return "from " + side(difference.low, bounds.low, named) + " to " +
           side(difference.high, bounds.high, difference.low == 0 ? named : "");
}

} // namespace

OutwardBounds outward(double low, double high) {
    const double width = high - low;
    const double scale = width > 0 ? width : std::max(std::abs(low), 1e-300);
    const int digits = std::clamp(2 - static_cast<int>(std::floor(std::log10(scale))), 0, 300);
    if (digits > 15) { // steps that no double this size has
        return {fmt::format("{:.3g}", low), fmt::format("{:.3g}", high)};
    }
    const double step = std::pow(10.0, digits);
    const double below = std::floor(low * step) / step;
    const double above = std::ceil(high * step) / step;
    return {fmt::format("{:.{}f}", below == 0 ? 0.0 : below, digits),
            fmt::format("{:.{}f}", above == 0 ? 0.0 : above, digits)};
}

Reading readingOf(const Effect& effect, double pHolm, double alpha) {
    if (!effect.difference.hasInterval() || std::isnan(pHolm)) {
        return Reading::Unknown;
    }
    if (!effect.difference.excludesZero() || !(pHolm < alpha)) {
        return Reading::Open;
    }
    return effect.difference.low > 0 ? Reading::Higher : Reading::Lower;
}

std::string comparisonWords(const Comparison& comparison, const std::string& metric, MetricKind kind,
                            const std::string& control, const std::string& arm, std::size_t compared,
                            double alpha) {
    const Estimate& difference = comparison.effect.difference;
    const bool share = kind == MetricKind::Proportion;
    const double unit = share ? points : 1;
    const std::string named = share ? " percentage points" : "";
    switch (comparison.reading) {
    case Reading::Higher:
    case Reading::Lower:
        return fmt::format("{} is {} in {} than in {}, by {}{} ({} interval)", metric,
                           comparison.reading == Reading::Higher ? "higher" : "lower", arm, control,
                           sizeWords(difference, unit), named, confidence(alpha));
    case Reading::Open:
        if (difference.excludesZero() && compared > 1) {
            return fmt::format("{}: no difference is shown between {} and {}. Its own interval is {}, but "
                               "among {} comparisons chance would do that (Holm's p {:.2g})",
                               metric, arm, control, rangeWords(difference, unit, named), compared,
                               comparison.pHolm);
        }
        return fmt::format("{}: no difference is shown between {} and {}; {} may be {} ({} interval)", metric,
                           arm, control, arm, rangeWords(difference, unit, named), confidence(alpha));
    case Reading::Unknown:
        break;
    }
    return fmt::format("{}: nothing can be said of {} against {}, for there are too few people, or they all "
                       "have the same value, or only totals are known",
                       metric, arm, control);
}

std::string splitWordsOf(const SplitCheck& split) {
    if (std::isnan(split.p)) {
        return "The split cannot be checked: there are no people in the arms";
    }
    switch (split.verdict) {
    case SplitVerdict::Stop:
        return fmt::format("Stop: the arms do not have the people they should (p {:.2g}). Something sends or "
                           "counts people wrongly; do not read the results before it is found",
                           split.p);
    case SplitVerdict::Warn:
        return fmt::format("Warning: the arms hardly have the people they should (p {:.2g}). Look for what "
                           "sends or counts people wrongly before you trust the results",
                           split.p);
    case SplitVerdict::Ok:
        break;
    }
    return fmt::format("The people are split as planned, as far as can be seen (p {:.2g})", split.p);
}

} // namespace tastescope
