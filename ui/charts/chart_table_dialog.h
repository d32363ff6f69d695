// SPDX-License-Identifier: GPL-3.0-or-later
// The table twin of a chart: the same numbers, readable by anybody and by a screen reader.
#pragma once

#include "ui/charts/chart_spec.h"

#include <QDialog>

namespace tastescope {

class ChartTableDialog : public QDialog {
    Q_OBJECT
public:
    ChartTableDialog(const QString& title, const ChartTable& table, QWidget* parent);
};

/// Header and rows, tab-separated, as the clipboard takes it.
QString chartTableText(const ChartTable& table);

} // namespace tastescope
