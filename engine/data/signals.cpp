// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/signals.h"

#include <algorithm>
#include <array>

namespace tastescope {
namespace {

struct KnownSignal {
    std::string_view name;
    SignalKind kind;
    double weight;
    bool useValue;
};

// Weights say how much one event tells about taste next to a mere listen. Ratings carry their value.
constexpr std::array knownSignals{
    KnownSignal{"listen", SignalKind::Implicit, 1, false},
    KnownSignal{"play", SignalKind::Implicit, 1, false},
    KnownSignal{"view", SignalKind::Implicit, 1, false},
    KnownSignal{"click", SignalKind::Implicit, 1, false},
    KnownSignal{"watch", SignalKind::Implicit, 1, false},
    KnownSignal{"read", SignalKind::Implicit, 1, false},
    KnownSignal{"like", SignalKind::Explicit, 3, false},
    KnownSignal{"favorite", SignalKind::Explicit, 3, false},
    KnownSignal{"favourite", SignalKind::Explicit, 3, false},
    KnownSignal{"addtocart", SignalKind::Implicit, 3, false},
    KnownSignal{"add_to_cart", SignalKind::Implicit, 3, false},
    KnownSignal{"cart", SignalKind::Implicit, 3, false},
    KnownSignal{"save", SignalKind::Explicit, 4, false},
    KnownSignal{"bookmark", SignalKind::Explicit, 4, false},
    KnownSignal{"download", SignalKind::Implicit, 4, false},
    KnownSignal{"share", SignalKind::Explicit, 5, false},
    KnownSignal{"transaction", SignalKind::Implicit, 5, false},
    KnownSignal{"purchase", SignalKind::Implicit, 5, false},
    KnownSignal{"buy", SignalKind::Implicit, 5, false},
    KnownSignal{"order", SignalKind::Implicit, 5, false},
    KnownSignal{"skip", SignalKind::Implicit, -1, false},
    KnownSignal{"dislike", SignalKind::Explicit, -3, false},
    KnownSignal{"rating", SignalKind::Explicit, 1, true},
    KnownSignal{"rate", SignalKind::Explicit, 1, true},
    KnownSignal{"stars", SignalKind::Explicit, 1, true},
    KnownSignal{"score", SignalKind::Explicit, 1, true},
};

} // namespace

SignalType defaultSignal(std::string_view name) {
    std::string lower(name);
    // Only ASCII letters: <cctype> would ask the locale, and UTF-8 bytes must stay as they are.
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto known = std::ranges::find(knownSignals, std::string_view(lower), &KnownSignal::name);
    if (known == knownSignals.end()) {
        return {std::move(lower), SignalKind::Implicit, 1, false};
    }
    return {std::move(lower), known->kind, known->weight, known->useValue};
}

std::string_view pairPolicyName(PairPolicy policy) {
    switch (policy) {
    case PairPolicy::Sum:
        return "sum";
    case PairPolicy::Max:
        return "max";
    case PairPolicy::Last:
        return "last";
    case PairPolicy::Mean:
        return "mean";
    }
    return "";
}

} // namespace tastescope
