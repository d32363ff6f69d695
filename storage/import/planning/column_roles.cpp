// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/sniffer.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tastescope {
namespace {

using Meanings = std::vector<NameMeaning>;

constexpr const char* byName = "by its name";
constexpr const char* byPlace = "by its place and values";

// Of the filled sample values of a column, how many `reads` can read; 1 when none is filled.
template <typename Reads>
double shareOf(const Sniff& sniff, std::size_t column, const Reads& reads) {
    std::size_t filled = 0;
    std::size_t good = 0;
    for (const auto& row : sniff.rows) {
        const std::string_view text = trimmed(row[column]);
        filled += text.empty() ? 0 : 1;
        good += !text.empty() && reads(text) ? 1 : 0;
    }
    return filled == 0 ? 1 : static_cast<double>(good) / static_cast<double>(filled);
}

// A name alone makes no column of comments a rating: a fifth of the values must be of the kind at least.
bool holdsNothingSuch(const Sniff& sniff, std::size_t column, NameMeaning meaning, std::string& why) {
    constexpr double least = 0.2;
    const ColumnPlan& plan = sniff.plan.columns[column];
    if (meaning == NameMeaning::Value) {
        const double share = shareOf(sniff, column, [&](std::string_view text) {
            return parseValue(text, plan.decimalComma, plan.group) || parseOpinion(text);
        });
        why = "named like a value, but it holds no numbers";
        return share < least;
    }
    if (meaning == NameMeaning::Time) {
        const double share = shareOf(sniff, column, [&](std::string_view text) {
            return parseTime(text, plan.time) || saysNoTime(text);
        });
        why = "named like a time, but no times can be read in it";
        return share < least;
    }
    return false;
}

// What the columns mean by their names, where their values do not contradict. Names that are merely built
// from known words count where no column has one of the known names.
Meanings meaningsOf(Sniff& sniff, const std::vector<bool>& open) {
    std::vector<ColumnPlan>& columns = sniff.plan.columns;
    Meanings meanings(columns.size(), NameMeaning::Unknown);
    std::vector<std::string> whys(columns.size());
    const auto set = [&](std::size_t i, NameMeaning meaning) {
        if (!holdsNothingSuch(sniff, i, meaning, whys[i])) {
            meanings[i] = meaning;
            whys[i].clear();
        }
    };
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (open[i]) {
            set(i, meaningOfName(columns[i].name));
        }
    }
    for (const NameMeaning meaning :
         {NameMeaning::User, NameMeaning::Item, NameMeaning::Value, NameMeaning::Time}) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (std::ranges::find(meanings, meaning) == meanings.end() && open[i] && whys[i].empty() &&
                meanings[i] == NameMeaning::Unknown && likelyMeaning(columns[i].name) == meaning) {
                set(i, meaning);
            }
        }
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        columns[i].why = whys[i];
    }
    return meanings;
}

// What is left over says why.
void explain(FilePlan& plan, const char* how) {
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        ColumnPlan& column = plan.columns[i];
        if (column.role != ColumnRole::Ignore) {
            column.why = column.why.empty() ? how : column.why;
        } else if (column.why.empty()) {
            column.why = meaningOfName(column.name) == NameMeaning::Unknown
                             ? "its name says nothing that is known"
                             : "another column has what it is named like";
        }
    }
}

// "user" and "item" where nine ids in ten are such a word and a number: "u17", "item-3".
std::string idWord(const Sniff& sniff, std::size_t column) {
    static constexpr std::string_view users =
        " u usr user cust customer client member visitor reviewer reader "
        "listener viewer player person nutzer kunde utilisateur usuario "
        "cliente ";
    static constexpr std::string_view items =
        " i it item m movie film b book p prod product s song t track art "
        "article artikel produkt g game sku produit producto ";
    std::size_t user = 0;
    std::size_t item = 0;
    for (const auto& row : sniff.rows) {
        const std::string text = folded(trimmed(row[column]));
        const std::size_t letters =
            std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), text.size());
        std::size_t digits = letters;
        digits +=
            digits < text.size() && std::string_view("-_.: ").find(text[digits]) != std::string_view::npos;
        const bool numbered =
            digits < text.size() && text.find_first_not_of("0123456789", digits) == std::string::npos;
        const std::string word = " " + text.substr(0, letters) + " ";
        user += numbered && letters > 0 && users.find(word) != std::string_view::npos ? 1 : 0;
        item += numbered && letters > 0 && items.find(word) != std::string_view::npos ? 1 : 0;
    }
    const std::size_t rows = sniff.rows.size();
    return rows > 0 && user * 10 >= rows * 9 ? "user" : rows > 0 && item * 10 >= rows * 9 ? "item" : "";
}

