// SPDX-License-Identifier: GPL-3.0-or-later
// An item or a user with its score. Order everywhere: score descending, then index ascending.
#pragma once

#include "engine/base/ids.h"

namespace tastescope {

struct ScoredItem {
    ItemIndex item;
    float score = 0;
    friend bool operator==(const ScoredItem&, const ScoredItem&) = default;
};
struct ScoredUser {
    UserIndex user;
    float score = 0;
};

} // namespace tastescope
