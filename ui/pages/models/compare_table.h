// SPDX-License-Identifier: GPL-3.0-or-later
// Models side by side: a column a model, a row a setting or figure.
#pragma once

#include "ui/session/project_models.h"
#include "ui/tables/column_table.h"

#include <string>

namespace tastescope {

struct StoredMetric;

struct CompareRow {
    QString title;
    QStringList texts;         ///< by model; empty = a model's kind does not have it
    std::vector<QVariant> raw; ///< by model, where the row is a figure: the stored number
    bool differs = false;      ///< the models' texts are not all the same
};

/// Rows that no model has a word for are left out. `protocol`: what all metrics are measured by; they say
/// nothing of models of the data `unmeasured` (unmeasuredData()).
std::vector<CompareRow> compareRows(const std::vector<SessionModel>& models,
                                    const std::vector<StoredMetric>& metrics, const QString& protocol,
                                    const std::string& unmeasured = {});
/// Rows in which the models differ are set in bold.
std::vector<Column<CompareRow>> compareColumns(const std::vector<SessionModel>& models);

} // namespace tastescope
