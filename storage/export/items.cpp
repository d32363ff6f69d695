// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/exports.h"
#include "storage/export/json_writer.h"
#include "storage/export/table_file.h"

#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t pollEvery = 1024;

std::string cellOf(const AttributeColumn& column, std::size_t row) {
    switch (column.kind) {
    case AttributeKind::Text:
        return row < column.texts.size() ? column.texts[row] : std::string();
    case AttributeKind::Number:
        return row < column.numbers.size() && std::isfinite(column.numbers[row])
                   ? shortestNumber(column.numbers[row])
                   : std::string();
    case AttributeKind::Date:
        return row < column.dates.size() ? isoTime(column.dates[row]) : std::string();
    case AttributeKind::List:
        break;
    }
    std::string joined;
    for (const std::uint32_t code : column.codesOf(row)) {
        joined += (joined.empty() ? "" : "|") + column.words[code];
    }
    return joined;
}

} // namespace

Result<void> exportItems(const Dataset& dataset, const std::filesystem::path& path,
                         const ExecutionContext& context, Cells cells) {
    const AttributeTable& table = dataset.itemAttributes().table();
    std::vector<TableColumn> columns{{"item"}};
    for (const AttributeColumn& column : table.columns) {
        columns.push_back(
            {column.name, column.kind == AttributeKind::Number, column.kind == AttributeKind::Date});
    }
    TRY_ASSIGN(auto file, TableFile::create(path, std::move(columns), cells));
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < dataset.itemCount(); ++row) {
        if (row % pollEvery == 0 && context.stopRequested()) {
            return cancelledError();
        }
        texts.assign({std::string(dataset.items().at(static_cast<std::uint32_t>(row)))});
        for (const AttributeColumn& column : table.columns) {
            texts.push_back(cellOf(column, row));
        }
        if (Result<void> done = file.row(texts); !done) {
            return done;
        }
    }
    return file.commit();
}

} // namespace tastescope