bool namesAnEvent(std::string_view text) {
    static constexpr std::string_view words =
        " click clicked clicks view viewed views like liked dislike disliked love buy bought purchase "
        "purchased order ordered cart addtocart add add_to_cart remove play played plays listen listened "
        "watch "
        "watched skip skipped share shared rate rated rating save saved open opened read visit visited "
        "download wishlist favorite favourite follow search impression detail transaction "
        "klick kauf gekauft gesehen achat vu clic compra visto ";
    return words.find(" " + folded(trimmed(text)) + " ") != std::string_view::npos;
}

// How often the values of a column come again, and whether they say what happened: "click", "buy".
struct Repetition {
    bool few = false;   ///< one or few values
    bool event = false; ///< few texts, of which none says whose it is
    bool words = false; ///< all are words for what happens
};

Repetition repetitionOf(const Sniff& sniff, std::size_t column) {
    std::set<std::string_view> distinct;
    for (const auto& row : sniff.rows) {
        distinct.insert(row[column]);
    }
    Repetition of;
    of.few = distinct.size() <= 20 &&
             (distinct.size() * 5 <= sniff.rows.size() || (distinct.size() == 1 && sniff.rows.size() > 1));
    of.words = !distinct.empty() && std::ranges::all_of(distinct, namesAnEvent);
    std::size_t runs = 0; // people whose rows stand together, as in a file that is sorted by them
    for (std::size_t row = 0; row < sniff.rows.size(); ++row) {
        runs += row == 0 || sniff.rows[row][column] != sniff.rows[row - 1][column] ? 1 : 0;
    }
    const bool sorted = distinct.size() > 1 && runs == distinct.size();
    of.event = sniff.plan.columns[column].looksLike == "text" && (of.words || (of.few && !sorted)) &&
               idWord(sniff, column).empty();
    return of;
}

enum class Ids {
    Open,  ///< the first two columns that may be ids are
    Found, ///< user and item are set
    Ask
};

// A column of event types that stands before the ids is neither a user nor an item. Which ones are is told by
// ids that say whose they are ("u17"), or follows from their places where the types are words for events.
Ids idsBesideEvents(const Sniff& sniff, std::size_t& user, std::size_t& item) {
    std::vector<std::size_t> ids;
    std::vector<std::size_t> numbers; // of few values, as ratings have
    std::size_t telling = 0;
    bool event = false;
    bool words = false;
    for (std::size_t i = 0; i < sniff.plan.columns.size(); ++i) {
        const ColumnPlan& column = sniff.plan.columns[i];
        if (looksLikeTime(column) || column.looksLike == "number" || column.looksLike == "empty") {
            continue;
        }
        const Repetition of = repetitionOf(sniff, i);
        if (of.event && !event && ids.size() + numbers.size() >= 2) {
            return Ids::Open; // the ids stand before it
        }
        if (of.event) {
            event = true;
            words = words || of.words;
        } else if (of.few && column.looksLike == "integer") {
            numbers.push_back(i);
        } else {
            ids.push_back(i);
            telling += idWord(sniff, i).empty() ? 0 : 1;
        }
    }
    if (!event || ids.size() + numbers.size() < 2) {
        return Ids::Open;
    }
    if (ids.size() < 2) {
        return words ? Ids::Ask : Ids::Open; // "alice,101,5": few people, or the one item of all
    }
    std::stable_partition(ids.begin(), ids.end(),
                          [&](std::size_t column) { return !idWord(sniff, column).empty(); });
    if (telling == 0 && !words) {
        return Ids::Ask; // "anna,12,87": few people, or few types of events
    }
    user = ids[0];
    item = ids[1];
    return Ids::Found;
}

// Of a column that is always the same: 0 and 1 stand where a program had nothing to say.
bool saysNothing(std::string_view constant) {
    const auto number = parseNumber(constant);
    return !number || *number == 0 || *number == 1;
}

bool isText(const ColumnPlan& column) {
    return column.looksLike != "integer" && column.looksLike != "number";
}

std::size_t find(const Meanings& meanings, NameMeaning meaning) {
    return static_cast<std::size_t>(std::ranges::find(meanings, meaning) - meanings.begin());
}

bool has(const Meanings& meanings, NameMeaning meaning) {
    return find(meanings, meaning) < meanings.size();
}

