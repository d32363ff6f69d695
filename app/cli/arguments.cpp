// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include "engine/registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tastescope {
namespace {

Error wrong(std::string_view flag, std::string_view text, std::string remedy) {
    return {ErrorCode::InvalidArgument, fmt::format("\"{}\" cannot be read", text), std::move(remedy),
            std::string(flag)};
}

} // namespace

Result<std::vector<NameValue>> parseNameValues(const std::vector<std::string>& texts, std::string_view flag) {
    std::vector<NameValue> out;
    for (const std::string& text : texts) {
        TRY_ASSIGN(auto one, parseNameValue(text, flag));
        out.push_back(std::move(one));
    }
    return out;
}

Result<Contestant> parseContestant(const std::string& text) {
    const std::size_t colon = text.find(':');
    const auto algorithm = requireAlgorithm(text.substr(0, colon));
    if (!algorithm) {
        Error error = algorithm.error();
        error.code = ErrorCode::InvalidArgument;
        return error;
    }
    std::vector<NameValue> changes;
    if (colon != std::string::npos) {
        for (const std::string_view part : cutAt(std::string_view(text).substr(colon + 1), ',')) {
            TRY_ASSIGN(auto change, parseNameValue(part, "--model"));
            changes.push_back(std::move(change));
        }
    }
    TRY_ASSIGN(auto params, makeParams((*algorithm)->params, changes));
    return Contestant{text, (*algorithm)->id, std::move(params)};
}

std::string unusedShare(Protocol protocol, double share, std::string_view flag) {
    return protocol != Protocol::LeaveLastOut || share == SplitOptions().test
               ? std::string()
               : fmt::format("{} changes nothing: {} holds out the last of everybody", flag,
                             protocolName(protocol));
}

std::string chosenText(const DataDefault& chosen) {
    return fmt::format("{} = {} by the data: {}", chosen.name, paramText(chosen.value), chosen.why);
}

Result<std::vector<std::size_t>> parseLengths(std::string_view text) {
    std::vector<std::size_t> lengths;
    for (const std::string_view part : cutAt(text, ',')) {
        std::size_t length = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), length);
        if (error != std::errc() || end != part.data() + part.size() || length == 0) {
            return wrong("--k", text, "Write whole numbers of 1 or more, as in --k 10,20");
        }
        if (std::find(lengths.begin(), lengths.end(), length) == lengths.end()) {
            lengths.push_back(length);
        }
    }
    return lengths;
}

Result<double> parseNumber(std::string_view text, std::string_view flag) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
        return wrong(flag, text, "Write a number with a decimal point, as in 0.2");
    }
    return number;
}

} // namespace tastescope
