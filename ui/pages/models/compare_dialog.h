// SPDX-License-Identifier: GPL-3.0-or-later
// Two to four models side by side: their training curves over each other, their settings and figures in a
// table.
#pragma once

#include "ui/session/project_models.h"

#include <QDialog>

#include <string>
#include <vector>

namespace tastescope {

struct StoredMetric;

class CompareDialog : public QDialog {
    Q_OBJECT
public:
    static constexpr int mostModels = 4;

    /// As compareRows() takes them.
    CompareDialog(const std::vector<SessionModel>& models, const std::vector<StoredMetric>& metrics,
                  const QString& protocol, const std::string& unmeasured, QWidget* parent);
};

} // namespace tastescope
