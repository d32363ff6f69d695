// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of one evaluation, each with what to do about it.
#pragma once

#include <QDialog>

namespace tastescope {

struct EvaluationResult;

class ChecksDialog : public QDialog {
    Q_OBJECT
public:
    ChecksDialog(const EvaluationResult& result, QWidget* parent);
};

} // namespace tastescope
