// SPDX-License-Identifier: GPL-3.0-or-later
// The result of an evaluation as the command line prints it and the project keeps it.
#pragma once

#include "engine/base/result.h"
#include "engine/evaluation/evaluation_result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tastescope {

class JsonWriter;

/// The key "chosen": what followed from the data, [{name, value, why}].
void writeChosen(JsonWriter& json, std::span<const DataDefault> chosen);

/// The key "files": what each file that was read holds, [{role, file, and its counts}].
void writeFiles(JsonWriter& json, std::span<const FileCounts> files);

/// "leak", "bias", "note".
std::string_view leakWeightName(LeakWeight weight);

/// One JSON object: fingerprint, protocol, sampled, users, users_without_test, models, pairs, segments,
/// gaps (between groups), slices, and files: what the files that were read hold. Lists and values per user
/// are left out. `protocols`: the same models under other protocols, as "protocols". `stored`: whether the
/// project keeps it, as "stored"; left out where nobody says.
std::string evaluationJson(const EvaluationResult& result, std::span<const EvaluationResult> protocols = {},
                           std::optional<bool> stored = {});
/// The inverse: evaluationJson of what it gives is the same text. Keys that it does not know are passed over;
/// Corrupt for what is no such object.
Result<EvaluationResult> evaluationFromJson(std::string_view text);

} // namespace tastescope
