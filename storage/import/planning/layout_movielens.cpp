// SPDX-License-Identifier: GPL-3.0-or-later
// MovieLens 100K (u.data, u.item, u.user, u.genre), 1M and 10M (`::`), and the CSV releases since 20M; also
// sets that were made after their pattern (MovieTweetings): with other ranges, padded ids, fewer files.
#include "storage/import/planning/known_layouts.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace tastescope {
namespace {

constexpr std::string_view family = "movielens";
constexpr std::size_t oldItemColumns = 24; // five about the film, then a flag a genre
constexpr std::size_t firstGenre = 5;

constexpr std::array<std::string_view, oldItemColumns - firstGenre> oldGenres = {
    "unknown",     "Action", "Adventure", "Animation", "Children's", "Comedy",  "Crime",
    "Documentary", "Drama",  "Fantasy",   "Film-Noir", "Horror",     "Musical", "Mystery",
    "Romance",     "Sci-Fi", "Thriller",  "War",       "Western"};

bool isNumber(std::string_view text) {
    return parseNumber(text).has_value();
}
bool isRating(std::string_view text) {
    const auto number = parseNumber(text);
    return number && *number >= 0 && *number <= 10;
}
bool isSeconds(std::string_view text) {
    const auto number = parseInteger(text);
    return number && *number > 700'000'000 && *number < 5'000'000'000;
}
bool isFlag(std::string_view text) {
    return text == "0" || text == "1";
}
bool isGender(std::string_view text) {
    return text == "M" || text == "F";
}

bool namesEachOnce(const Sniff& sniff) {
    std::set<std::string_view> first;
    for (const auto& row : sniff.rows) {
        first.insert(row[0]);
    }
    return sniff.rows.size() > 1 && first.size() == sniff.rows.size();
}

// Number, title, two dates, address, and then a flag a genre, as many as there are.
bool hasGenreFlags(const Sniff& sniff) {
    const std::size_t columns = sniff.plan.columns.size();
    bool flags = columns >= firstGenre + 3;
    for (std::size_t column = firstGenre; flags && column < columns; ++column) {
        flags = mostly(sniff, column, isFlag);
    }
    return flags;
}

// Tabs, no header: user, item, rating, time.
bool recogniseOld(Sniff& sniff) {
    const std::size_t columns = sniff.plan.columns.size();
    const std::string& delimiter = sniff.plan.dialect.delimiter;
    if (delimiter == "\t" && columns == 4 && mostly(sniff, 0, isWhole) && mostly(sniff, 1, isWhole) &&
        mostly(sniff, 2, isRating) && mostly(sniff, 3, isSeconds)) {
        setRoles(sniff, FileKind::Interactions, {"user", "item", "value", "time"});
        setLayout(sniff, family, "MovieLens 100K ratings");
        return true;
    }
    if (delimiter == " " && columns == 2 && sniff.rows.size() == 3 && sniff.rows[0][1] == "users" &&
        sniff.rows[2][1] == "ratings") {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, family, "MovieLens 100K counts");
        return true;
    }
    if (delimiter != "|") {
        return false;
    }
    if (hasGenreFlags(sniff) && mostly(sniff, 0, isWhole)) {
        setRoles(sniff, FileKind::Items,
                 {"item", "item.title", "item.released", "item.video_released", "item.url"});
        for (std::size_t i = firstGenre; i < columns; ++i) {
            ColumnPlan& column = sniff.plan.columns[i];
            column.name = columns == oldItemColumns ? std::string(oldGenres[i - firstGenre])
                                                    : "genre " + std::to_string(i - firstGenre);
            column.role = ColumnRole::ItemAttribute;
            column.attribute = "categories";
            column.flag = true;
        }
        setLayout(sniff, family, "MovieLens 100K films");
        return true;
    }
    if (columns == 5 && mostly(sniff, 1, isWhole) && mostly(sniff, 2, isGender)) {
        setRoles(sniff, FileKind::Users,
                 {"user", "user.age", "user.gender", "user.occupation", "user.zip_code"});
        setLayout(sniff, family, "MovieLens 100K users");
        return true;
    }
    if (columns == 2 && mostly(sniff, 1, isWhole) && sniff.rows.size() >= 5 &&
        std::ranges::any_of(sniff.rows, [](const auto& row) { return row[0] == "Film-Noir"; })) {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, family, "MovieLens 100K genres");
        return true;
    }
    return false;
}

