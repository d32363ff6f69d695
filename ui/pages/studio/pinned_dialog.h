// SPDX-License-Identifier: GPL-3.0-or-later
// The rules pinned as A and as B beside those that were measured last, a measure a row. GUI thread only.
#pragma once

#include "ui/pages/studio/rule_court.h"

#include <QDialog>

#include <vector>

namespace tastescope {

class PinnedDialog : public QDialog {
    Q_OBJECT
public:
    /// `isNow`: what was measured last is of the rules as they are.
    PinnedDialog(std::vector<PinnedRow> rows, bool isNow, QWidget* parent);
};

} // namespace tastescope
