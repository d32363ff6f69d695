// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/sniffer.h"

#include <algorithm>
#include <set>

namespace tastescope {
namespace {

using Meanings = std::vector<NameMeaning>;

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
        const bool plays = plain.find("play") != std::string::npos ||
                           plain.find("listen") != std::string::npos ||
                           plain.find("hour") != std::string::npos;
        const bool counts = plain == "count" || plain == "quantity" || plain == "qty" || plain == "weight" ||
                            plain == "amount" || plain == "clicks" || plain == "frequency";
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
    Meanings meanings;
    for (const std::string& name : sniff.names) {
        meanings.push_back(meaningOfName(name));
    }
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
    std::size_t value = count;
    std::size_t time = count;
    std::size_t signal = count;
    for (std::size_t i = 0; i < count; ++i) {
        if (i == user || i == item) {
            continue;
        }
        std::set<std::string_view> distinct;
        for (const auto& row : sniff.rows) {
            distinct.insert(row[i]);
        }
        const std::string& kind = plan.columns[i].looksLike;
        const bool few = distinct.size() <= 20 && distinct.size() * 5 <= sniff.rows.size();
        const bool spare = user < count && item < count;
        if (kind == "seconds" || kind == "milliseconds" || kind == "microseconds" ||
            kind == "ISO 8601 time") {
            time = time == count ? i : time;
        } else if (spare && value == count && (kind == "number" || kind == "integer") &&
                   distinct.size() > 1) {
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
    plan.signal = signal < count ? "" : value < count ? "rating" : "interaction";
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
        Meanings meanings;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const bool open = columns[i].role == ColumnRole::Ignore;
            meanings.push_back(open ? meaningOfName(sniff.names[i]) : NameMeaning::Unknown);
        }
        const std::size_t user = find(meanings, NameMeaning::User);
        const std::size_t item = itemColumn(meanings);
        if (!has(ColumnRole::User) && user < columns.size()) {
            columns[user].role = ColumnRole::User;
        }
        if (!has(ColumnRole::Item) && item < columns.size()) {
            columns[item].role = ColumnRole::Item;
        }
        makeInteractions(complete.plan, meanings);
    }
    complete.plan.kind = FileKind::Interactions;
    const bool ready = has(ColumnRole::User) && has(ColumnRole::Item);
    if (ready) {
        sniff = std::move(complete);
    }
    return ready;
}

} // namespace tastescope
