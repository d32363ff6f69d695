// SPDX-License-Identifier: GPL-3.0-or-later
// Small data sets and helpers the tests of all algorithms share.
#pragma once

#include "engine/data/dataset.h"
#include "engine/models/algorithm.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

struct TasteWorldOptions {
    std::size_t users = 60;
    std::size_t items = 40;
    std::size_t eventsPerUser = 12;
    std::uint64_t seed = 1;
    bool ratings = false; ///< values 1..5 as weights, instead of 1
    bool skips = false;   ///< some pairs weigh -1
};

/// Users and items fall into four groups; most events stay within the group. With times, titles, creators,
/// categories, tags, a number and release dates; the last item and the last user have no event.
std::shared_ptr<const Dataset> makeTasteWorld(const TasteWorldOptions& options = {});

/// From (user, item, weight, day) rows; day 0 = 1970-01-01. Ids are the numbers.
struct Row {
    std::size_t user;
    std::size_t item;
    float weight = 1;
    double day = 0;
};
std::shared_ptr<const Dataset> makeDataset(const std::vector<Row>& rows, std::size_t users,
                                           std::size_t items);

/// The columns user,item,rating,time of a CSV with a header line; ids are interned in order of appearance
/// into the given maps. Null when the file is absent.
std::shared_ptr<const Interactions> readCsv(const std::string& path, IdMap& users, IdMap& items);

using Changes = std::vector<std::pair<std::string, std::string>>;
ParamSet paramsOf(const AlgorithmInfo& algorithm, const Changes& changes = {});
/// Fails the test when training fails.
std::shared_ptr<const Recommender> train(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                         const Changes& changes = {}, const ExecutionContext& context = {});
std::vector<float> scoresOf(const Recommender& model, UserIndex user);
std::vector<float> scoresOf(const Recommender& model, std::span<const HistoryEntry> history);

/// An archive's bytes with one byte of one array's data changed and the checksum put right again: what a
/// forged or buggy file looks like. `place` counts data bytes over all arrays; empty when there are fewer.
std::vector<std::byte> withForgedByte(std::vector<std::byte> bytes, std::size_t place, std::byte flip);

} // namespace tastescope