std::size_t itemColumn(const Meanings& meanings) {
    for (const NameMeaning meaning : {NameMeaning::Item, NameMeaning::WeakItem}) {
        if (has(meanings, meaning)) {
            return find(meanings, meaning);
        }
    }
    return meanings.size();
}

void makeItemAttribute(ColumnPlan& column, NameMeaning meaning, const std::vector<ColumnPlan>& columns) {
    std::string attribute(meaning == NameMeaning::WeakItem ? "creator" : attributeOf(meaning));
    const bool taken = std::ranges::any_of(columns, [&](const ColumnPlan& other) {
        return other.role == ColumnRole::ItemAttribute && other.attribute == attribute;
    });
    column.role = ColumnRole::ItemAttribute;
    column.attribute = attribute.empty() || taken ? column.name : attribute;
    if (column.attribute != "categories" && column.attribute != "tags") {
        column.listSeparator.clear();
    } else if (column.decimalComma) {
        column.listSeparator = ","; // "3,5": two codes, not a number
    }
}

void makeInteractions(FilePlan& plan, const Meanings& meanings) {
    plan.kind = FileKind::Interactions;
    const auto setFirst = [&](NameMeaning meaning, ColumnRole role) {
        if (has(meanings, meaning)) {
            plan.columns[find(meanings, meaning)].role = role;
        }
    };
    setFirst(NameMeaning::Signal, ColumnRole::Signal);
    setFirst(NameMeaning::Value, ColumnRole::Value);
    setFirst(NameMeaning::Time, ColumnRole::Time);
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        ColumnPlan& column = plan.columns[i];
        if (column.role != ColumnRole::Ignore) {
            continue;
        }
        if (meanings[i] == NameMeaning::UserTrait) {
            column.role = ColumnRole::UserAttribute;
            column.attribute = column.name;
        } else if (!attributeOf(meanings[i]).empty() || meanings[i] == NameMeaning::WeakItem) {
            makeItemAttribute(column, meanings[i], plan.columns);
        }
    }
    if (has(meanings, NameMeaning::Value) && !has(meanings, NameMeaning::Signal)) {
        const std::string& name = plan.columns[find(meanings, NameMeaning::Value)].name;
        const std::string plain = plainName(name);
        const bool plays =
            plain.find("play") != std::string::npos || plain.find("listen") != std::string::npos ||
            plain.find("hour") != std::string::npos || plain.find("wiedergabe") != std::string::npos ||
            plain.find("ecoute") != std::string::npos || plain.find("reproduc") != std::string::npos;
        const std::string padded = " " + plain + " ";
        const bool counts =
            std::string_view(" count quantity qty weight amount clicks frequency freq anzahl menge "
                             "haufigkeit haeufigkeit quantite frequence cantidad frecuencia ")
                .find(padded) != std::string_view::npos;
        plan.signal = plays ? "play" : counts ? "interaction" : "rating";
    }
}

// Tags that people gave to items: one row a tag.
bool isTagging(const Meanings& meanings) {
    return has(meanings, NameMeaning::Tags) && !has(meanings, NameMeaning::Value) &&
           !has(meanings, NameMeaning::Signal);
}

} // namespace

bool assignRolesByName(Sniff& sniff) {
    FilePlan& plan = sniff.plan;
    const Meanings meanings =
        sniff.names.empty() ? Meanings() : meaningsOf(sniff, std::vector<bool>(plan.columns.size(), true));
    const std::size_t none = meanings.size();
    if (none == 0) {
        return false;
    }
    const std::size_t user = find(meanings, NameMeaning::User);
    std::size_t item = itemColumn(meanings);
    if (item == none && has(meanings, NameMeaning::Title)) {
        // A list of things with "id" and "name"; beside a user column the title itself is the item.
        const bool ofUser = user != none;
        item = ofUser ? find(meanings, NameMeaning::Title) : find(meanings, NameMeaning::RowId);
    }
    if (user != none && item != none && !isTagging(meanings)) {
        plan.columns[user].role = ColumnRole::User;
        plan.columns[item].role = ColumnRole::Item;
        makeInteractions(plan, meanings);
        explain(plan, byName);
        return true;
    }
    if (item != none) {
        plan.kind = FileKind::Items;
        plan.columns[item].role = ColumnRole::Item;
        for (std::size_t i = 0; i < none; ++i) {
            const bool tagging = isTagging(meanings) && user != none;
            if (i != item && i != user && (!tagging || meanings[i] == NameMeaning::Tags)) {
                makeItemAttribute(plan.columns[i], meanings[i], plan.columns);
            }
        }
        explain(plan, byName);
        return true;
    }
    const std::size_t person =
        user != none || !has(meanings, NameMeaning::UserTrait) ? user : find(meanings, NameMeaning::RowId);
    if (person == none || none < 2) {
        return false;
    }
    plan.kind = FileKind::Users;
    plan.columns[person].role = ColumnRole::User;
    for (std::size_t i = 0; i < none; ++i) {
        if (i != person) {
            plan.columns[i].role = ColumnRole::UserAttribute;
            plan.columns[i].attribute = plan.columns[i].name;
            plan.columns[i].listSeparator.clear();
        }
    }
    explain(plan, byName);
    return true;
}

