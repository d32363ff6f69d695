// SPDX-License-Identifier: GPL-3.0-or-later
// The policies the lab offers, and how each looks: the same colour and dash in the form, in every chart and
// at the ends of lines. Pure functions.
#pragma once

#include "engine/base/result.h"
#include "engine/simulation/policy.h"
#include "ui/charts/chart_spec.h"
#include "ui/theme/theme.h"

#include <QColor>
#include <QString>

#include <vector>

namespace tastescope {

class Dataset;

struct OfferedPolicy {
    QString id;          ///< kept with the page's state; empty = none
    QString title;       ///< "ALS, balanced rules"
    std::string text;    ///< as the command line has it, without rules
    std::string rules{}; ///< JSON; empty = none
};

/// A row of the form that is not "none". Its place gives letter, colour and dash, whatever the rows before it
/// say.
struct ChosenPolicy {
    int place = 0;
    OfferedPolicy policy;
};

/// What suits the data: rules that need creators or categories only where there are any, the ideal only where
/// the truth is known. The last one is "none".
std::vector<OfferedPolicy> offeredPolicies(const Dataset& data, bool truth);
Result<PolicySpec> specOf(const OfferedPolicy& policy);

inline constexpr int mostPolicies = 4;
QString policyLetter(int place); ///< "A"
using PolicyColor = QColor (*)(const Theme&);
PolicyColor policyColor(int place);
LineDash policyDash(int place);

} // namespace tastescope
