// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/per_user.h"

#include "storage/export/json_writer.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

std::vector<std::string> keysOf(const EvaluationResult& result) {
    std::vector<std::string> keys;
    for (const ModelResult& model : result.models) {
        for (const MetricValue& metric : model.metrics) {
            if (!metric.perUser.empty() && std::ranges::find(keys, metric.key) == keys.end()) {
                keys.push_back(metric.key);
            }
        }
    }
    return keys;
}

/// The columns of one model in the order of the keys; null for those that it does not have.
std::vector<const std::vector<double>*> columnsOf(const ModelResult& model,
                                                  const std::vector<std::string>& keys) {
    std::vector<const std::vector<double>*> columns;
    for (const std::string& key : keys) {
        const auto found = std::ranges::find(model.metrics, key, &MetricValue::key);
        columns.push_back(found == model.metrics.end() || found->perUser.empty() ? nullptr : &found->perUser);
    }
    return columns;
}

} // namespace

Result<TableFile> writePerUser(const EvaluationResult& result, const std::filesystem::path& path,
                               const ExecutionContext& context, Cells cells) {
    const std::vector<std::string> keys = keysOf(result);
    std::vector<TableColumn> columns{{"user"}, {"model"}};
    for (const std::string& key : keys) {
        columns.push_back({key + (result.sampled ? " (sampled)" : ""), true});
    }
    TRY_ASSIGN(auto file, TableFile::create(path, std::move(columns), cells));
    const std::size_t users = result.userIds ? result.userIds->size() : 0;
    for (const ModelResult& model : result.models) {
        const auto values = columnsOf(model, keys);
        for (std::uint32_t user = 0; user < users; ++user) {
            if (context.stopRequested()) {
                return cancelledError();
            }
            std::vector<std::string> texts{std::string(result.userIds->at(user)), model.label};
            bool any = false;
            for (const std::vector<double>* column : values) {
                const bool has = column && std::isfinite((*column)[user]);
                texts.push_back(has ? shortestNumber((*column)[user]) : std::string());
                any = any || has;
            }
            if (any) {
                TRY(file.row(texts));
            }
        }
    }
    return file;
}

} // namespace tastescope
