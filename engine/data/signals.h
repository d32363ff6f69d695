// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of event a data set has, and how much one event of each says.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

using SignalIndex = std::uint8_t; ///< at most 255 kinds a project

enum class SignalKind : std::uint8_t { Implicit, Explicit };

struct SignalType {
    std::string name; ///< as in the data, lower case: "listen", "rating"
    SignalKind kind = SignalKind::Implicit;
    double weight = 1; ///< what one event adds; negative for a dislike (skip)
    /// Weight is multiplied by the event's value (a rating kept as value, hours played). Otherwise an event
    /// counts the same whatever its value, but never as a like where that is 0 (weight 0: no play) or
    /// negative (a negative weight: a return, a dislike).
    bool useValue = false;

    friend bool operator==(const SignalType&, const SignalType&) = default;
};

/// How several events of one (user, item) pair become one number.
enum class PairPolicy : std::uint8_t { Sum, Max, Last, Mean };

/// The kind and weight that fit a signal's name (listen 1, like 3, save 4, share 5, skip -1, …); unknown
/// names are implicit with weight 1. Case does not matter.
SignalType defaultSignal(std::string_view name);

std::string_view pairPolicyName(PairPolicy policy);

} // namespace tastescope
