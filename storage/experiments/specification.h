// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation was asked for, as text that a project keeps and a person can read: from it the same
// evaluation is run again, and the command line that does so is written.
#pragma once

#include "engine/base/result.h"
#include "engine/evaluation/evaluation_result.h"
#include "storage/experiments/evaluate_request.h"
#include "storage/project/outside_store.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace tastescope {

/// JSON, the same for equal requests; files by their whole paths. `seed` is the context's.
std::string specificationOf(const EvaluateRequest& request, std::uint64_t seed);

struct SpecifiedRequest {
    EvaluateRequest request;
    std::uint64_t seed = 42; ///< for the context
};
/// The inverse; `store` is true. Unsupported for what lists or candidates without a file were judged by, and
/// for algorithms, parameters and metrics that this version does not have; Corrupt for what is no
/// specification.
Result<SpecifiedRequest> requestOf(std::string_view specification);

/// "tastescope-cli evaluate p.tastescope --model als:factors=32 --protocol time", as a POSIX shell takes it.
/// Beside requests from the command line also those of the window, whose seeds are one.
/// `measured`: what came of it, of which single points of a sweep take what the data decided for them.
/// `kept`: lists that the project keeps; those whose copy was judged are named by `kept:NAME`, whatever
/// became of the file.
std::string evaluateCommand(const EvaluateRequest& request, std::uint64_t seed,
                            const std::filesystem::path& project, std::span<const ModelResult> measured = {},
                            std::span<const StoredOutside> kept = {});

} // namespace tastescope
