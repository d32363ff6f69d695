// SPDX-License-Identifier: GPL-3.0-or-later
// The two halves of what is said of a metric: what it means, and what it does at its edges. For whoever shows
// them apart; MetricInfo::help is one after the other.
#pragma once

#include <string_view>

namespace tastescope {

struct MetricInfo;

/// What it does with short lists, with people who have none or nothing to find, and with what is not known:
/// whole sentences, never empty.
std::string_view edgesOf(const MetricInfo& metric);
/// What it means, of a metric of the table in metric.cpp.
std::string_view meaningOf(const MetricInfo& metric);

} // namespace tastescope
