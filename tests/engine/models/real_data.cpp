// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/models/real_data.h"

#include "engine/evaluation/evaluator.h"
#include "tests/engine/models/model_test_support.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

namespace tastescope {
namespace {

std::string folderOf(const std::string& name) {
    return std::string(TASTESCOPE_SOURCE_DIR) + "/../shared/data/" + name;
}

/// The first three fields; a separator within quotes is text.
std::array<std::string, 3> fieldsOf(const std::string& line) {
    const char separator = line.find('\t') != std::string::npos ? '\t' : ',';
    std::array<std::string, 3> fields;
    std::size_t field = 0;
    bool quoted = false;
    for (const char letter : line) {
        if (letter == '"') {
            quoted = !quoted;
        } else if (letter == separator && !quoted) {
            if (++field == fields.size()) {
                break;
            }
        } else {
            fields[field] += letter;
        }
    }
    return fields;
}

} // namespace

RealSplit readSplit(const std::string& folder) {
    IdMap users;
    IdMap items;
    const std::string path = folderOf(folder);
    const auto training = readCsv(path + "/train.csv", users, items);
    const std::size_t knownUsers = users.size();
    const auto held = readCsv(path + "/test.csv", users, items);
    if (!training || !held || users.size() > knownUsers) {
        return {};
    }
    Dataset::Parts parts;
    parts.users = std::make_shared<IdMap>(users);
    parts.items = std::make_shared<IdMap>(items);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = training;
    parts.matrix.binary = true;
    return {std::make_shared<Dataset>(std::move(parts)), held};
}

std::shared_ptr<const Dataset> readPairs(const std::string& set) {
    const std::string name = set == "ml-100k"      ? "/u.data"
                             : set == "lastfm-2k"  ? "/user_artists.dat"
                             : set == "steam-200k" ? "/steam-200k.csv"
                                                   : "/ratings.csv";
    std::ifstream file(folderOf(set) + name);
    std::set<std::pair<std::string, std::string>> pairs;
    for (std::string line; std::getline(file, line);) {
        const auto [user, item, what] = fieldsOf(line);
        const bool heading = user.empty() || user.find_first_not_of("0123456789") != std::string::npos;
        if (!heading && (set != "steam-200k" || what == "purchase")) {
            pairs.emplace(user, item);
        }
    }
    if (pairs.empty()) {
        return nullptr;
    }
    IdMap users;
    IdMap items;
    std::vector<Event> events;
    for (const auto& [user, item] : pairs) {
        events.push_back({UserIndex(users.intern(user)), ItemIndex(items.intern(item)), 0, 1, noTime});
    }
    Dataset::Parts parts;
    parts.events = std::make_shared<Interactions>(std::move(events), users.size());
    parts.users = std::make_shared<IdMap>(std::move(users));
    parts.items = std::make_shared<IdMap>(std::move(items));
    parts.signals = {{.name = "event", .kind = SignalKind::Implicit, .weight = 1, .useValue = false}};
    return std::make_shared<Dataset>(std::move(parts));
}

RankingAccuracy accuracyOf(const Recommender& model, const RealSplit& data) {
    constexpr std::size_t k = 10;
    const HeldOut test = heldOutOf(*data.train, *data.test);
    RankingAccuracy sum;
    double users = 0;
    std::vector<float> scores(model.itemCount());
    std::vector<std::uint32_t> order(scores.size());
    for (std::size_t user = 0; user < data.train->userCount(); ++user) {
        const auto relevant = test.itemsOf(UserIndex(user));
        if (relevant.empty()) {
            continue;
        }
        model.scoreUser(UserIndex(user), scores);
        for (const ItemIndex seen : data.train->matrix().itemsOf(UserIndex(user))) {
            scores[seen.value] = -std::numeric_limits<float>::infinity();
        }
        std::iota(order.begin(), order.end(), 0U);
        std::partial_sort(order.begin(), order.begin() + k, order.end(), [&](auto a, auto b) {
            return scores[a] > scores[b] || (scores[a] == scores[b] && a < b);
        });
        double hits = 0;
        double gain = 0;
        double ideal = 0;
        double precisions = 0;
        for (std::size_t rank = 1; rank <= k; ++rank) {
            const double discount = 1 / std::log2(static_cast<double>(rank) + 1);
            ideal += rank <= relevant.size() ? discount : 0;
            if (std::binary_search(relevant.begin(), relevant.end(), ItemIndex(order[rank - 1]))) {
                ++hits;
                gain += discount;
                precisions += hits / static_cast<double>(rank);
            }
        }
        const auto size = static_cast<double>(relevant.size());
        sum.map += precisions / size;
        sum.ndcg += gain / ideal;
        sum.precision += hits / k;
        sum.recall += hits / size;
        ++users;
    }
    return {sum.map / users, sum.ndcg / users, sum.precision / users, sum.recall / users};
}

} // namespace tastescope
