// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/row_plan.h"

#include "storage/import/loading/open_records.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

AttributeCollector::Use useOf(const ColumnPlan& column) {
    using Use = AttributeCollector::Use;
    if (column.flag || !column.listSeparator.empty() || column.attribute == "categories" ||
        column.attribute == "tags") {
        return Use::List;
    }
    if (column.attribute == "released") {
        return Use::Release;
    }
    return column.attribute == "title" || column.attribute == "creator" ? Use::Text : Use::Guess;
}

/// A bar is in no name: it parts words however few cells have it, as in a catalogue where one item alone has
/// two categories, which the share of such cells does not show. Other marks count where the plan found them.
std::string_view separatorOf(const ColumnPlan& column) {
    return column.listSeparator.empty() ? std::string_view("|") : column.listSeparator;
}

AttributeCollector::Format formatOf(const ColumnPlan& column) {
    return {column.decimalComma, column.group, column.time};
}

} // namespace

bool isHalfQuoted(std::string_view id, const RecordSource& records, char quote) {
    return records.mended() && (id.starts_with(quote) || id.ends_with(quote));
}

Result<LookupTable> loadLookup(const LookupPlan& plan, const ExecutionContext& context) {
    LookupTable table;
    TRY_ASSIGN(auto opened, openRecords(plan.file, context.stop));
    RecordSource& records = *opened;
    for (;;) {
        switch (records.next()) {
        case RecordSource::Next::End:
            return table;
        case RecordSource::Next::Failed:
            return records.error();
        case RecordSource::Next::Bad:
            break;
        case RecordSource::Next::Record:
            if (records.fields().size() > std::max(plan.keyColumn, plan.valueColumn)) {
                table.try_emplace(std::string(trimmed(records.fields()[plan.keyColumn])),
                                  trimmed(records.fields()[plan.valueColumn]));
            }
        }
    }
}

RowPlan compileRowPlan(const FilePlan& plan, const std::unordered_map<std::string, LookupTable>& lookups,
                       AttributeCollector& items, AttributeCollector& users) {
    RowPlan rows;
    rows.columns = plan.columns.size();
    const auto setOnce = [](std::size_t& target, std::size_t field) {
        target = target == RowPlan::none ? field : target;
    };
    for (std::size_t field = 0; field < plan.columns.size(); ++field) {
        const ColumnPlan& column = plan.columns[field];
        const auto found = lookups.find(column.lookup);
        const LookupTable* lookup = found == lookups.end() ? nullptr : &found->second;
        const std::string& name = column.attribute.empty() ? column.name : column.attribute;
        switch (column.role) {
        case ColumnRole::Ignore:
            break;
        case ColumnRole::User:
            setOnce(rows.user, field);
            rows.userLookup = rows.user == field ? lookup : rows.userLookup;
            rows.unpadUser = plan.columns[rows.user].unpad;
            break;
        case ColumnRole::Item:
            setOnce(rows.item, field);
            rows.itemLookup = rows.item == field ? lookup : rows.itemLookup;
            rows.unpadItem = plan.columns[rows.item].unpad;
            break;
        case ColumnRole::Signal:
            setOnce(rows.signal, field);
            break;
        case ColumnRole::Value:
            setOnce(rows.value, field);
            rows.decimalComma = plan.columns[rows.value].decimalComma;
            rows.group = plan.columns[rows.value].group;
            break;
        case ColumnRole::Time:
            setOnce(rows.time, field);
            rows.timeFormat = plan.columns[rows.time].time;
            // What is hardly a column of times costs its rows no more than the time.
            rows.timeOptional = plan.columns[rows.time].timeShare < 0.5;
            break;
        case ColumnRole::ItemAttribute:
            rows.itemAttributes.push_back(
                {field, items.column(name, useOf(column), formatOf(column)), &column, lookup});
            break;
        case ColumnRole::UserAttribute:
            rows.userAttributes.push_back(
                {field, users.column(name, useOf(column), formatOf(column)), &column, lookup});
            break;
        }
    }
    return rows;
}

void storeAttribute(const AttributeTarget& target, std::string_view field, std::size_t row,
                    AttributeCollector& collector) {
    field = trimmed(field);
    if (target.plan->flag) {
        if (field == "1" || field == "true" || field == "True") {
            collector.set(target.column, row, target.plan->name);
        }
        return;
    }
    if (target.lookup != nullptr) {
        const auto found = target.lookup->find(std::string(field));
        field = found == target.lookup->end() ? std::string_view() : std::string_view(found->second);
    }
    if (collector.isList(target.column)) {
        collector.addList(target.column, row, field, separatorOf(*target.plan));
    } else {
        collector.set(target.column, row, field);
    }
}

bool addsItems(const FilePlan& plan) {
    return std::ranges::any_of(plan.columns, [](const ColumnPlan& column) {
        return column.role == ColumnRole::ItemAttribute && column.attribute != "tags";
    });
}

} // namespace tastescope
