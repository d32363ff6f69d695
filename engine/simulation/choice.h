// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody takes from a list: one item or nothing, by a multinomial logit (McFadden 1974) over its
// places. The utility of a place is what the person thinks of the item, plus trust · ln(weight of the place):
// how much lower places are overlooked, sharpened or dulled by the trust in the list (the severity η of
// Joachims, Swaminathan and Schnabel 2017). Pure functions, thread-safe.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tastescope {

enum class ChoiceModel : std::uint8_t {
    Position,   ///< places alone (Craswell, Zoeter, Taylor and Ramsey 2008); always takes one
    Preference, ///< taste and place; always takes one
    Logit       ///< taste and place, against taking nothing
};

/// How much a place is looked at, the first one 1.
enum class PlaceCurve : std::uint8_t {
    Logarithmic, ///< 1 / log2(1 + place) (Järvelin and Kekäläinen 2002)
    Inverse,     ///< 1 / place
    Exponential  ///< persistence^(place − 1) (Moffat and Zobel 2008)
};

struct ChoiceOptions {
    ChoiceModel model = ChoiceModel::Preference;
    PlaceCurve curve = PlaceCurve::Logarithmic;
    double persistence = 0.8; ///< of the exponential curve, 0 < persistence <= 1
    double trust = 1;         ///< 0: places are all the same; 1: as the curve says
    double noChoice = 0;      ///< utility of taking nothing; of the logit alone

    bool asksTaste() const { return model != ChoiceModel::Position; }
    bool mayTakeNothing() const { return model == ChoiceModel::Logit; }
};

/// "position", "preference", "logit".
std::string_view choiceName(ChoiceModel model);
Result<ChoiceModel> parseChoice(std::string_view name);
/// "log", "inverse", "exponential".
Result<PlaceCurve> parseCurve(std::string_view name);

/// trust · ln(weight) of the first `places` places.
std::vector<double> placeUtilities(const ChoiceOptions& options, std::size_t places);

/// The probability of each place; what is missing from 1 is that of taking nothing. `utilities` are those of
/// the places, taste and place added up, finite; `out` is as long. Nothing for an empty list.
void choiceProbabilities(const ChoiceOptions& options, std::span<const double> utilities,
                         std::span<double> out);

/// The place that `uniform`, in [0, 1), falls on; nothing for no choice.
std::optional<std::size_t> chosenPlace(const ChoiceOptions& options, std::span<const double> utilities,
                                       double uniform);

} // namespace tastescope
