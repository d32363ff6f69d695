// SPDX-License-Identifier: GPL-3.0-or-later
// goodbooks-10k: ratings.csv, books.csv, tags.csv with book_tags.csv, and the derived book_genres.csv.
#include "storage/import/planning/known_layouts.h"
#include "storage/import/sources/byte_source.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::string_view family = "goodbooks";
constexpr std::string_view ratingsLayout = "goodbooks-10k ratings";

bool isBooks(const Sniff& sniff) {
    const auto has = [&](std::string_view name) {
        return std::ranges::find(sniff.names, name) != sniff.names.end();
    };
    return !sniff.names.empty() && sniff.names[0] == "bookid" && has("authors") && has("title");
}

void planBooks(Sniff& sniff) {
    sniff.plan.kind = FileKind::Items;
    for (std::size_t i = 0; i < sniff.plan.columns.size(); ++i) {
        ColumnPlan& column = sniff.plan.columns[i];
        const std::string& name = sniff.names[i];
        column.role = i == 0 ? ColumnRole::Item : ColumnRole::ItemAttribute;
        column.attribute = i == 0                              ? ""
                           : name == "authors"                 ? "creator"
                           : name == "originalpublicationyear" ? "released"
                                                               : column.name;
        column.listSeparator.clear();
    }
    setLayout(sniff, family, "goodbooks-10k books");
}

Sniff* findLayout(std::vector<Sniff>& sniffs, std::string_view layout) {
    const auto found =
        std::ranges::find_if(sniffs, [&](const Sniff& sniff) { return sniff.plan.layout == layout; });
    return found == sniffs.end() ? nullptr : &*found;
}

// ratings.csv and ratings_larger.csv are two samples of the same ratings; any other file is more of them.
void chooseRatings(std::vector<Sniff>& sniffs, ImportPlan& plan) {
    std::vector<Sniff*> ratings;
    for (Sniff& sniff : sniffs) {
        if (sniff.plan.layout == ratingsLayout) {
            ratings.push_back(&sniff);
        }
    }
    const auto main = std::ranges::find_if(
        ratings, [](const Sniff* sniff) { return fileName(*sniff).starts_with("ratings.csv"); });
    for (Sniff* other : ratings) {
        if (main != ratings.end() && fileName(*other).starts_with("ratings_larger.")) {
            other->plan.kind = FileKind::Ignored;
            plan.notes.push_back(fileName(*other) + " is not used: it is another sample of the ratings in " +
                                 fileName(**main) + " (choose it with --interactions)");
        }
    }
}

// book_tags.csv speaks of Goodreads' own book numbers and of tags by number.
void linkTags(std::vector<Sniff>& sniffs, ImportPlan& plan) {
    Sniff* links = findLayout(sniffs, "goodbooks-10k book tags");
    Sniff* tags = findLayout(sniffs, "goodbooks-10k tags");
    Sniff* books = findLayout(sniffs, "goodbooks-10k books");
    if (links == nullptr) {
        return;
    }
    if (tags == nullptr || books == nullptr) {
        links->plan.kind = FileKind::Ignored;
        plan.notes.push_back(fileName(*links) + " is not used: it needs books.csv and tags.csv beside it");
        return;
    }
    const auto key = std::ranges::find(books->names, "goodreadsbookid");
    if (key == books->names.end()) {
        links->plan.kind = FileKind::Ignored;
        return;
    }
    plan.lookups.push_back({"tags", tags->plan, 0, 1});
    plan.lookups.push_back({"books", books->plan, static_cast<std::size_t>(key - books->names.begin()), 0});
    links->plan.columns[0].lookup = "books";
    links->plan.columns[1].lookup = "tags";
}

} // namespace

bool recogniseGoodbooks(Sniff& sniff) {
    if (sniff.hasNames({"userid", "bookid", "rating"})) {
        setRoles(sniff, FileKind::Interactions, {"user", "item", "value"});
        setLayout(sniff, family, ratingsLayout);
    } else if (isBooks(sniff)) {
        planBooks(sniff);
    } else if (sniff.hasNames({"bookid", "goodreadsbookid", "genres"})) {
        setRoles(sniff, FileKind::Items, {"item", "-", "item.categories"});
        sniff.plan.columns[2].listSeparator = ",";
        setLayout(sniff, family, "goodbooks-10k genres");
    } else if (sniff.hasNames({"goodreadsbookid", "tagid", "count"})) {
        setRoles(sniff, FileKind::Items, {"item", "item.tags", "-"});
        sniff.plan.columns[1].listSeparator.clear();
        setLayout(sniff, family, "goodbooks-10k book tags");
    } else if (sniff.hasNames({"tagid", "tagname"})) {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, family, "goodbooks-10k tags");
    } else if (sniff.hasNames({"userid", "bookid"})) {
        setRoles(sniff, FileKind::Ignored, {"user", "item"});
        sniff.plan.signal = "to_read";
        setLayout(sniff, family, "goodbooks-10k books to read");
    } else {
        return false;
    }
    return true;
}

void completeGoodbooks(std::vector<Sniff>& sniffs, ImportPlan& plan) {
    plan.nouns = nounsForItem("book");
    chooseRatings(sniffs, plan);
    linkTags(sniffs, plan);
    if (const Sniff* wishes = findLayout(sniffs, "goodbooks-10k books to read")) {
        plan.notes.push_back(fileName(*wishes) + " is not used: it lists books to read, not books read");
    }
}

} // namespace tastescope
