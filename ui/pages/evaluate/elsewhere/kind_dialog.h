// SPDX-License-Identifier: GPL-3.0-or-later
// What a file made elsewhere holds, asked where its header does not tell.
#pragma once

#include "storage/use_cases/outside/outside_kind.h"

#include <QDialog>

#include <vector>

namespace tastescope {

class KindDialog : public QDialog {
    Q_OBJECT
public:
    /// The first kind is the button of the dialog; Escape leaves the file out.
    KindDialog(const QString& file, const std::vector<OutsideKind>& kinds, QWidget* parent);
    OutsideKind chosen() const { return m_chosen; } ///< once accepted

private:
    OutsideKind m_chosen;
};

} // namespace tastescope
