// SPDX-License-Identifier: GPL-3.0-or-later
// How one file is cut into fields, for the person to correct.
#pragma once

#include "storage/import/planning/import_plan.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace tastescope {

class Switch;

class DialectDialog : public QDialog {
    Q_OBJECT
public:
    DialectDialog(const FilePlan& plan, QWidget* parent = nullptr);
    /// The plan with what was chosen. Column names follow when the header or delimiter changed (see
    /// changesColumns).
    FilePlan plan() const;

private:
    FilePlan m_plan;
    QComboBox* m_delimiter = nullptr;
    QComboBox* m_encoding = nullptr;
    QComboBox* m_kind = nullptr;
    Switch* m_header = nullptr;
    Switch* m_decimalComma = nullptr;
    QComboBox* m_times = nullptr;
    QSpinBox* m_preamble = nullptr;
    QLineEdit* m_comment = nullptr;
};

/// Words for the chips: "CSV, comma", "UTF-8", "header in row 1".
QStringList describeDialect(const FilePlan& plan);
QString describeKind(FileKind kind);

} // namespace tastescope
