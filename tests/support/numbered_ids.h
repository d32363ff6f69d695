// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/id_map.h"

#include <cstddef>
#include <memory>
#include <string>

namespace tastescope::test {

/// "0", "1", …
inline std::shared_ptr<const IdMap> numbered(std::size_t count) {
    auto ids = std::make_shared<IdMap>();
    for (std::size_t row = 0; row < count; ++row) {
        ids->intern(std::to_string(row));
    }
    return ids;
}

} // namespace tastescope::test
