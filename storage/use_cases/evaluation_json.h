// SPDX-License-Identifier: GPL-3.0-or-later
// The result of an evaluation as the command line prints it and the project keeps it.
#pragma once

#include "engine/evaluation/evaluation_result.h"

#include <span>
#include <string>

namespace tastescope {

class JsonWriter;

/// The key "chosen": what followed from the data, [{name, value, why}].
void writeChosen(JsonWriter& json, std::span<const DataDefault> chosen);

/// One JSON object: fingerprint, protocol, sampled, users, users_without_test, models, pairs, segments,
/// and files: what the files that were read hold. Lists and values per user are left out.
std::string evaluationJson(const EvaluationResult& result);

} // namespace tastescope
