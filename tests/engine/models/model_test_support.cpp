// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/models/model_test_support.h"

#include "engine/base/fingerprint.h"
#include "engine/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tastescope {
namespace {

constexpr std::size_t groups = 4;
const std::array<const char*, groups> genres{"Folk", "Techno", "Jazz", "Opera"};

std::shared_ptr<const IdMap> numbered(const char* prefix, std::size_t count) {
    auto ids = std::make_shared<IdMap>();
    for (std::size_t row = 0; row < count; ++row) {
        ids->intern(prefix + std::to_string(row));
    }
    return ids;
}

AttributeColumn columnOf(const char* name, AttributeKind kind) {
    AttributeColumn column;
    column.name = name;
    column.kind = kind;
    return column;
}

AttributeTable attributesOf(std::size_t items) {
    AttributeColumn title = columnOf("title", AttributeKind::Text);
    AttributeColumn creator = columnOf("creator", AttributeKind::Text);
    AttributeColumn categories = columnOf("categories", AttributeKind::List);
    AttributeColumn tags = columnOf("tags", AttributeKind::List);
    AttributeColumn tempo = columnOf("tempo", AttributeKind::Number);
    AttributeColumn released = columnOf("released", AttributeKind::Date);
    categories.words.assign(genres.begin(), genres.end());
    tags.words = {"slow", "loud", "old", "new", "live"};
    categories.offsets.push_back(0);
    tags.offsets.push_back(0);
    for (std::size_t item = 0; item < items; ++item) {
        const std::size_t group = item % groups;
        title.texts.push_back(std::string(genres[group]) + " Lied Nr. " + std::to_string(item / 7));
        creator.texts.push_back("Artist " + std::to_string(item % (2 * groups)));
        categories.codes.push_back(static_cast<std::uint32_t>(group));
        categories.offsets.push_back(static_cast<std::uint32_t>(categories.codes.size()));
        tags.codes.push_back(static_cast<std::uint32_t>(item % 5));
        tags.offsets.push_back(static_cast<std::uint32_t>(tags.codes.size()));
        tempo.numbers.push_back(item % 9 == 8 ? std::nan("") : 60.0 + 30.0 * static_cast<double>(group));
        released.dates.push_back(static_cast<Time>(item) * 100 * millisecondsPerDay);
    }
    AttributeTable table;
    table.rows = items;
    table.columns = {std::move(title), std::move(creator), std::move(categories),
                     std::move(tags),  std::move(tempo),   std::move(released)};
    return table;
}

} // namespace

std::shared_ptr<const Dataset> makeTasteWorld(const TasteWorldOptions& options) {
    std::vector<Event> events;
    for (std::size_t user = 0; user + 1 < options.users; ++user) {
        Random random(options.seed, user);
        for (std::size_t event = 0; event < options.eventsPerUser; ++event) {
            std::size_t item = random.below(options.items - 1);
            if (random.uniform() < 0.8) { // to the user's own group
                item = item - item % groups + user % groups;
                item = item + 1 < options.items ? item : user % groups;
            }
            const bool skip = options.skips && random.uniform() < 0.15;
            const float rating = options.ratings ? static_cast<float>(1 + random.below(5)) : 1.0F;
            const auto day = static_cast<Time>(random.below(1000));
            events.push_back({UserIndex(user), ItemIndex(item), static_cast<SignalIndex>(skip ? 1 : 0),
                              rating, day * millisecondsPerDay});
        }
    }
    Dataset::Parts parts;
    parts.name = "tastes";
    parts.users = numbered("u", options.users);
    parts.items = numbered("i", options.items);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true},
                     {.name = "skip", .kind = SignalKind::Implicit, .weight = -1, .useValue = false}};
    parts.itemAttributes = std::make_shared<ItemAttributes>(attributesOf(options.items));
    parts.events = std::make_shared<Interactions>(std::move(events), options.users);
    parts.matrix.policy = PairPolicy::Last;
    return std::make_shared<Dataset>(std::move(parts));
}

std::shared_ptr<const Dataset> makeDataset(const std::vector<Row>& rows, std::size_t users,
                                           std::size_t items) {
    std::vector<Event> events;
    for (const Row& row : rows) {
        events.push_back({UserIndex(row.user), ItemIndex(row.item), 0, row.weight,
                          static_cast<Time>(row.day * static_cast<double>(millisecondsPerDay))});
    }
    Dataset::Parts parts;
    parts.users = numbered("", users);
    parts.items = numbered("", items);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = std::make_shared<Interactions>(std::move(events), users);
    return std::make_shared<Dataset>(std::move(parts));
}

std::shared_ptr<const Interactions> readCsv(const std::string& path, IdMap& users, IdMap& items) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line)) {
        return nullptr;
    }
    std::vector<Event> events;
    while (std::getline(file, line)) {
        std::stringstream fields(line);
        std::array<std::string, 4> field;
        for (std::string& text : field) {
            std::getline(fields, text, ',');
        }
        events.push_back({UserIndex(users.intern(field[0])), ItemIndex(items.intern(field[1])), 0,
                          std::strtof(field[2].c_str(), nullptr),
                          static_cast<Time>(std::strtoll(field[3].c_str(), nullptr, 10)) * 1000});
    }
    return std::make_shared<Interactions>(std::move(events), users.size());
}

ParamSet paramsOf(const AlgorithmInfo& algorithm, const Changes& changes) {
    const Result<ParamSet> params = makeParams(algorithm.params, changes);
    EXPECT_TRUE(params) << params.error().text();
    return params ? *params : ParamSet(algorithm.params);
}

std::shared_ptr<const Recommender> train(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                         const Changes& changes, const ExecutionContext& context) {
    const auto model = algorithm.fit(dataset, paramsOf(algorithm, changes), context);
    EXPECT_TRUE(model) << model.error().text();
    return model ? *model : nullptr;
}

std::vector<float> scoresOf(const Recommender& model, UserIndex user) {
    std::vector<float> scores(model.itemCount());
    model.scoreUser(user, scores);
    return scores;
}

std::vector<float> scoresOf(const Recommender& model, std::span<const HistoryEntry> history) {
    std::vector<float> scores(model.itemCount());
    model.scoreHistory(history, scores);
    return scores;
}

std::vector<std::byte> withForgedByte(std::vector<std::byte> bytes, std::size_t place, std::byte flip) {
    std::size_t at = 12; // behind magic and count
    while (at + 16 <= bytes.size()) {
        std::uint32_t nameLength = 0;
        std::uint64_t dataLength = 0;
        std::memcpy(&nameLength, bytes.data() + at, 4);
        std::memcpy(&dataLength, bytes.data() + at + 4, 8);
        const std::span content = std::span(bytes).subspan(at + 16, nameLength + dataLength);
        if (place < dataLength) {
            content[nameLength + place] ^= flip;
            std::uint32_t crc = crc32(std::span(bytes).subspan(at, 12));
            crc = crc32(content, crc);
            std::memcpy(bytes.data() + at + 12, &crc, 4);
            return bytes;
        }
        place -= dataLength;
        at += 16 + content.size();
    }
    return {};
}

} // namespace tastescope
