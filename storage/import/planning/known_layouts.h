// SPDX-License-Identifier: GPL-3.0-or-later
// The published data sets that are recognised by their content: which columns their files have and what the
// values in them look like. One recogniser a family; each says nothing about files that are not its own.
#pragma once

#include "storage/import/planning/sniffer.h"

namespace tastescope {

/// Gives the file kind, roles, layout name and family when it belongs to a known data set.
bool recogniseFile(Sniff& sniff);

/// What takes several files: names of genres and tags, alternatives of which one is used, weights, nouns.
/// `family` is that of the interactions.
void completeLayout(const std::string& family, std::vector<Sniff>& sniffs, ImportPlan& plan);

/// One family each.
bool recogniseMovieLens(Sniff& sniff);
void completeMovieLens(std::vector<Sniff>& sniffs, ImportPlan& plan);
bool recogniseGoodbooks(Sniff& sniff);
void completeGoodbooks(std::vector<Sniff>& sniffs, ImportPlan& plan);
bool recogniseLastFm(Sniff& sniff);
void completeLastFm(std::vector<Sniff>& sniffs, ImportPlan& plan);
/// Book-Crossing, RetailRocket, Steam 200k.
bool recogniseShops(Sniff& sniff);
void completeShops(const std::string& family, std::vector<Sniff>& sniffs, ImportPlan& plan);

// Helpers for the recognisers.

/// One entry a column: "user", "item", "signal", "value", "time", "-" (ignored), "item.NAME",
/// "user.NAME".
void setRoles(Sniff& sniff, FileKind kind, std::initializer_list<std::string_view> roles);
void setLayout(Sniff& sniff, std::string_view family, std::string_view layout);
/// At least nine of ten sample values of the column are such.
bool mostly(const Sniff& sniff, std::size_t column, bool (*is)(std::string_view));
bool isWhole(std::string_view text);
std::string fileName(const Sniff& sniff);

} // namespace tastescope
