// SPDX-License-Identifier: GPL-3.0-or-later
// A trained SASRec: scores are products of a history's vector (the network's output at its last token) and
// the items' embeddings. Nothing is folded in: an unseen history goes through the same network. The network
// is not linear, so an explanation leaves one item out at a time: a contribution is the score less the
// score of the history without that item, and the base is what remains (0 of it need be due to anything but
// how items act together). Items that lie behind the network's length contribute nothing.
#pragma once

#include "engine/models/recommender.h"
#include "engine/models/sequence/sasrec/sasrec_network.h"

#include <memory>

namespace tastescope {

inline constexpr std::string_view sasRecId = "sasrec";

/// Runs all users of the data set through the network. `views` (1..64): so many rotations of a history are
/// looked at and their vectors averaged; 1 where order means something. Fails only by cancellation.
Result<std::shared_ptr<const Recommender>> makeSasRecModel(const Dataset& dataset, const SasRecShape& shape,
                                                           std::size_t views, NetworkWeights weights,
                                                           const ExecutionContext& context);
Result<std::shared_ptr<const Recommender>> loadSasRecModel(const ModelArchive& archive,
                                                           const Dataset& dataset);

} // namespace tastescope
