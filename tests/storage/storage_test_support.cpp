// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/storage/storage_test_support.h"

#include "engine/base/random.h"

#include <sqlite3.h>

#include <algorithm>
#include <bit>
#include <limits>

namespace tastescope::test {

namespace {

AttributeColumn column(const char* name, AttributeKind kind) {
    AttributeColumn made;
    made.name = name;
    made.kind = kind;
    return made;
}

std::shared_ptr<const ItemAttributes> sampleItems() {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    AttributeTable table;
    table.rows = 3; // one fewer than there are items
    AttributeColumn title = column("title", AttributeKind::Text);
    title.texts = {"He said \"so\"", "Ænima, naïve; 日本", ""};
    AttributeColumn tags = column("tags", AttributeKind::List);
    tags.words = {"never used", "rock", "a|b", "ünloved"};
    tags.offsets = {0, 2, 2, 5};
    tags.codes = {2, 1, 3, 1, 1};
    AttributeColumn tempo = column("tempo", AttributeKind::Number);
    tempo.numbers = {0.1, unknown, -1e300};
    AttributeColumn released = column("released", AttributeKind::Date);
    released.dates = {noTime, 0, -86'400'000};
    AttributeColumn added = column("added", AttributeKind::Date);
    added.dates = {1, noTime, 1'700'000'000'001};
    AttributeColumn isbn = column("isbn", AttributeKind::Text);
    isbn.texts = {"0012", "", "1e5"};
    AttributeColumn creator = column("creator", AttributeKind::Text);
    creator.texts = {"", "O'Brien", "O'Brien"};
    table.columns = {title, tags, tempo, released, added, isbn, creator};
    return std::make_shared<ItemAttributes>(table);
}

std::shared_ptr<const AttributeTable> sampleUsers() {
    auto table = std::make_shared<AttributeTable>();
    table->rows = 3;
    AttributeColumn age = column("age", AttributeKind::Number);
    age.numbers = {33, std::numeric_limits<double>::quiet_NaN(), 18.5};
    AttributeColumn title = column("title", AttributeKind::Text);
    title.texts = {"Dr", "", "Ms"};
    table->columns = {age, title};
    return table;
}

} // namespace

ProjectData sampleData() {
    ProjectData data;
    auto users = std::make_shared<IdMap>();
    for (const char* id : {"007", "7", "9007199254740993"}) {
        users->intern(id);
    }
    auto items = std::make_shared<IdMap>();
    for (const char* id : {"it's", "\"quoted\"", "Привет 🎧", "1e3"}) {
        items->intern(id);
    }
    data.parts.name = "Sample";
    data.parts.nouns.item = "song";
    data.parts.users = users;
    data.parts.items = items;
    data.parts.signals = {{"listen", SignalKind::Implicit, 1, false},
                          {"rating", SignalKind::Explicit, 0.1, true}};
    data.parts.itemAttributes = sampleItems();
    data.parts.userAttributes = sampleUsers();
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    std::vector<Event> events{
        {UserIndex(2), ItemIndex(3), 1, 4.5F, 1'700'000'000'000},
        {UserIndex(0), ItemIndex(1), 0, none, noTime},
        {UserIndex(0), ItemIndex(1), 0, none, noTime},
        {UserIndex(0), ItemIndex(0), 1, -0.1F, -5},
        {UserIndex(2), ItemIndex(0), 1, 1e-30F, 86'400'000},
    };
    data.parts.events = std::make_shared<Interactions>(std::move(events), users->size());
    data.parts.matrix.policy = PairPolicy::Max;
    data.parts.matrix.halfLifeDays = 12.5;
    data.provenance = R"({"files":["a \"b\".csv"]})";
    return data;
}

ProjectData randomData(std::size_t users, std::size_t items, std::size_t events, std::uint64_t seed) {
    Random random(seed);
    ProjectData data;
    auto userIds = std::make_shared<IdMap>();
    for (std::size_t user = 0; user < users; ++user) {
        userIds->intern("u" + std::to_string(user));
    }
    auto itemIds = std::make_shared<IdMap>();
    for (std::size_t item = 0; item < items; ++item) {
        itemIds->intern("i" + std::to_string(item));
    }
    std::vector<Event> rows;
    for (std::size_t row = 0; row < events; ++row) {
        rows.push_back({UserIndex(random.below(users)), ItemIndex(random.below(items)), 0,
                        static_cast<float>(1 + random.below(10)) / 2,
                        static_cast<Time>(1'600'000'000'000 + 1000 * random.below(100'000'000))});
    }
    data.parts.users = userIds;
    data.parts.items = itemIds;
    data.parts.signals = {{"rating", SignalKind::Explicit, 1, true}};
    data.parts.events = std::make_shared<Interactions>(std::move(rows), users);
    return data;
}

void expectSameTable(const AttributeTable& a, const AttributeTable& b) {
    EXPECT_EQ(a.rows, b.rows);
    ASSERT_EQ(a.columns.size(), b.columns.size());
    for (std::size_t place = 0; place < a.columns.size(); ++place) {
        const AttributeColumn& left = a.columns[place];
        const AttributeColumn& right = b.columns[place];
        EXPECT_EQ(left.name, right.name);
        EXPECT_EQ(left.kind, right.kind);
        EXPECT_EQ(left.texts, right.texts);
        EXPECT_EQ(left.dates, right.dates);
        EXPECT_EQ(left.words, right.words);
        EXPECT_EQ(left.offsets, right.offsets);
        EXPECT_EQ(left.codes, right.codes);
        ASSERT_EQ(left.numbers.size(), right.numbers.size());
        for (std::size_t row = 0; row < left.numbers.size(); ++row) {
            EXPECT_EQ(std::bit_cast<std::uint64_t>(left.numbers[row]),
                      std::bit_cast<std::uint64_t>(right.numbers[row]));
        }
    }
}

void expectSameEvents(const Interactions& a, const Interactions& b) {
    EXPECT_TRUE(std::ranges::equal(a.userOffsets(), b.userOffsets()));
    EXPECT_TRUE(std::ranges::equal(a.items(), b.items()));
    EXPECT_TRUE(std::ranges::equal(a.signals(), b.signals()));
    EXPECT_TRUE(std::ranges::equal(a.times(), b.times()));
    ASSERT_EQ(a.values().size(), b.values().size());
    for (std::size_t row = 0; row < a.values().size(); ++row) {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(a.values()[row]),
                  std::bit_cast<std::uint32_t>(b.values()[row]))
            << row;
    }
}

void runSql(const std::filesystem::path& file, const std::string& sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
}

void ProjectTest::SetUp() {
    auto created = Project::create(folder / "p.tastescope", m_data);
    ASSERT_TRUE(created) << created.error().text();
    project = std::move(*created);
    dataset = project->loadDataset().value();
}

} // namespace tastescope::test