bool assignRolesByValue(Sniff& sniff) {
    FilePlan& plan = sniff.plan;
    const std::size_t count = plan.columns.size();
    const auto withRole = [&](ColumnRole role) {
        const auto found = std::ranges::find(plan.columns, role, &ColumnPlan::role);
        return static_cast<std::size_t>(found - plan.columns.begin());
    };
    std::size_t user = withRole(ColumnRole::User);
    std::size_t item = withRole(ColumnRole::Item);
    const bool told = user < count || item < count;
    std::size_t value = count;
    std::size_t time = count;
    std::size_t signal = count;
    if (!told && idsBesideEvents(sniff, user, item) == Ids::Ask) {
        return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (i == user || i == item) {
            continue;
        }
        std::set<std::string_view> distinct;
        for (const auto& row : sniff.rows) {
            distinct.insert(row[i]);
        }
        const std::string& kind = plan.columns[i].looksLike;
        const bool few = (distinct.size() <= 20 && distinct.size() * 5 <= sniff.rows.size()) ||
                         std::ranges::all_of(distinct, namesAnEvent);
        const bool spare = user < count && item < count;
        if (looksLikeTime(plan.columns[i])) {
            time = time == count ? i : time;
        } else if (spare && value == count && (kind == "number" || kind == "integer") &&
                   (distinct.size() > 1 || (distinct.size() == 1 && !saysNothing(*distinct.begin())))) {
            value = i;
        } else if (spare && signal == count && kind == "text" && few) {
            signal = i;
        } else if (!spare && kind != "number" && kind != "empty") {
            (user == count ? user : item) = i;
        }
    }
    if (user == count || item == count) {
        return false;
    }
    if (!told) {
        const std::string first = idWord(sniff, user);
        const std::string second = idWord(sniff, item);
        if (first == second && isText(plan.columns[user]) && isText(plan.columns[item])) {
            return false; // nothing in two texts says whose they are, and a guess may turn the data around
        }
        if (first == "item" || second == "user") {
            std::swap(user, item);
        }
    }
    for (ColumnPlan& column : plan.columns) {
        column.role = ColumnRole::Ignore;
        column.attribute.clear();
    }
    plan.kind = FileKind::Interactions;
    const auto set = [&](std::size_t column, ColumnRole role) {
        if (column < count) {
            plan.columns[column].role = role;
        }
    };
    set(user, ColumnRole::User);
    set(item, ColumnRole::Item);
    set(value, ColumnRole::Value);
    set(time, ColumnRole::Time);
    set(signal, ColumnRole::Signal);
    plan.signal.clear(); // follows from the roles when all that is said of them is known
    explain(plan, byPlace);
    return true;
}

bool completeInteractions(Sniff& sniff) {
    Sniff complete = sniff;
    std::vector<ColumnPlan>& columns = complete.plan.columns;
    const auto has = [&](ColumnRole role) {
        return std::ranges::find(columns, role, &ColumnPlan::role) != columns.end();
    };
    if (sniff.names.empty()) {
        assignRolesByValue(complete);
    } else {
        std::vector<bool> open;
        open.reserve(columns.size());
        for (const ColumnPlan& column : columns) {
            open.push_back(column.role == ColumnRole::Ignore);
        }
        const Meanings meanings = meaningsOf(complete, open);
        const std::size_t user = find(meanings, NameMeaning::User);
        const std::size_t item = itemColumn(meanings);
        if (!has(ColumnRole::User) && user < columns.size()) {
            columns[user].role = ColumnRole::User;
        }
        if (!has(ColumnRole::Item) && item < columns.size()) {
            columns[item].role = ColumnRole::Item;
        }
        makeInteractions(complete.plan, meanings);
        explain(complete.plan, byName);
    }
    complete.plan.kind = FileKind::Interactions;
    const bool ready = has(ColumnRole::User) && has(ColumnRole::Item);
    if (ready) {
        sniff = std::move(complete);
    }
    return ready;
}

} // namespace tastescope
