// SPDX-License-Identifier: GPL-3.0-or-later
// What shapes an evaluation beside the controls that always stand in the bar: each is a chip while it is set,
// and is taken away by it. Pure functions.
#pragma once

#include "engine/data/dataset.h"
#include "storage/experiments/evaluate_request.h"

#include <QString>

#include <array>

namespace tastescope {

enum class ProtocolPart {
    Files, ///< a train and a test file instead of the project's events
    FoldsFile,
    CandidatesFile,
    Signals,
    Window,
    Value,
    UserEvents,
    ItemEvents,
    Unseen,  ///< what training never saw is left out
    Groups,  ///< of people, from a file
    AllUsers ///< lists for people without test items, too
};
inline constexpr std::array protocolParts{
    ProtocolPart::Files,  ProtocolPart::FoldsFile, ProtocolPart::CandidatesFile, ProtocolPart::Signals,
    ProtocolPart::Window, ProtocolPart::Value,     ProtocolPart::UserEvents,     ProtocolPart::ItemEvents,
    ProtocolPart::Unseen, ProtocolPart::Groups,    ProtocolPart::AllUsers};

/// "at least 8 events per listener"; empty for what is not set.
QString partWords(ProtocolPart part, const EvaluateRequest& request, const Nouns& nouns);
void clearPart(ProtocolPart part, EvaluateRequest& request);
/// Exactly what the parts of `from` are.
void copyParts(const EvaluateRequest& from, EvaluateRequest& to);

} // namespace tastescope
