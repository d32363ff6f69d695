// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the data can carry personalisation: a handful of checks with the number found, the number needed
// and advice.
#pragma once

#include "engine/data/dataset.h"
#include "engine/data/statistics.h"

#include <span>
#include <string>
#include <vector>

namespace tastescope {

enum class ReadinessStatus { Ok, Warn, Stop };

struct ReadinessCheck {
    std::string id; ///< stable: "items", "events", "events_per_user", "density", "new_items", "thin_users", …
    std::string title; ///< "Songs", "Events per listener": uses the data set's nouns
    ReadinessStatus status = ReadinessStatus::Ok;
    double value = 0;
    double needed = 0;
    std::string valueText;  ///< "12,480", "median 48", "0.70 %"
    std::string neededText; ///< "over 500 needed"
    std::string advice;     ///< what to do when not ok, else empty
    double fill = 0;        ///< 0..1, how far the bar reaches
};

/// A kind of model that the data can feed; which algorithms are of that kind is not known here.
enum class ModelKind { Factors, Neighbours, Content, Popularity };

struct Readiness {
    ReadinessStatus status = ReadinessStatus::Ok; ///< the worst
    std::string verdict;                          ///< "Yes.", "With care.", "Not yet."
    std::string reason;                           ///< one or two sentences
    std::vector<ReadinessCheck> checks;
    std::vector<ModelKind> suitable; ///< what suits this data, best first
};

/// Quality findings for the data set page: thin weeks, users with hardly any events, automated users, items
/// without category, … `rows` are the item or user row numbers meant.
struct QualityFinding {
    std::string id;
    std::string title;
    std::string detail;
    ReadinessStatus status = ReadinessStatus::Ok;
    enum class Rows { None, Items, Users } kind = Rows::None;
    std::vector<std::uint32_t> rows;
};

Readiness assessReadiness(const Dataset& dataset, const Statistics& statistics);
/// Weeks of a series that hold far less than those around them, ascending. The first and the last week are
/// seldom whole and are not judged.
std::vector<std::size_t> thinWeeks(std::span<const std::uint64_t> eventsPerWeek);
std::vector<QualityFinding> findQualityIssues(const Dataset& dataset, const Statistics& statistics);

} // namespace tastescope
