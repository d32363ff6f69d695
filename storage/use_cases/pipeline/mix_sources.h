// SPDX-License-Identifier: GPL-3.0-or-later
// The sources of a mix as a text: "ALS-64=400,popular=100,random". A part is a source and, after "=", its
// quota; those without share evenly what the others leave. Sources are
//
//     NAME, or model:NAME       the best of a stored model
//     neighbours, neighbours:NAME   items whose vectors have the largest product with the person's
//     angle, angle:NAME             items whose vectors point where the person's does
//     items, items:NAME             items most like the last ones of the past
//     content                       items with the attributes of the past (content_tfidf, trained on the
//     spot) popular, new, random
//
// where the main model is meant unless one is named. A comma of a name has a backslash before it.
#pragma once

#include "engine/pipeline/candidates/mix.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct NamedModel {
    std::string name;
    std::string algorithm; ///< its id
    std::shared_ptr<const Recommender> model;
};

/// The models that a text names, each once; InvalidArgument for a part that cannot be read.
Result<std::vector<std::string>> modelsNamedIn(std::string_view sources);

/// The sources of a text, or, when it is empty, a mix that suits the models and the data: most of it from the
/// main model, `models.front()`. Trains the content model where it is asked for. NotFound names a model that
/// is not among `models`.
Result<std::vector<SourceSpec>> mixSources(std::string_view sources, std::span<const NamedModel> models,
                                           const Dataset& data, std::size_t total,
                                           const ExecutionContext& context);

} // namespace tastescope
