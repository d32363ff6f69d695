// SPDX-License-Identifier: GPL-3.0-or-later
// One of every kind: what that takes is said before it begins. GUI thread only.
#pragma once

#include <string>
#include <vector>

class QWidget;

namespace tastescope {

class Session;

/// Kinds without a model of the data as it is, trained or on its way; in the order of the registry.
std::vector<std::string> kindsLeft(const Session& session);

/// Reckons in a job what the kinds that are left take together, asks over `page`, and trains them with their
/// defaults. Says so when none is left.
void askToTrainAll(Session& session, QWidget& page);

} // namespace tastescope
