// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/painted_delegate.h"

namespace tastescope {

StatusLook statusLook(ReadinessStatus status) {
    switch (status) {
    case ReadinessStatus::Ok:
        return {QStringLiteral("check"), Role::Up};
    case ReadinessStatus::Warn:
        return {QStringLiteral("warning"), Role::Warn};
    case ReadinessStatus::Stop:
        break;
    }
    return {QStringLiteral("error"), Role::Error};
}

} // namespace tastescope