bool recogniseColons(Sniff& sniff) {
    const std::size_t columns = sniff.plan.columns.size();
    if (sniff.plan.dialect.delimiter != "::" || sniff.plan.dialect.header || !mostly(sniff, 0, isWhole)) {
        return false;
    }
    if (columns == 3 && mostly(sniff, 1, isWhole) && mostly(sniff, 2, isNumber)) {
        setRoles(sniff, FileKind::Interactions, {"user", "item", "value"});
        setLayout(sniff, family, "MovieLens 1M ratings");
        return true;
    }
    if (columns == 4 && mostly(sniff, 1, isWhole) && mostly(sniff, 3, isSeconds)) {
        if (mostly(sniff, 2, isNumber)) {
            setRoles(sniff, FileKind::Interactions, {"user", "item", "value", "time"});
            setLayout(sniff, family, "MovieLens 1M ratings");
        } else {
            setRoles(sniff, FileKind::Items, {"-", "item", "item.tags", "-"});
            sniff.plan.columns[2].listSeparator.clear();
            setLayout(sniff, family, "MovieLens 10M tags");
        }
        return true;
    }
    if (columns == 2 && mostly(sniff, 1, isWhole) && namesEachOnce(sniff)) {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, family, "MovieLens 1M accounts");
        return true;
    }
    if (columns == 3 && !mostly(sniff, 1, isNumber)) {
        setRoles(sniff, FileKind::Items, {"item", "item.title", "item.categories"});
        sniff.plan.columns[2].listSeparator = "|";
        setLayout(sniff, family, "MovieLens 1M films");
        return true;
    }
    if (columns == 5 && mostly(sniff, 1, isGender)) {
        setRoles(sniff, FileKind::Users,
                 {"user", "user.gender", "user.age", "user.occupation", "user.zip_code"});
        setLayout(sniff, family, "MovieLens 1M users");
        return true;
    }
    return false;
}

bool recogniseCsv(Sniff& sniff) {
    if (sniff.hasNames({"userid", "movieid", "rating", "timestamp"})) {
        setRoles(sniff, FileKind::Interactions, {"user", "item", "value", "time"});
        setLayout(sniff, family, "MovieLens ratings");
    } else if (sniff.hasNames({"movieid", "title", "genres"})) {
        setRoles(sniff, FileKind::Items, {"item", "item.title", "item.categories"});
        sniff.plan.columns[2].listSeparator = "|";
        setLayout(sniff, family, "MovieLens films");
    } else if (sniff.hasNames({"userid", "movieid", "tag", "timestamp"})) {
        setRoles(sniff, FileKind::Items, {"-", "item", "item.tags", "-"});
        sniff.plan.columns[2].listSeparator.clear();
        setLayout(sniff, family, "MovieLens tags");
    } else if (sniff.hasNames({"movieid", "imdbid", "tmdbid"}) ||
               sniff.hasNames({"movieid", "tagid", "relevance"}) || sniff.hasNames({"tagid", "tag"})) {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, family, "MovieLens links or tag genome");
    } else {
        return false;
    }
    return true;
}

void useGenreNames(std::vector<Sniff>& sniffs) {
    const auto genres = std::ranges::find_if(
        sniffs, [](const Sniff& sniff) { return sniff.plan.layout == "MovieLens 100K genres"; });
    if (genres == sniffs.end()) {
        return;
    }
    for (Sniff& sniff : sniffs) {
        for (const auto& row : genres->rows) {
            const auto number = parseInteger(row[1]);
            const std::size_t column = firstGenre + static_cast<std::size_t>(number.value_or(1000));
            if (sniff.plan.layout == "MovieLens 100K films" && column < sniff.plan.columns.size()) {
                sniff.plan.columns[column].name = trimmed(row[0]);
            }
        }
    }
}

} // namespace

bool recogniseMovieLens(Sniff& sniff) {
    if (!recogniseOld(sniff) && !recogniseColons(sniff)) {
        if (!recogniseCsv(sniff)) {
            return false;
        }
        sniff.plan.dialect.trim = true;
        return true;
    }
    sniff.plan.dialect.trim = true;  // ids are numbers, however they are lined up
    sniff.plan.dialect.quote = '\0'; // in these files a quote is a character like any other
    sniff.plan.dialect.escape = '\0';
    return true;
}

void completeMovieLens(std::vector<Sniff>& sniffs, ImportPlan& plan) {
    plan.nouns = nounsForItem("movie");
    useGenreNames(sniffs);
    // The folder of the 100K also holds cuts of the same ratings (u1.base, u1.test, …).
    const bool whole =
        std::ranges::any_of(sniffs, [](const Sniff& sniff) { return fileName(sniff) == "u.data"; });
    for (Sniff& sniff : sniffs) {
        const std::string name = fileName(sniff);
        const bool cut = name.ends_with(".base") || name.ends_with(".test");
        if (whole && cut && sniff.plan.layout == "MovieLens 100K ratings") {
            sniff.plan.kind = FileKind::Ignored;
            plan.notes.push_back(name + " is not used: it repeats rows of u.data");
        } else if (sniff.plan.layout == "MovieLens 1M accounts") {
            plan.notes.push_back(name + " is not used: it only gives users another number");
        }
    }
    const auto has = [&](FileKind kind) {
        return std::ranges::any_of(sniffs, [&](const Sniff& sniff) { return sniff.plan.kind == kind; });
    };
    if (!has(FileKind::Items)) {
        plan.notes.emplace_back("There is no list of films beside the ratings (movies.csv, movies.dat or "
                                "u.item): films have no titles and genres");
    }
}

} // namespace tastescope
