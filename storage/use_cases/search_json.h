// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON object of a search, as the command line prints it.
#pragma once

#include "storage/use_cases/search.h"

#include <string>

namespace tastescope {

/// "als:factors=32,solver=cg": the changes from the defaults, as evaluate and train take them.
std::string contestantText(const std::string& algorithm, const ParamSet& params);

/// `trained` is the name of the model made of the best trial; empty = none was.
std::string searchJson(const SearchRequest& request, const SearchResult& result, const std::string& trained);

} // namespace tastescope
