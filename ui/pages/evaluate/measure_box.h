// SPDX-License-Identifier: GPL-3.0-or-later
// A box to choose one of the measures of a run in. GUI thread only.
#pragma once

#include "engine/evaluation/evaluation_result.h"

#include <QString>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

class QComboBox;

namespace tastescope {

/// The first of `wanted` that `keys` have, by the start of the key; else the first key that is not `besides`.
std::string firstKeyOf(const std::vector<std::string>& keys, std::initializer_list<std::string_view> wanted,
                       std::string_view besides = {});
/// All keys of a result with their help and themselves as data; `pattern` has %1 where the title belongs.
/// Emits nothing.
void fillKeys(QComboBox& box, const EvaluationResult& result, const QString& pattern);
/// As wide as so many letters, whatever is in it: names of measures are long, and have all their room in the
/// list that drops down.
void keepWidth(QComboBox& box, int letters);

} // namespace tastescope
