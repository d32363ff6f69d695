// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/metrics.h"

#include "storage/export/json_writer.h"
#include "storage/export/table_file.h"

#include <array>
#include <cmath>

namespace tastescope {
namespace {

std::string cellOf(double number) {
    return std::isfinite(number) ? shortestNumber(number) : std::string();
}

} // namespace

Result<void> exportMetrics(std::span<const StoredMetric> metrics, const std::string& protocol,
                           const std::filesystem::path& path, const ExecutionContext& context, Cells cells) {
    TRY_ASSIGN(auto file, TableFile::create(path,
                                            {{"model"},
                                             {"algorithm"},
                                             {"params"},
                                             {"metric"},
                                             {"value", true},
                                             {"low", true},
                                             {"high", true},
                                             {"users", true},
                                             {"protocol"}},
                                            cells));
    for (const StoredMetric& metric : metrics) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const std::array<std::string, 9> texts{metric.label,
                                               metric.algorithm,
                                               metric.params,
                                               metric.key,
                                               cellOf(metric.value),
                                               cellOf(metric.low),
                                               cellOf(metric.high),
                                               std::to_string(metric.users),
                                               protocol};
        if (Result<void> done = file.row(texts); !done) {
            return done;
        }
    }
    return file.commit();
}

} // namespace tastescope
