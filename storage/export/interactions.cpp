// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/exports.h"
#include "storage/export/table_file.h"

namespace tastescope {
namespace {

constexpr std::size_t pollEvery = 4096;

} // namespace

Result<void> exportInteractions(const Dataset& dataset, const Interactions& events,
                                const std::filesystem::path& path, const ExecutionContext& context,
                                Cells cells) {
    std::vector<TableColumn> columns{{"user"}, {"item"}, {"signal"}};
    if (events.hasValues()) {
        columns.push_back({"value", true});
    }
    if (events.hasTimes()) {
        columns.push_back({"time", false, true});
    }
    TRY_ASSIGN(auto file, TableFile::create(path, std::move(columns), cells));
    std::vector<std::string> texts;
    for (std::size_t user = 0; user < events.userCount(); ++user) {
        for (std::size_t row = events.firstOf(UserIndex(user)); row < events.lastOf(UserIndex(user)); ++row) {
            if (row % pollEvery == 0) {
                if (context.stopRequested()) {
                    return cancelledError();
                }
                context.report(static_cast<double>(row) / static_cast<double>(events.size()),
                               "Writing " + path.filename().string());
            }
            texts.assign({std::string(dataset.users().at(static_cast<std::uint32_t>(user))),
                          std::string(dataset.items().at(events.item(row).value)),
                          dataset.signals()[events.signal(row)].name});
            if (events.hasValues()) {
                texts.push_back(floatText(events.value(row)));
            }
            if (events.hasTimes()) {
                texts.push_back(isoTime(events.time(row)));
            }
            if (Result<void> done = file.row(texts); !done) {
                return done;
            }
        }
    }
    return file.commit();
}

} // namespace tastescope
