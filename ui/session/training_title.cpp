// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/training_title.h"

#include "engine/registry/registry.h"
#include "ui/text/format.h"

namespace tastescope {

QString trainingTitle(const TrainRequest& request) {
    const AlgorithmInfo* info = findAlgorithm(request.algorithm);
    if (!request.name.empty() || !info) {
        return toQString(request.name.empty() ? request.algorithm : request.name);
    }
    for (const char* size : {"factors", "neighbours"}) {
        const auto value = request.params.values().find(size);
        if (value != request.params.values().end() && std::holds_alternative<std::int64_t>(value->second)) {
            if (const std::int64_t number = std::get<std::int64_t>(value->second); number > 0) {
                return QStringLiteral("%1-%2").arg(toQString(info->title)).arg(number);
            }
        }
    }
    return toQString(info->title);
}

} // namespace tastescope
