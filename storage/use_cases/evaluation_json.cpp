// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace tastescope {
namespace {

std::string jsonText(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

/// The shortest digits that give the same double; JSON has no NaN and no infinity.
std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

template <typename Range, typename Describe>
std::string joined(const Range& range, const Describe& describe) {
    std::string out;
    for (const auto& element : range) {
        out += (out.empty() ? "" : ",") + describe(element);
    }
    return out;
}

std::string metricText(const MetricValue& metric) {
    return fmt::format(R"({}:{{"value":{},"low":{},"high":{},"users":{}}})", jsonText(metric.key),
                       number(metric.value), number(metric.low), number(metric.high), metric.users);
}

std::string modelText(const ModelResult& model) {
    return fmt::format(
        R"({{"model":{},"algorithm":{},"params":{},"fit_seconds":{},"score_seconds":{},"metrics":{{{}}}}})",
        jsonText(model.label), jsonText(model.algorithm), jsonText(model.params), number(model.fitSeconds),
        number(model.scoreSeconds), joined(model.metrics, metricText));
}

std::string pairText(const PairResult& pair) {
    return fmt::format(R"({{"a":{},"b":{},"metric":{},"difference":{},"low":{},"high":{},"p":{}}})",
                       jsonText(pair.a), jsonText(pair.b), jsonText(pair.metric), number(pair.difference),
                       number(pair.low), number(pair.high), number(pair.p));
}

} // namespace

std::string evaluationJson(const EvaluationResult& result) {
    return fmt::format(R"({{"fingerprint":{},"protocol":{},"sampled":{},"users_with_test":{},)"
                       R"("users_without":{},"models":[{}],"pairs":[{}]}})",
                       jsonText(result.fingerprint), jsonText(result.protocol), result.sampled,
                       result.usersWithTest, result.usersWithout, joined(result.models, modelText),
                       joined(result.pairs, pairText));
}

} // namespace tastescope
