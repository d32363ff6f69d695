// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/result.h"

namespace tastescope {

std::string Error::text() const {
    std::string line = context.empty() ? message : context + ": " + message;
    if (!remedy.empty()) {
        line += ". " + remedy;
    }
    return line;
}

Error cancelledError() {
    return {ErrorCode::Cancelled, "Cancelled", "", ""};
}

} // namespace tastescope
