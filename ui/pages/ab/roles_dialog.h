// SPDX-License-Identifier: GPL-3.0-or-later
// What the columns of a file mean: one line a column with its first value and a choice of roles, and what a
// page wants to ask beside it. GUI thread only.
#pragma once

#include "storage/use_cases/experiment/experiment_columns.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QFormLayout;

namespace tastescope {

class Button;
class TextLabel;

struct FileRole {
    std::string id; ///< as GuessedColumn::role
    QString title;
    bool needed = false;
    bool often = false; ///< several columns may have it
};

class RolesDialog : public QDialog {
    Q_OBJECT
public:
    RolesDialog(const QString& title, const QString& sentence, std::vector<GuessedColumn> columns,
                std::vector<FileRole> roles, QWidget* parent);
    /// The columns as they were said to be.
    const std::vector<GuessedColumn>& columns() const { return m_columns; }
    void addField(const QString& label, QWidget* field); ///< below the columns

private:
    void choose(std::size_t column, int role);
    void refresh();

    std::vector<GuessedColumn> m_columns;
    std::vector<FileRole> m_roles;
    std::vector<QComboBox*> m_boxes;
    QFormLayout* m_fields = nullptr;
    TextLabel* m_missing = nullptr;
    Button* m_read = nullptr;
};

/// The columns of results, and of a log, as their requests say them. What has no role is kept out.
std::vector<FileRole> resultRoles();
std::vector<FileRole> logRoles();
/// `before`: what the columns were taken for. `ratios`: "X/Y" each.
void sayRoles(ExperimentRequest& request, const std::vector<GuessedColumn>& before,
              const std::vector<GuessedColumn>& said, const QStringList& ratios);

} // namespace tastescope
