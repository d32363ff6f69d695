// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_tables.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

using Counts = std::shared_ptr<std::vector<std::uint32_t>>;
using Data = std::shared_ptr<const Dataset>;

QString tr(const char* text) {
    return QCoreApplication::translate("DataTables", text);
}

QString title(const std::string& noun) {
    return capitalised(toQString(noun));
}

Counts eventsPerItem(const Dataset& dataset) {
    auto counts = std::make_shared<std::vector<std::uint32_t>>(dataset.itemCount());
    for (const ItemIndex item : dataset.events().items()) {
        ++(*counts)[item.value];
    }
    return counts;
}

QueryColumn countColumn(const QString& name, std::function<double(quint32)> number) {
    return {name, [number](quint32 row) { return formatCount(static_cast<qulonglong>(number(row))); },
            number};
}

QueryColumn timeColumn(const QString& name, std::function<Time(quint32)> time, QString (*text)(Time)) {
    return {name, [time, text](quint32 row) { return text(time(row)); },
            [time](quint32 row) {
                const Time when = time(row);
                return when == noTime ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(when);
            }};
}

QueryColumn attributeColumn(const Data& data, const AttributeColumn& column) {
    const AttributeColumn* shared = &column; // lives as long as `data`, which the lambdas hold
    QueryColumn out{capitalised(toQString(column.name)),
                    [data, shared](quint32 row) { return toQString(shared->textOf(row)); }};
    if (column.kind == AttributeKind::Number) {
        out.number = [data, shared](quint32 row) {
            return row < shared->numbers.size() ? shared->numbers[row]
                                                : std::numeric_limits<double>::quiet_NaN();
        };
    }
    return out;
}

bool hasRole(const AttributeColumn& column) {
    return column.name == "title" || column.name == "creator" || column.name == "released";
}

DataTableSource itemsTable(const Data& data) {
    auto source = std::make_shared<TableSource>();
    source->rows = static_cast<quint32>(data->itemCount());
    const Counts events = eventsPerItem(*data);
    const AttributeTable& attributes = data->itemAttributes().table();
    source->columns.push_back({title(data->nouns().item),
                               [data](quint32 row) { return toQString(data->itemLabel(ItemIndex(row))); },
                               {},
                               true});
    if (attributes.find("creator")) {
        source->columns.push_back(
            {title(data->nouns().creator),
             [data](quint32 row) { return toQString(data->itemAttributes().creator(ItemIndex(row))); },
             {},
             true});
    }
    source->columns.push_back(
        countColumn(tr("Events"), [events](quint32 row) { return double((*events)[row]); }));
    const int sortColumn = static_cast<int>(source->columns.size()) - 1;
    source->columns.push_back(countColumn(title(data->nouns().users), [data](quint32 row) {
        return static_cast<double>(data->matrix().countOf(ItemIndex(row)));
    }));
    if (attributes.find("released")) {
        source->columns.push_back(timeColumn(
            tr("Released"), [data](quint32 row) { return data->itemAttributes().released(ItemIndex(row)); },
            formatDate));
    }
    for (const AttributeColumn& column : attributes.columns) {
        if (!hasRole(column)) {
            source->columns.push_back(attributeColumn(data, column));
        }
    }
    source->columns.push_back(
        {tr("Id"), [data](quint32 row) { return toQString(data->items().at(row)); }, {}, true});
    return {source, sortColumn};
}

DataTableSource creatorsTable(const Data& data) {
    const ItemAttributes& attributes = data->itemAttributes();
    auto items = std::make_shared<std::vector<std::uint32_t>>(attributes.creatorCount());
    auto events = std::make_shared<std::vector<std::uint32_t>>(attributes.creatorCount());
    const Counts perItem = eventsPerItem(*data);
    for (std::uint32_t item = 0; item < data->itemCount(); ++item) {
        if (const auto creator = attributes.creatorCode(ItemIndex(item))) {
            ++(*items)[*creator];
            (*events)[*creator] += (*perItem)[item];
        }
    }
    auto source = std::make_shared<TableSource>();
    source->rows = static_cast<quint32>(attributes.creatorCount());
    source->columns = {
        {title(data->nouns().creator),
         [data](quint32 row) { return toQString(data->itemAttributes().creatorName(row)); },
         {},
         true},
        countColumn(title(data->nouns().items), [items](quint32 row) { return double((*items)[row]); }),
        countColumn(tr("Events"), [events](quint32 row) { return double((*events)[row]); })};
    return {source, 2};
}

DataTableSource usersTable(const Data& data) {
    auto source = std::make_shared<TableSource>();
    source->rows = static_cast<quint32>(data->userCount());
    source->columns = {{title(data->nouns().user),
                        [data](quint32 row) { return toQString(data->users().at(row)); },
                        {},
                        true},
                       countColumn(tr("Events"),
                                   [data](quint32 row) {
                                       const Interactions& events = data->events();
                                       return double(events.lastOf(UserIndex(row)) -
                                                     events.firstOf(UserIndex(row)));
                                   }),
                       countColumn(title(data->nouns().items), [data](quint32 row) {
                           return static_cast<double>(data->matrix().countOf(UserIndex(row)));
                       })};
    if (data->events().hasTimes()) {
        // A user's events are in order of time.
        const auto boundary = [data](quint32 row, bool last) {
            const Interactions& events = data->events();
            const std::size_t begin = events.firstOf(UserIndex(row));
            const std::size_t end = events.lastOf(UserIndex(row));
            return begin == end ? noTime : events.time(last ? end - 1 : begin);
        };
        source->columns.push_back(timeColumn(
            tr("First"), [boundary](quint32 row) { return boundary(row, false); }, formatDate));
        source->columns.push_back(timeColumn(
            tr("Last"), [boundary](quint32 row) { return boundary(row, true); }, formatDate));
    }
    for (const AttributeColumn& column : data->userAttributes().columns) {
        source->columns.push_back(attributeColumn(data, column));
    }
    return {source, 1};
}

DataTableSource eventsTable(const Data& data) {
    auto source = std::make_shared<TableSource>();
    source->rows = static_cast<quint32>(data->events().size());
    source->columns = {
        {title(data->nouns().user),
         [data](quint32 row) { return toQString(data->users().at(data->events().userOf(row).value)); },
         {},
         true},
        {title(data->nouns().item),
         [data](quint32 row) { return toQString(data->itemLabel(data->events().item(row))); },
         {},
         true},
        {tr("Signal"), [data](quint32 row) {
             const SignalIndex signal = data->events().signal(row);
             return signal < data->signals().size() ? toQString(data->signals()[signal].name) : QString();
         }}};
    if (data->events().hasValues()) {
        const auto value = [data](quint32 row) { return static_cast<double>(data->events().value(row)); };
        source->columns.push_back({tr("Value"),
                                   [value](quint32 row) {
                                       return std::isnan(value(row)) ? QString()
                                                                     : QString::number(value(row));
                                   },
                                   value});
    }
    if (data->events().hasTimes()) {
        source->columns.push_back(timeColumn(
            tr("Time, UTC"), [data](quint32 row) { return data->events().time(row); }, formatDateTime));
    }
    return {source, -1};
}

} // namespace

DataTableSource makeDataTable(DataTable table, const std::shared_ptr<const Dataset>& dataset) {
    switch (table) {
    case DataTable::Items:
        return itemsTable(dataset);
    case DataTable::Creators:
        return creatorsTable(dataset);
    case DataTable::Users:
        return usersTable(dataset);
    case DataTable::Events:
        return eventsTable(dataset);
    }
    return {};
}

} // namespace tastescope
