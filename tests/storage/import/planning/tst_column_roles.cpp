// SPDX-License-Identifier: GPL-3.0-or-later
// Which column becomes what: names in four languages, values that contradict them, and what is asked.
#include "storage/import/loading/settle_dates.h"
#include "storage/import/planning/column_times.h"
#include "storage/import/values/value_parse.h"
#include "tests/storage/import/import_test.h"
#include "tests/storage/import/planning/plan_roles.h"

#include <fmt/format.h>

#include <functional>

namespace tastescope {
namespace {

using test::TemporaryFolder;

Result<ImportPlan> planText(std::string_view content, const ImportHints& hints = {}) {
    const TemporaryFolder folder;
    return planImport({folder.write("data.csv", content)}, hints);
}

std::string rolesOf(std::string_view content, const ImportHints& hints = {}) {
    const auto plan = planText(content, hints);
    return plan ? test::rolesOf(plan->files.front()) : "refused: " + plan.error().text();
}

TEST(ColumnRoles, EveryKnownWordIsKnownInEverySpelling) {
    struct Wording {
        const char* user;
        const char* item;
        const char* value;
        const char* time;
    };
    for (const Wording& w :
         {Wording{"user_id", "item_id", "rating", "timestamp"},
          Wording{"User", "Item", "vote", "date"},
          Wording{"uid", "movieId", "user_rating", "ts"},
          Wording{"customer_id", "article_id", "quantity", "t_dat"},
          Wording{"customer_unique_id", "product_id", "review_score", "order_purchase_timestamp"},
          Wording{"client", "sku", "points", "order_dt"},
          Wording{"member_no", "book_id", "Rating (1-5)", "rated_at"},
          Wording{"user_idx", "item_idx", "freq", "datetime"},
          Wording{"user_id:token", "item_id:token", "rating:float", "timestamp:float"},
          Wording{"listener", "song", "liked", "listened_at"},
          Wording{"reader", "isbn", "thumb", "reviewDate"},
          Wording{"Benutzer", "Artikel", "Bewertung", "Datum"},
          Wording{"Nutzer-ID", "Produkt-Nr", "Sterne", "Zeitpunkt"},
          Wording{"Kundennummer", "Artikelnummer", "Menge", "Bestelldatum"},
          Wording{"Kunde", "Buch", "Note", "Zeit"},
          Wording{"Hörer", "Lied", "Häufigkeit", "Zeitstempel"},
          Wording{"utilisateur", "produit", "note", "date"},
          Wording{"id_client", "id_article", "quantité", "date_achat"},
          Wording{"Abonné", "Chanson", "Écoutes", "Horodatage"},
          Wording{"visiteur", "élément", "avis", "temps"},
          Wording{"Visiteur", "element", "Avis", "Temps"},
          Wording{"id_visiteur", "id_élément", "avis", "temps"},
          Wording{"visitante", "elemento", "reseña", "tiempo"},
          Wording{"id_visitante", "id_elemento", "opinión", "tiempo"},
          Wording{"Visitante", "Elemento", "resena", "Tiempo"},
          Wording{"visitante", "elemento", "opinion", "tiempo"},
          Wording{"Besucher", "Element", "Rezension", "Zeit"},
          Wording{"Besucher-ID", "Element-Nr", "Rezensionen", "Datum"},
          Wording{"usuario", "película", "calificación", "fecha"},
          Wording{"id_usuario", "id_producto", "valoración", "fecha_hora"},
          Wording{"cliente", "artículo", "cantidad", "fecha"}}) {
        const std::string header = fmt::format("{},{},{},{}\n", w.user, w.item, w.value, w.time);
        const std::string rows = "anna,tea,4,2024-12-25\nbert,milk,3,2024-12-26\nanna,milk,5,2024-12-27\n";
        EXPECT_EQ(rolesOf(header + rows), "user item value time") << header;
        const std::string turned = fmt::format("{},{},{},{}\n", w.time, w.value, w.item, w.user);
        EXPECT_EQ(rolesOf(turned + "2024-12-25,4,tea,anna\n2024-12-26,3,milk,bert\n"), "time value item user")
            << turned;
    }
}

TEST(ColumnRoles, FiguresAndOtherDatesAreNoEvents) {
    EXPECT_EQ(
        rolesOf(
            "user,item,average_rating,birth_date,num_ratings\na,x,4.5,2001-01-01,3\nb,y,3.5,2001-01-02,4\n"),
        "user item - - -");
    EXPECT_EQ(rolesOf("user,item,avg_rating,rating\na,x,4.5,2\nb,y,3.5,1\n"), "user item - value");
}

TEST(ColumnRoles, ANameThatItsValuesContradictIsLeftOutAndSaysSo) {
    const auto plan = planText("user,item,note,date\na,x,very good,soon\nb,y,so so,later\n");
    ASSERT_TRUE(plan) << plan.error().text();
    EXPECT_EQ(test::rolesOf(plan->files.front()), "user item - -");
    EXPECT_NE(plan->files.front().columns[2].why.find("no numbers"), std::string::npos);
    EXPECT_NE(plan->files.front().columns[3].why.find("no times"), std::string::npos);
    EXPECT_EQ(rolesOf("user,item,liked\na,x,yes\nb,y,no\n"), "user item value");
    EXPECT_EQ(rolesOf("user,item,thumb\na,x,up\nb,y,down\n"), "user item value");
    EXPECT_EQ(rolesOf("user,item,rating\na,x,\nb,y,\n"), "user item value")
        << "nothing there contradicts nothing";
}

TEST(ColumnRoles, EveryColumnSaysWhy) {
    for (const char* text : {"user,item,rating,foo\na,x,4,z\nb,y,3,w\n", "1,2,5\n3,4,1\n5,6,2\n",
                             "item,title,genre\nx,Oak,Folk\n"}) {
        const auto plan =
            planText(text, {.map = std::string_view(text).starts_with("item")
                                       ? std::vector<std::pair<std::string, std::string>>{{"user", "title"}}
                                       : std::vector<std::pair<std::string, std::string>>{}});
        ASSERT_TRUE(plan) << text << plan.error().text();
        for (const ColumnPlan& column : plan->files.front().columns) {
            EXPECT_FALSE(column.why.empty()) << text << column.name;
        }
    }
}

TEST(ColumnRoles, TwoTextsWithoutATellingNameAreRefusedWithTheRemedy) {
    std::string many = "name,thing,stars\n"; // more distinct values on the right, shorter lists: no evidence
    for (int i = 0; i < 60; ++i) {
        many += fmt::format("{},{},{}\n", std::string(1, static_cast<char>('a' + i % 7)) + "lex",
                            "thing " + std::to_string(i), i % 5 + 1);
    }
    many.replace(0, 4, "whom"); // "name" is a title
    for (const std::string& text : {std::string("alpha,beta\nanna,tea\nbert,milk\ncleo,tea\n"),
                                    std::string("anna,tea,5\nbert,milk,4\ncleo,tea,1\n"), many}) {
        const std::string answer = rolesOf(text);
        EXPECT_TRUE(answer.starts_with("refused")) << answer;
        EXPECT_NE(answer.find("--map user="), std::string::npos) << answer;
        const auto asked = planText(text, {.ask = true});
        ASSERT_TRUE(asked) << asked.error().text();
        EXPECT_FALSE(missingRoles(*asked).empty()) << "a person is to say it";
        EXPECT_TRUE(rolesOf(text, {.map = {{"user", "1"}, {"item", "2"}}}).starts_with("user item")) << text;
    }
}

TEST(ColumnRoles, FewPeopleWhoseRowsStandTogetherAreNoEvents) {
    std::string stars;
    std::string plays;
    for (int row = 0; row < 60; ++row) {
        const char* person = row < 20 ? "alice" : row < 40 ? "bert" : "cleo";
        stars += fmt::format("{},{},{}\n", person, 101 + row, 1 + row * 7 % 5);
        plays += fmt::format("{},{},{}\n", person, 101 + row, 12 + row * 37 % 900);
    }
    EXPECT_EQ(rolesOf(stars), "user item value");
    EXPECT_EQ(rolesOf(plays), "user item value");
}

TEST(ColumnRoles, IdsThatSayWhoseTheyAreTell) {
    EXPECT_EQ(rolesOf("u1,i7,5\nu2,i8,4\nu3,i7,3\n"), "user item value");
    EXPECT_EQ(rolesOf("i7,u1,5\ni8,u2,4\ni7,u3,3\n"), "item user value");
    EXPECT_EQ(rolesOf("movie_7,99,5\nmovie_8,98,4\nmovie_7,97,3\n"), "item user value");
    EXPECT_EQ(rolesOf("tea,user 1\nmilk,user 2\ntea,user 3\n"), "item user");
}

// Event types stand for nobody and nothing, wherever they stand.
TEST(ColumnRoles, EventTypesAreNeitherUsersNorItems) {
    const auto rows = [](const std::function<std::string(int)>& row) {
        std::string text;
        for (int i = 0; i < 30; ++i) {
            text += row(i) + "\n";
        }
        return text;
    };
    const auto type = [](int i) { return i % 3 == 0 ? "buy" : "click"; };
    for (const bool same : {false, true}) {
        const auto event = [&](int i) { return same ? "click" : type(i); };
        EXPECT_EQ(rolesOf(rows([&](int i) { return fmt::format("{},u{},i{}", event(i), i % 9, i); })),
                  "signal user item");
        EXPECT_EQ(rolesOf(rows([&](int i) { return fmt::format("{},i{},u{}", event(i), i, i % 9); })),
                  "signal item user");
        EXPECT_EQ(rolesOf(rows([&](int i) { return fmt::format("u{},{},i{}", i % 9, event(i), i); })),
                  "user signal item");
        EXPECT_EQ(rolesOf(rows([&](int i) { return fmt::format("u{},i{},{}", i % 9, i, event(i)); })),
                  "user item signal");
        EXPECT_EQ(rolesOf(rows([&](int i) { return fmt::format("{},{},{}", event(i), 100 + i % 9, i); })),
                  "signal user item");
        EXPECT_EQ(rolesOf(rows([&](int i) { return fmt::format("{},{},{}", 100 + i % 9, i, event(i)); })),
                  "user item signal");
        const std::string rated =
            rolesOf(rows([&](int i) { return fmt::format("{},{},{}", event(i), i * 7 % 30, i % 5); }));
        EXPECT_NE(rated.find("--map user="), std::string::npos) << "the last one may be a value: " << rated;
    }
    // Words that are none for events: few people, or few types.
    const std::string few =
        rows([](int i) { return fmt::format("{},{},{}", i % 2 == 0 ? "xa" : "yb", i, 90 - i); });
    EXPECT_NE(rolesOf(few).find("--map user="), std::string::npos) << rolesOf(few);
    EXPECT_EQ(rolesOf("click,u1,i1\nbuy,u2,i1\nclick,u2,i3\n"), "signal user item") << "few rows";
    EXPECT_EQ(rolesOf("click,12,34\nbuy,13,35\nclick,12,36\n"), "signal user item");
    EXPECT_EQ(rolesOf(rows([](int i) { return fmt::format("u{},tea,5", i); })), "user item value");
}

// Dates of every order in whole files: what is read is what was written.
Result<ImportedData> import(const ImportPlan& plan) {
    return readFiles(plan, nullptr);
}

TEST(ColumnTimes, AreReadAsTheyWereMeantInWholeFiles) {
    const TemporaryFolder folder;
    struct Way {
        const char* name;
        std::function<std::string(int day, int month)> text;
    };
    for (const Way& way :
         {Way{"dots", [](int d, int m) { return fmt::format("{:02}.{:02}.2024", d, m); }},
          Way{"day first", [](int d, int m) { return fmt::format("{:02}/{:02}/2024", d, m); }},
          Way{"month first", [](int d, int m) { return fmt::format("{}/{}/2024 8:26", m, d); }},
          Way{"half", [](int d, int m) { return fmt::format("{}/{}/24 08:26 AM", m, d); }},
          Way{"digits", [](int d, int m) { return fmt::format("2024{:02}{:02}", m, d); }},
          Way{"six digits", [](int d, int m) { return fmt::format("24{:02}{:02}", m, d); }},
          Way{"long digits", [](int d, int m) { return fmt::format("2024{:02}{:02}082600", m, d); }},
          Way{"excel", [](int d, int m) {
                  return std::to_string(
                      daysFromCivil(2024, static_cast<unsigned>(m), static_cast<unsigned>(d)) + 25'569);
              }}}) {
        std::string text = "user,item,when\n";
        std::vector<Time> days;
        // The one day that tells comes after everything that a sample looks at.
        for (int row = 0; row < 6'000; ++row) {
            const int day = row == 5'999 ? 29 : row % 12 + 1;
            const int month = row % 11 + 1;
            text += fmt::format("u{},i{},{}\n", row % 50, row, way.text(day, month));
        }
        auto plan = planImport({folder.write("data.csv", text)});
        ASSERT_TRUE(plan) << plan.error().text();
        const auto data = import(*plan);
        ASSERT_TRUE(data) << data.error().text();
        EXPECT_EQ(data->report.rowsImported, 6'000U) << way.name;
        const Dataset dataset(Dataset::Parts(data->parts));
        for (int row = 0; row < 6'000; row += 37) {
            const auto item = dataset.items().find("i" + std::to_string(row));
            const auto user = dataset.users().find("u" + std::to_string(row % 50));
            ASSERT_TRUE(item && user);
            for (std::size_t at = dataset.events().firstOf(UserIndex(*user));
                 at < dataset.events().lastOf(UserIndex(*user)); ++at) {
                if (dataset.events().item(at).value == *item) {
                    const Time midnight = daysFromCivil(2024, static_cast<unsigned>(row % 11 + 1),
                                                        static_cast<unsigned>(row % 12 + 1)) *
                                          millisecondsPerDay;
                    EXPECT_EQ(dataset.events().time(at) / millisecondsPerDay, midnight / millisecondsPerDay)
                        << way.name << " " << row;
                }
            }
        }
    }
}

TEST(ColumnTimes, AreCalledWhatTheyAreReadAs) {
    struct Way {
        std::vector<std::string> values;
        std::string words;
        std::string map{}; ///< behind the column's name
    };
    for (const Way& way :
         {Way{{"45600", "45651", "45662.75"}, "Excel days"}, Way{{"2019", "2020", "2024"}, "years"},
          Way{{"20241225", "20241226", "20250101"}, "dates as digits"},
          Way{{"241225", "241226", "250131"}, "dates as six digits"},
          Way{{"202411", "202412", "202501"}, "dates as digits"},
          Way{{"241225", "241226", "251399"}, "numbers since 1970, in the unit of their size"},
          Way{{"251399", "251400", "251401"}, "dates as six digits", ":yymmdd"},
          Way{{"1735000000", "1735086400", "1735172800"}, "seconds"},
          Way{{"1", "2", "3"}, "numbers since 1970, in the unit of their size"},
          Way{{"1", "2", "3"}, "seconds", ":s"}, Way{{"99000", "99001", "99002"}, "Excel days", ":excel"},
          Way{{"04/03/2021", "05/04/2021", "06/05/2021"}, "month/day/year dates"},
          Way{{"04/03/2021", "05/04/2021", "06/05/2021"}, "day/month/year dates", ":dmy"},
          Way{{"04.03.2021", "05.04.2021", "06.05.2021"}, "month.day.year dates", ":mdy"},
          Way{{"2021-03-04", "2021-03-05", "2021-03-06"}, "ISO 8601 time", ":dmy"},
          Way{{"-0044-03-15", "-0043-03-15", "0012-01-01"}, "ISO 8601 time"},
          Way{{"2021-03-04", "soon", "2021-03-06", "later"}, "dates, as far as they can be read"},
          Way{{"4 March 2021", "5 March 2021", "6 March 2021"}, "dates in words"}}) {
        std::string text = "user,item,when\n";
        for (std::size_t i = 0; i < way.values.size(); ++i) {
            text += fmt::format("u{},i{},{}\n", i, i, way.values[i]);
        }
        ImportHints hints;
        hints.map = {{"time", "when" + way.map}};
        const auto plan = planText(text, hints);
        ASSERT_TRUE(plan) << plan.error().text();
        EXPECT_EQ(timeWords(plan->files.front().columns.at(2)), way.words) << text << way.map;
    }
}

// Numbers that are no dates in any way: their order is kept, and the import says that they are no dates.
TEST(ColumnTimes, NumbersThatAreNoDatesAreSaidToBeNone) {
    const TemporaryFolder folder;
    for (const char* name : {"time", "date", "timestamp"}) {
        for (const std::string_view last : {"3", "251399"}) {
            const auto plan = planImport(
                {folder.write("data.csv", fmt::format("user,item,{}\na,x,1\nb,y,2\nc,z,{}\n", name, last))});
            ASSERT_TRUE(plan) << plan.error().text();
            const auto data = import(*plan);
            ASSERT_TRUE(data) << data.error().text();
            ASSERT_EQ(data->report.notes.size(), 1U) << name;
            EXPECT_NE(data->report.notes[0].find("are no dates between 1970"), std::string::npos)
                << data->report.notes[0];
            EXPECT_NE(data->report.notes[0].find(fmt::format("--map \"time={}:", name)), std::string::npos);
            EXPECT_LT(data->parts.events->time(0), data->parts.events->time(1));
            EXPECT_LT(data->parts.events->time(1), data->parts.events->time(2));
        }
    }
    const auto dates = planImport({folder.write("data.csv", "user,item,date\na,x,241225\nb,y,241231\n")});
    ASSERT_TRUE(dates) << dates.error().text();
    const auto data = import(*dates);
    ASSERT_TRUE(data) << data.error().text();
    EXPECT_TRUE(data->report.notes.empty());
    EXPECT_EQ(data->parts.events->time(0), daysFromCivil(2024, 12, 25) * millisecondsPerDay);
    EXPECT_EQ(rolesOf("240101,240102,5\n240103,240104,4\n240105,240106,3\n"), "user item value")
        << "six digits alone are ids";
}

TEST(ColumnTimes, WhatNothingTellsIsSaidAndCanBeChanged) {
    const TemporaryFolder folder;
    const auto path = folder.write("data.csv", "user,item,when\na,x,03/04/2024\nb,y,05/06/2024\n");
    auto plan = planImport({path});
    ASSERT_TRUE(plan) << plan.error().text();
    EXPECT_TRUE(plan->files.front().columns[2].timeAsks);
    ASSERT_TRUE(settleDates(*plan));
    EXPECT_TRUE(plan->files.front().columns[2].timeAsks) << "not by the whole file either";
    const auto data = import(*plan);
    ASSERT_TRUE(data) << data.error().text();
    ASSERT_EQ(data->report.notes.size(), 1U);
    EXPECT_NE(data->report.notes.front().find("--map \"time=when:dmy\""), std::string::npos)
        << data->report.notes.front();
    struct Said {
        const char* map;
        int month;
        int day;
    };
    for (const Said& said : {Said{"when:dmy", 4, 3}, Said{"when:mdy", 3, 4}, Said{"3:dmy", 4, 3}}) {
        const auto mapped = planImport({path}, {.map = {{"time", said.map}}});
        ASSERT_TRUE(mapped) << mapped.error().text();
        EXPECT_FALSE(mapped->files.front().columns[2].timeAsks);
        const auto read = import(*mapped);
        ASSERT_TRUE(read) << read.error().text();
        EXPECT_TRUE(read->report.notes.empty());
        EXPECT_EQ(read->parts.events->time(0),
                  daysFromCivil(2024, static_cast<unsigned>(said.month), static_cast<unsigned>(said.day)) *
                      millisecondsPerDay)
            << said.map;
    }
    // A column of just that name comes before a format.
    EXPECT_EQ(rolesOf("user,item,t:s\n1,2,1700000000\n3,4,1700000001\n", {.map = {{"time", "t:s"}}}),
              "user item time");
    EXPECT_TRUE(rolesOf("user,item,when\n1,2,3\n", {.map = {{"time", "when:dny"}}}).starts_with("refused"));
    // Where the file is German, Spanish or French the day is the better guess.
    const auto german = planText("Nutzer;Artikel;Datum\na;x;03/04/2024\nb;y;05/06/2024\n");
    ASSERT_TRUE(german) << german.error().text();
    EXPECT_EQ(german->files.front().columns[2].time.order, DateOrder::DayMonthYear);
}

TEST(ColumnTimes, DatesOfItemsAndUsersAreSettledAndSaidLikeThoseOfEvents) {
    const TemporaryFolder folder;
    const auto events = folder.write("events.csv", "user,item\na,x\nb,y\n");
    const auto notes = [&](const std::string& dates, const ImportHints& hints = {}) {
        const auto items = folder.write("items.csv", "item_id,title,released\nx,Oak," + dates + "\n");
        auto plan = planImport({events, items}, hints);
        EXPECT_TRUE(plan) << plan.error().text();
        const auto data = import(*plan);
        EXPECT_TRUE(data) << data.error().text();
        std::string text;
        for (const std::string& note : data->report.notes) {
            text += note + "\n";
        }
        return text + test::itemText(*data, "x", "released");
    };
    const std::string open = notes("01/02/2020\ny,Elm,03/04/2021");
    EXPECT_NE(open.find("--map \"item.released=released:dmy\""), std::string::npos) << open;
    EXPECT_NE(open.find("2020-01-02"), std::string::npos) << open;
    const std::string said =
        notes("01/02/2020\ny,Elm,03/04/2021", {.map = {{"item.released", "released:dmy"}}});
    EXPECT_EQ(said.find("day or month"), std::string::npos) << said;
    EXPECT_NE(said.find("2020-02-01"), std::string::npos) << said;
    std::string late = "01/02/2020\n"; // a day that tells, behind everything that a sample looks at
    for (int i = 0; i < 5'000; ++i) {
        late += fmt::format("z{},Ash,{:02}/{:02}/2021\n", i, i % 12 + 1, i % 11 + 1);
    }
    const std::string told = notes(late + "y,Elm,25/04/2021");
    EXPECT_EQ(told.find("day or month"), std::string::npos) << told;
    EXPECT_NE(told.find("2020-02-01"), std::string::npos) << told;
}

TEST(ColumnTimes, BadDatesNeverCostTheWholeFile) {
    const TemporaryFolder folder;
    const auto report = [&](const std::string& text, const ImportHints& hints = {}) {
        const auto plan = planImport({folder.write("data.csv", text)}, hints);
        const auto data = plan ? import(*plan) : Result<ImportedData>(plan.error());
        EXPECT_TRUE(data) << data.error().text();
        return data ? data->report : ImportReport();
    };
    std::string few = "user,item,date\n";
    for (int i = 0; i < 40; ++i) {
        few += fmt::format("u{},i{},{}\n", i, i, i == 20 ? "whenever" : i == 21 ? "NaT" : "2024-01-05");
    }
    const ImportReport one = report(few);
    EXPECT_EQ(one.rowsImported, 39U)
        << "the row of a bad date is a reject, one that says unknown has no time";
    EXPECT_EQ(one.rowsRejected, 1U);
    const ImportReport all = report("user,item,date\na,x,soon\nb,y,later\n", {.map = {{"time", "date"}}});
    EXPECT_EQ(all.rowsImported, 2U);
    EXPECT_EQ(all.rowsRejected, 0U);
    ASSERT_EQ(all.notes.size(), 1U);
    EXPECT_NE(all.notes.front().find("2 times could not be read"), std::string::npos) << all.notes.front();
}

TEST(ColumnNumbers, ThousandsAreSeparatedByColumn) {
    const TemporaryFolder folder;
    struct Way {
        std::vector<std::string> values;
        std::vector<double> meant;
    };
    for (const Way& way :
         {Way{{"1,234", "950", "12,000"}, {1234, 950, 12000}},
          Way{{"1,234.5", "950.25", "1,000,000"}, {1234.5, 950.25, 1e6}},
          Way{{"1.234,5", "950,25", "1.000.000"}, {1234.5, 950.25, 1e6}},
          Way{{"4,5", "3,25", "2"}, {4.5, 3.25, 2}}, Way{{"0,750", "1,250", "2"}, {0.75, 1.25, 2}},
          Way{{"1 234", "950", "12 000,5"}, {1234, 950, 12000.5}},
          Way{{"1'234.5", "950", "12'000"}, {1234.5, 950, 12000}},
          Way{{"1'234,5", "950", "12'000"}, {1234.5, 950, 12000}},
          Way{{"1\u2019234", "950", "12\u2019000"}, {1234, 950, 12000}},
          Way{{"1\u2009234", "950", "12\u202F000"}, {1234, 950, 12000}},
          Way{{"\u22125", "\u22121.5", "12"}, {-5, -1.5, 12}},
          Way{{"\u22121,234.5", "5.5", "2,000"}, {-1234.5, 5.5, 2000}},
          Way{{"4.5", "3.25", "2"}, {4.5, 3.25, 2}}, Way{{"1.234", "2.5", "3"}, {1.234, 2.5, 3}},
          Way{{"-1,234.5", "5.5", "2,000"}, {-1234.5, 5.5, 2000}}}) {
        std::string text = "user;item;rating\n";
        for (std::size_t i = 0; i < way.values.size(); ++i) {
            text += fmt::format("u{};i{};{}\n", i, i, way.values[i]);
        }
        const auto plan = planImport({folder.write("data.csv", text)}, {.delimiter = ";"});
        ASSERT_TRUE(plan) << plan.error().text();
        const auto data = import(*plan);
        ASSERT_TRUE(data) << data.error().text();
        ASSERT_EQ(data->report.rowsImported, way.values.size()) << text;
        for (std::size_t i = 0; i < way.values.size(); ++i) {
            EXPECT_EQ(data->parts.events->value(i), static_cast<float>(way.meant[i])) << text;
        }
    }
}

TEST(ColumnNumbers, FractionsOfThreeDecimalsAreNoThousands) {
    for (const int parts : {3, 7, 9}) { // means of so many ratings
        std::string text = "user;item;rating\n";
        for (int i = 0; i < 60; ++i) {
            text += i % parts == 0
                        ? fmt::format("u{};i{};{}\n", i, i, i % 5 + 1)
                        : fmt::format("u{};i{};{:.3f}\n", i, i, 1 + i % 4 + double(i % parts) / parts);
        }
        const auto plan = planText(text);
        ASSERT_TRUE(plan) << text;
        EXPECT_FALSE(plan->files.front().columns.at(2).decimalComma) << parts;
        EXPECT_EQ(plan->files.front().columns.at(2).group, '\0') << parts;
    }
}

TEST(Values, OfZeroAndLessAreNoLikes) {
    const TemporaryFolder folder;
    struct Case {
        const char* header;
        const char* good;
    };
    for (const Case& of :
         {Case{"user,item,quantity", "2"}, Case{"user,item,rating", "4"}, Case{"user,item,plays", "17"}}) {
        const std::string text =
            fmt::format("{}\na,x,{}\na,y,0\na,z,-5\nb,x,{}\n", of.header, of.good, of.good);
        const auto plan = planImport({folder.write("data.csv", text)});
        ASSERT_TRUE(plan) << plan.error().text();
        const auto data = import(*plan);
        ASSERT_TRUE(data) << data.error().text();
        EXPECT_EQ(data->report.zeroValues, 1U);
        EXPECT_EQ(data->report.negativeValues, 1U);
        ASSERT_FALSE(data->report.notes.empty());
        EXPECT_NE(data->report.notes.back().find("never count as likes"), std::string::npos);
        for (const bool binary : {false, true}) {
            Dataset::Parts parts = data->parts;
            parts.matrix.binary = binary;
            const Dataset dataset(std::move(parts));
            const auto weights = dataset.matrix().valuesOf(UserIndex(0));
            ASSERT_EQ(weights.size(), 3U);
            EXPECT_GT(weights[0], 0);
            EXPECT_LE(weights[1], 0) << of.header;
            EXPECT_LE(weights[2], 0) << of.header;
        }
    }
    // Beside a signal a column that is always 0 says nothing, and a threshold is the person's own word.
    const auto silent =
        planImport({folder.write("data.csv", "user,item,event,value\na,x,view,0\nb,y,view,0\nb,x,buy,3\n")});
    ASSERT_TRUE(silent) << silent.error().text();
    const auto data = import(*silent);
    ASSERT_TRUE(data) << data.error().text();
    EXPECT_EQ(data->report.zeroValues, 0U);
    const Dataset dataset(Dataset::Parts(data->parts));
    EXPECT_GT(dataset.matrix().valuesOf(UserIndex(0))[0], 0);
    auto threshold = planImport({folder.write("data.csv", "user,item,rating\na,x,-2\na,y,-8\n")});
    ASSERT_TRUE(threshold) << threshold.error().text();
    threshold->threshold = -5;
    threshold->aboveSignal = "like";
    threshold->belowSignal = "dislike";
    const auto liked = import(*threshold);
    ASSERT_TRUE(liked) << liked.error().text();
    const Dataset likes(Dataset::Parts(liked->parts));
    EXPECT_GT(likes.matrix().valuesOf(UserIndex(0))[0], 0);
    EXPECT_LT(likes.matrix().valuesOf(UserIndex(0))[1], 0);
}

} // namespace
} // namespace tastescope
